"""Every change is one event that stays; the same form counts once; nobody loses another's words unseen."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from notifications import outbox
from notifications.actions import edit, post, post_mail, record
from notifications.models import Event, Message
from ruoyi_coop.lib.errors import AlreadyDone, Conflict


@pytest.fixture
def unit(world):
    return world.units["教育局"]


@pytest.mark.parametrize("change", [lambda rows: rows.update(note="x"), lambda rows: rows._raw_delete("default")])
def test_the_database_refuses_to_change_or_delete_an_event(change, cast, unit):
    record(cast.office, "created", "登记", unit)
    with pytest.raises(DatabaseError, match="history"), transaction.atomic():
        change(Event.objects.all())
    assert Event.objects.count() == 1


def test_a_form_sent_twice_is_done_once(cast, unit):
    by = cast.office.sending(uuid4())
    record(by, "created", "登记", unit)
    with pytest.raises(AlreadyDone):
        record(by, "created", "登记", unit)
    assert Event.objects.count() == 1


def test_events_without_a_key_are_not_confused(cast, unit):
    record(cast.office, "created", "登记", unit)
    record(cast.office, "created", "登记", unit)
    assert Event.objects.count() == 2


@pytest.fixture
def season(cast):
    """Any record with a version will do."""
    from interns.models import Season

    today = timezone.localdate()
    return Season.objects.create(**_season(today))


def _season(today) -> dict:
    now = timezone.now()
    return {
        "name": "2026年暑期",
        "publish_at": now,
        "apply_opens": now,
        "apply_closes": now + timedelta(days=5),
        "confirm_by": now + timedelta(days=9),
        "starts_on": today + timedelta(days=20),
        "ends_on": today + timedelta(days=50),
    }


def test_the_second_writer_is_told_what_the_first_one_wrote(cast, season):
    first = edit(season, {"name": "甲的名字"}, by=cast.office, version=1)
    assert (first.version, first.name) == (2, "甲的名字")
    with pytest.raises(Conflict) as caught:
        edit(season, {"name": "乙的名字"}, by=cast.admin, version=1)
    assert [value for _label, value in caught.value.theirs] == ["甲的名字"]
    assert (caught.value.who, caught.value.version) == ("薛明远", 2)
    season.refresh_from_db()
    assert season.name == "甲的名字"
    assert edit(season, {"name": "乙的名字"}, by=cast.admin, version=2).name == "乙的名字"


def test_an_edit_writes_only_what_differs_and_says_before_and_after(cast, season):
    assert edit(season, {"name": season.name}, by=cast.office, version=1).version == 1
    assert Event.objects.count() == 0
    edit(season, {"name": "新名字"}, by=cast.office, version=1)
    assert list(Event.objects.get().changes.values()) == [["2026年暑期", "新名字"]]


def test_an_occasion_is_told_once_per_person_and_channel(cast, unit):
    for _time in range(3):
        post([cast.office.user, cast.office.user, cast.leader.user], unit, key="published", title="公布了")
    assert sorted(Message.objects.values_list("recipient__username", "channel")) == [
        ("leader", "mail"),
        ("leader", "portal"),
        ("office", "mail"),
        ("office", "portal"),
    ]


def test_a_letter_to_somebody_without_an_account_goes_out_and_is_emptied(db, mailoutbox):
    post_mail("new@example.com", key="l", title="请您加入", body="您好", path="/accounts/invitations/abc/")
    assert outbox.deliver_mail() == {"sent": 1, "failed": 0}
    assert mailoutbox[0].to == ["new@example.com"]
    assert "/accounts/invitations/abc/" in mailoutbox[0].body
    letter = Message.objects.get()
    assert (letter.state, letter.body, letter.path) == ("done", "", "")
