"""The pages of needs and supplies: what each person reads, what a wrong form gives back, what it costs."""

from uuid import uuid4

import pytest

from needs import actions, views
from needs.models import Dismissal, Need, Supply
from needs.workflow import State
from tests.needs.conftest import need_in, supply_in
from tests.scene import days

LIST = "/needs/"


def rows(answer) -> list[str]:
    return [row.record.title for row in answer.context["table"].page.object_list]


def text(answer) -> str:
    return answer.content.decode()


def move_data(thing, **more) -> dict:
    return {"version": thing.version, "submission": uuid4(), "day": days(0)} | more


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["新", "甲", "乙"]),
        ("?sort=-days_here", ["乙", "甲", "新"]),
        ("?state=open", ["甲", "乙"]),
        ("?state=registered", ["新"]),
        ("?kind=training", ["乙"]),
        ("?field=果树栽培", ["乙"]),
        ("?answer=waiting", ["乙"]),
        ("?q=老果园", ["乙"]),
        ("?sort=wanted_by", ["乙", "新", "甲"]),
    ],
)
def test_the_list_filters_searches_and_sorts(query, titles, scene, enter):
    need_in(scene, title="新", rung_on=days(-1))
    answered = need_in(scene, State.ACCEPTED, title="甲", rung_on=days(-2))
    orchard = {"field": "果树栽培", "keywords": ["老果园"], "words": "老果园", "wanted_by": days(9)}
    need_in(scene, State.IN_TALKS, title="乙", rung_on=days(-3), kind="training", **orchard)
    supply_in(scene, answers=answered)
    assert rows(enter(scene.people["office"]).get(LIST + query)) == titles


def test_the_lists_cost_the_same_for_one_and_for_three_rows(scene, enter, queries):
    client = enter(scene.people["office"])
    first = need_in(scene, State.ACCEPTED, title="一")
    supply_in(scene, title="一", answers=first)
    client.get(LIST)
    with queries(8):
        client.get(LIST)
    with queries(8):
        client.get("/supplies/")
    for title in ("二", "三"):
        need = need_in(scene, State.ACCEPTED, title=title, unit=scene.units["工科局"], host=None)
        supply_in(scene, title=title, university=scene.xinong.university, answers=need)
    with queries(8):
        client.get(LIST)
    with queries(8):
        client.get("/supplies/")


def test_a_need_page_costs_the_same_for_one_and_for_three_answers(scene, enter, queries):
    need, client = need_in(scene, State.ACCEPTED), enter(scene.people["jiaoyu"])
    supply_in(scene, answers=need)
    client.get(need.get_absolute_url())
    with queries(11):
        client.get(need.get_absolute_url())
    for title in ("二", "三"):
        supply = supply_in(scene, title=title, university=scene.xinong.university, answers=need)
        Dismissal.objects.create(need=need, supply=supply, reason="不同", by=scene.people["office"].user)
    with queries(11):
        client.get(need.get_absolute_url())


@pytest.mark.parametrize(
    ("who", "number"),
    [
        ("office", "13900001234"),
        ("jiaoyu", "13900001234"),
        ("yabao", "13900001234"),
        ("leader", "139****1234"),
        ("auditor", "139****1234"),
        ("gongke", "139****1234"),
        ("tsinghua", "139****1234"),
    ],
)
def test_the_page_masks_the_number_for_those_outside(who, number, scene, enter):
    answer = enter(scene.people[who]).get(need_in(scene, State.ACCEPTED).get_absolute_url())
    assert dict(answer.context["facts"])["联系电话"] == number
    assert ("13900001234" in text(answer)) == (number == "13900001234")


def test_the_rungs_tell_days_reached_and_the_stay_on_this_one(scene, enter):
    answer = enter(scene.people["jiaoyu"]).get(need_in(scene, State.IN_TALKS, rung_on=days(-12)).get_absolute_url())
    assert [(rung["state"], rung["note"]) for rung in answer.context["rungs"]] == [
        ("done", str(days(-20))),
        ("done", str(days(-19))),
        ("current", "在此阶段 12 天"),
        ("", ""),
    ]
    assert [row["stayed"] for row in answer.context["steps"]] == ["1 天", "1 天", "18 天"]


@pytest.mark.parametrize(("state", "here"), [("returned", 0), ("on_hold", 1), ("terminated", None)])
def test_off_the_ladder_the_need_stands_where_it_was(state, here, scene, enter):
    answer = enter(scene.people["office"]).get(need_in(scene, state).get_absolute_url())
    current = [place for place, rung in enumerate(answer.context["rungs"]) if rung["state"] == "current"]
    assert current == ([] if here is None else [here])


