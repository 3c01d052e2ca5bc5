"""When somebody ought to hear that a promised time is near or past, or that only their word is missing."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Role
from notifications.tick import Rule, Wanted
from service.models import ServiceRequest
from service.workflow import State


def answers_due(start: datetime, end: datetime):
    """Requests whose holder has to answer between; one query."""
    rows = ServiceRequest.objects.filter(state=State.ASKED, answer_due__gte=start, answer_due__lt=end)
    return [_wanted(row, row.answer_due, row.holder, _("请答复服务请求“%s”") % row) for row in rows.with_names()]


def work_due(start: datetime, end: datetime):
    """Requests that the county promised to have done between; one query."""
    rows = ServiceRequest.objects.with_team().filter(done_due__gte=start, done_due__lt=end)
    return [_wanted(row, row.done_due, row.holder, _("请办结服务请求“%s”") % row) for row in rows.with_names()]


def confirmations_wanted(start: datetime, end: datetime):
    """Requests said to be done on which only the asker's word is missing; one query."""
    rows = ServiceRequest.objects.filter(state=State.DONE_SAID, confirm_due__gte=start, confirm_due__lt=end)
    return [_wanted(row, row.confirm_due, None, _("请确认“%s”是否办好") % row) for row in rows.with_names()]


def _wanted(row: ServiceRequest, deadline: datetime, holder, title: str) -> Wanted:
    person = holder.hat.user if holder else row.asker
    return Wanted(row, deadline, [person], title, row.whose, row.get_absolute_url())


PARTNERS = frozenset({Role.OFFICE, Role.LEADER, Role.OFFICIAL})
RULES = (
    Rule(
        "service_answer",
        lazy("服务请求待答复"),
        answers_due,
        steps=(),
        hours_before=2,
        may_be_off=True,
        consequence=lazy("到点没有答复的，自动升级到上一级负责人。"),
        roles=PARTNERS,
    ),
    Rule(
        "service_done",
        lazy("服务请求待办结"),
        work_due,
        steps=(1, 0, -1),
        consequence=lazy("过了 %(day)s 没有办结的，自动升级到上一级负责人。"),
        roles=PARTNERS,
    ),
    Rule(
        "service_confirm",
        lazy("服务请求待确认"),
        confirmations_wanted,
        steps=(-1,),
        may_be_off=True,
        consequence=lazy("一直不确认的，请求不能办结，也不能评价。"),
    ),
)
