"""When somebody ought to hear of something in the bases app."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Hat
from accounts.permissions import Role
from bases.models import Base
from notifications.tick import Rule, Wanted
from ruoyi_coop.lib.calendar import DAY, end_of_day, local_day


def reviews_due(start: datetime, end: datetime):
    """Yearly reviews whose day lies between; the lead unit's officials owe them. Two queries."""
    bases = list(Base.objects.review_due(local_day(start), local_day(end) + DAY).select_related("unit"))
    units = {base.unit_id for base in bases}
    people = Hat.objects.worn().filter(role=Role.OFFICIAL, unit__in=units).people_by("unit_id")
    for base in bases:
        deadline = end_of_day(base.review_due)
        if start <= deadline < end:
            yield Wanted(
                thing=base,
                deadline=deadline,
                people=people.get(base.unit_id, ()),
                title=_("基地“%s”要做年度复核") % base,
                body=_("请在期限前报送复核材料；逾期一周仍没有报的，县合作办会看到。"),
                path=base.get_absolute_url(),
            )


RULES = (
    Rule(
        "base_review",
        lazy("基地年度复核"),
        reviews_due,
        steps=(30, 7, 0, -7),
        consequence=lazy("过了 %(day)s 没有复核的，基地列入待整改，在挂图上亮红灯。"),
        roles=frozenset({Role.OFFICE, Role.OFFICIAL, Role.MENTOR}),
    ),
)
