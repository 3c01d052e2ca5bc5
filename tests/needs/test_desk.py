"""What waits on the desk, that the figure equals its list, what the search finds, and when a wish is remembered."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from needs import desk
from needs.models import Dismissal, Need, Supply
from needs.reminders import RULES
from needs.workflow import State
from notifications.models import Message
from notifications.tick import tick
from ruoyi_coop.lib.calendar import CHINA, end_of_day
from ruoyi_coop.lib.search import matching
from tests.needs.conftest import need_in, supply_in
from tests.scene import PEOPLE, days


def tasks(scene, who: str) -> list[tuple[str, str]]:
    return [(task.title, task.why) for task in desk.waiting_for(scene.people[who])]


@pytest.fixture
def many(scene):
    """A need in every state, all fresh; an offer that waits."""
    for state in State.values:
        need_in(scene, state, title=state)
    supply_in(scene, "offered", title="新供给")


def test_the_office_has_needs_and_supplies_to_review(scene, many):
    assert tasks(scene, "office") == [("registered", "新登记的需求，等审核入库"), ("新供给", "高校的供给，等入库")]


def test_what_came_back_waits_for_the_unit_and_for_the_enterprise(scene, many):
    need_in(scene, State.RETURNED, title="别人的", unit=scene.units["工科局"], host=None)
    expected = [("returned", "需求被退回，请补充后重新提交")]
    assert (tasks(scene, "jiaoyu"), tasks(scene, "yabao")) == (expected, expected)
    assert tasks(scene, "gongke") == [("别人的", "需求被退回，请补充后重新提交")]
    assert tasks(scene, "dayu") == []


def test_a_new_answer_waits_until_talks_begin_or_it_is_set_aside(scene):
    need = need_in(scene, State.ACCEPTED)
    supply = supply_in(scene, "offered", answers=need)
    assert tasks(scene, "jiaoyu") == [("玻璃管气泡", "清华大学应答了，看看能不能对接")]
    row = Dismissal.objects.create(need=need, supply=supply, reason="不同", by=scene.people["office"].user)
    assert tasks(scene, "jiaoyu") == []
    row.delete()
    Need.objects.update(state=State.IN_TALKS)
    assert tasks(scene, "jiaoyu") == []


@pytest.mark.parametrize(("age", "waits"), [(30, 0), (31, 1)])
def test_a_need_nobody_talks_about_comes_back_after_thirty_days(age, waits, scene):
    need_in(scene, State.ACCEPTED, rung_on=days(-age))
    assert tasks(scene, "jiaoyu") == [("玻璃管气泡", "入库超过 30 天还没有对接")] * waits


def test_a_university_is_shown_what_may_fit_until_it_answers(scene):
    need = need_in(scene, State.ACCEPTED)
    need_in(scene, State.ACCEPTED, title="无关", field="果树", keywords=["苹果"])
    need_in(scene, State.IN_TALKS, title="已在谈")
    assert tasks(scene, "tsinghua") == []
    supply_in(scene)
    assert tasks(scene, "tsinghua") == [("玻璃管气泡", "需求可能适合贵校：药用玻璃")]
    assert tasks(scene, "xinong") == []
    supply_in(scene, "offered", title="应答", answers=need)
    assert tasks(scene, "tsinghua") == []


def test_a_university_is_shown_five_at_most(scene):
    supply_in(scene)
    for number in range(7):
        need_in(scene, State.ACCEPTED, title=f"需求{number}")
    assert len(tasks(scene, "tsinghua")) == 5


@pytest.mark.parametrize("who", ["student", "leader", "auditor", "admin", "public", "outsider"])
def test_nothing_about_needs_waits_for_others(who, scene, many):
    assert tasks(scene, who) == []


@pytest.mark.parametrize("who", PEOPLE)
def test_the_figure_is_the_length_of_the_list_it_opens(who, scene, many, enter):
    need_in(scene, State.ACCEPTED, title="别家的", host=scene.dayu)
    figures = desk.figures(scene.people[who])
    if who in ("public", "student", "admin", "outsider"):
        assert figures == []
        return
    answer = enter(scene.people[who]).get(figures[0].url)
    assert (
        figures[0].value
        == answer.context["table"].paginator.count
        == (2 if who == "yabao" else 1 if who == "dayu" else 3)
    )


@pytest.mark.parametrize(("who", "found"), [("office", ["需求", "供给"]), ("yabao", ["需求"]), ("student", [])])
def test_the_search_finds_what_the_person_may_see(who, found, scene):
    need_in(scene, words="玻璃管")
    supply_in(scene)
    offers = desk.searchable(scene.people[who])
    assert [label for label, _url, rows in offers if matching(rows, "玻璃").exists()] == found


def test_waiting_costs_a_fixed_number_of_queries(scene, many, queries):
    supply_in(scene, answers=Need.objects.get(state=State.ACCEPTED))
    for who, number in (("office", 2), ("jiaoyu", 2), ("yabao", 1), ("tsinghua", 3)):
        str(desk.waiting_for(scene.people[who]))
        with queries(number):
            desk.waiting_for(scene.people[who])


def at(offset: int, hour: int = 10) -> datetime:
    return datetime.combine(days(offset), datetime.min.time(), tzinfo=CHINA) + timedelta(hours=hour)


def reminders() -> list[tuple[str, str]]:
    return sorted(Message.objects.filter(channel="portal").values_list("recipient__username", "title"))


def test_the_wished_for_day_is_remembered_by_the_unit_once_a_step(scene):
    need_in(scene, State.ACCEPTED, wanted_by=days(30))
    tick(RULES, at(5))
    assert reminders() == []
    tick(RULES, at(24))
    tick(RULES, at(25))
    assert reminders() == [("jiaoyu", "需求“玻璃管气泡”快到希望解决的日期")]


@pytest.mark.parametrize("state", ["registered", "returned", "met", "on_hold", "terminated"])
def test_only_needs_in_the_store_are_remembered(state, scene):
    need = need_in(scene, State.IN_TALKS, wanted_by=days(1))
    now = timezone.now()
    assert tick(RULES, now)["made"] == 2
    Need.objects.filter(pk=need.pk).update(state=state, held_from="accepted" if state == "on_hold" else "")
    assert tick(RULES, now)["withdrawn"] == 2


def test_the_deadline_is_the_end_of_the_day_in_china(scene):
    need = need_in(scene, State.ACCEPTED, wanted_by=days(3))
    assert [(one.thing, one.deadline) for one in RULES[0].due(at(0), at(10))] == [(need, end_of_day(days(3)))]
    assert list(RULES[0].due(at(0), at(3, 23))) == []


def test_the_demo_county_holds_every_state_and_a_second_run_doubles_nothing(county):
    from needs.demo import seed

    def numbers():
        return Need.objects.count(), Supply.objects.count(), Dismissal.objects.count()

    assert numbers() == (14, 10, 1)
    assert set(Need.objects.values_list("state", flat=True)) == set(State.values)
    seed(county)
    assert numbers() == (14, 10, 1)
