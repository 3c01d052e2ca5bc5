"""The pages of the internships: who reads what, one click, a wrong form that gives everything back, the cost."""

import csv
import io
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interns.desk import waiting_for
from interns.models import Application, Choice, Placement, Position, StudentProfile
from tests.scene import days
from tests.season import application_in, choice_in, moment, placement_in, position_in, season_in

LIST = "/interns/"
INSIDERS = ("office", "leader", "auditor", "yabao", "gongke")


def titles(answer) -> list[str]:
    return [row.record.title for row in answer.context["table"].page.object_list]


def said(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def cost(client, address: str) -> int:
    """How many queries the page makes, once the sessions and caches are warm."""
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as made:
        assert client.get(address).status_code == 200
    return len(made)


@pytest.fixture
def shelf(interns):
    """A post of every kind: open, draft, waiting, withdrawn, past, and of a season not yet published."""
    coming = season_in("将来的批次", 5, 6, 9, 12)
    position_in(interns, title="招人的", contact="冯联系", phone="13900001234")
    position_in(interns, "draft", "草稿的")
    position_in(interns, "submitted", "待审的")
    position_in(interns, "withdrawn", "撤下的")
    position_in(interns, title="过去的", starts_on=days(-9), ends_on=days(-1))
    position_in(interns, title="将来的", season=coming)
    return interns


def test_the_public_list_shows_published_and_present_posts_only(shelf, enter):
    for who in (None, "student", "tsinghua", "outsider"):
        assert titles(enter(shelf.people[who] if who else None).get(LIST)) == ["招人的"]


def test_the_county_lists_all_and_a_host_its_own_drafts(shelf, enter):
    listed = {who: sorted(titles(enter(shelf.people[who]).get(LIST))) for who in (*INSIDERS, "dayu", "jiaoyu")}
    everything = sorted(["招人的", "草稿的", "待审的", "撤下的", "过去的", "将来的"])
    assert listed == dict.fromkeys(INSIDERS, everything) | dict.fromkeys(
        ("dayu", "jiaoyu"), sorted(["招人的", "过去的"])
    )


def test_the_public_list_has_public_columns_only(shelf, enter):
    table = enter().get(LIST).context["table"]
    assert [column.name for column in table.columns] == [
        "title",
        "category",
        "host",
        "majors_words",
        "level",
        "starts_on",
        "allowance_words",
        "lodging",
        "places",
        "left",
        "first_choices",
    ]


def test_contact_and_phone_are_for_the_host_and_the_county_only(shelf, enter):
    page = Position.objects.get(title="招人的").get_absolute_url()
    people = (None, "student", "tsinghua", "dayu", "jiaoyu", "yabao", "office", "leader", "auditor")
    seen = {}
    for who in people:
        client = enter(shelf.people[who] if who else None)
        text = client.get(page).content.decode() + client.get(LIST).content.decode()
        seen[who] = [word for word in ("冯联系", "13900001234") if word in text]
    inside = ("yabao", "office", "leader", "auditor")
    assert seen == {who: ["冯联系", "13900001234"] if who in inside else [] for who in people}


@pytest.mark.parametrize("title", ["草稿的", "待审的", "撤下的", "将来的"])
def test_what_is_not_published_is_not_found_by_outsiders(title, shelf, enter):
    page = Position.objects.get(title=title).get_absolute_url()
    people = (None, "student", "dayu", "jiaoyu", "tsinghua", "outsider", "yabao", "gongke", "office")
    codes = {who: enter(shelf.people[who] if who else None).get(page).status_code for who in people}
    assert codes == dict.fromkeys(people, 404) | dict.fromkeys(("yabao", "gongke", "office"), 200)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["甲招人", "乙已满", "丙录用中"]),
        ("?open=yes", ["甲招人"]),
        ("?q=已满", ["乙已满"]),
        ("?level=master", ["乙已满"]),
        ("?sort=-title", ["丙录用中", "乙已满", "甲招人"]),
    ],
)
def test_the_list_filters_searches_and_sorts(query, found, interns, enter):
    position_in(interns, title="甲招人", pinyin="a")
    position_in(interns, title="乙已满", pinyin="b", taken=2, level="master")
    position_in(interns, title="丙录用中", pinyin="c", season=interns.offering)
    assert titles(enter().get(LIST + query)) == found


