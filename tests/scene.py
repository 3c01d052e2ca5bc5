"""Two universities, two hosts and the people tied to them: the scene on which bases and projects are tested."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.permissions import PUBLIC, Role
from bases.models import Base, BaseType, Host, HostMember
from bases.workflow import BUILT, State
from files.demo import _pdf
from projects.models import Milestone, Project
from projects.workflow import SIGNED
from supervision.models import Duty
from supervision.workflow import DONE
from universities.models import Expert, Partnership, University, UniversityMember

PEOPLE = (
    "office",
    "leader",
    "admin",
    "jiaoyu",
    "gongke",
    "tsinghua",
    "xinong",
    "yabao",
    "dayu",
    "student",
    "auditor",
    "outsider",
    "public",
)


def days(offset: int) -> date:
    return timezone.localdate() + timedelta(days=offset)


def pdf(name: str = "proof.pdf") -> SimpleUploadedFile:
    """A small PDF as a browser sends it."""
    return SimpleUploadedFile(name, _pdf("proof"), content_type="application/pdf")


def university(name: str) -> University:
    return University.objects.get_or_create(
        name=name, defaults={"short_name": name, "province": "陕西省", "off_list_reason": "测试", "pinyin": name}
    )[0]


def partnership(school: University, unit, since: int = -400) -> Partnership:
    began = days(since)
    return Partnership.objects.create(university=school, lead_unit=unit, began_on=began, during=(began, None))


@pytest.fixture
def scene(world, cast) -> SimpleNamespace:
    """清华 is led by 工科局, 西农 by 教育局; yabao and dayu have their hosts; everybody of the cast by name."""
    units = world.units
    qinghua, xinong = university("清华大学"), university("西北农林科技大学")
    made = SimpleNamespace(
        units=units,
        people={name: getattr(cast, name) for name in PEOPLE if name != "public"} | {"public": PUBLIC},
        qinghua=partnership(qinghua, units["工科局"]),
        xinong=partnership(xinong, units["教育局"]),
        expert=Expert.objects.create(university=qinghua, name="钱学文", field="材料", pinyin="qianxuewen"),
        yabao=Host.objects.create(name="亚宝药业", pinyin="yabao", unit=units["工科局"]),
        dayu=Host.objects.create(name="大禹生物", pinyin="dayu", unit=units["教育局"]),
        kind=BaseType.objects.get_or_create(number=1, defaults={"name": "大学生实习实训基地", "code": "internship"})[0],
    )
    for name, school in (("tsinghua", qinghua), ("xinong", xinong)):
        UniversityMember.objects.create(hat=world.people[name].hats.get(role=Role.LIAISON), university=school)
    for name in ("yabao", "dayu"):
        host = getattr(made, name)
        HostMember.objects.create(hat=world.people[name].hats.get(role=Role.MENTOR), host=host)
    return made


def base_in(scene, state: str = State.PLAN, name: str = "联合实训基地", **columns) -> Base:
    """A base of 教育局, 清华 and 亚宝 in a state, with whatever that state needs."""
    facts = {
        "base_type": scene.kind,
        "host": scene.yabao,
        "unit": scene.units["教育局"],
        "partnership": scene.qinghua,
        "pinyin": name,
        "plaque_on": days(-100) if state in (*BUILT, State.WITHDRAWN) else None,
        "review_due": days(20) if state in (State.OPERATING, State.REVIEW) else None,
    }
    return Base.objects.create(name=name, state=state, **facts | columns)


def project_in(scene, state: str = "intention", title: str = "玻璃中试", **columns):
    """A project of 教育局 with 清华 in a stage, with whatever that stage needs."""
    held = state == "on_hold"
    facts = {
        "partnership": scene.qinghua,
        "unit": scene.units["教育局"],
        "pinyin": title,
        "signed_on": days(-50) if state in SIGNED else None,
        "held_from": "framework" if held else "",
    }
    return Project.objects.create(title=title, state=state, **facts | columns)


def milestone_of(project, due: int = 5, state: str = "doing", holder: str = "university", reporter=None, **columns):
    """A milestone of a project: its duty is due in some days; a reported or settled one was done yesterday."""
    done, university = state in DONE, holder == "university"
    begun = state not in ("assigned", "accepted", "returned")
    facts = {
        "kind": Duty.Kind.MILESTONE,
        "title": "设备安装",
        "unit": project.unit,
        "university": project.partnership.university if university else None,
        "partnership": project.partnership,
        "origin": project.key,
        "origin_label": project.title,
        "due": days(due),
        "original_due": days(due),
        "start_by": min(days(due), days(due - 7)),
        "start_open": None if begun else min(days(due), days(due - 7)),
        "begun_on": days(-1) if begun else None,
        "done_on": days(-1) if done else None,
        "reported_by": reporter,
        "held_from": "doing" if state == "suspended" else "",
    }
    duty = Duty.objects.create(state=state, **facts | columns)
    return Milestone.objects.create(project=project, duty=duty)
