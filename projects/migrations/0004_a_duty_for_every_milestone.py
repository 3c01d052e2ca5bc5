"""Every milestone becomes the place of a duty; reports of completion move to the duty they are about."""

from datetime import timedelta

from django.db import migrations

STATES = {"open": "accepted", "reported": "reported", "confirmed": "closed"}
LENGTH = timedelta(days=7)  # five working days, where nobody planned the length


def give_duties(apps, schema_editor):
    Milestone = apps.get_model("projects", "Milestone")
    Duty = apps.get_model("supervision", "Duty")
    rows = Milestone.objects.filter(duty=None).select_related("project__partnership", "project__unit")
    for row in rows.iterator():
        row.duty = Duty.objects.create(**_duty_of(row))
        row.save(update_fields=["duty"])
        _move_reports(apps, row)


def _duty_of(row):
    project = row.project
    university = project.partnership.university_id if row.holder == "university" else None
    state = "assigned" if university and row.state == "open" else STATES[row.state]
    start = row.due - LENGTH
    return {
        "kind": "milestone",
        "title": row.title,
        "unit_id": project.unit_id,
        "university_id": university,
        "partnership_id": project.partnership_id,
        "origin": f"projects.project:{project.pk}",
        "origin_label": project.title,
        "due": row.due,
        "original_due": row.original_due,
        "start_by": start,
        "start_open": None if row.state != "open" else start,
        "begun_on": row.done_on,
        "state": state,
        "state_since": row.state_since,
        "done_on": row.done_on,
        "person_id": row.reported_by_id,
        "reported_by_id": row.reported_by_id,
        "touched_at": project.touched_at,
        "created_at": row.created_at,
        "changed_at": row.changed_at,
        "version": row.version,
        "is_demo": project.is_demo,
    }


def _move_reports(apps, row):
    Report = apps.get_model("projects", "Report")
    said = Report.objects.filter(milestone=row)
    for report in said.exclude(upload=None):
        columns = ("text", "upload_id", "by_id", "by_hat", "at")
        apps.get_model("supervision", "Report").objects.create(
            duty_id=row.duty_id, kind="done", **{name: getattr(report, name) for name in columns}
        )
    said.delete()


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_ladder_plans_agreements"), ("supervision", "0002_first_deadline_stays")]
    operations = [migrations.RunPython(give_duties, migrations.RunPython.noop)]
