"""When somebody ought to hear that the certificate waits for them: the days are counted from the last day."""

from datetime import datetime

from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Role
from certificates.complete import records
from certificates.models import Appraisal, Certificate
from notifications.tick import Rule, Wanted
from onpost.models import Stay
from ruoyi_coop.lib.calendar import end_of_day, local_day


def _ended(start: datetime, end: datetime):
    rows = Stay.objects.ended().annotate(end=Coalesce("last_day", "planned_end")).with_people()
    rows = rows.filter(end__gte=local_day(start), end__lte=local_day(end))
    return rows.exclude(pk__in=Certificate.objects.valid().values("stay"))


def papers_missing(start: datetime, end: datetime):
    """Students whose summary or own appraisal is missing. A handful of queries for any number."""
    stays = list(_ended(start, end))
    found = records(stays)
    for stay in stays:
        lacks = {row.name for row in found[stay.pk].missing} & {"summary", "self"}
        if lacks:
            title, body = _("实习已经结束，小结和自评还没有交齐"), _("交齐才能开实习证明。")
            student, path = stay.placement.student, stay.get_absolute_url()
            yield Wanted(stay, end_of_day(stay.until), [student], title, body, path, says_deadline=False)


def host_silent(start: datetime, end: datetime):
    """Hosts that have not appraised a student who has ended."""
    given = Appraisal.objects.filter(kind=Appraisal.Kind.HOST).values("stay")
    for stay in _ended(start, end).exclude(pk__in=given):
        title = _("请为实习学生 %s 做鉴定") % stay.placement.student
        people, path = stay.placement.position.people(), reverse("certificates:appraisals")
        yield Wanted(stay, end_of_day(stay.until), people, title, path=path, says_deadline=False)


RULES = (
    Rule(
        "summary_missing",
        lazy("实习小结和自评未交"),
        papers_missing,
        steps=(-3, -10, -20),
        in_working_days=True,
        consequence=lazy("不交小结和自评，就不能开具实习证明。"),
        roles=frozenset({Role.STUDENT}),
    ),
    Rule(
        "appraisal_missing",
        lazy("单位鉴定未做"),
        host_silent,
        steps=(-5, -10, -20),
        in_working_days=True,
        consequence=lazy("不做鉴定，学生就拿不到实习证明。"),
        roles=frozenset({Role.MENTOR}),
    ),
)
