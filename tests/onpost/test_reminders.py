"""The reminders on post: whom they reach, at which step, and what makes them fall silent."""

from datetime import date, datetime, timedelta

import pytest

from interns.models import Position, StudentProfile
from notifications.models import Message
from notifications.tick import tick
from onpost import actions
from onpost.models import Agreement, Insurance, Stay, Week
from onpost.reminders import RULES, silent_weeks
from ruoyi_coop.lib.calendar import CHINA
from tests.season import placement_in, position_in, stay_in

FIRST, LAST = date(2030, 7, 18), date(2030, 8, 16)  # a Thursday
COVERS = {"starts_on": FIRST, "ends_on": LAST}


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2030, 7, day, hour, tzinfo=CHINA)


def reminded(rule: str) -> list[tuple[str, str]]:
    """Who has a reminder of this rule waiting in the portal, and of which step."""
    rows = Message.objects.filter(channel="portal", rule=rule).order_by("recipient__username")
    return [(row.recipient.username, row.key.split(":")[-2]) for row in rows]


@pytest.fixture
def coming(interns):
    """A confirmed placement of a student of 清华大学 that begins on FIRST."""
    StudentProfile.objects.update(university=interns.qinghua.university)
    return placement_in(interns, "confirmed", position_in(interns, season=interns.offering, **COVERS))


def test_the_rules_and_their_steps():
    assert {rule.name: rule.steps for rule in RULES} == {
        "internship_unsigned": (7, 3, 1),
        "internship_uninsured": (7, 3, 1),
        "internship_not_begun": (0, -2),
        "internship_week_silent": (-1,),
    }


@pytest.mark.parametrize(("day", "step"), [(10, None), (11, "7"), (15, "3"), (17, "1")])
def test_missing_papers_are_reminded_of_seven_three_and_one_day_before(day, step, coming):
    tick(RULES, at(day, 10))
    who = ("student", "tsinghua", "yabao") if step else ()
    assert reminded("internship_unsigned") == [(name, step) for name in who]
    insured = ("student", "yabao") if step else ()
    assert reminded("internship_uninsured") == [(name, step) for name in insured]


def test_who_has_signed_is_not_reminded_and_a_complete_one_reminds_nobody(coming, interns):
    agreement = actions.agreement_of(coming, by=interns.people["student"])
    actions.sign(agreement, by=interns.people["student"])
    tick(RULES, at(15, 10))
    assert [name for name, _step in reminded("internship_unsigned")] == ["tsinghua", "yabao"]
    Agreement.objects.update(state="signed", **COVERS)
    tick(RULES, at(15, 11))
    assert reminded("internship_unsigned") == []


def test_the_reminder_of_insurance_falls_silent_when_every_day_is_covered(coming):
    tick(RULES, at(15, 10))
    Insurance.objects.create(placement=coming, insurer="人保", policy="1", **COVERS)
    tick(RULES, at(15, 11))
    assert reminded("internship_uninsured") == []


@pytest.mark.parametrize(("day", "step"), [(17, None), (18, "0"), (22, "+2")])
def test_the_host_hears_of_a_student_who_was_not_checked_in(day, step, coming):
    tick(RULES, at(day, 10))
    assert reminded("internship_not_begun") == ([("yabao", step)] if step else [])
    if step:
        Stay.objects.create(placement=coming, first_day=FIRST, planned_end=LAST)
        tick(RULES, at(day, 11))
        assert reminded("internship_not_begun") == []


@pytest.fixture
def on_since(interns):
    """On post from Monday 15 July on."""
    post = position_in(interns, season=interns.offering, title="在岗", starts_on=date(2030, 7, 15), ends_on=LAST)
    return stay_in(interns, position=post)


@pytest.mark.parametrize(("when", "who"), [(at(21, 20), []), (at(22, 8), []), (at(22, 9), [("yabao", "+1")])])
def test_a_silent_week_is_told_to_the_host_on_monday_morning(when, who, on_since):
    tick(RULES, when)
    assert reminded("internship_week_silent") == who


def test_a_confirmed_week_is_not_told(on_since):
    Week.objects.create(stay=on_since, monday=date(2030, 7, 15), confirmed_by="张师傅")
    tick(RULES, at(22, 10))
    assert reminded("internship_week_silent") == []


def test_a_host_hears_once_of_a_week_however_many_students(on_since, interns):
    Position.objects.update(places=9)
    stay_in(interns, interns.student2, position=on_since.placement.position)
    found = list(silent_weeks(at(21), at(21) + timedelta(days=1)))
    assert [(one.thing, [person.username for person in one.people]) for one in found] == [(interns.yabao, ["yabao"])]


def test_a_beat_repeated_doubles_nothing(on_since):
    tick(RULES, at(22, 10))
    before = Message.objects.count()
    assert tick(RULES, at(22, 11)) == {"made": 0, "withdrawn": 0}
    assert Message.objects.count() == before
