"""What a list would say now: a line for everybody with days left to be paid, and why somebody is held back."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from allowances.models import AllowanceList, Line, PaidDay, Rate
from allowances.sums import Part, Price, sums, total
from allowances.workflow import LineState
from notifications.models import working_calendar
from onpost.attendance import present_days
from onpost.models import Stay
from ruoyi_coop.lib.calendar import DAY
from ruoyi_coop.lib.errors import NotNow
from vault.models import BankAccount, Identity

Released = dict[int, tuple[str, str]]  # stay → the reason that was released, and why


def lines_of(row: AllowanceList) -> list[Line]:
    """A line for every stay with days in the period that no other list pays. Raises NotNow without a rate.

    What a person released stays released as long as the reason is the same one.
    """
    prices = prices_of(row)
    stays, presence = _presence(row)
    reasons, before, is_working = _reasons(stays, row), _earned_before(row), working_calendar().is_working
    released = {line.stay_id: (line.released_why, line.released_note) for line in row.lines.exclude(released_note="")}
    found = []
    for stay in stays:
        present, unconfirmed = presence[stay.pk]
        if present or unconfirmed:
            parts = sums(present, prices, is_working, before.get(stay.placement.student_id, ()))
            line = _line(row, stay, parts, present, unconfirmed)
            _hold(line, "；".join(reasons[stay.pk]), released.get(stay.pk))
            found.append(line)
    return found


def prices_of(row: AllowanceList) -> list[Price]:
    prices = [rate.price for rate in Rate.objects.of(row.season)]
    if not prices:
        raise NotNow(_("还没有补贴标准，请先设定。"))
    return prices


def _presence(row: AllowanceList) -> tuple[list[Stay], dict[int, tuple[list[date], list[date]]]]:
    """The stays of the period, and for each the days present that stand on no other list, and the open weeks."""
    stays = Stay.objects.filter(placement__season=row.season, first_day__lte=row.last_day).with_people()
    stays = list(stays.order_by("placement__student__pinyin", "pk"))
    taken: dict[int, set[date]] = {}
    elsewhere = PaidDay.objects.filter(stay__in=stays).exclude(line__allowance_list=row)
    for stay, day in elsewhere.values_list("stay", "day"):
        taken.setdefault(stay, set()).add(day)
    known = present_days(stays, row.first_day, row.last_day)
    return stays, {
        pk: ([day for day in present if day not in taken.get(pk, ())], unconfirmed)
        for pk, (present, unconfirmed) in known.items()
    }


def _earned_before(row: AllowanceList) -> dict[int, list[Part]]:
    """What each student has on other lists of the season that counts, for caps and single amounts."""
    lines = Line.objects.filter(allowance_list__season=row.season).exclude(allowance_list=row)
    found: dict[int, list[Part]] = {}
    for line in lines.counting().select_related("stay__placement"):
        found.setdefault(line.stay.placement.student_id, []).extend(line.earned)
    return found


def _line(row, stay: Stay, parts: list[Part], present: list[date], unconfirmed: list[date]) -> Line:
    return Line(
        allowance_list=row,
        stay=stay,
        during=DateRange(row.first_day, row.last_day + DAY),
        days=len(present),
        present=present,
        amount=total(parts),
        breakdown=[told(part) for part in parts],
        unconfirmed=unconfirmed,
    )


def told(part: Part) -> list[str]:
    """A part as its line keeps it."""
    cells = (part.first, part.last, part.days, part.of, part.per, part.rate, part.amount, part.name)
    return [str(value) for value in cells]


def _hold(line: Line, why: str, released: tuple[str, str] | None) -> None:
    """Hold a line back for its reason, unless just this reason has been released."""
    line.why_held = why[:300]
    if released and released[0] == line.why_held:
        line.released_why, line.released_note = released
        line.why_held = ""
    line.state = LineState.HELD if line.why_held else LineState.READY


def take_days(lines: Iterable[Line]) -> None:
    """Write down which days these lines pay; the database refuses a day that another list has taken meanwhile."""
    PaidDay.objects.bulk_create(
        PaidDay(line=line, stay_id=line.stay_id, day=day)
        for line in lines
        if line.state != LineState.HELD
        for day in line.present
    )


def same_as_now(row: AllowanceList) -> bool:
    """Whether the lines as they stand are what would be computed at this moment."""
    return _sheet(row.lines.all()) == _sheet(lines_of(row))


def _sheet(lines: Iterable[Line]) -> list[tuple]:
    rows = [(one.stay_id, one.state, one.amount, one.present, one.unconfirmed, one.breakdown) for one in lines]
    return sorted(rows, key=lambda row: row[0])


def _reasons(stays: list[Stay], row: AllowanceList) -> dict[int, list[str]]:
    """Why a stay cannot be paid now: no ID number, no account, or the same person claims elsewhere."""
    students = {stay.placement.student_id for stay in stays}
    prints = dict(Identity.objects.filter(user__in=students).values_list("user", "fingerprint"))
    accounts = set(BankAccount.objects.filter(user__in=students).values_list("user", flat=True))
    twins = _twins(stays, prints, row)
    found = {}
    for stay in stays:
        student = stay.placement.student_id
        why = [_("没有填写身份证号")] if student not in prints else []
        why += [_("没有填写银行账号")] if student not in accounts else []
        found[stay.pk] = why + [_twin_words(student, other) for other in twins.get(stay.pk, ())]
    return found


def _twin_words(student: int, other: Stay) -> str:
    words = _("同一账号在 %s 也有补贴") if other.placement.student_id == student else _("同一身份证号在 %s 也有补贴")
    return words % other.placement.season


def _twins(stays: list[Stay], prints: dict[int, str], row: AllowanceList) -> dict[int, list[Stay]]:
    """For each stay the first other that the same person has at the same time, known by the account or the ID number.

    Two queries, however many stays.
    """
    same = dict(Identity.objects.filter(fingerprint__in=prints.values()).values_list("user", "fingerprint"))
    students = {stay.placement.student_id for stay in stays} | set(same)
    others = Stay.objects.filter(first_day__lte=row.last_day, planned_end__gte=row.first_day)
    by_person: dict[Any, list[Stay]] = {}
    for other in others.filter(placement__student__in=students).select_related("placement__season").order_by("pk"):
        by_person.setdefault(_key(other, same), []).append(other)
    return {stay.pk: _at_once(stay, by_person[key])[:1] for stay in stays if (key := _key(stay, same)) in by_person}


def _key(stay: Stay, same: dict[int, str]) -> Any:
    return same.get(stay.placement.student_id, stay.placement.student_id)


def _at_once(stay: Stay, others: list[Stay]) -> list[Stay]:
    return [one for one in others if one.pk != stay.pk and _overlap(stay, one)]


def _overlap(one: Stay, other: Stay) -> bool:
    return one.first_day <= other.until and other.first_day <= one.until
