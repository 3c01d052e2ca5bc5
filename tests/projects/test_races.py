"""Two people at once, each with a real connection: one confirmation, one report, no lost change, columns that agree."""

from functools import partial

import pytest

from notifications.models import Event, Message
from projects import actions
from projects.models import Milestone, Project, Report
from tests.bases.test_races import race
from tests.scene import days, milestone_of, pdf, project_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_milestone_is_confirmed_once(scene):
    milestone = milestone_of(project_in(scene, "landed"), state="reported")
    attempts = [partial(actions.confirm_milestone, milestone, by=scene.people[who]) for who in ("office", "jiaoyu")]
    assert race(*attempts) == ["Milestone", "NotNow"]
    assert Event.objects.filter(verb="confirm").count() == 1
    assert Message.objects.bell().filter(recipient=scene.people["tsinghua"].user).count() == 1


def test_a_milestone_is_reported_done_once_and_the_loser_leaves_no_report(scene):
    milestone = milestone_of(project_in(scene, "landed"))

    def report(who):
        return lambda: actions.report_milestone(milestone, done_on=days(0), upload=pdf(), by=scene.people[who])

    assert race(report("tsinghua"), report("jiaoyu")) == ["Milestone", "NotNow"]
    assert (Report.objects.count(), Event.objects.filter(verb="report").count()) == (1, 1)


def test_confirming_and_sending_back_at_once_ends_in_one_of_them(scene):
    milestone = milestone_of(project_in(scene, "landed"), state="reported")
    office, jiaoyu = scene.people["office"], scene.people["jiaoyu"]
    answers = race(
        partial(actions.confirm_milestone, milestone, by=office),
        partial(actions.send_milestone_back, milestone, reason="缺签字", by=jiaoyu),
    )
    row = Milestone.objects.get()
    assert answers == ["Milestone", "NotNow"]
    assert (row.state == "open") == (row.done_on is None)


def test_two_edits_of_the_same_version_never_lose_one(scene):
    project, office = project_in(scene), scene.people["office"]
    edits = [partial(actions.edit_project, project, {"title": title}, by=office, version=1) for title in "甲乙"]
    assert race(*edits) == ["Conflict", "Project"]


def test_milestones_added_at_once_leave_the_nearest_deadline(scene):
    project, office = project_in(scene, "landed"), scene.people["office"]

    def add(offset):
        values = {"title": str(offset), "due": days(offset), "holder": "unit"}
        return lambda: actions.add_milestone(project, values, by=office)

    assert race(*[add(offset) for offset in (9, 3, 5, 7)]) == ["Milestone"] * 4
    assert Project.objects.get().next_due == days(3)


def test_a_project_is_not_closed_over_a_milestone_added_at_the_same_moment(scene):
    project, office = project_in(scene, "accepted"), scene.people["office"]
    values = {"title": "补一个", "due": days(3), "holder": "unit"}
    answers = race(
        lambda: actions.move_project(project, "close", by=office, evidence=pdf()),
        lambda: actions.add_milestone(project, values, by=office),
    )
    assert answers in (["Milestone", "NotNow"], ["NotNow", "Project"])
    assert (Project.objects.get().state == "closed") == (Milestone.objects.count() == 0)
