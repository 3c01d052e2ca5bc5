"""The common scene with a group for 清华 and one for everybody; 李建国 (县委) is attached to 清华."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts import demo
from accounts.models import actor_for
from accounts.permissions import Role
from service.models import Promise, ServiceRequest, ServiceTeam, TeamMember
from tests.scene import days
from tests.scene import scene as common
from universities.models import LeaderAttachment

__all__ = ["common"]
HOURS = {"guide": (7, 5), "express": (2, 2), "full_care": (7, 20)}


@pytest.fixture
def scene(common, world):
    """清华's three: gongke, leader, jiaoyu; everybody's: lingdao, jiaoyu, nongye. nongye's bureau leads nothing."""
    for style, (hours, done) in HOURS.items():
        facts = {"hours": hours, "done_days": done}
        Promise.objects.get_or_create(style=style, published_on=days(-500), defaults=facts)
    for name, role, unit in (("lingdao", Role.LEADER, "县政府"), ("nongye", Role.OFFICIAL, "农业农村局")):
        demo.wear(world, demo.person(world, name, name), role, unit)
        common.people[name] = actor_for(world.people[name])
    qinghua = common.qinghua.university
    common.team = team(common, "清华小组", qinghua, "gongke", "leader", "jiaoyu")
    common.general = team(common, "通用小组", None, "lingdao", "jiaoyu", "nongye")
    span = DateRange(days(-100), None)
    hat = common.people["leader"].hat
    LeaderAttachment.objects.create(university=qinghua, leader=hat, during=span)
    return common


def team(scene, name: str, university, *people: str) -> ServiceTeam:
    made = ServiceTeam.objects.create(name=name, university=university)
    for place, who in enumerate(people, start=1):
        TeamMember.objects.create(team=made, hat=scene.people[who].hat, place=place)
    return made


def request_in(scene, state: str = "asked", style: str = "guide", place: int = 1, **columns) -> ServiceRequest:
    """A request of tsinghua's in a state, with whatever that state needs; gongke has it."""
    now = timezone.now()
    hour = timedelta(hours=1)
    reached = ["asked", "answered", "done_said", "confirmed"]
    step = reached.index(state) if state in reached else 0
    facts = {
        "style": style,
        "subject": "请派人带路",
        "asker": scene.people["tsinghua"].user,
        "asker_hat": "清华大学 · 高校联络员",
        "university": scene.qinghua.university,
        "team": scene.team,
        "promise": Promise.objects.get(style=style, published_on=days(-500)),
        "holder": scene.team.members.get(place=place),
        "held_since": now - 3 * hour,
        "asked_at": now - 3 * hour,
        "promised_at": now + 30 * hour,
        "answer_due": now + 30 * hour,
        "done_due": now + 200 * hour,
        "answered_at": now - 2 * hour if step >= 1 else None,
        "done_said_at": now - hour if step >= 2 else None,
        "confirm_due": now + 100 * hour if step >= 2 else None,
        "confirmed_at": now if step >= 3 else None,
    }
    return ServiceRequest.objects.create(state=state, **facts | columns)
