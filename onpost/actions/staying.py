"""Stays: begun by the check-in, finished by the clock, or ended early by the office."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission
from interns.models import Placement
from interns.workflow import PlacementState
from notifications.actions import create, first_time, move, post, record
from onpost.access import host_people, liaisons, must, officers
from onpost.coverage import said, uninsured
from onpost.models import Agreement, Stay
from onpost.workflow import ON_POST, STAY, StayState
from ruoyi_coop.lib.calendar import local_day
from ruoyi_coop.lib.errors import NotNow

CLOCK = Actor()  # nobody: what the clock does


def why_not_check_in(placement: Placement, day: date) -> str:
    """Why this student cannot be checked in on this day, in a sentence; "" when they can."""
    return _wrong_state(placement) or _wrong_day(placement, day) or _incomplete(placement, day)


def _wrong_state(placement: Placement) -> str:
    if placement.state != PlacementState.CONFIRMED:
        return _("学生还没有确认录用，不能报到。")
    return _("已经报到过了。") if Stay.objects.filter(placement=placement).exists() else ""


def _wrong_day(placement: Placement, day: date) -> str:
    post_ = placement.position
    if day < post_.starts_on:
        return _("岗位 %s 才开始，不能提前报到。") % date_format(post_.starts_on, "DATE_FORMAT")
    if day > timezone.localdate():
        return _("报到日期不能晚于今天。")
    if day > post_.ends_on:
        return _("岗位已于 %s 结束，不能再报到。") % date_format(post_.ends_on, "DATE_FORMAT")
    return ""


def _incomplete(placement: Placement, day: date) -> str:
    agreement = placement.agreements.live().first()
    if agreement is None or agreement not in Agreement.objects.signed().filter(placement=placement):
        lacks = "、".join(agreement.lacks) if agreement else _("三方")
        return _("实习协议还没有签齐（缺%s），不能报到。") % lacks
    if not (agreement.starts_on <= day and placement.position.ends_on <= agreement.ends_on):
        return _("实习协议没有包括全部实习日期，请作废后重签。")
    if open_days := uninsured(placement, day):
        return _("意外险没有覆盖 %s，补齐后才能报到。") % said(open_days)
    return ""


@transaction.atomic
def check_in(placement: Placement, *, by: Actor, day: date | None = None) -> Stay:
    """Check a student in, once. Raises NotAllowed, or NotNow with what is missing."""
    must(by, Permission.CHECK_IN, placement)
    first_time(by)
    rows = Placement.objects.select_for_update(of=("self",)).select_related("position__host", "student")
    row, day = rows.get(pk=placement.pk), day or timezone.localdate()
    if reason := why_not_check_in(row, day):
        raise NotNow(reason)
    stay = Stay(placement=row, first_day=day, planned_end=row.position.ends_on, is_demo=row.is_demo)
    create(stay, by=by, label=_("报到"), note=date_format(day, "DATE_FORMAT"), verb="checked_in")
    body = _("遇到困难或危险，请在这一页反映；每周五写一次周记。")
    _tell([row.student], stay, "checked_in", _("报到成功：%s") % row.position, body)
    return stay


def check_in_many(placements: Iterable[Placement], *, by: Actor, day: date | None = None):
    """Check in all that can be; return the stays, and who was left with the sentence why."""
    done, left = [], []
    for placement in placements:
        try:
            done.append(check_in(placement, by=by.sending(None), day=day))
        except NotNow as no:
            left.append((placement, str(no)))
    return done, left


@transaction.atomic
def move_stay(
    stay: Stay, name: str, *, by: Actor, day: date | None = None, note: str = "", version: int | None = None
) -> Stay:
    """Ask for an early end with its reason; the office approves it with a last day, or refuses.

    Raises NotAllowed, NotNow (state, or a last day outside the stay), Conflict.
    """
    must(by, Permission(STAY[name].permission), stay.placement)
    if name == "approve_end":
        _check_last_day(stay, day)
    values = {"ask_end": {"end_reason": note}, "approve_end": {"last_day": day}}.get(name, {})
    row = move(stay, STAY, name, by=by, note=note, values=values, version=version)
    title = f"{STAY[name].label}：{row.placement}"
    people = [row.placement.student, *host_people(row.placement), *liaisons(row.placement)]
    people += officers() if name == "ask_end" else []
    _tell([one for one in people if one.pk != by.user_id], row, f"{name}:{row.version}", title, note)
    return row


def _check_last_day(stay: Stay, day: date | None) -> None:
    if day is None or not stay.first_day <= day <= stay.planned_end:
        words = {"first": stay.first_day, "last": stay.planned_end}
        raise NotNow(_("最后一天要在 %(first)s 和 %(last)s 之间。") % words)


def finish_stays(now: datetime | None = None) -> int:
    """Finish every stay whose planned end has passed, each in its own transaction; returns how many. Repeatable."""
    over = Stay.objects.filter(state__in=ON_POST, last_day=None, planned_end__lt=_today(now))
    return sum(_finish(pk, now) for pk in over.values_list("pk", flat=True))


def _today(now: datetime | None) -> date:
    return local_day(now) if now else timezone.localdate()


@transaction.atomic
def _finish(pk: int, now: datetime | None) -> int:
    over = Stay.objects.filter(state__in=ON_POST, planned_end__lt=_today(now))
    row = over.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if row is None:
        return 0
    row.state, row.last_day, row.version = StayState.FINISHED, row.planned_end, row.version + 1
    row.state_since = row.changed_at = now or timezone.now()
    row.save(update_fields=["state", "last_day", "state_since", "version", "changed_at"])
    record(CLOCK, "finished", _("实习期满"), row)
    body = _("最后几周的出勤还可以在 14 天内确认。")
    people = [row.placement.student, *host_people(row.placement)]
    _tell(people, row, "finished", _("实习期满：%s") % row.placement, body)
    return 1


def _tell(people, row: Stay, key: str, title: str, body: str = "") -> None:
    post(people, row, key=key, title=title, body=body, path=row.get_absolute_url())
