"""The university's word on its students' applications (高校核验), many at once; the office may stand in."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, require
from interns.models import Application
from interns.workflow import ApplicationState, CheckState
from notifications.actions import edit, first_time, post
from ruoyi_coop.lib.errors import NotNow


@transaction.atomic
def check_all(applications: Iterable[Application], passed: bool, *, by: Actor, note: str = "") -> int:
    """Pass or refuse these applications; returns how many. A refusal wants a reason, which the student reads.

    Raises NotAllowed, and NotNow without the reason. Those not submitted, or placed already, are left out.
    """
    require(by, Permission.CHECK_STUDENT)
    first_time(by)
    if not passed and not note.strip():
        raise NotNow(_("不通过的要写理由，学生会看到。"))
    wanted = [row.pk for row in applications]
    seen = Application.objects.visible_to(by).filter(pk__in=wanted, state=ApplicationState.SUBMITTED)
    rows = list(seen.select_related("student", "season").select_for_update(of=("self",)))
    for row in rows:
        _check(row, passed, by, note)
    return len(rows)


def _check(row: Application, passed: bool, by: Actor, note: str) -> None:
    state = CheckState.PASSED if passed else CheckState.REFUSED
    values = {"check_state": state, "checked_at": timezone.now(), "checked_by": by.user, "check_note": note[:200]}
    label = _("高校核验通过") if passed else _("高校核验不通过")
    edit(row, values, by=by.sending(None), label=label, note=note, verb="checked")
    if not passed:
        title = _("%s 的报名没有通过高校核验") % row.season
        key = f"refused:{row.version}"
        post([row.student], row, key=key, title=title, body=note, path=row.get_absolute_url())
