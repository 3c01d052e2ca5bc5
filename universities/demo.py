"""The demo county's universities: twelve the sources name, ten more from the reference list; all people invented."""

from dataclasses import replace
from random import Random

from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.demo import person, wear
from accounts.permissions import Role
from ruoyi_coop.lib.search import person_pinyin, pinyin
from universities import actions, reference
from universities.models import (
    Contact,
    Expert,
    LeaderAttachment,
    Partnership,
    ReferenceUniversity,
    University,
    UniversityMember,
)

NAMED = [
    ("清华大学", "工科局"),
    ("武汉大学", "政研室"),
    ("华中科技大学", "工科局"),
    ("陕西师范大学", "教育局"),
    ("西北农林科技大学", "农业农村局"),
    ("西北大学", "宣传部"),
    ("西安交通大学", "教育局"),
    ("兰州大学", "教育局"),
    ("长安大学", "商务局"),
    ("空军工程大学", "组织部"),
    ("长沙理工大学", "人社局"),
    ("山西能源学院", "教育局"),
]
FILLED_IN = [
    ("山西大学", "组织部"),
    ("太原理工大学", "工科局"),
    ("山西农业大学", "农业农村局"),
    ("山西财经大学", "商务局"),
    ("山西医科大学", "人社局"),
    ("中北大学", "工科局"),
    ("山西师范大学", "宣传部"),
    ("运城学院", "人社局"),
    ("西安电子科技大学", "商务局"),
    ("中国农业大学", "农业农村局"),
]
BY_HAND = {
    "空军工程大学": {
        "province": "陕西省",
        "city": "西安市",
        "supervisor": "空军",
        "off_list_reason": "军队院校，不在教育部普通高等学校名单中",
    }
}


TOPICS = {
    "清华大学": "生物质能源、乡村建设",
    "武汉大学": "县域治理、智库咨询",
    "华中科技大学": "装备制造、光医玻璃",
    "陕西师范大学": "师资培训、优质生源",
    "西北农林科技大学": "苹果、花椒和小麦育种",
    "西北大学": "永乐宫壁画保护、文化旅游",
    "西安交通大学": "优质生源、医药产业",
    "兰州大学": "优质生源、生态治理",
    "长安大学": "优质生源、道路交通",
    "空军工程大学": "优质生源、国防教育",
    "长沙理工大学": "优质生源、电力能源",
    "山西能源学院": "技能人才培养、新能源",
}
DEPARTMENTS = [
    "农学院",
    "园艺学院",
    "机械工程学院",
    "材料学院",
    "环境学院",
    "经济管理学院",
    "公共管理学院",
    "医学院",
    "教育学院",
    "信息学院",
]
FIELDS = [
    "果树栽培与病虫害防治",
    "花椒精深加工",
    "小麦育种",
    "生物质能源利用",
    "中药材种植与质量控制",
    "光医玻璃材料",
    "装备制造工艺",
    "黄河流域生态治理",
    "县域经济与产业规划",
    "乡村治理",
    "基础教育与师资培训",
    "文化遗产保护与旅游开发",
    "电子商务与农产品品牌",
    "畜禽养殖与疫病防控",
    "新能源并网与储能",
]
TITLES = ["教授", "教授", "副教授", "副教授", "研究员", "讲师"]
TALKS = [
    (Contact.Kind.VISITED, Contact.Direction.OURS, "赴校走访，商谈基地建设和学生暑期实习安排。"),
    (
        Contact.Kind.RECEIVED,
        Contact.Direction.THEIRS,
        "学校专家组来县考察，看了两家企业和一处果园，约定会后提出技术方案。",
    ),
    (Contact.Kind.PHONE, Contact.Direction.OURS, "电话沟通专家来县时间和食宿安排。"),
    (Contact.Kind.ONLINE, Contact.Direction.THEIRS, "线上会商项目进展，学校补充了检测数据。"),
    (Contact.Kind.LETTER, Contact.Direction.OURS, "去函商请确认年度合作计划。"),
    (Contact.Kind.PHONE, Contact.Direction.THEIRS, "学校来电询问实习岗位数量和专业要求。"),
    (Contact.Kind.ONLINE, Contact.Direction.OURS, "线上对接企业技术需求，学校答复两周内反馈可对接的课题组。"),
]
EXPERTS, CONTACTS = 65, 40
BODIES = ["县委", "县人大", "县政府", "县政协"]
HANDED_OVER = ("太原理工大学", "人社局")  # who led before


