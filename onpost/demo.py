"""This app's part of the demo county: twelve students on post since twenty days, and thirty who have finished."""

from datetime import date
from decimal import Decimal

from accounts.models import User
from interns.models import Placement, Position, PositionCategory, Season, Tutor
from interns.workflow import PlacementState, PositionState
from notifications.demo import past
from notifications.models import Event, working_calendar
from onpost.attendance import days_between, monday_of
from onpost.models import Absence, Agreement, Insurance, Problem, Signature, Stay, Week, WeekNote
from onpost.terms import terms_of
from onpost.weeks import due_weeks
from onpost.workflow import AbsenceState, AgreementState, StayState
from ruoyi_coop.lib.calendar import DAY
from ruoyi_coop.lib.search import pinyin

BEGUN, LASTS, STUDENTS, FINISHED = -20, 45, 12, 30
QUARTERS = ("寒假", "春季", "暑期", "秋季")
TUTORS = {  # host: (name, job, mobile, address)
    "亚宝药业": ("张建国", "车间主任", "13900001101", "zhangjianguo@demo.ruicheng.invalid"),
    "大禹生物": ("李慧敏", "实验室主管", "13900001102", ""),
}


def seed(world) -> None:
    if not Stay.objects.filter(is_demo=True).exists():
        _fill(world)
    stays = list(Stay.objects.filter(is_demo=True).with_people().order_by("pk"))
    world.things["on_post"] = [stay for stay in stays if stay.is_on_post]
    world.things["finished"] = [stay for stay in stays if not stay.is_on_post]


def _fill(world) -> None:
    finished = _papers(world, _last_placements(world))
    done = [_stay(row, row.position.starts_on, row.position.ends_on, finished=True) for row in finished]
    coming = _papers(world, _placements(world, _season(world)), uninsured=1)
    here = [_stay(row, row.position.starts_on, row.position.ends_on) for row in coming[:-1]]
    stays = Stay.objects.bulk_create([*done, *here])
    _weeks(world, stays)
    _events(world, stays)
    _life(world, [stay for stay in stays if stay.is_on_post])


def _last_placements(world) -> list[Placement]:
    last = Season.objects.filter(is_demo=True, ends_on__lt=world.today, placements__isnull=False)
    season = last.distinct().order_by("-ends_on").first()
    rows = Placement.objects.filter(season=season, state=PlacementState.CONFIRMED).order_by("pk")
    return list(rows.select_related("student__student", "position__host", "position__tutor", "season")[:FINISHED])


def _season(world) -> Season:
    month = world.day(BEGUN).month
    name = f"{world.day(BEGUN).year + (month == 12)}年{QUARTERS[month % 12 // 3]}在岗实习"
    defaults = {
        "publish_at": world.moment(-70),
        "apply_opens": world.moment(-65),
        "apply_closes": world.moment(-45, 17),
        "confirm_by": world.moment(-35, 17),
        "starts_on": world.day(BEGUN),
        "ends_on": world.day(BEGUN + LASTS),
        "notes": "正在进行的一个小批次。（演示数据）",
        "is_demo": True,
    }
    return Season.objects.get_or_create(name=name, defaults=defaults)[0]


