"""Prints the server time of the wall over 1,000 projects × 12 milestones, today and as of a past day; rolled back.

bin/manage shell -c "from tests.bench.big_wall import main; main()"
"""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from notifications.models import Event
from projects.models import Milestone, Project
from ruoyi_coop.management.commands.bench import measure
from supervision.models import Duty
from universities.models import Partnership

PAGES = ("/wall/", "/wall/?tab=table", "/wall/?tab=matrix", "/wall/?print=1", "/wall/?as_of={past}", "/projects/")


def main(rows: int = 1000, each: int = 12) -> None:
    """Fill, measure, roll back: one line a page."""
    with transaction.atomic():
        fill(rows, each)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE supervision_duty; ANALYZE projects_project; ANALYZE notifications_event")
        past = timezone.localdate() - timedelta(days=3)
        for address in PAGES:
            found = measure(address.format(past=past), "office", 9)
            times = f"p50 {found.p50:6.1f} ms  p95 {found.p95:6.1f} ms"
            print(f"{address:<24} {rows} × {each}  {found.queries:>3} queries  {times}")
        transaction.set_rollback(True)


def fill(rows: int, each: int) -> None:
    """Projects of all partnerships, each with its duties and four events a duty, spread over ten days."""
    partnerships = list(Partnership.objects.current().select_related("lead_unit"))
    today, now, by = timezone.localdate(), timezone.now(), User.objects.get(username="office")
    projects = [
        Project(
            title=f"项目{number}",
            partnership=partnerships[number % len(partnerships)],
            unit=partnerships[number % len(partnerships)].lead_unit,
            state="landed",
            signed_on=today,
            next_due=today + timedelta(days=number % 90 - 3),
            pinyin=f"xiangmu{number}",
        )
        for number in range(rows)
    ]
    Project.objects.bulk_create(projects, batch_size=1000)
    duties = [
        _duty(project, today + timedelta(days=(place * 17 + number) % 300 - 60))
        for number, project in enumerate(projects)
        for place in range(each)
    ]
    Duty.objects.bulk_create(duties, batch_size=1000)
    Milestone.objects.bulk_create([Milestone(project_id=_project_of(one), duty=one) for one in duties], batch_size=1000)
    for days in (10, 8, 5, 1):
        events = [
            Event(
                at=now - timedelta(days=days),
                actor=by,
                actor_name="系统",
                actor_role="public",
                actor_hat="系统",
                verb="created" if days == 10 else "edited",
                label="登记",
                subject=thing.key,
                subject_label=thing.title,
                thread=thing.thread,
                facts=thing.facts,
            )
            for thing in (*projects, *(duties if days > 5 else duties[:: 8 * days]))
        ]
        Event.objects.bulk_create(events, batch_size=2000)


def _duty(project: Project, due) -> Duty:
    start = due - timedelta(days=7)
    facts = {"due": due, "original_due": due, "start_by": start, "start_open": None, "begun_on": start}
    return Duty(
        kind="milestone",
        title="里程碑",
        unit=project.unit,
        partnership=project.partnership,
        origin=project.key,
        origin_label=project.title,
        state="doing",
        **facts,
    )


def _project_of(duty: Duty) -> int:
    return int(duty.origin.partition(":")[2])