class ByName(dict):
    """Universities by short name; the full name finds one too."""

    def __missing__(self, name):
        for university in self.values():
            if university.name == name:
                return university
        raise KeyError(name)


def dice_of(world, name: str):
    """The same world with dice of its own, so that what one part throws never changes what another gets."""
    return replace(world, dice=Random(f"universities:{name}"))


def seed(world) -> None:
    reference.load(ReferenceUniversity)
    made = [_university(world, name) for name, _unit in NAMED + FILLED_IN]
    world.things["universities"] = ByName((university.short_name, university) for university in made)
    _officials(dice_of(world, "officials"))
    _liaisons(dice_of(world, "liaisons"), made)
    _leaders(dice_of(world, "leaders"), made)
    _partnerships(world, made)
    everywhere = [*made, *_more(dice_of(world, "more"))]
    world.things["partnerships"] = list(
        Partnership.objects.current(world.today)
        .filter(university__in=made)
        .select_related("university", "lead_unit")
        .order_by("id")
    )
    world.things["experts"] = _experts(dice_of(world, "experts"), everywhere)
    _contacts(dice_of(world, "contacts"), everywhere)


def _university(world, name: str) -> University:
    known = name in dict(NAMED)
    columns = ("moe_code", "province", "city", "level", "supervisor")
    row = ReferenceUniversity.objects.filter(name=name).values(*columns).first() or BY_HAND[name]
    facts = {
        "short_name": (reference.aliases(name) or [name])[0],
        "pinyin": pinyin(name),
        "is_demo": not known,
        "remarks": "" if known else "演示数据",
        "intro": f"双方围绕{TOPICS[name]}开展合作。（演示文字）" if known else "",
    }
    return University.objects.get_or_create(name=name, defaults=facts | row)[0]


def _officials(world) -> None:
    """One invented official for each lead unit that has none in the cast."""
    served = {"教育局", "工科局", "商务局"}
    for number, (unit, row) in enumerate(world.units.items()):
        if row.is_lead and unit not in served:
            wear(world, person(world, f"ganbu{number:02}", world.name(), mobile=world.mobile()), Role.OFFICIAL, unit)


def _liaisons(world, made: list[University]) -> None:
    cast = {"清华大学": "tsinghua", "西北农林科技大学": "xinong"}
    for number, university in enumerate(made, start=1):
        name, mobile = world.name(), world.mobile()
        if university.name in cast:
            user = world.people[cast[university.name]]
        else:
            user = person(world, f"lianluo{number:02}", name, mobile=mobile)
        hat = wear(world, user, Role.LIAISON, place=university.name)
        UniversityMember.objects.get_or_create(hat=hat, defaults={"university": university})


def _leaders(world, made: list[University]) -> None:
    """Twelve leaders, three of each body, the cast's among them; the last two universities still want one."""
    hats = []
    for number in range(12):
        body, name = BODIES[number % 4], world.name()
        user = world.people["leader"] if number == 0 else person(world, f"lingdao{number:02}", name)
        hats.append(wear(world, user, Role.LEADER, body))
    for number, university in enumerate(made[:-2]):
        if not university.attachments.exists():
            since = DateRange(world.day(-390 + 5 * number), None)
            LeaderAttachment.objects.create(university=university, leader=hats[number % 12], during=since)


def _partnerships(world, made: list[University]) -> None:
    """The last three by the action, so that their timelines begin; one handed over between two units."""
    for number, (university, (name, unit)) in enumerate(zip(made, NAMED + FILLED_IN, strict=True)):
        if university.partnerships.exists():
            continue
        began = world.day(-640 + 25 * number)
        lead = world.units[HANDED_OVER[1] if name == HANDED_OVER[0] else unit]
        goal = f"围绕{TOPICS[name]}，三年内建成基地、落地项目、引进人才。（演示文字）" if name in TOPICS else ""
        if number >= len(made) - 3:
            actions.begin_partnership(university, lead, began, by=world.actor("office"), goal=goal)
        else:
            Partnership.objects.create(
                university=university, lead_unit=lead, began_on=began, during=DateRange(began, None), goal=goal
            )
    running = Partnership.objects.get(university__name=HANDED_OVER[0], during__endswith=None)
    if not running.former.exists():
        lead = world.units[dict(FILLED_IN)[HANDED_OVER[0]]]
        reason = "合作转向装备制造，由工科局牵头更便于对接企业。（演示文字）"
        actions.hand_over(running, lead, world.day(-60), by=world.actor("office"), reason=reason)


