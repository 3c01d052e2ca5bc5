"""What the needs app tells the desk, the front page and the search box."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import STAFF, Actor, Permission, Role, can
from needs.matching import needs_near
from needs.models import Dismissal, Need, Supply
from needs.workflow import State, SupplyState
from ruoyi_coop.lib.calendar import end_of_day
from ruoyi_coop.lib.desk import Figure, Waiting
from universities.models import university_id_of

MOST = 20
PROPOSED = 5  # needs shown to a university that may fit it
IDLE = timedelta(days=30)  # after which a need that nobody talks about comes back to its unit
READERS = {*STAFF, Role.LIAISON, Role.MENTOR} - {Role.ADMINISTRATOR}


def waiting_for(actor: Actor) -> list[Waiting]:
    """The office reviews, owners mend what came back and look at answers, universities see what may fit them."""
    if can(actor, Permission.DECIDE_NEED):
        return [*_needs_to_review(), *_supplies_to_review()]
    if actor.role == Role.OFFICIAL:
        return [*_own(actor), *_new_answers(actor)]
    if actor.role == Role.MENTOR:
        return _own(actor)
    return _fitting(actor) if actor.role == Role.LIAISON else []


def _needs_to_review() -> list[Waiting]:
    rows = Need.objects.filter(state=State.REGISTERED).select_related("unit", "host").order_by("state_since")
    return [_waiting(need, _("新登记的需求，等审核入库"), _("去审核"), need.owner) for need in rows[:MOST]]


def _supplies_to_review() -> list[Waiting]:
    rows = Supply.objects.filter(state=SupplyState.OFFERED).select_related("university").order_by("state_since")
    return [_waiting(row, _("高校的供给，等入库"), _("去审核"), row.university.short_name) for row in rows[:MOST]]


def _own(actor: Actor) -> list[Waiting]:
    """What came back from the office, and what nobody talks about: the unit's, and the enterprise's share of it."""
    stale = Q(state=State.ACCEPTED, rung_on__lt=timezone.localdate() - IDLE, unit=actor.unit_id)
    rows = Need.objects.visible_to(actor).filter(Q(state=State.RETURNED) | stale).order_by("-state", "state_since")
    rows = rows.filter(unit=actor.unit_id) if actor.role == Role.OFFICIAL else rows
    words = {
        State.RETURNED: (_("需求被退回，请补充后重新提交"), _("去补充")),
        State.ACCEPTED: (_("入库超过 %d 天还没有对接") % IDLE.days, _("找供给")),
    }
    return [_waiting(need, *words[need.state]) for need in rows[:MOST]]


def _new_answers(actor: Actor) -> list[Waiting]:
    """Answers to the unit's needs that nobody has talked about or set aside."""
    unfit = Dismissal.objects.filter(supply=OuterRef("pk"), need=OuterRef("answers"))
    rows = Supply.objects.standing().filter(answers__unit=actor.unit_id, answers__state=State.ACCEPTED)
    rows = rows.filter(~Exists(unfit)).select_related("answers", "university").order_by("created_at")
    return [
        Waiting(
            str(row.answers),
            _("%s应答了，看看能不能对接") % row.university,
            row.answers.get_absolute_url(),
            _("去看应答"),
            row.created_at,
            holder=row.university.short_name,
        )
        for row in rows[:MOST]
    ]


def _fitting(actor: Actor) -> list[Waiting]:
    accepted = Need.objects.unanswered(actor).filter(state=State.ACCEPTED)
    rows = needs_near(university_id_of(actor), accepted).select_related("unit", "host").order_by("-rung_on", "-id")
    why = _("需求可能适合贵校：%s")
    return [_waiting(need, why % need.field, _("去应答"), need.owner) for need in rows[:PROPOSED]]


def _waiting(thing, why: str, action: str, holder: str = "") -> Waiting:
    wanted = getattr(thing, "held_until", None)
    until = end_of_day(wanted) if wanted else None
    return Waiting(str(thing), why, thing.get_absolute_url(), action, thing.state_since, until, holder)


def figures(actor: Actor) -> list[Figure]:
    if actor.role not in READERS:
        return []
    stored = Need.objects.visible_to(actor).in_store()
    return [Figure(_("在库需求"), stored, reverse("needs:list") + "?state=open")]


def searchable(actor: Actor) -> list[tuple]:
    return [
        (_("需求"), reverse("needs:list"), Need.objects.visible_to(actor)),
        (_("供给"), reverse("needs:supplies"), Supply.objects.visible_to(actor)),
    ]
