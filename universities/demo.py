"""The universities part of the demo county: twelve that the sources name, ten more from the reference list, all people invented."""

from accounts import demo as accounts
from accounts.permissions import Role
from ruoyi_coop.lib.search import pinyin
from universities import reference
from universities.models import Contact, Expert, LeaderAttachment, Partnership, ReferenceUniversity, University, UniversityMember

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


class ByName(dict):
    """Universities by short name; the full name finds one too."""

    def __missing__(self, name):
        for university in self.values():
            if university.name == name:
                return university
        raise KeyError(name)


def seed(world) -> None:
    reference.load(ReferenceUniversity)
    made = [_university(world, name, known=name in dict(NAMED)) for name, _unit in NAMED + FILLED_IN]
    world.things["universities"] = ByName((university.short_name, university) for university in made)
    world.things["partnerships"] = [
        _partnership(world, university, unit, 700 - 20 * n) for n, (university, (_n, unit)) in enumerate(zip(made, NAMED + FILLED_IN))
    ]
    world.things["experts"] = []
    for username in ("tsinghua", "xinong"):
        hat = world.people[username].hats.get(role=Role.LIAISON)
        UniversityMember.objects.get_or_create(hat=hat, defaults={"university": world.things["universities"][hat.place]})


def _university(world, name: str, *, known: bool) -> University:
    row = ReferenceUniversity.objects.filter(name=name).values("moe_code", "province", "city", "level", "supervisor").first()
    short = (reference.aliases(name) or [name])[0]
    facts = {"short_name": short, "pinyin": pinyin(name), "is_demo": not known, "remarks": "" if known else "演示数据"}
    return University.objects.get_or_create(name=name, defaults=facts | (row or BY_HAND[name]))[0]


def _partnership(world, university: University, unit: str, days_ago: int) -> Partnership:
    running = Partnership.objects.current(world.today).filter(university=university).first()
    if running:
        return running
    began = world.day(-days_ago)
    return Partnership.objects.create(
        university=university, lead_unit=world.units[unit], began_on=began, during=(began, None)
    )
