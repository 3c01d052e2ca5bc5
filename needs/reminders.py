"""When somebody ought to hear of something in the needs app."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Hat
from accounts.permissions import Role
from needs.models import Need
from notifications.tick import Rule, Wanted
from ruoyi_coop.lib.calendar import DAY, end_of_day, local_day


def answers_wanted(start: datetime, end: datetime):
    """Needs in the store whose wished-for day lies between; their units' officials hear of it. Two queries."""
    needs = list(Need.objects.wanted_between(local_day(start), local_day(end) + DAY))
    units = {need.unit_id for need in needs}
    people = Hat.objects.worn().filter(role=Role.OFFICIAL, unit__in=units).people_by("unit_id")
    for need in needs:
        deadline = end_of_day(need.wanted_by)
        if start <= deadline < end:
            yield Wanted(
                thing=need,
                deadline=deadline,
                people=people.get(need.unit_id, ()),
                title=_("需求“%s”快到希望解决的日期") % need,
                body=_("还没有落实的，请与应答的高校对接，或者修改日期。"),
                path=need.get_absolute_url(),
            )


RULES = (
    Rule(
        "need_wanted",
        lazy("需求希望解决日期"),
        answers_wanted,
        steps=(7, 1),
        may_be_off=True,
        consequence=lazy("过了 %(day)s 还没有对接的，需求方会看到没有人应答。"),
    ),
)
