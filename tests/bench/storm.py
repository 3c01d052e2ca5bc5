"""2,000 reminders in a minute on two channels while everything dies around them; says what was lost, doubled, early.

python -m tests.bench.storm [SEED]

Workers and beats are killed at random (kill -9), PostgreSQL crashes three times, Redis is dead half of the time, the
mail server is away, hangs, and refuses; two beats and two dispatchers work at once, and the clock of one dispatcher's
host is 26 hours ahead. Ends with 1 when a promise was broken.
"""

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from statistics import quantiles

from tests.bench.outbox import Sink, make_people
from tests.bench.private import REPO, House, crash, up

REMINDERS, PEOPLE, DIGESTED, SILENCED, DUTIES = 2000, 200, 300, 150, 100
WINDOW, BEGIN, LENGTH, PATIENCE = 60, 6, 110, 600  # seconds
KILLS = 110
CRASHES = (15, 40, 62)
REDIS_DEAD = ((8, 22), (30, 48), (56, 80))
MAIL = ((10, "down"), (17, "up"), (30, "hang"), (36, "4xx"), (43, "up"), (54, "5xx"), (59, "up"))
GRACE = 16  # seconds: the first pause after a failure, and a look
AHEAD = timedelta(hours=26)
SLOWEST = 15  # seconds that 99 of 100 may be late while nothing is away


def dispatch(shift: timedelta | None = None) -> None:
    """What a worker does, again and again, whatever happens."""
    from ruoyi_coop.tasks import deliver

    _shift_clock(shift)
    _forever(deliver, 0.5)


def beat() -> None:
    from ruoyi_coop.tasks import tick

    _forever(tick, 3)


def _shift_clock(shift: timedelta | None) -> None:
    if shift:
        import time_machine

        time_machine.travel(datetime.now(UTC) + shift, tick=True).start()


def _forever(work, pause: float) -> None:
    from django.db import connection

    while True:
        try:
            work()
        except Exception:  # noqa: BLE001 - the database may be away in a hundred ways
            connection.close()
        time.sleep(pause)


class Crew:
    """Two dispatchers, two beats, two real Celery workers; whoever is killed is replaced."""

    def __init__(self, house: House, rng: random.Random):
        self.house, self.rng, self.kills = house, rng, 0
        self.makers = {
            "dispatcher": lambda: self._fork(dispatch),
            "dispatcher ahead": lambda: self._fork(dispatch, AHEAD),
            "beat 1": lambda: self._fork(beat),
            "beat 2": lambda: self._fork(beat),
            "worker 1": self._celery,
            "worker 2": self._celery,
        }
        self.running = {name: make() for name, make in self.makers.items()}

    def _fork(self, work, *arguments):
        from django.db import connections

        connections.close_all()
        process = multiprocessing.get_context("fork").Process(target=work, args=arguments, daemon=True)
        process.start()
        return process

    def _celery(self):
        words = [sys.executable, "-m", "celery", "-A", "ruoyi_coop", "worker", "-P", "solo", "-l", "CRITICAL"]
        log = (self.house.home / "celery.log").open("ab")
        return subprocess.Popen(words, cwd=REPO, env=self.house.env | {"LOG_LEVEL": "CRITICAL"}, stdout=log, stderr=log)

    def kill_one(self) -> None:
        name = self.rng.choice([*self.makers] + ["dispatcher", "dispatcher ahead", "beat 1", "beat 2"] * 3)
        self._end(self.running[name])
        self.kills += 1
        self.running[name] = self.makers[name]()

    def _end(self, process) -> None:
        os.kill(process.pid, signal.SIGKILL)
        process.join() if hasattr(process, "join") else process.wait()

    def dismiss(self) -> None:
        for process in self.running.values():
            self._end(process)


class Weather:
    """What happens when; each event once, in order of time."""

    def __init__(self, house: House, sink: Sink):
        self.house, self.sink, self.is_redis_dead, self.mode = house, sink, False, "up"
        events = [(second, self.crash) for second in CRASHES]
        events += [(second, self.redis(dead)) for span in REDIS_DEAD for second, dead in zip(span, (1, 0), strict=True)]
        events += [(second, self.mail(mode)) for second, mode in MAIL]
        self.events = sorted(events, key=lambda event: event[0])
        self.database_away: list[tuple[float, float]] = []

    def blow(self, second: float) -> None:
        while self.events and self.events[0][0] <= second:
            self.events.pop(0)[1]()

    def crash(self) -> None:
        begin = time.time()
        crash(self.house.database)
        self.house.database.bury()
        up(self.house.database)
        self.database_away.append((begin, time.time()))

    def redis(self, dead: int):
        def change():
            if dead:
                crash(self.house.redis)
                self.house.redis.bury()
            else:
                up(self.house.redis)
            self.is_redis_dead = bool(dead)

        return change

    def mail(self, mode: str):
        def change():
            if mode == "down":
                self.sink.stop()
            elif self.mode == "down":
                self.sink.start()
            self.sink.mode.write_text("up" if mode == "down" else mode)
            self.mode = mode

        return change


