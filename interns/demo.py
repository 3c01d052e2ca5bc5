"""The internship part of the demo county: one season takes applications, one makes its offers, one has its results."""

from collections import Counter
from datetime import date, datetime, time, timedelta

from accounts.models import Hat, User, actor_for
from accounts.permissions import Role
from interns import actions
from interns.models import Application, Choice, Placement, Position, PositionCategory, Season, StudentProfile
from interns.workflow import ApplicationState, CheckState, PlacementState, PositionState
from notifications.demo import past
from notifications.models import Event
from ruoyi_coop.lib.calendar import CHINA
from ruoyi_coop.lib.search import person_pinyin, pinyin

POSITIONS, WAITING, STUDENTS, LAST_YEAR = 33, 4, 230, 206
TOLD = 60  # posts whose past is told; more would only make the seeding slow
QUARTERS = ("寒假", "春季", "暑期", "秋季")
DAY = timedelta(days=1)
TITLES = ("助理", "专员", "实习生")
MAJORS = ("计算机类", "生物工程", "制药工程", "机械设计制造及其自动化", "电子商务", "财务管理", "农学", "汉语言文学")
GRADES = ("大二", "大三", "大四", "研一")
HOMES = ("古魏镇", "风陵渡镇", "永乐镇", "大王镇", "阳城镇", "陌南镇", "西陌镇", "东垆乡", "南卫乡", "学张乡")


