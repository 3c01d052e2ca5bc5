"""Five wrong passwords lock an account for fifteen minutes, by whatever name it is called, known or not.

allauth counts the failures (ACCOUNT_RATE_LIMITS, in PostgreSQL); here is whose they are and until when the lock holds.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from allauth.core import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from accounts.models import User

LOCK = timedelta(minutes=15)


def user_named(name: str) -> User | None:
    """The account that a person means by a user name, a mobile number or a mail address."""
    return User.objects.filter(Q(username__iexact=name) | Q(email=name.lower())).first() if name else None


def key_for(name: str) -> str:
    """One key per account, so that its mail address and its user name share five tries; unknown names have theirs."""
    user = user_named(name)
    return key_of(user) if user else "name:" + sha256(name.lower().encode()).hexdigest()[:32]


def key_of(user: User) -> str:
    return f"user:{user.pk}"


def locked_until(key: str) -> datetime | None:
    return cache.get(f"lock:{key}")


def lock(key: str) -> datetime:
    until = timezone.now() + LOCK
    cache.set(f"lock:{key}", until, LOCK.total_seconds())
    return until


def open_again(key: str) -> None:
    cache.delete(f"lock:{key}")


def unlock(request, key: str) -> None:
    """Take the lock away and forget the failures."""
    open_again(key)
    ratelimit.clear(request, action="login_failed", key=key)


def sweep() -> int:
    """Throw out counters and locks that are over; the cache table does not do it by itself."""
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < now()")  # noqa: S608 - the name is a setting
        return cursor.rowcount
