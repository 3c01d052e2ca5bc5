"""When somebody ought to hear of something in the universities app: once a week of partnerships grown quiet."""

from datetime import datetime

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Hat
from accounts.permissions import Role
from notifications.tick import Rule, Wanted
from ruoyi_coop.lib.calendar import DAY, end_of_day, local_day
from universities import rhythm
from universities.models import Partnership

MONDAY_BEFORE = 6  # days from the Sunday that ends a week


def quiet_partnerships(start: datetime, end: datetime):
    """One message a week for each official of a lead unit and each attached leader, of all their quiet ones."""
    found = rhythm.quiet()
    rows = list(_with_owners(found)) if found else []
    theirs = [(hat, _of(hat, rows)) for hat in _owners(rows)] if rows else []
    for sunday in _sundays(start, end):
        for hat, own in theirs:
            yield _wanted(hat, sorted(own, key=lambda row: -found[row.pk].gap), found, sunday)


def _with_owners(found: dict):
    rows = Partnership.objects.filter(pk__in=found).with_leader().select_related("university")
    return rows.annotate(leader_hat=F("care__leader"))


def _owners(rows: list):
    officials = Q(role=Role.OFFICIAL, unit__in={row.lead_unit_id for row in rows})
    leaders = Q(pk__in={row.leader_hat for row in rows if row.leader_hat})
    return Hat.objects.worn().filter(officials | leaders).select_related("user")


def _of(hat: Hat, rows: list) -> list:
    if hat.role == Role.OFFICIAL:
        return [row for row in rows if row.lead_unit_id == hat.unit_id]
    return [row for row in rows if row.leader_hat == hat.pk]


def _sundays(start: datetime, end: datetime):
    """The ends of the weeks between."""
    day = local_day(start)
    day += DAY * (6 - day.weekday())
    while end_of_day(day) < end:
        yield end_of_day(day)
        day += DAY * 7


def _wanted(hat: Hat, rows: list, found: dict, sunday: datetime) -> Wanted:
    mine = f"lead_unit={hat.unit_id}" if hat.role == Role.OFFICIAL else "leader=mine"
    return Wanted(
        thing=hat,
        deadline=sunday,
        people=[hat.user],
        title=_("%d项合作安静了，问候一声吧") % len(rows),
        body="\n".join(f"{row.university}：{found[row.pk].words}" for row in rows[:10]),
        path=f"{reverse('universities:partnerships')}?quiet=yes&{mine}",
        says_deadline=False,
    )


RULES = (
    Rule(
        "partnership_quiet",
        lazy("安静的合作，每周一次"),
        quiet_partnerships,
        steps=(MONDAY_BEFORE,),
        is_fixed=True,
        consequence=lazy("一直没有联系的合作，会列入县领导的每周清单。"),
        roles=frozenset({Role.OFFICE, Role.OFFICIAL, Role.LEADER}),
    ),
)
