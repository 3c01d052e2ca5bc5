"""Who sees which project, what counts as signed, what a light means, and what the database refuses."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from accounts.permissions import Role
from projects import lights
from projects.models import Milestone, Project, ProjectStage, Report
from projects.workflow import Stage
from tests.scene import PEOPLE, days, milestone_of, project_in

INSIDE = {"office", "leader", "auditor", "jiaoyu", "gongke", "tsinghua"}


def who_sees(rows_of, scene) -> set[str]:
    return {who for who in PEOPLE if rows_of(scene.people[who]).exists()}


def test_a_project_and_its_parts_are_seen_by_its_unit_the_lead_unit_the_university_and_the_county(scene):
    project = project_in(scene, "landed")
    milestone_of(project)
    project.steps.create(move="intention", day=days(-9))
    project.reports.create(status="on_plan")
    seen = {
        model.__name__: who_sees(model.objects.visible_to, scene)
        for model in (Project, Milestone, ProjectStage, Report)
    }
    assert seen == dict.fromkeys(("Project", "Milestone", "ProjectStage", "Report"), INSIDE)


def test_another_unit_and_another_university_see_nothing(scene):
    project_in(scene, partnership=scene.xinong)
    assert who_sees(Project.objects.visible_to, scene) == {"office", "leader", "auditor", "jiaoyu", "xinong"}


def test_mine_is_what_i_own_and_for_a_leader_what_he_is_attached_to(scene):
    own = project_in(scene)
    led = project_in(scene, title="别家的", unit=scene.units["工科局"], partnership=scene.xinong)
    assert set(Project.objects.held_by(scene.people["jiaoyu"])) == {own}
    assert set(Project.objects.visible_to(scene.people["jiaoyu"])) == {own, led}
    assert set(Project.objects.held_by(scene.people["leader"])) == set()
    scene.xinong.university.attachments.create(leader=scene.people["leader"].hat, during=(days(-9), None))
    assert set(Project.objects.held_by(scene.people["leader"])) == {led}


def test_an_intention_or_a_framework_is_never_counted_as_signed(scene):
    for stage in Stage.values:
        project_in(scene, stage, title=stage)
    project_in(scene, "on_hold", title="签后搁置", held_from="contract", signed_on=days(-3))
    project_in(scene, "terminated", title="签后终止", signed_on=days(-3))
    signed = set(Project.objects.signed().values_list("title", flat=True))
    assert signed == {"contract", "landed", "accepted", "closed", "签后搁置"}


@pytest.mark.parametrize(
    ("state", "columns"),
    [
        ("contract", {"signed_on": None}),
        ("framework", {"signed_on": days(-1)}),
        ("on_hold", {"held_from": ""}),
        ("on_hold", {"held_from": "closed"}),
        ("landed", {"held_from": "contract"}),
        ("intention", {"amount": -1}),
    ],
)
def test_the_database_refuses_a_stage_without_its_facts(state, columns, scene):
    with pytest.raises(IntegrityError), transaction.atomic():
        project_in(scene, state, **columns)


def test_the_first_deadline_stays_whoever_writes(scene):
    milestone = milestone_of(project_in(scene))
    Milestone.objects.filter(pk=milestone.pk).update(due=days(30))
    with pytest.raises(InternalError), transaction.atomic():
        Milestone.objects.filter(pk=milestone.pk).update(original_due=days(30))


@pytest.mark.parametrize(("state", "done_on"), [("open", days(-1)), ("reported", None), ("confirmed", None)])
def test_a_milestone_is_done_on_a_day_or_not_at_all(state, done_on, scene):
    with pytest.raises(IntegrityError), transaction.atomic():
        milestone_of(project_in(scene), state=state, done_on=done_on)


LIGHTS = [
    (-1, 0, "red"),
    (-1, 40, "red"),
    (0, 0, "yellow"),
    (7, 0, "yellow"),
    (7, 40, "yellow"),
    (8, 0, "green"),
    (8, 30, "green"),
    (8, 31, "grey"),
    (None, 0, "green"),
    (None, 31, "grey"),
]


@pytest.mark.parametrize(("due", "silent", "light"), LIGHTS)
def test_a_light_follows_from_the_dates(due, silent, light, scene):
    touched = timezone.now() - timedelta(days=silent)
    project_in(scene, "landed", next_due=None if due is None else days(due), touched_at=touched)
    row = Project.objects.lit().get()
    assert row.light == light
    assert [name for name, _label in lights.CHOICES if Project.objects.showing(name).exists()] == [light]
    assert row.light_reason


@pytest.mark.parametrize("state", ["on_hold", "closed", "terminated"])
def test_what_does_not_run_has_no_light(state, scene):
    project = project_in(scene, state, next_due=days(-9))
    milestone_of(project, -9)
    assert (Project.objects.lit().get().light, Milestone.objects.lit().get().light) == ("", "")
    assert not any(Project.objects.showing(name).exists() for name, _label in lights.CHOICES)


def test_a_milestone_has_the_light_of_its_own_day(scene):
    project = project_in(scene, "landed")
    for due in (-1, 3, 20):
        milestone_of(project, due, title=str(due))
    milestone_of(project, -5, title="done", state="reported")
    assert {row.title: row.light for row in Milestone.objects.lit()} == {
        "-1": "red",
        "3": "yellow",
        "20": "green",
        "done": "",
    }


def test_messages_reach_whoever_holds_a_milestone(scene):
    project = project_in(scene)
    holders = {
        holder: {person.username for person in milestone_of(project, holder=holder).people()}
        for holder in ("unit", "university")
    }
    assert holders == {"unit": {"jiaoyu"}, "university": {"tsinghua"}}
    assert {person.username for person in project.people_with(Role.OFFICE)} == {"office"}
