"""The pages of service: one click asks, everybody reads who has it until when, a wrong form loses nothing."""

import csv
import io
from uuid import uuid4

import pytest

from service import actions
from service.models import Promise, ServiceRequest, ServiceTeam
from tests.scene import days
from tests.service.conftest import request_in

LIST = "/service/"


def rows(answer) -> list[str]:
    return [row.record.subject for row in answer.context["table"].page.object_list]


def test_one_click_makes_a_request_and_opens_its_page(scene, enter):
    client, key = enter(scene.people["yabao"]), uuid4()
    answer = client.post("/service/ask/express/", {"submission": key}, follow=True)
    row = ServiceRequest.objects.get()
    assert answer.redirect_chain == [(row.get_absolute_url(), 302)]
    assert "lingdao" in answer.content.decode()
    again = client.post("/service/ask/express/", {"submission": key})
    assert (again["Location"], ServiceRequest.objects.count()) == (row.get_absolute_url(), 1)


@pytest.mark.parametrize("address", ["/home/", LIST])
@pytest.mark.parametrize(("who", "buttons"), [("tsinghua", 3), ("yabao", 3), ("office", 0), ("gongke", 0)])
def test_askers_have_one_button_for_each_style_on_the_desk_and_on_the_list(address, who, buttons, scene, enter):
    page = enter(scene.people[who]).get(address).content.decode()
    assert page.count('action="/service/ask/') == buttons
    assert page.count("县里承诺：") == buttons


def test_words_may_be_said_at_once(scene, enter):
    data = {"submission": uuid4(), "subject": "要一辆车", "detail": "明早八点"}
    enter(scene.people["tsinghua"]).post("/service/ask/guide/", data)
    assert ServiceRequest.objects.values_list("subject", "detail", "style").get() == ("要一辆车", "明早八点", "guide")


def test_without_a_group_what_was_typed_comes_back_with_the_reason(scene, enter):
    ServiceTeam.objects.update(is_active=False)
    answer = enter(scene.people["tsinghua"]).post("/service/ask/guide/", {"subject": "要一辆车"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "请直接联系县合作办" in page
    assert "要一辆车" in page


@pytest.mark.parametrize("who", ["tsinghua", "gongke", "office"])
def test_the_page_says_who_has_it_since_when_until_when(who, scene, enter):
    page = enter(scene.people[who]).get(request_in(scene).get_absolute_url()).content.decode()
    assert [word for word in ("谁在办", "张志强（工科局）", "从何时", "到何时") if word not in page] == []


def test_the_page_says_when_the_holidays_are_not_published(scene, enter):
    row = request_in(scene)
    client = enter(scene.people["tsinghua"])
    assert "放假安排还没有公布" not in client.get(row.get_absolute_url()).content.decode()
    row.done_due = row.done_due.replace(year=2040)
    row.save()
    assert "放假安排还没有公布" in client.get(row.get_absolute_url()).content.decode()


def test_the_whole_way_through_the_forms(scene, enter):
    row = request_in(scene)
    address = row.get_absolute_url()
    holder, asker = enter(scene.people["gongke"]), enter(scene.people["tsinghua"])
    for client, move, more in (
        (holder, "answer", {"words": "明天办"}),
        (holder, "say_done", {"words": "办好了"}),
        (asker, "not_yet", {"reason": "还差一处"}),
        (holder, "say_done", {"words": "补上了"}),
        (asker, "confirm", {"satisfied": "no", "note": "慢"}),
    ):
        row.refresh_from_db()
        answer = client.post(f"{address}{move}/", {"version": row.version, "submission": uuid4()} | more)
        assert (move, answer.status_code) == (move, 302)
    row.refresh_from_db()
    assert (row.state, row.satisfied, row.rating) == ("confirmed", False, "慢")
    page = asker.get(address).content.decode()
    assert [word for word in ("明天办", "还差一处", "补上了", "不满意") if word not in page] == []


def test_an_answer_without_words_comes_back(scene, enter):
    row = request_in(scene)
    answer = enter(scene.people["gongke"]).post(f"{row.get_absolute_url()}answer/", {"words": ""})
    assert answer.context["form"].errors == {"words": ["这个字段是必填项。"]}


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ("", ["丙", "乙", "甲"]),
        ("?sort=asked_at", ["甲", "乙", "丙"]),
        ("?state=answered", ["乙"]),
        ("?style=express", ["丙"]),
        ("?kept=answered", ["乙"]),
        ("?kept=in_time", ["乙"]),
        ("?reported=yes", ["甲"]),
        ("?q=甲", ["甲"]),
        ("?month=2001-01", []),
    ],
)
def test_the_list_filters_searches_and_sorts(query, subjects, scene, enter):
    first = request_in(scene, subject="甲")
    ServiceRequest.objects.update(escalated_at=first.asked_at, asked_at=first.asked_at - (days(0) - days(-1)))
    request_in(scene, "answered", subject="乙")
    request_in(scene, style="express", subject="丙")
    assert rows(enter(scene.people["office"]).get(LIST + query)) == subjects


