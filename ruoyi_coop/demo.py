"""The demo county: invented where no source tells, the same at every start, complete enough that no page is empty."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from random import Random

from django.db import transaction
from django.utils import timezone

from accounts import demo as accounts
from accounts.models import User, actor_for
from accounts.permissions import Actor
from allowances import demo as allowances
from bases import demo as bases
from certificates import demo as certificates
from interns import demo as interns
from meetings import demo as meetings
from needs import demo as needs
from news import demo as news
from onpost import demo as onpost
from people import demo as people
from projects import demo as projects
from ruoyi_coop.lib.calendar import CHINA
from ruoyi_coop.statistics import analyze
from service import demo as service
from supervision import demo as supervision
from universities import demo as universities
from vault import demo as vault

PARTS = (
    accounts,
    people,
    universities,
    service,
    bases,
    needs,
    projects,
    supervision,
    interns,
    vault,
    onpost,
    certificates,
    allowances,
    meetings,
    news,
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕薛"
GIVEN = "子涵雨桐梓萱浩然一诺思源佳怡俊杰欣怡宇轩晓东建军丽华志远文博明哲雅静海燕国强春梅永康佩玲鹏飞立新婷婷振华"


class Actors(dict):
    """The actor of each person under the first hat, made when first asked for."""

    def __init__(self, people: dict[str, User]):
        super().__init__()
        self.people = people

    def __missing__(self, username: str) -> Actor:
        self[username] = actor_for(self.people[username])
        return self[username]


@dataclass
class World:
    """What the parts of the demo share: the same dice, the same today, the people made so far."""

    scale: int = 1
    today: date = field(default_factory=timezone.localdate)
    dice: Random = field(default_factory=lambda: Random(140830))
    units: dict = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    things: dict = field(default_factory=dict)  # what one part leaves for the next, by name

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def moment(self, offset: int, hour: int = 9, minute: int = 0) -> datetime:
        return datetime.combine(self.day(offset), time(hour, minute), tzinfo=CHINA)

    @cached_property
    def actors(self) -> "Actors":
        return Actors(self.people)

    def actor(self, username: str) -> Actor:
        return self.actors[username]

    def name(self) -> str:
        """An invented person's name."""
        return self.dice.choice(SURNAMES) + "".join(self.dice.sample(GIVEN, self.dice.choice([1, 2, 2])))

    def mobile(self) -> str:
        """An invented number: 139 0000 xxxx is given to nobody."""
        return f"1390000{self.dice.randrange(10_000):04d}"


@transaction.atomic
def seed(scale: int = 1) -> World:
    """Make the demo county; what is already there stays. `scale` multiplies people, applications and projects."""
    world = World(scale=scale)
    for part in PARTS:
        part.seed(world)
    analyze()
    return world
