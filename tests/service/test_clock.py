"""Working hours are the county's, on Chinese working days: what is added is what is measured."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruoyi_coop.lib.calendar import CHINA, WorkingCalendar
from service import clock

# 2024: Saturday 14 September was worked for the holiday of the 16th and 17th.
CALENDAR = WorkingCalendar({date(2024, 9, 14): True, date(2024, 9, 16): False, date(2024, 9, 17): False})
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2024, 12, 1)).map(lambda moment: moment.replace(tzinfo=CHINA))
HOURS = st.integers(0, 200 * 60).map(lambda minutes: minutes / 60)


def at(day: int, hour: int, minute: int = 0, month: int = 9) -> datetime:
    return datetime(2024, month, day, hour, minute, tzinfo=CHINA)


@given(MOMENTS, HOURS)
def test_adding_then_measuring_gives_the_same_hours(start, hours):
    assert clock.elapsed(CALENDAR, start, clock.add_working(CALENDAR, start, hours)) == pytest.approx(hours, abs=1e-6)


@given(MOMENTS, HOURS)
def test_a_deadline_never_ends_outside_working_time(start, hours):
    assert clock.is_working_time(CALENDAR, clock.add_working(CALENDAR, start, hours))


@given(MOMENTS, HOURS, HOURS)
def test_adding_twice_is_adding_the_sum(start, first, second):
    twice = clock.add_working(CALENDAR, clock.add_working(CALENDAR, start, first), second)
    once = clock.add_working(CALENDAR, start, first + second)
    assert abs(clock.elapsed(CALENDAR, start, twice) - clock.elapsed(CALENDAR, start, once)) < 1e-6


@given(MOMENTS, MOMENTS, MOMENTS)
def test_measured_time_adds_up_over_any_moment_between(one, two, three):
    first, middle, last = sorted((one, two, three))
    parts = clock.elapsed(CALENDAR, first, middle) + clock.elapsed(CALENDAR, middle, last)
    assert clock.elapsed(CALENDAR, first, last) == pytest.approx(parts, abs=1e-6)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (at(2, 9), 2, at(2, 11)),
        (at(2, 11), 2, at(2, 15, 30)),  # over the noon rest
        (at(2, 13), 1, at(2, 15, 30)),  # asked during it
        (at(2, 17), 2, at(3, 9, 30)),  # into the next day
        (at(2, 8, 30), 7, at(2, 18)),  # a whole day
        (at(6, 19), 1, at(9, 9, 30)),  # Friday evening starts on Monday morning
        (at(6, 19), 0, at(9, 8, 30)),
        (at(13, 17), 2, at(14, 9, 30)),  # the make-up Saturday counts
        (at(14, 17), 2, at(18, 9, 30)),  # and the holiday does not
    ],
)
def test_the_promised_moment(start, hours, end):
    assert clock.add_working(CALENDAR, start, hours) == end


def test_nothing_passes_outside_working_time_nor_backwards():
    assert clock.elapsed(CALENDAR, at(7, 9), at(8, 18)) == 0
    assert clock.elapsed(CALENDAR, at(3, 9), at(2, 9)) == 0


@pytest.mark.parametrize(
    ("start", "number", "day"), [(at(2, 9), 2, 4), (at(6, 19), 2, 11), (at(12, 9), 2, 14), (at(14, 9), 1, 18)]
)
def test_days_end_at_the_close_of_a_working_day(start, number, day):
    assert clock.add_days(CALENDAR, start, number) == at(day, 18)


def test_an_unpublished_year_is_monday_to_friday_and_says_so():
    friday = datetime(2031, 10, 3, 17, tzinfo=CHINA)  # a national holiday, once it is published
    assert clock.add_working(CALENDAR, friday, 2) == datetime(2031, 10, 6, 9, 30, tzinfo=CHINA)
    assert clock.is_certain(CALENDAR, at(2, 9), at(20, 9))
    assert not clock.is_certain(CALENDAR, at(30, 9, month=12), at(30, 9, month=12) + timedelta(days=5))
