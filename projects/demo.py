"""The ladder of the demo county: thirty rows over all stages, their plans and papers, the biomass case."""

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
from projects.models import Agreement, Milestone, Project, ProjectStage, Report, Template, TemplateStep
from projects.proposals import TEMPLATES
from projects.workflow import LADDER, PIPELINE, RUNNING, Stage
from ruoyi_coop.lib.calendar import DAY
from ruoyi_coop.lib.search import pinyin
from supervision.actions import ask_extension, block, move_duty, nudge
from supervision.models import Duty
from supervision.models import Report as Said
from supervision.workflow import OPEN, State
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
UP = ("intention", "visit", "framework", "contract", "land", "accept", "close")
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
    _offer_templates()
    if _title(0, 0) not in known:
        _tell_the_biomass_case(world, Project.objects.get(title=_title(0, 0), is_demo=True))
        _plan_by_the_book(world)


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
    promised = world.day(120 + turn % 200)
    project = Project(
        title=title,
        partnership=partnership,
        unit=world.units[unit],
        expert=experts.get(partnership.university_id),
        field=area,
        summary=summary,
        promised_on=promised,
        first_promised_on=promised,
        amount=Decimal(turn % 9 * 15 + 10) if signed else None,
        state=stage,
        held_from=Stage.FRAMEWORK if stage == Stage.ON_HOLD else "",
        state_since=world.moment((max(ladder.values()) - world.today).days, 11),
        signed_on=signed,
        created_at=world.moment((min(ladder.values()) - world.today).days, 9),
        pinyin=pinyin(title),
        is_demo=True,
    )
    return project, turn


def _ladder(world, turn: int, stage: str) -> dict[str, date]:
    """The day of every rung the project has climbed, oldest first, and of its exit."""
    exits = {Stage.ON_HOLD: "hold", Stage.TERMINATED: "terminate"}
    top = LADDER.index(Stage.FRAMEWORK if stage in exits else stage)
    moves = ["talks", *UP[:top], *([exits[stage]] if stage in exits else [])]
    last = -(10 + turn % 50)
    return {move: world.day(last - MONTHS_UP * (len(moves) - 1 - n)) for n, move in enumerate(moves)}


def _insert(world, made: list[tuple[Project, int]]) -> None:
    """Everything about these projects, a statement for each kind of row."""
    for project, turn in made:
        project.status = STATUS[turn % len(STATUS)] if project.state in (*RUNNING[2:], Stage.ON_HOLD) else ""
    Project.objects.bulk_create([project for project, _turn in made])
    rows = {ProjectStage: [], Agreement: [], Report: [], Event: []}
    plans = [plan for project, turn in made for plan in _plans(world, project, turn)]
    Duty.objects.bulk_create([plan[0] for plan in plans], batch_size=1000)
    Milestone.objects.bulk_create([Milestone(project=plan[1], duty=plan[0]) for plan in plans], batch_size=1000)
    Said.objects.bulk_create([said for plan in plans for said in _proofs(world, plan[0])], batch_size=1000)
    rows[Event] += [event for duty, _project in plans for event in _history(world, duty)]
    for project, turn in made:
        _climb(world, project, turn, rows)
        if project.status:
            _say(world, project, turn, rows)
    for model, parts in rows.items():
        model.objects.bulk_create(parts, batch_size=1000)
    _derive(made, plans, rows[Event])


def _plans(world, project: Project, turn: int) -> list[tuple[Duty, Project]]:
    """What a project that has more than an intention promised, each as a duty with its state around today."""
    if project.state not in (*RUNNING[2:], Stage.ON_HOLD):
        return []
    return [
        (_duty(world, project, title, holder, days + turn % 5, _done(project, turn, done)), project)
        for title, holder, days, done in PLANS[turn % len(PLANS)]
    ]


def _done(project: Project, turn: int, done: int | None) -> int | None:
    """Days since it was done; what has been accepted has everything done, and some lie quiet for long."""
    if done is None and project.state != Stage.ACCEPTED:
        return None
    days = min(done or 8, 80)
    return max(days, 46) if _is_quiet(turn) else days


def _is_quiet(turn: int) -> bool:
    return turn % 7 == 5


