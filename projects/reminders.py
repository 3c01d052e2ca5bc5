"""When somebody ought to hear of something in the projects app; milestones are duties, which remind for themselves."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Hat
from accounts.permissions import Role
from notifications.tick import Rule, Wanted
from projects.models import Agreement
from ruoyi_coop.lib.calendar import DAY, end_of_day, local_day


def agreements_ending(start: datetime, end: datetime):
    """Agreements that end between and were not renewed, for the lead unit and the office. Three queries."""
    found = Agreement.objects.ending_between(local_day(start), local_day(end) + DAY).with_names()
    rows = [row for row in found if start <= end_of_day(row.ends_on) < end]
    units = {row.partnership.lead_unit_id for row in rows}
    officials = Hat.objects.worn().filter(role=Role.OFFICIAL, unit__in=units).people_by("unit_id")
    office = list(Hat.objects.worn().filter(role=Role.OFFICE).people()) if rows else []
    for row in rows:
        day = date_format(row.ends_on)
        yield Wanted(
            thing=row,
            deadline=end_of_day(row.ends_on),
            people=[*officials.get(row.partnership.lead_unit_id, ()), *office],
            title=_("协议 %(day)s 到期：%(title)s") % {"day": day, "title": row},
            body=_("由%(unit)s牵头。请商定续签或到期结束；续签后登记新协议，提醒自动停止。")
            % {"unit": row.partnership.lead_unit},
            path=row.get_absolute_url(),
        )


RULES = (
    Rule(
        "agreement_ends",
        lazy("协议到期"),
        agreements_ending,
        steps=(90, 30, 7, 0),
        consequence=lazy("过了 %(day)s 没有续签的，协议自动失效，合作事项不能再以它为依据。"),
        roles=frozenset({Role.OFFICE, Role.OFFICIAL}),
    ),
)
