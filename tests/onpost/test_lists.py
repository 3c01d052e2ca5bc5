"""Lists, figures and desk: a number is its list, a constant number of queries, each role what waits for it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Hat, User
from interns.models import Placement
from onpost import actions, board, desk
from onpost.models import Agreement, Insurance, Problem, Stay
from ruoyi_coop.demo import seed
from tests.scene import days
from tests.season import placement_in, position_in, stay_in

LISTS = ("/interns/stays/", "/interns/coming/", "/interns/agreements/", "/interns/problems/")


def more(on_post, number: int) -> None:
    for count in range(number):
        user = User.objects.create(username=f"more-{count}", name=f"学生{count}", pinyin="x")
        stay = stay_in(on_post, user, position=on_post.stay.placement.position)
        Problem.objects.create(stay=stay, words="问题", due_at=timezone.now())
        placement_in(on_post, "confirmed", waiting_post(on_post), user)


def waiting_post(on_post):
    post = on_post.open.positions.first()
    return post or position_in(on_post, starts_on=days(3), ends_on=days(30), places=9)


def asked(client, url: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert client.get(url).status_code == 200
    return len(counted)


@pytest.mark.parametrize("url", LISTS)
def test_a_list_asks_as_often_for_three_rows_as_for_one(url, on_post, enter):
    client = enter(on_post.people["office"])
    more(on_post, 1)
    client.get(url)
    first = asked(client, url)
    User.objects.filter(username="more-0").update(username="gone")
    more(on_post, 2)
    assert asked(client, url) == first


def test_the_list_of_stays_costs_eight_queries(on_post, enter, queries):
    client = enter(on_post.people["office"])
    client.get("/interns/stays/")
    with queries(8):
        client.get("/interns/stays/")


@pytest.mark.parametrize("url", LISTS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_each_list_goes_out_as_a_file(url, kind, on_post, enter):
    more(on_post, 1)
    assert enter(on_post.people["office"]).get(url, {"format": kind}).status_code == 200


@pytest.mark.parametrize(
    ("url", "rows"),
    [
        ("/interns/coming/?lacks=unsigned", board.unsigned),
        ("/interns/coming/?lacks=uninsured", board.uninsured),
        ("/interns/coming/?lacks=not_checked_in", board.not_checked_in),
        ("/interns/coming/?lacks=to_check_in", board.to_check_in),
        ("/interns/stays/?state=on_post", board.on_post),
        ("/interns/stays/?state=leaving", board.leaving),
        ("/interns/stays/?state=ended_early", board.ended_early),
        ("/interns/stays/?silent=yes", board.silent_stays),
        ("/interns/problems/?state=unsolved", board.open_problems),
        ("/interns/problems/?state=raised", board.raised_problems),
    ],
)
def test_a_figure_is_the_length_of_its_list(url, rows, county, enter):
    stay = Stay.objects.on_post().first()
    Stay.objects.filter(pk=stay.pk).update(state="ended_early", last_day=stay.first_day)
    Stay.objects.filter(pk=stay.pk + 1).update(state="leaving")
    page = enter(county.people["office"]).get(url).content.decode()
    assert f"共 {rows().count()} 条" in page


def test_a_host_sees_its_own_and_a_university_its_own(county, enter):
    for who in ("yabao", "dayu"):
        seen = Stay.objects.visible_to(county.actor(who)).on_post()
        hosts = set(seen.values_list("placement__position__host__name", flat=True))
        assert hosts == {{"yabao": "亚宝药业", "dayu": "大禹生物"}[who]}
    liaison = set(
        Stay.objects.visible_to(county.actor("tsinghua")).values_list(
            "placement__student__student__university__name", flat=True
        )
    )
    assert liaison <= {"清华大学"}


def lines(who) -> list[str]:
    return [line.title for line in desk.waiting_for(who)]


@pytest.mark.parametrize(
    "who", ["student", "yabao", "tsinghua", "office", "leader", "auditor", "jiaoyu", "admin", "outsider"]
)
def test_the_desk_asks_at_most_three_times(who, on_post, django_assert_max_num_queries):
    more(on_post, 2)
    actor = on_post.people[who]
    most = 3 if who in ("student", "yabao", "tsinghua", "office", "leader") else 0
    with django_assert_max_num_queries(most):
        desk.waiting_for(actor)


def test_the_desk_names_what_waits_for_each(on_post):
    stay = on_post.stay
    actions.report_problem(stay, "danger", "漏电", by=on_post.people["student"])
    actions.ask_leave(
        stay, {"kind": "leave", "first_day": days(2), "last_day": days(2), "reason": "x"}, by=on_post.people["student"]
    )
    placement = placement_in(on_post, "confirmed", waiting_post(on_post), on_post.student2)
    Agreement.objects.create(placement=placement, starts_on=days(3), ends_on=days(30))
    assert lines(on_post.people["yabao"]) == [
        "1 份实习协议等签",
        "1 名学生的意外险没有覆盖全部日期",
        "1 名学生上次问的那周出勤没有确认",
        "1 条请假等批准",
        "1 个实习问题没有解决",
    ]
    assert lines(on_post.people["tsinghua"]) == ["1 份实习协议等签", "1 个实习问题没有解决"]
    assert lines(on_post.people["leader"]) == ["1 个实习问题没有解决"]
    actions.move_stay(stay, "ask_end", by=on_post.people["student"], note="家里有事")
    assert lines(on_post.people["office"]) == [
        "1 名学生的协议没有签齐",
        "1 名学生的意外险没有覆盖全部日期",
        "1 名学生上次问的那周出勤没有确认",
        "1 人申请提前结束",
        "1 个实习问题没有解决",
    ]
    assert lines(on_post.people["student2"])[1:] == ["亚宝药业 · 研发助理"]


def test_the_note_is_asked_for_from_friday_on_and_no_more_once_it_is_written(on_post, clock):
    friday = timezone.now() + timedelta(days=(4 - timezone.localdate().weekday()) % 7)
    clock(friday)
    assert "写本周周记" in lines(on_post.people["student"])
    actions.write_note(on_post.stay, days(0) - timedelta(days=4), {"did": "好"}, by=on_post.people["student"])
    assert "写本周周记" not in lines(on_post.people["student"])


def test_the_placement_page_stays_cheap(on_post, enter, django_assert_max_num_queries):
    client = enter(on_post.people["student"])
    client.get(on_post.placement.get_absolute_url())
    with django_assert_max_num_queries(30):
        client.get(on_post.placement.get_absolute_url())


@pytest.mark.parametrize(
    ("papers", "here"),
    [((False, False), "协议"), ((True, False), "保险"), ((True, True), "报到")],
)
def test_the_strip_says_where_it_stands(papers, here, on_post, enter):
    placement = placement_in(on_post, "confirmed", waiting_post(on_post), on_post.student2)
    covers = {"starts_on": days(3), "ends_on": days(30)}
    if papers[0]:
        Agreement.objects.create(placement=placement, state="signed", **covers)
    if papers[1]:
        Insurance.objects.create(placement=placement, insurer="人保", policy="1", **covers)
    page = enter(on_post.people["student2"]).get(placement.get_absolute_url()).content.decode()
    assert f'aria-current="step">{here}' in page


def test_one_sees_what_the_portal_keeps_about_oneself(on_post):
    found = desk.about_me(on_post.people["student"])
    assert {name: len(rows) for name, rows in found.items()} == {"在岗": 1, "请假和缺勤": 0, "周记": 0, "实习问题": 0}


def test_the_demo_is_the_same_the_second_time(county):
    before = [Stay.objects.count(), Placement.objects.count(), Problem.objects.count(), Hat.objects.count()]
    again = seed()
    assert [Stay.objects.count(), Placement.objects.count(), Problem.objects.count(), Hat.objects.count()] == before
    assert (len(again.things["on_post"]), len(again.things["finished"])) == (11, 30)
    assert "student" in {stay.student.username for stay in again.things["on_post"]}
