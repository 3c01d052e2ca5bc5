"""The proposed templates of backward schedules; and the facts of what was there before events kept them."""

from django.db import migrations

from projects.proposals import TEMPLATES


def offer(apps, schema_editor):
    Template, Step = apps.get_model("projects", "Template"), apps.get_model("projects", "TemplateStep")
    for name, about, steps in TEMPLATES:
        template, is_new = Template.objects.get_or_create(name=name, defaults={"about": about, "is_proposed": True})
        if is_new:
            Step.objects.bulk_create(Step(template=template, **step) for step in steps)


PROJECT = ("title", "partnership_id", "unit_id", "state", "status", "promised_on", "signed_on")
DUTY = ("title", "kind", "unit_id", "university_id", "partnership_id", "origin", "due", "start_open", "state")


def note_facts(apps, schema_editor):
    """One event for each record, so that the wall can show any day from today on."""
    Event = apps.get_model("notifications", "Event")
    for label, names in (("projects.project", PROJECT), ("supervision.duty", DUTY)):
        rows = apps.get_model(label).objects.all()
        events = (_noted(Event, label, row, names) for row in rows.iterator())
        Event.objects.bulk_create(events, batch_size=1000)


def _noted(Event, label, row, names):
    key = f"{label}:{row.pk}"
    thread = getattr(row, "origin", "") or key
    facts = {name: getattr(row, name) for name in names}
    told = {"actor_name": "系统", "actor_role": "public", "actor_hat": "系统", "verb": "noted", "label": "记录现状"}
    return Event(subject=key, subject_label=row.title[:200], thread=thread, facts=facts, **told)


class Migration(migrations.Migration):
    dependencies = [("projects", "0005_milestones_hang_on_duties"), ("notifications", "0005_event_facts")]
    operations = [
        migrations.RunPython(offer, migrations.RunPython.noop),
        migrations.RunPython(note_facts, migrations.RunPython.noop),
    ]
