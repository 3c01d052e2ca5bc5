"""How a message goes out: once, by whoever claims its row, and what happens when that fails or dies.

The portal row is exactly once: it becomes visible in the transaction that marks it done. Mail is claimed row by row
(`sending`, committed) under a session advisory lock, which PostgreSQL frees when the worker's connection dies. A row
left in `sending` whose lock is free is sent again with the same Message-ID: never lost, and a repeat can be recognised.
"""

from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256

from celery import current_app
from django.conf import settings
from django.core import mail
from django.db import connection, transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.models import Message

LOCK_SPACE = 7301  # first half of our advisory locks
PORTAL_BATCH = 500
MAIL_BATCH = 200
GIVE_UP_AFTER = 3  # failures in a row: the server is away, so leave the rest for the next round
TRIES = 6
BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]


def nudge() -> None:
    """Wake a worker now. Redis may be away: then the beat finds the row within seconds anyway."""
    try:
        current_app.send_task("ruoyi_coop.tasks.deliver", expires=60)
    except Exception:  # noqa: BLE001 - whatever the broker raises, the page must not care
        return


def deliver_portal(limit: int = 100_000) -> int:
    """Show due portal messages under the bell, in batches; returns how many."""
    shown = 0
    while shown < limit and (batch := _show_batch()):
        shown += batch
    return shown


@transaction.atomic
def _show_batch() -> int:
    now = timezone.now()
    due = Message.objects.pending().filter(channel=Message.Channel.PORTAL, due__lte=now).order_by("due", "id")
    ids = list(due.select_for_update(skip_locked=True, of=("self",)).values_list("id", flat=True)[:PORTAL_BATCH])
    Message.objects.filter(id__in=ids).update(state=Message.State.DONE, sent_at=now, attempts=F("attempts") + 1)
    return len(ids)


def deliver_mail(limit: int = MAIL_BATCH) -> dict[str, int]:
    """Send at most `limit` due mails over one connection; returns {"sent": n, "failed": n}."""
    counts, in_a_row = {"sent": 0, "failed": 0}, 0
    with _mail_connection() as channel:
        while sum(counts.values()) < limit and in_a_row < GIVE_UP_AFTER and (message := claim()):
            sent = _attempt(message, channel)
            counts["sent" if sent else "failed"] += 1
            in_a_row = 0 if sent else in_a_row + 1
    return counts


@contextmanager
def _mail_connection():
    channel = mail.get_connection()
    try:
        yield channel
    finally:
        channel.close()


def claim() -> Message | None:
    """Take the next due mail: its advisory lock, then `sending`, committed, so that a death leaves a trace."""
    with transaction.atomic():
        message = (
            Message.objects.pending()
            .filter(channel=Message.Channel.MAIL, due__lte=timezone.now())
            .order_by("due", "id")
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("recipient")
            .first()
        )
        if message is None or not _lock(message.pk):
            return None
        message.state = Message.State.SENDING
        message.attempts += 1
        message.save(update_fields=["state", "attempts"])
    return message


def recover() -> int:
    """Give back to the queue what a dead worker left in `sending`; a living one still holds its lock."""
    given_back = 0
    for pk in Message.objects.filter(state=Message.State.SENDING).values_list("pk", flat=True)[:1000]:
        if _lock(pk):
            try:
                given_back += Message.objects.filter(pk=pk, state=Message.State.SENDING).update(
                    state=Message.State.PENDING
                )
            finally:
                _unlock(pk)
    return given_back


def _attempt(message: Message, channel) -> bool:
    try:
        if not message.to:
            return _verdict(message, Message.State.DEAD, _("收件人已停用或没有邮箱"))
        channel.open()  # kept for the whole batch; does nothing when open already
        _mail_of(message, channel).send()
        return _verdict(message, Message.State.DONE)
    except OSError as error:  # smtplib's exceptions are OSErrors too
        return _failed(message, channel, error)
    finally:
        _unlock(message.pk)


def _failed(message: Message, channel, error: OSError) -> bool:
    channel.close()
    reason = f"{type(error).__name__}: {error}"[:300]
    if message.attempts >= TRIES:
        return _verdict(message, Message.State.DEAD, reason)
    message.due = timezone.now() + BACK_OFF[min(message.attempts, len(BACK_OFF)) - 1]
    return _verdict(message, Message.State.PENDING, reason)


def _verdict(message: Message, state: str, reason: str = "") -> bool:
    message.state, message.error = state, reason
    message.sent_at = timezone.now() if state == Message.State.DONE else None
    if message.is_private and state == Message.State.DONE:
        message.body = message.path = ""
    message.save(update_fields=["state", "error", "sent_at", "due", "body", "path"])
    return state == Message.State.DONE


def _mail_of(message: Message, channel) -> mail.EmailMultiAlternatives:
    link = settings.SITE["address"].rstrip("/") + message.path if message.path else ""
    words = {"message": message, "link": link, "site": settings.SITE}
    letter = mail.EmailMultiAlternatives(
        subject=message.title.replace("\n", " "),
        body=render_to_string("mail/message.txt", words),
        to=[message.to],
        headers={"Message-ID": message_id(message)},
        connection=channel,
    )
    letter.attach_alternative(render_to_string("mail/message.html", words), "text/html")
    return letter


def message_id(message: Message) -> str:
    """The same for every attempt, in hex: some mail servers cut an id at the first colon."""
    digest = sha256(f"{message.key}:{message.channel}:{message.created_at.isoformat()}".encode()).hexdigest()[:40]
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return f"<{digest}@{domain}>"


def _lock(pk: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, pk % 2**31])
        return cursor.fetchone()[0]


def _unlock(pk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, pk % 2**31])
