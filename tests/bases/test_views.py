"""The pages of bases: what each person reads, what a wrong form gives back, how many queries it costs."""

import csv
import io
from uuid import uuid4

import pytest
from django.urls import reverse

from bases import actions
from bases.models import Base, Host
from bases.workflow import State
from tests.scene import base_in, days, pdf

LIST = "/bases/"


def rows(answer) -> list[str]:
    return [row.record.name for row in answer.context["table"].page.object_list]


def move_data(base, **more) -> dict:
    return {"version": base.version, "submission": uuid4(), "day": days(0), "evidence": pdf()} | more


def test_the_public_list_has_public_columns_only(scene, enter):
    base_in(scene, State.OPERATING)
    table = enter().get(LIST).context["table"]
    assert [column.name for column in table.columns] == ["name", "base_type", "university", "host", "unit", "plaque_on"]


def test_the_public_page_tells_nothing_of_steps_people_or_the_timeline(scene, enter):
    base = base_in(scene, State.OPERATING)
    actions.move_base(base, "submit_review", by=scene.people["jiaoyu"], evidence=pdf("机密.pdf"), note="内部说明")
    for who in (None, scene.people["student"], scene.people["xinong"]):
        page = enter(who).get(base.get_absolute_url()).content.decode()
        assert base.name in page
        assert [word for word in ("王秀兰", "内部说明", "机密.pdf", "年度复核", "下次复核") if word in page] == []


def test_the_staff_page_shows_holder_steps_and_moves(scene, enter):
    base = base_in(scene, State.OPERATING)
    answer = enter(scene.people["jiaoyu"]).get(base.get_absolute_url())
    assert [offer.name for offer in answer.context["offers"]] == ["submit_review"]
    assert [rung["state"] for rung in answer.context["rungs"]] == ["", "", "", "current"]
    assert "教育局" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["在建", "已建", "已摘"]),
        ("?stage=built", ["已建"]),
        ("?stage=coming", ["在建"]),
        ("?stage=withdrawn", ["已摘"]),
        ("?q=建", ["在建", "已建"]),
        ("?q=yijian", ["已建"]),
        ("?sort=-plaque_on", ["在建", "已建", "已摘"]),
    ],
)
def test_the_list_filters_searches_and_sorts(query, names, scene, enter):
    base_in(scene, State.PLAN, name="在建", pinyin="a zaijian")
    base_in(scene, State.OPERATING, name="已建", pinyin="b yijian")
    base_in(scene, State.WITHDRAWN, name="已摘", pinyin="c yizhai", plaque_on=days(-500))
    assert rows(enter(scene.people["office"]).get(LIST + query)) == names


def test_the_list_costs_the_same_for_one_and_for_three_rows(scene, enter, queries):
    client, public = enter(scene.people["office"]), enter()
    base_in(scene, State.OPERATING, name="一")
    client.get(LIST)
    with queries(9):
        client.get(LIST)
    with queries(3):
        public.get(LIST)
    base_in(scene, State.OPERATING, name="二")
    base_in(scene, State.OPERATING, name="三", host=scene.dayu, partnership=scene.xinong)
    with queries(9):
        client.get(LIST)
    with queries(3):
        public.get(LIST)


def test_a_base_page_costs_the_same_for_one_and_for_three_steps(scene, enter, queries):
    base = base_in(scene, State.OPERATING)
    client = enter(scene.people["tsinghua"])
    client.get(base.get_absolute_url())
    with queries(8):
        client.get(base.get_absolute_url())
    for move in ("plan", "sign", "award"):
        base.steps.create(move=move, day=days(-100))
    with queries(8):
        client.get(base.get_absolute_url())


def test_the_export_holds_the_rows_of_the_filter_in_words(scene, enter):
    base_in(scene, State.OPERATING, name="已建")
    base_in(scene, State.PLAN, name="在建")
    answer = enter(scene.people["office"]).get(LIST + "?stage=built&format=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert lines[0][:3] == ["基地名称", "状态", "基地类型"]
    assert [line[:2] for line in lines[1:]] == [["已建", "运行"]]


def test_registering_a_base_through_the_form(scene, enter):
    data = {
        "name": "清华芮城基地",
        "base_type": scene.kind.pk,
        "host": scene.yabao.pk,
        "unit": scene.units["教育局"].pk,
        "partnership": scene.qinghua.pk,
        "is_public": "on",
        "day": days(-1),
        "plan": pdf(),
    }
    answer = enter(scene.people["jiaoyu"]).post("/bases/add/", data)
    base = Base.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, base.get_absolute_url())
    assert [(step.move, step.day, step.evidence.name) for step in base.steps.all()] == [("plan", days(-1), "proof.pdf")]


def test_a_wrong_form_comes_back_with_what_was_typed_and_a_sentence(scene, enter):
    typed = {
        "name": "新基地",
        "base_type": scene.kind.pk,
        "summary": "联系13834567603",
        "is_public": "on",
        "day": days(1),
    }
    answer = enter(scene.people["jiaoyu"]).post("/bases/add/", typed)
    errors = answer.context["form"].errors
    assert answer.status_code == 200
    assert 'value="新基地"' in answer.content.decode()
    assert errors["summary"] == ["这一栏会公开，不能有身份证号或手机号：138****7603"]
    assert errors["day"] == ["日期不能晚于今天。"]
    assert set(errors) == {"host", "unit", "summary", "day"}
    assert Base.objects.count() == 0


