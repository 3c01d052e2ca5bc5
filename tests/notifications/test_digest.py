"""One mail per person and working day, ranked by consequence; never a second one, never about what is finished."""

from datetime import datetime, time, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from notifications import clock, digest, outbox
from notifications.actions import post, silence
from notifications.manner import Manners, next_moment
from notifications.models import CalendarDay, Habits, Message, Wish
from notifications.tick import announced, tick
from ruoyi_coop.lib.calendar import CHINA, DAY, WorkingCalendar
from tests.notifications.test_tick import Matter, at

PLAIN = WorkingCalendar({})


@pytest.fixture
def person(db):
    CalendarDay.objects.all().delete()
    return User.objects.create(username="p", name="某人", email="p@example.com", mobile="13800000000")


@pytest.fixture
def matter(person):
    return Matter(person, at("2026-03-20 17:00"))  # a Friday


def mails() -> list[tuple[str, bool]]:
    rows = Message.objects.filter(channel="mail").order_by("id")
    return [(f"{row.due.astimezone(CHINA):%m-%d %H:%M}", row.waits_for_digest) for row in rows]


def waiting(person, title="到期提醒", **more) -> Message:
    values = {"key": f"k{Message.objects.count()}", "subject": "x:1", "rule": "some", "due": clock.now() - DAY}
    return Message.objects.create(recipient=person, channel="mail", title=title, waits_for_digest=True, **values | more)


def overdue(**more):
    return {"deadline": timezone.now() - timedelta(days=2)} | more


def test_a_mail_is_planned_from_midnight_into_the_digest_of_the_day_its_step_opens(matter):
    tick([matter.rule()], at("2026-03-13 00:30"))
    assert mails() == [("03-13 08:30", True)]
    assert not Message.objects.filter(channel="portal").exists()  # the bell keeps to nine o'clock
    tick([matter.rule()], at("2026-03-13 09:00"))
    assert Message.objects.filter(channel="portal").count() == 1


def test_after_the_hour_it_goes_with_the_next_working_day(matter):
    tick([matter.rule(steps=(7,))], at("2026-03-13 10:00"))
    assert mails() == [("03-16 08:30", True)]


def test_what_the_next_digest_would_tell_too_late_goes_at_once(matter):
    tick([matter.rule()], at("2026-03-20 10:00"))
    assert mails() == [("03-20 10:00", False)]


def test_an_urgent_kind_goes_at_once_but_not_before_its_moment(matter):
    tick([matter.rule(urgent=True)], at("2026-03-13 00:30"))
    assert mails() == [("03-13 09:00", False)]


def test_one_chooses_the_hour(matter):
    Habits.objects.create(person=matter.person, digest_at=time(17, 45))
    tick([matter.rule()], at("2026-03-13 10:00"))
    assert mails() == [("03-13 17:45", True)]


@pytest.mark.parametrize(("wish", "expected"), [("now", [("03-13 10:00", False)]), ("off", [])])
def test_one_chooses_the_way(wish, expected, matter):
    Wish.objects.create(person=matter.person, kind="matter", mail=wish)
    tick([matter.rule()], at("2026-03-13 10:00"))
    assert mails() == expected


def test_what_a_regulation_demands_cannot_be_switched_off(matter):
    Wish.objects.create(person=matter.person, kind="matter", mail="off")
    tick([matter.rule(is_fixed=True)], at("2026-03-13 10:00"))
    assert mails() == [("03-16 08:30", True)]


def test_a_text_message_goes_to_who_asked_for_it(matter):
    Wish.objects.create(person=matter.person, kind="matter", sms=True)
    tick([matter.rule()], at("2026-03-13 10:00"))
    assert Message.objects.filter(channel="sms").count() == 1


