"""What waits on the desk, that figures equal their lists, and who is reminded of a milestone when."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Hat
from notifications.models import CalendarDay, Message
from notifications.tick import tick
from projects import actions, desk
from projects.models import Project
from projects.reminders import RULES
from ruoyi_coop.lib.calendar import CHINA
from tests.scene import days, milestone_of, pdf, project_in


def waiting(scene, who: str) -> list[tuple[str, str]]:
    return [(task.title, task.action) for task in desk.waiting_for(scene.people[who])]


@pytest.fixture
def landed(scene):
    project = project_in(scene, "landed", reported_at=timezone.now())
    for title, due, holder, state in (
        ("单位逾期", -2, "unit", "open"),
        ("单位临期", 13, "unit", "open"),
        ("单位还早", 14, "unit", "open"),
        ("高校逾期", -1, "university", "open"),
        ("高校已报", 3, "university", "reported"),
        ("单位已报", 3, "unit", "reported"),
    ):
        milestone_of(project, due, state, holder, title=title)
    return project


def test_an_official_has_what_the_unit_holds_and_what_it_must_confirm(scene, landed):
    assert waiting(scene, "jiaoyu") == [
        ("单位逾期", "报完成"),
        ("单位临期", "报完成"),
        ("高校已报", "去确认"),
        ("单位已报", "去确认"),
    ]
    assert waiting(scene, "gongke") == []


def test_what_i_reported_myself_does_not_wait_for_me(scene, landed):
    landed.milestones.filter(title="单位已报").update(reported_by=scene.people["jiaoyu"].user)
    assert ("单位已报", "去确认") not in waiting(scene, "jiaoyu")
    assert ("单位已报", "去确认") in waiting(scene, "office")


def test_a_liaison_has_what_the_university_holds_and_projects_long_silent(scene, landed):
    assert waiting(scene, "tsinghua") == [("高校逾期", "报完成")]
    long_ago = timezone.now() - timedelta(days=31)
    Project.objects.update(reported_at=long_ago, created_at=long_ago)
    assert waiting(scene, "tsinghua") == [("高校逾期", "报完成"), ("玻璃中试", "报进展")]
    assert waiting(scene, "xinong") == []


def test_the_office_has_what_is_late_first_and_what_units_reported(scene, landed):
    assert waiting(scene, "office") == [("单位逾期", "去督促"), ("高校逾期", "去督促"), ("单位已报", "去确认")]


def test_a_project_without_milestones_waits_for_its_unit(scene):
    project_in(scene, "framework")
    assert waiting(scene, "jiaoyu") == [("玻璃中试", "去推进")]


@pytest.mark.parametrize("who", ["leader", "auditor", "student", "yabao", "admin", "public"])
def test_nothing_about_projects_waits_for_others(who, scene, landed):
    assert waiting(scene, who) == []


def test_every_task_says_since_when_until_when_and_where(scene, landed):
    task = desk.waiting_for(scene.people["tsinghua"])[0]
    assert (task.holder, task.until.astimezone(CHINA).date()) == ("清华大学", days(-1))
    assert task.since is not None
    assert task.url.startswith(f"/projects/{landed.pk}/#m")


@pytest.mark.parametrize("who", ["office", "leader", "auditor", "jiaoyu", "gongke", "tsinghua", "xinong"])
def test_each_figure_is_the_length_of_the_list_it_opens(who, scene, enter):
    for number, stage in enumerate(("intention", "contract", "closed", "terminated", "on_hold")):
        project_in(scene, stage, title=stage, next_due=days(number - 2))
    actor = scene.people[who]
    client = enter(actor)
    for figure in desk.figures(actor):
        assert client.get(figure.url).context["table"].paginator.count == figure.value, figure.label


@pytest.mark.parametrize("who", ["public", "student", "yabao", "admin"])
def test_figures_of_a_list_that_is_not_public_are_not_public(who, scene):
    assert desk.figures(scene.people[who]) == []


@pytest.mark.parametrize(("who", "number"), [("office", 2), ("jiaoyu", 3), ("tsinghua", 2), ("student", 0)])
def test_the_desk_costs_a_fixed_number_of_queries(who, number, scene, landed, queries):
    with queries(number):
        desk.waiting_for(scene.people[who])


def at(offset: int) -> datetime:
    return datetime.combine(days(offset), datetime.min.time(), tzinfo=CHINA) + timedelta(hours=10)


def sent(rule: str = "") -> list[tuple[str, str]]:
    rows = Message.objects.filter(channel="portal", rule__startswith=rule).exclude(rule="")
    return sorted(rows.values_list("recipient__username", "rule"))


@pytest.mark.parametrize(("holder", "username"), [("unit", "jiaoyu"), ("university", "tsinghua")])
def test_a_milestone_reminds_whoever_holds_it_at_each_of_six_steps_once(holder, username, scene):
    CalendarDay.objects.all().delete()
    thursday = next(offset for offset in range(30, 37) if days(offset).weekday() == 3)
    milestone_of(project_in(scene, "landed"), thursday, holder=holder)
    heard = {}
    for offset in range(thursday - 20, thursday + 10):
        before = len(sent())
        for _beat in range(2):
            tick(RULES, at(offset))
            Message.objects.pending().update(state="done")
        if len(sent()) > before:
            heard[offset - thursday] = len(sent()) - before
    assert heard == {-7: 1, -3: 1, -1: 1, 0: 1, 1: 1, 4: 1}  # the third day late is a Sunday
    assert set(sent()) == {(username, "milestone_due")}


def test_missed_beats_are_made_up_for_once(scene):
    milestone_of(project_in(scene, "landed"), 10)
    tick(RULES, at(9))
    tick(RULES, at(9))
    assert sent() == [("tsinghua", "milestone_due")]


def test_a_moved_day_takes_the_old_reminder_back(scene):
    milestone = milestone_of(project_in(scene, "landed"), 1)
    tick(RULES, at(0))
    assert len(sent()) == 1
    actions.edit_milestone(milestone, {"due": days(60)}, reason="改期", by=scene.people["jiaoyu"])
    tick(RULES, at(0))
    assert sent() == []


def test_a_milestone_reported_done_or_held_up_with_its_project_is_not_remembered(scene):
    milestone = milestone_of(project_in(scene, "landed"), 1)
    tick(RULES, at(0))
    actions.report_milestone(milestone, done_on=days(0), upload=pdf(), by=scene.people["tsinghua"])
    assert sent() == []
    milestone_of(project_in(scene, "on_hold", title="搁置的"), 1)
    tick(RULES, at(0))
    assert sent() == []


def test_the_head_of_the_unit_hears_of_it_when_it_is_three_days_late(scene):
    Hat.objects.filter(pk=scene.people["jiaoyu"].hat_id).update(is_head=True)
    milestone_of(project_in(scene, "landed"), -10, holder="university")
    tick(RULES, at(-9))
    assert sent("milestone_late") == []
    tick(RULES, at(0))
    assert sent("milestone_late") == [("jiaoyu", "milestone_late")]


def test_planning_a_beat_costs_the_same_for_one_and_for_three(scene, queries):
    project = project_in(scene, "landed")
    window = (at(-1), at(30))
    milestone_of(project)
    with queries(3):
        list(RULES[0].due(*window))
    milestone_of(project)
    milestone_of(project, holder="unit")
    with queries(3):
        list(RULES[0].due(*window))
    with queries(2):
        list(RULES[1].due(*window))
