"""A place that comes free goes to who waits next, in the same transaction, exactly once; a better choice wins."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import User, actor_for
from interns import actions
from interns.models import Placement, Position, Season, StudentProfile, Waiting
from interns.workflow import ApplicationState, PlacementState, WaitState
from notifications.models import Message
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from tests.scene import days
from tests.season import application_in, moment, placement_in, position_in


def post_in(interns, title: str = "紧俏岗", places: int = 1, **columns) -> Position:
    return position_in(interns, title=title, season=interns.offering, places=places, **columns)


def somebody(number: int) -> User:
    user = User.objects.create(username=f"w{number}", name=f"候补{number}")
    StudentProfile.objects.create(user=user, university_name="运城学院", major="农学", grade="大三")
    user.hats.create(role="student", is_first=True)
    return user


def waits(interns, position, *students) -> list[Waiting]:
    rows = []
    for student in students:
        application = application_in(interns, ApplicationState.SUBMITTED, position, student=student)
        rows.append(actions.join(application.choices.get(), by=interns.people["yabao"]))
    return rows


def offered_to(interns, position, student=None) -> Placement:
    return placement_in(interns, PlacementState.OFFERED, position, student)


def give_up(placement: Placement) -> None:
    actions.answer_offer(placement, "decline", by=actor_for(placement.student), note="另有安排")


def live(position) -> list[str]:
    rows = Placement.objects.filter(position=position, state__in=("offered", "confirmed"))
    return [row.student.name for row in rows.order_by("id")]


def test_the_next_in_line_moves_up_with_the_giving_up(interns):
    post = post_in(interns)
    placement, first, second = offered_to(interns, post), somebody(1), somebody(2)
    rows = waits(interns, post, first, second)
    give_up(placement)
    post.refresh_from_db()
    assert (live(post), post.taken) == ([first.name], 1)
    rows[0].refresh_from_db()
    assert (rows[0].state, rows[0].placement.source) == (WaitState.PROMOTED, "waiting")
    assert rows[1].ahead == 0
    assert Message.objects.filter(recipient=first, channel="portal", title__startswith="候补到您了").count() == 1


def test_who_moves_up_has_two_days_to_answer_but_never_beyond_the_end_of_the_list(interns):
    Season.objects.filter(pk=interns.offering.pk).update(confirm_by=moment(1), fill_by=moment(1.5))
    post = post_in(interns)
    placement = offered_to(interns, post)
    waits(interns, post, somebody(1))
    give_up(placement)
    promoted = Placement.objects.get(source="waiting")
    assert promoted.confirm_by == Season.objects.get(pk=interns.offering.pk).fill_by


def test_after_the_list_has_closed_nobody_moves_up(interns):
    post = post_in(interns)
    placement = offered_to(interns, post)
    waits(interns, post, somebody(1))
    Season.objects.filter(pk=interns.offering.pk).update(confirm_by=moment(-2), fill_by=moment(-1))
    actions.expire_offers(moment(9))
    assert live(post) == []
    assert placement.pk


def test_an_unanswered_lower_choice_gives_way_and_its_place_goes_on(interns):
    best, lower = post_in(interns, "第一志愿岗"), post_in(interns, "第二志愿岗")
    holder, climber, third = offered_to(interns, best), somebody(1), somebody(3)
    application = application_in(interns, ApplicationState.SUBMITTED, best, lower, student=climber)
    Waiting.objects.create(position=best, application=application, number=1, rank=1)
    old = placement_in(interns, PlacementState.OFFERED, lower, climber, rank=2)
    waits(interns, lower, third)
    give_up(holder)
    old.refresh_from_db()
    assert (live(best), live(lower), old.state) == ([climber.name], [third.name], PlacementState.MOVED_UP)
    assert [Position.objects.get(pk=post.pk).taken for post in (best, lower)] == [1, 1]


def test_a_confirmed_place_is_kept_and_ends_the_waiting(interns):
    best, lower = post_in(interns, "第一志愿岗"), post_in(interns, "第二志愿岗")
    holder, climber = offered_to(interns, best), somebody(1)
    application = application_in(interns, ApplicationState.SUBMITTED, best, lower, student=climber)
    row = Waiting.objects.create(position=best, application=application, number=1, rank=1)
    own = placement_in(interns, PlacementState.OFFERED, lower, climber, rank=2)
    actions.answer_offer(own, "confirm", by=actor_for(climber))
    give_up(holder)
    row.refresh_from_db()
    assert (live(best), live(lower), row.state) == ([], [climber.name], WaitState.CLOSED)


def test_a_lapsed_and_a_revoked_place_pass_on_too(interns):
    post = post_in(interns)
    placement = offered_to(interns, post)
    waits(interns, post, somebody(1), somebody(2))
    Placement.objects.filter(pk=placement.pk).update(confirm_by=moment(-0.1))
    assert actions.expire_offers() == 1
    promoted = Placement.objects.get(source="waiting")
    actions.revoke_placement(promoted, "材料不实", by=interns.people["office"])
    assert live(post) == ["候补2"]


@pytest.mark.parametrize("who", ["yabao", "leader", "auditor", "tsinghua", "student", "jiaoyu", "outsider"])
def test_only_the_office_takes_a_place_back(interns, who):
    with pytest.raises(NotAllowed):
        actions.revoke_placement(placement_in(interns), "不要了", by=interns.people[who])


def test_nobody_waits_twice_or_with_a_place(interns):
    post = post_in(interns)
    first = somebody(1)
    waits(interns, post, first)
    choice = first.applications.get().choices.get()
    with pytest.raises(NotNow, match="已经在候补名单里"):
        actions.join(choice, by=interns.people["yabao"])
    with pytest.raises(NotAllowed):
        actions.join(choice, by=interns.people["dayu"])


@pytest.mark.django_db(transaction=True)
def test_fifty_give_up_at_once_and_every_place_moves_up_exactly_once(interns):
    posts = [post_in(interns, f"岗{number}", places=10) for number in range(5)]
    holders = [offered_to(interns, posts[number % 5], somebody(number)) for number in range(50)]
    for number in range(60):
        waits(interns, posts[number % 5], somebody(100 + number))

    def one(placement):
        try:
            give_up(placement)
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        list(pool.map(one, holders))
    for post in posts:
        post.refresh_from_db()
        assert (post.taken, len(live(post))) == (10, 10)
    assert Waiting.objects.filter(state=WaitState.PROMOTED).count() == 50
    rows = Placement.objects.filter(state__in=("offered", "confirmed")).values_list("student", flat=True)
    assert len(rows) == len(set(rows)) == 50


def test_the_student_sees_the_place_in_the_queue(interns, enter):
    post = post_in(interns)
    first, second = somebody(1), somebody(2)
    waits(interns, post, first, second)
    page = enter(second).get(second.applications.get().get_absolute_url()).content.decode()
    assert "候补第 2 位" in page
    assert "前面还有 1 人" in page


def test_the_register_of_give_ups_says_who_and_why(interns, enter):
    give_up(offered_to(interns, post_in(interns)))
    address = reverse("interns:give_ups")
    assert "另有安排" in enter(interns.people["office"]).get(address).content.decode()
    assert "另有安排" not in enter(interns.people["yabao"]).get(address).content.decode()


# ------------------------------------------------------------------ the university's check


@pytest.fixture
def asked(interns):
    """A season that asks the universities; `student` is of 清华, `student2` of none of ours."""
    Season.objects.filter(pk=interns.offering.pk).update(check_by=moment(2))
    interns.offering.refresh_from_db()
    StudentProfile.objects.filter(user=interns.student).update(university=interns.qinghua.university)
    post = post_in(interns, places=9)
    interns.mine = application_in(interns, ApplicationState.SUBMITTED, post, student=interns.student)
    interns.other = application_in(interns, ApplicationState.SUBMITTED, post, student=interns.student2)
    return interns


def test_nobody_is_placed_before_the_university_has_passed_them(asked):
    choice = asked.mine.choices.get()
    with pytest.raises(NotNow, match="还没有核验通过"):
        actions.offer(choice, by=asked.people["yabao"])
    assert actions.check_all([asked.mine], True, by=asked.people["tsinghua"]) == 1
    assert actions.offer(choice, by=asked.people["yabao"]).state == PlacementState.OFFERED


def test_a_liaison_checks_own_students_only_and_many_at_once(asked, enter):
    page = enter(asked.people["tsinghua"])
    answer = page.get(reverse("interns:checks"))
    assert answer.context["rows"] == [asked.mine]
    page.post(reverse("interns:checks"), {"ids": [asked.mine.pk, asked.other.pk]})
    asked.mine.refresh_from_db(), asked.other.refresh_from_db()
    assert (asked.mine.check_state, asked.other.check_state) == ("passed", "waiting")


def test_a_refusal_wants_a_reason_that_the_student_reads(asked, enter):
    liaison, address = enter(asked.people["tsinghua"]), reverse("interns:checks")
    assert "不通过的要写理由" in liaison.post(address, {"ids": [asked.mine.pk], "refuse": "1"}).content.decode()
    liaison.post(address, {"ids": [asked.mine.pk], "refuse": "1", "note": "已休学"})
    assert "已休学" in enter(asked.student).get(asked.mine.get_absolute_url()).content.decode()
    assert Message.objects.filter(recipient=asked.student, body="已休学", channel="portal").exists()


def test_the_office_stands_in_where_there_is_no_liaison(asked):
    assert actions.check_all([asked.other], True, by=asked.people["office"]) == 1


@pytest.mark.parametrize("who", ["yabao", "leader", "auditor", "student", "jiaoyu", "outsider"])
def test_others_do_not_check(asked, who):
    with pytest.raises(NotAllowed):
        actions.check_all([asked.mine], True, by=asked.people[who])


# ------------------------------------------------------------------ the second round


@pytest.fixture
def again(interns):
    """The offering season is in its second round."""
    later = {"second_opens": moment(-1), "second_closes": moment(2), "second_confirm_by": moment(4)}
    Season.objects.filter(pk=interns.offering.pk).update(confirm_by=moment(-2), **later)
    interns.offering.refresh_from_db()
    return interns


def test_who_is_left_over_chooses_again_and_the_first_application_stays(again, cast):
    post = post_in(again)
    first = application_in(again, ApplicationState.SUBMITTED, post, student=again.student)
    second = actions.choose(post, by=cast.student)
    assert (first.round, second.round, second.pk != first.pk) == (1, 2, True)
    with pytest.raises(NotNow, match="第一轮的志愿只能看"):
        actions.move_application(first, "change", by=cast.student)


def test_who_has_a_place_does_not_take_part_again(again, cast):
    placement_in(again, PlacementState.CONFIRMED, post_in(again, "别的岗"))
    with pytest.raises(NotNow, match="第二轮只面向"):
        actions.choose(post_in(again), by=cast.student)


# ------------------------------------------------------------------ seasons, tutors


def test_next_years_season_brings_the_posts_and_tutors_along(interns, enter):
    tutor = interns.yabao.tutors.create(name="张师傅", mobile="13900000000")
    kept = position_in(interns, title="沿用岗", season=interns.offering, tutor=tutor)
    position_in(interns, "draft", title="没发布的", season=interns.offering)
    starts = interns.offering.starts_on.replace(year=interns.offering.starts_on.year + 1)
    office, address = enter(interns.people["office"]), reverse("interns:copy_season", args=[interns.offering.pk])
    office.post(address, {"name": "下一批", "starts_on": starts.isoformat(), "hosts": [interns.yabao.pk]})
    made = Season.objects.get(name="下一批")
    gap = starts - interns.offering.starts_on
    assert (made.apply_opens, made.ends_on) == (interns.offering.apply_opens + gap, interns.offering.ends_on + gap)
    row = made.positions.get()
    assert (row.title, row.state, row.tutor, row.copied_from) == ("沿用岗", "draft", tutor, kept)
    assert Message.objects.filter(recipient=interns.people["yabao"].user, title__contains="去年的岗位").exists()
    again = office.post(address, {"name": "下一批", "starts_on": starts.isoformat()})
    assert "已经有这个名称" in again.content.decode()


def test_the_phases_follow_from_the_dates(interns):
    Season.objects.filter(pk=interns.open.pk).update(collect_opens=moment(-30), check_by=moment(15), fill_by=moment(30))
    season = Season.objects.get(pk=interns.open.pk)
    states = [(step["label"], step["state"]) for step in season.phases]
    assert states[:5] == [
        ("准备中", "done"),
        ("征集岗位", "done"),
        ("已发布，等待报名", "done"),
        ("报名中", "current"),
        ("高校核验", ""),
    ]
    assert season.phase == "报名中"


@pytest.mark.parametrize(
    ("field", "offset", "words"),
    [("check_by", 30, "不能早于"), ("place_by", -30, "不能早于"), ("second_opens", 12, "三个时间要么都填")],
)
def test_dates_out_of_order_come_back_with_both_names(interns, enter, field, offset, words):
    office, address = enter(interns.people["office"]), reverse("interns:edit_season", args=[interns.open.pk])
    form = office.get(address).context["form"]
    said = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    said = {key: f"{value:%Y-%m-%dT%H:%M}" if hasattr(value, "hour") else value for key, value in said.items()}
    said[field] = f"{moment(offset):%Y-%m-%dT%H:%M}"
    assert words in office.post(address, said).content.decode()


def test_a_flagged_post_is_published_with_a_reason_only(interns):
    post, clean = (
        position_in(interns, "submitted", tasks="需交押金500元"),
        position_in(interns, "submitted", title="好岗"),
    )
    office = interns.people["office"]
    with pytest.raises(NotNow, match="押金"):
        actions.move_position(post, "publish", by=office)
    assert actions.move_position(post, "publish_flagged", by=office, note="已核实，不再收").state == "published"
    with pytest.raises(NotNow, match="没有红线词"):
        actions.move_position(clean, "publish_flagged", by=office, note="理由")


def test_a_host_keeps_its_own_tutors(interns, enter):
    host, address = enter(interns.people["yabao"]), reverse("interns:add_tutor")
    said = {"host": interns.yabao.pk, "name": "李师傅", "most_students": 3, "is_active": "on"}
    assert "至少填一个" in host.post(address, said).content.decode()
    host.post(address, said | {"mobile": "13900000001"})
    tutor = interns.yabao.tutors.get()
    assert enter(interns.people["dayu"]).get(tutor.get_absolute_url()).status_code == 404
    position_in(interns, tutor=tutor, places=4)
    page = host.get(reverse("interns:tutors")).content.decode()
    assert "李师傅" in page


@pytest.mark.parametrize(
    ("audience", "columns", "fits"),
    [
        ("native", {"is_native": True}, True),
        ("native", {"is_native": False}, False),
        ("partner", {}, False),
        ("either", {"is_native": True}, True),
        ("any", {}, True),
    ],
)
def test_a_season_says_beforehand_whom_it_is_for(interns, enter, audience, columns, fits):
    Season.objects.filter(pk=interns.open.pk).update(audience=audience)
    StudentProfile.objects.filter(user=interns.student).update(**columns)
    page = enter(interns.student).get(position_in(interns, starts_on=days(40)).get_absolute_url()).content.decode()
    assert ("加入志愿" in page, "本批次只面向" in page) == (fits, not fits)
