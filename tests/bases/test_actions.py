"""What each action on a base leaves behind: columns, steps with proof, events, messages."""

from datetime import date
from uuid import uuid4

import pytest

from bases import actions
from bases.models import Base, Host
from bases.workflow import State
from notifications.models import Event, Message
from ruoyi_coop.lib.errors import AlreadyDone, Conflict, NotAllowed, NotNow
from tests.scene import base_in, days, pdf


def facts(scene, **more) -> dict:
    return {
        "name": "清华芮城中试基地",
        "base_type": scene.kind,
        "host": scene.yabao,
        "unit": scene.units["教育局"],
        "partnership": scene.qinghua,
    } | more


def step(base, move, actor, **more):
    base.refresh_from_db()
    return actions.move_base(base, move, by=actor, evidence=pdf(), **more)


def events(base) -> list[tuple[str, str]]:
    return list(Event.objects.about(base).order_by("id").values_list("verb", "actor_name"))


def test_a_base_from_plan_to_withdrawal_keeps_every_day_and_proof(scene):
    office, jiaoyu = scene.people["office"], scene.people["jiaoyu"]
    base = actions.add_base(facts(scene), by=jiaoyu, day=days(-90), evidence=pdf())
    step(base, "sign", jiaoyu, day=days(-60))
    step(base, "award", office, day=days(-30))
    step(base, "operate", jiaoyu, day=days(-20), next_review=days(10))
    step(base, "submit_review", jiaoyu, day=days(-2))
    step(base, "pass_review", office, day=days(-1), next_review=days(300))
    base = step(base, "withdraw", office, day=days(0), note="企业搬迁")
    assert list(base.steps.order_by("id").values_list("move", "day")) == [
        ("plan", days(-90)),
        ("sign", days(-60)),
        ("award", days(-30)),
        ("operate", days(-20)),
        ("submit_review", days(-2)),
        ("pass_review", days(-1)),
        ("withdraw", days(0)),
    ]
    assert all(one.evidence_id for one in base.steps.all())
    assert (base.state, base.plaque_on, base.review_due) == ("withdrawn", days(-30), None)
    assert events(base) == [
        ("created", "王秀兰"),
        ("sign", "王秀兰"),
        ("award", "薛明远"),
        ("operate", "王秀兰"),
        ("submit_review", "王秀兰"),
        ("pass_review", "薛明远"),
        ("withdraw", "薛明远"),
    ]


def test_an_official_registers_bases_of_the_own_unit_only(scene):
    with pytest.raises(NotAllowed):
        actions.add_base(facts(scene, unit=scene.units["工科局"]), by=scene.people["jiaoyu"])
    assert Base.objects.count() == 0
    assert actions.add_base(facts(scene, unit=scene.units["工科局"]), by=scene.people["office"]).pk


def test_only_the_office_hands_a_base_to_another_unit(scene):
    base = base_in(scene)
    with pytest.raises(NotAllowed):
        actions.edit_base(base, {"unit": scene.units["工科局"]}, by=scene.people["jiaoyu"])
    moved = actions.edit_base(base, {"unit": scene.units["工科局"]}, by=scene.people["office"])
    assert moved.unit == scene.units["工科局"]


def test_an_edit_keeps_before_and_after_in_words(scene):
    base = base_in(scene)
    actions.edit_base(base, {"name": "新名字", "host": scene.dayu}, by=scene.people["jiaoyu"])
    assert Event.objects.about(base).first().changes == {
        "基地名称": ["联合实训基地", "新名字"],
        "依托单位": ["亚宝药业", "大禹生物"],
    }
    base.refresh_from_db()
    assert base.pinyin == "xinmingzi xmz"


def test_the_second_writer_learns_what_the_first_wrote(scene):
    base = base_in(scene)
    actions.edit_base(base, {"name": "先改的名字"}, by=scene.people["office"], version=1)
    with pytest.raises(Conflict) as conflict:
        actions.edit_base(base, {"name": "后改的名字", "address": ""}, by=scene.people["jiaoyu"], version=1)
    assert (conflict.value.theirs, conflict.value.who) == ([("基地名称", "先改的名字")], "薛明远")


def test_a_signed_base_cannot_lose_its_partnership(scene):
    with pytest.raises(NotNow):
        actions.edit_base(base_in(scene, State.OPERATING), {"partnership": None}, by=scene.people["office"])


