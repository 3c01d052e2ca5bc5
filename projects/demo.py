"""The projects part of the demo county: thirty over all stages, the biomass case, milestones around today."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts import demo as accounts
from accounts.models import Hat
from accounts.permissions import Role
from files.demo import paper
from notifications.demo import past
from notifications.models import Event
from projects import actions
from projects.models import STARTED, Milestone, Project, ProjectStage, Report
from projects.workflow import LADDER, PIPELINE, RUNNING, Stage
from ruoyi_coop.lib.search import pinyin
from universities.models import Expert, Partnership

# (title, field, university, owner unit, stage, what it is about)
PROJECTS = [
    (
        "生物质综合利用示范点",
        "新能源",
        "西北农林科技大学",
        "工科局",
        "landed",
        "考察后选出4处备选点，确定1处农场为示范点，利用果树枝条和秸秆。",
    ),
    ("苹果花期冻害预警", "现代农业", "西北农林科技大学", "农业农村局", "contract", "布设监测点，建立预警模型。"),
    ("花椒采后处理技术", "现代农业", "西北农林科技大学", "农业农村局", "visit", "现场考察花椒烘干和分级。"),
    ("药用玻璃新配方中试", "新材料", "清华大学", "工科局", "contract", "中性硼硅玻璃管的配方和中试。"),
    ("智慧工业园区能耗监测", "数字经济", "清华大学", "工科局", "framework", "园区重点企业能耗在线监测。"),
    ("县域碳账户研究", "绿色低碳", "清华大学", "工科局", "intention", "研究县域碳账户的口径和数据。"),
    ("中小学科学教育提升", "教育", "陕西师范大学", "教育局", "landed", "科学教师培训和课程共建。"),
    ("乡村教师研修计划", "教育", "陕西师范大学", "教育局", "accepted", "乡村教师轮训。"),
    ("校地联合培养研究生", "教育", "西安交通大学", "教育局", "contract", "企业导师与高校导师联合培养。"),
    ("高中强基课程共建", "教育", "兰州大学", "教育局", "framework", "强基课程和科技营。"),
    ("新能源专业实训共建", "教育", "山西能源学院", "教育局", "visit", "实训设备和课程共建。"),
    ("县域发展规划咨询", "智库", "武汉大学", "政研室", "closed", "五年规划专题研究。"),
    ("黄河滩涂湿地保护研究", "生态", "武汉大学", "政研室", "framework", "湿地保护和利用的边界。"),
    ("永乐宫壁画数字化", "文化", "西北大学", "宣传部", "landed", "壁画高清采集和展示。"),
    ("黄河文化研学课程", "文化", "西北大学", "宣传部", "intention", "开发研学线路和课程。"),
    ("微生态饲料添加剂", "生物医药", "华中科技大学", "工科局", "contract", "菌种筛选和发酵工艺。"),
    ("中药材质量追溯", "生物医药", "华中科技大学", "工科局", "visit", "中药材从种植到入厂的追溯。"),
    ("丹参标准化种植", "生物医药", "山西医科大学", "人社局", "intention", "道地药材标准化种植。"),
    ("校友企业回乡投资", "招商", "长安大学", "商务局", "framework", "校友企业对接和落地服务。"),
    ("风陵渡物流枢纽研究", "物流", "长安大学", "商务局", "on_hold", "等待省里规划批复。"),
    ("干部数字化能力培训", "人才", "空军工程大学", "组织部", "landed", "干部数字化能力轮训。"),
    ("电商技能人才培养", "人才", "长沙理工大学", "人社局", "landed", "电商技能培训和就业推荐。"),
    ("县域人才政策评估", "人才", "山西大学", "组织部", "contract", "评估四项人才政策的效果。"),
    ("精密铸件工艺改进", "装备制造", "太原理工大学", "工科局", "accepted", "降低废品率。"),
    ("果园机械化作业", "现代农业", "山西农业大学", "农业农村局", "landed", "果园开沟、施肥机械试验。"),
    ("肉牛良种繁育", "现代农业", "中国农业大学", "农业农村局", "framework", "良种引进和繁育体系。"),
    ("县域商贸流通研究", "商贸", "山西财经大学", "商务局", "terminated", "课题组调整，双方商定终止。"),
    ("智能制造诊断", "装备制造", "中北大学", "工科局", "intention", "为企业做智能制造诊断。"),
    ("地方戏曲进校园", "文化", "山西师范大学", "宣传部", "visit", "戏曲进校园课程。"),
    ("退役军人技能提升", "人才", "运城学院", "人社局", "intention", "退役军人技能培训。"),
]
# What a project has promised, by turns: (title, holder, days from today, days since it was done or None).
PLANS = [
    [
        ("提交调研报告", "university", -70, 72),
        ("现场对接", "unit", -20, 21),
        ("签订下一阶段文本", "unit", 5, None),
        ("方案评审", "university", 40, None),
    ],
    [
        ("确定技术方案", "university", -45, 44),
        ("落实场地", "unit", -6, None),
        ("设备安装", "unit", 12, None),
        ("首批数据", "university", 60, None),
    ],
    [
        ("签订保密协议", "unit", -30, 33),
        ("选派专家驻点", "university", 2, None),
        ("中期报告", "university", 25, None),
        ("成果交接", "unit", 80, None),
    ],
    [
        ("需求清单", "unit", -15, 16),
        ("第一次培训", "university", -3, None),
        ("第二次培训", "university", 30, None),
        ("培训总结", "unit", 75, None),
    ],
    [
        ("开题", "university", -50, 50),
        ("经费到位", "unit", 0, None),
        ("样品检测", "university", 18, None),
        ("总结", "unit", 90, None),
    ],
    [
        ("成立专班", "unit", -80, 80),
        ("资料移交", "university", -22, 21),
        ("现场考察", "university", 9, None),
        ("形成意见", "unit", 21, None),
    ],
]
LIAISONS = {"清华大学": "tsinghua", "西北农林科技大学": "xinong"}
# One official of each lead unit, its head; the two of the cast are made by accounts.
OFFICIALS = {
    "组织部": "zuzhi",
    "人社局": "renshe",
    "农业农村局": "nongye",
    "宣传部": "xuanchuan",
    "商务局": "shangwu",
    "政研室": "zhengyan",
}
STATUS = ["on_plan", "on_plan", "troubled", "on_plan", "stalled", "on_plan"]
WORDS = {
    "on_plan": "按计划推进，下周继续。",
    "troubled": "设备到货延迟，正在协调。",
    "stalled": "等待对方确认人员，暂时停下。",
}
UP = ("visit", "framework", "contract", "land", "accept", "close")
MONTHS_UP = 75  # days between two rungs in the demo


LAPS_AT_ONCE = 20  # the list of projects this many times per statement: large counties neither wait nor swell


def seed(world) -> None:
    _name_officials(world)
    partnerships = {
        one.university.name: one for one in Partnership.objects.current().select_related("university", "lead_unit")
    }
    experts = {expert.university_id: expert for expert in Expert.objects.filter(is_demo=True).order_by("-id")}
    known = set(Project.objects.filter(is_demo=True).values_list("title", flat=True))
    for first in range(0, world.scale, LAPS_AT_ONCE):
        laps = range(first, min(first + LAPS_AT_ONCE, world.scale))
        rows = [(lap, place) for lap in laps for place in range(len(PROJECTS)) if _title(lap, place) not in known]
        _insert(world, [_project(world, lap, place, partnerships, experts) for lap, place in rows])
    if _title(0, 0) not in known:
        _tell_the_biomass_case(world, Project.objects.get(title=_title(0, 0), is_demo=True))


def _name_officials(world) -> None:
    for unit, username in OFFICIALS.items():
        user = accounts.person(world, username, world.name(), mobile=world.mobile())
        hat = accounts.wear(world, user, Role.OFFICIAL, unit)
        Hat.objects.filter(pk=hat.pk, is_head=False).update(is_head=True)


def _title(lap: int, place: int) -> str:
    title = PROJECTS[place][0]
    return f"{title} {lap + 1}期（示例）" if lap else f"{title}（示例）"


def _project(world, lap: int, place: int, partnerships: dict, experts: dict) -> tuple[Project, int]:
    """One project, and its turn: the number that its days and milestones vary with."""
    _name, area, university, unit, stage, summary = PROJECTS[place]
    turn, title = lap * (len(PROJECTS) + 1) + place, _title(lap, place)
    partnership = partnerships[university]
    if lap:  # a large county spreads over all universities and lead units
        partnership = list(partnerships.values())[turn * 7 % len(partnerships)]
        unit = partnership.lead_unit.short_name
    ladder = _ladder(world, turn, stage)
    signed = ladder.get("contract")
    touched = 45 if turn % 7 == 5 else 1 + turn % 20
    project = Project(
        title=title,
        partnership=partnership,
        unit=world.units[unit],
        expert=experts.get(partnership.university_id),
        field=area,
        summary=summary,
        promised_on=world.day(120 + turn % 200),
        amount=Decimal(turn % 9 * 15 + 10) if signed else None,
        state=stage,
        held_from=Stage.FRAMEWORK if stage == Stage.ON_HOLD else "",
        state_since=world.moment((max(ladder.values()) - world.today).days, 11),
        signed_on=signed,
        touched_at=world.moment(-touched, 8),
        created_at=world.moment((ladder[STARTED] - world.today).days, 9),
        pinyin=pinyin(title),
        is_demo=True,
    )
    return project, turn


def _ladder(world, turn: int, stage: str) -> dict[str, date]:
    """The day of every rung the project has climbed, oldest first, and of its exit."""
    exits = {Stage.ON_HOLD: "hold", Stage.TERMINATED: "terminate"}
    top = LADDER.index(Stage.FRAMEWORK if stage in exits else stage)
    moves = [STARTED, *UP[:top], *([exits[stage]] if stage in exits else [])]
    last = -(10 + turn % 50)
    return {move: world.day(last - MONTHS_UP * (len(moves) - 1 - n)) for n, move in enumerate(moves)}


def _insert(world, made: list[tuple[Project, int]]) -> None:
    rows = {ProjectStage: [], Milestone: [], Report: [], Event: []}
    proof = paper(world)
    for project, turn in made:
        _plan(world, project, turn, rows[Milestone])
    Project.objects.bulk_create([project for project, _turn in made])
    for project, turn in made:
        _climb(world, project, turn, proof, rows)
        if project.status:
            _say(world, project, rows)
    for model, parts in rows.items():
        model.objects.bulk_create(parts, batch_size=1000)


def _plan(world, project: Project, turn: int, milestones: list) -> None:
    """Milestones of a project that has more than an intention, and the derived columns that follow from them."""
    ahead = []
    if project.state in (*RUNNING, Stage.ON_HOLD) and project.state != Stage.INTENTION:
        for title, holder, days, done in PLANS[turn % len(PLANS)]:
            open_still = done is None and project.state != Stage.ACCEPTED
            days += turn % 5
            milestones.append(
                _milestone(world, project, title, holder, days, None if open_still else min(done or 8, 80))
            )
            ahead += [world.day(days)] if open_still else []
        project.status = STATUS[turn % len(STATUS)]
        project.reported_at = project.touched_at
    project.next_due = min([*ahead, project.promised_on]) if project.runs else None


def _milestone(world, project, title, holder, days: int, done: int | None) -> Milestone:
    due = world.day(days)
    state = "open" if done is None else "reported" if done == 21 else "confirmed"
    return Milestone(
        project=project,
        title=title,
        due=due,
        original_due=due if days % 4 else world.day(days - 14),
        holder=holder,
        state=state,
        state_since=world.moment(-(done or 30), 15),
        done_on=None if done is None else world.day(-done),
        reported_by_id=None if done is None else _speaker(world, project, holder).user_id,
        created_at=world.moment(-90),
    )


def _climb(world, project: Project, turn: int, proof, rows: dict) -> None:
    office = world.actor("office")
    labels = {STARTED: _("登记意向")} | {move.name: str(move.label) for move in PIPELINE.moves}
    who = f"{office.name} · {office.hat_label}"
    for move, day in _ladder(world, turn, project.state).items():
        at = world.moment((day - world.today).days, 11)
        fact = {"move": move, "day": day, "evidence": proof, "by": office.user, "by_hat": who, "at": at}
        rows[ProjectStage].append(ProjectStage(project=project, **fact))
        rows[Event].append(past(world, project, at, move, labels[move]))


def _say(world, project: Project, rows: dict) -> None:
    """The last report on the project, as an event too."""
    actor, words = _speaker(world, project, "university"), WORDS[project.status]
    who = f"{actor.name} · {actor.hat_label}"
    said = {"status": project.status, "text": words, "by": actor.user, "by_hat": who, "at": project.reported_at}
    rows[Report].append(Report(project=project, **said))
    rows[Event].append(
        past(world, project, project.reported_at, "reported", _("报进展"), actor.user.username, note=words)
    )


def _speaker(world, project: Project, holder: str):
    """Who would have reported: the university's liaison where the demo knows one, else an official of the unit."""
    official = OFFICIALS.get(project.unit.short_name) or {"教育局": "jiaoyu"}.get(project.unit.short_name, "gongke")
    liaison = LIAISONS.get(project.partnership.university.name)
    return world.actor(liaison if holder == "university" and liaison else official)


def _tell_the_biomass_case(world, project: Project) -> None:
    """What the report tells of it, done as people do it, so that messages and the timeline are real."""
    office, xinong, proof = world.actor("office"), world.actor("xinong"), paper(world)
    sites = actions.add_milestone(project, _promise("选定4处备选点", "university", world.day(1)), by=office)
    actions.add_milestone(project, _promise("示范农场供料协议", "unit", world.day(10)), by=office)
    actions.report_milestone(sites, done_on=world.day(-2), text="4处备选点已实地踏勘。", upload=proof, by=xinong)
    actions.report_progress(project, status="on_plan", text="已确定1处农场为示范点。", upload=proof, by=xinong)


def _promise(title: str, holder: str, due: date) -> dict:
    return {"title": title, "holder": holder, "due": due}
