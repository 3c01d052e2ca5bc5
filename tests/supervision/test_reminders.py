"""Who is reminded of a duty on which day: before it is due, up the ladder when it is late, and of blockers.

The days lie in March 2035, a year without published holidays; the deadline is a Friday.
"""

from datetime import date, datetime, timedelta

import pytest

from notifications.actions import edit
from notifications.models import CalendarDay, Message
from notifications.tick import tick
from ruoyi_coop.lib.calendar import CHINA
from supervision import actions
from supervision.models import Duty
from supervision.reminders import RULES
from supervision.workflow import OPEN, State
from tests.supervision.helpers import blocker_on, days, duty_in, pdf

DUE = date(2035, 3, 16)
UNIT = ["head", "jiaoyu", "mate"]


@pytest.fixture(autouse=True)
def _head(head):
    """教育局 has a head in all of these."""


def late(scene, state: str = State.DOING, **columns) -> Duty:
    """A duty due on that Friday."""
    return duty_in(scene, state, due=(DUE - days(0)).days, **columns)


def beat(day: str, hour: int = 9) -> dict[str, list[str]]:
    """Let the clock tick once, send all, and return what was made: {"rule step": user names}."""
    known = set(Message.objects.values_list("pk", flat=True))
    tick(RULES, datetime.fromisoformat(f"2035-{day}").replace(hour=hour, minute=30, tzinfo=CHINA))
    made = {}
    for row in Message.objects.filter(channel="portal").exclude(pk__in=known).exclude(rule=""):
        made.setdefault(f"{row.rule} {row.key.split(':')[-2]}", []).append(row.recipient.username)
    Message.objects.pending().update(state="done")
    return {name: sorted(people) for name, people in made.items()}


def beats(first: str, count: int) -> dict[str, dict]:
    """Tick on each of these days; the days on which somebody heard something."""
    start = date.fromisoformat(f"2035-{first}")
    named = [f"{start + timedelta(days=n):%m-%d}" for n in range(count)]
    return {day: made for day in named if (made := beat(day))}


def test_the_whole_ladder_of_a_unit_s_own_duty(scene, other_leader):
    late(scene)
    everyone = ["head", "leader", "leader2"]
    assert beats("03-01", 60) == {
        "03-09": {"duty_due 7": UNIT},
        "03-13": {"duty_due 3": UNIT},
        "03-15": {"duty_due 1": UNIT},
        "03-16": {"duty_due 0": UNIT},
        "03-19": {"duty_due +1": UNIT},
        "03-21": {"duty_blue +3": ["head"]},
        "03-27": {"duty_orange +7": everyone},
        "04-06": {"duty_red +15": [*everyone, "office"]},
    }


def test_a_university_is_reminded_itself_and_its_own_leader_is_told(scene, other_leader):
    late(scene, university=True)
    assert beats("03-01", 60) == {
        "03-09": {"duty_due 7": ["tsinghua"]},
        "03-13": {"duty_due 3": ["tsinghua"]},
        "03-15": {"duty_due 1": ["tsinghua"]},
        "03-16": {"duty_due 0": ["tsinghua"]},
        "03-19": {"duty_due +1": ["tsinghua"]},
        "03-21": {"duty_blue +3": ["head"]},
        "03-27": {"duty_orange +7": ["head", "leader"]},
        "04-06": {"duty_red +15": ["head", "leader", "office"]},
    }


def test_a_university_without_a_leader_is_taken_to_every_leader(scene, other_leader):
    late(scene, university=True, partnership=scene.xinong)
    beats("03-01", 26)
    assert beat("03-27") == {"duty_orange +7": ["head", "leader", "leader2"]}


def test_holidays_and_make_up_days_move_the_ladder(scene):
    for day, working in ((19, False), (20, False), (24, True)):
        CalendarDay.objects.create(day=date(2035, 3, day), is_working=working)
    late(scene)
    days_heard = beats("03-17", 20)
    assert [(day, *made) for day, made in days_heard.items()] == [
        ("03-21", "duty_due +1"),
        ("03-23", "duty_blue +3"),
        ("03-28", "duty_orange +7"),
    ]


def test_days_on_which_the_clock_stood_are_made_up_for_once_with_the_step_that_is_open(scene):
    late(scene)
    assert beat("03-15") == {"duty_due 1": UNIT}
    assert beat("03-15", 20) == {}
    assert beat("03-28") == {"duty_due +1": UNIT, "duty_blue +3": ["head"], "duty_orange +7": ["head", "leader"]}
    assert beat("03-29") == {}


