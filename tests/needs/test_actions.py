"""What the actions change, whom they tell, and what they refuse."""

from dataclasses import replace
from uuid import uuid4

import pytest

from needs import actions
from needs.models import Dismissal, Need, Supply
from needs.workflow import State
from notifications.models import Event, Message
from ruoyi_coop.lib.errors import AlreadyDone, Conflict, NotAllowed, NotNow
from tests.needs.conftest import need_in, supply_in
from tests.scene import PEOPLE, days


def told() -> dict[str, str]:
    """What each person was told, newest only."""
    return dict(Message.objects.filter(channel="portal").order_by("id").values_list("recipient__username", "title"))


def facts(scene, **more) -> dict:
    return {
        "title": "玻璃管气泡",
        "unit": scene.units["教育局"],
        "kind": "technology",
        "field": "药用玻璃",
        "keywords": ["玻璃管"],
        "contact_name": "赵铁柱",
    } | more


def offer(scene, **more) -> dict:
    return {"title": "团队", "university": scene.qinghua.university, "field": "玻璃", "keywords": []} | more


def refusals(people, attempt) -> dict[str, str]:
    """How each person fares: the exception's name, or "" where it succeeds."""
    answers = {}
    for who, actor in people.items():
        try:
            attempt(actor)
            answers[who] = ""
        except (NotAllowed, NotNow) as no:
            answers[who] = type(no).__name__
    return answers


def allowed_to(*names) -> dict[str, str]:
    return {who: "" if who in names else "NotAllowed" for who in PEOPLE}


def test_registering_leaves_a_first_step_an_event_and_tells_the_office(scene):
    need = actions.register_need(facts(scene), by=scene.people["jiaoyu"])
    assert (need.state, need.rung_on, need.words) == ("registered", days(0), "玻璃管")
    assert [(step.move, step.day, step.by_hat) for step in need.steps.all()] == [
        ("register", days(0), "王秀兰 · 教育局 · 单位干部")
    ]
    assert list(Event.objects.filter(subject=need.key).values_list("label", flat=True)) == ["登记需求"]
    assert told() == {"office": "新登记的需求“玻璃管气泡”等审核"}


def test_who_may_register_for_a_unit(scene):
    expected = allowed_to("office", "jiaoyu", "yabao", "dayu")  # a mentor's need goes to the own enterprise's unit
    assert refusals(scene.people, lambda by: actions.register_need(facts(scene), by=by)) == expected


def test_a_mentor_registers_for_the_own_enterprise_whatever_is_sent(scene):
    need = actions.register_need(facts(scene, host=scene.dayu), by=scene.people["yabao"])
    assert (need.host, need.unit) == (scene.yabao, scene.units["工科局"])


def test_an_enterprise_without_a_unit_is_told_what_to_do(scene):
    scene.yabao.unit = None
    scene.yabao.save()
    with pytest.raises(NotNow, match="请先与县合作办联系"):
        actions.register_need(facts(scene), by=scene.people["yabao"])


@pytest.mark.parametrize("name", ["title", "detail"])
def test_a_telephone_number_in_an_open_text_is_refused(name, scene):
    with pytest.raises(NotNow, match="138\\*\\*\\*\\*7603"):
        actions.register_need(facts(scene, **{name: "请打 13834567603"}), by=scene.people["office"])
    with pytest.raises(NotNow, match="138\\*\\*\\*\\*7603"):
        actions.offer_supply(offer(scene, **{name: "请打 13834567603"}), by=scene.people["tsinghua"])


def test_who_may_edit_a_need(scene):
    need = need_in(scene)
    expected = allowed_to("office", "jiaoyu", "yabao")
    assert refusals(scene.people, lambda by: actions.edit_need(need, {"field": "玻璃"}, by=by)) == expected


def test_only_the_office_hands_a_need_to_another_unit(scene):
    need, unit = need_in(scene), scene.units["工科局"]
    with pytest.raises(NotAllowed):
        actions.edit_need(need, {"unit": unit}, by=scene.people["jiaoyu"])
    assert actions.edit_need(need, {"unit": unit}, by=scene.people["office"]).unit == unit