def seed(world) -> None:
    _founding_season()
    if Position.objects.exists():
        world.things["season"] = Season.objects.filter(is_demo=True).current()
        return
    world.things["season"] = current = _season(world, "实习", -20, -10, 12, 22, 40, 82, check_by=world.moment(16, 17))
    last = _season(world, "实习", -190, -180, -160, -150, -135, -80)
    students = _students(world, STUDENTS * world.scale)
    now, before = _positions(world, current), _positions(world, last)
    _apply(world, current, now, students)
    _place(world, last, before, students[: LAST_YEAR * world.scale])
    short = _season(world, "短期实习", -40, -35, -6, 5, 8, 36)
    deciding = _decide(world, short, students[0], students[-24:])
    _tell(world, [*now[: TOLD // 2], *before[: TOLD // 2], *deciding])


def _name(world, kind: str, starts: int) -> str:
    """2027年寒假实习: by the month in which it begins; December belongs to the winter of the next year."""
    month = world.day(starts).month
    return f"{world.day(starts).year + (month == 12)}年{QUARTERS[month % 12 // 3]}{kind}"


def _season(
    world, kind: str, publish: int, opens: int, closes: int, confirm: int, starts: int, ends: int, **more
) -> Season:
    defaults = {
        "publish_at": world.moment(publish),
        "apply_opens": world.moment(opens),
        "apply_closes": world.moment(closes, 17),
        "confirm_by": world.moment(confirm, 17),
        "starts_on": world.day(starts),
        "ends_on": world.day(ends),
        "max_choices": 5,
        "notes": "芮城籍在校大学生和合作高校学生均可报名。录用后请在期限内确认，逾期视为放弃。（演示数据）",
        "is_demo": True,
    } | more
    return Season.objects.get_or_create(name=_name(world, kind, starts), defaults=defaults)[0]


def _founding_season() -> Season:
    """The summer that the county's own form of 2021 is about; its posts come in from that spreadsheet."""
    moments = {"publish_at": (6, 20), "apply_opens": (6, 25), "apply_closes": (7, 5), "confirm_by": (7, 8)}
    defaults = {name: datetime(2021, month, day, 17, tzinfo=CHINA) for name, (month, day) in moments.items()}
    days = {"starts_on": date(2021, 7, 10), "ends_on": date(2021, 8, 31), "is_demo": True}
    return Season.objects.get_or_create(name="2021年暑期实习", defaults=defaults | days)[0]


def _students(world, count: int) -> list[User]:
    people = [world.people["student"], world.people["student2"]]
    made = [_student(world, number) for number in range(1, count + 1)]
    made = User.objects.bulk_create(made, batch_size=1000)
    Hat.objects.bulk_create([Hat(user=user, role=Role.STUDENT, is_first=True) for user in made], batch_size=1000)
    people += made
    universities = list(world.things["universities"].values())
    profiles = [_profile(world, user, universities) for user in people if user.username != "student2"]
    StudentProfile.objects.bulk_create(profiles, batch_size=1000)
    return [user for user in people if user.username != "student2"]


def _student(world, number: int) -> User:
    name = world.name()
    words = {"name": name, "pinyin": person_pinyin(name), "password": "!", "is_demo": True}
    return User(username=f"demo-student-{number}", mobile=world.mobile(), **words)


def _profile(world, user: User, universities: list) -> StudentProfile:
    university = world.dice.choice(universities)
    return StudentProfile(
        user=user,
        university=university,
        university_name=university.name,
        major=world.dice.choice(MAJORS),
        grade=world.dice.choice(GRADES),
        hometown=world.dice.choice(HOMES),
        student_number=f"2023{user.pk:06d}",
        is_native=True,
        is_demo=True,
    )


def _positions(world, season: Season) -> list[Position]:
    hosts, categories = list(world.things["hosts"].values()), list(PositionCategory.objects.all())
    pairs = [(host, category) for host in hosts for category in categories]
    world.dice.shuffle(pairs)
    wanted = (POSITIONS + WAITING) * min(world.scale, 5)
    rows = [_position(world, season, host, category) for host, category in pairs[:wanted]]
    rows += _copies(world, season, rows, (POSITIONS + WAITING) * world.scale - len(rows))
    for row in rows[:WAITING]:
        row.state = PositionState.SUBMITTED if season.accepts_applications else PositionState.WITHDRAWN
        row.state_since = world.moment(-2, 15) if season.accepts_applications else season.publish_at - DAY
    return Position.objects.bulk_create(rows, batch_size=1000)


def _copies(world, season: Season, rows: list[Position], count: int) -> list[Position]:
    made = []
    for number in range(max(0, count)):
        model = rows[number % len(rows)]
        copy = _position(world, season, model.host, model.category)
        copy.title = f"{model.title}{number + 1}"
        made.append(copy)
    return made


def _position(world, season: Season, host, category) -> Position:
    title = f"{category.name}{world.dice.choice(TITLES)}"
    month = world.dice.random() < 0.7
    return Position(
        season=season,
        host=host,
        category=category,
        title=title,
        places=world.dice.randint(6, 12),
        majors=world.dice.sample(MAJORS, world.dice.choice([0, 1, 2])),
        level=world.dice.choice(["any", "any", "college", "bachelor"]),
        starts_on=season.starts_on,
        ends_on=season.ends_on,
        tasks=f"跟随带教老师参与{category.name}方面的日常工作，完成一份小结。（演示数据）",
        allowance=1200 if month else 80,
        allowance_per="month" if month else "day",
        lodging=world.dice.choice(["none", "meals", "room", "both"]),
        contact=world.name(),
        phone=world.mobile(),
        state=PositionState.PUBLISHED,
        state_since=season.publish_at,
        created_at=season.publish_at - DAY * 6,
        pinyin=pinyin(title),
        is_demo=True,
    )


def _apply(world, season: Season, positions: list[Position], students: list[User]) -> None:
    """Two thirds of the students have submitted, the account `student` among them."""
    published = [row for row in positions if row.state == PositionState.PUBLISHED]
    chosen = students[: max(1, len(students) * 2 // 3)]
    sent = datetime.combine(world.day(-5), time(20), tzinfo=CHINA)
    applications = [_application(season, user, sent) for user in chosen]
    for number, application in enumerate(applications):
        _check(world, application, number)
    applications = Application.objects.bulk_create(applications, batch_size=1000)
    choices = [
        Choice(application=application, position=position, rank=rank)
        for application in applications
        for rank, position in enumerate(world.dice.sample(published, 3), 1)
    ]
    Choice.objects.bulk_create(choices, batch_size=2000)


def _check(world, application: Application, number: int) -> None:
    """Two fifths have been vouched for, a few refused, the others still wait for their university."""
    if number % 5 < 3:
        return
    refused = number % 20 == 19
    application.check_state = CheckState.REFUSED if refused else CheckState.PASSED
    application.check_note = "学号与学籍不符，请改正（演示数据）" if refused else ""
    application.checked_at, application.checked_by = world.moment(-2, 16), world.people["office"]


def _application(season: Season, user: User, sent: datetime) -> Application:
    state = ApplicationState.SUBMITTED
    return Application(student=user, season=season, state=state, submitted_at=sent, state_since=sent, is_demo=True)


def _place(world, season: Season, positions: list[Position], students: list[User]) -> None:
    """Last year's result: most confirmed, a few gave up."""
    published = [row for row in positions if row.state == PositionState.PUBLISHED]
    free = [row for row in published for _place in range(row.places)]
    world.dice.shuffle(free)
    sent = datetime.combine(world.day(-165), time(20), tzinfo=CHINA)
    pairs = list(zip(students, free, strict=False))
    applications = Application.objects.bulk_create(
        [_application(season, user, sent) for user, _row in pairs], batch_size=1000
    )
    Choice.objects.bulk_create(
        [Choice(application=one, position=row, rank=1) for one, (_user, row) in zip(applications, pairs, strict=True)],
        batch_size=2000,
    )
    placements = [_placement(season, user, row, number) for number, (user, row) in enumerate(pairs)]
    Placement.objects.bulk_create(placements, batch_size=1000)
    confirmed = Counter(one.position.pk for one in placements if one.state == PlacementState.CONFIRMED)
    for row in published:
        row.taken = confirmed[row.pk]
    Position.objects.bulk_update(published, ["taken"], batch_size=500)


def _placement(season: Season, user: User, position: Position, number: int) -> Placement:
    state = PlacementState.DECLINED if number % 40 == 39 else PlacementState.CONFIRMED
    reason = "另有安排（演示数据）" if state == PlacementState.DECLINED else ""
    offered, answered = season.apply_closes + DAY * 2, season.apply_closes + DAY * (3 + number % 6)
    words = {"created_at": offered, "state_since": answered, "answered_at": answered, "reason": reason}
    words |= {"confirm_by": season.confirm_by, "is_demo": True}
    return Placement(student=user, season=season, position=position, rank=1, state=state, **words)


def _decide(world, season: Season, student: User, others: list[User]) -> list[Position]:
    """A short season in its offer phase: hosts have begun to choose, `student` has an offer to answer."""
    hosts, categories = world.things["hosts"], list(PositionCategory.objects.order_by("order")[:8])
    chosen = [hosts["亚宝药业"], hosts["大禹生物"]] * 4
    rows = [_position(world, season, *pair) for pair in zip(chosen, categories, strict=True)]
    for row in rows:
        row.places, row.level, row.taken = 2, Position.Level.ANY, 0
    rows[0].places = 1  # the one with a waiting list
    rows = Position.objects.bulk_create(rows)
    sent = season.apply_closes - DAY * 2
    applications = Application.objects.bulk_create([_application(season, user, sent) for user in (student, *others)])
    for number, application in enumerate(applications):
        wishes = [rows[(number + step) % len(rows)] for step in range(2)]
        Choice.objects.bulk_create(Choice(application=application, position=p, rank=r) for r, p in enumerate(wishes, 1))
    for number, application in enumerate(applications[:6]):
        _offer(world, application.choices.select_related("position__season", "position__host").first(), number)
    for application in applications[8:17:8]:
        actions.join(rows[0], application, 1, by=world.actor("office"))
    return rows


def _offer(world, choice: Choice, number: int) -> None:
    """Made with the portal's own actions, so that everything they leave behind is there; every third has confirmed."""
    host = "yabao" if choice.position.host == world.things["hosts"]["亚宝药业"] else "dayu"
    placement = actions.offer(choice, by=world.actor(host))
    if number % 3 == 2:
        actions.answer_offer(placement, "confirm", by=actor_for(placement.student))


def _tell(world, positions: list[Position]) -> None:
    """What happened to a post before it stood where it stands, and to the applications of `student`."""
    events = [event for row in positions for event in _past_of(world, row)]
    own = Application.objects.filter(student=world.people["student"]).select_related("student")
    events += [past(world, row, row.submitted_at, "submit", "提交志愿", "student") for row in own]
    Event.objects.bulk_create(events)


def _past_of(world, row: Position) -> list[Event]:
    mentors = {"亚宝药业": "yabao", "大禹生物": "dayu"}
    who = mentors.get(row.host.name, "office")
    told = [past(world, row, row.created_at, "created", "申报岗位", who)]
    told.append(past(world, row, row.created_at + DAY, "submit", "提交审核", who))
    if row.state == PositionState.PUBLISHED:
        told.append(past(world, row, row.state_since, "publish", "通过并发布"))
    if row.state == PositionState.WITHDRAWN:
        told.append(past(world, row, row.state_since, "withdraw", "撤下", who, note="今年不再招人（演示数据）"))
    return told
