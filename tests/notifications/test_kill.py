"""A thousand mails through real Celery workers that are killed again and again: none is lost, repeats are known."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection

from accounts.models import User
from notifications.models import Message

MAILS = 1000
KILLS = 5
PATIENCE = 240  # seconds


class Sink:
    """An SMTP server on loopback that keeps the Message-ID of everything that arrives."""

    def __init__(self):
        self.arrived = []

    async def handle_DATA(self, server, session, envelope):
        lines = envelope.content.decode("utf-8", "replace").splitlines()
        self.arrived.append(next(line.split(": ")[1] for line in lines if line.lower().startswith("message-id")))
        time.sleep(0.002)  # so that a kill has something to hit
        return "250 OK"


@pytest.fixture
def sink():
    handler = Sink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        handler.port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture
def start_worker(sink, tmp_path):
    """Start real workers on the test's database and an own broker queue; none is left afterwards."""
    database = connection.settings_dict
    environment = os.environ | {
        "DATABASE_URL": f"postgresql://{database['USER']}:{database['PASSWORD']}@/{database['NAME']}?host={database['HOST']}",
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "LOG_LEVEL": "ERROR",
    }
    queue = f"kill-{os.getpid()}"
    running = []

    def start() -> subprocess.Popen:
        words = [sys.executable, "-m", "celery", "-A", "ruoyi_coop", "worker", "-P", "solo", "-Q", queue, "-l", "ERROR"]
        log = (tmp_path / "worker.log").open("ab")
        worker = subprocess.Popen(words, env=environment, cwd=settings.BASE_DIR, stdout=log, stderr=log)
        running.append(worker)
        return worker

    start.queue = queue
    yield start
    for worker in running:
        worker.kill()
        worker.wait()


def wake(queue: str) -> None:
    """What the beat does every few seconds."""
    from celery import Celery

    with Celery(broker=settings.CELERY_BROKER_URL, set_as_current=False) as app:
        app.send_task("ruoyi_coop.tasks.deliver", queue=queue, expires=30)


@pytest.mark.django_db(transaction=True)
def test_killed_workers_lose_no_mail_and_repeat_none_unrecognised(sink, start_worker):
    people = [User(username=f"p{number}", name="某人", email=f"p{number}@example.com") for number in range(50)]
    people = User.objects.bulk_create(people)
    Message.objects.bulk_create(
        Message(key=f"k{number}", channel=channel, subject="x:1", recipient=people[number % 50], title="提醒")
        for number in range(MAILS)
        for channel in ("portal", "mail")
    )
    killed, worker, until = 0, start_worker(), time.monotonic() + PATIENCE
    while Message.objects.exclude(state="done").exists() and time.monotonic() < until:
        wake(start_worker.queue)
        seen = len(sink.arrived)
        if killed < KILLS and seen > killed * MAILS // (KILLS + 2):
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            killed, worker = killed + 1, start_worker()
        time.sleep(0.3)
    repeats = sum(count - 1 for count in Counter(sink.arrived).values())
    assert killed == KILLS
    assert len(set(sink.arrived)) == MAILS
    assert repeats <= killed
    assert set(Message.objects.values_list("channel", "state")) == {("portal", "done"), ("mail", "done")}