@pytest.mark.parametrize(
    ("moment", "deadline", "expected"),
    [
        ("2026-03-12 22:00", None, "03-13 07:30"),
        ("2026-03-13 06:00", None, "03-13 07:30"),
        ("2026-03-13 07:30", None, "03-13 07:30"),
        ("2026-03-12 22:00", "2026-03-13 07:00", "03-12 22:00"),
    ],
)
def test_quiet_hours_hold_what_is_wanted_at_once_unless_it_would_be_too_late(moment, deadline, expected, person):
    Wish.objects.create(person=person, kind="k", mail="now")
    letter = Manners(at(moment), PLAIN).mail(person.pk, "k", deadline=at(deadline) if deadline else None)
    assert f"{letter.due.astimezone(CHINA):%m-%d %H:%M}" == expected


def test_the_next_moment_lies_on_a_working_day_and_after_now():
    assert next_moment(time(8, 30), at("2026-03-13 08:30"), PLAIN) == at("2026-03-16 08:30")
    assert next_moment(time(8, 30), at("2026-03-13 08:29"), PLAIN) == at("2026-03-13 08:30")


def test_a_notice_waits_for_the_digest_and_an_urgent_one_does_not(person):
    post([person], person, key="a", title="公布了")
    post([person], person, key="b", title="账号安全", urgent=True)
    assert dict(Message.objects.filter(channel="mail").values_list("title", "waits_for_digest")) == {
        "公布了": True,
        "账号安全": False,
    }
    assert Message.objects.filter(channel="portal", state="done").count() == 2


def test_what_is_due_goes_as_one_mail_in_the_order_of_consequence(person):
    waiting(person, "通知一件")
    waiting(person, "下周到期", deadline=timezone.now() + timedelta(days=6))
    waiting(person, "明天到期", deadline=timezone.now() + timedelta(days=1))
    waiting(person, "逾期了", **overdue())
    waiting(person, "逾期了要追责", **overdue(consequence="列入红色督办"))
    waiting(person, "不到时候", due=timezone.now() + DAY)
    assert outbox.deliver_mail() == {"sent": 1, "failed": 0}
    (letter,) = mail.outbox
    assert letter.subject == "今日提醒：5 件（2 件已逾期）"
    places = [letter.body.index(f"{word}") for word in ("逾期了要追责", "逾期了（", "明天到期", "下周到期", "通知一件")]
    assert places == sorted(places)
    assert "列入红色督办" in letter.body
    assert "不到时候" not in letter.body
    states = Message.objects.letters().values_list("title", "state")
    assert dict(states) == {row.title: "done" for row in Message.objects.letters()} | {"不到时候": "pending"}


def test_each_person_has_their_own(person):
    other = User.objects.create(username="q", name="另一人", email="q@example.com")
    waiting(person, "我的事"), waiting(other, "他的事")
    outbox.deliver_mail()
    assert sorted((letter.to[0], "我的事" in letter.body) for letter in mail.outbox) == [
        ("p@example.com", True),
        ("q@example.com", False),
    ]


def test_what_comes_after_todays_digest_goes_into_the_next(person):
    waiting(person)
    outbox.deliver_mail()
    late = waiting(person, "晚到的")
    assert outbox.deliver_mail() == {"sent": 0, "failed": 0}
    late.refresh_from_db()
    assert (late.state, late.waits_for_digest) == ("pending", True)
    assert late.due > timezone.now()


def test_what_comes_after_todays_digest_and_cannot_wait_goes_alone(person):
    waiting(person)
    outbox.deliver_mail()
    waiting(person, "马上到期", deadline=timezone.now() + timedelta(minutes=5))
    assert outbox.deliver_mail() == {"sent": 1, "failed": 0}
    assert mail.outbox[-1].subject == "马上到期"


def test_nothing_joins_a_digest_that_may_have_gone_out_already(person):
    waiting(person)
    digest.gather()
    Message.objects.filter(key__startswith="digest:").update(attempts=1)  # its worker died
    late = waiting(person, "晚到的")
    outbox.deliver_mail()
    late.refresh_from_db()
    assert "晚到的" not in mail.outbox[0].body
    assert late.state == "pending"


