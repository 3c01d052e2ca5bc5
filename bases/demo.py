"""The bases part of the demo county: the enterprises the report names, three marked as examples, twelve built bases."""

from django.utils.translation import gettext as _

from accounts.models import Hat
from bases.models import Base, BaseStep, BaseType, Host, HostMember
from bases.workflow import LIFE
from files.demo import paper
from notifications.demo import past
from notifications.models import Event
from ruoyi_coop.lib.search import pinyin
from universities.models import Partnership

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

# (name, kind, host, unit, university, stage, days since the plaque, what happens there)
BASES = [
    (
        "亚宝药业大学生实习实训基地",
        "internship",
        "亚宝药业",
        "教育局",
        "西安交通大学",
        "operating",
        620,
        "暑期接收药学、化学类学生实习。",
    ),
    (
        "芮城县电商就业创业基地",
        "employment",
        "风陵渡开发区企业服务中心",
        "人社局",
        "运城学院",
        "operating",
        540,
        "毕业生电商培训和创业孵化。",
    ),
    (
        "清华大学芮城科研平台延伸基地",
        "research_platform",
        "宏光医玻",
        "工科局",
        "清华大学",
        "operating",
        350,
        "药用玻璃新配方的中试。",
    ),
    (
        "大禹生物科技成果转化基地",
        "technology_transfer",
        "大禹生物",
        "工科局",
        "西北农林科技大学",
        "operating",
        480,
        "微生态制剂成果转化。",
    ),
    (
        "芮城县域发展智库合作基地",
        "think_tank",
        "风陵渡开发区企业服务中心",
        "政研室",
        "武汉大学",
        "operating",
        338,
        "县域发展课题研究。",
    ),
    (
        "芮城中学优质生源基地",
        "student_source",
        "芮城县第一职业学校",
        "教育局",
        "兰州大学",
        "operating",
        700,
        "高校进校宣讲和科技营。",
    ),
    (
        "永乐宫国情教育基地",
        "red_education",
        "永乐宫文旅",
        "宣传部",
        "西北大学",
        "operating",
        410,
        "壁画研学和国情教育。",
    ),
    ("同济药业联合培养基地", "joint_training", "同济药业", "教育局", "陕西师范大学", "review", 372, "研究生联合培养。"),
    (
        "芮城县干部人才培养基地",
        "cadre_training",
        "芮城县第一职业学校",
        "组织部",
        "空军工程大学",
        "operating",
        260,
        "干部短期培训。",
    ),
    ("南通星辰校友招商基地", "alumni_investment", "南通星辰", "商务局", "长安大学", "plaque", 20, "校友企业对接。"),
    (
        "芮城苹果农产品供应基地",
        "farm_supply",
        "兆益生物",
        "农业农村局",
        "西北农林科技大学",
        "operating",
        150,
        "向高校食堂供应农产品。",
    ),
    (
        "杨森包装技能人才培养基地",
        "skills_training",
        "杨森包装",
        "人社局",
        "长沙理工大学",
        "operating",
        90,
        "包装设备操作培训。",
    ),
    (
        "兆益生物实习实训基地",
        "internship",
        "兆益生物",
        "教育局",
        "山西能源学院",
        "agreement",
        0,
        "动物科学类学生实习。",
    ),
    ("宏光医玻就业创业基地", "employment", "宏光医玻", "工科局", "太原理工大学", "plan", 0, "材料类毕业生就业。"),
    (
        "风陵渡校友招商基地",
        "alumni_investment",
        "风陵渡开发区企业服务中心",
        "商务局",
        "山西财经大学",
        "plan",
        0,
        "校友回乡投资对接。",
    ),
    ("永乐宫文创实训基地", "internship", "永乐宫文旅", "宣传部", "西北大学", "withdrawn", 500, "活动停办，已摘牌。"),
]
LATE = {"永乐宫国情教育基地"}  # its yearly review is overdue
# Days before the plaque (or before today, when there is none) on which each step was taken.
TAKEN = {"plan": 150, "sign": 60, "award": 0, "operate": -15}
STEPS = {
    "plan": ("plan",),
    "agreement": ("plan", "sign"),
    "plaque": ("plan", "sign", "award"),
    "operating": ("plan", "sign", "award", "operate"),
    "review": ("plan", "sign", "award", "operate", "submit_review"),
    "withdrawn": ("plan", "sign", "award", "operate", "withdraw"),
}


def seed(world) -> None:
    world.things["hosts"] = {row[0].removesuffix("（示例）"): _host(world, *row) for row in HOSTS}
    _tie_mentors(world)
    _name_lead_units(world)
    kinds = {kind.code: kind for kind in BaseType.objects.all()}
    partnerships = {one.university.name: one for one in Partnership.objects.current().select_related("university")}
    world.things["bases"] = [_base(world, kinds, partnerships, *row) for row in BASES]


def _base(world, kinds, partnerships, name, kind, host, unit, university, stage, days, summary) -> Base:
    awarded = stage in ("plaque", "operating", "review", "withdrawn")
    due = _review_due(world, days, late=stage == "review" or name in LATE) if stage in ("operating", "review") else None
    defaults = {
        "base_type": kinds[kind],
        "host": world.things["hosts"][host],
        "unit": world.units[unit],
        "partnership": partnerships[university],
        "address": world.things["hosts"][host].address,
        "summary": summary,
        "state": stage,
        "state_since": world.moment(-max(days - 15, 3), 10),
        "plaque_on": world.day(-days) if awarded else None,
        "review_due": due,
        "pinyin": pinyin(name),
        "is_demo": True,
        "created_at": world.moment(-days - TAKEN["plan"]),
    }
    base, made = Base.objects.get_or_create(name=f"{name}（示例）", defaults=defaults)
    if made:
        _history(world, base, stage, days)
    return base


def _review_due(world, days: int, *, late: bool):
    """The yearly review falls on the plaque's day; those before today were passed, but for the late ones."""
    return world.day(-days + 365 * (days // 365 + (0 if late else 1)))


def _history(world, base: Base, stage: str, days: int) -> None:
    proof, office = paper(world), world.actor("office")
    who = f"{office.name} · {office.hat_label}"
    taken = [(step, _day(step, days)) for step in STEPS[stage]]
    taken += [("pass_review", -days + 365 * year) for year in range(1, days // 365 + 1) if _passed(base, year)]
    taken.sort(key=lambda pair: pair[1])
    BaseStep.objects.bulk_create(
        BaseStep(
            base=base,
            move=step,
            day=world.day(day),
            evidence=proof,
            by=office.user,
            by_hat=who,
            at=world.moment(day, 16),
        )
        for step, day in taken
    )
    labels = {"plan": _("登记基地方案")} | {move.name: str(move.label) for move in LIFE.moves}
    Event.objects.bulk_create(past(world, base, world.moment(day, 16), step, labels[step]) for step, day in taken)


def _passed(base: Base, year: int) -> bool:
    return base.state == "operating" and (base.review_due - base.plaque_on).days > 365 * year


def _day(step: str, days: int) -> int:
    if step in ("submit_review", "withdraw"):
        return -5
    return min(-days - TAKEN[step], -1)


def _name_lead_units(world) -> None:
    """The proposed lead units become units of this county; unconfirmed ones keep saying so."""
    for kind in BaseType.objects.filter(default_unit=None):
        if kind.proposed_unit in world.units:
            BaseType.objects.filter(pk=kind.pk).update(default_unit=world.units[kind.proposed_unit])


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
