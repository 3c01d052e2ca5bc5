"""Two people at once, each with a real connection: one confirmation, one report, no lost change, columns that agree."""

from functools import partial

import pytest

from projects import actions
from projects.models import Milestone, Project, Template
from supervision import actions as duties
from supervision.models import Duty
from tests.bases.test_races import race
from tests.projects.test_talks import pair
from tests.scene import days, milestone_of, pdf, project_in

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_a_duty_and_its_project_moved_at_once_both_end_well(scene):
    project, office = project_in(scene, "landed"), scene.people["office"]
    duty = milestone_of(project).duty
    answers = race(
        lambda: actions.move_project(project, "hold", by=office, note="等批复"),
        lambda: duties.move_duty(duty, "report", by=scene.people["tsinghua"], upload=pdf()),
    )
    assert answers in (["Duty", "Project"], ["NotNow", "Project"])
    assert Duty.objects.get().state == ("reported" if answers == ["Duty", "Project"] else "suspended")


def test_a_plan_is_accepted_once(scene):
    project, by = project_in(scene, "landed"), scene.people["jiaoyu"]
    template = Template.objects.create(name="两步")
    template.steps.create(position=1, title="一", days=2)
    accept = partial(actions.accept_plan, project, template, template.graph(), days(60), by=by)
    assert race(accept, accept) == ["NotNow", "Project"]
    assert Milestone.objects.count() == 1


def test_talks_about_one_pair_begin_once(scene):
    need, supply = pair(scene)
    begin = partial(actions.begin_talks, need, supply, by=scene.people["jiaoyu"])
    assert race(begin, begin) == ["NotNow", "Project"]
    assert Project.objects.count() == 1
