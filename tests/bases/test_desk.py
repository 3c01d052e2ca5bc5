"""What waits on the desk, that figures equal their lists, and when a review is remembered."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from bases import desk
from bases.models import Base
from bases.reminders import RULES
from bases.workflow import State
from notifications.models import Message
from notifications.tick import tick
from ruoyi_coop.lib.calendar import CHINA, end_of_day
from tests.scene import base_in, days


def titles(scene, who: str) -> list[tuple[str, str]]:
    return [(task.title, task.why) for task in desk.waiting_for(scene.people[who])]


@pytest.fixture
def five(scene):
    for state in (State.PLAN, State.AGREEMENT, State.PLAQUE, State.OPERATING, State.REVIEW):
        base_in(scene, state, name=state)


def test_the_unit_has_its_next_steps_and_reviews(scene, five):
    assert titles(scene, "jiaoyu") == [
        ("plan", "方案已登记，等签订协议"),
        ("plaque", "已授牌，等投入运行"),
        ("operating", "年度复核到期"),
    ]
    assert titles(scene, "gongke") == []


def test_the_office_has_plaques_and_reviews_to_decide_and_late_ones(scene, five):
    Base.objects.filter(name="operating").update(review_due=days(-1))
    assert titles(scene, "office") == [
        ("agreement", "协议已签，等授牌"),
        ("review", "年度复核已报，等审定"),
        ("operating", "年度复核到期"),
    ]


@pytest.mark.parametrize("who", ["tsinghua", "yabao", "student", "leader", "auditor", "public"])
def test_nothing_about_bases_waits_for_others(who, scene, five):
    assert titles(scene, who) == []


@pytest.mark.parametrize("who", ["public", "student", "tsinghua", "jiaoyu", "office"])
def test_the_figure_is_the_length_of_the_list_it_opens(who, scene, five, enter):
    base_in(scene, State.OPERATING, name="private", is_public=False)
    actor = scene.people[who]
    figure = desk.figures(actor)[0]
    answer = enter(actor if actor.user else None).get(figure.url)
    assert figure.value == answer.context["table"].paginator.count


def test_waiting_costs_a_fixed_number_of_queries(scene, five, queries):
    with queries(2):
        desk.waiting_for(scene.people["jiaoyu"])
    with queries(2):
        desk.waiting_for(scene.people["office"])


def at(offset: int, hour: int = 10) -> datetime:
    return datetime.combine(days(offset), datetime.min.time(), tzinfo=CHINA) + timedelta(hours=hour)


def reminders() -> list[tuple[str, str]]:
    return sorted(Message.objects.filter(channel="portal").values_list("recipient__username", "title"))


def test_a_review_is_remembered_once_by_the_unit_even_after_missed_beats(scene):
    base_in(scene, State.OPERATING, review_due=days(40))
    tick(RULES, at(5))
    assert reminders() == []
    tick(RULES, at(20))
    tick(RULES, at(21))
    assert reminders() == [("jiaoyu", "基地“联合实训基地”要做年度复核")]


def test_a_review_that_was_moved_or_done_is_not_remembered(scene):
    base = base_in(scene, State.OPERATING, review_due=days(5))
    now = timezone.now()
    assert tick(RULES, now)["made"] == 2
    Base.objects.filter(pk=base.pk).update(review_due=days(200))
    assert tick(RULES, now)["withdrawn"] == 2
    Base.objects.filter(pk=base.pk).update(state=State.REVIEW, review_due=days(5))
    assert tick(RULES, now) == {"made": 0, "withdrawn": 0}


def test_the_deadline_is_the_end_of_the_day_in_china(scene):
    base = base_in(scene, State.OPERATING, review_due=days(3))
    wanted = list(RULES[0].due(at(0), at(10)))
    assert [(one.thing, one.deadline) for one in wanted] == [(base, end_of_day(days(3)))]
    assert list(RULES[0].due(at(0), at(3, 23))) == []
