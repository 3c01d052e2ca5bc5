"""What the projects app tells the desk, the front page and the search box."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import READS_ALL, Actor, Role
from projects.models import Agreement, Project
from projects.workflow import UNSIGNED, Stage
from ruoyi_coop.lib.calendar import end_of_day
from ruoyi_coop.lib.desk import Figure, Waiting
from supervision.lights import SILENT
from supervision.models import Duty
from supervision.workflow import OPEN

MOST = 15
SEES_FIGURES = READS_ALL | {Role.OFFICIAL, Role.LIAISON}


def waiting_for(actor: Actor) -> list[Waiting]:
    """What this person has to do on projects besides duties; each kind is one query of a bounded length."""
    if actor.role == Role.OFFICIAL:
        return [*_without_plan(Project.objects.filter(unit=actor.unit_id)), *_running_out(actor)]
    if actor.role == Role.LIAISON:
        return _silent(Project.objects.visible_to(actor).contracted())
    return _running_out(actor) if actor.role == Role.OFFICE else []


def own_projects(actor: Actor):
    """What a liaison may say a word on from the desk: the running ones, longest unheard of first."""
    if actor.role != Role.LIAISON:
        return Project.objects.none()
    rows = Project.objects.visible_to(actor).running().with_names().lit()
    return rows.order_by(F("reported_at").asc(nulls_first=True), "id")[:MOST]


def _without_plan(rows) -> list[Waiting]:
    """Rows on their way that nobody has set a next date for."""
    hanging = Duty.objects.filter(state__in=OPEN).filter(Q(milestone__project=OuterRef("pk")))
    rows = (
        rows.running()
        .exclude(state__in=(Stage.TALKS, Stage.ACCEPTED))
        .filter(~Exists(hanging))
        .order_by("state_since", "id")
    )
    return [_unplanned(row) for row in rows[:MOST]]


def _unplanned(row: Project) -> Waiting:
    why = _("在“%s”阶段，没有里程碑") % row.get_state_display()
    if row.state in UNSIGNED:
        return _of_project(row, why, _("去推进"), row.state_since)
    return Waiting(row.title, why, reverse("projects:plan", args=[row.pk]), _("排工期"), row.state_since, _until(row))


def _silent(rows) -> list[Waiting]:
    since = timezone.now() - timedelta(days=SILENT)
    rows = rows.running().filter(created_at__lt=since).exclude(reported_at__gte=since).order_by("reported_at", "id")
    return [
        _of_project(row, _("30天没有报进展"), _("报进展"), row.reported_at or row.created_at) for row in rows[:MOST]
    ]


def _running_out(actor: Actor) -> list[Waiting]:
    """Agreements to renew, for the unit that leads the partnership and the office."""
    rows = Agreement.objects.visible_to(actor).running_out().with_names().order_by("ends_on", "id")
    return [
        Waiting(
            row.title, _("协议快到期"), row.get_absolute_url(), _("去续签"), None, end_of_day(row.ends_on), row.parties
        )
        for row in rows[:MOST]
    ]


def _of_project(row: Project, why: str, action: str, since) -> Waiting:
    return Waiting(row.title, why, row.get_absolute_url(), action, since, _until(row))


def _until(row: Project):
    return end_of_day(row.next_due) if row.next_due else None


def figures(actor: Actor) -> list[Figure]:
    """Intentions, running, signed and late projects; the lists are not public, so neither are the numbers."""
    if actor.role not in SEES_FIGURES:
        return []
    rows, address = Project.objects.visible_to(actor), reverse("projects:list")
    projects = rows.contracted()
    intents = f"{reverse('projects:intents')}?stage=running"
    return [
        Figure(_("合作意向"), rows.intents().running(), intents, _("合同以前，不算项目")),
        Figure(_("在办项目"), projects.running(), f"{address}?stage=running"),
        Figure(_("签约项目"), rows.signed(), f"{address}?stage=signed", _("合同及以后，不含意向和框架")),
        Figure(_("逾期项目"), projects.showing("red"), f"{address}?light=red"),
    ]


def searchable(actor: Actor) -> list[tuple]:
    rows = Project.objects.visible_to(actor)
    return [
        (_("项目"), reverse("projects:list"), rows.contracted()),
        (_("合作意向"), reverse("projects:intents"), rows.intents()),
        (_("协议"), reverse("projects:agreements"), Agreement.objects.visible_to(actor)),
    ]
