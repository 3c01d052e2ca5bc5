"""The rows behind every figure about internships under way: a number and its list are the same queryset.

Each function returns a queryset nobody has narrowed yet; `visible_to(actor)` on it says what one person sees.
"""

from datetime import date, datetime

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Aggregate, BooleanField, Exists, F, Func, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from interns.models import Placement, Tutor
from notifications.models import working_calendar
from onpost.models import Agreement, Insurance, Problem, Stay, StayQuerySet
from onpost.weeks import last_asked, working_days
from onpost.workflow import AgreementState, StayState
from ruoyi_coop.lib.calendar import WorkingCalendar

INCLUSIVE = Value("[]")


class RangeAgg(Aggregate):
    """All ranges of a group as one multirange (PostgreSQL 14)."""

    function, output_field = "range_agg", TextField()


def _range(first, last) -> Func:
    return Func(first, last, INCLUSIVE, function="daterange", output_field=DateRangeField())


def under_way(today: date | None = None):
    """Confirmed placements whose post or stay is not over, with `needs_from` and `needs_to`: the days to be covered.

    Those are the days of the stay, else those of the post from today on.
    """
    today = today or timezone.localdate()
    rows = Placement.objects.confirmed().filter(position__ends_on__gte=today)
    return rows.exclude(stay__state__in=(StayState.FINISHED, StayState.ENDED_EARLY)).annotate(
        needs_from=Coalesce("stay__first_day", Greatest("position__starts_on", Value(today))),
        needs_to=Coalesce("stay__planned_end", "position__ends_on"),
    )


def unsigned(today: date | None = None):
    """Confirmed placements without an agreement that all three have signed and that covers the days."""
    return under_way(today).filter(~_is_signed())


def _is_signed() -> Exists:
    """That an agreement covers the days of a row of `under_way`."""
    signed = Agreement.objects.filter(placement=OuterRef("pk"), state=AgreementState.SIGNED)
    return Exists(signed.filter(starts_on__lte=OuterRef("needs_from"), ends_on__gte=OuterRef("needs_to")))


def uninsured(today: date | None = None):
    """Confirmed placements with a day that none of their policies covers."""
    return under_way(today).annotate(is_insured=_is_insured()).filter(is_insured=False)


def _is_insured() -> Coalesce:
    """Whether the policies of a row of `under_way` together hold each of its days."""
    policies = Insurance.objects.counting().filter(placement=OuterRef("pk")).order_by().values("placement")
    covered = policies.annotate(days=RangeAgg(_range(F("starts_on"), F("ends_on")))).values("days")
    wanted = _range(F("needs_from"), F("needs_to"))
    is_covered = Func(Subquery(covered), wanted, template="(%(expressions)s)", arg_joiner=" @> ")
    is_covered.output_field = BooleanField()
    return Coalesce(is_covered, Value(False))


def not_checked_in(today: date | None = None):
    """Confirmed placements whose post has begun and whose student has not been checked in."""
    today = today or timezone.localdate()
    return under_way(today).filter(position__starts_on__lte=today, stay=None)


def to_check_in(today: date | None = None):
    """Of these, those with agreement and insurance complete: they may be checked in now."""
    return not_checked_in(today).annotate(is_insured=_is_insured()).filter(_is_signed(), is_insured=True)


def on_post() -> StayQuerySet:
    """Stays that go on, those that ask for an early end among them."""
    return Stay.objects.on_post()


def leaving() -> StayQuerySet:
    """Stays whose early end the office has to decide."""
    return Stay.objects.filter(state=StayState.LEAVING)


def ended_early() -> StayQuerySet:
    """Stays that ended before their planned end."""
    return Stay.objects.filter(state=StayState.ENDED_EARLY)


def open_problems():
    """Problems that nobody has solved yet."""
    return Problem.objects.unsolved()


def silent_stays(monday: date | None = None, calendar: WorkingCalendar | None = None) -> StayQuerySet:
    """Stays with a working day in the week from `monday` (the last week asked about) that nobody has confirmed."""
    calendar = calendar or working_calendar()
    monday = monday or last_asked(timezone.now(), calendar)
    if monday is None:
        return Stay.objects.none()
    return Stay.objects.working_in(working_days(monday, calendar)).unconfirmed_in(monday)


def silent_tutors(monday: date | None = None, calendar: WorkingCalendar | None = None):
    """Tutors with a student whose week from `monday` (the last week asked about) they have not confirmed."""
    stays = silent_stays(monday, calendar).filter(placement__position__tutor=OuterRef("pk"))
    return Tutor.objects.filter(Exists(stays))


def raised_problems():
    """Problems the leader was told of and nobody has solved."""
    return open_problems().filter(raised_at__isnull=False)


def overdue_problems(now: datetime | None = None):
    """Problems that nobody took up within their 24 hours."""
    return Problem.objects.untaken().filter(Q(due_at__lte=now or timezone.now()))