def test_figures_count_submitted_applications_only(interns, enter):
    first, second = (position_in(interns, title=title) for title in "ab")
    application_in(interns, "submitted", first, second)
    application_in(interns, "draft", second, first, student=interns.student2)
    rows = [row.record for row in enter().get(LIST).context["table"].page.object_list]
    assert [(row.title, row.applicants, row.first_choices) for row in rows] == [("a", 1, 1), ("b", 1, 0)]


def test_the_exported_list_is_the_list(interns, enter):
    position_in(interns, title="甲", pinyin="a", allowance=1200, allowance_per="month", majors=["农学"])
    position_in(interns, "draft", "乙")
    answer = enter().get(LIST + "?format=csv")
    lines = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [line[0] for line in lines] == ["岗位名称", "甲"]
    assert [line for line in lines[1] if line in ("亚宝药业", "农学", "每月1200元")] == [
        "亚宝药业",
        "农学",
        "每月1200元",
    ]


# ------------------------------------------------------------------ what a page costs


@pytest.mark.parametrize("who", [None, "office", "yabao", "student"])
def test_the_list_costs_the_same_for_one_and_for_three_posts(who, interns, enter):
    client = enter(interns.people[who] if who else None)
    position_in(interns, title="一")
    position_in(interns, "submitted", "待审一")
    one = cost(client, LIST)
    for title in "二三":
        choice_in(interns, position_in(interns, title=title, season=season_in(title, -9, -8, 8, 9)))
        position_in(interns, "submitted", f"待审{title}", host=interns.dayu)
    assert cost(client, LIST) == one


def test_the_public_list_costs_five_queries(interns, enter, queries):
    client = enter()
    position_in(interns)
    client.get(LIST)
    with queries(5):
        client.get(LIST)


@pytest.mark.parametrize("who", ["office", "yabao"])
@pytest.mark.parametrize("page", ["applications/", "placements/", ""])
def test_the_pages_of_those_who_decide_cost_the_same_for_one_and_for_three(who, page, interns, enter, world):
    position = position_in(interns, title="录用岗", season=interns.offering, places=9)
    client, address = enter(interns.people[who]), LIST + page if page else position.get_absolute_url()
    for number, student in enumerate((interns.student, interns.student2, world.people["gongke"])):
        choice_in(interns, position, student)
        position.refresh_from_db()
        placement_in(interns, position=position, student=student)
        if number == 0:
            one = cost(client, address)
        if number:
            StudentProfile.objects.get_or_create(user=student, defaults={"university_name": "甲", "major": "乙"})
    assert cost(client, address) == one


# ------------------------------------------------------------------ decisions


def test_the_office_publishes_what_is_ticked_and_hears_what_could_not_be(interns, enter):
    good = position_in(interns, "submitted", "甲")
    past = position_in(interns, "submitted", "乙", starts_on=days(-9), ends_on=days(-1))
    position_in(interns, "submitted", "丙")
    answer = enter(interns.people["office"]).post(f"{LIST}positions/publish/", {"ids": [good.pk, past.pk]})
    assert said(answer) == ["已发布 1 个岗位。", "乙：实习结束日期已过，请先改日期。"]
    assert dict(Position.objects.values_list("title", "state")) == {
        "甲": "published",
        "乙": "submitted",
        "丙": "submitted",
    }


@pytest.mark.parametrize("ids", [[], ["x"], [999_999]])
def test_publishing_nothing_says_so(ids, interns, enter):
    answer = enter(interns.people["office"]).post(f"{LIST}positions/publish/", {"ids": ids})
    assert (said(answer), answer.url) == (["没有选中待审核的岗位。"], LIST)


