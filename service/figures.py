"""What was kept of the promises, month by month: counted from the requests asked in it, never by person."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from ruoyi_coop.lib.calendar import WorkingCalendar, local_day
from service import clock
from service.models import ServiceRequest, month_of
from service.workflow import State

MOST = 12  # months shown


@dataclass(frozen=True)
class Month:
    """One month's figures; a median of nothing is None."""

    first: date
    asked: int
    hours: float | None  # working hours to the first answer, median of the answered
    days: float | None  # working days to the asker's confirmation, median of the confirmed
    in_time: int
    late: int
    done_in_time: int
    done_late: int

    @property
    def key(self) -> str:
        return f"{self.first:%Y-%m}"


def months(rows, today: date, calendar: WorkingCalendar) -> list[Month]:
    """The last twelve months, the newest first, back to the first request; one query."""
    since = month_of(_back(today, MOST - 1))[0]
    groups = defaultdict(list)
    for row in rows.filter(asked_at__gte=since).order_by("asked_at"):
        groups[local_day(row.asked_at).replace(day=1)].append(row)
    now = datetime.now(tz=since.tzinfo)
    return [_month(first, groups[first], calendar, now) for first in _span(min(groups, default=today), today)]


def _back(day: date, number: int) -> date:
    total = day.year * 12 + day.month - 1 - number
    return date(total // 12, total % 12 + 1, 1)


def _span(first: date, today: date) -> list[date]:
    number = (today.year - first.year) * 12 + today.month - first.month
    return [_back(today, back) for back in range(number + 1)]


def _month(first: date, rows: list[ServiceRequest], calendar: WorkingCalendar, now: datetime) -> Month:
    answered = [row for row in rows if row.answered_at]
    confirmed = [row for row in rows if row.state == State.CONFIRMED]
    in_time = sum(row.answered_at <= row.promised_at for row in answered)
    waiting = sum(row.state == State.ASKED and row.promised_at <= now for row in rows)
    done = sum(row.done_said_at <= row.done_due for row in confirmed)
    return Month(
        first=first,
        asked=len(rows),
        hours=_median(clock.elapsed(calendar, row.asked_at, row.answered_at) for row in answered),
        days=_median(calendar.count(local_day(row.asked_at), local_day(row.confirmed_at)) for row in confirmed),
        in_time=in_time,
        late=len(answered) - in_time + waiting,
        done_in_time=done,
        done_late=len(confirmed) - done,
    )


def _median(values) -> float | None:
    known = list(values)
    return round(median(known), 1) if known else None
