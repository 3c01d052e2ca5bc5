"""One beat of the clock: makes the queue of reminders equal to what the data says is wanted now.

Nothing is scheduled ahead. A rule lists the things whose deadline is near; for each the step that is open now is the
last one whose moment has passed, so a missed beat is made up for once and never doubled.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from notifications.manner import Manners
from notifications.models import Heartbeat, Ladder, Message, key_of, working_calendar
from ruoyi_coop.lib.calendar import DAY, WorkingCalendar, at_nine, end_of_day, local_day, midnight


@dataclass(frozen=True)
class Wanted:
    """One thing somebody should be reminded of: whom, of what, and the deadline it is about.

    Words that cost something may be functions: they are asked only for a message that is not there yet.
    """

    thing: Any
    deadline: datetime
    people: Iterable
    title: str | Callable[[], str]
    body: str | Callable[[], str] = ""
    path: str = ""
    consequence: str = ""  # what happens if nothing does, and when; else what the rule says
    says_deadline: bool = True  # False: the deadline only spaces the reminders, nothing is due


@dataclass(frozen=True)
class Rule:
    """A kind of reminder. `steps` are days before the deadline (negative: after), the largest first.

    `due(start, end)` returns the Wanted whose deadline lies in [start, end); it must use an index.
    `hours_before` is for things with a time of day (a meeting): one more step that many hours before.
    `in_working_days` counts the steps after the deadline in working days.
    `consequence` says what happens to whom if nobody acts; "%(day)s" in it becomes the day of the deadline.
    `roles` are those whom it can reach (nobody named: anybody), for the page of each one's wishes.
    """

    name: str
    label: Any
    due: Callable[[datetime, datetime], Iterable[Wanted]]
    steps: tuple[int, ...] = (7, 3, 1, 0)
    hours_before: int | None = None
    in_working_days: bool = False
    is_fixed: bool = False  # a regulation or another table says when: the office cannot move it
    may_be_off: bool = False
    urgent: bool = False  # its mail never waits for the digest
    consequence: Any = ""
    roles: frozenset = frozenset()

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
    """Name the step of the deadline that is open at `now`, or "" when none is."""
    step = opened(rule, deadline, now, calendar)
    return step[1] if step else ""


def opened(rule: Rule, deadline: datetime, now: datetime, calendar: WorkingCalendar) -> tuple[datetime, str] | None:
    """The moment and the name of the step of the deadline that is open at `now`, or None.

    A step's moment is nine o'clock on its working day (brought forward over days off, never past the deadline
    itself). Steps before the deadline close at the deadline. A step of an earlier day that was missed is left to the
    one that opens later today, so that nobody hears of one matter twice in a day.
    """
    steps = moments(rule, deadline, calendar)
    passed = [step for step in steps if step[0] <= now and _still_open(step[1], deadline, now)]
    if not passed or _made_up_for_today(steps, passed[-1][0], now):
        return None
    return passed[-1]


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
    beat = Beat(now)
    counts = {"made": 0, "withdrawn": 0}
    ladders = {ladder.rule: ladder for ladder in Ladder.objects.all()}
    for rule in rules:
        made, withdrawn = _settle(rule.by(ladders.get(rule.name)), beat)
        counts["made"] += made
        counts["withdrawn"] += withdrawn
    Heartbeat.touch("tick", **counts)
    return counts


class Beat:
    """What all rules of one beat have in common.

    A mail is planned from midnight of the day its step opens, so that it can stand in that morning's digest.
    """

    def __init__(self, now: datetime):
        self.now, self.calendar = now, working_calendar()
        self.manners = Manners(now, self.calendar)
        self.nine = at_nine(local_day(now))
        self._opened: dict[str, dict] = {}

    def opened(self, rule: Rule, deadline: datetime) -> tuple:
        """The step that is open under the bell, and the one whose mail is planned; many things share a deadline."""
        known = self._opened.setdefault(rule.name, {})
        if deadline not in known:
            here = opened(rule, deadline, self.now, self.calendar)
            known[deadline] = here, opened(rule, deadline, self.ahead(deadline), self.calendar)
        return known[deadline]

    def window(self, rule: Rule) -> tuple[datetime, datetime] | None:
        """The deadlines of which a step can be open: no beat asks for the others."""
        today = local_day(self.now)
        days = [today + DAY * number for number in range(-rule.overhang().days - 1, rule.reach().days + 1)]
        near = [day for day in days if self._can_be_open(rule, day)]
        return (midnight(near[0]), midnight(near[-1] + DAY)) if near else None

    def _can_be_open(self, rule: Rule, day: date) -> bool:
        begun = max(self.now, self.nine)
        steps = moments(rule, end_of_day(day), self.calendar) + moments(rule, midnight(day), self.calendar)
        late = any(name.startswith("+") for _moment, name in steps)
        return any(moment <= begun for moment, _name in steps) and (late or day >= local_day(self.now))

    def ahead(self, deadline: datetime) -> datetime:
        return self.now if self.now < deadline <= self.nine else max(self.now, self.nine)


@transaction.atomic
def _settle(rule: Rule, beat: Beat) -> tuple[int, int]:
    wanted = {(one.key, one.channel): one for one in _rows(rule, beat)}
    waiting = Message.objects.unsent().filter(rule=rule.name)
    stale = [pk for pk, key, channel in waiting.values_list("pk", "key", "channel") if (key, channel) not in wanted]
    withdrawn = Message.objects.unsent().filter(pk__in=stale).delete()[0] if stale else 0
    known = _known({key for key, _channel in wanted})
    missing = _first_of_the_day(rule, [one for pair, one in wanted.items() if pair not in known], beat)
    missing = [_message(one, beat) for one in missing]
    Message.objects.bulk_create(missing, ignore_conflicts=True, batch_size=1000)
    return len(missing), withdrawn


def _known(keys: set[str]) -> set[tuple[str, str]]:
    return set(Message.objects.filter(key__in=keys).order_by().values_list("key", "channel")) if keys else set()


def _first_of_the_day(rule: Rule, planned: list["Planned"], beat: Beat) -> list["Planned"]:
    """Without those of which the person has heard on that channel that day already, whatever the step was."""
    if not planned:
        return []
    people = {one.person.pk for one in planned}
    sent = Message.objects.filter(recipient__in=people, state=Message.State.DONE, rule=rule.name)
    sent = sent.filter(sent_at__gte=midnight(local_day(beat.now))).order_by()
    rows = sent.values_list("subject", "recipient", "channel", "sent_at")
    heard = {(subject, person, channel, local_day(at)) for subject, person, channel, at in rows}
    return [one for one in planned if one.of_the_day not in heard]


@dataclass(slots=True)
class Planned:
    """A message that ought to be there; its row is made only when it is not."""

    key: str
    channel: str
    rule: Rule
    wanted: Wanted
    person: Any
    due: datetime
    in_digest: bool = False

    @property
    def of_the_day(self) -> tuple:
        return key_of(self.wanted.thing), self.person.pk, self.channel, local_day(self.due)


def _rows(rule: Rule, beat: Beat):
    window = beat.window(rule)
    for wanted in rule.due(*window) if window else ():
        here, away = beat.opened(rule, wanted.deadline)
        if not here and not away:
            continue
        stem = f"{rule.name}:{key_of(wanted.thing)}:{wanted.deadline:%Y%m%dT%H%M%S}"
        for person in {person.pk: person for person in wanted.people if person.is_active}.values():
            if here:
                yield from _here(f"{stem}:{here[1]}:{person.pk}", rule, wanted, person, beat)
            if away and person.email:
                yield from _by_mail(f"{stem}:{away[1]}:{person.pk}", rule, wanted, away[0], person, beat)


def _here(key: str, rule: Rule, wanted: Wanted, person, beat: Beat):
    """Under the bell, and as a text message for who asked for it."""
    yield Planned(key, Message.Channel.PORTAL, rule, wanted, person, beat.now)
    if due := beat.manners.sms(person, rule.name, urgent=rule.urgent, deadline=wanted.deadline):
        yield Planned(key, Message.Channel.SMS, rule, wanted, person, due)


def _by_mail(key: str, rule: Rule, wanted: Wanted, opens: datetime, person, beat: Beat):
    letter = beat.manners.mail(
        person.pk, rule.name, urgent=rule.urgent, required=rule.is_fixed, deadline=wanted.deadline, opens=opens
    )
    if letter:
        yield Planned(key, Message.Channel.MAIL, rule, wanted, person, letter.due, letter.in_digest)


def _message(one: Planned, beat: Beat) -> Message:
    wanted = one.wanted
    return Message(
        key=one.key,
        channel=one.channel,
        rule=one.rule.name,
        subject=key_of(wanted.thing),
        recipient=one.person,
        title=_words(wanted.title)[:200],
        body=_words(wanted.body),
        consequence=consequence(one.rule, wanted),
        path=wanted.path,
        deadline=wanted.deadline if wanted.says_deadline else None,
        is_urgent=one.rule.urgent,
        waits_for_digest=one.in_digest,
        due=one.due,
        created_at=beat.now,
    )


def _words(words) -> str:
    return words() if callable(words) else words


def consequence(rule: Rule, wanted: Wanted) -> str:
    words = str(wanted.consequence or rule.consequence)
    return (words % {"day": date_format(local_day(wanted.deadline))} if "%(" in words else words)[:300]


def still_wanted(rows: list[Message]) -> set[int]:
    """The ids of those reminders that their rules would still make; what no rule made is always wanted."""
    groups, fresh = defaultdict(list), set()
    for row in rows:
        rule = _RULES.get(row.rule)
        if rule is None or row.deadline is None:
            fresh.add(row.pk)
        else:
            groups[rule, local_day(row.deadline)].append(row)
    for (rule, _day), some in groups.items():
        first, last = min(row.deadline for row in some), max(row.deadline for row in some)
        wanted = rule.due(first, last + timedelta(seconds=1))
        told = {(key_of(one.thing), one.deadline, person.pk) for one in wanted for person in one.people}
        fresh |= {row.pk for row in some if (row.subject, row.deadline, row.recipient_id) in told}
    return fresh
