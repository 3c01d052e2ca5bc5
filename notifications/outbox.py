"""How a message goes out: once, by whoever claims its row, and what happens when that fails or dies.

The portal row is exactly once: it becomes visible in the transaction that marks it done. Mail is claimed row by row
(`sending`, committed) under a session advisory lock, which PostgreSQL frees when the worker's connection dies. A row
left in `sending` whose lock is free is sent again with the same Message-ID: never lost, and a repeat can be recognised.
What is due is said by the database's clock, never by a worker's.
"""

from datetime import timedelta

from celery import current_app
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from notifications import bounces, clock, digest
from notifications.channels import AWAY, Refused, way
from notifications.channels.mail import message_id
from notifications.models import DIGEST, Message

LOCK_SPACE = 7301  # first half of our advisory locks
PORTAL_BATCH = 500
MAIL_BATCH = 200
GIVE_UP_AFTER = 3  # failures in a row: the server is away, so leave the rest for the next round
BACK_OFF = [timedelta(seconds=15), *(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))]
TRIES = len(BACK_OFF) + 1
CLAIM = """
UPDATE notifications_message SET state = 'sending', attempts = attempts + 1 WHERE id = (
    SELECT id FROM notifications_message
    WHERE state = 'pending' AND channel = %s AND due <= statement_timestamp() AND NOT waits_for_digest
    ORDER BY due, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING *, pg_try_advisory_lock(%s, (id %% 2147483648)::int) AS locked,
    set_config('synchronous_commit', 'off', true) AS lazily
"""  # a claim that a crash of the database forgets has sent nothing, or is repeated as after any crash
SENT = """
UPDATE notifications_message SET state = 'done', sent_at = statement_timestamp(), error = ''
WHERE id = %s AND state = 'sending' AND attempts = %s
"""
DEADLY = 50  # claims without a verdict: then it is the message that kills its workers
OUTSIDE = (Message.Channel.SMS, Message.Channel.WECOM)

__all__ = ["claim", "deliver", "deliver_mail", "deliver_portal", "message_id", "nudge", "recover"]


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
    due = Message.objects.pending().filter(channel=Message.Channel.PORTAL, due__lte=Now()).order_by("due", "id")
    ids = list(due.select_for_update(skip_locked=True, of=("self",)).values_list("id", flat=True)[:PORTAL_BATCH])
    Message.objects.filter(id__in=ids).update(state=Message.State.DONE, sent_at=Now(), attempts=F("attempts") + 1)
    return len(ids)


def deliver_mail(limit: int = MAIL_BATCH) -> dict[str, int]:
    """Fold what waits for a digest, then send at most `limit` due mails; returns {"sent": n, "failed": n}."""
    digest.gather()
    return deliver(Message.Channel.MAIL, limit)


def deliver(channel: str, limit: int = MAIL_BATCH) -> dict[str, int]:
    """Send at most `limit` due messages of a channel over one connection; returns {"sent": n, "failed": n}."""
    counts, in_a_row = {"sent": 0, "failed": 0}, 0
    gone = bounces.addresses() if channel == Message.Channel.MAIL else set()
    with way(channel) as out:
        while sum(counts.values()) < limit and in_a_row < GIVE_UP_AFTER and (message := claim(channel)):
            sent = _attempt(message, out, gone)
            counts["sent" if sent else "failed"] += 1
            in_a_row = 0 if sent else in_a_row + 1
    return counts


def deliver_rest() -> None:
    """The channels that have something only now and then."""
    waiting = Message.objects.pending().filter(channel__in=OUTSIDE, due__lte=Now())
    for channel in set(waiting.order_by().values_list("channel", flat=True).distinct()):
        deliver(channel)


def claim(channel: str = Message.Channel.MAIL) -> Message | None:
    """Take the next due message: its advisory lock, then `sending`, committed, so that a death leaves a trace."""
    found = list(Message.objects.raw(CLAIM, [channel, LOCK_SPACE]))
    if not found:
        return None
    message = found[0]
    if not message.locked:  # somebody is just giving it back
        Message.objects.filter(pk=message.pk, state=Message.State.SENDING).update(state=Message.State.PENDING)
        return None
    if message.recipient_id:
        message.recipient = User.objects.raw("SELECT * FROM accounts_user WHERE id = %s", [message.recipient_id])[0]
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


def _attempt(message: Message, out, gone: set[str]) -> bool:
    """Send one claimed message and record the verdict; False when it failed."""
    try:
        if state_reason := _pointless(message, gone):
            return _verdict(message, *state_reason)
        out.send(message)
        return _sent(message)
    except Refused as error:
        return _verdict(message, Message.State.DEAD, str(error))
    except AWAY as error:
        out.reset()
        return _failed(message, f"{type(error).__name__}: {error}")
    finally:
        _unlock(message.pk)


def _sent(message: Message) -> bool:
    """The usual verdict, in plain SQL: it is half of what a mail costs."""
    if message.is_private or message.key.startswith(DIGEST):
        return _verdict(message, Message.State.DONE)
    with connection.cursor() as cursor:
        cursor.execute(SENT, [message.pk, message.attempts])
    return True


def _pointless(message: Message, gone: set[str]) -> tuple[str, str] | None:
    """Why there is nothing to send, or nobody to send it to."""
    if message.attempts > DEADLY:
        return Message.State.DEAD, _("%d次都没有发完，可能是这条消息本身的问题") % DEADLY
    if message.key.startswith(DIGEST) and not message.parts.folded().exists():
        return Message.State.DROPPED, _("汇总里的事都已办结")
    if message.channel != Message.Channel.MAIL:
        return None
    if not message.to:
        return Message.State.DEAD, _("收件人已停用或没有邮箱")
    if message.to.lower() in gone:
        return Message.State.DEAD, _("退信：这个邮箱收不到信")
    return None


def _failed(message: Message, reason: str) -> bool:
    message.failures += 1
    if message.failures >= TRIES:
        return _verdict(message, Message.State.DEAD, reason)
    message.wanted_at = message.wanted_at or message.due
    message.due = clock.now() + BACK_OFF[message.failures - 1]
    return _verdict(message, Message.State.PENDING, reason)


def _verdict(message: Message, state: str, reason: str = "") -> bool:
    """Write down how an attempt ended, unless somebody else has taken the row over meanwhile."""
    is_done = state == Message.State.DONE
    values = {name: getattr(message, name) for name in ("due", "wanted_at", "failures")}
    values |= {"state": state, "error": reason[:300]}
    values |= {"sent_at": Now()} if is_done else {}
    values |= {"body": "", "path": ""} if is_done and message.is_private else {}
    row = Message.objects.filter(pk=message.pk, state=Message.State.SENDING, attempts=message.attempts)
    if not message.key.startswith(DIGEST):
        row.update(**values)
    else:
        _verdict_on_parts(message, row, values)
    return state in (Message.State.DONE, Message.State.DROPPED)


def _verdict_on_parts(message: Message, row, values: dict) -> None:
    """What stood in a digest that went out has gone out with it."""
    with transaction.atomic():
        row.update(title=message.title, **values)
        if values["state"] == Message.State.DONE:
            message.parts.folded().update(state=Message.State.DONE, sent_at=Now())


def _lock(pk: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, pk % 2**31])
        return cursor.fetchone()[0]


def _unlock(pk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, pk % 2**31])
