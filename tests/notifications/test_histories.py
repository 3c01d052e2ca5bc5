"""Five hundred random histories of deadlines, beats, outages and completions: what nobody may ever experience.

Never two reminders of one matter in a day, never one after it is finished, never none before its deadline.
"""

import random
from collections import defaultdict
from datetime import datetime, time, timedelta

import pytest

from accounts.models import User
from notifications.actions import silence
from notifications.models import CalendarDay, Habits, Message, Wish
from notifications.tick import Rule, Wanted, tick
from ruoyi_coop.lib.calendar import CHINA, local_day

RUNS, MATTERS = 25, 20
BEGIN, DAYS = datetime(2026, 3, 2, tzinfo=CHINA), 28
LAST_BEATS = (120, 90, 60, 40, 20, 10, 5)  # minutes before a deadline at which the clock is sure to be running
LADDERS = [((7, 3, 1, 0, -1), None), ((3, 1, 0), 3), ((1,), 2), ((2, 0, -1, -3), None), ((30, 7, 0, -7), None)]
HOURS = [time(8, 30), time(17, 45), time(12), time(7, 30)]


class History:
    """Some matters with deadlines and ends, the beats of the clock, and what everybody hears."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.steps, self.hours = self.random.choice(LADDERS)
        self.deadlines = [self.moment(12, DAYS - 8) for _number in range(3)]
        self.people = User.objects.bulk_create(
            User(username=f"h{seed}-{number}", name="某人", email=f"h{seed}-{number}@example.com", mobile="138")
            for number in range(MATTERS)
        )
        self.deadline = {person.pk: self.random.choice(self.deadlines) for person in self.people}
        self.ends = {person.pk: self.moment(0, DAYS) for person in self.people if self.random.random() < 0.5}
        self.now = BEGIN
        for person in self.people:
            self.wish(person)

    def moment(self, first: int, last: int) -> datetime:
        return BEGIN + timedelta(minutes=self.random.randrange(first * 24 * 60, last * 24 * 60))

    def wish(self, person) -> None:
        Habits.objects.create(person=person, digest_at=self.random.choice(HOURS))
        Wish.objects.create(person=person, kind="history", mail=self.random.choice(["digest", "now"]), sms=True)

    def is_over(self, person) -> bool:
        return person.pk in self.ends and self.ends[person.pk] <= self.now

    def due(self, start, end):
        for person in self.people:
            if start <= self.deadline[person.pk] < end and not self.is_over(person):
                yield Wanted(person, self.deadline[person.pk], [person], "到期提醒", "", "/home/")

    def beats(self) -> list[datetime]:
        """Every few hours, with outages of up to two days, and surely in the last hours before each deadline."""
        found, at = [], BEGIN
        while at < BEGIN + timedelta(days=DAYS):
            gap = self.random.uniform(0.05, 5) if self.random.random() < 0.97 else self.random.uniform(20, 48)
            at += timedelta(hours=gap)
            found.append(at)
        return found + [line - timedelta(minutes=minutes) for line in self.deadlines for minutes in LAST_BEATS]

    def live(self) -> None:
        rule = Rule("history", "", self.due, self.steps, self.hours)
        events = [(at, None) for at in self.beats()]
        events += [(self.ends[person.pk], person) for person in self.people if person.pk in self.ends]
        for at, person in sorted(events, key=lambda event: event[0]):
            self.deliver(at)
            self.now = at
            if person:
                silence(person)
            else:
                tick([rule], at)
        self.deliver(self.now + timedelta(days=4))

    def deliver(self, until: datetime) -> None:
        """Everything goes out at its moment, as the dispatchers see to."""
        for row in Message.objects.pending().filter(due__lte=until):
            Message.objects.filter(pk=row.pk).update(state="done", sent_at=max(row.due, self.now))


def moments_of(history: History) -> dict[tuple[int, str], list[datetime]]:
    heard = defaultdict(list)
    for person, channel, at in Message.objects.filter(state="done").values_list("recipient", "channel", "sent_at"):
        heard[person, channel].append(at)
    return heard


@pytest.mark.parametrize("seed", range(RUNS))
def test_nobody_hears_twice_a_day_nobody_after_the_end_and_everybody_before_the_deadline(seed, db):
    CalendarDay.objects.all().delete()
    history = History(seed)
    history.live()
    heard = moments_of(history)
    for (person, channel), moments in heard.items():
        days = [local_day(at) for at in moments]
        assert len(days) == len(set(days)), (person, channel, sorted(moments))
        assert all(at <= history.ends.get(person, at) for at in moments)
    for person in history.people:
        deadline = history.deadline[person.pk]
        if history.ends.get(person.pk, deadline) < deadline:
            continue
        for channel in ("portal", "mail"):
            assert any(at < deadline for at in heard[person.pk, channel]), (channel, deadline, history.steps)