def test_sent_back_steps_stop_counting_and_stay_on_record(scene):
    base = base_in(scene, State.AGREEMENT)
    step(base, "award", scene.people["office"], day=days(-3))
    base = actions.move_base(base, "send_back", by=scene.people["office"], note="牌匾名称有误")
    assert (base.state, base.plaque_on) == ("agreement", None)
    assert [(one.move, bool(one.struck_at)) for one in base.steps.all()] == [("award", True)]
    step(base, "award", scene.people["office"], day=days(-1))
    assert list(base.steps.standing().values_list("move", "day")) == [("award", days(-1))]


@pytest.mark.parametrize(("offset", "sentence"), [(1, "日期不能晚于今天。"), (-40, "日期不能早于上一步")])
def test_days_of_steps_lie_in_order_and_not_ahead(offset, sentence, scene):
    base = base_in(scene, State.AGREEMENT)
    base.steps.create(move="sign", day=days(-30))
    with pytest.raises(NotNow, match=sentence):
        step(base, "award", scene.people["office"], day=days(offset))
    base.refresh_from_db()
    assert (base.state, base.steps.count()) == ("agreement", 1)


def test_no_step_that_wants_proof_is_taken_without(scene):
    with pytest.raises(NotNow, match="请附上佐证材料"):
        actions.move_base(base_in(scene), "sign", by=scene.people["jiaoyu"])


def test_the_next_review_is_a_year_later_unless_said_otherwise(scene):
    base = step(base_in(scene, State.PLAQUE), "operate", scene.people["jiaoyu"], day=days(0))
    assert base.review_due == actions.a_year_after(days(0))


def test_a_leap_day_has_its_anniversary_on_the_28th():
    assert actions.a_year_after(date(2024, 2, 29)) == date(2025, 2, 28)
    assert actions.a_year_after(date(2023, 2, 28)) == date(2024, 2, 28)


def test_the_other_side_hears_of_a_step(scene):
    base = base_in(scene)
    step(base, "sign", scene.people["jiaoyu"])
    assert {(m.recipient.username, m.title) for m in Message.objects.bell()} == {
        ("office", "基地“联合实训基地”：签订协议")
    }
    Message.objects.all().delete()
    step(base, "award", scene.people["office"])
    assert {m.recipient.username for m in Message.objects.bell()} == {"jiaoyu", "tsinghua", "yabao"}


def test_the_same_form_sent_twice_makes_one_base(scene):
    by = scene.people["office"].sending(uuid4())
    actions.add_base(facts(scene), by=by)
    with pytest.raises(AlreadyDone):
        actions.add_base(facts(scene, name="另一个名字"), by=by)
    assert Base.objects.count() == 1


def test_a_replayed_step_is_done_and_not_too_late(scene):
    base, by = base_in(scene), scene.people["office"].sending(uuid4())
    actions.move_base(base, "sign", by=by, evidence=pdf(), version=1)
    with pytest.raises(AlreadyDone):
        actions.move_base(base, "sign", by=by, evidence=pdf(), version=1)


def test_hosts_belong_to_the_unit_that_registers_them(scene):
    host = actions.add_host({"name": "新企业", "unit": scene.units["教育局"]}, by=scene.people["jiaoyu"])
    assert Host.objects.get(pk=host.pk).pinyin == "xinqiye xqy"
    with pytest.raises(NotAllowed):
        actions.edit_host(host, {"address": "别处"}, by=scene.people["gongke"])
    with pytest.raises(NotAllowed):
        actions.edit_host(host, {"unit": scene.units["工科局"]}, by=scene.people["jiaoyu"])


def test_only_the_office_changes_the_kinds(scene):
    with pytest.raises(NotAllowed):
        actions.edit_type(scene.kind, {"name": "别的"}, by=scene.people["jiaoyu"])
    assert actions.edit_type(scene.kind, {"default_unit_confirmed": False}, by=scene.people["office"]).version == 2


def test_what_would_stand_on_the_public_page_holds_no_personal_number(scene):
    with pytest.raises(NotNow, match="138\\*\\*\\*\\*7603"):
        actions.add_base(facts(scene, summary="联系13834567603"), by=scene.people["office"])
    hidden = actions.add_base(facts(scene, summary="联系13834567603", is_public=False), by=scene.people["office"])
    with pytest.raises(NotNow):
        actions.edit_base(hidden, {"is_public": True}, by=scene.people["office"])
    hidden.refresh_from_db()
    assert hidden.is_public is False
