"""What a season brings along: last year's posts, phases from dates, red lines, tutors, and the register of give-ups."""

import pytest
from django.urls import reverse

from interns import actions
from interns.models import Season, StudentProfile
from interns.workflow import PlacementState
from notifications.models import Message
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from tests.scene import days
from tests.season import moment, placement_in, position_in


def test_the_register_of_give_ups_says_who_and_why(interns, enter):
    offered = placement_in(interns, PlacementState.OFFERED, position_in(interns, season=interns.offering))
    actions.answer_offer(offered, "decline", by=interns.people["student"], note="另有安排")
    address = reverse("interns:given_up")
    assert "另有安排" in enter(interns.people["office"]).get(address).content.decode()
    assert enter(interns.people["yabao"]).get(address).status_code == 403


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
    assert ("加入志愿" in page, "不符合" in page) == (fits, not fits)


def test_a_host_offers_last_years_post_again_in_two_clicks(interns, enter):
    tutor = interns.yabao.tutors.create(name="张师傅", mobile="13900000000")
    old = position_in(interns, title="老岗位", season=interns.offering, tutor=tutor)
    Season.objects.filter(pk=interns.open.pk).update(starts_on=days(300), ends_on=days(340))
    host = enter(interns.people["yabao"])
    assert f"再报到“{interns.open}”" in host.get(old.get_absolute_url()).content.decode()
    page = host.post(reverse("interns:repeat", args=[old.pk]), follow=True)
    made = interns.open.positions.get(copied_from=old)
    assert (made.title, made.state, made.tutor, made.host) == ("老岗位", "draft", tutor, old.host)
    assert made.starts_on - days(300) == old.starts_on - interns.offering.starts_on
    assert "提交审核" in page.content.decode()
    host.post(reverse("interns:move_position", args=[made.pk, "submit"]))
    made.refresh_from_db()
    assert made.state == "submitted"
    host.post(reverse("interns:repeat", args=[old.pk]))
    assert interns.open.positions.filter(copied_from=old).count() == 1
    with pytest.raises(NotAllowed):
        actions.repeat_position(old, by=interns.people["dayu"])


def test_a_tutor_is_not_given_more_students_than_they_take(interns):
    tutor = interns.yabao.tutors.create(name="张师傅", mobile="13900000000", most_students=3)
    position_in(interns, title="已有的", tutor=tutor, places=2)
    post = position_in(interns, "draft", title="再要的", tutor=tutor, places=2)
    with pytest.raises(NotNow, match="张师傅 最多带 3 人，加上这个岗位有 4 人"):
        actions.move_position(post, "submit", by=interns.people["yabao"])
    actions.edit_position(post, {"places": 1}, by=interns.people["yabao"])
    assert actions.move_position(post, "submit", by=interns.people["yabao"]).state == "submitted"
