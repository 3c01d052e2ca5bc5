"""What each action leaves behind: holders in turn, deadlines, messages that say who has it and until when."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from notifications.models import Event, Message, working_calendar
from ruoyi_coop.lib.errors import AlreadyDone, Conflict, NotAllowed, NotNow
from service import actions, clock
from service.models import Promise, ServiceRequest, ServiceTeam
from service.workflow import State
from tests.scene import days
from tests.service.conftest import request_in, team

HOUR = timedelta(hours=1)


def told() -> set[tuple[str, str]]:
    return set(Message.objects.bell().values_list("recipient__username", "title"))


def name(row: ServiceRequest) -> str:
    return row.holder.hat.user.username


def test_one_click_asks_and_the_first_of_three_has_it_until_the_promised_time(scene):
    row = actions.ask("guide", by=scene.people["tsinghua"])
    assert (row.subject, row.state, name(row)) == ("请派人带路、介绍情况", "asked", "gongke")
    assert (row.university, row.host_name, row.asker_hat) == (scene.qinghua.university, "", "清华大学 · 高校联络员")
    calendar = working_calendar()
    assert clock.elapsed(calendar, row.asked_at, row.answer_due) == pytest.approx(7)
    assert row.done_due == clock.add_days(calendar, row.asked_at, 5)
    assert told() == {("gongke", "新的服务请求：请派人带路、介绍情况")}
    assert Message.objects.bell().get().body == row.whose
    assert row.whose.startswith("现在在张志强（工科局）手里，到")


def test_requests_go_round_the_three(scene):
    asked = [actions.ask("guide", by=scene.people["tsinghua"], subject=f"第{number}件") for number in range(4)]
    assert [name(row) for row in asked] == ["gongke", "leader", "jiaoyu", "gongke"]


def test_who_no_longer_wears_the_hat_is_passed_over(scene):
    hat = scene.people["gongke"].hat
    hat.until = days(-1)
    hat.save(update_fields=["until"])
    assert name(actions.ask("guide", by=scene.people["tsinghua"])) == "leader"


def test_an_enterprise_and_a_university_without_a_group_are_served_by_the_general_one(scene):
    mentor = actions.ask("express", by=scene.people["yabao"])
    liaison = actions.ask("express", by=scene.people["xinong"])
    assert [(row.team, row.place) for row in (mentor, liaison)] == [
        (scene.general, "亚宝药业"),
        (scene.general, "西北农林科技大学"),
    ]


def test_without_any_group_the_asker_is_told_whom_to_call(scene):
    ServiceTeam.objects.update(is_active=False)
    with pytest.raises(NotNow, match="请直接联系县合作办"):
        actions.ask("guide", by=scene.people["tsinghua"])


@pytest.mark.parametrize("who", ["office", "leader", "jiaoyu", "student", "auditor", "admin", "outsider", "public"])
def test_only_liaisons_and_mentors_ask(who, scene):
    with pytest.raises(NotAllowed):
        actions.ask("guide", by=scene.people[who])


def test_the_same_click_twice_is_one_request(scene):
    by = scene.people["tsinghua"].sending(uuid4())
    first = actions.ask("guide", by=by)
    with pytest.raises(AlreadyDone):
        actions.ask("guide", by=by)
    assert actions.ask("guide", by=scene.people["tsinghua"].sending(uuid4())) == first
    assert ServiceRequest.objects.get().holder.place == 1


def test_three_minutes_later_it_is_another_request(scene):
    first = actions.ask("guide", by=scene.people["tsinghua"])
    ServiceRequest.objects.update(asked_at=first.asked_at - timedelta(minutes=3))
    assert actions.ask("guide", by=scene.people["tsinghua"]) != first


def test_a_request_from_answer_to_confirmation(scene):
    row = actions.ask("guide", by=scene.people["tsinghua"])
    actions.move_request(row, "answer", by=scene.people["gongke"], note="明天九点到")
    row = actions.move_request(row, "say_done", by=scene.people["gongke"], note="已送到")
    assert row.confirm_due == clock.add_days(working_calendar(), row.done_said_at, 5)
    assert row.who_has_it == "陈思远（请求人）"
    row = actions.move_request(row, "confirm", by=scene.people["tsinghua"], note="很好", satisfied=True)
    assert (row.state, row.satisfied, row.rating, row.who_has_it) == ("confirmed", True, "很好", "")
    assert list(Event.objects.about(row).order_by("id").values_list("verb", "actor_name", "note")) == [
        ("asked", "陈思远", ""),
        ("answer", "张志强", "明天九点到"),
        ("say_done", "张志强", "已送到"),
        ("confirm", "陈思远", "很好"),
    ]
    assert told() == {
        ("gongke", "新的服务请求：请派人带路、介绍情况"),
        ("tsinghua", "服务请求“请派人带路、介绍情况”：答复"),
        ("tsinghua", "服务请求“请派人带路、介绍情况”：办结，请对方确认"),
        ("gongke", "服务请求“请派人带路、介绍情况”：确认办好"),
    }


def test_no_rating_is_not_a_bad_one(scene):
    row = actions.move_request(request_in(scene, "done_said"), "confirm", by=scene.people["tsinghua"])
    assert (row.satisfied, row.rating) == (None, "")


def test_whoever_of_the_three_answers_has_it_from_then_on(scene):
    row = actions.move_request(request_in(scene), "answer", by=scene.people["jiaoyu"], note="我来")
    assert name(row) == "jiaoyu"
    assert told() == {(who, "服务请求“请派人带路”：答复") for who in ("tsinghua", "gongke")}


def test_passing_on_with_a_word_keeps_the_promised_time(scene):
    row = request_in(scene)
    due = row.answer_due
    row = actions.move_request(row, "pass_on", by=scene.people["gongke"], note="出差")
    assert (name(row), row.answer_due, row.state) == ("leader", due, "asked")
    assert told() == {(who, "服务请求“请派人带路”：转给下一位") for who in ("leader", "tsinghua")}
    assert {message.body for message in Message.objects.bell()} == {f"出差\n{row.whose}"}


def test_the_days_it_lay_with_the_asker_are_not_the_groups(scene):
    calendar, now = working_calendar(), timezone.now()
    said = clock.add_working(calendar, now - timedelta(days=20), 0)
    due = clock.add_days(calendar, said, 1)
    row = request_in(scene, "done_said", done_said_at=said, done_due=due)
    waited = calendar.count(timezone.localdate(said), timezone.localdate(now))
    row = actions.move_request(row, "not_yet", by=scene.people["tsinghua"], note="还差一处")
    assert (row.state, row.done_said_at, row.confirm_due) == ("answered", None, None)
    assert row.done_due == clock.add_days(calendar, due, waited)
    assert told() == {("gongke", "服务请求“请派人带路”：还没办好")}


def test_words_are_added_by_the_asker_while_it_runs(scene):
    row = request_in(scene)
    actions.add_words(row, {"subject": "请派车", "detail": "六人"}, by=scene.people["tsinghua"], version=1)
    row.refresh_from_db()
    assert (row.subject, row.detail, row.pinyin) == ("请派车", "六人", "qingpaiche qpc")
    assert told() == {("gongke", "“请派车”有补充说明")}
    with pytest.raises(Conflict):
        actions.add_words(row, {"detail": "七人"}, by=scene.people["tsinghua"], version=1)
    for who in ("gongke", "office", "xinong"):
        with pytest.raises(NotAllowed):
            actions.add_words(row, {"detail": "八人"}, by=scene.people[who])
    ended = request_in(scene, "confirmed")
    with pytest.raises(NotNow):
        actions.add_words(ended, {"detail": "晚了"}, by=scene.people["tsinghua"])


# ------------------------------------------------------------------ the clock


def test_what_nobody_answers_goes_round_and_then_to_the_attached_leader(scene):
    row = request_in(scene)
    promised, now = row.promised_at, row.answer_due
    holders = []
    for _round in range(3):
        assert actions.escalate_due(now) == 1
        assert actions.escalate_due(now) == 0
        row.refresh_from_db()
        holders.append((name(row), bool(row.escalated_at)))
        now = row.answer_due
    assert holders == [("leader", False), ("jiaoyu", False), ("jiaoyu", True)]
    assert (row.promised_at, row.escalated_to) == (promised, scene.people["leader"].hat)
    assert actions.escalate_due(now + 1000 * HOUR) == 0
    assert list(Event.objects.about(row).values_list("verb", "actor_name")) == [
        ("reported", "系统"),
        ("passed_by_clock", "系统"),
        ("passed_by_clock", "系统"),
    ]


def test_the_next_holder_gets_the_promised_hours_anew_and_three_people_hear_of_it(scene):
    row = request_in(scene)
    now = row.answer_due
    actions.escalate_due(now)
    row.refresh_from_db()
    assert row.answer_due == clock.add_working(working_calendar(), now, 7)
    assert told() == {(who, "服务请求“请派人带路”逾期未答复，转给下一位") for who in ("gongke", "leader", "tsinghua")}
    assert all(message.body.endswith(row.whose) for message in Message.objects.bell())


def test_nothing_moves_a_second_before_the_time(scene):
    row = request_in(scene)
    assert actions.escalate_due(row.answer_due - timedelta(seconds=1)) == 0


def test_work_not_done_in_time_is_reported_at_once(scene):
    row = request_in(scene, "answered", place=3)
    assert actions.escalate_due(row.done_due) == 1
    row.refresh_from_db()
    assert (name(row), row.escalated_to, row.state) == ("jiaoyu", scene.people["leader"].hat, "answered")
    assert row.who_has_it == "王秀兰（教育局）；已上报李建国"
    assert told() == {(who, "服务请求“请派人带路”已上报县领导") for who in ("jiaoyu", "leader", "tsinghua")}


def test_without_an_attached_leader_every_leader_hears(scene):
    row = request_in(scene, "answered", team=scene.general, university=None, holder=scene.general.members.get(place=3))
    actions.escalate_due(row.done_due)
    row.refresh_from_db()
    assert row.escalated_to is None
    assert {who for who, _title in told()} == {"nongye", "leader", "lingdao", "tsinghua"}


@pytest.mark.parametrize("state", ["done_said", "confirmed", "withdrawn"])
def test_the_clock_leaves_alone_what_waits_for_the_asker_or_has_ended(state, scene):
    row = request_in(scene, state)
    assert actions.escalate_due(row.done_due + 1000 * HOUR) == 0
    row.refresh_from_db()
    assert row.state == state


# ------------------------------------------------------------------ groups and promises


def hats(scene, *people: str) -> list:
    return [scene.people[who].hat if who else None for who in people]


def members(group) -> list[str]:
    return list(group.members.filter(left_on=None).order_by("place").values_list("hat__user__username", flat=True))


def test_the_office_makes_a_group_of_three(scene):
    values = {"name": "西农小组", "university": scene.xinong.university, "is_active": True}
    made = actions.save_team(None, values, hats(scene, "nongye", "gongke", None), by=scene.people["office"])
    assert members(made) == ["nongye", "gongke"]
    for who in ("leader", "gongke", "tsinghua"):
        with pytest.raises(NotAllowed):
            actions.save_team(made, values, hats(scene, "gongke", None, None), by=scene.people[who])


def test_a_university_has_one_active_group(scene):
    with pytest.raises(NotNow):
        actions.save_team(
            None,
            {"name": "又一个", "university": scene.qinghua.university, "is_active": True},
            hats(scene, "nongye", None, None),
            by=scene.people["office"],
        )


def test_who_leaves_hands_over_what_they_held(scene):
    row = request_in(scene)
    actions.save_team(scene.team, {}, hats(scene, "nongye", "leader", "jiaoyu"), by=scene.people["office"])
    row.refresh_from_db()
    assert (members(scene.team), name(row)) == (["nongye", "leader", "jiaoyu"], "nongye")
    assert told() == {(who, "服务请求“请派人带路”换人办理") for who in ("gongke", "nongye", "tsinghua")}
    change = Event.objects.get(verb="members").changes["小组成员"]
    assert change == [
        "张志强（工科局）、李建国（县委）、王秀兰（教育局）",
        "nongye（农业农村局）、李建国（县委）、王秀兰（教育局）",
    ]


def test_places_may_be_exchanged(scene):
    row = request_in(scene)
    actions.save_team(scene.team, {}, hats(scene, "jiaoyu", "leader", "gongke"), by=scene.people["office"])
    row.refresh_from_db()
    assert (members(scene.team), name(row)) == (["jiaoyu", "leader", "gongke"], "jiaoyu")


def test_a_new_promise_counts_from_its_day_and_never_for_what_was_asked_before(scene):
    before = actions.ask("guide", by=scene.people["tsinghua"])
    values = {"style": "guide", "hours": 1, "done_days": 1, "published_on": days(0), "is_confirmed": True}
    actions.publish_promise(values, by=scene.people["office"])
    after = actions.ask("guide", by=scene.people["tsinghua"], subject="另一件")
    assert (before.promise.hours, after.promise.hours) == (7, 1)
    with pytest.raises(NotNow, match="明天"):
        actions.publish_promise(values | {"hours": 2}, by=scene.people["office"])
    with pytest.raises(NotNow, match="今天"):
        actions.publish_promise(values | {"published_on": days(-1)}, by=scene.people["office"])
    with pytest.raises(NotAllowed):
        actions.publish_promise(values, by=scene.people["leader"])


def test_a_promise_of_tomorrow_does_not_hold_today_and_may_still_be_mended(scene):
    values = {"style": "guide", "hours": 1, "done_days": 1, "published_on": days(1), "is_confirmed": False}
    actions.publish_promise(values, by=scene.people["office"])
    actions.publish_promise(values | {"hours": 3}, by=scene.people["office"])
    assert Promise.objects.on("guide", days(1)).hours == 3
    assert Promise.objects.on("guide", days(0)).hours == 7
    assert Promise.objects.today()["guide"].hours == 7


def test_a_group_has_three_places_and_each_person_one(scene):
    from django.db import IntegrityError, transaction

    for place, who in ((4, "nongye"), (1, "nongye"), (2, "gongke")):
        with pytest.raises(IntegrityError), transaction.atomic():
            scene.team.members.create(hat=scene.people[who].hat, place=place)


def test_the_state_of_a_request_is_never_confirmed_by_the_clock(scene):
    group = team(scene, "第三组", scene.xinong.university, "nongye")
    row = request_in(scene, "done_said", team=group, holder=group.members.get(), confirm_due=timezone.now() - HOUR)
    assert actions.escalate_due(timezone.now() + 5000 * HOUR) == 0
    row.refresh_from_db()
    assert row.state == State.DONE_SAID
