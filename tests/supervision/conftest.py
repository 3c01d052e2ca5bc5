"""Duties are tested on a small county of their own: two universities, their lead units, a leader attached to 清华."""

from types import SimpleNamespace

import pytest

from accounts import demo
from accounts.models import actor_for
from accounts.permissions import PUBLIC, Role
from tests.supervision.helpers import PEOPLE, days
from universities.models import LeaderAttachment, Partnership, University, UniversityMember


def partnership(name: str, unit) -> Partnership:
    facts = {"short_name": name, "province": "陕西省", "off_list_reason": "测试", "pinyin": name}
    school = University.objects.get_or_create(name=name, defaults=facts)[0]
    began = days(-400)
    return Partnership.objects.create(university=school, lead_unit=unit, began_on=began, during=(began, None))


@pytest.fixture
def scene(world, cast) -> SimpleNamespace:
    """清华 is led by 工科局 and looked after by the leader, 西农 is led by 教育局; mate is jiaoyu's colleague."""
    units = world.units
    mate = demo.person(world, "mate", "马科员")
    demo.wear(world, mate, Role.OFFICIAL, "教育局")
    made = SimpleNamespace(
        units=units,
        users=world.people,
        people={name: getattr(cast, name) for name in PEOPLE if name not in ("mate", "public")}
        | {"mate": actor_for(mate), "public": PUBLIC},
        qinghua=partnership("清华大学", units["工科局"]),
        xinong=partnership("西北农林科技大学", units["教育局"]),
    )
    for name, tied in (("tsinghua", made.qinghua), ("xinong", made.xinong)):
        hat = world.people[name].hats.get(role=Role.LIAISON)
        UniversityMember.objects.create(hat=hat, university=tied.university)
    LeaderAttachment.objects.create(
        university=made.qinghua.university, leader=cast.leader.hat, during=(days(-300), None)
    )
    return made


@pytest.fixture
def other_leader(scene, world):
    """A second county leader, who looks after no university."""
    person = demo.person(world, "leader2", "何副县")
    demo.wear(world, person, Role.LEADER, "县政府")
    scene.people["leader2"] = actor_for(person)
    return scene.people["leader2"]


@pytest.fixture
def head(scene, world):
    """The head of 教育局."""
    person = demo.person(world, "head", "郝局长")
    demo.wear(world, person, Role.OFFICIAL, "教育局")
    person.hats.update(is_head=True)
    scene.people["head"] = actor_for(person)
    return scene.people["head"]