def _duty(world, project: Project, title: str, holder: str, days: int, done: int | None) -> Duty:
    due, state = world.day(days), _state(holder, days, done)
    start = min(due - 7 * DAY, due)
    speaker = None if done is None else _speaker(world, project, holder).user_id
    university = project.partnership.university_id if holder == "university" else None
    begun = state not in (State.ASSIGNED, State.ACCEPTED)
    return Duty(
        kind=Duty.Kind.MILESTONE,
        title=title,
        unit=project.unit,
        university_id=university,
        partnership=project.partnership,
        origin=project.key,
        origin_label=project.title,
        due=due,
        original_due=due if days % 4 else world.day(days - 14),
        start_by=start,
        start_open=None if begun else start,
        begun_on=start if begun else None,
        state=state,
        state_since=world.moment(-(done or 30), 15),
        done_on=None if done is None else world.day(-done),
        person_id=speaker,
        reported_by_id=speaker,
        reviewed_by=world.people["office"] if state == State.CLOSED else None,
        touched_at=world.moment(-(done or 30), 15),
        created_at=world.moment(-90),
        is_demo=True,
    )


def _state(holder: str, days: int, done: int | None) -> str:
    if done is not None:
        return State.REPORTED if done == 21 else State.CLOSED
    if holder == "university" and days > 20:
        return State.ASSIGNED
    return State.DOING if days % 3 else State.ACCEPTED


def _proofs(world, duty: Duty) -> list[Said]:
    if not duty.done_on:
        return []
    who = world.actors[duty.reported_by.username]
    told = {"by": who.user, "by_hat": f"{who.name} · {who.hat_label}", "at": duty.state_since}
    return [Said(duty=duty, kind=Said.Kind.DONE, text=_("已完成，材料见附件。"), upload=paper(world), **told)]


def _history(world, duty: Duty) -> list[Event]:
    """The events of a duty as they would have been recorded, with its facts of each day."""
    first = {"due": duty.original_due, "state": "assigned", "start_open": duty.start_by}
    events = [past(world, duty, duty.created_at, "created", _("交办"), facts=_facts(duty, **first))]
    if duty.was_moved:
        facts = _facts(duty, **first | {"due": duty.due})
        events.append(past(world, duty, world.moment(-60), "extended", _("批准延期"), facts=facts))
    if duty.state in OPEN and duty.state != State.ASSIGNED:
        label, at = _("开始办理"), world.moment(-50)
        events.append(past(world, duty, at, "begin", label, duty_speaker(world, duty), facts=_facts(duty)))
    if duty.done_on:
        who, facts = duty.reported_by.username, _facts(duty, state="reported", start_open=None)
        events.append(past(world, duty, duty.state_since, "report", _("反馈完成"), who, facts=facts))
    if duty.state == State.CLOSED:
        at = duty.state_since.replace(hour=16)
        events.append(past(world, duty, at, "close", _("销号"), facts=_facts(duty)))
    return events


def _facts(thing, **other) -> dict:
    return thing.facts | other


def duty_speaker(world, duty: Duty) -> str:
    """Who works on it: the liaison the demo knows, else an official of the unit."""
    liaison = LIAISONS.get(duty.university.name) if duty.university_id else None
    return liaison or _official_of(duty.unit.short_name)


def _official_of(unit: str) -> str:
    return OFFICIALS.get(unit) or {"教育局": "jiaoyu"}.get(unit, "gongke")


def _climb(world, project: Project, turn: int, rows: dict) -> None:
    office, proof = world.actor("office"), paper(world)
    labels = {"talks": _("开始对接")} | {move.name: str(move.label) for move in PIPELINE.moves}
    who = f"{office.name} · {office.hat_label}"
    signed = None
    for move, day in _ladder(world, turn, project.state).items():
        at = world.moment((day - world.today).days, 11)
        fact = {"move": move, "day": day, "evidence": proof, "by": office.user, "by_hat": who, "at": at}
        rows[ProjectStage].append(ProjectStage(project=project, **fact))
        stage = "talks" if move == "talks" else PIPELINE[move].to_state
        signed = day if move == "contract" else signed
        facts = _facts(project, state=stage, signed_on=signed, status="")
        verb = "created" if move == "talks" else move
        rows[Event].append(past(world, project, at, verb, labels[move], facts=facts))
        if move in ("framework", "contract"):
            rows[Agreement].append(_agreement(world, project, move, day, proof, turn))


def _agreement(world, project: Project, kind: str, day: date, proof, turn: int) -> Agreement:
    """Most run for years; every ninth runs out within the warning time."""
    return Agreement(
        kind=kind,
        title=f"{project.title} · {Agreement.Kind(kind).label}",
        partnership=project.partnership,
        project=project,
        parties=f"芮城县人民政府、{project.partnership.university.name}",
        signed_on=day,
        ends_on=world.day(25 + turn % 60) if turn % 9 == 3 else day + 3 * 365 * DAY,
        scan=proof,
        kept_by=world.people["office"],
        created_at=world.moment((day - world.today).days, 11),
        is_demo=True,
    )


