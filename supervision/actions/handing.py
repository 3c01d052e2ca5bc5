"""A change of post: another person takes over what one had of duties."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Hat, User
from accounts.permissions import Actor, Permission, require
from notifications.actions import edit
from supervision.actions.common import locked
from supervision.models import Blocker, Duty
from supervision.workflow import CARRIED, PLANNED


@transaction.atomic
def hand_duty(duty: Duty, successor: Hat, *, of: User, by: Actor) -> bool:
    """Let another person work on a duty in a handover; False when that person has it no more, or it is done."""
    require(by, Permission.HAND_OVER)
    row = locked(duty)
    if row.person_id != of.pk or row.state not in CARRIED:
        return False
    edit(row, {"person": successor.user}, by=by, label=_("换人承办"), note=_from_to(of, successor), verb="handed")
    return True


@transaction.atomic
def hand_draft(duty: Duty, successor: Hat, *, of: User, by: Actor) -> bool:
    """Let another person finish a draft in a handover; False when it is that person's draft no more."""
    require(by, Permission.HAND_OVER)
    row = locked(duty)
    if row.drafted_by_id != of.pk or row.state not in PLANNED:
        return False
    edit(row, {"drafted_by": successor.user}, by=by, label=_("换人起草"), note=_from_to(of, successor), verb="handed")
    return True


@transaction.atomic
def hand_blocker(blocker: Blocker, successor: Hat, *, of: User, by: Actor) -> bool:
    """Ask another person to clear a blocker in a handover; False when it waits for that person no more."""
    require(by, Permission.HAND_OVER)
    locked(blocker.duty)
    row = Blocker.objects.select_related("resolver", "duty").get(pk=blocker.pk)
    if row.resolved_at or row.resolver.user_id != of.pk:
        return False
    edit(row, {"resolver": successor}, by=by, label=_("换人解决堵点"), note=_from_to(of, successor), verb="handed")
    return True


def _from_to(of: User, successor: Hat) -> str:
    return _("%(before)s → %(after)s") % {"before": of, "after": successor.user}
