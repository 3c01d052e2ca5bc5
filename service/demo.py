"""The service part of the demo county: three groups of three and a dozen requests of the last three months."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from notifications.demo import past
from notifications.models import Event, working_calendar
from ruoyi_coop.lib.search import pinyin
from service import clock
from service.actions import CLOCK
from service.models import PLACES, Promise, ServiceRequest, ServiceTeam, Style, TeamMember
from service.workflow import SERVICE, State

GENERAL = "通用服务小组（示例）"
# (name, university, the three by user name)
TEAMS = [
    (GENERAL, None, ("lingdao01", "jiaoyu", "ganbu03")),
    ("清华大学服务小组（示例）", "清华大学", ("leader", "gongke", "ganbu00")),
    ("西农服务小组（示例）", "西北农林科技大学", ("lingdao02", "ganbu04", "jiaoyu")),
]

# (asker, group, whose turn, style, what, more, days ago, hour, state,
#  working hours to the answer, to the work said to be done, to the confirmation, satisfied, words)
REQUESTS = [
    (
        "tsinghua",
        1,
        2,
        "guide",
        "专家组来县，请安排带路",
        "六位老师，想看两家玻璃企业。",
        86,
        9,
        "confirmed",
        2,
        20,
        26,
        True,
        "安排得很细。",
    ),
    ("yabao", 0, 2, "express", "急需会议室开校企座谈", "", 79, 15, "confirmed", 1, 6, 9, True, ""),
    (
        "xinong",
        2,
        2,
        "full_care",
        "苹果试验站用地手续陪办",
        "涉及两个乡镇，请全程跟一下。",
        70,
        10,
        "confirmed",
        5,
        90,
        98,
        True,
        "手续都办齐了。",
    ),
    (
        "tsinghua",
        1,
        3,
        "express",
        "样品要当天送到实验室",
        "",
        58,
        16,
        "confirmed",
        4,
        12,
        16,
        False,
        "晚了半天，影响了检测。",
    ),
    ("dayu", 0, 3, "guide", "想了解引进人才的补贴怎么申报", "", 52, 11, "confirmed", 3, 9, 14, None, ""),
    (
        "xinong",
        2,
        3,
        "guide",
        "学生实习住宿找谁对接",
        "三十名学生，七月到县。",
        44,
        9,
        "withdrawn",
        2,
        None,
        5,
        None,
        "学校已自行解决。",
    ),
    ("yabao", 0, 1, "full_care", "博士工作站申报全程陪办", "", 37, 10, "confirmed", 6, 100, 105, True, ""),
    (
        "tsinghua",
        1,
        1,
        "guide",
        "请介绍县里生物质资源情况",
        "课题组写报告要用。",
        25,
        14,
        "confirmed",
        3,
        18,
        22,
        True,
        "资料很全。",
    ),
    (
        "tsinghua",
        1,
        3,
        "express",
        "检测设备进场要吊车",
        "设备已到高速口。",
        12,
        10,
        "reported",
        None,
        None,
        None,
        None,
        "",
    ),
    ("tsinghua", 1, 2, "guide", "请带新来的博士生熟悉基地", "", 9, 9, "done_said", 2, 30, None, None, ""),
    (
        "xinong",
        2,
        2,
        "full_care",
        "花椒精深加工中试线落地陪办",
        "先看场地，再办环评。",
        6,
        9,
        "answered",
        4,
        None,
        None,
        None,
        "",
    ),
    (
        "yabao",
        0,
        2,
        "full_care",
        "接待高校药学院来厂考察",
        "约二十人，请协助安排。",
        1,
        19,
        "asked",
        None,
        None,
        None,
        None,
        "",
    ),
    ("tsinghua", 1, 2, "guide", "请派人带路、介绍情况", "", 1, 20, "asked", None, None, None, None, ""),
]
ANSWERS = {
    "answer": "收到，已安排专人对接，今天与您联系。",
    "say_done": "已办完，请您看看是否满意。",
}


def seed(world) -> None:
    teams = [_team(world, *row) for row in TEAMS]
    if not ServiceRequest.objects.filter(is_demo=True).exists():
        calendar = working_calendar()
        for row in REQUESTS:
            _request(world, teams, calendar, *row)
        for team in teams:
            last = team.requests.order_by("asked_at").last()
            ServiceTeam.objects.filter(pk=team.pk).update(last_place=last.holder.place)


def _team(world, name: str, university: str | None, people: tuple) -> ServiceTeam:
    where = world.things["universities"][university] if university else None
    team, _made = ServiceTeam.objects.get_or_create(name=name, defaults={"university": where, "is_demo": True})
    for place, username in zip(PLACES, people, strict=True):
        defaults = {"hat": world.actor(username).hat}
        TeamMember.objects.get_or_create(team=team, place=place, left_on=None, defaults=defaults)
    return team


def _request(
    world, teams, calendar, who, number, place, style, subject, detail, ago, hour, state, answer, done, end, happy, said
) -> None:
    asker, team, asked = world.actor(who), teams[number], world.moment(-ago, hour, 5)
    latest = world.moment(0, 0, 1)

    def after(hours) -> datetime | None:
        return None if hours is None else max(asked, min(clock.add_working(calendar, asked, hours), latest))

    promise = Promise.objects.on(style, world.day(-ago)) or _promise(style)
    due = clock.add_working(calendar, asked, promise.hours)
    is_reported = state == "reported"
    university = asker.hat.university_tie.university if hasattr(asker.hat, "university_tie") else None
    report_at = after(3 * promise.hours) if is_reported else None
    done_at = after(done)
    row = ServiceRequest.objects.create(
        style=style,
        subject=subject,
        detail=detail,
        asker=asker.user,
        asker_hat=asker.hat_label,
        university=university,
        host_name="" if university else asker.hat.place,
        team=team,
        promise=promise,
        holder=team.members.get(place=place, left_on=None),
        held_since=after(2 * promise.hours) if is_reported else asked,
        tried=2 if is_reported else 0,
        asked_at=asked,
        promised_at=due,
        answer_due=report_at or due,
        done_due=clock.add_days(calendar, asked, promise.done_days),
        answered_at=after(answer),
        done_said_at=done_at,
        confirm_due=clock.add_days(calendar, done_at, 5) if done_at else None,
        confirmed_at=after(end) if state == State.CONFIRMED else None,
        escalated_at=report_at,
        escalated_to=university.attachment().leader if is_reported else None,
        satisfied=happy,
        rating=said if state == State.CONFIRMED else "",
        state=State.ASKED if is_reported else state,
        state_since=after(end) or done_at or after(answer) or asked,
        pinyin=pinyin(subject),
        is_demo=True,
        created_at=asked,
    )
    _history(world, row, who, said, [after(hours) for hours in (answer, done, end)])


def _promise(style: str) -> Promise:
    """Only where the migration's promises were emptied away."""
    days = 10 if style == Style.FULL_CARE else 5
    return Promise.objects.create(style=style, hours=7, done_days=days, published_on=date(2021, 9, 8))


def _history(world, row: ServiceRequest, who: str, said: str, times: list) -> None:
    holder = row.holder.hat.user.username
    last = "withdraw" if row.state == State.WITHDRAWN else "confirm"
    events = [past(world, row, row.asked_at, "asked", _("请求服务"), who, note=row.detail)]
    for move, at in zip(("answer", "say_done", last), times, strict=True):
        if at:
            actor = who if move == last else holder
            words = said if move == last else ANSWERS[move]
            events.append(past(world, row, at, move, str(SERVICE[move].label), actor, note=words))
    Event.objects.bulk_create([*events, *_by_clock(world, row)])


def _by_clock(world, row: ServiceRequest) -> list[Event]:
    """What the clock did with the one that all three let lie."""
    if not row.escalated_at:
        return []
    passed = past(world, row, row.held_since, "passed_by_clock", _("逾期未答复，自动转给下一位"))
    told = past(world, row, row.escalated_at, "reported", _("上报县领导"), note=row.leader_words)
    for event in (passed, told):
        event.actor, event.actor_name, event.actor_role, event.actor_hat = None, CLOCK.name, CLOCK.role, CLOCK.hat_label
    return [passed, told]
