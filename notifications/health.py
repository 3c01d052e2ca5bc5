"""How the clockwork is doing: what went out when and how late, what failed and why, and what waits longest."""

from datetime import timedelta

from django.db import connection
from django.db.models import Count
from django.db.models.functions import Substr, TruncHour

from notifications import clock
from notifications.models import Heartbeat, Message
from ruoyi_coop.lib.calendar import CHINA

DAY = timedelta(hours=24)
KIND = 24  # letters of a reason that tell its kind
S = Message.State

LATENESS = """
SELECT channel, count(*),
       percentile_cont(ARRAY[0.5, 0.99]) WITHIN GROUP (
           ORDER BY greatest(0, extract(epoch FROM sent_at - coalesce(wanted_at, due))))
FROM notifications_message WHERE state = 'done' AND sent_at >= %s AND digest_id IS NULL GROUP BY channel
"""


def per_hour(now) -> list[dict]:
    """How many went out in each of the last 24 hours by channel: [{hour, channel, count}]. One query."""
    sent = Message.objects.filter(state=S.DONE, sent_at__gte=now - DAY, digest=None)
    hours = sent.annotate(hour=TruncHour("sent_at", tzinfo=CHINA)).order_by("-hour", "channel")
    return list(hours.values("hour", "channel").annotate(count=Count("id")))


def lateness(now) -> dict[str, tuple[int, float, float]]:
    """For each channel of the last day: how many, and the median and the 99th percentile of seconds late."""
    with connection.cursor() as cursor:
        cursor.execute(LATENESS, [now - DAY])
        return {channel: (count, round(both[0], 1), round(both[1], 1)) for channel, count, both in cursor}


def failures(limit: int = 20) -> list[dict]:
    """What is dead, or waits for another try, by channel and the beginning of the reason. One query."""
    broken = Message.objects.filter(state__in=[S.DEAD, S.PENDING]).exclude(error="")
    rows = (
        broken.annotate(kind=Substr("error", 1, KIND))
        .order_by()
        .values("channel", "state", "kind")
        .annotate(count=Count("id"))
    )
    return list(rows.order_by("-count")[:limit])


def oldest(now) -> timedelta:
    """How long the message that waits longest has been due: by its first moment, however often it was tried."""
    pending = Message.objects.pending()
    due = pending.order_by("due").values_list("due", flat=True).first()
    first = pending.filter(wanted_at__isnull=False).order_by("wanted_at").values_list("wanted_at", flat=True).first()
    moments = [moment for moment in (due, first) if moment]
    return max(timedelta(0), now - min(moments)) if moments else timedelta(0)


def waiting(now) -> dict[str, int]:
    """How many of each channel are due and have not gone out."""
    due = Message.objects.pending().filter(due__lte=now)
    return dict(due.order_by().values_list("channel").annotate(Count("id")))


def ages(now) -> dict[str, timedelta]:
    """How long ago each part of the clockwork was last alive."""
    return {beat.name: now - beat.at for beat in Heartbeat.objects.all()}


def report() -> dict:
    """All of it, in eight queries whatever the number of messages."""
    now = clock.now()
    return {
        "now": now,
        "hours": per_hour(now),
        "lateness": lateness(now),
        "failures": failures(),
        "oldest": oldest(now),
        "waiting": waiting(now),
        "ages": ages(now),
    }
