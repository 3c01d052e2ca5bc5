"""The needs part of the demo county: what units and enterprises want, what universities offer, pairs that fit."""

from accounts.demo import CAST
from needs.models import REGISTERED, Dismissal, Need, NeedStep, Supply
from needs.workflow import NEED
from notifications.demo import past
from notifications.models import Event
from ruoyi_coop.lib.search import pinyin
from universities.demo import dice_of

# (title, unit, host or "", kind, field, keywords, state, days in it, wanted in so many days or None, what is wanted)
NEEDS = [
    (
        "中药注射剂工艺杂质在线检测",
        "工科局",
        "亚宝药业",
        "technology",
        "中药制药",
        "中药注射剂 在线检测 质量控制",
        "accepted",
        12,
        60,
        "提取浓缩环节的杂质靠离线取样，结果滞后两小时。希望有近红外在线检测方案，先在一条线上试。",
    ),
    (
        "贴剂新辅料开发",
        "工科局",
        "亚宝药业",
        "technology",
        "中药制药",
        "透皮贴剂 辅料",
        "in_talks",
        26,
        120,
        "现有基质冬季偏硬，初黏力下降。希望合作开发适合北方气候的新辅料。",
    ),
    (
        "制药工程研究生工作站",
        "工科局",
        "亚宝药业",
        "platform",
        "中药制药",
        "研究生工作站 中药制药",
        "returned",
        4,
        None,
        "希望与高校共建研究生工作站，每年接收四到六名学生。",
    ),
    (
        "微生态制剂菌株稳定性提升",
        "农业农村局",
        "大禹生物",
        "technology",
        "微生态制剂",
        "益生菌 菌株选育 饲料添加剂",
        "accepted",
        44,
        30,
        "夏季高温运输后活菌数下降明显，希望选育耐热菌株或改进包埋工艺。",
    ),
    (
        "饲用酶制剂中试平台",
        "农业农村局",
        "大禹生物",
        "platform",
        "微生态制剂",
        "饲料添加剂 中试平台",
        "registered",
        2,
        None,
        "希望共建酶制剂中试平台，企业出场地和设备，学校出技术。",
    ),
    (
        "中硼硅药用玻璃管拉制成品率",
        "工科局",
        "宏光医玻",
        "technology",
        "药用玻璃",
        "中硼硅 玻璃管 成品率",
        "in_talks",
        18,
        90,
        "气泡线和结石是主要缺陷，希望从熔制温度场入手把成品率提高五个百分点。",
    ),
    (
        "玻璃窑炉余热利用",
        "工科局",
        "宏光医玻",
        "technology",
        "节能降碳",
        "窑炉 余热利用",
        "accepted",
        8,
        None,
        "窑炉排烟温度在四百度以上，希望做一次能效诊断并给出余热利用方案。",
    ),
    (
        "苹果老果园改造技术指导",
        "古魏镇",
        "",
        "training",
        "果树栽培",
        "苹果 老果园改造 果农培训",
        "accepted",
        20,
        75,
        "全镇有老果园六千多亩，希望专家在冬剪和春季各来一次，现场教果农。",
    ),
    (
        "花椒病虫害绿色防控",
        "风陵渡镇",
        "",
        "technology",
        "果树栽培",
        "花椒 病虫害防治",
        "registered",
        1,
        None,
        "近两年花椒锈病加重，希望有低成本的绿色防控办法。",
    ),
    (
        "县域产业链图谱研究",
        "政研室",
        "",
        "advice",
        "县域经济",
        "产业链 产业规划",
        "met",
        30,
        None,
        "医药、新材料、果业三条链的现状、缺口和招商方向，形成一份报告。",
    ),
    (
        "高中数学教师培训",
        "教育局",
        "",
        "training",
        "基础教育",
        "教师培训 高中数学",
        "in_talks",
        9,
        40,
        "新教材使用以来教师普遍缺少课堂设计指导，希望办两期短训班。",
    ),
    (
        "急需紧缺人才引进",
        "人社局",
        "",
        "talent",
        "人才引进",
        "硕士 医药 材料",
        "accepted",
        37,
        None,
        "医药、材料、农学方向硕士二十名，事业编制，另有住房补贴。",
    ),
    (
        "永乐宫壁画数字化展示",
        "文旅局",
        "",
        "technology",
        "文化遗产保护",
        "壁画 数字化",
        "on_hold",
        15,
        None,
        "希望做高清采集和线上展示。等省里文物部门批复后再推进。",
    ),
    (
        "跨境电商运营人才班",
        "商务局",
        "",
        "training",
        "电子商务",
        "跨境电商 人才培训",
        "terminated",
        50,
        None,
        "原计划办班，企业已自行与平台合作。",
    ),
]
REASONS = {
    "returned": ("send_back", "请写明工作站拟建的场地和每年经费。"),
    "on_hold": ("hold", "等文物部门批复。"),
    "terminated": ("terminate", "企业已自行解决。"),
}
# (title, university, kind, field, keywords, maturity, answers or "", state, days ago, what it is)
SUPPLIES = [
    (
        "近红外在线检测成套技术",
        "清华大学",
        "result",
        "中药制药",
        "在线检测 质量控制 近红外",
        "pilot",
        "",
        "accepted",
        60,
        "已在两家药企的提取线上运行，可按工艺定制模型。",
    ),
    (
        "特种玻璃熔制与成形团队",
        "清华大学",
        "team",
        "药用玻璃",
        "中硼硅 玻璃管 熔制",
        "pilot",
        "",
        "accepted",
        80,
        "长期做电子玻璃和药用玻璃熔制模拟，有完整的窑炉温度场模型。",
    ),
    (
        "应答：玻璃窑炉余热利用",
        "清华大学",
        "team",
        "节能降碳",
        "窑炉 余热利用",
        "none",
        "玻璃窑炉余热利用",
        "offered",
        2,
        "可先派两名老师到厂做三天诊断。",
    ),
    (
        "耐热乳酸菌菌株库",
        "西北农林科技大学",
        "result",
        "微生态制剂",
        "益生菌 菌株选育",
        "bench",
        "",
        "accepted",
        50,
        "保藏耐热菌株三十余株，可按需筛选。",
    ),
    (
        "应答：微生态制剂菌株稳定性提升",
        "西北农林科技大学",
        "team",
        "微生态制剂",
        "益生菌 菌株选育 饲料添加剂",
        "bench",
        "微生态制剂菌株稳定性提升",
        "accepted",
        6,
        "菌株库现成，包埋工艺三个月可出小试结果。",
    ),
    (
        "苹果矮砧密植与老园改造服务",
        "西北农林科技大学",
        "service",
        "果树栽培",
        "苹果 老果园改造 果农培训",
        "ready",
        "",
        "accepted",
        100,
        "试验站专家可驻点指导，已在陕西三个县推广。",
    ),
    (
        "花椒产业技术服务队",
        "西北农林科技大学",
        "service",
        "果树栽培",
        "花椒 病虫害防治",
        "ready",
        "",
        "accepted",
        40,
        "从育苗、修剪到病虫害防治全程服务。",
    ),
    (
        "中学教师课堂设计短训班",
        "陕西师范大学",
        "service",
        "基础教育",
        "教师培训 课堂设计",
        "none",
        "",
        "accepted",
        70,
        "每期五天，集中授课和跟岗听课结合。",
    ),
    (
        "县域发展智库报告",
        "武汉大学",
        "service",
        "县域经济",
        "产业规划 县域治理",
        "none",
        "",
        "accepted",
        120,
        "组成五人课题组，三个月出报告。",
    ),
    (
        "壁画高清采集与虚拟复原",
        "西北大学",
        "result",
        "文化遗产保护",
        "壁画 数字化",
        "ready",
        "",
        "withdrawn",
        30,
        "课题组调整，暂不对外承接。",
    ),
]
UNFIT = ("微生态制剂菌株稳定性提升", "耐热乳酸菌菌株库", "菌株已授权别家企业独家使用。")
# The rungs climbed in each state, and days before the present state that the earlier ones lie.
CLIMBED = {
    "accepted": ("accept",),
    "in_talks": ("accept", "begin_talks"),
    "met": ("accept", "begin_talks", "meet"),
    "on_hold": ("accept",),
    "terminated": ("accept",),
}
APART = 21


