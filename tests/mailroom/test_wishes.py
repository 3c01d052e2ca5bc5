"""Everybody says how they want to be told; one click in a mail program switches a kind off; what is owed stays."""

import re
from datetime import time

import pytest
from django.core import mail

from notifications import outbox
from notifications.load import week_of, week_of_each, week_of_unit
from notifications.models import Bounce, Event, Habits, Message, Wish
from tests.notifications.test_digest import waiting

PAGE = "/notifications/preferences/"


def filled(client, **more) -> dict:
    form = client.get(PAGE).context["form"]
    said = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    return {name: str(value) for name, value in said.items()} | more


def test_the_table_shows_what_can_reach_me_and_no_more(cast, enter):
    fields = enter(cast.student).get(PAGE).context["form"].fields
    assert "mail_application_deadline" in fields
    assert "mail_duty_red" not in fields
    page = enter(cast.office).get(PAGE)
    assert "mail_duty_red" in page.context["form"].fields
    assert "核对后再次提交" not in page.content.decode()


def test_what_i_choose_is_kept_and_recorded(cast, enter):
    client = enter(cast.jiaoyu)
    said = filled(client, digest_at="16:30", mail_duty_due="now", sms_duty_due="on", mail_base_review="off")
    client.post(PAGE, said)
    assert Habits.objects.get(person=cast.jiaoyu.user).digest_at == time(16, 30)
    kept = {wish.kind: (wish.mail, wish.sms) for wish in Wish.objects.all()}
    assert (kept["duty_due"], kept["base_review"]) == (("now", True), ("off", False))
    assert Event.objects.get().verb == "wishes"


def test_what_is_owed_cannot_be_switched_off(cast, enter):
    client = enter(cast.leader)
    assert "off" not in dict(client.get(PAGE).context["form"].fields["mail_duty_red"].choices)
    page = client.post(PAGE, filled(client, mail_duty_red="off"))
    assert "mail_duty_red" in page.context["form"].errors
    assert not Wish.objects.exists()


def test_the_digest_cannot_lie_in_the_quiet_hours(cast, enter):
    client = enter(cast.leader)
    page = client.post(PAGE, filled(client, digest_at="22:00"))
    assert "免打扰" in page.content.decode()
    assert not Habits.objects.exists()


def test_a_new_hour_moves_what_waits_and_a_kind_switched_off_is_taken_back(cast, enter):
    client = enter(cast.jiaoyu)
    kept = waiting(cast.jiaoyu.user, rule="duty_due")
    waiting(cast.jiaoyu.user, rule="base_review")
    client.post(PAGE, filled(client, digest_at="16:30", mail_base_review="off"))
    (row,) = Message.objects.filter(channel="mail")
    assert (row.pk, f"{row.due.astimezone():%M}") == (kept.pk, "30")


def one_click(letter) -> str:
    address = re.fullmatch(r"<http://127\.0\.0\.1:8000(/.+)>", letter.extra_headers["List-Unsubscribe"])[1]
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return address


def test_one_click_in_the_mail_program_switches_the_kind_off(cast, enter):
    waiting(cast.jiaoyu.user, rule="base_review")
    waiting(cast.jiaoyu.user, rule="duty_red")
    outbox.deliver_mail()
    public = enter()
    address = one_click(mail.outbox[0])
    assert "基地年度复核" in public.get(address).content.decode()
    assert not Wish.objects.exists()  # looking is not asking
    assert public.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert list(Wish.objects.values_list("person", "kind", "mail")) == [(cast.jiaoyu.user.pk, "base_review", "off")]


def test_the_click_needs_no_cookie_and_a_made_up_address_does_nothing(cast):
    from django.test import Client

    waiting(cast.jiaoyu.user, rule="base_review")
    outbox.deliver_mail()
    address = one_click(mail.outbox[0])
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address[:-4] + "abc/").status_code == 404
    assert strict.post(address).status_code == 200


def test_a_mail_about_what_is_owed_offers_no_way_out(cast):
    waiting(cast.jiaoyu.user, rule="duty_red")
    outbox.deliver_mail()
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


def test_who_sends_letters_back_is_told_and_can_ask_for_another_try(cast, enter):
    Bounce.objects.create(address=cast.jiaoyu.user.email.lower(), reason="550 no such user")
    client = enter(cast.jiaoyu)
    assert "退信" in client.get(PAGE).content.decode()
    client.post(f"{PAGE}again/")
    assert not Bounce.objects.exists()


@pytest.mark.parametrize("count", [0, 3])
def test_a_sender_sees_how_much_somebody_has_had_this_week(count, cast, world):
    from notifications.actions import post

    for number in range(count):
        post([cast.jiaoyu.user, cast.gongke.user], cast.office.user, key=f"k{number}", title=f"第{number}件")
    assert week_of([cast.jiaoyu.user, cast.gongke.user]) == count
    assert week_of_unit(world.units["教育局"]) == count
    assert week_of_each([cast.jiaoyu.user]) == ({cast.jiaoyu.user.pk: count} if count else {})
