"""A link opens its one matter and nothing else: whatever is changed in it, when it is old, when it was revoked."""

from datetime import timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.permissions import Permission, can
from links import purposes
from links.actions import actor_of, link_to, mail_link, revoke
from links.models import PersonalLink
from notifications.models import Event, Message
from ruoyi_coop.lib.errors import NotNow
from tests.bases.test_races import race

FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SIGNS = "abcdefghijklmnopqrstuvwxyz234567"


def opened(path: str) -> int:
    return Client().get(path).status_code


# ------------------------------------------------------------------ what it opens


def test_it_opens_its_matter_by_get_and_post_without_an_account(link):
    words = f"张师傅 {link.subject} 张师傅"
    assert Client().get(link.path).content.decode() == f"GET {words}"
    assert Client().post(link.path).content.decode() == f"POST {words}"


def test_who_is_logged_in_acts_as_the_holder_all_the_same(link, scene, enter):
    assert "张师傅" in enter(scene.people["office"]).get(link.path).content.decode()


def test_the_holder_may_do_what_the_purpose_says_with_that_thing_and_nothing_more(link, scene):
    actor = actor_of(link)
    granted = [permission for permission in Permission if can(actor, permission, scene.yabao)]
    assert granted == [Permission.APPRAISE]
    assert [permission for permission in Permission if can(actor, permission, scene.dayu)] == []
    assert [permission for permission in Permission if can(actor, permission)] == []


def test_the_holder_is_let_into_no_other_page(link):
    client = Client()
    client.get(link.path)
    for url in ("/home/", "/l/", f"/l/{link.pk}/", "/interns/placements/", link.get_absolute_url()):
        assert client.get(url).status_code == 302


# ------------------------------------------------------------------ what is changed in it


@FUZZ
@given(place=st.integers(0, 40), sign=st.characters(codec="utf-8", exclude_characters="/"))
def test_any_character_changed_opens_nothing(place, sign, link):
    token = link.token
    place %= len(token)
    changed = token[:place] + sign + token[place + 1 :]
    if changed != token:
        assert opened(f"/l/{quote(changed)}/") in (302, 404)  # quoted: a "?" would begin another part of the address


@FUZZ
@given(number=st.integers(0, 10**12))
def test_another_number_with_this_signature_opens_nothing(number, link):
    if number != link.pk:
        assert opened(f"/l/{number}-{link.signature}/") == 404


@FUZZ
@given(signature=st.text(SIGNS, min_size=26, max_size=26))
def test_a_guessed_signature_opens_nothing(signature, link):
    if signature != link.signature:
        assert opened(f"/l/{link.pk}-{signature}/") == 404


@FUZZ
@given(query=st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=4))
def test_parameters_open_nothing_else(query, link):
    assert Client().get(link.path, query).content.decode() == f"GET 张师傅 {link.subject} 张师傅"


@pytest.mark.parametrize("form", ["00{token}", "{token}x", "{upper}", "{token}/x", "{token}%0A", " {token}"])
def test_other_ways_to_write_it_open_nothing(form, link):
    path = "/l/" + form.format(token=link.token, upper=link.token.upper()) + "/"
    assert opened(path) == 404


def test_the_signature_of_one_link_does_not_open_another(link, make, scene):
    other = make("李老师", thing=scene.dayu)
    assert link.signature != other.signature
    assert opened(f"/l/{other.pk}-{link.signature}/") == 404


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("purpose", "test.two"),
        ("subject", "bases.host:999"),
        ("holder", "别人"),
        ("nonce", uuid4()),
        ("expires_at", timezone.now() + timedelta(days=999)),
    ],
)
def test_a_row_changed_behind_its_back_shuts_the_old_address(column, value, link):
    path = link.path
    PersonalLink.objects.filter(pk=link.pk).update(**{column: value})
    assert opened(path) == 404


# ------------------------------------------------------------------ when it ends


