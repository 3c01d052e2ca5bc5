"""/healthz: whether the portal's parts are alive, in the words a monitor reads."""

from datetime import timedelta

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import JsonResponse

from notifications import clock, health

BEAT_LATE = timedelta(minutes=5)
WORKER_LATE = timedelta(minutes=3)
QUEUE_LATE = timedelta(minutes=5)


@login_not_required
def healthz(request):
    """Answer 200 when all is well, else 503 naming what is not."""
    report = {"database": _database(), "redis": _redis()}
    if report["database"] == "ok":
        report |= _clockwork()
    wrong = [name for name in ("database", "redis", "worker", "beat", "outbox") if report.get(name, "ok") != "ok"]
    return JsonResponse({"status": "ok" if not wrong else "failing", **report}, status=503 if wrong else 200)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return "ok"
    except Error:
        return "unreachable"


def _redis() -> str:
    try:
        client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=1)
        client.ping()
        return "ok"
    except redis.RedisError:
        return "unreachable"


def _clockwork() -> dict:
    now = clock.now()
    ages, waited = health.ages(now), health.oldest(now)
    return {
        "worker": "ok" if ages.get("worker", WORKER_LATE) < WORKER_LATE else "late",
        "beat": "ok" if ages.get("tick", BEAT_LATE) < BEAT_LATE else "late",
        "beat_age_s": round(ages["tick"].total_seconds()) if "tick" in ages else None,
        "outbox": "ok" if waited < QUEUE_LATE else "late",
        "oldest_pending_s": max(0, round(waited.total_seconds())),
    }
