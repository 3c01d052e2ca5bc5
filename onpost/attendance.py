"""How many days a student was present: working days of the weeks confirmed, less the days reported absent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from notifications.models import working_calendar
from onpost.models import Absence, Stay, Week
from onpost.workflow import AbsenceState
from ruoyi_coop.lib.calendar import WorkingCalendar

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Attendance:
    """Working days of a stay up to a day: `confirmed` ones in weeks that were confirmed, `absent` ones among those.

    `unconfirmed` lists the Mondays of weeks that are over and that nobody has confirmed.
    """

    due: int
    confirmed: int
    absent: int
    unconfirmed: tuple[date, ...]

    @property
    def present(self) -> int:
        return self.confirmed - self.absent


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def attendance_of(stays: Iterable[Stay], until: date | None = None) -> dict[int, Attendance]:
    """The attendance of each stay up to a day (today), by the stay's id. Three queries for any number of stays."""
    stays, until = list(stays), until or timezone.localdate()
    calendar = working_calendar()
    weeks, absences = _weeks(stays), _absences(stays)
    return {stay.pk: _count(stay, until, calendar, weeks[stay.pk], absences[stay.pk]) for stay in stays}


def present_days(stays: Iterable[Stay], first: date, last: date) -> dict[int, tuple[list[date], list[date]]]:
    """The days each stay was present within a period, and the Mondays of weeks nobody confirmed, by the stay's id.

    A day counts when it is a working day of a confirmed week on which no absence is reported. Three queries.
    """
    stays = list(stays)
    calendar = working_calendar()
    weeks, absences = _weeks(stays), _absences(stays)
    found = {}
    for stay in stays:
        span = days_between(max(first, stay.first_day), min(last, stay.until))
        working = [day for day in span if calendar.is_working(day)]
        present = [day for day in working if monday_of(day) in weeks[stay.pk] and day not in absences[stay.pk]]
        found[stay.pk] = present, sorted({monday_of(day) for day in working} - weeks[stay.pk])
    return found


def _weeks(stays: list[Stay]) -> dict[int, set[date]]:
    found = {stay.pk: set() for stay in stays}
    for stay, monday in Week.objects.filter(stay__in=found).values_list("stay", "monday"):
        found[stay].add(monday)
    return found


def _absences(stays: list[Stay]) -> dict[int, set[date]]:
    found = {stay.pk: set() for stay in stays}
    rows = Absence.objects.filter(stay__in=found, state=AbsenceState.GRANTED)
    for stay, first, last in rows.values_list("stay", "first_day", "last_day"):
        found[stay] |= set(days_between(first, last))
    return found


def _count(stay: Stay, until: date, calendar: WorkingCalendar, weeks: set, absences: set) -> Attendance:
    working = [day for day in days_between(stay.first_day, min(until, stay.until)) if calendar.is_working(day)]
    confirmed = [day for day in working if monday_of(day) in weeks]
    missing = {monday_of(day) for day in working if monday_of(day) + timedelta(days=4) < until} - weeks
    absent = sum(day in absences for day in confirmed)
    return Attendance(len(working), len(confirmed), absent, tuple(sorted(missing)))


def days_between(first: date, last: date) -> Iterable[date]:
    """Every day from the first to the last, both included; none when they are the wrong way round."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
