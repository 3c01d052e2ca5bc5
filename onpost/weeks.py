"""Which weeks are asked about, from which day on, and until when they may be confirmed: pure sums over the calendar."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from onpost.attendance import WEEK, days_between, monday_of
from onpost.models import GRACE, Stay
from ruoyi_coop.lib.calendar import CHINA, WorkingCalendar, local_day

ASKED_AT = time(15)
FRIDAY, SUNDAY = timedelta(days=4), timedelta(days=6)


def working_days(monday: date, calendar: WorkingCalendar) -> list[date]:
    """The days of this week on which one works, make-up days among them."""
    return [day for day in days_between(monday, monday + SUNDAY) if calendar.is_working(day)]


def asking_day(monday: date, calendar: WorkingCalendar) -> date | None:
    """Friday; the week's last working day when Friday is off; None for a week without any."""
    if calendar.is_working(monday + FRIDAY):
        return monday + FRIDAY
    return max(working_days(monday, calendar), default=None)


def last_asked(now: datetime, calendar: WorkingCalendar) -> date | None:
    """The Monday of the week about which tutors were asked last: at three o'clock of its asking day."""
    this = monday_of(local_day(now))
    for monday in (this - WEEK * number for number in range(4)):
        day = asking_day(monday, calendar)
        if day and datetime.combine(day, ASKED_AT, tzinfo=CHINA) <= now:
            return monday
    return None


def due_weeks(stay: Stay, confirmed: set[date], today: date, calendar: WorkingCalendar) -> list[date]:
    """The Mondays of this stay's weeks that wait to be confirmed, the oldest first.

    A week counts when the stay has a working day in it; it is open from its asking day (or the stay's last day) on.
    """
    if today > stay.until + GRACE:
        return []
    days = days_between(stay.first_day, min(stay.until, today + SUNDAY))
    mondays = {monday_of(day) for day in days if calendar.is_working(day)} - confirmed
    return sorted(monday for monday in mondays if _is_open(stay, monday, today, calendar))


def _is_open(stay: Stay, monday: date, today: date, calendar: WorkingCalendar) -> bool:
    asked = asking_day(monday, calendar)
    return asked is not None and min(asked, stay.until) <= today


def week_words(monday: date, days: Iterable[date]) -> str:
    """The span of a week's working days as people write it: 11.16—11.20."""
    days = list(days) or [monday, monday + FRIDAY]
    return f"{days[0]:%-m.%-d}—{days[-1]:%-m.%-d}"