def _say(world, project: Project, turn: int, rows: dict) -> None:
    """The last report on the project, as an event too."""
    actor, words = _speaker(world, project, "university"), WORDS[project.status]
    at = world.moment(-(45 if _is_quiet(turn) else 1 + turn % 20), 8)
    who = f"{actor.name} · {actor.hat_label}"
    said = {"status": project.status, "text": words, "by": actor.user, "by_hat": who, "at": at}
    rows[Report].append(Report(project=project, **said))
    event = past(world, project, at, "reported", _("报进展"), actor.user.username, note=words, facts=project.facts)
    rows[Event].append(event)


def _derive(made: list, plans: list, events: list[Event]) -> None:
    """Bring the derived columns to what the rows say, as every action does."""
    last, open_duties = {}, {}
    for event in events:
        last[event.thread] = max(event.at, last.get(event.thread, event.at))
    for duty, project in plans:
        if duty.state in OPEN:
            open_duties.setdefault(project.pk, []).append(duty)
    for project, _turn in made:
        mine = open_duties.get(project.pk, [])
        starts = [duty.start_open for duty in mine if duty.start_open]
        project.touched_at = last[project.key]
        project.reported_at = project.touched_at if project.status else None
        project.next_due = min([*(duty.due for duty in mine), project.promised_on]) if project.runs else None
        project.next_start = min(starts, default=None) if project.runs else None
    columns = ["touched_at", "reported_at", "next_due", "next_start"]
    Project.objects.bulk_update([project for project, _turn in made], columns, batch_size=1000)


def _speaker(world, project: Project, holder: str):
    """Who would have reported: the university's liaison where the demo knows one, else an official of the unit."""
    liaison = LIAISONS.get(project.partnership.university.name)
    return world.actor(liaison if holder == "university" and liaison else _official_of(project.unit.short_name))


def _offer_templates() -> None:
    """The proposed templates, where a flush has taken what the migration had put there."""
    for name, about, steps in TEMPLATES:
        template, is_new = Template.objects.get_or_create(name=name, defaults={"about": about, "is_proposed": True})
        if is_new:
            TemplateStep.objects.bulk_create(TemplateStep(template=template, **step) for step in steps)


SITES = [
    {"place": "东垆乡果园", "assessment": "果树枝条足，离主干道2公里", "is_chosen": False},
    {"place": "古魏镇农场", "assessment": "场地平整，水电齐全，可作示范点", "is_chosen": True},
    {"place": "陌南镇合作社", "assessment": "秸秆量大，仓储不足", "is_chosen": False},
    {"place": "风陵渡开发区", "assessment": "用地已规划，运距远", "is_chosen": False},
]


def _tell_the_biomass_case(world, project: Project) -> None:
    """What the report tells of it, done as people do it, so that messages and the timeline are real."""
    office, xinong, gongke, proof = (*map(world.actor, ("office", "xinong", "gongke")), paper(world))
    visit = {"day": world.day(-200), "people": "西北农林科技大学专家组、工科局", "summary": "一天看了4处备选点。"}
    actions.keep_visit(project, visit | {"upload": proof}, sites=SITES, by=office)
    sites = actions.add_milestone(project, _promise("选定4处备选点", "university", world.day(1)), by=office)
    supply = actions.add_milestone(project, _promise("示范农场供料协议", "unit", world.day(10)), by=office)
    move_duty(sites.duty, "report", by=xinong, note="4处备选点已实地踏勘。", upload=proof, done_on=world.day(-2))
    actions.report_progress(project, status="on_plan", text="已确定1处农场为示范点。", upload=proof, by=xinong)
    reason = {"reason": "供料价格还在商谈，农场主外出。", "progress": "协议文本已拟好。"}
    ask_extension(supply.duty, world.day(24), by=gongke, **reason)


def _plan_by_the_book(world) -> None:
    """One project planned backward by its unit, with something in its way and somebody who hurries."""
    gongke, leader = world.actor("gongke"), world.actor("leader")
    project = Project.objects.get(title="微生态饲料添加剂（示例）", is_demo=True)
    template = Template.objects.get(name=TEMPLATES[0][0])
    actions.accept_plan(project, template, template.graph(), world.day(260), by=gongke)
    first = project.milestones.planned().filter(duty__university=None).order_by("duty__due").first()
    block(first.duty, what="中试场地的消防验收", resolver=leader.hat, until=world.day(5), by=gongke)
    late = Duty.objects.filter(origin__startswith="projects.project:", due__lt=world.today, university__isnull=False)
    if found := late.open().order_by("due").first():
        nudge(found, by=world.actor("office"), words="请本周内反馈。")


def _promise(title: str, holder: str, due: date) -> dict:
    return {"title": title, "holder": holder, "due": due}
