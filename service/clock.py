"""Counts the county's working hours: a pure function of a start and the working calendar, in China time."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from ruoyi_coop.lib.calendar import CHINA, DAY, WorkingCalendar, local_day

HOURS = ((time(8, 30), time(12)), (time(14, 30), time(18)))  # the county's working hours stand here only
A_WORKING_DAY = 7  # hours
HOUR = timedelta(hours=1)
NOTHING = timedelta(0)


def _spans(calendar: WorkingCalendar, start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of working time from `start` on, without end; the first may be a remainder."""
    day = local_day(start)
    while True:
        if calendar.is_working(day):
            for opens, closes in _of_day(day):
                if closes > start:
                    yield max(opens, start), closes
        day += DAY


def _of_day(day: date) -> list[tuple[datetime, datetime]]:
    return [tuple(datetime.combine(day, moment, tzinfo=CHINA) for moment in span) for span in HOURS]


def add_working(calendar: WorkingCalendar, start: datetime, hours: float) -> datetime:
    """The moment at which so many working hours after `start` have passed; 0 gives the next working moment."""
    left = hours * HOUR
    for opens, closes in _spans(calendar, start):
        if left <= closes - opens:
            return (opens + left).astimezone(CHINA)
        left -= closes - opens
    raise AssertionError("spans have no end")


def elapsed(calendar: WorkingCalendar, start: datetime, end: datetime) -> float:
    """The working hours between two moments; 0 when `end` is not after `start`."""
    total = NOTHING
    for opens, closes in _spans(calendar, start):
        if opens >= end:
            break
        total += min(closes, end) - opens
    return total / HOUR


def add_days(calendar: WorkingCalendar, start: datetime, days: int) -> datetime:
    """The close of the working day so many working days after the one on which work on it can begin."""
    begins = local_day(add_working(calendar, start, 0))
    return _of_day(calendar.shift(begins, days))[-1][1]


def is_working_time(calendar: WorkingCalendar, moment: datetime) -> bool:
    """Whether people are at work at that moment, opening and closing time included."""
    local = moment.astimezone(CHINA)
    return calendar.is_working(local.date()) and any(opens <= local.time() <= closes for opens, closes in HOURS)


def is_certain(calendar: WorkingCalendar, start: datetime, end: datetime) -> bool:
    """Whether the holidays of every year between are published; if not, Monday to Friday was taken."""
    return all(calendar.is_published(year) for year in range(local_day(start).year, local_day(end).year + 1))
