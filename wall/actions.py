"""The office puts up a display and takes it down; its address stops working at once."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, require
from notifications.actions import create, edit
from ruoyi_coop.lib.errors import NotNow
from wall.models import Display


@transaction.atomic
def add_display(values: dict, *, by: Actor) -> Display:
    """Make a display with an address nobody can guess."""
    require(by, Permission.SUPERVISE_DUTY)
    return create(Display(**values, created_by_id=by.user_id), by=by, label=_("登记大屏"))


@transaction.atomic
def revoke_display(display: Display, *, by: Actor) -> Display:
    """Stop a display for good. Raises NotNow when it was stopped before."""
    require(by, Permission.SUPERVISE_DUTY, display)
    row = Display.objects.select_for_update().get(pk=display.pk)
    if row.revoked_at:
        raise NotNow(_("这块大屏已经停用。"))
    return edit(row, {"revoked_at": timezone.now()}, by=by, label=_("停用大屏"), verb="revoked")
