"""The office says when each kind of reminder goes out, and the next beat keeps to it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from notifications.models import Event, Ladder, Message
from notifications.tick import Rule, Wanted, tick
from tests.notifications.test_tick import Matter, at, steps

PAGE = "/notifications/reminders/duty_due/"
LIST = "/notifications/reminders/"


@pytest.fixture
def office(cast, enter):
    return enter(cast.office)


def said(office) -> str:
    return office.get(LIST).content.decode()


def test_every_kind_of_reminder_says_when_it_goes_out(office):
    page = said(office)
    assert "提前7、3、1天，当天，逾期后第1天" in page
    assert "由制度规定" in page


def test_the_office_changes_the_days_and_the_log_says_what_they_were(office):
    office.post(PAGE, {"ahead": "5，2, 0", "late": "1、4"})
    assert Ladder.objects.get(rule="duty_due").steps == (5, 2, 0, -1, -4)
    assert "提前5、2天，当天，逾期后第1、4天" in said(office)
    office.post(PAGE, {"ahead": "2", "late": ""})
    assert Event.objects.filter(verb="edited").order_by("-id").first().changes["提前几天"] == ["5、2、0", "2"]


@pytest.mark.parametrize(
    ("ahead", "late", "words"),
    [
        ("三天", "", "请写天数"),
        ("-3", "", "请写天数"),
        ("7、6、5、4、3、2、1", "", "最多6次"),
        ("366", "", "每次不超过365天"),
        ("", "0", "逾期从第 1 天算起"),
        ("", "", "至少要留一次提醒"),
    ],
)
def test_what_makes_no_sense_comes_back_with_a_sentence(office, ahead, late, words):
    page = office.post(PAGE, {"ahead": ahead, "late": late}).content.decode()
    assert words in page
    assert f'value="{ahead}"' in page or not ahead
    assert not Ladder.objects.exists()


def test_what_a_regulation_fixes_cannot_be_moved(office):
    assert office.post("/notifications/reminders/duty_red/", {"ahead": "30"}).status_code == 404


def test_what_is_owed_cannot_be_switched_off(office):
    assert "is_on" not in office.get(PAGE).context["form"].fields
    office.post("/notifications/reminders/need_wanted/", {"ahead": "7"})
    assert not Ladder.objects.get(rule="need_wanted").is_on
    assert "不发" in said(office)


def test_the_default_comes_back(office):
    office.post(PAGE, {"ahead": "30"})
    office.post(f"{PAGE}reset/")
    assert not Ladder.objects.exists()
    assert "提前7、3、1天，当天，逾期后第1天" in said(office)


@pytest.fixture
def matter(db):
    person = User.objects.create(username="p", name="某人", email="p@example.com")
    return Matter(person, at("2026-03-20 17:00"))


def test_the_next_beat_keeps_to_the_new_days_and_takes_back_what_has_not_gone_out(matter):
    tick([matter.rule()], at("2026-03-17 09:30"))
    assert steps() == ["3"]
    Ladder.objects.create(rule="matter", ahead=[2])
    tick([matter.rule()], at("2026-03-17 09:31"))
    assert steps() == []
    tick([matter.rule()], at("2026-03-18 09:30"))
    assert steps() == ["2"]


def test_a_kind_that_is_switched_off_is_silent_at_once(matter):
    rule = matter.rule(may_be_off=True)
    tick([rule], at("2026-03-17 09:30"))
    Ladder.objects.create(rule="matter", ahead=[3], is_on=False)
    tick([rule], at("2026-03-17 09:31"))
    assert not Message.objects.exists()


def test_a_step_farther_ahead_than_the_default_reaches_its_deadline():
    asked = []
    rule = Rule("far", "", lambda start, end: asked.append(end - start) or (), (1,))
    wide = rule.by(Ladder(rule="far", ahead=[90]))
    assert wide.reach() > timedelta(days=90) > rule.reach()
    assert list(wide.due(timezone.now(), timezone.now())) == []
    assert Wanted(None, timezone.now(), [], "").says_deadline