def plan(first: int, rng: random.Random, begin: datetime) -> list[int]:
    """The reminders, spread over the window, and parts of digests; returns those that will be finished in time."""
    from notifications.models import Message

    rows = []
    for number in range(REMINDERS):
        due = begin + timedelta(seconds=BEGIN + rng.random() * WINDOW)
        common = {"key": f"s{number}", "rule": "storm", "recipient_id": first + number % PEOPLE, "due": due}
        rows += [
            Message(channel=channel, subject=f"storm:{number}", title="t", **common) for channel in ("portal", "mail")
        ]
    for number in range(DIGESTED):
        due = begin + timedelta(seconds=BEGIN + WINDOW / 2)
        common = {"key": f"part{number}", "rule": "storm", "recipient_id": first + number % 50, "due": due}
        rows.append(
            Message(channel="mail", subject=f"digest:{number}", title=f"d{number}", waits_for_digest=True, **common)
        )
    Message.objects.bulk_create(rows, batch_size=1000)
    return rng.sample(range(REMINDERS), SILENCED)


def duties(first: int) -> None:
    """Real matters for the two beats to plan at once."""
    from django.utils import timezone

    from accounts.models import Hat, Unit
    from supervision.models import Duty

    unit = Unit.objects.create(name="教育局", short_name="教育局")
    Hat.objects.create(user_id=first, role="official", unit=unit)
    day = timezone.localdate() + timedelta(days=1)
    days = {"due": day, "original_due": day, "start_by": day}
    Duty.objects.bulk_create(Duty(title=f"d{n}", unit=unit, state="doing", **days) for n in range(DUTIES))


class Finisher:
    """Finishes some matters shortly before they are due, as an action would: it takes their reminders back."""

    def __init__(self, numbers: list[int]):
        from notifications.models import Message

        rows = Message.objects.filter(subject__in=[f"storm:{number}" for number in numbers], channel="mail")
        self.todo = sorted((row.due.timestamp() - 2, row) for row in rows.order_by("due"))
        self.done: dict[str, float] = {}  # Message-ID: when it was committed

    def work(self, now: float) -> None:
        from django.db import Error, connection

        from notifications.models import Message
        from notifications.outbox import message_id

        while self.todo and self.todo[0][0] <= now:
            row = self.todo[0][1]
            try:
                gone = Message.objects.unsent().filter(subject=row.subject).delete()[0]
            except Error:
                connection.close()
                return
            if gone == 2:
                self.done[message_id(row)] = time.time()
            self.todo.pop(0)


def main(seed: str = "1") -> int:
    rng = random.Random(seed)  # noqa: S311 - a storm, not a secret
    with House() as house, Sink(house) as sink:
        house.env |= {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}", "LOG_LEVEL": "CRITICAL"}
        house.migrate()
        house.django()
        first = make_people(PEOPLE)
        duties(first)
        crew = Crew(house, rng)
        try:
            weather, finisher, start = rage(house, sink, crew, first, rng)
        finally:
            crew.dismiss()
        return report(Ledger(sink, weather, finisher, start), crew, time.time() - start)


def rage(house: House, sink: Sink, crew: Crew, first: int, rng: random.Random):
    from django.db import Error, connection

    from notifications import clock

    finisher = Finisher(plan(first, rng, clock.now()))
    weather, start, next_kill = Weather(house, sink), time.time(), 2.0
    while (second := time.time() - start) < PATIENCE:
        weather.blow(second)
        finisher.work(time.time())
        if crew.kills < KILLS and second >= next_kill:
            crew.kill_one()
            next_kill += LENGTH / KILLS
        try:
            if crew.kills >= KILLS and not weather.events and not _left():
                break
        except Error:
            connection.close()
        time.sleep(0.05)
    return weather, finisher, start


def _left() -> bool:
    from notifications import clock
    from notifications.models import Message

    soon = clock.now() + timedelta(hours=1)
    return Message.objects.filter(state__in=["pending", "sending", "folded"], due__lte=soon).exists()


