"""What the projects app tells the desk, the front page and the search box."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import READS_ALL, Actor, Role
from projects.lights import SILENT
from projects.models import Milestone, Project
from projects.workflow import Progress
from ruoyi_coop.lib.calendar import DAY, end_of_day
from ruoyi_coop.lib.desk import Figure, Waiting

AHEAD = 14  # days before a deadline from which it waits on the desk
MOST = 15
SEES_FIGURES = READS_ALL | {Role.OFFICIAL, Role.LIAISON}


def waiting_for(actor: Actor) -> list[Waiting]:
    """What this person has to do on projects, by role; each kind is one query of a bounded length."""
    if actor.role == Role.OFFICIAL:
        own = Milestone.objects.filter(project__unit=actor.unit_id)
        return [
            *_due(own.filter(holder=Milestone.Holder.UNIT)),
            *_to_confirm(own.exclude(reported_by=actor.user_id)),
            *_without_plan(Project.objects.filter(unit=actor.unit_id)),
        ]
    if actor.role == Role.LIAISON:
        visible = Project.objects.visible_to(actor)
        held = Milestone.objects.filter(project__in=visible, holder=Milestone.Holder.UNIVERSITY)
        return [*_due(held), *_silent(visible)]
    if actor.role == Role.OFFICE:
        late = Milestone.objects.filter(due__lt=timezone.localdate())
        by_units = Milestone.objects.filter(holder=Milestone.Holder.UNIT).exclude(reported_by=actor.user_id)
        return [*_due(late, _("去督促")), *_to_confirm(by_units)]
    return []


def _due(rows, action: str = "") -> list[Waiting]:
    rows = rows.open().filter(due__lt=timezone.localdate() + DAY * AHEAD).with_project().order_by("due", "id")
    return [_of_milestone(row, row.project.title, action or _("报完成")) for row in rows[:MOST]]


def _to_confirm(rows) -> list[Waiting]:
    rows = rows.reported().with_project().order_by("state_since", "id")
    return [
        Waiting(
            row.title,
            _("“%s”已报完成，等确认") % row.project,
            row.get_absolute_url(),
            _("去确认"),
            since=row.state_since,
            holder=row.holder_name,
        )
        for row in rows[:MOST]
    ]


def _without_plan(rows) -> list[Waiting]:
    """Projects on their way that nobody has set a next date for."""
    planned = Milestone.objects.exclude(state=Progress.CONFIRMED).filter(project=OuterRef("pk"))
    rows = rows.running().filter(~Exists(planned)).order_by("state_since", "id")
    return [
        _of_project(row, _("在“%s”阶段，没有里程碑") % row.get_state_display(), _("去推进"), row.state_since)
        for row in rows[:MOST]
    ]


def _silent(rows) -> list[Waiting]:
    since = timezone.now() - timedelta(days=SILENT)
    rows = rows.running().filter(created_at__lt=since).exclude(reported_at__gte=since).order_by("reported_at", "id")
    return [
        _of_project(row, _("30天没有报进展"), _("报进展"), row.reported_at or row.created_at) for row in rows[:MOST]
    ]


def _of_milestone(row: Milestone, why: str, action: str) -> Waiting:
    return Waiting(
        row.title, why, row.get_absolute_url(), action, row.state_since, end_of_day(row.due), row.holder_name
    )


def _of_project(row: Project, why: str, action: str, since) -> Waiting:
    until = end_of_day(row.next_due) if row.next_due else None
    return Waiting(row.title, why, row.get_absolute_url(), action, since, until)


def figures(actor: Actor) -> list[Figure]:
    """Running, signed and late projects; the list is not public, so neither are the numbers."""
    if actor.role not in SEES_FIGURES:
        return []
    rows, address = Project.objects.visible_to(actor), reverse("projects:list")
    return [
        Figure(_("在办项目"), rows.running().count(), f"{address}?stage=running"),
        Figure(_("签约项目"), rows.signed().count(), f"{address}?stage=signed", _("合同及以后，不含意向和框架")),
        Figure(_("逾期项目"), rows.showing("red").count(), f"{address}?light=red"),
    ]


def searchable(actor: Actor) -> list[tuple]:
    return [(_("项目"), reverse("projects:list"), Project.objects.visible_to(actor))]
