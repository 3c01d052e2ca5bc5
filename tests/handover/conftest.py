"""张志强 leaves 工科局, which leads 清华: what he holds in each app, and the people who could have it."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts import demo
from accounts.models import Hat, actor_for
from accounts.permissions import Role
from bases.models import Host, HostMember
from service.models import Promise, ServiceRequest, ServiceTeam, TeamMember
from supervision.models import Blocker, Duty
from supervision.workflow import State
from universities.models import LeaderAttachment, Partnership, University, UniversityMember

TODAY = timezone.localdate


def someone(world, username: str, name: str, role: Role, unit: str | None = None, place: str = "") -> Hat:
    """One more person with one hat."""
    return demo.wear(world, demo.person(world, username, name), role, unit, place)


@pytest.fixture
def town(world, cast) -> SimpleNamespace:
    """工科局 has 张志强 (who is of 商务局 too), 马春 and its head 冯局; 李建国 looks after 清华, 县政府 has 高县长."""
    qinghua = University.objects.create(
        name="清华大学", short_name="清华", province="北京市", off_list_reason="测试", pinyin="qinghua"
    )
    began = TODAY() - timedelta(days=400)
    unit = world.units["工科局"]
    made = SimpleNamespace(
        world=world,
        unit=unit,
        qinghua=qinghua,
        office=cast.office,
        admin=cast.admin,
        leaver=cast.gongke.user,
        hat=cast.gongke.user.hats.get(unit=unit),
        second=cast.gongke.user.hats.get(unit=world.units["商务局"]),
        leader=cast.leader.hat,
        ma=someone(world, "ma", "马春", Role.OFFICIAL, "工科局"),
        head=someone(world, "feng", "冯局", Role.OFFICIAL, "工科局"),
        gao=someone(world, "gao", "高县长", Role.LEADER, "县政府"),
        liaison=cast.tsinghua.user.hats.get(role=Role.LIAISON),
        partnership=Partnership.objects.create(
            university=qinghua, lead_unit=unit, began_on=began, during=DateRange(began, None)
        ),
    )
    Hat.objects.filter(pk=made.head.pk).update(is_head=True)
    UniversityMember.objects.create(hat=made.liaison, university=qinghua)
    made.attachment = LeaderAttachment.objects.create(
        university=qinghua, leader=made.leader, during=DateRange(began, None)
    )
    return made


def duty_in(town, title: str = "建成中试线", state: str = State.DOING, **columns) -> Duty:
    """An open duty of 工科局 for 清华 on which 张志强 works."""
    day = TODAY() + timedelta(days=20)
    facts = {
        "unit": town.unit,
        "partnership": town.partnership,
        "due": day,
        "original_due": day,
        "start_by": day - timedelta(days=7),
        "person": town.leaver,
    }
    return Duty.objects.create(title=title, state=state, **facts | columns)


def team_in(town, *hats, university=None, name: str = "清华小组") -> ServiceTeam:
    team = ServiceTeam.objects.create(name=name, university=university or town.qinghua)
    for place, hat in enumerate(hats, start=1):
        TeamMember.objects.create(team=team, hat=hat, place=place)
    return team


def request_in(team, place: int = 1, **columns) -> ServiceRequest:
    now, hour = timezone.now(), timedelta(hours=1)
    promise = Promise.objects.order_by("published_on").first() or Promise.objects.create(
        style="guide", hours=7, done_days=5
    )
    asker = UniversityMember.objects.first().hat.user
    facts = {
        "style": "guide",
        "subject": "请派人带路",
        "asker": asker,
        "asker_hat": "清华大学 · 高校联络员",
        "university": team.university,
        "team": team,
        "promise": promise,
        "holder": team.members.get(place=place, left_on=None),
        "held_since": now,
        "asked_at": now,
        "promised_at": now + hour,
        "answer_due": now + hour,
        "done_due": now + 9 * hour,
    }
    return ServiceRequest.objects.create(**facts | columns)


def blocker_in(town, duty, resolver) -> Blocker:
    day = TODAY() + timedelta(days=5)
    return Blocker.objects.create(
        duty=duty, what="用地手续", resolver=resolver, until=day, raised_by=town.liaison.user, by_hat="测试"
    )


@pytest.fixture
def full(town) -> SimpleNamespace:
    """张志强 with one thing of each kind that an official can hold; 马春 sits in the group with him."""
    town.duty = duty_in(town)
    town.draft = duty_in(town, "起草中的事", State.DRAFT, person=None, drafted_by=town.leaver)
    town.blocker = blocker_in(town, duty_in(town, "别人的事", person=town.ma.user), town.hat)
    town.team = team_in(town, town.hat, town.leader)
    town.request = request_in(town.team)
    return town


@pytest.fixture
def lonely(town) -> SimpleNamespace:
    """商务局 has nobody but 张志强 and a duty to do; 亚宝 has nobody but 赵铁柱."""
    town.yabao = Host.objects.create(name="亚宝药业", pinyin="yabao", unit=town.unit)
    mentor = town.world.people["yabao"].hats.get(role=Role.MENTOR)
    HostMember.objects.create(hat=mentor, host=town.yabao)
    town.mentor = mentor
    town.trade = duty_in(town, "招商", unit=town.world.units["商务局"], partnership=None, person=None)
    return town


def plan_for(person, hat=None, *, by, **more):
    """The plan that the page proposes."""
    from handover.actions import Plan
    from handover.candidates import candidates
    from handover.holdings import held_by

    held = held_by(person, hat)
    offered = candidates(held, person, by)
    takers = {one.key: offered[one.key][0] for one in held}
    listed = {one.key: [str(one.kind), one.title, one.url] for one in held}
    return Plan(person, hat, takers, listed=listed, **more)


def fresh(person):
    """The actor as a new request would make it."""
    return actor_for(person)
