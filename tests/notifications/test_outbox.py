"""A message goes out once: by whoever claims it, again after a death, never by two, and failures are said."""

import threading
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, connections
from django.utils import timezone

from accounts.models import User
from notifications import outbox
from notifications.models import Message


def person(number=1) -> User:
    return User.objects.create(username=f"p{number}", name="某人", email=f"p{number}@example.com")


def message(to, channel="mail", **more) -> Message:
    values = {"key": f"k{Message.objects.count()}", "subject": "x:1", "title": "到期提醒", "path": "/home/"}
    return Message.objects.create(recipient=to, channel=channel, **values | more)


def test_a_due_mail_is_sent_with_text_html_and_a_hex_message_id(db):
    sent = message(person(), body="还有三天。")
    assert outbox.deliver_mail() == {"sent": 1, "failed": 0}
    letter = mail.outbox[0]
    sent.refresh_from_db()
    assert (sent.state, sent.attempts, sent.error) == ("done", 1, "")
    assert letter.to == ["p1@example.com"]
    assert "还有三天。" in letter.body
    assert [kind for _content, kind in letter.alternatives] == ["text/html"]
    assert letter.extra_headers["Message-ID"] == outbox.message_id(sent)
    assert ":" not in outbox.message_id(sent)


def test_what_is_not_due_waits(db):
    message(person(), due=timezone.now() + timedelta(minutes=1))
    assert outbox.deliver_mail() == {"sent": 0, "failed": 0}
    assert outbox.deliver_portal() == 0


def test_a_refused_mail_is_tried_later_and_given_up_with_the_reason(db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    waiting = message(person())
    now = timezone.now()
    for attempt in range(1, outbox.TRIES + 1):
        Message.objects.update(due=now)
        assert outbox.deliver_mail() == {"sent": 0, "failed": 1}
        waiting.refresh_from_db()
        assert waiting.attempts == attempt
        assert "ConnectionRefusedError" in waiting.error
        assert waiting.state == ("dead" if attempt == outbox.TRIES else "pending")
        assert waiting.state == "dead" or waiting.due > now


def test_while_the_mail_server_is_away_the_round_ends_early(db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    to = person()
    for _number in range(10):
        message(to)
    assert outbox.deliver_mail() == {"sent": 0, "failed": outbox.GIVE_UP_AFTER}
    assert Message.objects.filter(attempts=0).count() == 10 - outbox.GIVE_UP_AFTER


def test_mail_to_who_has_left_is_not_sent(db):
    to = person()
    left = message(to)
    User.objects.update(is_active=False)
    assert outbox.deliver_mail() == {"sent": 0, "failed": 1}
    left.refresh_from_db()
    assert (left.state, left.error, mail.outbox) == ("dead", "收件人已停用或没有邮箱", [])


@pytest.mark.django_db(transaction=True)
def test_a_row_left_by_a_dead_worker_is_sent_again_with_the_same_message_id():
    lost = message(person(), state="sending", attempts=1)
    before = outbox.message_id(lost)
    assert outbox.recover() == 1
    assert outbox.deliver_mail() == {"sent": 1, "failed": 0}
    assert mail.outbox[0].extra_headers["Message-ID"] == before


@pytest.mark.django_db(transaction=True)
def test_a_row_that_a_living_worker_is_sending_is_not_touched():
    held = message(person(), state="sending", attempts=1)
    holds, done = threading.Event(), threading.Event()

    def work():
        outbox._lock(held.pk)
        holds.set()
        done.wait(10)
        connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    holds.wait(10)
    assert outbox.recover() == 0
    done.set()
    worker.join()
    until = time.monotonic() + 10  # PostgreSQL ends the session a moment after the client has gone
    while not outbox.recover() and time.monotonic() < until:
        time.sleep(0.05)
    assert Message.objects.get(pk=held.pk).state == "pending"


@pytest.mark.django_db(transaction=True)
def test_four_dispatchers_at_once_show_and_send_each_message_exactly_once():
    to = person()
    Message.objects.bulk_create(
        Message(key=f"k{number}", channel=channel, subject="x:1", recipient=to, title="t")
        for number in range(300)
        for channel in ("portal", "mail")
    )
    shown, sent = [], []

    def work():
        shown.append(outbox.deliver_portal())
        sent.append(outbox.deliver_mail(1000)["sent"])
        connections.close_all()

    workers = [threading.Thread(target=work) for _number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    while outbox.deliver_mail(1000)["sent"]:
        pass
    assert sum(shown) == 300
    assert len(mail.outbox) == 300
    assert len({letter.extra_headers["Message-ID"] for letter in mail.outbox}) == 300
    assert set(Message.objects.values_list("state", "attempts")) == {("done", 1)}


def test_a_page_does_not_care_whether_the_broker_is_there(monkeypatch):
    def away(*args, **more):
        raise ConnectionError("no broker")

    monkeypatch.setattr("notifications.outbox.current_app.send_task", away)
    assert outbox.nudge() is None


@pytest.mark.django_db(transaction=True)
def test_the_advisory_lock_of_a_sent_mail_is_free_again():
    message(person())
    outbox.deliver_mail()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"
            " WHERE locktype = 'advisory' AND datname = current_database()"
        )
        assert cursor.fetchone()[0] == 0


def test_deaths_are_not_failures_so_no_message_waits_for_hours_because_of_them(db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    row = message(person(), attempts=5)  # five workers died with it
    outbox.deliver_mail()
    row.refresh_from_db()
    assert (row.attempts, row.failures, row.state) == (6, 1, "pending")
    assert row.due < timezone.now() + timedelta(seconds=20)


def test_a_message_that_kills_every_worker_is_given_up(db):
    row = message(person(), attempts=outbox.DEADLY)
    outbox.deliver_mail()
    row.refresh_from_db()
    assert (row.state, mail.outbox) == ("dead", [])