def test_a_university_reads_no_timeline_and_no_other_universitys_answer(scene, enter):
    need = need_in(scene, State.ACCEPTED)
    supply_in(scene, title="清华的应答", answers=need)
    actions.edit_need(need, {"detail": "改过"}, by=scene.people["jiaoyu"])
    answer = enter(scene.people["xinong"]).get(need.get_absolute_url())
    assert (answer.context["timeline"], answer.context["matches"]) == (None, None)
    assert [word for word in ("清华的应答", "王秀兰") if word in text(answer)] == []


def test_an_enterprise_does_not_read_which_offers_were_found_unfit(scene, enter):
    need, supply = need_in(scene, State.ACCEPTED), supply_in(scene)
    actions.dismiss(need, supply, "设备不同", by=scene.people["jiaoyu"])
    page = text(enter(scene.people["yabao"]).get(need.get_absolute_url()))
    assert [word for word in (supply.title, "设备不同") if word in page] == []


def test_who_brings_the_two_together_reads_proposals_with_reasons_and_may_set_them_aside(scene, enter):
    need, supply = need_in(scene, State.ACCEPTED), supply_in(scene)
    client, unfit = enter(scene.people["jiaoyu"]), f"/needs/{need.pk}/unfit/{supply.pk}/"
    page = text(client.get(need.get_absolute_url()))
    assert [word for word in ("领域相同：药用玻璃", "关键词相同：玻璃管", unfit) if word not in page] == []
    client.post(unfit, {"reason": "设备不同", "submission": uuid4()})
    answer = client.get(need.get_absolute_url())
    assert (answer.context["matches"], [row.reason for row in answer.context["unfit"]]) == ([], ["设备不同"])
    client.post(unfit + "back/", {"submission": uuid4()})
    assert len(client.get(need.get_absolute_url()).context["matches"]) == 1


def test_those_who_only_watch_read_the_proposals_without_buttons(scene, enter):
    need = need_in(scene, State.ACCEPTED)
    supply_in(scene)
    page = text(enter(scene.people["leader"]).get(need.get_absolute_url()))
    assert ("领域相同：药用玻璃" in page, "/unfit/" in page) == (True, False)


@pytest.mark.parametrize(
    ("state", "who", "shown"), [("accepted", "jiaoyu", 1), ("accepted", "leader", 0), ("in_talks", "jiaoyu", 0)]
)
def test_talks_are_offered_where_projects_can_begin_them(state, who, shown, scene, enter, monkeypatch):
    need, supply = need_in(scene, state), supply_in(scene)
    client = enter(scene.people[who])
    link = f'action="/talks/?supply={supply.pk}"'
    monkeypatch.setattr(views, "talks_url", lambda need: "/talks/")
    assert text(client.get(need.get_absolute_url())).count(link) == shown


def test_registering_through_the_form_begins_with_the_persons_own_name(scene, enter):
    client = enter(scene.people["jiaoyu"])
    form = client.get("/needs/add/").context["form"]
    assert (form["contact_name"].value(), [unit.short_name for unit in form.fields["unit"].queryset]) == (
        "王秀兰",
        ["教育局"],
    )
    data = {
        "title": "高中数学培训",
        "unit": scene.units["教育局"].pk,
        "kind": "training",
        "field": "基础教育",
        "keywords": "高中数学、培训，数学 ；培训",
        "contact_name": "王秀兰",
        "submission": uuid4(),
    }
    answer = client.post("/needs/add/", data)
    need = Need.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, need.get_absolute_url())
    assert need.keywords == ["高中数学", "培训", "数学"]
    client.post("/needs/add/", data)
    assert Need.objects.count() == 1


def test_a_mentor_is_asked_neither_for_the_unit_nor_for_the_enterprise(scene, enter):
    form = enter(scene.people["yabao"]).get("/needs/add/").context["form"]
    assert [name for name in ("unit", "host") if name in form.fields] == []


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("keywords", "一 二 三 四 五 六 七 八 九", "最多 8 个关键词，请留下最要紧的。"),
        (
            "keywords",
            "一二三四五六七八九十一二三",
            "关键词“一二三四五六七八九十一二三”太长，每个最多 12 个字；词与词之间请用顿号隔开。",
        ),
        ("contact_mobile", "12345", "请填手机号或固定电话，例如 0359-3022000。"),
        ("wanted_by", str(days(-1)), "希望解决日期不能早于今天。"),
        ("wanted_by", "明天", "输入一个有效的日期。"),
        (
            "detail",
            "请打 13834567603",
            "这一栏对方也看得到，不能有身份证号或手机号：138****7603。电话请填在“联系电话”里。",
        ),
        ("title", "字" * 81, "确保该变量包含不超过 80 字符 (目前字符数 81)。"),
    ],
)
def test_a_wrong_form_says_why_and_keeps_what_was_typed(name, value, words, scene, enter):
    data = {"title": "甲", "unit": scene.units["教育局"].pk, "kind": "other", "field": "乙", "contact_name": "丙"}
    answer = enter(scene.people["jiaoyu"]).post(
        "/needs/add/", data | {name: value}, headers={"Accept-Language": "zh-CN"}
    )
    form = answer.context["form"]
    assert (answer.status_code, dict(form.errors)) == (200, {name: [words]})
    assert form[name].value() == value


