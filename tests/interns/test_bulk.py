"""Many posts decided at once from the list, and the lists searched, filtered and exported."""

import csv
import io
import re

import pytest
from django.contrib.messages import get_messages

from interns.models import Position
from notifications.models import Event, Message
from tests.scene import PEOPLE
from tests.season import application_in, choice_in, placement_in, position_in

LIST, SEND_BACK, PUBLISH = "/interns/", "/interns/positions/send_back/", "/interns/positions/publish/"


def said(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def states() -> dict[str, str]:
    return dict(Position.objects.values_list("title", "state"))


def rows(answer) -> list[str]:
    return [str(row.record.student.name) for row in answer.context["table"].page.object_list]


@pytest.fixture
def waiting(interns) -> list[Position]:
    return [position_in(interns, "submitted", title) for title in "甲乙丙"]


# ------------------------------------------------------------------ sending back


def test_the_lists_button_opens_the_form_with_what_was_ticked_and_no_complaint(waiting, interns, enter):
    ticked = [row.pk for row in waiting[:2]]
    answer = enter(interns.people["office"]).post(SEND_BACK, {"ids": ticked, "ask": "1"})
    form = answer.context["form"]
    assert (form.is_bound, form["ids"].value(), [post.title for post in answer.context["posts"]]) == (
        False,
        ticked,
        ["甲", "乙"],
    )
    assert set(states().values()) == {"submitted"}


def test_one_reason_sends_them_all_back_and_tells_the_host(waiting, interns, enter):
    data = {"ids": [row.pk for row in waiting[:2]], "reason": "写清食宿"}
    answer = enter(interns.people["office"]).post(SEND_BACK, data)
    assert (answer.url, said(answer)) == (LIST, ["已退回 2 个岗位。"])
    assert states() == {"甲": "draft", "乙": "draft", "丙": "submitted"}
    assert list(Event.objects.filter(verb="send_back").values_list("note", flat=True)) == ["写清食宿"] * 2
    told = Message.objects.filter(channel="portal", recipient__username="yabao").order_by("id")
    assert list(told.values_list("title", "body")) == [(f"岗位“{x}”退回修改", "写清食宿") for x in "甲乙"]


def test_without_a_reason_the_form_comes_back_with_the_posts_still_ticked(waiting, interns, enter):
    ticked = [row.pk for row in waiting]
    answer = enter(interns.people["office"]).post(SEND_BACK, {"ids": ticked, "reason": " "})
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors), len(answer.context["posts"])) == (200, ["reason"], 3)
    hidden = re.findall(r'name="ids" value="(\d+)"', answer.content.decode())
    assert [int(pk) for pk in hidden] == ticked
    assert set(states().values()) == {"submitted"}


@pytest.mark.parametrize("address", [SEND_BACK, PUBLISH])
def test_a_post_that_somebody_else_has_decided_meanwhile_is_left_out_and_the_rest_done(
    address, waiting, interns, enter
):
    Position.objects.filter(pk=waiting[0].pk).update(state="published")
    data = {"ids": [row.pk for row in waiting] + [999_999, "x"], "reason": "写清食宿"}
    answer = enter(interns.people["office"]).post(address, data)
    goal = "draft" if address == SEND_BACK else "published"
    assert (answer.status_code, states()) == (302, {"甲": "published", "乙": goal, "丙": goal})


@pytest.mark.parametrize("ids", [[], ["x"], [999_999], ["\0"], ["9" * 40]])
def test_nothing_ticked_says_so(ids, waiting, interns, enter):
    answer = enter(interns.people["office"]).post(SEND_BACK, {"ids": ids, "ask": "1"})
    assert (answer.url, said(answer)) == (LIST, ["没有选中待审核的岗位。"])


def test_nobody_but_the_office_sends_back(waiting, interns, enter):
    data = {"ids": [row.pk for row in waiting], "reason": "写清食宿"}
    people = sorted(set(PEOPLE) - {"office", "public"})
    codes = {who: enter(interns.people[who]).post(SEND_BACK, data).status_code for who in people}
    assert codes == dict.fromkeys(people, 403)
    assert set(states().values()) == {"submitted"}


def test_the_host_reads_the_reason_on_the_page_of_the_post_and_others_do_not(waiting, interns, enter):
    enter(interns.people["office"]).post(SEND_BACK, {"ids": [waiting[0].pk], "reason": "写清食宿"})
    page = waiting[0].get_absolute_url()
    assert enter(interns.people["yabao"]).get(page).context["sent_back"] == "写清食宿"
    assert enter(interns.people["dayu"]).get(page).status_code == 404


# ------------------------------------------------------------------ finding


