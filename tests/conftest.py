"""The cast: people with names and roles, whom every test about permissions knows, the outsider among them."""

import os
from types import SimpleNamespace

import pytest
from django.test import Client

from accounts import demo
from accounts.models import actor_for
from ruoyi_coop.demo import World, seed

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs its own loop beside the live server


@pytest.fixture(autouse=True)
def _places(settings, tmp_path):
    """Uploads and mails of a test go to its own folder."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def nudges(monkeypatch):
    """Count the nudges instead of sending them to a worker."""
    calls = []
    monkeypatch.setattr("notifications.outbox.current_app.send_task", lambda name, **options: calls.append(name))
    return calls


@pytest.fixture
def world(db) -> World:
    """Units and people only; a test adds the things it is about."""
    made = World()
    demo.seed(made)
    return made


@pytest.fixture
def county(db) -> World:
    """The whole demo county."""
    return seed()


@pytest.fixture
def cast(world) -> SimpleNamespace:
    """The actors by user name: cast.office, cast.jiaoyu, …; cast.outsider wears no hat at all."""
    actors = {name: actor_for(user) for name, user in world.people.items()}
    actors["outsider"] = actor_for(demo.person(world, "outsider", "路人甲"))
    return SimpleNamespace(**actors)


@pytest.fixture
def enter():
    """Return a browser-like client logged in as the person (or actor); None gives the public."""

    def log_in(who=None) -> Client:
        client = Client()
        if who is not None:
            client.force_login(getattr(who, "user", who))
        return client

    return log_in


@pytest.fixture
def queries(django_assert_num_queries):
    """Alias that reads well: `with queries(9): …`."""
    return django_assert_num_queries


def pytest_terminal_summary(terminalreporter, config):
    """Say loudly what was left out for want of a browser."""
    left_out = getattr(config, "left_out", 0)
    if left_out:
        terminalreporter.section("LEFT OUT")
        terminalreporter.line(
            f"{left_out} browser tests were NOT run: no Chromium here (apt-get install chromium)", red=True
        )
