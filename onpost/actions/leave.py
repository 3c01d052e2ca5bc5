"""Leave and absence: asked by the student, granted or refused by the host, or reported by the host at once."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission
from notifications.actions import create, first_time, move, post
from onpost.access import host_people, must
from onpost.models import Absence, Stay
from onpost.workflow import ABSENCE, AbsenceState
from ruoyi_coop.lib.errors import NotNow

STANDING = (AbsenceState.ASKED, AbsenceState.GRANTED)


@transaction.atomic
def ask_leave(stay: Stay, values: dict[str, Any], *, by: Actor) -> Absence:
    """Ask for leave; the host decides. Raises NotNow for days outside the stay or asked for before."""
    must(by, Permission.WRITE_NOTE, stay.placement)
    absence = _made(stay, values, by, AbsenceState.ASKED, _("请假"))
    title = _("%(student)s 请假：%(span)s") % {"student": stay.placement.student, "span": _span(absence)}
    _tell(host_people(stay.placement), absence, "asked", title, absence.reason)
    return absence


@transaction.atomic
def report_absence(stay: Stay, values: dict[str, Any], *, by: Actor) -> Absence:
    """Report days on which a student was not there; the student is told."""
    must(by, Permission.CONFIRM_WEEK, stay.placement)
    absence = _made(stay, values, by, AbsenceState.GRANTED, _("登记缺勤"))
    _tell([stay.placement.student], absence, "reported", _("登记了缺勤：%s") % _span(absence), absence.reason)
    return absence


def _made(stay: Stay, values: dict, by: Actor, state: str, label: str) -> Absence:
    stay = Stay.objects.select_for_update(of=("self",)).select_related("placement__student").get(pk=stay.pk)
    first_time(by)
    if not stay.first_day <= values["first_day"] <= values["last_day"] <= stay.until:
        raise NotNow(_("日期要在实习期（%(first)s至%(last)s）里。") % {"first": stay.first_day, "last": stay.until})
    days = {"first_day__lte": values["last_day"], "last_day__gte": values["first_day"]}
    if stay.absences.filter(state__in=STANDING, **days).exists():
        raise NotNow(_("这几天已经有请假或缺勤记录。"))
    absence = Absence(stay=stay, state=state, asked_by=by.user, is_demo=stay.is_demo, **values)
    return create(absence, by=by, label=label, note=f"{absence.get_kind_display()} {_span(absence)}")


def _span(row: Absence) -> str:
    same = row.first_day == row.last_day
    return str(row.first_day) if same else _("%(first)s至%(last)s") % {"first": row.first_day, "last": row.last_day}


@transaction.atomic
def move_absence(absence: Absence, name: str, *, by: Actor, note: str = "", version: int | None = None) -> Absence:
    """Grant, refuse, take back or strike, and tell the other side. Raises NotAllowed, NotNow, Conflict."""
    must(by, Permission(ABSENCE[name].permission), absence.stay.placement)
    row = move(absence, ABSENCE, name, by=by, note=note, version=version)
    placement = row.stay.placement
    title = f"{ABSENCE[name].label}：{placement.student} {_span(row)}"
    people = host_people(placement) if name == "take_back" else [placement.student]
    _tell(people, row, name, title, note)
    return row


def _tell(people, row: Absence, key: str, title: str, body: str) -> None:
    post(people, row, key=key, title=title, body=body, path=row.get_absolute_url())
