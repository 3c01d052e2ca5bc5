"""The meetings of the demo county: the weekly dispatch, and the founding events told by the report."""

from datetime import timedelta

from django.utils import timezone

from meetings.models import Invitation, Meeting
from meetings.workflow import State

CAST = ("office", "leader", "jiaoyu", "gongke")
PARTNERS = (*CAST, "tsinghua", "xinong", "yabao")
# (title, kind, unit, day from today, hour, hours, place, public, people)
ROWS = [
    ("县校合作第{n}次周调度会", "dispatch", "组织部", None, 9, 2, "县委三楼会议室", False, CAST),
    ("暑期实习实训岗位对接会", "symposium", "教育局", 6, 15, 2, "教育局二楼会议室", True, PARTNERS),
    ("清华大学专家来芮考察", "visit", "工科局", 9, 10, 4, "风陵渡开发区", True, PARTNERS),
    ("生物医药成果转化线上讲座", "talk", "工科局", 12, 19, 2, "", True, PARTNERS),
    ("县校合作座谈会（2021年，依据公开报道）", "symposium", "组织部", -1900, 9, 3, "县会议中心", True, ()),
    ("合作基地授牌仪式（2021年，依据公开报道）", "plaque", "组织部", -1900, 15, 2, "县会议中心", True, ()),
]
WEEKS = (-21, -14, -7, 3)


def seed(world) -> None:
    if Meeting.objects.exists():
        return
    for row in ROWS:
        if row[3] is None:
            for number, day in enumerate(WEEKS, 1):
                _meeting(world, (row[0].format(n=number), *row[1:3], day, *row[4:]))
        else:
            _meeting(world, row)


def _meeting(world, row: tuple) -> Meeting:
    title, kind, unit, day, hour, hours, place, public, people = row
    starts = world.moment(day, hour)
    meeting = Meeting.objects.create(
        title=title,
        kind=kind,
        unit=world.units[unit],
        chair=world.people["office"].name,
        starts=starts,
        ends=starts + timedelta(hours=hours),
        place=place,
        link="" if place else "https://meeting.example.invalid/12345",
        agenda="一、上次议定事项的办理情况\n二、本周到期的里程碑\n三、需要协调的问题",
        is_public=public,
        state=State.CALLED if starts > timezone.now() else State.HELD,
        is_demo=True,
    )
    Invitation.objects.bulk_create(_invitations(world, meeting, people))
    return meeting


def _invitations(world, meeting: Meeting, people: tuple) -> list[Invitation]:
    past = meeting.state == State.HELD
    answers = {"office": "yes", "leader": "yes" if past else "", "gongke": "yes"}
    return [
        Invitation(
            meeting=meeting,
            person=world.people[username],
            answer="yes" if past else answers.get(username, ""),
            answered_at=world.moment(-1) if past or answers.get(username) else None,
        )
        for username in people
    ]
