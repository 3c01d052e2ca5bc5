"""Students register: hat, consent, letter; and nobody learns from the answer who has an account."""

import threading

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client

from accounts.models import User
from accounts.permissions import PUBLIC
from notifications import outbox
from notifications.models import Event, Message
from people import actions

SAID = {
    "name": "曾晓雨",
    "affiliation": "西北大学",
    "mobile": "139 0000-7777",
    "email": "Zeng@Example.com",
    "password1": "long-enough-21",
    "password2": "long-enough-21",
    "consent": "on",
}
VALUES = {
    "name": "曾晓雨",
    "affiliation": "西北大学",
    "mobile": "13900007777",
    "email": "zeng@example.com",
    "password": "long-enough-21",
}


@pytest.fixture(autouse=True)
def _counters(db):
    cache.clear()


def register(**changes):
    return Client().post("/accounts/signup/", SAID | changes)


def words_of(answer) -> str:
    """The message in the cookie, without the moment it was signed."""
    return answer.cookies["messages"].value.split(":")[0]


def errors(**changes) -> dict:
    return register(**changes).context["form"].errors


def test_a_student_gets_an_account_a_hat_and_a_stored_consent(db, settings):
    assert register().headers["Location"] == "/accounts/login/"
    user = User.objects.get()
    assert (user.username, user.mobile, user.email) == ("13900007777", "13900007777", "zeng@example.com")
    assert (user.name, user.affiliation, user.pinyin) == ("曾晓雨", "西北大学", "zengxiaoyu zxy")
    assert user.check_password("long-enough-21")
    assert [(hat.role, hat.is_first) for hat in user.hats.all()] == [("student", True)]
    assert [(one.kind, one.version) for one in user.consents.all()] == [("privacy", settings.PRIVACY_NOTICE_VERSION)]
    assert list(Event.objects.values_list("verb", "actor_hat")) == [("registered", "学生")]


def test_the_letter_waits_in_the_outbox_and_its_link_confirms_the_address(db, mailoutbox):
    register()
    assert outbox.deliver_mail() == {"sent": 1, "failed": 0}
    link = next(word for word in mailoutbox[0].body.split() if "/accounts/confirm-email/" in word)
    path = "/accounts/" + link.partition("/accounts/")[2]
    assert Client().post(path).status_code == 302
    assert list(User.objects.get().emailaddress_set.values_list("verified", "primary")) == [(True, True)]


def test_taken_numbers_and_addresses_get_the_same_answer_and_only_the_owner_hears(db):
    first = register()
    for changes in ({}, {"email": "other@example.com"}, {"mobile": "13900008888"}):
        again = register(**changes)
        assert (again.status_code, again.headers["Location"]) == (first.status_code, first.headers["Location"])
        assert words_of(again) == words_of(first)
    assert User.objects.count() == 1
    told = Message.objects.filter(title="有人想用您的手机号或邮箱注册")
    assert sorted(told.values_list("recipient", "channel")) == sorted(
        (User.objects.get().pk, channel) for channel in ("mail", "portal")
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"affiliation": "x" * 61}, "affiliation"),
        ({"mobile": "12345678901"}, "mobile"),
        ({"mobile": "1390000777"}, "mobile"),
        ({"email": "nobody"}, "email"),
        ({"password1": "short", "password2": "short"}, "password1"),
        ({"password1": "13900007777", "password2": "13900007777"}, "password1"),
        ({"password2": "different-21"}, "password2"),
        ({"consent": ""}, "consent"),
        ({"name": "a\x00b"}, "name"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(changes, field, db):
    assert list(errors(**changes)) == [field]
    assert User.objects.count() == 0


def test_what_was_typed_comes_back(db):
    page = register(consent="").content.decode()
    assert 'value="曾晓雨"' in page
    assert "long-enough-21" not in page


def test_the_consent_is_not_ticked_beforehand(db):
    assert Client().get("/accounts/signup/").context["form"]["consent"].value() in (None, False)


def test_a_double_click_registers_once_and_warns_nobody(db):
    key = "6f7f8d34-62d5-4d6a-9d8a-2b9a5f0b3c11"
    assert [register(submission=key).status_code for _click in range(2)] == [302, 302]
    assert Message.objects.filter(title="有人想用您的手机号或邮箱注册").count() == 0


def test_sixty_registrations_a_minute_from_one_address_are_enough(db, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"signup": "2/m/ip"}
    assert [register(name="").status_code for _time in range(3)] == [200, 200, 429]


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_register_one_number_at_once_one_gets_it():
    made = []

    def work():
        made.append(actions.register(VALUES, by=PUBLIC))
        connections.close_all()

    workers = [threading.Thread(target=work) for _number in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(user is not None for user in made) == 1
    assert User.objects.count() == 1
