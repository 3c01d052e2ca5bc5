"""Staff prove themselves twice: asked at each log-in, unreadable in the database, wanted in production."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from accounts import demo
from notifications.models import Event


@pytest.fixture(autouse=True)
def _counters(db):
    cache.clear()


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def set_up(client) -> str:
    client.post("/accounts/reauthenticate/", {"password": demo.PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    assert client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}).status_code == 302
    return secret


@pytest.mark.django_db(transaction=True)
def test_a_second_factor_is_set_up_and_its_seed_is_not_readable(world, enter):
    secret = set_up(enter(world.people["office"]))
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert kept.startswith("k1:")
    assert secret not in kept
    assert Event.objects.filter(label="启用第二重验证").count() == 1


def test_the_log_in_then_wants_the_code(world, enter):
    secret = set_up(enter(world.people["office"]))
    client = Client()
    first = client.post("/accounts/login/", {"login": "office", "password": demo.PASSWORD})
    assert first.headers["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/home/").status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    cache.clear()  # a code is good for one use
    assert client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).headers["Location"] == "/home/"


def test_a_recovery_code_opens_once(world, enter):
    set_up(enter(world.people["office"]))
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    answers = []
    for _time in range(2):
        client = Client()
        client.post("/accounts/login/", {"login": "office", "password": demo.PASSWORD})
        answers.append(client.post("/accounts/2fa/authenticate/", {"code": code}).status_code)
    assert answers == [302, 200]


@pytest.mark.parametrize("path", ["/home/", "/accounts/me/", "/accounts/people/", "/notifications/", "/admin/"])
def test_in_production_staff_get_nowhere_without_it(path, world, enter, settings):
    settings.SECOND_FACTOR_FOR_STAFF = True
    assert enter(world.people["admin"]).get(path).headers["Location"] == "/accounts/2fa/totp/activate/"


@pytest.mark.parametrize("path", ["/accounts/reauthenticate/", "/accounts/logout/", "/accounts/privacy/"])
def test_in_production_staff_reach_what_sets_it_up(path, world, enter, settings):
    settings.SECOND_FACTOR_FOR_STAFF = True
    assert enter(world.people["admin"]).get(path).status_code == 200


def test_in_production_staff_with_it_and_students_without_it_go_on(world, enter, settings):
    staff = enter(world.people["office"])
    set_up(staff)
    settings.SECOND_FACTOR_FOR_STAFF = True
    assert staff.get("/accounts/me/").status_code == 200
    assert enter(world.people["student"]).get("/accounts/me/").status_code == 200


def test_a_person_with_a_staff_hat_cannot_slip_by_under_another(world, enter, settings):
    settings.SECOND_FACTOR_FOR_STAFF = True
    student = world.people["student"]
    demo.wear(world, student, "official", "教育局")
    assert enter(student).get("/accounts/me/").headers["Location"] == "/accounts/2fa/totp/activate/"
