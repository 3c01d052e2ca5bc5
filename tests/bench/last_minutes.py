"""Prints how the last minutes before a deadline go: 300 students apply over HTTP, and every application must be there.

python -m tests.bench.last_minutes [--students 300] [--seconds 60]

Makes a database of its own beside DATABASE_URL's and drops it at the end; starts gunicorn as bin/serve does.
"""

import argparse
import http.client
import os
import re
import secrets
import subprocess
import sys
import time
from contextlib import contextmanager
from random import Random
from statistics import quantiles
from threading import Thread
from urllib.parse import urlencode, urlsplit, urlunsplit

import psycopg2

POSTS, CHOICES, PORT = 30, 3, 8112
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
RANK = re.compile(r'name="(rank_\d+)" value="(\d+)"')
GUNICORN = "gunicorn --bind 127.0.0.1:{port} --worker-class gthread --workers 1 --threads 4 --preload"


def main() -> None:
    """Fill, start, let them come, count, and ask once more after the deadline."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--students", type=int, default=300)
    asked.add_argument("--seconds", type=int, default=60, help="the five minutes, compressed")
    asked.add_argument("--port", type=int, default=PORT)
    wanted = asked.parse_args()
    with own_database(), quiet_django():
        visitors, positions = fill(wanted.students)
        with web(wanted.port):
            people = [Visitor(wanted.port, session) for session in visitors]
            took = rush(people, positions, wanted.seconds)
            report(people, took)
            late(people[0], positions[-1])


@contextmanager
def own_database():
    """A database with a name nobody else has; dropped even when something breaks."""
    parts, name = urlsplit(os.environ["DATABASE_URL"]), f"last_minutes_{os.getpid()}_{secrets.token_hex(3)}"
    keeper = psycopg2.connect(os.environ["DATABASE_URL"])
    keeper.autocommit = True
    with keeper.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    os.environ["DATABASE_URL"] = urlunsplit(parts._replace(path=f"/{name}"))
    try:
        yield
    finally:
        from django.db import connections

        connections.close_all()
        with keeper.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        keeper.close()


@contextmanager
def quiet_django():
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ruoyi_coop.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    yield


def fill(count: int) -> tuple[list[str], list[int]]:
    """A season that closes in an hour, posts, students who are logged in; returns their session keys and the posts."""
    from datetime import timedelta

    from django.utils import timezone

    from bases.models import Host
    from interns.models import Position, PositionCategory, Season

    now, hour = timezone.now(), timedelta(hours=1)
    dates = {"publish_at": now - 9 * hour, "apply_opens": now - 8 * hour, "apply_closes": now + hour}
    days = {"starts_on": (now + 999 * hour).date(), "ends_on": (now + 1999 * hour).date()}
    season = Season.objects.create(name="压力测试批次", confirm_by=now + 99 * hour, max_choices=5, **dates, **days)
    known = {"season": season, "host": Host.objects.create(name="测试单位", pinyin="ceshi"), **days}
    known |= {"category": PositionCategory.objects.first(), "places": 9, "tasks": "测试", "state": "published"}
    rows = Position.objects.bulk_create(Position(title=f"岗位{n}", pinyin=f"gangwei{n}", **known) for n in range(POSTS))
    return [logged_in(number) for number in range(count)], [row.pk for row in rows]


def logged_in(number: int) -> str:
    """One student with a hat, a profile and a session, as after logging in; returns the session's key."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from accounts.models import Hat, User
    from accounts.permissions import Role
    from interns.models import StudentProfile

    names = {"username": f"s{number}", "name": f"学生{number}", "mobile": f"1380001{number:04d}", "password": "!"}
    user = User.objects.create(**names)
    Hat.objects.create(user=user, role=Role.STUDENT, is_first=True)
    StudentProfile.objects.create(user=user, university_name="运城学院", major="农学", grade="大三")
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


