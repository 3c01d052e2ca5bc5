"""The units and people of the demo county. Offices are real kinds; every person is invented and marked as demo data."""

from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts.models import Hat, Unit, User
from accounts.permissions import Role
from ruoyi_coop.lib.search import person_pinyin, pinyin

PASSWORD = "Ruicheng-2021"  # noqa: S105 - the demo accounts are public and refused in production

# The eight lead units, then the rest: (full name, short name, kind, lead).
UNITS = [
    ("中共芮城县委组织部", "组织部", Unit.Kind.COUNTY, True),
    ("芮城县教育局", "教育局", Unit.Kind.COUNTY, True),
    ("芮城县工业和科技局", "工科局", Unit.Kind.COUNTY, True),
    ("芮城县人力资源和社会保障局", "人社局", Unit.Kind.COUNTY, True),
    ("芮城县农业农村局", "农业农村局", Unit.Kind.COUNTY, True),
    ("中共芮城县委宣传部", "宣传部", Unit.Kind.COUNTY, True),
    ("芮城县商务局", "商务局", Unit.Kind.COUNTY, True),
    ("中共芮城县委政策研究室", "政研室", Unit.Kind.COUNTY, True),
    ("中共芮城县委员会", "县委", Unit.Kind.BODY, False),
    ("芮城县人民代表大会常务委员会", "县人大", Unit.Kind.BODY, False),
    ("芮城县人民政府", "县政府", Unit.Kind.BODY, False),
    ("中国人民政治协商会议芮城县委员会", "县政协", Unit.Kind.BODY, False),
    ("芮城县文化和旅游局", "文旅局", Unit.Kind.COUNTY, False),
    ("芮城县财政局", "财政局", Unit.Kind.COUNTY, False),
    ("古魏镇人民政府", "古魏镇", Unit.Kind.TOWN, False),
    ("风陵渡镇人民政府", "风陵渡镇", Unit.Kind.TOWN, False),
]

# (user name, name, role, unit's short name, place): the accounts that INTERFACE fixes.
CAST = [
    ("admin", "系统管理员", Role.ADMINISTRATOR, None, ""),
    ("office", "薛明远", Role.OFFICE, "组织部", ""),
    ("leader", "李建国", Role.LEADER, "县委", ""),
    ("jiaoyu", "王秀兰", Role.OFFICIAL, "教育局", ""),
    ("gongke", "张志强", Role.OFFICIAL, "工科局", ""),
    ("tsinghua", "陈思远", Role.LIAISON, None, "清华大学"),
    ("xinong", "刘春华", Role.LIAISON, None, "西北农林科技大学"),
    ("yabao", "赵铁柱", Role.MENTOR, None, "亚宝药业"),
    ("dayu", "孙丽娟", Role.MENTOR, None, "大禹生物"),
    ("student", "周晓雨", Role.STUDENT, None, ""),
    ("student2", "吴子涵", Role.STUDENT, None, ""),
    ("auditor", "郑公正", Role.AUDITOR, None, ""),
]
SECOND_HATS = [("gongke", Role.OFFICIAL, "商务局", "")]


def seed(world) -> None:
    for name, short, kind, lead in UNITS:
        defaults = {"short_name": short, "kind": kind, "is_lead": lead, "pinyin": pinyin(short)}
        world.units[short] = Unit.objects.get_or_create(name=name, defaults=defaults)[0]
    password = make_password(PASSWORD)
    for username, name, role, unit, place in CAST:
        user = person(world, username, name, password=password, mobile=world.mobile())
        wear(world, user, role, unit, place)
    for username, role, unit, place in SECOND_HATS:
        wear(world, world.people[username], role, unit, place)
    User.objects.filter(username="admin").update(is_staff=True, is_superuser=True)


def person(world, username: str, name: str, *, password: str = "!", mobile: str = "") -> User:
    """Get or make one invented person; without a password the account cannot log in."""
    user, _made = User.objects.get_or_create(
        username=username,
        defaults={
            "name": name,
            "email": f"{username}@demo.ruicheng.invalid",
            "mobile": mobile,
            "pinyin": person_pinyin(name),
            "password": password,
            "is_demo": True,
        },
    )
    world.people[username] = user
    return user


def wear(world, user: User, role: Role, unit: str | None = None, place: str = "") -> Hat:
    """Get or make one hat of a person."""
    hat, _made = Hat.objects.get_or_create(
        user=user,
        role=role,
        unit=world.units[unit] if unit else None,
        place=place,
        defaults={"since": world.day(-400), "is_first": not user.hats.exists()},
    )
    return hat


def accounts() -> list[tuple[str, str]]:
    """List (user name, what it is) for the people who start the demo; empty outside demo mode."""
    if settings.MODE != "demo":
        return []
    return [(username, f"{name}  {unit or place}{role.label}") for username, name, role, unit, place in CAST]
