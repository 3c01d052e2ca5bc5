"""What becomes of duties when the record they hang on rests, goes on, or is given up."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from notifications.actions import edit, silence
from notifications.models import Event, key_of
from supervision.models import Duty, Extension
from supervision.workflow import OPEN, PLANNED, State

RESTED = "rested"  # the verb by which a duty that rests with its project is told from one the office suspended


@transaction.atomic
def set_aside(origin, *, by: Actor, note: str) -> None:
    """What a duty hangs on rests: its open duties rest too. The caller has checked the permission."""
    for row in _hanging(origin).filter(state__in=OPEN):
        values = {"state": State.SUSPENDED, "held_from": row.state, "state_since": timezone.now()}
        edit(row, values, by=by, label=_("随项目中止"), note=note, verb=RESTED)
        silence(row)


@transaction.atomic
def take_up(origin, *, by: Actor, note: str) -> None:
    """What a duty hangs on goes on: so do the duties that rested with it, each where it was."""
    for row in _hanging(origin).filter(state=State.SUSPENDED):
        if Event.objects.filter(subject=row.key).order_by("-id").first().verb == RESTED:
            values = {"state": row.held_from, "held_from": "", "state_since": timezone.now()}
            edit(row, values, by=by, label=_("随项目恢复"), note=note, verb="took_up")


@transaction.atomic
def let_go(origin, *, by: Actor, note: str) -> None:
    """What a duty hangs on was given up: nobody has to do its open duties any more."""
    for row in _hanging(origin).filter(state__in=(*PLANNED, *OPEN, State.SUSPENDED)):
        values = {"state": State.CANCELLED, "held_from": "", "state_since": timezone.now()}
        edit(row, values, by=by, label=_("随项目撤销"), note=note, verb="cancel")
        row.extensions.asked().update(state=Extension.State.LAPSED)
        silence(row)


def _hanging(origin):
    """The duties of a record, locked in one order; always before the record itself, as every action on a duty does."""
    return Duty.objects.select_for_update(of=["self"]).filter(origin=key_of(origin)).order_by("pk")
