"""When somebody ought to hear of a deadline: papers missing before the first day, students not checked in, weeks."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Hat
from accounts.permissions import Role
from interns.models import Placement
from notifications.models import working_calendar
from notifications.tick import Rule, Wanted
from onpost import board
from onpost.attendance import WEEK, monday_of
from onpost.models import Agreement, Signature, Stay
from onpost.weeks import SUNDAY, working_days
from ruoyi_coop.lib.calendar import DAY, end_of_day, local_day

Party = Signature.Party


def _beginning(rows, start: datetime, end: datetime) -> list[Placement]:
    """Those of the rows whose first day's end lies in [start, end)."""
    rows = rows.filter(
        stay=None, position__starts_on__gte=local_day(start), position__starts_on__lt=local_day(end) + DAY
    )
    rows = rows.select_related("student__student", "position__host")
    return [row for row in rows if start <= end_of_day(row.position.starts_on) < end]


def _hosts(rows: Iterable[Placement]) -> dict[int, list]:
    """The contacts of these placements' hosts, by host."""
    hosts = {row.position.host_id for row in rows}
    worn = Hat.objects.worn().filter(role=Role.MENTOR, hostmember__host__in=hosts).select_related("hostmember")
    return worn.people_by("hostmember.host_id")


def _liaisons(rows: Iterable[Placement]) -> dict[int, list]:
    ids = {row.student.student.university_id for row in rows if hasattr(row.student, "student")}
    worn = Hat.objects.worn().filter(role=Role.LIAISON, university_tie__university__in=ids - {None})
    return worn.select_related("university_tie").people_by("university_tie.university_id")


def unsigned(start: datetime, end: datetime):
    """Who has not signed an agreement whose first day is near; each party hears for itself. Four queries."""
    signed = Prefetch("agreements", Agreement.objects.live().prefetch_related("signatures"), to_attr="standing")
    rows = _beginning(board.unsigned(local_day(start)).prefetch_related(signed), start, end)
    hosts, liaisons = _hosts(rows), _liaisons(rows)
    for row in rows:
        yield Wanted(
            row,
            end_of_day(row.position.starts_on),
            _owing(row, hosts, liaisons),
            _("实习协议还没有签齐：%s") % row,
            _("签齐三方才能报到。"),
            row.get_absolute_url(),
        )


def _owing(row: Placement, hosts: dict, liaisons: dict) -> list:
    done = row.standing[0].signed_by if row.standing else {}
    profile = getattr(row.student, "student", None)
    people = {
        Party.STUDENT: [row.student],
        Party.HOST: hosts.get(row.position.host_id, ()),
        Party.UNIVERSITY: liaisons.get(profile.university_id if profile else None, ()),
    }
    return [person for party, them in people.items() if party not in done for person in them]


def uninsured(start: datetime, end: datetime):
    """Students whose insurance does not cover all days, and their hosts. Two queries."""
    rows = _beginning(board.uninsured(local_day(start)), start, end)
    hosts = _hosts(rows)
    for row in rows:
        yield Wanted(
            row,
            end_of_day(row.position.starts_on),
            [row.student, *hosts.get(row.position.host_id, ())],
            _("意外险没有覆盖全部实习日期：%s") % row,
            _("补齐后才能报到。"),
            row.get_absolute_url(),
        )


def absent_at_start(start: datetime, end: datetime):
    """Students who were not checked in on their first day: their hosts. Two queries."""
    rows = _beginning(board.under_way(local_day(start)), start, end)
    hosts = _hosts(rows)
    for row in rows:
        yield Wanted(
            row,
            end_of_day(row.position.starts_on),
            hosts.get(row.position.host_id, ()),
            _("学生还没有办报到：%s") % row,
            _("到了就请办理报到；没到的请联系学生。"),
            row.get_absolute_url(),
        )


def silent_weeks(start: datetime, end: datetime):
    """Tutors who let a week pass: the contacts of their host hear on the Monday after. Two queries and one a week."""
    calendar, found = working_calendar(), []
    for monday in _mondays(start, end):
        days = working_days(monday, calendar)
        rows = Stay.objects.working_in(days).unconfirmed_in(monday).with_people() if days else ()
        found += [(monday, stay.placement) for stay in rows]
    hosts = _hosts({placement for _monday, placement in found})
    for monday, host in dict.fromkeys((monday, placement.position.host) for monday, placement in found):
        yield Wanted(
            host,
            end_of_day(monday + SUNDAY),
            hosts.get(host.pk, ()),
            _("上周实习出勤还没有确认"),
            _("请带教老师打开链接点一下，或者由您在“每周出勤”里确认。"),
            reverse("onpost:weeks"),
            says_deadline=False,
        )


def _mondays(start: datetime, end: datetime) -> Iterable[date]:
    """The weeks whose last moment lies in [start, end)."""
    monday = monday_of(local_day(start)) - WEEK
    while end_of_day(monday + SUNDAY) < end:
        if end_of_day(monday + SUNDAY) >= start:
            yield monday
        monday += timedelta(days=7)


POST = frozenset({Role.OFFICE, Role.MENTOR, Role.LIAISON, Role.STUDENT})
RULES = (
    Rule(
        "internship_unsigned",
        lazy("实习协议没有签齐"),
        unsigned,
        steps=(7, 3, 1),
        consequence=lazy("协议没有签齐的，%(day)s 不能报到上岗。"),
        roles=POST,
    ),
    Rule(
        "internship_uninsured",
        lazy("意外险没有覆盖"),
        uninsured,
        steps=(7, 3, 1),
        consequence=lazy("意外险没有覆盖的，%(day)s 不能报到上岗。"),
        roles=POST,
    ),
    Rule(
        "internship_not_begun",
        lazy("学生没有报到"),
        absent_at_start,
        steps=(0, -2),
        consequence=lazy("没有办理报到的不计出勤，也不计补贴。"),
        roles=POST,
    ),
    Rule(
        "internship_week_silent",
        lazy("每周出勤没有确认"),
        silent_weeks,
        steps=(-1,),
        consequence=lazy("没有确认的一周不计入补贴天数。"),
        roles=POST,
    ),
)
