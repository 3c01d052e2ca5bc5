"""Displays are put up and taken down by the office alone, each once, and leave their events."""

import pytest

from accounts.permissions import Role
from notifications.models import Event
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from tests.scene import PEOPLE
from wall import actions
from wall.models import Display

OTHERS = [person for person in PEOPLE if person != "office"]


def display(scene) -> Display:
    return actions.add_display({"name": "会议室"}, by=scene.people["office"])


def test_a_new_display_has_an_address_of_its_own(scene, settings):
    settings.SITE = settings.SITE | {"address": "https://portal.example"}
    first, second = display(scene), display(scene)
    assert first.token != second.token
    assert first.address == f"https://portal.example/wall/screen/{first.token}/"


def test_putting_up_and_taking_down_are_on_record(scene):
    actions.revoke_display(display(scene), by=scene.people["office"])
    assert list(Event.objects.order_by("id").values_list("label", "actor_name")) == [
        ("登记大屏", scene.people["office"].name),
        ("停用大屏", scene.people["office"].name),
    ]


def test_the_secret_of_an_address_is_in_no_event(scene):
    shown = display(scene)
    actions.revoke_display(shown, by=scene.people["office"])
    assert [event for event in Event.objects.all() if str(shown.token) in f"{event} {event.changes} {event.note}"] == []


def test_a_display_is_taken_down_once(scene):
    shown = display(scene)
    actions.revoke_display(shown, by=scene.people["office"])
    with pytest.raises(NotNow):
        actions.revoke_display(shown, by=scene.people["office"])


@pytest.mark.parametrize("person", OTHERS)
def test_nobody_but_the_office_touches_or_sees_displays(scene, person):
    shown = display(scene)
    with pytest.raises(NotAllowed):
        actions.add_display({"name": "会议室"}, by=scene.people[person])
    with pytest.raises(NotAllowed):
        actions.revoke_display(shown, by=scene.people[person])
    assert Display.objects.visible_to(scene.people[person]).count() == 0


def test_the_office_is_the_role_that_may(scene):
    assert scene.people["office"].role == Role.OFFICE
    assert Display.objects.visible_to(scene.people["office"]).count() == 0
