"""What waits for whom, that figures equal their lists, and when somebody is reminded."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from notifications import outbox
from notifications.models import Message
from notifications.tick import tick
from ruoyi_coop import tasks
from ruoyi_coop.lib.calendar import CHINA
from service import desk
from service.models import ServiceRequest
from service.reminders import RULES
from tests.service.conftest import request_in

HOUR = timedelta(hours=1)
WORKDAY = datetime(2025, 11, 18, 9, tzinfo=CHINA)  # a Tuesday without holidays near


def lines(scene, who: str) -> list[tuple[str, str]]:
    return [(task.title, task.why) for task in desk.waiting_for(scene.people[who])]


def test_the_holder_has_what_to_answer_and_to_finish_with_the_time(scene):
    asked, answered = request_in(scene, subject="甲"), request_in(scene, "answered", subject="乙")
    request_in(scene, "done_said", subject="丙")
    waiting = desk.waiting_for(scene.people["gongke"])
    assert [(task.title, task.why, task.action, task.until) for task in waiting] == [
        ("清华大学：甲", "服务请求等您答复", "去答复", asked.answer_due),
        ("清华大学：乙", "服务请求等您办结", "去办结", answered.done_due),
    ]
    assert lines(scene, "jiaoyu") == []


def test_the_asker_has_what_to_confirm(scene):
    row = request_in(scene, "done_said")
    assert lines(scene, "tsinghua") == [("清华大学：请派人带路", "已办结，请您确认")]
    assert desk.waiting_for(scene.people["tsinghua"])[0].until == row.confirm_due
    assert lines(scene, "xinong") == []


def test_the_university_sees_what_it_is_owed_until_it_is_said_to_be_done(scene):
    request_in(scene, subject="甲")
    request_in(scene, "answered", subject="乙")
    request_in(scene, "done_said", subject="丙")
    owed = [(task.title, task.why, bool(task.until)) for task in desk.owed_to(scene.people["tsinghua"])]
    assert sorted(owed) == [("清华大学：乙", "办理中", True), ("清华大学：甲", "待答复", True)]
    assert [desk.owed_to(scene.people[who]) for who in ("xinong", "gongke", "office")] == [[], [], []]


def test_the_leader_has_what_was_reported(scene):
    leader = scene.people["leader"]
    request_in(scene, escalated_at=timezone.now(), escalated_to=leader.hat)
    assert lines(scene, "leader") == [("清华大学：请派人带路", "三人小组逾期，已上报给您")]
    assert lines(scene, "lingdao") == []
    ServiceRequest.objects.update(escalated_to=None)
    assert lines(scene, "lingdao") == lines(scene, "leader")


def test_the_office_has_universities_without_a_group(scene):
    assert lines(scene, "office") == [("1所合作高校还没有专门的三人小组", "西北农林科技大学")]


@pytest.mark.parametrize("who", ["admin", "student", "auditor", "outsider", "public", "yabao"])
def test_nothing_waits_for_others(who, scene):
    request_in(scene)
    assert lines(scene, who) == []


@pytest.mark.parametrize("who", ["office", "leader", "gongke", "jiaoyu", "nongye", "tsinghua", "xinong", "yabao"])
def test_the_figure_is_the_length_of_the_list_it_opens(who, scene, enter):
    for subject in "甲乙":
        request_in(scene, subject=subject)
    request_in(scene, asked_at=timezone.now() - timedelta(days=40))
    figure = desk.figures(scene.people[who])[0]
    answer = enter(scene.people[who]).get(figure.url)
    assert figure.value == answer.context["table"].paginator.count
    assert figure.value == (2 if who in ("office", "leader", "gongke", "jiaoyu", "tsinghua") else 0)


@pytest.mark.parametrize("who", ["student", "admin", "public"])
def test_no_figure_and_no_button_for_who_has_no_part_in_it(who, scene):
    assert (desk.figures(scene.people[who]), desk.asks(scene.people[who])) == ([], [])


def test_the_desk_costs_a_fixed_number_of_queries(scene, queries):
    for subject in "甲乙丙":
        request_in(scene, subject=subject)
        request_in(scene, "done_said", subject=subject)
    for who, number in (("gongke", 1), ("tsinghua", 1), ("leader", 2), ("office", 2)):
        with queries(number):
            desk.waiting_for(scene.people[who])


def reminders() -> list[tuple[str, str]]:
    return sorted(Message.objects.filter(channel="portal").values_list("recipient__username", "title"))


def test_the_holder_is_reminded_two_hours_before_the_answer_is_due(scene):
    row = request_in(scene, answer_due=WORKDAY + 6 * HOUR, done_due=WORKDAY + 900 * HOUR)
    tick(RULES, WORKDAY + 3 * HOUR)
    assert reminders() == []
    tick(RULES, WORKDAY + 4 * HOUR)
    tick(RULES, WORKDAY + 5 * HOUR)
    assert reminders() == [("gongke", "请答复服务请求“请派人带路”")]
    assert Message.objects.filter(channel="portal").get().body == row.whose


def test_done_is_remembered_a_day_before_on_the_day_and_a_day_after(scene):
    request_in(scene, "answered", done_due=WORKDAY + 9 * HOUR)
    counts = []
    for day in (-2, -1, 0, 1, 2):
        tick(RULES, WORKDAY + timedelta(days=day) + HOUR)
        outbox.deliver_portal()
        counts.append(len(reminders()))
    assert counts == [0, 1, 2, 3, 3]


def test_the_asker_is_reminded_once_after_the_five_days(scene):
    request_in(scene, "done_said", confirm_due=WORKDAY + 9 * HOUR)
    tick(RULES, WORKDAY + 8 * HOUR)
    assert reminders() == []
    for day in (1, 2, 3):
        tick(RULES, WORKDAY + timedelta(days=day) + HOUR)
        outbox.deliver_portal()
    assert reminders() == [("tsinghua", "请确认“请派人带路”是否办好")]


def test_the_clock_passes_requests_on_with_every_beat(scene):
    row = request_in(scene, answer_due=timezone.now() - HOUR)
    call_command("tick")
    row.refresh_from_db()
    assert row.holder.place == 2
    ServiceRequest.objects.update(answer_due=timezone.now() - HOUR)
    tasks.tick()
    row.refresh_from_db()
    assert row.holder.place == 3
