"""The ladder counts working days, over holidays and make-up days; list and page agree; steps are announced."""

from datetime import date, timedelta

import pytest

from ruoyi_coop.lib.calendar import WorkingCalendar
from supervision import escalation
from supervision.models import Duty
from supervision.workflow import OPEN, State
from tests.supervision.helpers import days, duty_in

PLAIN = WorkingCalendar({})
GOLDEN = WorkingCalendar(  # 2024: off from 1 to 7 October, worked on Sunday 29 September and Saturday 12 October
    {date(2024, 10, day): False for day in range(1, 8)} | {date(2024, 9, 29): True, date(2024, 10, 12): True}
)
NAMES = ["blue", "orange", "red"]


def level(due: date | None, today: date, calendar=GOLDEN) -> str:
    found = escalation.level_of(due, today, calendar)
    return found.name if found else ""


@pytest.mark.parametrize(
    ("due", "today", "wanted"),
    [
        (date(2024, 3, 8), date(2024, 3, 8), ""),  # a Friday
        (date(2024, 3, 8), date(2024, 3, 10), ""),  # Sunday: no working day has passed
        (date(2024, 3, 8), date(2024, 3, 12), ""),
        (date(2024, 3, 8), date(2024, 3, 13), "blue"),
        (date(2024, 3, 8), date(2024, 3, 17), "blue"),
        (date(2024, 3, 8), date(2024, 3, 18), "blue"),
        (date(2024, 3, 8), date(2024, 3, 19), "orange"),
        (date(2024, 3, 8), date(2024, 3, 28), "orange"),
        (date(2024, 3, 8), date(2024, 3, 29), "red"),
        (date(2024, 3, 8), date(2025, 3, 29), "red"),
        (date(2024, 3, 9), date(2024, 3, 13), "blue"),  # due on a Saturday
        (date(2024, 3, 11), date(2024, 3, 8), ""),
        (None, date(2024, 3, 8), ""),
    ],
)
def test_a_level_is_reached_on_its_working_day(due, today, wanted):
    assert level(due, today, PLAIN) == wanted


def test_the_holiday_does_not_count_and_make_up_days_do():
    due = date(2024, 9, 27)  # Friday; worked: Sun 29, Mon 30, then 8–12 October with its Saturday
    reached = {day: level(due, date(2024, 10, day)) for day in (7, 8, 11, 12)}
    assert reached == {7: "", 8: "blue", 11: "blue", 12: "orange"}


@pytest.mark.django_db
@pytest.mark.parametrize("today", [date(2024, 9, 30), date(2024, 10, 6), date(2024, 10, 8), date(2024, 10, 13)])
def test_the_database_picks_exactly_those_that_stand_at_a_level(today, scene):
    for offset in range(-60, 61):
        day = today + timedelta(days=offset)
        duty_in(scene, due=(day - days(0)).days)
    rows = Duty.objects.all()
    picked = {name: sorted(rows.escalated(name, today, GOLDEN).values_list("due", flat=True)) for name in NAMES}
    assert picked == {name: sorted(row.due for row in rows if level(row.due, today) == name) for name in NAMES}
    assert [len(picked[name]) > 0 for name in NAMES] == [True] * 3


@pytest.mark.django_db
def test_only_what_runs_stands_on_the_ladder(scene):
    for state in State.values:
        duty_in(scene, state, due=-60)
    today = Duty.objects.first().due + timedelta(days=60)
    assert set(Duty.objects.escalated("red", today, PLAIN).values_list("state", flat=True)) == set(OPEN)


@pytest.mark.parametrize("due", [date(2024, 9, day) for day in range(20, 31)])
@pytest.mark.parametrize("calendar", [PLAIN, GOLDEN])
def test_the_step_announced_is_taken_on_the_day_announced_and_not_before(due, calendar):
    for late in range(60):
        today = due + timedelta(days=late)
        coming = escalation.next_after(due, today, calendar)
        if coming is None:
            assert level(due, today, calendar) == "red"
            continue
        step, day = coming
        assert (level(due, day, calendar), day > today) == (step.name, True)
        assert level(due, day - timedelta(days=1), calendar) == level(due, today, calendar) != step.name


def test_the_next_step_after_a_friday():
    due = date(2024, 3, 8)
    steps = [escalation.next_after(due, today, PLAIN) for today in (due, date(2024, 3, 13), date(2024, 3, 19))]
    assert [(step.name, day) for step, day in steps] == [
        ("blue", date(2024, 3, 13)),
        ("orange", date(2024, 3, 19)),
        ("red", date(2024, 3, 29)),
    ]
    assert escalation.next_after(due, date(2024, 3, 29), PLAIN) is None
