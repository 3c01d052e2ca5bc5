"""What is said of duties on the way: of one, or of several with one submit."""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, Role, require
from notifications.actions import first_time, move, record
from ruoyi_coop.lib.errors import NotNow
from supervision.actions.common import locked, say, tell, touched
from supervision.actions.duties import columns, move_duty
from supervision.models import Duty, Report
from supervision.workflow import HELD, LOOP, State


@transaction.atomic
def report_progress(duty: Duty, *, status: str, text: str = "", upload=None, by: Actor) -> Report:
    """Say how a duty goes; work that had not begun has begun now. Raises NotNow (not open, trouble without a word)."""
    row = locked(duty)
    require(by, Permission.WORK_DUTY, row)
    if row.state not in HELD:
        raise NotNow(_("现在是“%s”，不用报进展。") % row.get_state_display())
    if status != Report.Status.ON_PLAN and not text.strip():
        raise NotNow(_("“%s”有困难或停滞，请写一句原因。") % row)
    first_time(by)
    if row.state != State.DOING:
        row = move(row, LOOP, "begin", by=replace(by, submission=None), values=columns(row, "begin", by, {}))
    report = say(row, by, kind=Report.Kind.PROGRESS, status=status, text=text, upload=upload)
    label = Report.Status(status).label
    record(by, "reported", _("报进展"), row, note=text, changes={str(_("进展")): ["", str(label)]})
    if status != Report.Status.ON_PLAN:
        tell(row, f"said:{report.pk}", row.people_with(Role.OFFICE), _("%(status)s：%(duty)s"), text, by, status=label)
    touched(row, by)
    return report


@transaction.atomic
def report_many(said: list[dict], *, by: Actor) -> int:
    """Report on several duties in one go: [{duty, status | done_on, text, upload}]. All or none; returns how many.

    Raises what `report_progress` and `move_duty` raise.
    """
    first_time(by)
    for place, one in enumerate(said):
        each = by if place == 0 else replace(by, submission=None)
        if one["status"] == Report.Kind.DONE:
            done = {"done_on": one.get("done_on") or timezone.localdate(), "upload": one.get("upload")}
            move_duty(one["duty"], "report", by=each, note=one["text"], **done)
        else:
            report_progress(one["duty"], status=one["status"], text=one["text"], upload=one.get("upload"), by=each)
    return len(said)
