"""Backward scheduling (倒排工期): from a promised day, when each step must start and end at the latest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from graphlib import CycleError, TopologicalSorter

from ruoyi_coop.lib.calendar import DAY, WorkingCalendar


@dataclass(frozen=True)
class Step:
    """A piece of work: `days` working days (at least 1), begun when all steps named in `after` have ended."""

    key: int
    title: str
    days: int
    after: tuple[int, ...] = ()


@dataclass(frozen=True)
class Slot:
    """A step on the calendar. `start`…`end` is as late as may be, `earliest_…` as early as can be from today on.

    `slack` is the number of working days the step may slip without touching the promise; negative: already late.
    """

    step: Step
    start: date
    end: date
    earliest_start: date
    earliest_end: date
    slack: int


class Circle(ValueError):
    """Steps that wait for each other; `titles` names them in order, the first repeated at the end."""

    def __init__(self, titles: list[str]):
        super().__init__(" → ".join(titles))
        self.titles = titles


@dataclass(frozen=True)
class Plan:
    """All steps placed so that the last ends on the promise; `slots` in order of their latest end."""

    promise: date
    slots: tuple[Slot, ...]
    finish: date  # the earliest day on which everything can be done
    late_by: int  # working days from the promise to `finish`; 0 when the promise can be kept

    @property
    def steps(self) -> list[Step]:
        return [slot.step for slot in self.slots]

    @property
    def critical(self) -> list[Slot]:
        """The chain without room: the steps with the least slack."""
        least = min((slot.slack for slot in self.slots), default=0)
        return [slot for slot in self.slots if slot.slack == least]

    def years(self) -> set[int]:
        """The calendar years the plan reaches into."""
        days = [day for slot in self.slots for day in (slot.start, slot.end, slot.earliest_end)]
        return set(range(min(days).year, max(days).year + 1)) if days else set()


@dataclass(frozen=True)
class WayOut:
    """One computed way to keep (or move) the promise: what to do, to which steps, and how late it would still be."""

    kind: str  # shorten | parallel | ask
    steps: tuple[Step, ...]
    promise: date
    late_after: int
    titles: tuple[str, ...] = ()
    days: int = 0  # by how many working days the step gets shorter


def plan(steps: Sequence[Step], promise: date, today: date, calendar: WorkingCalendar) -> Plan:
    """Place every step as late as possible before `promise` and as early as possible from `today`.

    Raises Circle when steps wait for each other, ValueError for an unknown predecessor or less than one day.
    """
    order = _in_order(steps)
    late = _latest(order, promise, calendar)
    early = _earliest(order, today, calendar)
    slots = [_slot(step, late[step.key], early[step.key], calendar) for step in order]
    finish = max((end for _start, end in early.values()), default=today)
    slots.sort(key=lambda slot: (slot.end, slot.start, slot.step.key))
    return Plan(promise, tuple(slots), finish, max(0, calendar.count(promise, finish)))


def ways_out(late: Plan, today: date, calendar: WorkingCalendar) -> list[WayOut]:
    """Compute what helps a plan that comes too late: shorten the longest step, run two side by side, ask for more time.

    Asking always helps; the other two are left out where they gain nothing (two chains of one length).
    """
    if not late.late_by:
        return []
    found = [_shorten(late, today, calendar), _side_by_side(late, today, calendar)]
    ask = WayOut("ask", tuple(late.steps), late.finish, 0)
    return [*(way for way in found if way and way.late_after < late.late_by), ask]


def first_day_of(end: date, days: int, calendar: WorkingCalendar) -> date:
    """The working day on which work of `days` working days must begin to be done by `end`."""
    return calendar.shift(_back_to_work(end, calendar), 1 - days)


def last_day_of(start: date, days: int, calendar: WorkingCalendar) -> date:
    """The working day on which work of `days` working days begun on `start` is done."""
    return calendar.shift(start, days - 1)


def _in_order(steps: Sequence[Step]) -> list[Step]:
    """Predecessors first, otherwise as given."""
    known = {step.key: step for step in steps}
    for step in steps:
        if step.days < 1 or not set(step.after) <= set(known):
            raise ValueError(step.title)
    try:
        keys = list(TopologicalSorter({step.key: step.after for step in steps}).static_order())
    except CycleError as error:
        raise Circle([known[key].title for key in reversed(error.args[1])]) from error
    return [known[key] for key in keys]


def _latest(order: list[Step], promise: date, calendar: WorkingCalendar) -> dict[int, tuple[date, date]]:
    limits: dict[int, date] = {}
    spans = {}
    for step in reversed(order):
        end = limits.get(step.key, promise)
        start = first_day_of(end, step.days, calendar)
        spans[step.key] = (start, end)
        for key in step.after:
            limits[key] = min(limits.get(key, promise), _back_to_work(start - DAY, calendar))
    return spans


def _earliest(order: list[Step], today: date, calendar: WorkingCalendar) -> dict[int, tuple[date, date]]:
    spans: dict[int, tuple[date, date]] = {}
    for step in order:
        before = [spans[key][1] + DAY for key in step.after]
        start = calendar.shift(max([today, *before]), 0)
        spans[step.key] = (start, last_day_of(start, step.days, calendar))
    return spans


def _slot(step: Step, late: tuple[date, date], early: tuple[date, date], calendar: WorkingCalendar) -> Slot:
    return Slot(step, *late, *early, slack=calendar.count(early[1], late[1]))


def _back_to_work(day: date, calendar: WorkingCalendar) -> date:
    while not calendar.is_working(day):
        day -= DAY
    return day


def _shorten(late: Plan, today: date, calendar: WorkingCalendar) -> WayOut | None:
    longest = max(late.critical, key=lambda slot: slot.step.days).step
    days = min(late.late_by, longest.days - 1)
    if not days:
        return None
    steps = [replace(step, days=step.days - days) if step == longest else step for step in late.steps]
    again = plan(steps, late.promise, today, calendar)
    return WayOut("shorten", tuple(steps), late.promise, again.late_by, (longest.title,), days)


def _side_by_side(late: Plan, today: date, calendar: WorkingCalendar) -> WayOut | None:
    """Of all pairs that follow each other on the critical chain, the one whose parting gains most."""
    chain = {slot.step.key: slot.step for slot in late.critical}
    pairs = [(chain[key], step) for step in chain.values() for key in step.after if key in chain]
    options = [_parted(late, first, second, today, calendar) for first, second in pairs]
    return min(options, key=lambda way: way.late_after, default=None)


def _parted(late: Plan, first: Step, second: Step, today: date, calendar: WorkingCalendar) -> WayOut:
    """`second` begins where `first` begins; whatever waited for `second` now waits for both."""
    steps = []
    for step in late.steps:
        if step == second:
            step = replace(step, after=_merged([key for key in step.after if key != first.key], first.after))
        elif second.key in step.after:
            step = replace(step, after=_merged(step.after, [first.key]))
        steps.append(step)
    again = plan(steps, late.promise, today, calendar)
    return WayOut("parallel", tuple(steps), late.promise, again.late_by, (first.title, second.title))


def _merged(keys: Iterable[int], more: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys([*keys, *more]))


def unpublished(years: Iterable[int], calendar: WorkingCalendar) -> list[int]:
    """The years among these whose holidays are not known yet: they were counted Monday to Friday."""
    return sorted(year for year in years if not calendar.is_published(year))
