"""The bases part of the demo county: the enterprises the report names, three more marked as examples, their mentors."""

from accounts.models import Hat
from bases.models import Host, HostMember
from ruoyi_coop.lib.search import pinyin

# (name, kind, unit in charge, address, what it does)
HOSTS = [
    ("亚宝药业", "enterprise", "工科局", "芮城县", "中药、化学药制剂的研发和生产。"),
    ("大禹生物", "enterprise", "工科局", "芮城县", "饲料添加剂、微生态制剂的研发和生产。"),
    ("宏光医玻", "enterprise", "工科局", "芮城县", "药用玻璃管和玻璃瓶的生产。"),
    ("同济药业", "enterprise", "工科局", "芮城县", "中成药生产。"),
    ("杨森包装", "enterprise", "工科局", "芮城县", "药品、食品包装材料的生产。"),
    ("南通星辰", "enterprise", "工科局", "芮城县风陵渡镇", "合成材料的生产。"),
    ("兆益生物", "enterprise", "农业农村局", "芮城县", "生物饲料和动物保健品的生产。"),
    ("芮城县第一职业学校（示例）", "school", "教育局", "芮城县", "中等职业教育和技能培训。"),
    ("永乐宫文旅（示例）", "enterprise", "宣传部", "芮城县永乐宫景区", "永乐宫壁画的研学和文创。"),
    ("风陵渡开发区企业服务中心（示例）", "institution", "商务局", "芮城县风陵渡镇", "为开发区企业办事、招商和招工。"),
]


def seed(world) -> None:
    world.things["hosts"] = {row[0].removesuffix("（示例）"): _host(world, *row) for row in HOSTS}
    _tie_mentors(world)


def _host(world, name: str, kind: str, unit: str, address: str, summary: str) -> Host:
    defaults = {
        "short_name": name.removesuffix("（示例）"),
        "kind": kind,
        "unit": world.units[unit],
        "address": address,
        "contact": world.name(),
        "phone": f"0359-30{world.dice.randrange(10_000, 99_999)}",
        "summary": summary,
        "pinyin": pinyin(name),
        "is_demo": True,
    }
    return Host.objects.get_or_create(name=name, defaults=defaults)[0]


def _tie_mentors(world) -> None:
    """Every mentor's hat says in words where it belongs; here it becomes a row."""
    for hat in Hat.objects.filter(role="mentor", hostmember=None):
        host = world.things["hosts"].get(hat.place)
        if host:
            HostMember.objects.get_or_create(hat=hat, defaults={"host": host})
