"""A later day: asked for before the old one passes, decided by another person."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, Role, require
from notifications.actions import create, edit, first_time, record
from ruoyi_coop.lib.errors import NotNow
from supervision.actions.common import locked, tell, touched, who
from supervision.actions.duties import shifted
from supervision.models import Duty, Extension
from supervision.workflow import HELD


@transaction.atomic
def ask_extension(duty: Duty, to_due: date, *, reason: str, progress: str, by: Actor) -> Extension:
    """Ask for a later day, before the present one has passed. Raises NotNow (late, no reason, asked), NotAllowed."""
    row = locked(duty)
    require(by, Permission.WORK_DUTY, row)
    first_time(by)
    return file_extension(row, to_due, reason=reason, progress=progress, by=by)


@transaction.atomic
def file_extension(duty: Duty, to_due: date, *, reason: str, progress: str, by: Actor) -> Extension:
    """The same where a plan asks with its acceptance. The caller has checked the permission."""
    row = locked(duty)
    if why_not := why_no_extension(row):
        raise NotNow(why_not)
    if to_due <= row.due:
        raise NotNow(_("申请的日期要晚于现在的期限 %s。") % date_format(row.due))
    if not reason.strip() or not progress.strip():
        raise NotNow(_("延期要写明理由和目前进展。"))
    asked = Extension(
        duty=row, from_due=row.due, to_due=to_due, reason=reason, progress=progress, asked_by_id=by.user_id
    )
    asked.by_hat = who(by)
    words = _("申请延至 %s") % date_format(to_due)
    create(asked, by=by, label=words, note=reason, verb="extension_asked")
    tell(row, f"asked:{asked.pk}", row.people_with(Role.OFFICE), _("申请延期：%(duty)s"), f"{words}。{reason}", by)
    touched(row, by)
    return asked


def why_no_extension(duty: Duty) -> str:
    """Return "" when a later day may be asked for now, else why not."""
    if duty.state not in HELD:
        return _("现在是“%s”，不能申请延期。") % duty.get_state_display()
    if duty.due < timezone.localdate():
        return _("期限 %s 已过，不能再申请延期；请先报进展说明情况，由县合作办决定。") % date_format(duty.due)
    return _("已经有一份延期申请在等批示。") if duty.extensions.asked().exists() else ""


@transaction.atomic
def decide_extension(extension: Extension, granted: bool, *, by: Actor, words: str = "") -> Extension:
    """Grant the later day, or refuse it with a reason; not by whoever asked. Raises NotAllowed, NotNow."""
    require(by, Permission.SUPERVISE_DUTY, extension)
    if granted and extension.duty.origin:  # its neighbours may move with it: all are locked, in one order
        list(Duty.objects.select_for_update(of=["self"]).filter(origin=extension.duty.origin).order_by("pk"))
    duty = locked(extension.duty)
    first_time(by)
    row = Extension.objects.select_for_update().get(pk=extension.pk)
    if row.state != Extension.State.ASKED:
        raise NotNow(_("这份申请已经处理过了。"))
    if duty.state not in HELD:
        raise NotNow(_("事项现在是“%s”，恢复办理后再批示。") % duty.get_state_display())
    if row.asked_by_id == by.user_id:
        raise NotNow(_("是您自己申请的，要请另一个人批示。"))
    if not granted and not words.strip():
        raise NotNow(_("不同意延期，请写明理由。"))
    state = Extension.State.GRANTED if granted else Extension.State.REFUSED
    values = {"state": state, "decided_at": timezone.now(), "decided_by_id": by.user_id, "decision": words}
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=[*values])
    label = _("批准延期") if granted else _("不同意延期")
    if granted:
        edit(duty, shifted(duty, row.to_due), by=by, label=label, note=words or row.reason, verb="extended")
    else:
        record(by, "refused", label, duty, note=words)
    title = _("延期至 %(day)s 已批准：%(duty)s") if granted else _("延期未批准，期限仍是 %(day)s：%(duty)s")
    tell(
        duty, f"decided:{row.pk}", duty.people(), title, words, by, day=date_format(row.to_due if granted else duty.due)
    )
    touched(Duty.objects.get(pk=duty.pk), by)
    return row