@pytest.mark.parametrize("state", ["met", "terminated"])
def test_what_has_ended_is_not_edited(state, scene):
    with pytest.raises(NotNow, match="已经了结"):
        actions.edit_need(need_in(scene, state), {"field": "甲"}, by=scene.people["office"])


def test_a_stale_form_is_a_conflict_and_history_masks_the_number(scene):
    need = actions.edit_need(need_in(scene), {"contact_mobile": "13911112222"}, by=scene.people["jiaoyu"], version=1)
    assert Event.objects.get(subject=need.key).changes == {"联系电话": ["139****1234", "139****2222"]}
    with pytest.raises(Conflict) as conflict:
        actions.edit_need(need, {"contact_mobile": "13955556666"}, by=scene.people["office"], version=1)
    assert conflict.value.theirs == [("联系电话", "139****2222")]


def test_each_rung_leaves_its_day_and_name_and_starts_the_count_anew(scene):
    need, unit = need_in(scene), scene.people["jiaoyu"]
    actions.move_need(need, "accept", by=scene.people["office"], day=days(-8))
    actions.move_need(need, "begin_talks", by=unit, day=days(-3), note="约在县里谈")
    need.refresh_from_db()
    assert (need.rung_on, need.days_here) == (days(-3), 3)
    assert [(step.move, step.day, step.note) for step in need.steps.order_by("id")] == [
        ("register", days(-20), ""),
        ("accept", days(-8), ""),
        ("begin_talks", days(-3), "约在县里谈"),
    ]


@pytest.mark.parametrize(
    ("day", "words"), [(1, "日期不能晚于今天。"), (-30, "日期不能早于上一步“登记”")], ids=["ahead", "before"]
)
def test_a_day_out_of_order_is_refused_and_nothing_moves(day, words, scene):
    need = need_in(scene)
    with pytest.raises(NotNow, match=words):
        actions.move_need(need, "accept", by=scene.people["office"], day=days(day))
    need.refresh_from_db()
    assert (need.state, need.steps.count()) == ("registered", 1)


def test_failed_talks_are_struck_and_may_begin_again(scene):
    need, unit = need_in(scene, State.IN_TALKS), scene.people["jiaoyu"]
    actions.move_need(need, "talks_failed", by=unit, note="报价太高")
    actions.move_need(need, "begin_talks", by=unit)
    steps = [(step.move, step.struck_at is None) for step in need.steps.order_by("id")]
    assert steps == [("register", True), ("accept", True), ("begin_talks", False), ("begin_talks", True)]


@pytest.mark.parametrize(
    ("state", "move", "by", "hearers"),
    [
        ("registered", "accept", "office", {"jiaoyu", "yabao"}),
        ("registered", "send_back", "office", {"jiaoyu", "yabao"}),
        ("returned", "resubmit", "yabao", {"office"}),
        ("accepted", "begin_talks", "jiaoyu", {"office", "yabao", "tsinghua"}),
        ("in_talks", "meet", "office", {"jiaoyu", "yabao", "tsinghua"}),
        ("in_talks", "talks_failed", "jiaoyu", {"office", "yabao", "tsinghua"}),
        ("accepted", "hold", "office", {"jiaoyu", "yabao"}),
        ("on_hold", "resume", "office", {"jiaoyu", "yabao"}),
        ("accepted", "terminate", "office", {"jiaoyu", "yabao"}),
    ],
)
def test_each_step_is_told_to_those_it_concerns_but_not_to_who_took_it(state, move, by, hearers, scene):
    need = need_in(scene, state)
    supply_in(scene, answers=need)
    actions.move_need(need, move, by=scene.people[by], note="因为")
    assert set(told()) == hearers


def test_an_answer_is_told_to_the_office_and_to_the_owners(scene):
    need = need_in(scene, State.ACCEPTED)
    supply = actions.offer_supply(offer(scene, answers=need), by=scene.people["tsinghua"])
    assert (supply.state, supply.university) == ("offered", scene.qinghua.university)
    assert told() == {
        "office": "清华大学发布供给“团队”，等入库",
        "jiaoyu": "清华大学应答了需求“玻璃管气泡”",
        "yabao": "清华大学应答了需求“玻璃管气泡”",
    }