@contextmanager
def web(port: int):
    words = GUNICORN.format(port=port).split()
    command = [sys.executable, "-m", *words, "--log-level", "warning", "ruoyi_coop.wsgi:application"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own words
    try:
        until_answered(port)
        yield
    finally:
        server.terminate()
        server.wait(20)


def until_answered(port: int) -> None:
    for _try in range(120):
        try:
            Visitor(port, "").ask("GET", "/interns/")
            return
        except OSError:
            time.sleep(0.25)
    raise SystemExit("gunicorn does not answer")


class Visitor:
    """A browser without eyes: keeps the cookies and how long each request took."""

    def __init__(self, port: int, session: str):
        self.port, self.cookies = port, {"sessionid": session} if session else {}
        self.times, self.errors = [], []

    def ask(self, method: str, path: str, said: dict | None = None) -> tuple[int, str, str]:
        """Return the status, where it leads, and the page."""
        start, link = time.monotonic(), http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        link.request(method, path, urlencode(said) if said else None, headers)
        answer = link.getresponse()
        page = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        link.close()
        self.times.append(time.monotonic() - start)
        if answer.status >= 400:
            self.errors.append(f"{method} {path}: {answer.status}")
        return answer.status, answer.headers.get("Location", ""), page

    def choose(self, post: int) -> None:
        _status, _to, page = self.ask("GET", f"/interns/positions/{post}/")
        self.ask("POST", f"/interns/positions/{post}/choose/", {"csrfmiddlewaretoken": TOKEN.search(page)[1]})

    def submit(self) -> None:
        path = self.ask("GET", "/interns/applications/mine/")[1]
        page = self.ask("GET", path)[2]
        said = dict(RANK.findall(page)) | {"submit": "1"}
        self.ask("POST", f"{path}rank/", said | {"csrfmiddlewaretoken": TOKEN.search(page)[1]})

    def apply(self, posts: list[int], wait: float) -> None:
        time.sleep(wait)
        try:
            for post in posts:
                self.choose(post)
            self.submit()
        except Exception as error:  # noqa: BLE001 - whatever went wrong is the figure
            self.errors.append(repr(error))


def rush(people: list[Visitor], positions: list[int], seconds: int) -> float:
    """All come within so many seconds, more towards the end; returns how long it really took."""
    dice, start = Random(7), time.monotonic()  # noqa: S311 - not a secret
    threads = [
        Thread(target=one.apply, args=(dice.sample(positions[:-1], CHOICES), seconds * dice.random() ** 0.5))
        for one in people
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - start


def report(people: list[Visitor], took: float) -> None:
    from interns.models import Application, Choice

    times, errors = sorted(t for one in people for t in one.times), [e for one in people for e in one.errors]
    cuts = quantiles(times, n=100)
    print(f"{len(people)} students, {len(times)} requests in {took:.0f} s, {len(errors)} errors")
    print(f"p50 {cuts[49] * 1000:.0f} ms, p95 {cuts[94] * 1000:.0f} ms, slowest {times[-1] * 1000:.0f} ms")
    stored, wishes = Application.objects.submitted().count(), Choice.objects.count()
    print(f"stored: {stored} of {len(people)} applications, {wishes} of {len(people) * CHOICES} choices")
    for error in errors[:5]:
        print(" ", error)
    if errors or (stored, wishes) != (len(people), len(people) * CHOICES):
        raise SystemExit(1)


def late(person: Visitor, post: int) -> None:
    """A minute late is late: the page says so, and nothing is stored."""
    from django.utils import timezone

    from interns.models import Choice, Season

    before, page = Choice.objects.count(), person.ask("GET", f"/interns/positions/{post}/")[2]
    Season.objects.update(apply_closes=timezone.now())
    told = {"csrfmiddlewaretoken": TOKEN.search(page)[1]}
    _status, path, _page = person.ask("POST", f"/interns/positions/{post}/choose/", told)
    said = "报名已于" in person.ask("GET", path)[2]
    print(f"after the deadline: sentence {said}, choices stored {Choice.objects.count() - before}")
    if not said or Choice.objects.count() != before:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
