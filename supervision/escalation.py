"""The ladder above an overdue duty: whom it is taken to, on which working day, in which colour; never the light's."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as lazy

from ruoyi_coop.lib.calendar import WorkingCalendar


@dataclass(frozen=True)
class Level:
    """From `days` working days after the deadline the order has this colour and this person hears of it."""

    name: str
    days: int
    label: Any
    told: Any


LEVELS = (
    Level("blue", 3, lazy("蓝色督办"), lazy("单位负责人")),
    Level("orange", 7, lazy("橙色督办"), lazy("挂点领导")),
    Level("red", 15, lazy("红色督办"), lazy("县合作办和挂点领导")),
)
CHOICES = [(level.name, level.label) for level in LEVELS]
HELP = lazy(
    "逾期满3个工作日告知单位负责人（蓝），满7个告知挂点领导（橙），满15个提请县里专题督办（红）；每一步之前先通知承办人。"
)


def level_of(due: date | None, today: date, calendar: WorkingCalendar) -> Level | None:
    """The level of something that was due on that day and still is not done, or None below the first."""
    late = calendar.count(due, today) if due and due < today else 0
    return next((level for level in reversed(LEVELS) if late >= level.days), None)


def next_after(due: date, today: date, calendar: WorkingCalendar) -> tuple[Level, date] | None:
    """The step that comes next and its day, or None when the last has been taken: it is announced before it happens."""
    days = [(level, calendar.after(due, level.days)) for level in LEVELS]
    return next(((level, day) for level, day in days if day > today), None)


def at_level(name: str, today: date, calendar: WorkingCalendar) -> Q:
    """Pick duties by due date that stand at this level today."""
    names = [level.name for level in LEVELS]
    place = names.index(name)
    wanted = Q(due__lte=calendar.last_due(today, LEVELS[place].days))
    if place + 1 < len(LEVELS):
        wanted &= Q(due__gt=calendar.last_due(today, LEVELS[place + 1].days))
    return wanted
