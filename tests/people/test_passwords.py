"""A forgotten password comes back by mail; every new one ends the other sessions and is noted."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from accounts import demo
from notifications import outbox
from notifications.models import Event, Message
from people import throttle

NEW = "another-long-21"


@pytest.fixture(autouse=True)
def _counters(db):
    cache.clear()


def ask(email):
    return Client().post("/accounts/password/reset/", {"email": email})


def test_known_and_unknown_addresses_get_the_same_answer_and_only_the_known_a_letter(world):
    known, unknown = ask("office@demo.ruicheng.invalid"), ask("nobody@example.com")
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert list(Message.objects.values_list("recipient__username", "title")) == [("office", "重设密码")]


def test_the_link_has_the_sites_own_name_whatever_the_request_said(world, mailoutbox, settings):
    settings.SITE = settings.SITE | {"address": "https://xiao.example.gov.cn"}
    Client().post("/accounts/password/reset/", {"email": "office@demo.ruicheng.invalid"}, HTTP_HOST="evil.example.com")
    outbox.deliver_mail()
    assert "https://xiao.example.gov.cn/accounts/password/reset/key/" in mailoutbox[0].body
    assert "evil" not in mailoutbox[0].body


def test_a_sent_letter_keeps_no_link_in_the_database(world):
    ask("office@demo.ruicheng.invalid")
    assert Message.objects.get().path != ""
    outbox.deliver_mail()
    letter = Message.objects.get()
    assert (letter.state, letter.body, letter.path) == ("done", "", "")


def reset(client) -> None:
    path = Message.objects.get(title="重设密码").path
    form = client.get(path, follow=True).redirect_chain[-1][0]
    assert client.post(form, {"password1": NEW, "password2": NEW}).status_code == 302


def test_a_reset_ends_all_sessions_and_a_lock_and_is_noted(world, enter):
    office = world.people["office"]
    elsewhere = enter(office)
    elsewhere.get("/home/")
    throttle.lock(throttle.key_of(office))
    ask("office@demo.ruicheng.invalid")
    reset(Client())
    assert elsewhere.get("/home/").status_code == 302
    assert Client().post("/accounts/login/", {"login": "office", "password": NEW}).headers["Location"] == "/home/"
    assert list(Event.objects.values_list("verb", "label")) == [("security", "重设密码")]


def test_a_link_works_once(world):
    ask("office@demo.ruicheng.invalid")
    path = Message.objects.get().path
    reset(Client())
    assert "已经用过或已过期" in Client().get(path, follow=True).content.decode()


def test_a_change_ends_all_sessions_this_one_too(world, enter):
    here, elsewhere = enter(world.people["office"]), enter(world.people["office"])
    elsewhere.get("/home/")
    words = {"oldpassword": demo.PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post("/accounts/password/change/", words).status_code == 302
    assert [client.get("/home/").status_code for client in (here, elsewhere)] == [302, 302]
    assert Event.objects.get().label == "修改密码"
    assert Message.objects.filter(recipient=world.people["office"], channel="portal").count() == 1


def ask_address(client, address, password=demo.PASSWORD):
    return client.post("/accounts/me/email/", {"email": address, "password": password})


def test_a_new_address_counts_when_its_letter_is_answered_and_the_old_one_hears(world, enter):
    client, office = enter(world.people["office"]), world.people["office"]
    ask_address(client, "New@Example.com")
    office.refresh_from_db()
    assert office.email == "office@demo.ruicheng.invalid"
    path = Message.objects.get(address="new@example.com").path
    assert "new@example.com" in Client().get(path).content.decode()
    assert Client().post(path).status_code == 302
    office.refresh_from_db()
    assert office.email == "new@example.com"
    assert Message.objects.filter(address="office@demo.ruicheng.invalid").count() == 1
    assert "已经用过或已过期" in Client().get(path).content.decode()


def test_an_address_of_somebody_else_changes_nothing(world, enter):
    ask_address(enter(world.people["office"]), "leader@demo.ruicheng.invalid")
    Client().post(Message.objects.get().path)
    world.people["office"].refresh_from_db()
    assert world.people["office"].email == "office@demo.ruicheng.invalid"


def test_a_new_address_wants_the_password(world, enter):
    answer = ask_address(enter(world.people["office"]), "new@example.com", "wrong")
    assert list(answer.context["form"].errors) == ["password"]
    assert Message.objects.count() == 0


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/done/",
        "/accounts/password/reset/key/1-abc/",
        "/accounts/confirm-email/nonsense/",
        "/accounts/inactive/",
    ],
)
def test_the_doors_are_open_without_a_login_and_speak_chinese(path, db):
    answer = Client().get(path)
    assert answer.status_code == 200
    words = re.sub(r"<[^>]+>", " ", answer.content.decode().partition("</header>")[2].partition("<footer")[0])
    assert re.findall(r"[A-Za-z]{3,}", words) == []


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/logout/",
        "/accounts/reauthenticate/",
        "/accounts/me/email/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/me/",
        "/accounts/me/edit/",
        "/accounts/me/withdraw/",
        "/accounts/roles/",
    ],
)
def test_ones_own_pages_speak_chinese(path, world, enter):
    page = enter(world.people["leader"]).get(path).content.decode()
    words = re.sub(r"<[^>]+>", " ", page.partition("</header>")[2].partition("<footer")[0])
    rest = re.findall(r"[A-Za-z]{3,}", words.replace("leader@demo.ruicheng.invalid", "").replace("English", ""))
    assert [word for word in rest if word not in {"leader", "quot"}] == []


@pytest.mark.parametrize("path", ["/accounts/password/set/", "/accounts/login/code/", "/accounts/2fa/webauthn/"])
def test_what_is_not_offered_is_not_there(path, world, enter):
    assert enter(world.people["office"]).get(path).status_code == 404
