"""Which weeks are asked about, who was present: by hand, over make-up days, holidays and overlapping absences."""

from datetime import date, datetime

import pytest

from notifications.models import CalendarDay
from onpost.attendance import Attendance, attendance_of
from onpost.models import Absence, Stay, Week
from onpost.weeks import asking_day, due_weeks, last_asked, week_words, working_days
from ruoyi_coop.lib.calendar import CHINA, WorkingCalendar
from tests.season import position_in, stay_in

MONDAY, NEXT = date(2030, 7, 15), date(2030, 7, 22)
PLAIN = WorkingCalendar({})
FRIDAY_OFF = WorkingCalendar({date(2030, 7, 19): False})
ALL_OFF = WorkingCalendar({date(2030, 7, day): False for day in range(15, 20)})


def july(day: int) -> date:
    return date(2030, 7, day)


@pytest.mark.parametrize(
    ("calendar", "day"),
    [
        (PLAIN, july(19)),
        (FRIDAY_OFF, july(18)),
        (WorkingCalendar({july(19): False, july(21): True}), july(21)),
        (WorkingCalendar({july(20): True}), july(19)),
        (ALL_OFF, None),
    ],
)
def test_a_week_is_asked_about_on_friday_or_its_last_working_day(calendar, day):
    assert asking_day(MONDAY, calendar) == day


@pytest.mark.parametrize(
    ("calendar", "day", "hour", "monday"),
    [
        (PLAIN, 19, 14, july(8)),
        (PLAIN, 19, 15, MONDAY),
        (PLAIN, 24, 9, MONDAY),
        (FRIDAY_OFF, 18, 15, MONDAY),
        (ALL_OFF, 21, 12, july(8)),
    ],
)
def test_the_last_week_asked_about_begins_to_count_at_three_o_clock(calendar, day, hour, monday):
    assert last_asked(datetime(2030, 7, day, hour, tzinfo=CHINA), calendar) == monday


def test_make_up_days_belong_to_their_week():
    calendar = WorkingCalendar({july(20): True, july(17): False})
    assert working_days(MONDAY, calendar) == [july(15), july(16), july(18), july(19), july(20)]
    assert week_words(MONDAY, working_days(MONDAY, calendar)) == "7.15—7.20"


def a_stay(first: date, last: date, **columns) -> Stay:
    return Stay(first_day=first, planned_end=last, **columns)


@pytest.mark.parametrize(
    ("today", "weeks"),
    [
        (july(18), []),
        (july(19), [MONDAY]),
        (july(25), [MONDAY]),
        (july(26), [MONDAY, NEXT]),
        (date(2030, 8, 9), [MONDAY, NEXT]),
        (date(2030, 8, 10), []),
    ],
)
def test_weeks_are_open_from_their_friday_until_fourteen_days_after_the_end(today, weeks):
    assert due_weeks(a_stay(july(17), july(26)), set(), today, PLAIN) == weeks


def test_the_last_week_of_a_stay_that_ends_on_tuesday_is_open_on_tuesday():
    stay = a_stay(MONDAY, july(31), last_day=july(23))
    assert due_weeks(stay, {MONDAY}, july(22), PLAIN) == []
    assert due_weeks(stay, {MONDAY}, july(23), PLAIN) == [NEXT]


def test_a_week_without_a_working_day_is_never_asked_about():
    assert due_weeks(a_stay(MONDAY, july(28)), set(), july(29), ALL_OFF) == [NEXT]


@pytest.fixture
def stay(interns):
    """From Monday 15 to Friday 26 July 2030; Saturday 20 makes up for Wednesday 24."""
    CalendarDay.objects.create(day=july(20), is_working=True)
    CalendarDay.objects.create(day=july(24), is_working=False)
    post = position_in(interns, season=interns.offering, starts_on=MONDAY, ends_on=july(26))
    return stay_in(interns, position=post)


def absent(stay, first: int, last: int, state: str = "granted") -> None:
    dates = {"first_day": july(first), "last_day": july(last)}
    Absence.objects.create(stay=stay, kind="leave", reason="考试", state=state, **dates)


def counted(stay, until: date) -> Attendance:
    return attendance_of([stay], until)[stay.pk]


def test_the_make_up_saturday_counts_and_the_holiday_does_not(stay):
    Week.objects.create(stay=stay, monday=MONDAY, confirmed_by="张师傅")
    assert counted(stay, july(27)) == Attendance(due=10, confirmed=6, absent=0, unconfirmed=(NEXT,))
    Week.objects.create(stay=stay, monday=NEXT, confirmed_by="张师傅")
    assert counted(stay, july(27)) == Attendance(due=10, confirmed=10, absent=0, unconfirmed=())


def test_days_of_absences_that_overlap_count_once_and_only_in_confirmed_weeks(stay):
    absent(stay, 18, 21)
    absent(stay, 19, 22)
    assert counted(stay, july(27)).present == 0
    Week.objects.create(stay=stay, monday=MONDAY, confirmed_by="张师傅")
    found = counted(stay, july(27))
    assert (found.confirmed, found.absent, found.present) == (6, 3, 3)


@pytest.mark.parametrize("state", ["asked", "refused", "taken_back"])
def test_leave_that_was_not_granted_takes_no_day_away(state, stay):
    Week.objects.create(stay=stay, monday=MONDAY, confirmed_by="张师傅")
    absent(stay, 15, 19, state)
    assert counted(stay, july(27)).present == 6


def test_a_week_is_missed_only_when_it_is_over(stay):
    assert counted(stay, july(19)).unconfirmed == ()
    assert counted(stay, july(20)).unconfirmed == (MONDAY,)


def test_nothing_after_the_last_day_counts(stay):
    Stay.objects.filter(pk=stay.pk).update(last_day=july(17))
    stay.refresh_from_db()
    assert counted(stay, july(27)).due == 3
