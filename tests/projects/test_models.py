"""Who sees which project, what counts as signed, what a light means, and what the database refuses."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.permissions import Role
from projects.models import Milestone, Project, ProjectStage, Report
from projects.workflow import Stage
from supervision import lights
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
    project_in(scene, state, next_due=days(-9))
    assert Project.objects.lit().get().light == ""
    assert not any(Project.objects.showing(name).exists() for name, _label in lights.CHOICES)


def test_a_project_is_yellow_when_work_that_should_have_begun_has_not(scene):
    project_in(scene, "landed", title="该开工", next_due=days(30), next_start=days(-1))
    project_in(scene, "landed", title="还早", next_due=days(30), next_start=days(0))
    rows = {row.title: (row.light, row.light_reason) for row in Project.objects.lit()}
    assert (rows["该开工"][0], rows["还早"][0]) == ("yellow", "green")
    assert rows["该开工"][1].startswith("最迟应在")
    assert set(Project.objects.showing("yellow").values_list("title", flat=True)) == {"该开工"}


def test_an_intention_is_no_project_and_a_project_no_intention(scene):
    for stage in Stage.values:
        project_in(scene, stage, title=stage)
    intents = set(Project.objects.intents().values_list("title", flat=True))
    assert intents == {"talks", "intention", "visit", "framework", "on_hold", "terminated"}
    assert set(Project.objects.contracted().values_list("title", flat=True)) == set(Stage.values) - intents


def test_messages_reach_the_officials_and_the_office(scene):
    project = project_in(scene)
    assert {person.username for person in project.people_with(Role.OFFICIAL)} == {"jiaoyu"}
    assert {person.username for person in project.people_with(Role.LIAISON)} == {"tsinghua"}
    assert {person.username for person in project.people_with(Role.OFFICE)} == {"office"}
