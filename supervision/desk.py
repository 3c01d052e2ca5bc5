"""What duties tell the desk and the search box."""

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import READS_ALL, Actor, Role
from ruoyi_coop.lib.calendar import DAY, end_of_day
from ruoyi_coop.lib.desk import Figure, Waiting
from supervision.models import Blocker, Duty, Extension
from supervision.workflow import State

AHEAD = 14  # days before a deadline from which it waits on the desk
MOST = 15
SEES = READS_ALL | {Role.OFFICIAL, Role.LIAISON}


def waiting_for(actor: Actor) -> list[Waiting]:
    """What this person has to do on duties; each kind is one query of a bounded length."""
    if actor.role in (Role.OFFICIAL, Role.LIAISON):
        return [*_due(Duty.objects.held_by(actor)), *_to_review(actor), *_to_clear(actor)]
    if actor.role == Role.OFFICE:
        late = Duty.objects.filter(due__lt=timezone.localdate())
        return [*_due(late.open(), _("去督促")), *_to_decide(), *_to_review(actor), *_to_close(), *_to_clear(actor)]
    return _to_clear(actor) if actor.role == Role.LEADER else []


def owed_to(actor: Actor) -> list[Waiting]:
    """What the county still owes the liaison's university, nearest first."""
    if actor.role != Role.LIAISON:
        return []
    rows = Duty.objects.owed_to(actor).with_names().order_by("due", "id")
    return [_waiting(row, row.origin_label, _("看进展")) for row in rows[:MOST]]


def _due(rows, action: str = "") -> list[Waiting]:
    rows = rows.filter(due__lt=timezone.localdate() + DAY * AHEAD).with_names().order_by("due", "id")
    verbs = {State.ASSIGNED: _("去签收"), State.RETURNED: _("去改派")}
    return [_waiting(row, row.origin_label, action or verbs.get(row.state, _("去反馈"))) for row in rows[:MOST]]


def _to_review(actor: Actor) -> list[Waiting]:
    rows = Duty.objects.reviewable_by(actor).with_names().order_by("state_since", "id")
    return [
        _waiting(row, _("%(who)s已反馈完成，等复核") % {"who": row.doer}, _("去复核"), timed=False)
        for row in rows[:MOST]
    ]


def _to_decide() -> list[Waiting]:
    """What only the office can decide: approvals, reassignments, later days."""
    rows = Duty.objects.filter(state__in=(State.APPROVAL, State.RETURNED)).with_names().order_by("state_since", "id")
    asked = Extension.objects.asked().select_related("duty__unit", "duty__university").order_by("created_at", "id")
    verbs = {State.APPROVAL: _("去审批"), State.RETURNED: _("去改派")}
    return [
        *(_waiting(row, row.get_state_display(), verbs[row.state]) for row in rows[:MOST]),
        *(_of_extension(row) for row in asked[:MOST]),
    ]


def _of_extension(row: Extension) -> Waiting:
    why = _("%(who)s申请延期：%(reason)s") % {"who": row.duty.doer, "reason": row.reason}
    until = end_of_day(row.from_due)
    return Waiting(row.duty.title, why, row.get_absolute_url(), _("去批示"), row.created_at, until, row.duty.doer)


def _to_close() -> list[Waiting]:
    """One line for all that were reviewed: they are signed off together."""
    found = Duty.objects.filter(state=State.REVIEWED).aggregate(number=Count("pk"), since=Min("state_since"))
    if not found["number"]:
        return []
    words = _("%d 件已复核，等销号") % found["number"]
    return [Waiting(words, _("单位内已有第二人复核"), reverse("supervision:close"), _("去销号"), found["since"])]


def _to_clear(actor: Actor) -> list[Waiting]:
    rows = Blocker.objects.waiting_for(actor).select_related("duty__unit", "duty__university").order_by("until", "id")
    return [
        Waiting(
            row.what,
            _("堵点：%(who)s的“%(duty)s”在等您解决") % {"who": row.duty.doer, "duty": row.duty},
            row.clearing_url,
            _("去解决"),
            row.created_at,
            end_of_day(row.until),
            row.by_hat,
        )
        for row in rows[:MOST]
    ]


def _waiting(row: Duty, why: str, action: str, *, timed: bool = True) -> Waiting:
    until = end_of_day(row.due) if timed else None
    return Waiting(row.title, why, row.get_absolute_url(), action, row.state_since, until, row.doer)


def figures(actor: Actor) -> list[Figure]:
    """Open and late duties; the list is not public, so neither are the numbers."""
    if actor.role not in SEES:
        return []
    rows, address = Duty.objects.visible_to(actor), reverse("supervision:list")
    return [
        Figure(_("在办督办事项"), rows.open(), f"{address}?state=open"),
        Figure(_("逾期事项"), rows.showing("red"), f"{address}?light=red"),
    ]


def searchable(actor: Actor) -> list[tuple]:
    return [(_("督办事项"), reverse("supervision:list"), Duty.objects.visible_to(actor))]