def seed(world) -> None:
    world = dice_of(world, "needs")
    needs = {row[0]: _need(world, *row) for row in NEEDS}
    supplies = {row[0]: _supply(world, needs, *row) for row in SUPPLIES}
    need, supply, reason = UNFIT
    defaults = {"reason": reason, "by": world.actor("office").user, "at": world.moment(-3, 15)}
    Dismissal.objects.get_or_create(need=needs[need], supply=supplies[supply], defaults=defaults)
    world.things["needs"], world.things["supplies"] = needs, supplies


def _need(world, title, unit, host, kind, field, keywords, state, age, wanted, detail) -> Need:
    words, contact, mobile = keywords.split(), world.name(), world.mobile()
    defaults = {
        "unit": world.units[unit],
        "host": world.things["hosts"][host] if host else None,
        "kind": kind,
        "field": field,
        "keywords": words,
        "words": " ".join(words),
        "detail": detail,
        "contact_name": contact,
        "contact_mobile": mobile,
        "wanted_by": world.day(wanted) if wanted else None,
        "state": state,
        "state_since": world.moment(-age, 10),
        "rung_on": world.day(-age),
        "held_from": "accepted" if state == "on_hold" else "",
        "pinyin": pinyin(title),
        "is_demo": True,
    }
    need, made = Need.objects.get_or_create(title=f"{title}（示例）", defaults=defaults)
    if made:
        _history(world, need, age)
    return need


