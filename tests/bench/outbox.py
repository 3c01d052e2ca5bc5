"""Prints how fast messages go out and how long a beat thinks, on servers of its own that disappear afterwards.

python -m tests.bench.outbox
"""

import socket
import subprocess
import sys
import time
from statistics import median

from tests.bench.private import REPO, House

PEOPLE = 1000
PORTAL, MAILS, ROWS, DATED, CLAIMS = 100_000, 3_000, 1_000_000, 1_000_000, 200

MESSAGES = """
INSERT INTO notifications_message (key, channel, rule, subject, recipient_id, address, is_private, title, body,
    consequence, path, is_urgent, waits_for_digest, due, state, attempts, failures, error, created_at, sent_at)
SELECT %(mark)s || n, %(channel)s, 'bench', 'x:' || n, %(first)s + n %% %(people)s, '', false, 'Reminder ' || n,
    'Words.', '', '/home/', false, false, now() + n * %(step)s::interval, %(state)s, 0, 0, '', now(),
    CASE WHEN %(state)s = 'done' THEN now() END
FROM generate_series(1, %(count)s) n
"""
DUTIES = """
INSERT INTO supervision_duty (kind, title, detail, unit_id, origin, origin_label, due, original_due, start_by, state,
    held_from, created_at, changed_at, version, state_since, touched_at, is_demo)
SELECT 'given', 'Duty ' || n, '', %(unit)s, '', '', d, d, d, 'doing', '', now(), now(), 1, now(), now(), false
FROM (SELECT n, current_date + 60 + (n %% 3650) AS d FROM generate_series(1, %(count)s) n) x
"""


def main() -> None:
    with House() as house, Sink(house) as sink:
        house.env["EMAIL_URL"] = f"smtp://127.0.0.1:{sink.port}"
        house.migrate()
        house.django()
        first = make_people()
        portal(first)
        mails(first)
        claiming(first)
        planning()


class Sink:
    """The mail server in a process of its own."""

    def __init__(self, house: House):
        self.log, self.mode = house.home / "mails.log", house.home / "mode"
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.process = None

    def __enter__(self) -> "Sink":
        self.start()
        return self

    def __exit__(self, *reason) -> None:
        self.stop()

    def start(self) -> None:
        words = [sys.executable, "-m", "tests.bench.sink", str(self.port), str(self.log), str(self.mode)]
        self.process = subprocess.Popen(words, cwd=REPO)
        until = time.monotonic() + 10
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.1)

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


def make_people(count: int = PEOPLE) -> int:
    """Bulk-made people; returns the id of the first."""
    from accounts.models import User

    people = [User(username=f"b{n}", name=f"b{n}", email=f"b{n}@example.com", pinyin="") for n in range(count)]
    made = User.objects.bulk_create(people)
    return made[0].pk


def fill(**values) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(MESSAGES, {"people": PEOPLE, "step": "0 seconds", "state": "pending"} | values)
        cursor.execute("ANALYZE notifications_message")


def tell(what: str, figure: float, unit: str, wanted: str) -> None:
    print(f"{what:<58} {figure:>10,.1f} {unit:<12} wanted {wanted}", flush=True)


def portal(first: int) -> None:
    from notifications import outbox

    fill(mark="p", channel="portal", first=first, count=PORTAL)
    start = time.perf_counter()
    shown = outbox.deliver_portal(limit=10**9)
    tell(f"messages into the portal, {shown:,}", shown / (time.perf_counter() - start), "/s", ">= 10,000")


def mails(first: int) -> None:
    from notifications import outbox

    fill(mark="m", channel="mail", first=first, count=MAILS)
    start, sent = time.perf_counter(), 0
    while more := outbox.deliver_mail()["sent"]:
        sent += more
    tell(f"mails to a sink on loopback, {sent:,}", sent / (time.perf_counter() - start), "/s", ">= 300")


def claiming(first: int) -> None:
    from notifications import outbox

    fill(mark="d", channel="mail", first=first, count=ROWS // 2, state="done")
    fill(mark="f", channel="mail", first=first, count=ROWS // 2 - 10_000, step="1 minute")
    fill(mark="c", channel="mail", first=first, count=10_000, step="-1 second")
    took = []
    for _number in range(CLAIMS):
        start = time.perf_counter()
        row = outbox.claim()
        took.append((time.perf_counter() - start) * 1000)
        outbox._unlock(row.pk)
    tell(f"claiming one among {ROWS:,}, median", median(took), "ms", "<= 5")
    tell(f"claiming one among {ROWS:,}, 95 of 100", sorted(took)[int(CLAIMS * 0.95)], "ms", "<= 5")


def planning() -> None:
    from datetime import timedelta

    from django.db import connection
    from django.utils import timezone

    from accounts.models import Hat, Unit, User
    from notifications.models import Message
    from notifications.tick import tick
    from ruoyi_coop.clock import RULES

    unit = Unit.objects.create(name="教育局", short_name="教育局")
    Hat.objects.create(user=User.objects.first(), role="official", unit=unit)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(DUTIES, {"unit": unit.pk, "count": DATED})
        cursor.execute("TRUNCATE notifications_message CASCADE")
        cursor.execute("ANALYZE supervision_duty")
    for days, words in ((0, "nothing near"), (60, "in full swing")):
        now = timezone.now() + timedelta(days=days)
        for round_ in ("first", "next"):
            start = time.perf_counter()
            counts = tick(RULES, now)
            took = (time.perf_counter() - start) * 1000
            tell(f"a beat over {DATED:,} dated rows, {words}, {round_} ({counts['made']} made)", took, "ms", "<= 500")
    for _more in range(3):
        start = time.perf_counter()
        tick(RULES, now)
        tell("the beat after it", (time.perf_counter() - start) * 1000, "ms", "<= 500")
    print(f"{Message.objects.count():,} messages planned")


if __name__ == "__main__":
    main()
