"""The sums are those of public notices, and every breakdown adds up to the last cent."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allowances.sums import Price, sums, total

DAY = timedelta(days=1)


def weekday(day: date) -> bool:
    return day.weekday() < 5


def working(first: date, last: date) -> list[date]:
    return [day for day in (first + DAY * n for n in range((last - first).days + 1)) if weekday(day)]


def monthly(amount: str, **more) -> Price:
    return Price("month", Decimal(amount), date(2020, 1, 1), **more)


def of_year(price: Price) -> Decimal:
    return total(sums(working(date(2024, 1, 1), date(2024, 12, 31)), [price], weekday))


@pytest.mark.parametrize(("people", "amount", "months", "sum"), [(59, "1068", 12, "756144")])
def test_xiaxian_2024(people, amount, months, sum):
    assert people * of_year(monthly(amount)) == Decimal(sum)
    insurance = Price("once", Decimal("240"), date(2020, 1, 1))
    assert people * of_year(insurance) == Decimal("14160")
    assert people * (of_year(monthly(amount)) + of_year(insurance)) == Decimal("770304")


@pytest.mark.parametrize(("people", "sum"), [(222, "286380"), (177, "228330"), (30, "38700")])
def test_lishi_2025(people, sum):
    month = working(date(2025, 3, 1), date(2025, 3, 31))
    assert people * total(sums(month, [monthly("1290")], weekday)) == Decimal(sum)


def test_part_of_a_month_is_paid_by_its_working_days():
    days = working(date(2026, 7, 1), date(2026, 7, 10))  # 8 of 23
    part = sums(days, [monthly("1000")], weekday)[0]
    assert (part.days, part.of, part.amount) == (8, 23, Decimal("347.83"))


def test_a_week_is_paid_by_its_working_days_and_a_day_as_a_day():
    days = working(date(2026, 7, 6), date(2026, 7, 15))  # five and three
    weekly = sums(days, [Price("week", Decimal("500"), date(2020, 1, 1))], weekday)
    assert [part.amount for part in weekly] == [Decimal("500.00"), Decimal("300.00")]
    daily = sums(days, [Price("day", Decimal("80"), date(2020, 1, 1))], weekday)
    assert [(part.days, part.amount) for part in daily] == [(8, Decimal("640.00"))]


def test_a_rate_that_changes_within_a_month_is_paid_in_two_parts():
    prices = [monthly("1000"), Price("month", Decimal("1200"), date(2026, 7, 16))]
    parts = sums(working(date(2026, 7, 1), date(2026, 7, 31)), prices, weekday)
    assert [(part.days, part.of, part.rate) for part in parts] == [(11, 23, Decimal("1000")), (12, 23, Decimal("1200"))]
    assert total(parts) == Decimal("478.26") + Decimal("626.09")


def test_days_before_the_first_rate_and_no_days_earn_nothing():
    early = working(date(2019, 7, 1), date(2019, 7, 31))
    assert (sums(early, [monthly("1000")], weekday), sums([], [monthly("1000")], weekday)) == ([], [])


def test_caps_hold():
    days = working(date(2026, 1, 1), date(2026, 6, 30))
    assert total(sums(days, [monthly("1000", cap_amount=Decimal("2500"))], weekday)) == Decimal("2500")
    parts = sums(days, [Price("day", Decimal("80"), date(2020, 1, 1), cap_days=30)], weekday)
    assert total(parts) == Decimal("2400")


days_of = st.sets(st.integers(0, 400), max_size=200)
prices_of = st.lists(
    st.tuples(
        st.sampled_from(["month", "week", "day", "once"]),
        st.decimals("0.01", "5000", places=2),
        st.integers(0, 400),
        st.none() | st.decimals("0.01", "9000", places=2),
    ),
    max_size=4,
    unique_by=lambda row: row[2],
)


@given(days_of, prices_of)
def test_a_breakdown_always_adds_up_and_each_day_is_paid_once(numbers, rows):
    begin = date(2026, 1, 1)
    days = [day for day in (begin + DAY * n for n in numbers) if weekday(day)]
    prices = [Price(per, amount, begin + DAY * after, cap) for per, amount, after, cap in rows]
    parts = sums(days, prices, weekday)
    first = min((price.from_day for price in prices), default=None)
    paid = [day for day in days if first and day >= first]
    assert sum(part.days for part in parts) == len(paid)
    assert all(part.amount == part.amount.quantize(Decimal("0.01")) and part.amount >= 0 for part in parts)
    assert all(part.days <= part.of for part in parts if part.per in ("month", "week"))
    if paid and (cap := max((p for p in prices if p.from_day <= max(paid)), key=lambda p: p.from_day).cap_amount):
        assert total(parts) <= cap