def test_every_step_of_the_ladder_was_announced_with_its_day_to_those_who_have_it(scene):
    late(scene, origin_label="示范区建设")
    beat("03-09")
    row = Message.objects.filter(rule="duty_due", channel="portal").first()
    assert (row.title, row.body) == (
        "2035年3月16日 到期：提交中试报告",
        "来源：示范区建设。请在期限前反馈并附佐证，或在期限前申请延期。届时仍未反馈的："
        "2035年3月21日 告知单位负责人，2035年3月27日 告知挂点领导，2035年4月6日 列入红色督办。",
    )
    said = {}
    for day in ("03-21", "03-27", "04-06"):
        beat(day)
    for row in Message.objects.exclude(rule="duty_due").order_by("id"):
        said[row.title] = row.body
    assert said == {
        "蓝色督办：提交中试报告": "教育局承办，已逾期满3个工作日。请督促办理；满7个工作日将告知挂点领导。",
        "橙色督办：提交中试报告": "教育局承办，已逾期满7个工作日。请过问；满15个工作日将列入红色督办。",
        "红色督办：提交中试报告": "教育局承办，已逾期满15个工作日，列入红色督办，请专题调度。",
    }


def test_a_granted_extension_moves_every_reminder(scene):
    duty = late(scene)
    beat("03-13")
    asked = actions.ask_extension(duty, date(2035, 3, 30), reason="缺料", progress="一半", by=scene.people["mate"])
    actions.decide_extension(asked, True, by=scene.people["office"])
    assert beats("03-14", 16) == {
        "03-23": {"duty_due 7": UNIT},
        "03-27": {"duty_due 3": UNIT},
        "03-29": {"duty_due 1": UNIT},
    }
    assert beats("03-30", 7) == {
        "03-30": {"duty_due 0": UNIT},
        "04-02": {"duty_due +1": UNIT},
        "04-04": {"duty_blue +3": ["head"]},
    }


def test_what_waits_unsent_goes_when_the_day_moves(scene):
    duty = late(scene)
    moment = datetime(2035, 3, 15, 9, 30, tzinfo=CHINA)
    tick(RULES, moment)
    assert Message.objects.pending().filter(rule="duty_due", channel="portal").count() == 3
    edit(duty, {"due": date(2035, 4, 30)}, by=scene.people["office"])
    tick(RULES, moment)
    assert Message.objects.pending().filter(rule="duty_due").count() == 0


def test_what_was_reported_is_silent_in_the_same_transaction_and_comes_back_when_sent_back(scene):
    duty = late(scene)
    tick(RULES, datetime(2035, 3, 15, 9, 30, tzinfo=CHINA))
    actions.move_duty(duty, "report", by=scene.people["mate"], upload=pdf())
    assert Message.objects.pending().exclude(rule="").count() == 0
    assert beat("03-15", 11) == {}
    actions.move_duty(duty, "redo", by=scene.people["jiaoyu"], note="缺签字")
    assert beat("03-15", 12) == {"duty_due 1": UNIT}


def test_only_what_is_held_is_reminded_of_and_only_what_runs_is_late(scene):
    for state in State.values:
        late(scene, state)
    held = beat("03-09")["duty_due 7"]
    assert sorted(held) == sorted(UNIT * 3)
    assert beat("03-21")["duty_blue +3"] == ["head"] * len(OPEN)


def test_who_takes_it_over_is_reminded_and_the_former_no_more(scene):
    duty = late(scene)
    beat("03-09")
    actions.move_duty(duty, "reassign", by=scene.people["office"], unit=scene.units["工科局"], university=None)
    assert beat("03-13") == {"duty_due 3": ["gongke"]}


def test_a_blocker_reminds_the_one_it_names_and_whoever_raised_it(scene):
    duty = duty_in(scene, due=(DUE - days(0)).days + 60)
    blocker = blocker_on(scene, duty, until=(DUE - days(0)).days)
    both = ["gongke", "jiaoyu"]
    assert beats("03-10", 8) == {"03-15": {"blocker_due 1": both}, "03-16": {"blocker_due 0": both}}
    row = Message.objects.filter(rule="blocker_due", channel="portal").first()
    assert (row.title, row.body) == ("堵点请在 2035年3月16日 前解决：缺环评批复", "“提交中试报告”在等张志强解决。")
    actions.unblock(blocker, how="批了", by=scene.people["gongke"])
    assert beats("03-19", 5) == {}


def test_a_blocker_of_what_is_over_reminds_nobody(scene):
    blocker_on(scene, duty_in(scene, "closed"), until=(DUE - days(0)).days)
    assert beats("03-10", 20) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_a_beat_asks_the_same_questions_for_one_duty_and_for_three(count, scene, queries):
    rows = [late(scene, university=True) for _n in range(count)]
    for row in rows:
        blocker_on(scene, row, until=(DUE - days(0)).days)
    span = [datetime(2035, month, 1, tzinfo=CHINA) for month in (3, 4)]
    for rule, wanted in zip(RULES, (4, 2, 4, 5, 1), strict=True):
        with queries(wanted):
            assert len(list(rule.due(*span))) == count
