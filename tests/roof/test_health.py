"""/healthz says which part is not well, and a lost database is a plain page with a retry time."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from notifications.models import Heartbeat, Message


@pytest.fixture
def beating(db, monkeypatch):
    monkeypatch.setattr("ruoyi_coop.health._redis", lambda: "ok")
    Heartbeat.touch("tick")
    Heartbeat.touch("worker")


def test_all_is_well(beating, enter):
    answer = enter().get("/healthz")
    assert answer.status_code == 200
    told = answer.json()
    assert told.pop("beat_age_s") <= 5  # seconds: the first request of a process loads half the house
    assert told == {
        "status": "ok",
        "database": "ok",
        "redis": "ok",
        "worker": "ok",
        "beat": "ok",
        "outbox": "ok",
        "oldest_pending_s": 0,
    }


def test_a_late_beat_turns_it_red(beating, enter):
    Heartbeat.objects.filter(name="tick").update(at=timezone.now() - timedelta(minutes=16))
    answer = enter().get("/healthz")
    assert (answer.status_code, answer.json()["status"], answer.json()["beat"]) == (503, "failing", "late")


def test_a_message_that_waits_too_long_turns_it_red(beating, enter, cast):
    due = timezone.now() - timedelta(minutes=6)
    Message.objects.create(key="k", channel="mail", subject="x:1", recipient=cast.office.user, title="t", due=due)
    answer = enter().get("/healthz")
    assert (answer.status_code, answer.json()["outbox"]) == (503, "late")


def test_redis_away_is_said(db, enter, settings):
    settings.REDIS_URL = "unix:///nonexistent/redis.sock"
    answer = enter().get("/healthz")
    assert (answer.status_code, answer.json()["redis"]) == (503, "unreachable")


def test_a_lost_database_is_a_plain_page_with_a_retry_time(db, enter, monkeypatch):
    def lost(*args, **more):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("ruoyi_coop.home.Front.get_context_data", lost)
    answer = enter().get("/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "15"
    assert "请 15 秒后重试" in answer.content.decode()
    assert "Traceback" not in answer.content.decode()
