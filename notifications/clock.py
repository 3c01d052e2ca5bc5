"""What time it is: the database's clock, the same for every process on every host, however wrong their own ones are."""

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils import timezone

SKEW = timedelta(minutes=10)  # from here on a host's own clock is worth a word to the administrator


def now() -> datetime:
    """The moment by which messages are due, sent and late. One short query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0].astimezone(UTC)


def skew() -> timedelta:
    """How far this host's clock is ahead of the database's."""
    return timezone.now() - now()
