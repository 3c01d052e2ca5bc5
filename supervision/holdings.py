"""What a person holds in the closed loop: duties, drafts, blockers to clear, and the last seat of a unit with work."""

from django.utils.translation import gettext as _

from accounts.models import Hat, Unit, User
from accounts.permissions import Actor, Role
from people.actions import take_seat
from ruoyi_coop.lib.desk import Holding, number_of
from supervision import actions
from supervision.models import Blocker, Duty
from supervision.workflow import CARRIED, PLANNED
from universities.models import Partnership

WORKS_ON = "supervision.duty.person"
DRAFTED = "supervision.duty.drafted_by"
RESOLVES = "supervision.blocker.resolver"
SEAT = "accounts.unit.seat"
KINDS = (WORKS_ON, DRAFTED, RESOLVES, SEAT)


def held_by(person: User) -> list[Holding]:
    """Six queries."""
    worn = list(Hat.objects.of(person).select_related("university_tie"))
    return [*_seats(person), *_duties(person, worn), *_drafts(person, worn), *_blockers(person)]


def _seats(person: User) -> list[Holding]:
    """Units with open duties or running partnerships that no other official stands for."""
    officials = Hat.objects.worn().filter(role=Role.OFFICIAL)
    busy = units_with_work().values("pk")
    mine = officials.filter(user=person, unit__in=busy)
    mine = mine.exclude(unit__in=officials.exclude(user=person).values("unit"))
    return [
        Holding(
            key=f"{SEAT}:{hat.unit_id}",
            kind=_("单位唯一的干部"),
            title=hat.unit.name,
            url=hat.unit.get_absolute_url(),
            since=hat.since,
            hat_id=hat.pk,
            role=Role.OFFICE,
            unit_id=hat.unit_id,
        )
        for hat in mine.select_related("unit").order_by("unit__pinyin", "id")
    ]


def units_with_work():
    """Units that have an open duty of their own or lead a partnership today."""
    doing = Duty.objects.open().filter(university=None).values("unit")
    leading = Partnership.objects.current().values("lead_unit")
    return Unit.objects.filter(pk__in=doing) | Unit.objects.filter(pk__in=leading)


def _duties(person: User, worn: list[Hat]) -> list[Holding]:
    rows = Duty.objects.filter(person=person, state__in=CARRIED).with_names().order_by("due", "id")
    return [_duty(row, worn) for row in rows]


def _duty(row: Duty, worn: list[Hat]) -> Holding:
    fitting = [hat.pk for hat in worn if _stands_for(hat, row)]
    return Holding(
        key=f"{WORKS_ON}:{row.pk}",
        kind=_("督办事项"),
        title=row.title,
        url=row.get_absolute_url(),
        since=row.state_since,
        hat_id=fitting[0] if fitting else None,
        universities=_universities(row),
        role=Role.LIAISON if row.university_id else Role.OFFICIAL,
        unit_id=row.unit_id,
        university_id=row.university_id,
    )


def _stands_for(hat: Hat, row: Duty) -> bool:
    if row.university_id:
        tie = getattr(hat, "university_tie", None)
        return bool(tie) and tie.university_id == row.university_id
    return hat.role == Role.OFFICIAL and hat.unit_id == row.unit_id


def _universities(row: Duty) -> tuple[int, ...]:
    """Whom it is done by or for; each sees it."""
    numbers = {row.university_id, row.partnership.university_id if row.partnership_id else None}
    return tuple(sorted(numbers - {None}))


def _drafts(person: User, worn: list[Hat]) -> list[Holding]:
    rows = Duty.objects.filter(drafted_by=person, state__in=PLANNED).order_by("due", "id")
    hat = next((one for one in worn if one.role in (Role.OFFICIAL, Role.OFFICE)), None)
    return [
        Holding(
            key=f"{DRAFTED}:{row.pk}",
            kind=_("督办草稿"),
            title=row.title,
            url=row.get_absolute_url(),
            since=row.state_since,
            role=hat.role if hat else Role.OFFICE,
            unit_id=hat.unit_id if hat else row.unit_id,
        )
        for row in rows
    ]


def _blockers(person: User) -> list[Holding]:
    rows = Blocker.objects.standing().filter(resolver__user=person).order_by("until", "id")
    rows = rows.select_related("duty__partnership", "resolver__university_tie")
    return [
        Holding(
            key=f"{RESOLVES}:{row.pk}",
            kind=_("待解决的堵点"),
            title=row.what,
            url=row.get_absolute_url(),
            since=row.created_at,
            hat_id=row.resolver_id,
            universities=_universities(row.duty),
            role=row.resolver.role,
            unit_id=row.resolver.unit_id or row.duty.unit_id,
            university_id=tie.university_id if (tie := getattr(row.resolver, "university_tie", None)) else None,
        )
        for row in rows
    ]


def pass_on(key: str, successor: Hat, *, of: User, by: Actor) -> bool:
    """Give it to the successor; False when that person holds it no more. Raises NotNow."""
    kind, number = key.rpartition(":")[0], number_of(key)
    if kind == SEAT:
        return _pass_seat(key, successor, of=of, by=by)
    if kind == RESOLVES:
        blocker = Blocker.objects.select_related("duty").filter(pk=number).first()
        return bool(blocker) and actions.hand_blocker(blocker, successor, of=of, by=by)
    duty = Duty.objects.filter(pk=number).first()
    hand = actions.hand_duty if kind == WORKS_ON else actions.hand_draft
    return bool(duty) and hand(duty, successor, of=of, by=by)


def _pass_seat(key: str, successor: Hat, *, of: User, by: Actor) -> bool:
    if key not in {one.key for one in _seats(of)}:
        return False
    take_seat(successor.user, Unit.objects.get(pk=number_of(key)), by=by)
    return True
