"""When the office ought to hear of an objection that waits, and of a notice that is over."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Hat
from accounts.permissions import Role
from allowances.models import AllowanceList, Objection
from allowances.workflow import State
from notifications.tick import Rule, Wanted
from ruoyi_coop.lib.calendar import end_of_day, local_day


def objections_due(start: datetime, end: datetime):
    """Objections nobody has answered. Two queries."""
    rows = Objection.objects.unanswered().filter(due_on__gte=local_day(start), due_on__lte=local_day(end))
    rows = list(rows.select_related("allowance_list__season"))
    office = list(Hat.objects.worn().filter(role=Role.OFFICE).people()) if rows else []
    for row in rows:
        title = _("公示异议待答复：%s") % row
        yield Wanted(
            row, end_of_day(row.due_on), office, title, _("逾期不答复，清单不能批准。"), row.get_absolute_url()
        )


def notices_over(start: datetime, end: datetime):
    """Notices whose last day has passed and that nobody has approved. Two queries."""
    rows = AllowanceList.objects.filter(state=State.NOTICED)
    rows = rows.filter(notice_until__gte=local_day(start), notice_until__lte=local_day(end)).select_related("season")
    roles = (Role.OFFICE, Role.LEADER)
    people = list(Hat.objects.worn().filter(role__in=roles).people()) if rows else []
    for row in rows:
        others = [person for person in people if person.pk != row.drafted_by_id]
        title = _("补贴公示期满，等批准：%s") % row
        yield Wanted(row, end_of_day(row.notice_until), others, title, path=row.get_absolute_url(), says_deadline=False)


DESK = frozenset({Role.OFFICE})
RULES = (
    Rule(
        "objection_due",
        lazy("公示异议待答复"),
        objections_due,
        steps=(2, 0, -1),
        consequence=lazy("%(day)s 前没有答复的，补贴清单不能通过，发放顺延。"),
        roles=DESK,
    ),
    Rule(
        "allowance_notice_over",
        lazy("补贴公示期满"),
        notices_over,
        steps=(-1,),
        consequence=lazy("不提交审批，这一批补贴就不能发放。"),
        roles=DESK,
    ),
)