def test_an_official_cannot_smuggle_another_unit_into_the_form(scene, enter):
    typed = {"name": "x", "base_type": 1, "host": scene.yabao.pk, "unit": scene.units["工科局"].pk, "day": days(0)}
    answer = enter(scene.people["jiaoyu"]).post("/bases/add/", typed)
    assert "unit" in answer.context["form"].errors


def test_a_step_through_its_form(scene, enter):
    base = base_in(scene)
    client = enter(scene.people["jiaoyu"])
    address = reverse("bases:move", args=[base.pk, "sign"])
    asked = client.get(address).context["form"].fields
    assert list(asked) == ["submission", "version", "day", "evidence", "note"]
    answer = client.post(address, move_data(base))
    base.refresh_from_db()
    assert (answer.status_code, base.state) == (302, "agreement")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"day": days(2)}, "day"),
        ({"day": "明天"}, "day"),
        ({"evidence": ""}, "evidence"),
        ({"note": "x" * 1001}, "note"),
    ],
)
def test_a_wrong_step_is_refused_beside_its_field(change, field, scene, enter):
    base = base_in(scene)
    address = reverse("bases:move", args=[base.pk, "sign"])
    answer = enter(scene.people["jiaoyu"]).post(address, move_data(base, **change))
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])


def test_a_next_review_must_come_after_this_step(scene, enter):
    base = base_in(scene, State.PLAQUE)
    address = reverse("bases:move", args=[base.pk, "operate"])
    answer = enter(scene.people["jiaoyu"]).post(address, move_data(base, next_review=days(0)))
    assert list(answer.context["form"].errors) == ["next_review"]


def test_a_stale_step_shows_what_happened_meanwhile(scene, enter):
    base = base_in(scene)
    actions.edit_base(base, {"address": "新址"}, by=scene.people["office"])
    address = reverse("bases:move", args=[base.pk, "sign"])
    answer = enter(scene.people["jiaoyu"]).post(address, move_data(base))
    assert (answer.status_code, answer.context["conflict"].who) == (409, "薛明远")


def test_an_unknown_move_and_an_unseen_base_are_the_same_404(scene, enter):
    base = base_in(scene)
    client = enter(scene.people["xinong"])
    unseen = client.get(reverse("bases:move", args=[base.pk, "sign"]))
    missing = client.get(reverse("bases:move", args=[base.pk + 1, "sign"]))
    unknown = enter(scene.people["office"]).get(reverse("bases:move", args=[base.pk, "fly"]))
    assert (unseen.status_code, missing.status_code, unknown.status_code) == (404, 404, 404)
    assert len(unseen.content) == len(missing.content)


def test_proof_is_handed_out_as_a_download_to_those_who_may_see_it(scene, enter):
    base = base_in(scene)
    actions.move_base(base, "sign", by=scene.people["jiaoyu"], evidence=pdf("协议.pdf"))
    address = reverse("bases:evidence", args=[base.pk, base.steps.get().pk])
    codes = {who: enter(scene.people[who]).get(address).status_code for who in ("gongke", "tsinghua", "yabao", "dayu")}
    assert codes == {"gongke": 200, "tsinghua": 200, "yabao": 200, "dayu": 404}
    answer = enter(scene.people["leader"]).get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_the_panel_of_a_partnership_is_a_part_for_htmx_and_a_page_for_a_browser(scene, enter):
    base_in(scene)
    address = reverse("bases:of_partnership", args=[scene.qinghua.pk])
    client = enter(scene.people["office"])
    part = client.get(address, headers={"HX-Request": "true"})
    page = client.get(address)
    assert "联合实训基地" in part.content.decode()
    assert ("<html" in part.content.decode(), "<html" in page.content.decode()) == (False, True)
    assert "HX-Request" in part["Vary"]


def test_a_form_sent_twice_leads_to_the_base_it_made(scene, enter):
    data = {
        "name": "只此一家",
        "base_type": scene.kind.pk,
        "host": scene.yabao.pk,
        "unit": scene.units["教育局"].pk,
        "day": days(0),
        "submission": uuid4(),
    }
    client = enter(scene.people["office"])
    first = client.post("/bases/add/", data)
    again = client.post("/bases/add/", data | {"name": "改了名再发"})
    assert (first["Location"], again["Location"]) == (Base.objects.get().get_absolute_url(),) * 2


def test_a_host_with_a_small_letter_in_its_code_is_understood(scene, enter):
    data = {"name": "新企业", "kind": "enterprise", "uscc": " 91140000123456789x ", "unit": scene.units["教育局"].pk}
    enter(scene.people["jiaoyu"]).post("/hosts/add/", data)
    assert Host.objects.get(name="新企业").uscc == "91140000123456789X"


def test_a_proposed_lead_unit_is_marked_until_confirmed(scene, enter):
    page = enter(scene.people["leader"]).get("/bases/types/").content.decode()
    assert page.count("待确认") == 9 + 1  # nine kinds and the filter's own choice
