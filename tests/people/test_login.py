"""Logging in: by any of one's names, the same answer for known and unknown, five failures and the door is shut."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts import demo
from notifications.models import Event, Message
from people import throttle

WRONG = "用户名或密码不对"
LOCKED = "为了安全锁定到"


@pytest.fixture(autouse=True)
def _counters(db):
    cache.clear()


def enter(name, password=demo.PASSWORD, address="10.0.0.1", client=None, **headers):
    words = {"login": name, "password": password}
    return (client or Client()).post("/accounts/login/", words, REMOTE_ADDR=address, **headers)


def fail(name, times, **more):
    return [enter(name, "wrong", **more).content.decode() for _time in range(times)]


@pytest.mark.parametrize("name", ["office", "OFFICE", "office@demo.ruicheng.invalid", "Office@Demo.Ruicheng.invalid"])
def test_a_person_logs_in_by_user_name_or_mail_address(name, world):
    assert enter(name).headers["Location"] == "/home/"


def test_a_student_logs_in_by_mobile_number(world):
    world.people["student"].username = "13900001234"
    world.people["student"].save()
    assert enter("13900001234").headers["Location"] == "/home/"


def test_known_and_unknown_names_get_the_same_page(world):
    known, unknown = enter("office", "wrong"), enter("nobody", "wrong")
    assert known.status_code == unknown.status_code == 200
    assert known.context["form"].errors == unknown.context["form"].errors
    assert WRONG in known.content.decode()


@pytest.mark.parametrize("name", ["office", "office@demo.ruicheng.invalid", "nobody", "nobody@example.com"])
def test_each_failure_costs_one_password_hash_whether_the_name_is_known_or_not(name, world, monkeypatch, settings):
    hashed = []
    settings.PASSWORD_HASHERS = ["tests.people.test_login.Counting"]
    Counting.hashed = hashed
    world.people["office"].set_password("something else")
    world.people["office"].save()
    hashed.clear()
    enter(name, "wrong")
    assert len(hashed) == 1


class Counting(MD5PasswordHasher):
    """Counts what a real hasher would take half a second for."""

    hashed: list = []

    def encode(self, password, salt):
        self.hashed.append(password)
        return super().encode(password, salt)


@pytest.mark.parametrize("name", ["office", "nobody"])
def test_after_five_failures_the_door_is_shut_and_says_until_when(name, world):
    answers = fail(name, 5)
    assert [WRONG in answer for answer in answers] == [True] * 5
    assert LOCKED in enter(name).content.decode()


def test_a_lock_refuses_before_anything_is_hashed(world, settings):
    fail("office", 5)
    settings.PASSWORD_HASHERS = ["tests.people.test_login.Counting"]
    Counting.hashed = []
    enter("office")
    assert Counting.hashed == []


def test_user_name_and_mail_address_share_five_tries(world):
    fail("office", 3)
    fail("office@demo.ruicheng.invalid", 2)
    assert LOCKED in enter("OFFICE").content.decode()


def test_from_another_address_the_lock_holds_too(world):
    fail("office", 5)
    assert LOCKED in enter("office", address="10.9.9.9").content.decode()


def test_a_success_unlocks_nobody_else_and_does_not_count_as_a_failure(world):
    fail("office", 4)
    assert enter("leader").status_code == 302
    assert enter("office").status_code == 302
    fail("office", 1)
    assert LOCKED in enter("office").content.decode()


def test_the_lock_ends_after_fifteen_minutes(world):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        fail("office", 5)
    with time_machine.travel(now + timedelta(minutes=14), tick=False):
        assert LOCKED in enter("office").content.decode()
    with time_machine.travel(now + timedelta(minutes=15, seconds=5), tick=False):
        assert enter("office").status_code == 302


def test_a_lock_is_one_event_and_tells_the_owner(world):
    fail("office", 7, address="10.0.0.7")
    event = Event.objects.get(verb="locked_out")
    assert (event.subject_label, event.actor_name, event.note) == ("薛明远", "系统", "10.0.0.7")
    assert Message.objects.filter(recipient=world.people["office"], channel="portal").count() == 1


def test_thirty_failures_from_one_address_shut_it_whatever_the_names(world):
    for number in range(30):
        enter(f"nobody{number}", "wrong", address="10.0.0.3")
    assert "这个网络上输错密码的次数太多" in enter("office", address="10.0.0.3").content.decode()
    assert enter("office", address="10.0.0.4").status_code == 302


def test_behind_a_proxy_the_address_is_the_one_the_proxy_saw(world, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(30):
        spoofed = f"1.1.1.{number}, 10.0.0.5"
        enter(f"nobody{number}", "wrong", address="127.0.0.1", HTTP_X_FORWARDED_FOR=spoofed)
    refused = enter("office", address="127.0.0.1", HTTP_X_FORWARDED_FOR="9.9.9.9, 10.0.0.5")
    welcome = enter("office", address="127.0.0.1", HTTP_X_FORWARDED_FOR="10.0.0.5, 10.0.0.6")
    assert (refused.status_code, welcome.status_code) == (200, 302)


def test_an_administrator_unlocks_and_it_is_recorded(world, enter):
    office = world.people["office"]
    fail("office", 5)
    enter(world.people["admin"]).post(f"/accounts/people/{office.pk}/unlock/")
    assert throttle.locked_until(throttle.key_of(office)) is None
    assert globals()["enter"]("office").status_code == 302
    assert Event.objects.filter(verb="unlocked").count() == 1


def test_what_is_over_is_swept_out_at_night(world):
    now = timezone.now()
    with time_machine.travel(now - timedelta(hours=1), tick=False):
        fail("office", 5)
    assert throttle.sweep() > 0
    fail("leader", 5)
    assert throttle.sweep() == 0
    assert LOCKED in enter("leader").content.decode()


def test_a_closed_account_is_told_so_only_with_its_password(world):
    world.people["office"].is_active = False
    world.people["office"].save()
    assert WRONG in enter("office", "wrong").content.decode()
    assert enter("office").headers["Location"] == "/accounts/inactive/"


def test_the_admin_site_has_no_door_of_its_own(world):
    assert Client().get("/admin/login/").headers["Location"].startswith("/accounts/login/")


def test_the_language_chosen_once_is_back_at_the_next_log_in(world):
    world.people["office"].language = "en"
    world.people["office"].save()
    assert enter("office").cookies["django_language"].value == "en"


@pytest.mark.parametrize("strange", ["\x00", "a" * 5000, "' OR 1=1 --", "💥"])
def test_strange_names_are_only_wrong(strange, world):
    assert enter(strange, "wrong").status_code == 200
