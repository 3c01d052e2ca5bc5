"""What a unit's WeCom group hears once a working day: what it has that is overdue, and nothing when nothing is."""

from collections import defaultdict
from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications import clock
from notifications.channels.wecom import announce_to
from notifications.models import Robot, working_calendar
from ruoyi_coop.lib.calendar import CHINA, at_nine, local_day
from supervision.models import Duty

MOST = 10  # lines; the page shows the rest
EARLIEST = datetime(2000, 1, 1, tzinfo=CHINA).date()


def tell_groups(now: datetime | None = None) -> int:
    """Send each unit with a robot the list of its overdue duties, from nine o'clock; repeatable, once a day."""
    now = now or clock.now()
    day = local_day(now)
    robots = Robot.objects.filter(is_on=True)
    if now < at_nine(day) or not robots.exists() or not working_calendar().is_working(day):
        return 0
    late = defaultdict(list)
    units = robots.values_list("unit", flat=True)
    for duty in Duty.objects.due_between(EARLIEST, day).filter(unit__in=units).select_related("unit").order_by("due"):
        late[duty.unit].append(duty)
    return sum(_tell(unit, duties, day) for unit, duties in late.items())


def _tell(unit, duties: list[Duty], day) -> int:
    count = len(duties)
    lines = [f"> {date_format(duty.due)}　{duty.title}" for duty in duties[:MOST]]
    lines += [_("……共 %d 件") % count] if count > MOST else []
    title = ngettext("%(unit)s有 %(count)d 件督办事项逾期", "%(unit)s有 %(count)d 件督办事项逾期", count)
    return announce_to(
        [unit],
        key=f"late:{day}",
        title=title % {"unit": unit, "count": count},
        body="\n".join(lines),
        path=reverse("supervision:list"),
        consequence=_("逾期满3、7、15个工作日的，逐级告知负责人、挂点领导，列入红色督办。"),
    )