def _history(world, need: Need, age: int) -> None:
    """Its rungs, each three weeks after the one before, the last on the day it came to where it is."""
    moves = [REGISTERED, *CLIMBED.get(need.state, ())]
    later = moves if need.state not in REASONS else [*moves, REASONS[need.state][0]]
    offsets = [-age - APART * (len(later) - 1 - place) for place in range(len(later))]
    actor = world.actor("office")
    who = f"{actor.name} · {actor.hat_label}"
    NeedStep.objects.bulk_create(
        NeedStep(need=need, move=move, day=world.day(day), by=actor.user, by_hat=who, at=world.moment(day, 16))
        for move, day in zip(moves, offsets, strict=False)
    )
    labels = {REGISTERED: "登记需求"} | {move.name: str(move.label) for move in NEED.moves}
    note = REASONS.get(need.state, ("", ""))[1]
    Event.objects.bulk_create(
        past(world, need, world.moment(day, 16), move, labels[move], note=note if move == later[-1] else "")
        for move, day in zip(later, offsets, strict=True)
    )
    Need.objects.filter(pk=need.pk).update(created_at=world.moment(offsets[0], 9))


def _supply(world, needs, title, school, kind, field, keywords, maturity, answers, state, age, detail) -> Supply:
    university, words = world.things["universities"][school], keywords.split()
    defaults = {
        "expert": _expert(university, [field, *words]),
        "kind": kind,
        "field": field,
        "keywords": words,
        "words": " ".join(words),
        "maturity": maturity,
        "detail": detail,
        "answers": needs[answers] if answers else None,
        "state": state,
        "state_since": world.moment(-age, 11),
        "created_at": world.moment(-age, 9),
        "pinyin": pinyin(title),
        "is_demo": True,
    }
    key = {"university": university, "title": f"{title}（示例）"}
    supply, made = Supply.objects.get_or_create(**key, defaults=defaults)
    if made:
        username = {place: user for user, _name, _role, _unit, place in CAST}.get(school, "office")
        Event.objects.bulk_create([past(world, supply, world.moment(-age, 9), "created", "发布供给", username)])
    return supply


def _expert(university, words: list[str]):
    """One who works on one of the words, or nobody in particular."""
    experts = university.experts.order_by("id")
    return next((expert for expert in experts if any(word in expert.field for word in words)), None)
