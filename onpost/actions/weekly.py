"""Weeks: tutors asked by a personal link each Friday, a week confirmed once for all their students."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, require
from interns.models import Tutor
from links.actions import link_to, mail_link
from links.models import PersonalLink
from notifications.actions import create_many, record_many
from notifications.models import Message, working_calendar
from onpost import board
from onpost.access import must
from onpost.attendance import days_between
from onpost.models import GRACE, LAST, Absence, Stay, Week
from onpost.weeks import SUNDAY, due_weeks, last_asked, week_words, working_days
from onpost.workflow import AbsenceState
from ruoyi_coop.lib.calendar import end_of_day, local_day
from ruoyi_coop.lib.errors import NotNow

PURPOSE = "onpost.week"
CLOCK = Actor()  # nobody: what the clock does


@transaction.atomic
def confirm_week(
    stays: Iterable[Stay], monday: date, *, by: Actor, absences: Iterable[dict[str, Any]] = ()
) -> list[Week]:
    """Confirm one week of all these stays: present but for `absences` ({stay, kind, first_day, last_day, reason}).

    What was confirmed before stays as it is, so twice is the same as once. Raises NotAllowed; NotNow for a week that
    is not open (too early, too late, or confirmed already), and for days outside it.
    """
    rows = _locked(stays)
    for stay in rows:
        must(by, Permission.CONFIRM_WEEK, stay.placement)
    due = _due(rows, monday)
    if not due:
        raise NotNow(_("这一周已经确认过，或者现在不能确认。"))
    weeks = Week.objects.bulk_create([Week(stay=stay, monday=monday, confirmed_by=by.name) for stay in due])
    record_many(by, "week_confirmed", _("确认一周出勤"), due, note=week_words(monday, _days(monday)))
    _report([row for row in absences if row["stay"].pk in {stay.pk for stay in due}], monday, by)
    return weeks


def _locked(stays: Iterable[Stay]) -> list[Stay]:
    rows = Stay.objects.with_people().filter(pk__in=[stay.pk for stay in stays]).order_by("pk")
    return list(rows.select_for_update(of=("self",)))


def _days(monday: date) -> list[date]:
    return working_days(monday, working_calendar())


def _due(rows: list[Stay], monday: date) -> list[Stay]:
    confirmed = set(Week.objects.filter(stay__in=rows, monday=monday).values_list("stay", flat=True))
    calendar, today = working_calendar(), timezone.localdate()
    open_rows = (row for row in rows if row.pk not in confirmed)
    return [row for row in open_rows if monday in due_weeks(row, set(), today, calendar)]


def _report(rows: list[dict], monday: date, by: Actor) -> None:
    for row in rows:
        inside = set(days_between(max(monday, row["stay"].first_day), min(monday + SUNDAY, row["stay"].until)))
        if not {row["first_day"], row["last_day"]} <= inside or row["last_day"] < row["first_day"]:
            raise NotNow(_("%s 的缺勤日期不在这一周里。") % row["stay"].student.name)
    made = [Absence(**row, state=AbsenceState.GRANTED, asked_by=by.user) for row in rows]
    create_many(made, by=by, label=_("登记缺勤"))


@transaction.atomic
def week_link(tutor: Tutor, *, by: Actor) -> PersonalLink:
    """The tutor's one link, good until the last week of the last student may be confirmed.

    Raises NotAllowed, and NotNow for a tutor without students.
    """
    require(by, Permission.SEND_LINK, tutor)
    return _link(tutor, by)


def _link(tutor: Tutor, by: Actor) -> PersonalLink:
    tutor = Tutor.objects.select_for_update().get(pk=tutor.pk)  # two who ask at once get the same
    last = _last_day(tutor)
    if last is None:
        raise NotNow(_("%s 现在没有要带的学生，不用发链接。") % tutor)
    expires = end_of_day(last + GRACE)
    return link_to(tutor, PURPOSE, holder=tutor.name, expires_at=expires, by=by, address=tutor.email)


def _last_day(tutor: Tutor) -> date | None:
    """Of the last student, checked in or still to come: before the first check-in the link serves for that."""
    stays = Stay.objects.confirmable(timezone.localdate()).under(tutor).aggregate(day=Max(LAST))["day"]
    coming = board.under_way().filter(position__tutor=tutor).aggregate(day=Max("position__ends_on"))["day"]
    return max((day for day in (stays, coming) if day), default=None)


def send_week_links(now: datetime | None = None) -> int:
    """Mail the link to every tutor who has an address and has not confirmed the week asked about; once a week.

    Returns how many went out. Repeatable; a missed Friday is made up for while the week is unconfirmed.
    """
    now = now or timezone.now()
    calendar = working_calendar()
    monday = last_asked(now, calendar)
    if monday is None or not _is_fresh(monday, now):
        return 0
    tutors = list(board.silent_tutors(monday, calendar).exclude(email="").filter(is_active=True))
    sent = _sent(tutors, monday) if tutors else set()
    return sum(_send(tutor, monday) for tutor in tutors if tutor.key not in sent)


def _is_fresh(monday: date, now: datetime) -> bool:
    """The week is this one or the last; older ones are the office's business."""
    return (local_day(now) - monday).days < 2 * 7


def _key(link: PersonalLink, monday: date) -> str:
    return f"{link.key}:week:{monday}"


def _sent(tutors: list[Tutor], monday: date) -> set[str]:
    """Keys of the tutors whose present link was mailed for this week. Two queries."""
    links = PersonalLink.objects.filter(purpose=PURPOSE, subject__in=[tutor.key for tutor in tutors], revoked_at=None)
    keys = {_key(link, monday): link.subject for link in links}
    return {keys[key] for key in Message.objects.filter(key__in=keys).values_list("key", flat=True)}


@transaction.atomic
def _send(tutor: Tutor, monday: date) -> int:
    link = _link(tutor, CLOCK)
    if Message.objects.filter(key=_key(link, monday)).exists():
        return 0
    title = _("请确认实习学生本周出勤（%s）") % week_words(monday, _days(monday))
    body = _("打开链接，点一下“本周全部到岗，确认”就行；有人缺勤的，在同一页注明。")
    mail_link(link, title=title, body=body, key=f"week:{monday}")
    return 1
