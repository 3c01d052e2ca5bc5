"""What the bases app tells the desk, the front page and the search box."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, Role, can
from bases.models import Base
from bases.workflow import State
from ruoyi_coop.lib.calendar import DAY, end_of_day
from ruoyi_coop.lib.desk import Figure, Waiting

AHEAD = 30  # days before a review is due that its unit sees it on the desk
MOST = 20


def waiting_for(actor: Actor) -> list[Waiting]:
    """For the unit: the next step of its bases, reviews coming due. For the office: plaques and reviews to decide."""
    if actor.role == Role.OFFICIAL:
        return [*_next_steps(actor), *_reviews(Base.objects.filter(unit=actor.unit_id))]
    if can(actor, Permission.DECIDE_BASE):
        return [*_decisions(), *_reviews(Base.objects.all(), late_only=True)]
    return []


def _next_steps(actor: Actor) -> list[Waiting]:
    rows = Base.objects.filter(unit=actor.unit_id, state__in=(State.PLAN, State.PLAQUE)).order_by("state_since")
    words = {
        State.PLAN: (_("方案已登记，等签订协议"), _("去办理")),
        State.PLAQUE: (_("已授牌，等投入运行"), _("去办理")),
    }
    return [_waiting(base, *words[base.state]) for base in rows[:MOST]]


def _decisions() -> list[Waiting]:
    rows = Base.objects.filter(state__in=(State.AGREEMENT, State.REVIEW)).select_related("unit").order_by("state_since")
    words = {
        State.AGREEMENT: (_("协议已签，等授牌"), _("去授牌")),
        State.REVIEW: (_("年度复核已报，等审定"), _("去复核")),
    }
    return [_waiting(base, *words[base.state], holder=base.unit.short_name) for base in rows[:MOST]]


def _reviews(rows, late_only: bool = False) -> list[Waiting]:
    today = timezone.localdate()
    last = today if late_only else today + DAY * AHEAD
    rows = rows.filter(state=State.OPERATING, review_due__lt=last).select_related("unit").order_by("review_due")
    return [
        _waiting(base, _("年度复核到期"), _("看一看") if late_only else _("去报复核"), base.unit.short_name)
        for base in rows[:MOST]
    ]


def _waiting(base: Base, why: str, action: str, holder: str = "") -> Waiting:
    until = end_of_day(base.review_due) if base.state == State.OPERATING else None
    return Waiting(str(base), why, base.get_absolute_url(), action, base.state_since, until, holder)


def figures(actor: Actor) -> list[Figure]:
    built = Base.objects.visible_to(actor).built()
    return [Figure(_("建成基地"), built, reverse("bases:list") + "?stage=built")]


def searchable(actor: Actor) -> list[tuple]:
    return [(_("基地"), reverse("bases:list"), Base.objects.visible_to(actor))]