def test_who_may_offer_for_a_university(scene):
    expected = allowed_to("office", "tsinghua", "xinong")  # a liaison's offer is always the own university's
    assert refusals(scene.people, lambda by: actions.offer_supply(offer(scene), by=by)) == expected
    assert set(Supply.objects.values_list("university__name", flat=True)) == {"清华大学", "西北农林科技大学"}


@pytest.mark.parametrize("state", ["registered", "returned", "met", "on_hold", "terminated"])
def test_a_need_outside_the_store_takes_no_answer(state, scene):
    need = need_in(scene, state)
    with pytest.raises(NotNow, match="不征集应答"):
        actions.offer_supply(offer(scene, answers=need), by=scene.people["tsinghua"])
    assert Supply.objects.count() == 0


def test_an_expert_of_another_university_is_refused(scene):
    with pytest.raises(NotNow, match="专家不是这所高校的"):
        actions.offer_supply(offer(scene, expert=scene.expert), by=scene.people["xinong"])
    supply = supply_in(scene, university=scene.xinong.university)
    with pytest.raises(NotNow, match="专家不是这所高校的"):
        actions.edit_supply(supply, {"expert": scene.expert}, by=scene.people["xinong"])


def test_who_may_edit_a_supply_and_not_after_it_was_withdrawn(scene):
    supply = supply_in(scene)
    expected = allowed_to("office", "tsinghua")
    assert refusals(scene.people, lambda by: actions.edit_supply(supply, {"field": "甲"}, by=by)) == expected
    with pytest.raises(NotNow, match="已经撤回"):
        actions.edit_supply(supply_in(scene, "withdrawn", "旧的"), {"field": "甲"}, by=scene.people["tsinghua"])


def test_admission_is_told_to_the_university_and_withdrawal_to_the_county(scene):
    supply = supply_in(scene, "offered", answers=need_in(scene, State.ACCEPTED))
    actions.move_supply(supply, "admit", by=scene.people["office"])
    assert told() == {"tsinghua": "供给“玻璃熔制团队”：审核入库"}
    actions.move_supply(supply, "withdraw", by=scene.people["tsinghua"], note="已转让")
    assert {who for who, title in told().items() if title.endswith("撤回")} == {"office", "jiaoyu"}


def test_who_may_call_a_supply_unfit_and_take_it_back(scene):
    need, supply, office = need_in(scene, State.ACCEPTED), supply_in(scene), scene.people["office"]
    for who, answer in allowed_to("office", "jiaoyu").items():
        assert refusals({who: scene.people[who]}, lambda by: actions.dismiss(need, supply, "不同", by=by)) == {
            who: answer
        }
        Dismissal.objects.all().delete()
    actions.dismiss(need, supply, "不同", by=office)
    back = {who: answer for who, answer in allowed_to("office", "jiaoyu").items() if who != "jiaoyu"}
    people = {who: scene.people[who] for who in back}
    assert refusals(people, lambda by: actions.take_back_dismissal(need, supply, by=by)) == back


def test_a_dismissal_and_its_taking_back_stand_in_the_needs_history(scene):
    need, supply, unit = need_in(scene, State.ACCEPTED), supply_in(scene), scene.people["jiaoyu"]
    actions.dismiss(need, supply, "设备不同", by=unit)
    with pytest.raises(NotNow, match="已经标为不合适"):
        actions.dismiss(need, supply, "又一次", by=unit)
    actions.take_back_dismissal(need, supply, by=unit)
    with pytest.raises(NotNow, match="没有标为不合适"):
        actions.take_back_dismissal(need, supply, by=unit)
    labels = Event.objects.about(need).values_list("label", "subject_label", "note")
    assert list(labels) == [("撤销“不合适”", "玻璃熔制团队", ""), ("标为不合适", "玻璃熔制团队", "设备不同")]


def test_a_form_sent_twice_registers_once(scene):
    by = replace(scene.people["jiaoyu"], submission=uuid4())
    actions.register_need(facts(scene), by=by)
    with pytest.raises(AlreadyDone):
        actions.register_need(facts(scene), by=by)
    assert Need.objects.count() == 1
