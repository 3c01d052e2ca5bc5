"""A university's word on its students (高校核验): many at once, each on its own, until places are given."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, Role, require
from interns.models import Application, Placement, Season
from interns.workflow import ApplicationState, CheckState
from notifications.actions import first_time, post, record
from ruoyi_coop.lib.errors import NotAllowed, NotNow

Checked = tuple[list[Application], list[tuple[Application, str]]]


def check_all(applications: Iterable[Application], state: str, *, by: Actor, note: str = "") -> Checked:
    """Pass or refuse many, each on its own; returns those done, and those left with the reason."""
    require(by, Permission.CHECK_STUDENT)
    done, left = [], []
    for application in applications:
        try:
            done.append(check(application, state, by=by.sending(None), note=note))
        except (NotNow, NotAllowed) as no:
            left.append((application, str(no)))
    return done, left


@transaction.atomic
def check(application: Application, state: str, *, by: Actor, note: str = "") -> Application:
    """Pass or refuse one. Raises NotAllowed (not of one's university), NotNow (not asked, too late, no reason)."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("season", "student__student")
    row = rows.get(pk=application.pk)
    first_time(by)
    require(by, Permission.CHECK_STUDENT, row)
    if reason := _why_not(row, state, note):
        raise NotNow(reason)
    row.check_state, row.check_note = state, note[:200]
    row.checked_at, row.checked_by = timezone.now(), by.user
    _save(row)
    record(by, f"check_{state}", _label(row, by), row, note=note)
    if state == CheckState.REFUSED:
        _tell_refused(row)
    return row


def _save(row: Application) -> None:
    row.version, row.changed_at = row.version + 1, timezone.now()
    columns = ["check_state", "check_note", "checked_at", "checked_by", "version", "changed_at"]
    row.save(update_fields=columns)


def _why_not(row: Application, state: str, note: str) -> str:
    if not row.asks_university:
        return _("本批次不需要高校核验。")
    if row.state != ApplicationState.SUBMITTED:
        return _("这名学生没有提交报名。")
    if not row.may_be_checked:
        return _("录用已经公布，不能再核验。")
    if row.check_state == state:
        return _("已经是“%s”。") % row.get_check_state_display()
    if state == CheckState.REFUSED and not note.strip():
        return _("请写明不通过的理由，学生会收到。")
    if Placement.objects.live().filter(student=row.student_id, season=row.season_id).exists():
        return _("这名学生已经录用，核验结果不能再改。")
    return ""


def _label(row: Application, by: Actor) -> str:
    """In whose place the office speaks stands in the history."""
    words = _("高校核验：%s") % row.get_check_state_display()
    if by.role != Role.OFFICE:
        return words
    profile = getattr(row.student, "student", None)
    return words + (_("（县合作办代为核验）") if profile and profile.has_liaison else _("（该校没有联络员）"))


def _tell_refused(row: Application) -> None:
    until = row.season.check_by if timezone.now() < row.season.check_by else row.check_ends
    day = date_format(timezone.localtime(until), "DATETIME_FORMAT")
    body = _("理由：%(reason)s。请在 %(until)s 前改正学生资料，改后自动重新送核验。") % {
        "reason": row.check_note,
        "until": day,
    }
    title = _("您的报名没有通过高校核验")
    key = f"refused:{row.version}"
    post([row.student], row, key=key, title=title, body=body, path=row.get_absolute_url(), deadline=until)


def ask_again(by: Actor) -> None:
    """A profile that has changed is to be vouched for once more, while that still counts."""
    mine = Application.objects.submitted().filter(student=by.user_id, season__check_by__isnull=False)
    mine = mine.exclude(check_state=CheckState.WAITING).select_for_update(of=("self",)).select_related("season")
    for row in mine:
        placed = Placement.objects.live().filter(student=row.student_id, season=row.season_id).exists()
        if row.may_be_checked and not placed:
            row.check_state, row.check_note, row.checked_at, row.checked_by = CheckState.WAITING, "", None, None
            _save(row)
            record(by.sending(None), "check_waiting", _("改了学生资料，重新送核验"), row)


def carried_check(by: Actor, season: Season) -> dict:
    """A check passed in the first round counts again in the second."""
    first = Application.objects.filter(
        student=by.user_id, season=season, round=1, check_state=CheckState.PASSED
    ).first()
    if first is None or season.round_now == 1:
        return {}
    return {name: getattr(first, name) for name in ("check_state", "check_note", "checked_at", "checked_by")}
