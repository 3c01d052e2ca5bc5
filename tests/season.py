"""A season that takes applications, another in its offer phase, posts at two hosts and two students with a profile."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.db.models import DateTimeField, Value
from django.utils import timezone

from interns.models import Application, Choice, Placement, Position, PositionCategory, Season, StudentProfile
from interns.workflow import ApplicationState, PlacementState, PositionState
from onpost.attendance import days_between, monday_of
from onpost.models import Agreement, Insurance, Stay, Week
from onpost.workflow import AgreementState
from tests.scene import days, scene

__all__ = ["scene"]


def moment(offset: float):
    return timezone.now() + timedelta(days=offset)


def season_in(name: str, publish: float, opens: float, closes: float, confirm: float, **columns) -> Season:
    dates = {"publish_at": publish, "apply_opens": opens, "apply_closes": closes, "confirm_by": confirm}
    facts = {key: moment(offset) for key, offset in dates.items()} | {"starts_on": days(40), "ends_on": days(80)}
    return Season.objects.create(name=name, **facts | columns)


@pytest.fixture
def interns(scene, world, cast) -> SimpleNamespace:
    """`scene` with `open` and `offering` seasons, a category, and student and student2 with profiles."""
    scene.people["student2"] = cast.student2
    scene.open = season_in("报名中的批次", -20, -10, 10, 20, max_choices=3)
    scene.offering = season_in("录用中的批次", -40, -30, -5, 5)
    scene.category = PositionCategory.objects.get_or_create(name="测试类", defaults={"pinyin": "ceshi"})[0]
    scene.student, scene.student2 = world.people["student"], world.people["student2"]
    for user in (scene.student, scene.student2):
        StudentProfile.objects.create(user=user, university_name="运城学院", major="农学", grade="大三")
    return scene


@pytest.fixture
def clock(monkeypatch):
    """Set both clocks, Python's and the database's as the app asks it, to a moment: `clock(moment)`."""
    travels = []

    def set_to(when):
        travels.append(time_machine.travel(when, tick=False))
        travels[-1].start()
        for module in ("interns.models.seasons", "interns.models.students", "interns.actions.placing"):
            monkeypatch.setattr(f"{module}.Now", lambda: Value(when, output_field=DateTimeField()))

    yield set_to
    for travel in reversed(travels):
        travel.stop()


def facts(interns, **more) -> dict:
    """What a form hands to the action."""
    return {
        "season": interns.open,
        "host": interns.yabao,
        "category": interns.category,
        "title": "研发助理",
        "places": 2,
        "starts_on": days(40),
        "ends_on": days(80),
        "tasks": "跟随带教老师做实验",
    } | more


def position_in(interns, state: str = PositionState.PUBLISHED, title: str = "研发助理", **columns) -> Position:
    """A post of 亚宝药业 in the open season."""
    return Position.objects.create(**facts(interns, title=title, state=state, pinyin=title) | columns)


def application_in(interns, state: str = ApplicationState.DRAFT, *positions, student=None, season=None) -> Application:
    """An application of `student` with these choices in order."""
    sent = moment(-1) if state == ApplicationState.SUBMITTED else None
    season = season or (positions[0].season if positions else interns.open)
    columns = {"student": student or interns.student, "season": season}
    made = Application.objects.create(state=state, submitted_at=sent, **columns)
    for rank, position in enumerate(positions, 1):
        Choice.objects.create(application=made, position=position, rank=rank)
    return made


def choice_in(interns, position: Position, student=None) -> Choice:
    """A submitted application with this post as its first choice."""
    return application_in(interns, ApplicationState.SUBMITTED, position, student=student).choices.get()


def placement_in(interns, state: str = PlacementState.OFFERED, position=None, student=None, **columns) -> Placement:
    """A placement in the offer phase; a live one holds its place."""
    position = position or position_in(interns, season=interns.offering, title="录用岗")
    if state in (PlacementState.OFFERED, PlacementState.CONFIRMED):
        Position.objects.filter(pk=position.pk).update(taken=position.taken + 1)
        position.refresh_from_db()
    season = position.season
    known = {"student": student or interns.student, "season": season, "confirm_by": season.confirm_by}
    return Placement.objects.create(position=position, state=state, **known | columns)


def stay_in(interns, student=None, *, begun: int = -20, lasts: int = 40, position=None, **columns) -> Stay:
    """A student on post since `begun` days: confirmed, agreement signed, insured, checked in."""
    position = position or position_in(
        interns, season=interns.offering, title="在岗岗位", starts_on=days(begun), ends_on=days(begun + lasts), places=9
    )
    placement = placement_in(interns, PlacementState.CONFIRMED, position, student)
    covers = {"starts_on": position.starts_on, "ends_on": position.ends_on}
    Agreement.objects.create(placement=placement, state=AgreementState.SIGNED, **covers)
    Insurance.objects.create(placement=placement, insurer="人保财险", policy=f"P{placement.pk}", **covers)
    facts = {"first_day": position.starts_on, "planned_end": position.ends_on}
    return Stay.objects.create(placement=placement, **facts | columns)


def confirm_weeks(stay: Stay, count: int | None = None) -> None:
    """Confirm the first `count` weeks of a stay, or all until its end."""
    mondays = sorted({monday_of(day) for day in days_between(stay.first_day, stay.until)})
    Week.objects.bulk_create(Week(stay=stay, monday=day, confirmed_by="张师傅") for day in mondays[:count])


@pytest.fixture
def on_post(interns) -> SimpleNamespace:
    """`interns` with `stay`: `student` on post at 亚宝药业 for twenty days, and twenty still to come."""
    interns.stay = stay_in(interns)
    interns.placement = interns.stay.placement
    return interns
