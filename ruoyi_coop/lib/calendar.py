"""Chinese working days: weekends and holidays are off, make-up days are on, and an unpublished year says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingCalendar:
    """`exceptions` maps a date to True (make-up working day) or False (holiday).

    A year without any exception is unpublished: it is computed Monday to Friday, and `is_published` is False.
    """

    exceptions: Mapping[date, bool]

    def is_published(self, year: int) -> bool:
        return any(day.year == year for day in self.exceptions)

    def is_working(self, day: date) -> bool:
        return self.exceptions.get(day, day.weekday() < 5)

    def shift(self, day: date, working_days: int) -> date:
        """Move `working_days` working days forward (negative: back); 0 gives the day itself or the next working one."""
        step = DAY if working_days >= 0 else -DAY
        while not self.is_working(day):
            day += step
        for _ in range(abs(working_days)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def count(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and including `end`; negative when `end` lies before."""
        if end < start:
            return -self.count(end, start)
        return sum(self.is_working(start + DAY * n) for n in range(1, (end - start).days + 1))

    def after(self, day: date, working_days: int) -> date:
        """The day on which `count(day, …)` first reaches `working_days`: for working_days ≥ 1, a working day."""
        for _ in range(working_days):
            day += DAY
            while not self.is_working(day):
                day += DAY
        return day

    def last_due(self, today: date, working_days: int) -> date:
        """The latest day from which at least `working_days` (≥ 1) working days have passed by `today`."""
        while not self.is_working(today):
            today -= DAY
        return self.shift(today, 1 - working_days) - DAY


def at_nine(day: date) -> datetime:
    """The moment a reminder of that day goes out: nine in the morning in China."""
    return datetime.combine(day, time(9), tzinfo=CHINA)


def midnight(day: date) -> datetime:
    """The first moment of a day in China."""
    return datetime.combine(day, time(), tzinfo=CHINA)


def end_of_day(day: date) -> datetime:
    """The last second of a day in China: the deadline of something due on that day."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=CHINA)


def local_day(moment: datetime) -> date:
    return moment.astimezone(CHINA).date()