def _more(world) -> list[University]:
    """At a larger scale, further rows of the reference list, each with a partnership."""
    wanted = 22 * (world.scale - 1)
    if not wanted:
        return []
    taken = University.objects.filter(moe_code__isnull=False).values("moe_code")
    missing = wanted + 22 - University.objects.count()
    columns = ("moe_code", "name", "province", "city", "level", "supervisor", "pinyin")
    rows = ReferenceUniversity.objects.exclude(moe_code__in=taken).values(*columns)[: max(0, missing)]
    more = [
        University(
            **row,
            short_name=(reference.aliases(row["name"]) or [row["name"]])[0][:30],
            is_demo=True,
            remarks="演示数据",
        )
        for row in rows
    ]
    University.objects.bulk_create(more, batch_size=1000)
    leads = [unit for unit in world.units.values() if unit.is_lead]
    Partnership.objects.bulk_create(_bulk_partnership(world, row, leads) for row in more)
    return list(University.objects.filter(is_demo=True, partnerships__successor=None, members=None))


def _bulk_partnership(world, university: University, leads: list) -> Partnership:
    began = world.day(-world.dice.randrange(30, 900))
    return Partnership(
        university=university, lead_unit=world.dice.choice(leads), began_on=began, during=DateRange(began, None)
    )


def _experts(world, universities: list[University]) -> list[Expert]:
    rows = [_expert(world, number, _nth(universities, number)) for number in range(EXPERTS * world.scale)]
    have = Expert.objects.filter(is_demo=True).count()
    Expert.objects.bulk_create(rows[have:], batch_size=1000, ignore_conflicts=True)
    return list(Expert.objects.filter(is_demo=True).select_related("university").order_by("id"))


def _nth(universities: list[University], number: int) -> University:
    """The first 65 stand at the 22, the named ones with one more; what a larger scale adds stands at all."""
    first = universities[:22]
    spread = [*first, *first, *first[:12], *first[:9]]
    return spread[number] if number < EXPERTS else universities[number % len(universities)]


def _expert(world, number: int, university: University) -> Expert:
    name = world.name()
    unreachable = number % 11 == 0  # some still want their contact data
    return Expert(
        university=university,
        name=name,
        pinyin=person_pinyin(name),
        department=world.dice.choice(DEPARTMENTS),
        title=world.dice.choice(TITLES),
        field=world.dice.choice(FIELDS),
        mobile="" if unreachable else world.mobile(),
        email="" if unreachable else f"expert{number}@demo.ruicheng.invalid",
        since=world.day(-world.dice.randrange(20, 600)),
        is_public=True,
        is_demo=True,
    )


def _contacts(world, universities: list[University]) -> None:
    """Bulk for the past, the last few by the actions of both sides; the rest of the county is still silent."""
    liaisons = dict(UniversityMember.objects.values_list("university", "hat__user"))
    rows = [_contact(world, universities, liaisons) for _number in range(CONTACTS * world.scale - 3)]
    have = Contact.objects.count()
    Contact.objects.bulk_create(rows[max(0, have - 3) :], batch_size=1000)
    actions.refresh_last_contact(University.objects.filter(pk__in=[university.pk for university in universities]))
    if have == 0:
        _both_sides(world)


def _contact(world, universities: list[University], liaisons: dict) -> Contact:
    university = world.dice.choice(universities)
    kind, direction, summary = world.dice.choice(TALKS)
    theirs = direction == Contact.Direction.THEIRS
    office = world.people["office"].pk
    return Contact(
        university=university,
        day=world.day(-world.dice.randrange(4, 300)),
        kind=kind,
        direction=direction,
        people=f"{world.name()}、{world.name()}",
        summary=summary,
        logged_by_id=liaisons.get(university.pk, office) if theirs else office,
    )


def _both_sides(world) -> None:
    tsinghua, xinong = world.things["universities"]["清华大学"], world.things["universities"]["西北农林科技大学"]
    for university, who, talk, days in [
        (tsinghua, "tsinghua", TALKS[3], 3),
        (tsinghua, "office", TALKS[1], 2),
        (xinong, "xinong", TALKS[5], 1),
    ]:
        kind, direction, summary = talk
        values = {"day": world.day(-days), "kind": kind, "direction": direction, "people": "", "summary": summary}
        actions.log_contact(university, values, by=world.actor(who))