class Ledger:
    """What the mail server took and what the database says of it, side by side."""

    def __init__(self, sink: Sink, weather: Weather, finisher: Finisher, start: float):
        from notifications.models import DIGEST, Message
        from notifications.outbox import message_id

        rows = Message.objects.filter(channel="mail")
        self.mails = {message_id(row): row for row in rows.filter(key__startswith="s")}
        self.digests = {message_id(row): row for row in rows.filter(key__startswith=DIGEST)}
        self.parts = rows.filter(key__startswith="part")
        self.portal = list(Message.objects.filter(channel="portal", key__startswith="s"))
        arrived = [line.split("\t") for line in sink.log.read_text().splitlines()]
        self.counts = Counter(mid for _at, mid, _to in arrived)
        self.first = {mid: float(at) for at, mid, _to in reversed(arrived)}
        self.last = {mid: float(at) for at, mid, _to in arrived}
        self.finished = finisher.done
        self.database_away = weather.database_away
        self.mail_away = [(start + begin, start + end) for begin, end in _mail_away()] + weather.database_away

    @property
    def repeats(self) -> int:
        return sum(self.counts.values()) - len(self.counts)

    def broken(self, deaths: int) -> dict[str, int]:
        """Each promise, and how often it was broken."""
        known = {*self.mails, *self.digests, *self.finished}
        return {
            "portal lost": sum(row.state != "done" for row in self.portal),
            "portal doubled": sum(row.attempts != 1 for row in self.portal),
            "portal early": sum(row.sent_at is not None and row.sent_at < row.due for row in self.portal),
            "mail lost": sum(mid not in self.counts for mid in self.mails),
            "mail without verdict": sum(row.state != "done" for row in self.mails.values()),
            "mail early": sum(self.first.get(mid, 1e12) < _due(row) for mid, row in self.mails.items()),
            "mail stale": sum(self.last.get(mid, 0) > at for mid, at in self.finished.items()),
            "mail under another Message-ID": len(set(self.counts) - known),
            "more repeats than deaths": max(0, self.repeats - deaths),
            "digest lost": sum(mid not in self.counts for mid in self.digests),
            "part of a digest left": self.parts.exclude(state="done").count(),
            "two digests for one person": len(self.digests) - len({row.recipient_id for row in self.digests.values()}),
        }

    def late_in_portal(self) -> list[float]:
        rows = [row for row in self.portal if row.sent_at and not _meets(_due(row), self.database_away)]
        return [row.sent_at.timestamp() - _due(row) for row in rows]

    def late_by_mail(self) -> list[float]:
        rows = [(mid, row) for mid, row in self.mails.items() if mid in self.first]
        return [self.first[mid] - _due(row) for mid, row in rows if not _meets(_due(row), self.mail_away)]

    def left(self) -> list:
        return [row for row in self.mails.values() if row.state != "done"]


def _due(row) -> float:
    return (row.wanted_at or row.due).timestamp()


def report(ledger: Ledger, crew: Crew, seconds: float) -> int:
    """Print what became of everything; 1 when a promise was broken."""
    from notifications.tick import tick
    from ruoyi_coop.clock import RULES

    promises = ledger.broken(crew.kills + len(CRASHES))
    promises["planned again by a quiet beat"] = sum(tick(RULES).values())
    late = {"portal": ledger.late_in_portal(), "mail": ledger.late_by_mail()}
    print(f"{crew.kills} kills, {len(CRASHES)} crashes, {seconds:.0f} s; {len(ledger.finished)} finished in time")
    print(f"{len(ledger.portal)} bell rows, {len(ledger.mails)} mails, {len(ledger.digests)} digests")
    print(f"{sum(ledger.counts.values())} letters arrived, {ledger.repeats} of them repeats with the same Message-ID")
    for name, values in late.items():
        print(f"{name} late outside outages: {_words(values)}")
    for name, count in promises.items():
        print(f"{name:<40} {count:>6} {'  <-- BROKEN' if count else ''}")
    for row in ledger.left():
        print(f"left: {row.key} {row.state} {row.attempts} tries, due {row.due}, {row.error}")
    slow = [name for name, values in late.items() if _p99(values) > SLOWEST]
    print(f"p99 above {SLOWEST} s: {slow or 'none'}")
    return int(bool(slow) or any(promises.values()))


def _mail_away() -> list[tuple[float, float]]:
    """The spans of seconds in which the mail server did not take letters."""
    spans, since = [], None
    for second, mode in MAIL:
        if mode != "up" and since is None:
            since = second
        if mode == "up" and since is not None:
            spans.append((since, second))
            since = None
    return spans


def _meets(due: float, away: list[tuple[float, float]]) -> bool:
    return any(begin - 2 <= due <= end + GRACE for begin, end in away)


def _p99(late: list[float]) -> float:
    return quantiles(late, n=100)[98] if len(late) > 1 else 0


def _words(late: list[float]) -> str:
    late = sorted(late)
    if not late:
        return "none"
    return f"p50 {late[len(late) // 2]:.1f} s, p99 {_p99(late):.1f} s, most {late[-1]:.1f} s, of {len(late)}"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