def _placements(world, season: Season) -> list[Placement]:
    """`student` and eleven others, three on each of four posts."""
    posts = _posts(world, season)
    others = User.objects.filter(username__startswith="demo-student-").select_related("student").order_by("-pk")
    students = [world.people["student"], *others[: STUDENTS - 1]]
    rows = [_placement(season, user, posts[number // 3]) for number, user in enumerate(students)]
    return Placement.objects.bulk_create(rows)


def _placement(season: Season, user: User, position: Position) -> Placement:
    answered = season.confirm_by - DAY * 3
    moments = {"created_at": season.confirm_by - DAY * 5, "state_since": answered, "answered_at": answered}
    facts = {"state": PlacementState.CONFIRMED, "rank": 1, "confirm_by": season.confirm_by, "is_demo": True}
    return Placement(student=user, season=season, position=position, **moments, **facts)


def _posts(world, season: Season) -> list[Position]:
    categories = list(PositionCategory.objects.order_by("order")[:2])
    rows = [_post(world, season, host, category) for host in TUTORS for category in categories]
    return Position.objects.bulk_create(rows)


def _post(world, season: Season, host: str, category: PositionCategory) -> Position:
    name, job, mobile, email = TUTORS[host]
    known = {"job": job, "email": email, "is_demo": True, "most_students": 8}
    tutor = Tutor.objects.get_or_create(host=world.things["hosts"][host], name=name, mobile=mobile, defaults=known)[0]
    title = f"{category.name}见习岗"
    return Position(
        season=season,
        host=tutor.host,
        category=category,
        title=title,
        tutor=tutor,
        places=3,
        taken=3,
        starts_on=season.starts_on,
        ends_on=season.ends_on,
        tasks=f"跟随{name}老师参与{category.name}方面的日常工作，每周写一次周记。（演示数据）",
        allowance=Decimal(1200),
        allowance_per="month",
        lodging="both",
        safety="shop" if host == "亚宝药业" else "lab",
        contact=tutor.host.contact,
        phone=tutor.host.phone,
        state=PositionState.PUBLISHED,
        state_since=season.publish_at,
        created_at=season.publish_at - DAY * 6,
        pinyin=pinyin(title),
        is_demo=True,
    )


def _papers(world, rows: list[Placement], uninsured: int = 0) -> list[Placement]:
    """Signed agreements for all, insurance for all but the last ones."""
    agreements = Agreement.objects.bulk_create(_agreement(row) for row in rows)
    Signature.objects.bulk_create(one for agreement in agreements for one in _signatures(world, agreement))
    Insurance.objects.bulk_create(_policy(row) for row in rows[: len(rows) - uninsured])
    return rows


def _agreement(row: Placement) -> Agreement:
    post, at = row.position, row.answered_at + DAY
    moments = {"created_at": at, "state_since": at + DAY, "is_demo": True}
    facts = {"starts_on": post.starts_on, "ends_on": post.ends_on, "terms": terms_of(row)}
    return Agreement(placement=row, state=AgreementState.SIGNED, **facts, **moments)


def _signatures(world, agreement: Agreement) -> list[Signature]:
    row, at = agreement.placement, agreement.state_since
    names = {"student": row.student.name, "host": row.position.host.contact, "university": "学校教务处（示例）"}
    return [Signature(agreement=agreement, party=party, name=name, at=at) for party, name in names.items()]


def _policy(row: Placement) -> Insurance:
    post, number = row.position, f"DEMO-{row.season_id:03d}-{row.position.host_id:03d}"
    known = {"insurer": "人保财险（示例）", "policy": number, "is_demo": True}
    return Insurance(placement=row, starts_on=post.starts_on, ends_on=post.ends_on, **known)


def _stay(row: Placement, first: date, last: date, finished: bool = False) -> Stay:
    state = StayState.FINISHED if finished else StayState.ON_POST
    ended = last if finished else None
    return Stay(placement=row, first_day=first, planned_end=last, last_day=ended, state=state, is_demo=True)


def _weeks(world, stays: list[Stay]) -> None:
    """All weeks of those who have finished; of those on post all but the last that was asked about."""
    calendar = working_calendar()
    rows = []
    for stay in stays:
        due = due_weeks(stay, set(), world.today, calendar)[:-1]
        mondays = due if stay.is_on_post else {monday_of(day) for day in days_between(stay.first_day, stay.until)}
        tutor = stay.placement.position.tutor
        who = tutor.name if tutor else "单位联系人（示例）"
        rows += [Week(stay=stay, monday=day, confirmed_by=who) for day in sorted(mondays)]
    Week.objects.bulk_create(rows)


def _events(world, stays: list[Stay]) -> None:
    told = []
    for stay in stays:
        ago = (stay.first_day - world.today).days
        told.append(past(world, stay, world.moment(ago), "checked_in", "报到"))
    Event.objects.bulk_create(told)


def _life(world, stays: list[Stay]) -> None:
    """A note answered, one that waits, a leave asked for, a problem nobody has taken up."""
    monday = monday_of(world.today)
    last = monday - DAY * 7
    mine, second, third, *_rest = stays
    WeekNote.objects.bulk_create(
        [
            WeekNote(
                stay=mine,
                monday=last,
                did="跟张老师学了领料和批记录，做了两次取样。",
                learned="批记录要当场填，不能补。",
                reply="进步很快，下周带你看压片。",
                replied_at=world.moment(-2, 10),
                replied_by="张建国",
                is_demo=True,
            ),
            WeekNote(stay=second, monday=last, did="整理了仓库台账。", wish="想去化验室看看。", is_demo=True),
        ]
    )
    Absence.objects.create(
        stay=second,
        kind=Absence.Kind.LEAVE,
        first_day=world.day(3),
        last_day=world.day(3),
        reason="回学校参加考试（演示数据）",
        asked_by=second.placement.student,
        state=AbsenceState.ASKED,
        is_demo=True,
    )
    said = world.moment(0, 0) - DAY / 8
    Problem.objects.create(
        stay=third,
        words="宿舍热水器坏了两天，报修没有人来。（演示数据）",
        due_at=said + DAY,
        created_at=said,
        state_since=said,
        is_demo=True,
    )