def test_a_month_that_is_none_is_said_in_words(scene, enter):
    request_in(scene)
    answer = enter(scene.people["office"]).get(f"{LIST}?month=2026-13")
    assert answer.status_code == 200
    assert "请写成年和月" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("office", 2),
        ("leader", 2),
        ("auditor", 2),
        ("gongke", 1),
        ("jiaoyu", 2),
        ("nongye", 1),
        ("tsinghua", 1),
        ("xinong", 0),
        ("yabao", 1),
        ("dayu", 0),
        ("student", 0),
        ("admin", 0),
        ("outsider", 0),
        ("public", 0),
    ],
)
def test_who_sees_which(who, seen, scene):
    request_in(scene)
    actions.ask("guide", by=scene.people["yabao"])
    assert ServiceRequest.objects.visible_to(scene.people[who]).count() == seen


def test_the_lead_unit_of_a_university_sees_its_requests_without_being_of_the_group(scene):
    scene.team.members.filter(hat=scene.people["gongke"].hat).delete()
    row = request_in(scene, place=2)
    assert list(ServiceRequest.objects.visible_to(scene.people["gongke"])) == [row]


def test_lists_cost_the_same_for_one_and_for_three_rows(scene, enter, queries):
    client = enter(scene.people["office"])
    request_in(scene, subject="一")
    for address in (LIST, "/service/teams/"):
        client.get(address)
    with queries(6):
        client.get(LIST)
    with queries(8):
        client.get("/service/teams/")
    for subject in "二三":
        request_in(scene, subject=subject)
    ServiceTeam.objects.create(name="三", university=scene.xinong.university)
    with queries(6):
        client.get(LIST)
    with queries(8):
        client.get("/service/teams/")


def test_the_export_says_who_has_it(scene, enter):
    request_in(scene)
    answer = enter(scene.people["office"]).get(f"{LIST}?format=csv")
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert lines[0] == ["什么事", "状态", "服务方式", "高校或企业", "谁在办", "到何时", "请求时间"]
    assert lines[1][:5] == ["请派人带路", "待答复", "向导式", "清华大学", "张志强（工科局）"]


def test_the_office_names_a_group_through_the_form(scene, enter):
    client = enter(scene.people["office"])
    data = {"name": "西农小组", "university": scene.xinong.university.pk, "is_active": "on"}
    places = {f"place{place}": scene.people[who].hat_id for place, who in ((1, "nongye"), (2, "gongke"))}
    assert client.post("/service/teams/add/", data | places).status_code == 302
    made = ServiceTeam.objects.get(name="西农小组")
    assert [str(member) for member in made.members.order_by("place")] == ["nongye（农业农村局）", "张志强（工科局）"]
    answer = client.post(f"/service/teams/{made.pk}/", data | places | {"place3": places["place1"]})
    assert answer.context["form"].non_field_errors() == ["三个位置要是不同的人。"]
    answer = client.post("/service/teams/add/", data | places | {"name": "又一个"})
    assert answer.context["form"].errors == {"__all__": ["这所高校（或通用）已有一个在岗的小组。"]}


def test_a_promise_is_published_and_shown_as_unconfirmed(scene, enter):
    client = enter(scene.people["office"])
    data = {"style": "express", "hours": 1, "done_days": 1, "published_on": days(0)}
    assert client.post("/service/promises/add/", data).status_code == 302
    assert client.post("/service/promises/add/", data | {"hours": 3}).status_code == 302
    assert Promise.objects.on("express", days(0)).hours == 3
    assert "待确认" in client.get("/service/teams/").content.decode()
    answer = client.post("/service/promises/add/", data | {"published_on": days(-1)})
    assert answer.context["form"].errors == {"published_on": ["公布日期不能早于今天。"]}