def test_editing_shows_the_keywords_as_they_were_typed(scene, enter):
    need, client = need_in(scene), enter(scene.people["jiaoyu"])
    assert "玻璃管、中硼硅" in text(client.get(need.get_absolute_url() + "edit/"))


def test_a_step_is_taken_through_its_form(scene, enter):
    need = need_in(scene)
    answer = enter(scene.people["office"]).post(f"/needs/{need.pk}/accept/", move_data(need))
    need.refresh_from_db()
    assert (answer["Location"], need.state) == (need.get_absolute_url(), "accepted")


def test_a_reason_is_asked_for_before_a_need_is_sent_back(scene, enter):
    need = need_in(scene)
    answer = enter(scene.people["office"]).post(f"/needs/{need.pk}/send_back/", move_data(need, reason=""))
    assert list(answer.context["form"].errors) == ["reason"]


def test_an_answer_is_filled_in_from_the_need_and_from_last_time_so_that_two_clicks_do(scene, enter):
    need, client = need_in(scene, State.ACCEPTED), enter(scene.people["tsinghua"])
    supply_in(scene, title="上次", kind="result", maturity="pilot", expert=scene.expert)
    supply_in(scene, title="别的领域", field="果树", kind="service", maturity="ready")
    assert f'href="/needs/{need.pk}/answer/"' in text(client.get(need.get_absolute_url()))
    form = client.get(f"/needs/{need.pk}/answer/").context["form"]
    shown = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    client.post(f"/needs/{need.pk}/answer/", shown | {"keywords": "玻璃管、中硼硅"})
    made = Supply.objects.get(answers=need)
    assert (made.title, made.kind, made.maturity, made.field, made.expert, made.keywords) == (
        "应答：玻璃管气泡",
        "result",
        "pilot",
        "药用玻璃",
        scene.expert,
        ["玻璃管", "中硼硅"],
    )


def test_a_first_answer_is_filled_in_from_the_need_alone(scene, enter):
    need = need_in(scene, State.ACCEPTED)
    form = enter(scene.people["xinong"]).get(f"/needs/{need.pk}/answer/").context["form"]
    assert (form["field"].value(), form["keywords"].value()) == ("药用玻璃", "玻璃管、中硼硅")


def test_the_answer_form_says_when_a_need_takes_none_any_more(scene, enter):
    need = need_in(scene, State.MET)
    supply_in(scene, answers=need)
    answer = enter(scene.people["tsinghua"]).get(f"/needs/{need.pk}/answer/")
    assert answer.context["why_not"] == "这条需求现在不征集应答。"


def test_the_office_says_for_which_university_it_offers(scene, enter):
    data = {"title": "团队", "kind": "team", "field": "玻璃", "maturity": "none"}
    client = enter(scene.people["office"])
    assert list(client.post("/supplies/add/", data).context["form"].errors) == ["university"]
    mixed = data | {"university": scene.xinong.university_id, "expert": scene.expert.pk}
    assert client.post("/supplies/add/", mixed).context["form"].errors == {
        "expert": ["专家不是这所高校的，请重新选择。"]
    }
    client.post("/supplies/add/", data | {"university": scene.qinghua.university_id})
    assert Supply.objects.get().university == scene.qinghua.university


def test_the_page_of_a_supply_proposes_only_needs_the_reader_may_see(scene, enter):
    supply = supply_in(scene)
    need = need_in(scene, State.ACCEPTED)
    need_in(scene, title="还没审核")
    answer = enter(scene.people["tsinghua"]).get(supply.get_absolute_url())
    assert [fit.row for fit in answer.context["fits"]] == [need]


def test_a_lost_edit_shows_what_the_other_person_wrote(scene, enter):
    supply = supply_in(scene)
    actions.edit_supply(supply, {"field": "别的"}, by=scene.people["office"])
    data = {"title": supply.title, "kind": "team", "field": "我的", "maturity": "none", "version": 1}
    answer = enter(scene.people["tsinghua"]).post(f"/supplies/{supply.pk}/edit/", data)
    assert (answer.status_code, answer.context["conflict"].theirs[0]) == (409, ("领域", "别的"))