def test_the_list_of_posts_shows_whether_a_published_one_still_recruits(interns, enter):
    position_in(interns, title="招人的")
    position_in(interns, title="满的", taken=2)
    position_in(interns, title="截止的", season=interns.offering)
    lines = enter(interns.people["office"]).get(LIST + "?format=csv").getvalue().decode("utf-8-sig")
    listed = {line["岗位名称"]: line["状态"] for line in csv.DictReader(io.StringIO(lines))}
    assert listed == {"招人的": "正在招人", "满的": "已满", "截止的": "已截止"}


@pytest.mark.parametrize(("major", "found"), [("农学", ["不限的", "农学的"]), ("计算机", ["不限的", "计算机的"])])
def test_a_student_finds_the_posts_for_a_major_and_those_open_to_all(major, found, interns, enter):
    position_in(interns, title="农学的", majors=["农学", "植物保护"])
    position_in(interns, title="计算机的", majors=["计算机类"])
    position_in(interns, title="不限的")
    table = enter().get(LIST, {"major": major}).context["table"]
    assert sorted(row.record.title for row in table.page.object_list) == sorted(found)


@pytest.mark.parametrize("page", ["applications/", "placements/"])
def test_a_student_is_found_by_name_and_by_pinyin(page, interns, enter):
    position = position_in(interns, season=interns.offering, title="录用岗", places=5)
    for student in (interns.student, interns.student2):
        choice_in(interns, position, student)
        placement_in(interns, "confirmed", position, student)
        position.refresh_from_db()
    client, name = enter(interns.people["office"]), interns.student.name
    initials = interns.student.pinyin.split()[-1]
    assert [rows(client.get(LIST + page, {"q": words})) for words in (name, initials, "没有此人")] == [
        [name],
        [name],
        [],
    ]
    assert sorted(rows(client.get(LIST + page))) == sorted([name, interns.student2.name])


def test_the_applicants_of_one_post_are_a_list_that_says_so(interns, enter):
    first, second = position_in(interns, title="甲"), position_in(interns, title="乙")
    application_in(interns, "submitted", first)
    application_in(interns, "submitted", second, student=interns.student2)
    answer = enter(interns.people["office"]).get(f"{LIST}applications/", {"position": first.pk})
    assert (rows(answer), answer.context["intro"]) == ([interns.student.name], "选了“甲”的学生")


@pytest.mark.parametrize("asked", ["x", "\0", "9" * 30, "-1", "999999"])
def test_a_post_that_does_not_exist_filters_nothing_and_breaks_nothing(asked, interns, enter):
    answer = enter(interns.people["office"]).get(f"{LIST}applications/", {"position": asked})
    assert (answer.status_code, answer.context["intro"]) == (200, "")


def test_moments_are_told_in_local_time_and_exported_as_such(interns, enter):
    placement = placement_in(interns, confirm_by="2030-07-19T17:00+08:00")
    client = enter(interns.people["office"])
    page = client.get(f"{LIST}placements/").content.decode()
    lines = client.get(f"{LIST}placements/?format=csv").getvalue().decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(lines))
    assert "2030年7月19日 17:00" in page
    assert "+00:00" not in page + lines
    assert line["确认截止"].startswith("2030-07-19 17:00")
    assert placement.pk


@pytest.mark.parametrize("page", ["", "applications/", "placements/", "seasons/", "categories/"])
@pytest.mark.parametrize("words", ["王\0", "'; --", "%", "  "])
def test_odd_words_in_the_address_never_break_a_list(page, words, interns, enter):
    query = {"q": words, "major": words, "sort": words, "page": words, "season": words}
    assert enter(interns.people["office"]).get(LIST + page, query).status_code in (200, 404)


def test_a_list_without_filters_shows_no_filter_form(interns, enter):
    assert 'class="filters"' not in enter(interns.people["office"]).get(f"{LIST}seasons/").content.decode()


# ------------------------------------------------------------------ the host's view of those who chose


def test_a_student_placed_elsewhere_is_not_offered_a_second_place(interns, enter):
    here = position_in(interns, season=interns.offering, title="这里", places=5)
    there = position_in(interns, season=interns.offering, title="别处", host=interns.dayu)
    application_in(interns, "submitted", here, there)
    choice_in(interns, here, interns.student2)
    placement_in(interns, "confirmed", there)
    page = enter(interns.people["yabao"]).get(here.get_absolute_url())
    rows = page.context["applicants_list"]
    listed = {row["choice"].application.student.username: row["elsewhere"] for row in rows}
    assert listed == {"student": True, "student2": False}
    assert page.content.decode().count("/offer/") == 1