def test_nobody_else_publishes(interns, enter):
    position = position_in(interns, "submitted")
    codes = {
        who: enter(interns.people[who]).post(f"{LIST}positions/publish/", {"ids": [position.pk]}).status_code
        for who in ("yabao", "student", "leader", "auditor", "outsider")
    }
    assert codes == dict.fromkeys(codes, 403)
    position.refresh_from_db()
    assert position.state == "submitted"


def test_an_offer_is_one_click_of_the_own_host(interns, enter):
    choice = choice_in(interns, position_in(interns, season=interns.offering))
    address, people = f"{LIST}choices/{choice.pk}/offer/", ("dayu", "student", "leader", "outsider", "yabao")
    codes = [enter(interns.people[who]).post(address).status_code for who in people]
    assert codes == [403, 403, 403, 403, 302]
    answer = enter(interns.people["yabao"]).post(address)
    assert (said(answer), Placement.objects.count()) == (["周晓雨 已经有一个录用。"], 1)


def test_the_posts_that_wait_for_a_decision_stand_on_the_mentors_desk(interns):
    waiting = position_in(interns, title="等的", season=interns.offering)
    choice_in(interns, waiting)
    placed = position_in(interns, title="定了的", season=interns.offering)
    choice_in(interns, placed, interns.student2)
    placement_in(interns, position=placed, student=interns.student2)
    position_in(interns, "draft", "没交的")
    words = [(one.title, one.why) for one in waiting_for(interns.people["yabao"])]
    assert words == [("没交的", "岗位还没有提交审核"), ("等的", "还有 2 个名额，有学生等答复")]
    assert waiting_for(interns.people["dayu"]) == []


# ------------------------------------------------------------------ the student


def test_one_click_chooses(interns, enter):
    position, client = position_in(interns), enter(interns.people["student"])
    answer = client.post(f"{position.get_absolute_url()}choose/")
    assert (answer.url, said(answer)) == (
        f"{LIST}applications/mine/",
        ["已加入第 1 志愿。排好顺序后记得提交。"],
    )
    again = client.post(f"{position.get_absolute_url()}choose/")
    assert (again.url, said(again)[-1]) == (position.get_absolute_url(), "这个岗位已经在您的志愿里。")
    assert Choice.objects.count() == 1


def test_only_a_student_clicks(interns, enter):
    address = f"{position_in(interns).get_absolute_url()}choose/"
    people = ("office", "leader", "yabao", "tsinghua", "outsider")
    assert [enter(interns.people[who]).post(address).status_code for who in people] == [403] * 5
    assert enter().post(address).status_code == 302
    assert Application.objects.count() == 0


@pytest.fixture
def ranked(interns):
    return application_in(interns, "draft", *(position_in(interns, title=title) for title in "甲乙丙"))


def rank_data(application, numbers: list, **more) -> dict:
    rows = application.choices.order_by("rank")
    return (
        {f"rank_{row.pk}": number for row, number in zip(rows, numbers, strict=True)} | {"submission": uuid4()} | more
    )


def test_numbers_order_the_choices_and_zero_takes_one_out(ranked, interns, enter):
    client = enter(interns.people["student"])
    client.post(f"{ranked.get_absolute_url()}rank/", rank_data(ranked, [9, 0, 2], statement="想回家乡"))
    ranked.refresh_from_db()
    kept = list(ranked.choices.values_list("rank", "position__title"))
    assert (kept, ranked.statement, ranked.state) == ([(1, "丙"), (2, "甲")], "想回家乡", "draft")