def test_until_its_last_moment_it_is_open_and_then_it_says_so(link, clock):
    path = link.path
    clock(link.expires_at - timedelta(seconds=1))
    assert opened(path) == 200
    clock(link.expires_at)
    answer = Client().get(path)
    assert answer.status_code == 410
    assert "张师傅" in answer.content.decode()
    assert "要一个新的" in answer.content.decode()
    assert Client().post(path).status_code == 410


def test_a_revoked_link_is_shut_at_once_and_for_good(link, scene):
    revoke(link, by=scene.people["yabao"])
    revoke(link, by=scene.people["yabao"])
    assert [opened(link.path), Client().post(link.path).status_code] == [410, 410]
    assert Event.objects.filter(verb="link_revoked").count() == 1


def test_the_shut_page_tells_nothing_of_the_matter(link, scene):
    revoke(link, by=scene.people["yabao"])
    page = Client().get(link.path).content.decode()
    assert ("亚宝" in page, link.subject in page, "赵铁柱" in page) == (False, False, False)


def test_a_purpose_that_is_gone_is_shut(link, monkeypatch):
    monkeypatch.setattr(purposes, "_PURPOSES", {})
    assert opened(link.path) == 410


def test_revoking_is_for_who_made_it_and_the_office(link, scene, enter):
    assert enter(scene.people["dayu"]).post(f"/l/{link.pk}/revoke/").status_code == 404
    assert enter(scene.people["leader"]).post(f"/l/{link.pk}/revoke/").status_code == 403
    assert opened(link.path) == 200
    enter(scene.people["office"]).post(f"/l/{link.pk}/revoke/")
    assert opened(link.path) == 410


# ------------------------------------------------------------------ what is kept of it


def test_every_opening_counts_and_the_first_of_a_day_is_an_event(link):
    for _time in range(3):
        opened(link.path)
    Client().post(link.path)
    opened(f"/l/{link.pk}-{'a' * 26}/")
    link.refresh_from_db()
    assert link.uses == 3
    event = Event.objects.get(verb="link_opened")
    assert (event.actor_name, event.actor_id, event.thread) == ("张师傅", None, link.subject)


def test_the_same_person_and_matter_have_one_open_link(make):
    first, again = make(), make()
    longer = make(days=30)
    assert (first.pk == again.pk, longer.pk == first.pk) == (True, False)
    assert [opened(first.path), opened(longer.path)] == [410, 200]


def test_two_who_ask_at_once_get_at_most_one_open_link(make):
    make("别人")
    assert PersonalLink.objects.open().filter(holder="张师傅").count() == 0
    make()
    make()
    assert PersonalLink.objects.open().filter(holder="张师傅").count() == 1


def test_a_purpose_nobody_announced_makes_no_link(scene):
    with pytest.raises(KeyError):
        link_to(scene.yabao, "no.such", holder="x", expires_at=timezone.now(), by=scene.people["yabao"])


def test_the_mail_carries_the_address_once_and_needs_one(make):
    with pytest.raises(NotNow):
        mail_link(make(), title="请看", body="", key="1")
    link = make("李老师", address="li@example.com")
    mail_link(link, title="请看", body="", key="1")
    letter = Message.objects.get()
    assert (letter.address, letter.path, letter.is_private) == ("li@example.com", link.path, True)


def test_the_page_of_the_sender_shows_address_and_code_while_it_is_open(link, scene, enter):
    client = enter(scene.people["yabao"])
    page = client.get(link.get_absolute_url()).content.decode()
    assert (link.path in page, "<svg" in page) == (True, True)
    revoke(link, by=scene.people["yabao"])
    assert link.path not in client.get(link.get_absolute_url()).content.decode()


# ------------------------------------------------------------------ how it is sent


def test_browsers_keep_it_to_themselves_and_still_send_its_forms(link):
    """With “no-referrer” a browser sends `Origin: null` with every form, and the token check refuses it."""
    answer = Client().get(link.path)
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db(transaction=True)
def test_two_who_open_it_at_once_are_both_counted(link):
    race(lambda: opened(link.path), lambda: opened(link.path))
    link.refresh_from_db()
    assert link.uses == 2