def test_a_finished_thing_leaves_the_digest_before_it_goes_out(matter):
    for name in ("rule", "other"):
        waiting(matter.person, name, subject=f"accounts.user:{matter.person.pk}", rule=name)
    digest.gather()
    Message.objects.filter(title="other").update(subject="x:2")
    assert silence(matter.person) == 1
    outbox.deliver_mail()
    assert "rule" not in mail.outbox[0].body
    assert "other" in mail.outbox[0].body


def test_a_digest_of_which_nothing_is_left_is_not_sent(person):
    waiting(person)
    digest.gather()
    Message.objects.folded().delete()
    outbox.deliver_mail()
    assert mail.outbox == []
    assert Message.objects.get().state == "dropped"


def test_the_rules_are_asked_once_more_before_the_mail_goes(matter, monkeypatch):
    rule = matter.rule()
    monkeypatch.setitem(announced(), "matter", rule)
    matter.thing = matter.person
    tick([rule], at("2026-03-13 10:00"))
    Message.objects.filter(channel="mail").update(due=timezone.now() - DAY)
    matter.is_done = True  # and no beat comes by
    outbox.deliver_mail()
    assert mail.outbox == []
    assert not Message.objects.filter(channel="mail").exists()


def test_a_failed_digest_is_tried_again_with_the_same_message_id(person, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    part = waiting(person)
    assert outbox.deliver_mail() == {"sent": 0, "failed": 1}
    row = Message.objects.get(key__startswith="digest:")
    part.refresh_from_db()
    assert (part.state, row.state, row.wanted_at < row.due) == ("folded", "pending", True)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Message.objects.filter(pk=row.pk).update(due=timezone.now())
    outbox.deliver_mail()
    assert mail.outbox[0].extra_headers["Message-ID"] == outbox.message_id(row)


def test_beyond_the_weeks_ceiling_reminders_stay_under_the_bell_and_the_digest_says_how_many(person, monkeypatch):
    monkeypatch.setattr(digest, "CEILING", 2)
    for number in range(4):
        waiting(person, f"第{number}件", deadline=timezone.now() + timedelta(days=number, hours=1))
    waiting(person, "办理通知", rule="")
    outbox.deliver_mail()
    body = mail.outbox[0].body
    assert [f"第{number}件" in body for number in range(4)] == [True, True, False, False]
    assert "办理通知" in body
    assert "另有 2 条提醒" in body


def test_a_kind_the_county_demands_knows_no_ceiling(person, monkeypatch):
    monkeypatch.setattr(digest, "CEILING", 0)
    waiting(person, "红色督办", rule="duty_red")
    outbox.deliver_mail()
    assert "红色督办" in mail.outbox[0].body


def test_every_rule_of_the_house_says_what_happens_if_nobody_acts():
    assert {name for name, rule in announced().items() if not rule.consequence} == set()


def test_the_reminder_says_what_happens_and_when(matter):
    tick([matter.rule(consequence="%(day)s 起关闭")], at("2026-03-19 10:00"))
    assert set(Message.objects.values_list("consequence", flat=True)) == {"2026年3月20日 起关闭"}


@pytest.mark.django_db(transaction=True)
def test_four_dispatchers_at_once_send_one_digest_each_with_everything_in_it():
    import threading

    from django.db import connections

    people = [
        User.objects.create(username=f"d{number}", name="某人", email=f"d{number}@example.com") for number in range(20)
    ]
    for person in people:
        for number in range(5):
            waiting(person, f"事{number}件")

    def work():
        outbox.deliver_mail(1000)
        connections.close_all()

    workers = [threading.Thread(target=work) for _number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    outbox.deliver_mail(1000)
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(person.email for person in people)
    assert all(f"事{number}件" in letter.body for letter in mail.outbox for number in range(5))


def test_the_databases_clock_counts_not_this_hosts(person):
    import time_machine

    with time_machine.travel(datetime(2040, 1, 1, tzinfo=CHINA)):
        post([person], person, key="a", title="紧急", urgent=True)
        waiting(person, due=clock.now() + timedelta(hours=20))
        assert outbox.deliver_mail() == {"sent": 1, "failed": 0}
    assert abs(Message.objects.get(channel="portal").sent_at - timezone.now()) < timedelta(minutes=1)