def test_a_wrong_number_gives_back_every_number_and_the_statement(ranked, interns, enter):
    client = enter(interns.people["student"])
    data = rank_data(ranked, [3, "x", 1], statement="写了很久的话")
    answer = client.post(f"{ranked.get_absolute_url()}rank/", data)
    form = answer.context["choices_form"]
    assert answer.status_code == 200
    assert [field.value() for _choice, field in form.rows] == ["3", "x", "1"]
    assert form["statement"].value() == "写了很久的话"
    assert "写了很久的话" in answer.content.decode()
    again = client.post(f"{ranked.get_absolute_url()}rank/", data | rank_data(ranked, [3, 2, 1]) | {"statement": "好"})
    ranked.refresh_from_db()
    assert (again.status_code, ranked.statement) == (302, "好")


def test_order_and_statement_are_kept_when_it_cannot_be_submitted_yet(ranked, interns, enter):
    StudentProfile.objects.filter(user=interns.student).delete()
    client = enter(interns.people["student"])
    data = rank_data(ranked, [3, 2, 1], statement="想回家乡", submit="1")
    answer = client.post(f"{ranked.get_absolute_url()}rank/", data)
    ranked.refresh_from_db()
    assert (answer.url, said(answer)[0]) == (ranked.get_absolute_url(), "请先填写学生资料。")
    kept = list(ranked.choices.values_list("position__title", flat=True))
    assert (kept, ranked.statement, ranked.state) == (["丙", "乙", "甲"], "想回家乡", "draft")


def test_one_button_ranks_and_submits_and_a_second_sending_changes_nothing(ranked, interns, enter):
    client = enter(interns.people["student"])
    data = rank_data(ranked, [2, 1, 3], submit="1")
    codes = [client.post(f"{ranked.get_absolute_url()}rank/", data).status_code for _click in range(2)]
    ranked.refresh_from_db()
    assert (codes, ranked.state, ranked.version) == ([302, 302], "submitted", 2)
    assert list(ranked.choices.values_list("position__title", flat=True)) == ["乙", "甲", "丙"]


def test_nobody_ranks_for_another(ranked, interns, enter):
    address, data = f"{ranked.get_absolute_url()}rank/", rank_data(ranked, [0, 0, 0])
    people = ("student2", "office", "yabao", "outsider")
    assert [enter(interns.people[who]).post(address, data).status_code for who in people] == [404] * 4
    assert ranked.choices.count() == 3


def test_an_application_is_read_by_those_it_concerns_only(interns, enter):
    application = choice_in(interns, position_in(interns)).application
    people = ("student", "yabao", "office", "leader", "auditor", "student2", "dayu", "gongke", "tsinghua", "outsider")
    codes = [enter(interns.people[who]).get(application.get_absolute_url()).status_code for who in people]
    assert codes == [200] * 5 + [404] * 5


def test_the_list_of_applications_says_what_was_chosen(interns, enter):
    application_in(interns, "submitted", position_in(interns, title="甲"), position_in(interns, title="乙"))
    (row,) = enter(interns.people["office"]).get(f"{LIST}applications/").context["table"].page
    assert row.get_cell("choices") == "1. 甲；2. 乙"


def test_a_student_declines_on_the_page_with_a_reason(interns, enter):
    placement = placement_in(interns)
    address, client = f"{placement.get_absolute_url()}decline/", enter(interns.people["student"])
    empty = client.post(address, {"submission": uuid4(), "version": 1})
    assert (empty.status_code, list(empty.context["form"].errors)) == (200, ["reason"])
    client.post(address, {"submission": uuid4(), "version": 1, "reason": "考研"})
    placement.refresh_from_db()
    assert (placement.state, placement.reason) == ("declined", "考研")


def test_a_wrong_season_gives_back_what_was_typed(interns, enter):
    client = enter(interns.people["office"])
    data = {"name": "新批次", "publish_at": moment(9).strftime("%Y-%m-%dT%H:%M"), "apply_opens": "2020-01-01T08:00"}
    form = client.post(f"{LIST}seasons/add/", data).context["form"]
    assert (form["name"].value(), form.errors["apply_opens"]) == ("新批次", ["不能早于“岗位发布”。"])
