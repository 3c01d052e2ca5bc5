"""A purpose of the test's own, and one link for it about 亚宝药业."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.utils import timezone

from accounts.permissions import Permission
from links import purposes
from links.actions import link_to
from tests.season import clock, interns, on_post, scene

__all__ = ["clock", "interns", "on_post", "scene"]


def answer(request, link):
    return HttpResponse(f"{request.method} {link.holder} {link.subject} {request.actor.name}")


@pytest.fixture(autouse=True)
def _purposes(monkeypatch):
    monkeypatch.setattr(purposes, "_PURPOSES", dict(purposes._PURPOSES))
    purposes.register("test.one", "试一试", answer, Permission.APPRAISE)
    purposes.register("test.two", "另一件", answer, Permission.CHECK_IN)


@pytest.fixture
def make(scene):
    """Make a link: `make(holder, purpose, thing, days, address)`."""

    now = timezone.now()

    def link(holder="张师傅", purpose="test.one", thing=None, days=7, address=""):
        until = now + timedelta(days=days)
        made_by = scene.people["yabao"]
        return link_to(thing or scene.yabao, purpose, holder=holder, expires_at=until, by=made_by, address=address)

    return link


@pytest.fixture
def link(make):
    return make()
