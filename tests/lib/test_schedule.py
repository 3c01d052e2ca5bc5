"""That a plan made backward keeps its promise whatever the graph, the day and the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ruoyi_coop.lib.calendar import WorkingCalendar
from ruoyi_coop.lib.schedule import Circle, Step, plan, unpublished, ways_out

# National Day 2021: 1–7 October off, 26 September and 9 October worked to make up.
CALENDAR = WorkingCalendar(
    {date(2021, 10, day): False for day in range(1, 8)} | {date(2021, 9, 26): True, date(2021, 10, 9): True}
)
CHAIN = [Step(1, "方案", 5), Step(2, "签约", 3, (1,)), Step(3, "安装", 10, (2,))]


def spans(made):
    return {slot.step.title: (slot.start, slot.end) for slot in made.slots}


def test_every_step_lies_as_late_as_it_may_over_holiday_and_make_up_days():
    made = plan(CHAIN, date(2021, 10, 15), date(2021, 9, 1), CALENDAR)
    assert spans(made) == {
        "方案": (date(2021, 9, 17), date(2021, 9, 23)),
        "签约": (date(2021, 9, 24), date(2021, 9, 27)),  # Friday, the Sunday that makes up, Monday
        "安装": (date(2021, 9, 28), date(2021, 10, 15)),  # three days in September, then 8, 9 (a Saturday), 11–15
    }
    assert made.late_by == 0


@st.composite
def graphs(draw):
    count = draw(st.integers(1, 9))
    steps = []
    for key in range(count):
        after = draw(st.sets(st.integers(0, key - 1), max_size=3)) if key else set()
        steps.append(Step(key, f"第{key}步", draw(st.integers(1, 25)), tuple(sorted(after))))
    return draw(st.permutations(steps))


DAYS = st.dates(date(2021, 1, 1), date(2022, 12, 31))


@settings(max_examples=150, deadline=None)
@given(graphs(), DAYS, DAYS)
def test_no_step_starts_before_its_predecessors_end_and_the_end_is_the_promise(steps, promise, today):
    made = plan(steps, promise, today, CALENDAR)
    by_key = {slot.step.key: slot for slot in made.slots}
    waited_for = {key for step in steps for key in step.after}
    for slot in made.slots:
        assert all(by_key[key].end < slot.start for key in slot.step.after)
        assert all(by_key[key].earliest_end < slot.earliest_start for key in slot.step.after)
        assert CALENDAR.is_working(slot.start)
        length = CALENDAR.count(slot.start - timedelta(days=1), slot.end)
        assert length == slot.step.days
        assert slot.end == promise or slot.step.key in waited_for
    assert max(slot.end for slot in made.slots) == promise


@settings(max_examples=100, deadline=None)
@given(graphs(), DAYS, DAYS)
def test_computing_again_from_the_result_changes_nothing(steps, promise, today):
    once = plan(steps, promise, today, CALENDAR)
    assert plan(once.steps, once.promise, today, CALENDAR) == once


@settings(max_examples=100, deadline=None)
@given(graphs(), DAYS, DAYS)
def test_each_way_out_is_as_late_as_it_says_and_never_worse(steps, promise, today):
    late = plan(steps, promise, today, CALENDAR)
    ways = ways_out(late, today, CALENDAR)
    assert bool(ways) == bool(late.late_by)
    for way in ways:
        again = plan(way.steps, way.promise, today, CALENDAR)
        assert again.late_by == way.late_after
        assert way.late_after < late.late_by


def test_a_promise_that_cannot_be_kept_says_by_how_much_and_names_three_ways_out():
    today = date(2021, 11, 1)
    late = plan(CHAIN, date(2021, 11, 16), today, CALENDAR)  # 12 working days for 18
    assert late.late_by == 6
    shorten, parallel, ask = ways_out(late, today, CALENDAR)
    assert (shorten.titles, shorten.days, shorten.late_after) == (("安装",), 6, 0)
    assert (parallel.titles, parallel.late_after) == (("方案", "签约"), 3)
    assert (ask.promise, ask.late_after) == (date(2021, 11, 24), 0)


def test_a_circle_is_named():
    steps = [Step(1, "甲", 1, (3,)), Step(2, "乙", 1, (1,)), Step(3, "丙", 1, (2,))]
    with pytest.raises(Circle) as circle:
        plan(steps, date(2021, 9, 30), date(2021, 9, 1), CALENDAR)
    assert set(circle.value.titles) == {"甲", "乙", "丙"}
    assert circle.value.titles[0] == circle.value.titles[-1]


def test_a_step_without_length_or_with_an_unknown_predecessor_is_refused():
    for step in (Step(1, "甲", 0), Step(1, "甲", 1, (9,))):
        with pytest.raises(ValueError, match="甲"):
            plan([step], date(2021, 9, 30), date(2021, 9, 1), CALENDAR)


def test_a_year_without_holidays_is_named():
    made = plan(CHAIN, date(2022, 1, 10), date(2021, 12, 1), CALENDAR)
    assert unpublished(made.years(), CALENDAR) == [2022]
