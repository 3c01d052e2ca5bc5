"""One beat of the clock: makes the queue of reminders equal to what the data says is wanted now.

Nothing is scheduled ahead. A rule lists the things whose deadline is near; for each the step that is open now is the
last one whose moment has passed, so a missed beat is made up for once and never doubled.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from notifications.models import Heartbeat, Ladder, Message, key_of, working_calendar
from ruoyi_coop.lib.calendar import WorkingCalendar, at_nine, local_day


@dataclass(frozen=True)
class Wanted:
    """One thing somebody should be reminded of: whom, of what, and the deadline it is about."""

    thing: Any
    deadline: datetime
    people: Iterable
    title: str
    body: str = ""
    path: str = ""
    says_deadline: bool = True  # False: the deadline only spaces the reminders, nothing is due


@dataclass(frozen=True)
class Rule:
    """A kind of reminder. `steps` are days before the deadline (negative: after), the largest first.

    `due(start, end)` returns the Wanted whose deadline lies in [start, end); it must use an index.
    `hours_before` is for things with a time of day (a meeting): one more step that many hours before.
    `in_working_days` counts the steps after the deadline in working days.
    """

    name: str
    label: Any
    due: Callable[[datetime, datetime], Iterable[Wanted]]
    steps: tuple[int, ...] = (7, 3, 1, 0)
    hours_before: int | None = None
    in_working_days: bool = False
    is_fixed: bool = False  # a regulation or another table says when: the office cannot move it
    may_be_off: bool = False

    def by(self, ladder: Ladder | None) -> "Rule":
        """The rule with the county's own steps; one that is switched off wants nothing."""
        if ladder is None or self.is_fixed:
            return self
        if not ladder.is_on and self.may_be_off:
            return replace(self, due=lambda start, end: ())
        return replace(self, steps=ladder.steps, hours_before=ladder.hours_before)

    def reach(self) -> timedelta:
        """How far ahead a deadline can matter: the first step plus a long holiday before it."""
        return timedelta(days=max(self.steps, default=0) + 12)

    def overhang(self) -> timedelta:
        late = max(0, -min(self.steps, default=0))
        return timedelta(days=late * (2 if self.in_working_days else 1) + 12)


_RULES: dict[str, Rule] = {}


def announce(rules: Iterable[Rule]) -> None:
    """Tell the pages which kinds of reminder there are; the roof does it once, when all apps are ready."""
    _RULES.update((rule.name, rule) for rule in rules)


def announced() -> dict[str, Rule]:
    return _RULES


def open_step(rule: Rule, deadline: datetime, now: datetime, calendar: WorkingCalendar) -> str:
    """Name the step of the deadline that is open at `now`, or "" when none is.

    A step's moment is nine o'clock on its working day (brought forward over days off, never past the deadline
    itself). Steps before the deadline close at the deadline. A step of an earlier day that was missed is left to the
    one that opens later today, so that nobody hears of one matter twice in a day.
    """
    steps = moments(rule, deadline, calendar)
    passed = [step for step in steps if step[0] <= now and _still_open(step[1], deadline, now)]
    if not passed or _made_up_for_today(steps, passed[-1][0], now):
        return ""
    return passed[-1][1]


def _made_up_for_today(steps: list[tuple[datetime, str]], last: datetime, now: datetime) -> bool:
    today = local_day(now)
    return local_day(last) < today and any(moment > now and local_day(moment) == today for moment, _name in steps)


def moments(rule: Rule, deadline: datetime, calendar: WorkingCalendar) -> list[tuple[datetime, str]]:
    """List the (moment, step name) pairs of a deadline in order of time."""
    day = local_day(deadline)
    steps = [(at_nine(_working(rule, day, step, calendar)), _step_name(step)) for step in rule.steps]
    steps = [(moment, name) for moment, name in steps if name.startswith("+") or moment < deadline]
    if rule.hours_before is not None:
        steps.append((deadline - timedelta(hours=rule.hours_before), f"{rule.hours_before}h"))
    return sorted(steps, key=lambda step: step[0])  # stable: of two at the same moment the nearer step comes last


def _working(rule: Rule, day, step: int, calendar: WorkingCalendar):
    if step < 0 and rule.in_working_days:
        return calendar.after(day, -step)
    target = day - timedelta(days=step)
    return calendar.shift(target, 0) if step < 0 else _back(target, calendar)


def _back(day, calendar: WorkingCalendar):
    while not calendar.is_working(day):
        day -= timedelta(days=1)
    return day


def _step_name(step: int) -> str:
    return f"+{-step}" if step < 0 else str(step)


def _still_open(name: str, deadline: datetime, now: datetime) -> bool:
    return name.startswith("+") or now < deadline


def tick(rules: Iterable[Rule], now: datetime | None = None) -> dict[str, int]:
    """Make the queue equal to what is wanted at `now`; returns {"made": n, "withdrawn": n}. Repeatable at will."""
    now = now or timezone.now()
    calendar = working_calendar()
    counts = {"made": 0, "withdrawn": 0}
    ladders = {ladder.rule: ladder for ladder in Ladder.objects.all()}
    for rule in rules:
        made, withdrawn = _settle(rule.by(ladders.get(rule.name)), now, calendar)
        counts["made"] += made
        counts["withdrawn"] += withdrawn
    Heartbeat.touch("tick", **counts)
    return counts


@transaction.atomic
def _settle(rule: Rule, now: datetime, calendar: WorkingCalendar) -> tuple[int, int]:
    wanted = {(row.key, row.channel): row for row in _rows(rule, now, calendar)}
    waiting = Message.objects.pending().filter(rule=rule.name)
    stale = [pk for pk, key, channel in waiting.values_list("pk", "key", "channel") if (key, channel) not in wanted]
    withdrawn = Message.objects.pending().filter(pk__in=stale).delete()[0]
    known = set(Message.objects.filter(key__in={key for key, _channel in wanted}).values_list("key", "channel"))
    missing = [row for pair, row in wanted.items() if pair not in known]
    Message.objects.bulk_create(missing, ignore_conflicts=True, batch_size=1000)
    return len(missing), withdrawn


def _rows(rule: Rule, now: datetime, calendar: WorkingCalendar):
    for wanted in rule.due(now - rule.overhang(), now + rule.reach()):
        step = open_step(rule, wanted.deadline, now, calendar)
        if step:
            yield from _rows_of(rule, wanted, step, now)


def _rows_of(rule: Rule, wanted: Wanted, step: str, now: datetime):
    subject = key_of(wanted.thing)
    for person in {person.pk: person for person in wanted.people if person.is_active}.values():
        key = f"{rule.name}:{subject}:{wanted.deadline:%Y%m%dT%H%M%S}:{step}:{person.pk}"
        for channel in Message.Channel.values if person.email else [Message.Channel.PORTAL]:
            yield Message(
                key=key,
                channel=channel,
                rule=rule.name,
                subject=subject,
                recipient=person,
                title=wanted.title[:200],
                body=wanted.body,
                path=wanted.path,
                deadline=wanted.deadline if wanted.says_deadline else None,
                due=now,
                created_at=now,
            )
