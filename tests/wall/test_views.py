"""The wall's pages: what is asked, what is shown to whom, what goes wrong in words; the screen and its displays."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.scene import days, milestone_of, project_in
from tests.wall.charts import chart_of
from wall import actions, query
from wall.models import Display

WALL, SCREEN, PAPER = "/wall/", "/wall/screen/", "/wall/paper/"


@pytest.fixture
def office(scene, enter):
    return enter(scene.people["office"])


@pytest.fixture
def many(monkeypatch):
    """Ninety projects on every chart."""
    chart = chart_of(90, 12)
    monkeypatch.setattr(query, "chart", lambda actor, asked, found=None: chart)
    return chart


def text(answer) -> str:
    return answer.content.decode()


def test_the_wall_shows_a_project_with_its_milestones(office, scene):
    project = project_in(scene, title="玻璃中试")
    milestone_of(project, due=-3)
    page = text(office.get(WALL))
    assert page.count(">玻璃中试</a>") == 1
    assert 'href="#wr"' in page


@pytest.mark.parametrize(
    ("person", "seen"),
    [("office", 1), ("leader", 1), ("auditor", 1), ("jiaoyu", 1), ("gongke", 1), ("tsinghua", 1)]
    + [("xinong", 0), ("yabao", 0), ("student", 0), ("admin", 0), ("outsider", 0)],
)
def test_everybody_sees_on_the_wall_what_they_see_of_the_projects(scene, enter, person, seen):
    project_in(scene, title="玻璃中试")
    client = enter(scene.people[person])
    assert [text(client.get(WALL + tab)).count(">玻璃中试</a>") for tab in ("", "?tab=table")] == [seen, seen]


def test_filters_narrow_the_wall(office, scene):
    project_in(scene, title="玻璃中试")
    project_in(scene, title="苹果选育", partnership=scene.xinong, unit=scene.units["工科局"])
    school, unit = scene.xinong.university_id, scene.units["教育局"].pk
    assert "玻璃中试" not in text(office.get(f"{WALL}?university={school}"))
    assert "苹果选育" not in text(office.get(f"{WALL}?unit={unit}"))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("as_of=2021-13-45", "请写一个日期，例如 2021-09-08。"),
        ("as_of=昨天", "请写一个日期，例如 2021-09-08。"),
        ("as_of=2999-01-01", "截至日期不能晚于今天。"),
        ("light=purple", "没有这个选项，这一项先不筛选。"),
        ("university=x", "没有这个选项，这一项先不筛选。"),
        ("unit=99999999999999999999", "没有这个选项，这一项先不筛选。"),
    ],
)
def test_a_wrong_word_is_answered_with_a_sentence_and_the_wall_stays(office, scene, words, sentence):
    project_in(scene, title="玻璃中试")
    answer = office.get(f"{WALL}?{words}")
    assert answer.status_code == 200
    assert sentence in text(answer)
    assert ">玻璃中试</a>" in text(answer)


@pytest.mark.parametrize(
    "words", ["page=0", "page=-1", "page=x", "page=99999999999", "tab=x", "print=x", "size=a9", "university=x%00"]
)
@pytest.mark.parametrize("address", [WALL, SCREEN, PAPER])
def test_nonsense_in_the_address_never_breaks_a_page(office, scene, address, words):
    assert office.get(f"{address}?{words}", follow=True).status_code == 200


def test_the_first_page_has_forty_rows_and_weighs_at_most_100_kilobytes(office, many):
    answer = office.get(WALL)
    assert text(answer).count('<th scope="row">') == 40
    assert len(answer.content) <= 100 * 1024


def test_the_last_page_has_the_rest_and_printing_has_all(office, many):
    assert text(office.get(f"{WALL}?page=3")).count('<th scope="row">') == 10
    assert text(office.get(f"{WALL}?print=1")).count('<th scope="row">') == 90


def test_a_day_in_the_past_is_announced_with_a_way_back(office, scene):
    project_in(scene)
    day = days(-30)
    page = text(office.get(f"{WALL}?as_of={day.isoformat()}"))
    assert f"这是 {day.year}年{day.month}月{day.day}日 当天的样子。" in page
    assert f'href="{WALL}">回到今天' in page


def test_today_is_not_announced_as_past(office, scene):
    project_in(scene)
    assert "当天的样子" not in text(office.get(f"{WALL}?as_of={days(0).isoformat()}"))


def test_one_click_shows_the_wall_of_the_last_meeting(office, many):
    day = timezone.localdate() - timedelta(days=20)
    assert f"as_of={day.isoformat()}" in text(office.get(WALL))


def test_the_matrix_counts_what_its_link_lists(office, scene):
    project_in(scene, title="玻璃中试")
    page = text(office.get(f"{WALL}?tab=matrix"))
    address = f"/wall/?tab=table&amp;university={scene.qinghua.university_id}&amp;unit={scene.units['教育局'].pk}"
    assert page.count(f'href="{address}"') == 1
    assert "玻璃中试" in text(office.get(address.replace("&amp;", "&")))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_rows(office, scene, queries, rows):
    for number in range(rows):
        milestone_of(project_in(scene, title=f"玻璃中试{number}"))
    office.get(WALL)
    with queries(14):
        office.get(WALL)


@pytest.mark.parametrize("size", ["a3", "a0"])
def test_paper_is_a_pdf_of_the_same_rows(office, scene, size):
    project_in(scene)
    answer = office.get(f"{PAPER}?size={size}")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_paper_of_a_wrong_day_leads_to_the_sentence(office, scene):
    answer = office.get(f"{PAPER}?as_of=2021-13-45", follow=True)
    assert answer.redirect_chain == [(f"{WALL}?as_of=2021-13-45", 302)]
    assert "请写一个日期" in text(answer)


def test_paper_of_too_many_rows_asks_for_a_filter(office, many, monkeypatch):
    monkeypatch.setattr("wall.paper.MOST", 89)
    assert "一次最多打印 89 个项目，请先筛选。" in text(office.get(PAPER, follow=True))


def test_paper_that_takes_too_long_leads_back_to_the_wall(office, scene, monkeypatch):
    monkeypatch.setattr("ruoyi_coop.lib.press.PATIENCE", 0.01)
    assert "排版时间太长，请先减少内容再打印。" in text(office.get(PAPER, follow=True))


def test_the_screen_turns_its_pages_by_itself_and_begins_again(office, many):
    answer = office.get(f"{SCREEN}?light=red&page=2")
    assert answer["Refresh"] == f"20; url={SCREEN}?light=red&page=3"
    last = answer.context["pages"]
    assert office.get(f"{SCREEN}?page={last}")["Refresh"] == f"20; url={SCREEN}?page=1"


def test_a_screen_of_one_page_asks_again_after_a_minute(office, scene):
    assert office.get(SCREEN)["Refresh"] == f"60; url={SCREEN}?page=1"


def test_the_screen_names_nobody_and_has_no_menu(office, scene):
    project_in(scene, title="玻璃中试")
    page = text(office.get(SCREEN))
    assert "玻璃中试" in page
    assert [word for word in (scene.people["office"].name, "退出", "消息", "<nav", "<form") if word in page] == []


def test_a_display_shows_the_county_without_a_log_in(scene, enter):
    project_in(scene, title="玻璃中试")
    display = actions.add_display({"name": "会议室"}, by=scene.people["office"])
    answer = enter().get(f"/wall/screen/{display.token}/")
    assert "玻璃中试" in text(answer)
    assert answer["Refresh"].endswith(f"/wall/screen/{display.token}/?page=1")


def test_a_display_shows_the_same_to_whoever_opens_it(scene, enter):
    project_in(scene, title="玻璃中试")
    display = actions.add_display({"name": "会议室"}, by=scene.people["office"])
    assert "玻璃中试" in text(enter(scene.people["student"]).get(f"/wall/screen/{display.token}/"))


def test_a_revoked_or_unknown_display_is_not_there(scene, enter):
    display = actions.add_display({"name": "会议室"}, by=scene.people["office"])
    actions.revoke_display(display, by=scene.people["office"])
    assert [enter().get(f"/wall/screen/{token}/").status_code for token in (display.token, uuid4())] == [404, 404]


def test_the_office_puts_up_a_display_and_takes_it_down(office, scene):
    office.post(reverse("wall:display_add"), {"name": "会议室"})
    display = Display.objects.get()
    assert display.address in text(office.get(reverse("wall:displays")))
    office.post(reverse("wall:display_revoke", args=[display.pk]), {"version": display.version})
    assert display.address not in text(office.get(reverse("wall:displays")))
    assert office.get(f"/wall/screen/{display.token}/").status_code == 404


def test_a_display_without_a_name_is_asked_for_it(office, scene):
    assert "这个字段是必填项" in text(office.post(reverse("wall:display_add"), {"name": " "}))
    assert Display.objects.count() == 0


@pytest.mark.parametrize(
    ("person", "shown"),
    [("office", True), ("leader", True), ("jiaoyu", True), ("tsinghua", True), ("auditor", True)]
    + [("admin", False), ("yabao", False), ("student", False)],
)
def test_the_menu_offers_the_wall_to_those_who_work_with_it(scene, enter, person, shown):
    assert (f'href="{WALL}"' in text(enter(scene.people[person]).get("/home/"))) is shown
