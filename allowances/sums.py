"""How much a student gets for the days present: pure arithmetic in cents, part by part, so that the parts add up.

A monthly rate pays its whole amount for a month in which every working day was worked, else amount × days present ÷
working days of that calendar month; a weekly rate the same by weeks; a daily rate amount × days; a single one once.
Each part is rounded to the cent, half up; nothing else is rounded.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Price:
    """A rate as the sums need it: `per` is month, week, day or once; it holds from a day until the next one begins.

    `name` is the kind of allowance; kinds add up. One that `is_own` belongs to the season and goes before the general.
    """

    per: str
    amount: Decimal
    from_day: date
    cap_amount: Decimal | None = None
    cap_days: int | None = None
    name: str = ""
    is_own: bool = False


@dataclass(frozen=True)
class Part:
    """One line of a breakdown: which kind, from–to, how many of how many days, at which rate, how much."""

    first: date
    last: date
    days: int
    of: int
    per: str
    rate: Decimal
    amount: Decimal
    name: str = ""


def sums(
    present: Iterable[date], prices: Sequence[Price], is_working: Callable[[date], bool], before: Sequence[Part] = ()
) -> list[Part]:
    """Return the parts that these days earn under the prices in force on each of them, kind by kind.

    `present` are working days; days before the first price earn nothing. `before` are the parts the person has earned
    in the season already: a single amount is paid once, and caps hold over all of them. Caps are those of the price in
    force on the last day: at most `cap_days` days count, the earliest first, and the last parts shrink to keep within
    `cap_amount`.
    """
    days = sorted(set(present))
    kinds = sorted({price.name for price in prices})
    found = [
        _of_kind(days, [one for one in prices if one.name == kind], is_working, [p for p in before if p.name == kind])
        for kind in kinds
    ]
    return [part for parts in found for part in parts]


def _of_kind(days: list[date], prices: Sequence[Price], is_working, before: Sequence[Part]) -> list[Part]:
    """The parts of one kind of allowance."""
    days = [day for day in days if (price := _price_on(day, prices)) and not _was_paid(price, before)]
    if not days:
        return []
    cap = _price_on(days[-1], prices)
    if cap.cap_days is not None:
        days = days[: max(0, cap.cap_days - sum(part.days for part in before))]
    most = None if cap.cap_amount is None else max(Decimal(0), cap.cap_amount - total(before))
    return _capped(_parts(days, prices, is_working), most)


def _was_paid(price: Price, before: Sequence[Part]) -> bool:
    return price.per == "once" and any(part.per == "once" for part in before)


def total(parts: Iterable[Part]) -> Decimal:
    return sum((part.amount for part in parts), Decimal("0.00"))


def _parts(days: list[date], prices: Sequence[Price], is_working) -> list[Part]:
    groups: dict[tuple, list[date]] = {}
    for day in days:
        price = _price_on(day, prices)
        groups.setdefault((price.is_own, price.from_day, _bucket(price, day)), []).append(day)
    return [_part(_price_on(group[0], prices), group, is_working) for group in groups.values()]


def _price_on(day: date, prices: Sequence[Price]) -> Price | None:
    """The season's own price where one holds, else the general one; of each the last to begin."""
    begun = [price for price in prices if price.from_day <= day]
    return max(begun, key=lambda price: (price.is_own, price.from_day), default=None)


def _bucket(price: Price, day: date) -> tuple:
    """The days that are paid together: those of a month, of a week, or all."""
    return {"month": (day.year, day.month), "week": day.isocalendar()[:2]}.get(price.per, ())


def _part(price: Price, days: list[date], is_working) -> Part:
    whole = _whole(price, days[0], is_working)
    if price.per == "once":
        amount = price.amount
    elif price.per == "day":
        amount = price.amount * len(days)
    else:
        amount = price.amount * len(days) / whole
    amount = amount.quantize(CENT, ROUND_HALF_UP)
    return Part(days[0], days[-1], len(days), whole, price.per, price.amount, amount, price.name)


def _whole(price: Price, day: date, is_working) -> int:
    """How many working days the month or week of this day has; 0 where it does not matter."""
    if price.per == "month":
        first = day.replace(day=1)
        after = (first + timedelta(days=32)).replace(day=1)
    elif price.per == "week":
        first = day - timedelta(days=day.weekday())
        after = first + timedelta(days=7)
    else:
        return 0
    return sum(is_working(first + DAY * number) for number in range((after - first).days))


def _capped(parts: list[Part], most: Decimal | None) -> list[Part]:
    if most is None:
        return parts
    kept, left = [], most
    for part in parts:
        amount = min(part.amount, left)
        kept.append(Part(**{**part.__dict__, "amount": amount}))
        left -= amount
    return kept
