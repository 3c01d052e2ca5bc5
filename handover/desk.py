"""What handovers tell the desk: the office sees what is owned by nobody, as one line."""

from datetime import datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Role
from handover.checks import Ownerless, ownerless
from ruoyi_coop.lib.calendar import CHINA
from ruoyi_coop.lib.desk import Waiting

NAMED = 3


def waiting_for(actor: Actor) -> list[Waiting]:
    """One query for the office when all is in hands, none for others."""
    found = ownerless() if actor.role == Role.OFFICE else []
    if not found:
        return []
    names = "、".join(one.title for one in found[:NAMED]) + (_("等") if len(found) > NAMED else "")
    since = min((_moment(one) for one in found if one.since), default=None)
    return [Waiting(_("%d 件事没有人负责") % len(found), names, reverse("handover:ownerless"), _("去安排"), since)]


def _moment(one: Ownerless) -> datetime:
    return one.since if isinstance(one.since, datetime) else datetime.combine(one.since, time.min, tzinfo=CHINA)
