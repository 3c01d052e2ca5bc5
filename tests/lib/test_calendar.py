"""Working days are the Chinese ones, with make-up days; an unpublished year is Monday to Friday."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.models import working_calendar
from ruoyi_coop.lib.calendar import WorkingCalendar

HOLIDAYS_2024 = {date(2024, 9, 14): True, date(2024, 9, 16): False, date(2024, 9, 17): False}
CALENDAR = WorkingCalendar(HOLIDAYS_2024)


def test_the_notice_of_xiaxian_ran_five_working_days():
    # 夏县 2024: notice 12 to 19 September; 14 September was worked, 15 to 17 was the holiday.
    assert [day for day in range(12, 20) if CALENDAR.is_working(date(2024, 9, day))] == [12, 13, 14, 18, 19]
    assert CALENDAR.shift(date(2024, 9, 12), 4) == date(2024, 9, 19)
    assert CALENDAR.count(date(2024, 9, 12), date(2024, 9, 19)) == 4


def test_a_year_without_published_holidays_counts_monday_to_friday_and_says_so():
    assert not CALENDAR.is_published(2031)
    assert CALENDAR.shift(date(2031, 10, 1), 1) == date(2031, 10, 2)


@given(st.dates(date(2024, 1, 1), date(2024, 12, 31)), st.integers(1, 60))
def test_going_forward_and_counting_back_agree(day, steps):
    start = CALENDAR.shift(day, 0)
    assert CALENDAR.count(start, CALENDAR.shift(start, steps)) == steps


@given(st.dates(date(2024, 1, 1), date(2024, 12, 31)), st.integers(-60, 60))
def test_a_shift_always_lands_on_a_working_day(day, steps):
    assert CALENDAR.is_working(CALENDAR.shift(day, steps))


@pytest.mark.django_db
def test_the_county_calendar_knows_the_published_years():
    calendar = working_calendar()
    assert not calendar.is_working(date(2026, 10, 1))
    assert calendar.is_working(date(2024, 9, 14))
    assert calendar.is_published(2026)
    assert not calendar.is_published(2035)
    assert calendar.shift(date(2035, 10, 1), 1) - date(2035, 10, 1) == timedelta(days=1)


ANY_DAY = st.dates(date(2024, 8, 20), date(2024, 10, 20))


@given(ANY_DAY, st.integers(1, 40))
def test_the_day_after_so_many_working_days_is_the_first_on_which_they_are_counted(day, steps):
    then = CALENDAR.after(day, steps)
    assert (CALENDAR.count(day, then), CALENDAR.count(day, then - timedelta(days=1))) == (steps, steps - 1)


@given(ANY_DAY, st.integers(1, 40))
def test_the_last_due_day_is_the_latest_from_which_so_many_working_days_have_passed(today, steps):
    day = CALENDAR.last_due(today, steps)
    assert CALENDAR.count(day, today) >= steps > CALENDAR.count(day + timedelta(days=1), today)


def test_around_the_holiday_of_2024_both_ways():
    # Friday 13, the make-up Saturday 14, three days off, Wednesday 18.
    assert [CALENDAR.after(date(2024, 9, 13), steps) for steps in (0, 1, 2)] == [
        date(2024, 9, 13),
        date(2024, 9, 14),
        date(2024, 9, 18),
    ]
    assert CALENDAR.last_due(date(2024, 9, 17), 1) == date(2024, 9, 13)
    assert CALENDAR.last_due(date(2024, 9, 18), 1) == date(2024, 9, 17)
