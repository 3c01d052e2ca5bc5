"""Prints how long a whole placement of 10,000 students on 500 posts takes: read, match, explain, store, publish.

python -m tests.bench.placing_run [--students 10000] [--posts 500] [--choices 10]

Makes a database of its own beside DATABASE_URL's and drops it at the end.
"""

import argparse
import time
from random import Random

from tests.bench.last_minutes import own_database, quiet_django


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--students", type=int, default=10_000)
    asked.add_argument("--posts", type=int, default=500)
    asked.add_argument("--choices", type=int, default=10)
    wanted = asked.parse_args()
    with own_database(), quiet_django():
        season, office = fill(wanted.students, wanted.posts, wanted.choices)
        report(season, office)


def fill(students: int, posts: int, choices: int):
    """A season whose applications are in, marked by one criterion; the same at every run."""
    from datetime import timedelta

    from django.db import connection
    from django.utils import timezone

    from accounts.models import Hat, User, actor_for
    from bases.models import Host
    from interns.models import Application, Choice, Position, PositionCategory, Season, StudentProfile
    from placing.actions import ensure_lots
    from placing.models import Criterion, Lot, Mark

    now, day, random = timezone.now(), timedelta(days=1), Random(5)
    dates = {"publish_at": now - 9 * day, "apply_opens": now - 8 * day, "apply_closes": now + day}
    span = {"starts_on": (now + 60 * day).date(), "ends_on": (now + 90 * day).date()}
    known = {"method": "deferred", "max_choices": 12, "confirm_by": now + 9 * day}
    season = Season.objects.create(name="测量批次", **known, **dates, **span)
    ensure_lots()
    Season.objects.filter(pk=season.pk).update(apply_closes=now - day)
    season.refresh_from_db()
    post = {"season": season, "host": Host.objects.create(name="测试单位", pinyin="c"), **span, "state": "published"}
    post |= {"category": PositionCategory.objects.first(), "places": students // posts or 1, "tasks": "测试"}
    rows = Position.objects.bulk_create(Position(title=f"岗位{n}", pinyin=f"g{n}", **post) for n in range(posts))
    people = User.objects.bulk_create(
        (User(username=f"s{n}", name=f"学生{n}", password="!") for n in range(students)), batch_size=2000
    )
    Hat.objects.bulk_create((Hat(user=one, role="student", is_first=True) for one in people), batch_size=2000)
    profile = {"university_name": "运城学院", "major": "农学", "grade": "大三"}
    StudentProfile.objects.bulk_create((StudentProfile(user=one, **profile) for one in people), batch_size=2000)
    sent = {"season": season, "state": "submitted", "submitted_at": now - 2 * day}
    applications = Application.objects.bulk_create(
        (Application(student=one, **sent) for one in people), batch_size=2000
    )
    wishes = [
        Choice(application=one, position=position, rank=rank)
        for one in applications
        for rank, position in enumerate(random.sample(rows, choices), 1)
    ]
    Choice.objects.bulk_create(wishes, batch_size=5000)
    criterion = Criterion.objects.create(season=season, name="专业对口", most=100)
    marks = (Mark(choice=one, criterion=criterion, value=random.randint(0, 100)) for one in wishes[:-9])
    Mark.objects.bulk_create(marks, batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert Lot.objects.filter(season=season).exists()
    office = User.objects.create(username="office", name="合作办")
    Hat.objects.create(user=office, role="office", is_first=True)
    return season, actor_for(office)


def report(season, office) -> None:
    from placing import actions
    from placing.marking import posts_to_mark
    from placing.models import Run

    begun = time.perf_counter()
    lacking = posts_to_mark([season]).count()
    print(f"{lacking} posts that lack marks: {1000 * (time.perf_counter() - begun):.0f} ms")
    begun = time.perf_counter()
    ways = len(actions.what_if(season, 1))
    print(f"what if, {ways} ways: {time.perf_counter() - begun:.2f} s")
    run = actions.start(season, by=office)
    begun = time.perf_counter()
    assert actions.resume_runs() == 1
    drafted = time.perf_counter() - begun
    run = Run.objects.get(pk=run.pk)
    begun = time.perf_counter()
    actions.move_run(run, "publish", by=office)
    published = time.perf_counter() - begun
    figures = run.counts
    print(f"{figures['applications']} students, {figures['posts']} posts, {figures['placed']} placed, marks and lots")
    print(f"read, match, explain, store the draft with its letters: {drafted:.2f} s")
    print(f"publish: places, waiting lists, events, messages, mails: {published:.2f} s")


if __name__ == "__main__":
    main()
