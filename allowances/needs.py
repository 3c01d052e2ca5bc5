"""Until when a student's numbers are needed for an allowance, and when an account cannot be withdrawn."""

from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from allowances.models import Line
from allowances.workflow import LineState, State
from onpost.models import Stay


def needed_until(user) -> date | None:
    """The last payment, or the end of the last stay, whichever is later."""
    paid = Line.objects.filter(stay__placement__student=user).aggregate(last=Max("paid_on"))["last"]
    stays = Stay.objects.filter(placement__student=user).aggregate(last=Max("planned_end"))["last"]
    return max((day for day in (paid, stays) if day), default=None)


def why_not_yet(user) -> str:
    waiting = Line.objects.filter(stay__placement__student=user, state__in=(LineState.READY, LineState.FAILED))
    if waiting.filter(allowance_list__state__in=(State.NOTICED, State.APPROVED)).exists():
        return _("补贴正在公示或发放，到账后再撤回。要改账号可以直接更正。")
    return ""
