"""Each beat makes the queue equal to what the data wants: made up for once, never doubled, gone when done."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import User
from notifications.actions import silence
from notifications.models import CalendarDay, Message
from notifications.tick import Rule, Wanted, moments, open_step, tick
from ruoyi_coop.lib.calendar import CHINA, WorkingCalendar

PLAIN = WorkingCalendar({})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


class Matter:
    """One thing with a deadline and somebody to remind; the rule asks it, as a rule asks its table."""

    def __init__(self, person, deadline):
        self.thing, self.person, self.deadline, self.is_done = person, person, deadline, False

    def due(self, start, end):
        if not self.is_done and start <= self.deadline < end:
            yield Wanted(self.thing, self.deadline, [self.person], "到期提醒", "不处理将逾期。", "/home/")

    def rule(self, **more) -> Rule:
        return Rule("matter", "事项到期", self.due, **{"steps": (7, 3, 1, 0, -1)} | more)


@pytest.fixture
def matter(db):
    CalendarDay.objects.all().delete()
    person = User.objects.create(username="p", name="某人", email="p@example.com")
    return Matter(person, at("2026-03-20 17:00"))  # a Friday


def keys() -> list[str]:
    return sorted(Message.objects.filter(channel="portal").values_list("key", flat=True))


def steps() -> list[str]:
    return [key.split(":")[-2] for key in keys()]


def test_the_moments_are_nine_in_the_morning_brought_forward_over_days_off():
    rule = Rule("r", "", lambda start, end: (), (7, 3, 1, 0, -1))
    named = [
        (f"{moment.astimezone(CHINA):%m-%d %H:%M}", name)
        for moment, name in moments(rule, at("2026-03-23 17:00"), PLAIN)
    ]
    assert named == [
        ("03-16 09:00", "7"),
        ("03-20 09:00", "3"),
        ("03-20 09:00", "1"),
        ("03-23 09:00", "0"),
        ("03-24 09:00", "+1"),
    ]


def test_a_make_up_sunday_counts_and_a_holiday_does_not():
    calendar = WorkingCalendar({at("2026-03-22 00:00").date(): True, at("2026-03-20 00:00").date(): False})
    rule = Rule("r", "", lambda start, end: (), (3, 1))
    days = [f"{moment.astimezone(CHINA):%m-%d}" for moment, _name in moments(rule, at("2026-03-23 17:00"), calendar)]
    assert days == ["03-19", "03-22"]


def test_a_meeting_is_announced_hours_before():
    rule = Rule("r", "", lambda start, end: (), (1,), hours_before=2)
    assert open_step(rule, at("2026-03-20 15:00"), at("2026-03-19 12:59"), PLAIN) == "1"
    assert open_step(rule, at("2026-03-20 15:00"), at("2026-03-20 12:59"), PLAIN) == ""  # one a day: the nearer one
    assert open_step(rule, at("2026-03-20 15:00"), at("2026-03-20 13:00"), PLAIN) == "2h"
    assert open_step(rule, at("2026-03-20 15:00"), at("2026-03-20 15:00"), PLAIN) == ""


def test_each_step_is_made_once_however_often_the_clock_ticks(matter):
    for moment in (
        "03-12 10:00",
        "03-13 08:59",
        "03-13 09:00",
        "03-13 09:01",
        "03-16 10:00",
        "03-17 09:00",
        "03-18 20:00",
    ):
        tick([matter.rule()], at(f"2026-{moment}"))
        Message.objects.update(state="done")
    assert steps() == ["3", "7"]
    assert Message.objects.count() == 4  # a bell row and a mail each


def test_missed_days_are_made_up_for_once_with_the_step_that_is_open(matter):
    tick([matter.rule()], at("2026-03-19 11:00"))
    assert steps() == ["1"]


def test_an_unsent_step_gives_way_to_the_next_one(matter):
    tick([matter.rule()], at("2026-03-17 09:30"))
    counts = tick([matter.rule()], at("2026-03-19 09:30"))
    assert counts == {"made": 2, "withdrawn": 2}
    assert steps() == ["1"]


def test_a_moved_deadline_moves_its_reminders(matter):
    tick([matter.rule()], at("2026-03-19 09:30"))
    matter.deadline = at("2026-04-20 17:00")
    tick([matter.rule()], at("2026-03-19 09:31"))
    assert keys() == []
    tick([matter.rule()], at("2026-04-13 09:30"))
    assert steps() == ["7"]


def test_a_finished_thing_is_silent_in_the_same_transaction(matter):
    tick([matter.rule()], at("2026-03-19 09:30"))
    matter.is_done = True
    assert silence(matter.thing) == 2
    assert tick([matter.rule()], at("2026-03-19 09:31")) == {"made": 0, "withdrawn": 0}


def test_a_withdrawn_key_can_come_back(matter):
    tick([matter.rule()], at("2026-03-19 09:30"))
    matter.is_done = True
    tick([matter.rule()], at("2026-03-19 09:31"))
    matter.is_done = False
    tick([matter.rule()], at("2026-03-19 09:32"))
    assert steps() == ["1"]


def test_after_the_deadline_only_the_overdue_steps_are_open(matter):
    tick([matter.rule()], at("2026-03-20 18:00"))
    assert keys() == []
    tick([matter.rule()], at("2026-03-23 09:00"))
    assert steps() == ["+1"]


def test_who_left_or_has_no_mail_is_not_written_to(matter):
    matter.person.email = ""
    tick([matter.rule()], at("2026-03-19 09:30"))
    assert list(Message.objects.values_list("channel", flat=True)) == ["portal"]
    matter.person.is_active = False
    tick([matter.rule()], at("2026-03-20 09:30"))
    assert keys() == []


def test_a_missed_step_is_left_to_the_one_that_opens_later_that_day(matter):
    tick([matter.rule()], at("2026-03-19 00:30"))
    assert keys() == []
    tick([matter.rule()], at("2026-03-19 09:30"))
    assert steps() == ["1"]


hours = st.lists(st.integers(0, 24 * 20), min_size=1, max_size=40)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hours, st.integers(0, 24 * 20))
@example([264, 273], 480)
def test_whatever_the_beats_nobody_hears_twice_and_nobody_after_the_end(matter, beats, done_after):
    """Random beats over twenty days, everything delivered at once, the matter done at a random hour."""
    Message.objects.all().delete()
    matter.is_done = False
    begin = at("2026-03-08 00:30")
    heard = []
    for hour in sorted(beats):
        matter.is_done = matter.is_done or hour >= done_after
        before = set(keys())
        tick([matter.rule()], begin + timedelta(hours=hour))
        Message.objects.update(state="done")
        new = set(keys()) - before
        assert len(new) <= 1
        assert not (new and matter.is_done)
        heard += [(hour // 24, key) for key in new]
    assert len({key for _day, key in heard}) == len(heard)
    assert len({day for day, _key in heard}) == len(heard)
