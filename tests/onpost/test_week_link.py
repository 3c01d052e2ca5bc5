"""The tutor's page: one button for all students, the same twice, nothing through a foreign, old or other link."""

import re
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.permissions import Actor, Permission
from interns.models import Position, Tutor
from links import purposes
from links.actions import actor_of, link_to, revoke
from links.models import PersonalLink
from notifications import outbox
from notifications.models import Message, working_calendar
from onpost import actions, board
from onpost.attendance import monday_of
from onpost.models import Absence, Stay, Week, WeekNote
from onpost.weeks import asking_day, due_weeks
from ruoyi_coop.lib.calendar import CHINA
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from tests.onpost.test_check_in import complete
from tests.scene import days
from tests.season import placement_in, position_in, stay_in


@pytest.fixture
def link(on_post):
    return actions.week_link(on_post.tutor, by=on_post.people["yabao"])


@pytest.fixture
def second(on_post):
    """A second student under the same tutor."""
    return stay_in(on_post, on_post.student2, position=on_post.stay.placement.position)


@pytest.fixture
def foreign(on_post):
    """A student of 大禹生物 under another tutor."""
    tutor = Tutor.objects.create(host=on_post.dayu, name="李老师")
    post = position_in(
        on_post, host=on_post.dayu, season=on_post.offering, starts_on=days(-20), ends_on=days(20), tutor=tutor
    )
    return stay_in(on_post, on_post.student2, position=post)


def newest(stay) -> object:
    return due_weeks(stay, set(), timezone.localdate(), working_calendar())[-1]


def press(link, stay, client=None, **more):
    said = {"do": "confirm", "monday": f"{newest(stay)}"} | more
    return (client or Client()).post(link.path, said, follow=True)


def test_one_button_confirms_the_week_of_all_the_tutors_students(link, on_post, second):
    page = Client().get(link.path).content.decode()
    assert ("周晓雨" in page, "本周全部到岗，确认" in page) == (True, True)
    answer = press(link, on_post.stay)
    assert "已确认 2 名学生这一周的出勤，谢谢。" in answer.content.decode()
    week = {"monday": newest(on_post.stay), "confirmed_by": "张师傅"}
    assert set(Week.objects.filter(**week).values_list("stay", flat=True)) == {on_post.stay.pk, second.pk}


def test_twice_is_the_same_as_once(link, on_post):
    press(link, on_post.stay)
    assert "已经确认过" in press(link, on_post.stay).content.decode()
    assert Week.objects.count() == 1


def test_earlier_weeks_are_offered_too(link, on_post):
    weeks = due_weeks(on_post.stay, set(), timezone.localdate(), working_calendar())
    page = Client().get(link.path).content.decode()
    assert page.count('name="do" value="confirm"') == 2 * len(weeks)
    press(link, on_post.stay, monday=f"{weeks[0]}")
    assert list(Week.objects.values_list("monday", flat=True)) == [weeks[0]]


def test_it_works_without_javascript_and_with_the_forms_token(link, on_post):
    client = Client(enforce_csrf_checks=True)
    page = client.get(link.path).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)
    assert press(link, on_post.stay, client).status_code == 403
    assert press(link, on_post.stay, client, csrfmiddlewaretoken=token).status_code == 200
    assert Week.objects.count() == 1


def test_an_exception_is_one_line_and_the_others_are_present(link, on_post, second):
    monday, pk = newest(on_post.stay), on_post.stay.pk
    line = {f"first_{pk}": f"{monday}", f"kind_{pk}": "sick", f"reason_{pk}": "发烧"}
    press(link, on_post.stay, **line)
    absence = Absence.objects.get()
    assert (absence.stay_id, absence.kind, absence.first_day, absence.last_day) == (pk, "sick", monday, monday)
    assert (absence.state, absence.reason, Week.objects.count()) == ("granted", "发烧", 2)


def test_a_bad_line_confirms_nothing_and_loses_nothing(link, on_post):
    pk, late = on_post.stay.pk, newest(on_post.stay) + timedelta(days=30)
    answer = press(link, on_post.stay, **{f"first_{pk}": f"{late}", f"reason_{pk}": "家里有事"})
    page = answer.content.decode()
    assert (answer.status_code, "家里有事" in page, "这一周的" in page) == (200, True, True)
    assert (Week.objects.count(), Absence.objects.count()) == (0, 0)


@pytest.mark.parametrize("words", ["", "昨天", "2020-01-06", "9999-99-99", "2026-11-24' OR 1=1"])
def test_a_week_that_is_not_open_confirms_nothing(words, link, on_post):
    assert press(link, on_post.stay, monday=words).status_code == 200
    assert Week.objects.count() == 0


@pytest.mark.parametrize("shut", ["expired", "revoked"])
def test_a_shut_link_does_nothing(shut, link, on_post):
    if shut == "expired":
        link.expires_at = timezone.now() - timedelta(seconds=1)
        link.save(update_fields=["expires_at"])
    else:
        revoke(link, by=on_post.people["yabao"])
    assert press(link, on_post.stay).status_code == 410
    assert Week.objects.count() == 0


def test_a_tutor_never_sees_or_touches_anothers_students(link, on_post, foreign):
    note = WeekNote.objects.create(stay=foreign, monday=newest(foreign), did="别人的周记")
    page = Client().get(link.path).content.decode()
    assert ("吴子涵" in page, "别人的周记" in page) == (False, False)
    Client().post(link.path, {"do": "reply", "note": note.pk, "reply": "看到了"})
    note.refresh_from_db()
    assert note.reply == ""
    with pytest.raises(NotAllowed):
        actions.confirm_week([foreign], newest(foreign), by=actor_of(link))


def test_a_link_of_one_purpose_cannot_do_anothers(on_post, link):
    purposes.register("test.other", "别的", lambda request, one: None, Permission.APPRAISE)
    later = timezone.now() + timedelta(days=1)
    other = link_to(on_post.tutor, "test.other", holder="张师傅", expires_at=later, by=on_post.people["office"])
    with pytest.raises(NotAllowed):
        actions.confirm_week([on_post.stay], newest(on_post.stay), by=actor_of(other))
    with pytest.raises(NotAllowed):
        actions.move_stay(on_post.stay, "ask_end", by=actor_of(link), note="不来了")
    assert Week.objects.count() == 0


def test_the_tutor_reads_notes_and_answers(link, on_post):
    note = WeekNote.objects.create(stay=on_post.stay, monday=monday_of(days(-7)), did="学了取样")
    assert "学了取样" in Client().get(link.path).content.decode()
    Client().post(link.path, {"do": "reply", "note": note.pk, "reply": "做得好"})
    note.refresh_from_db()
    assert (note.reply, note.replied_by) == ("做得好", "张师傅")
    told = Message.objects.filter(recipient=on_post.student, channel="portal").values_list("title", flat=True)
    assert list(told) == ["张师傅 回复了您的周记"]


def test_the_tutor_checks_in_a_student_whose_papers_are_complete(link, on_post):
    post = on_post.stay.placement.position
    placement = complete(placement_in(on_post, "confirmed", post, on_post.student2))
    assert "今天到了，报到" in Client().get(link.path).content.decode()
    Client().post(link.path, {"do": "check_in", "placement": placement.pk})
    assert Stay.objects.get(placement=placement).first_day == days(0)


def test_the_host_has_the_same_page(on_post, enter):
    client = enter(on_post.people["yabao"])
    assert "本周全部到岗，确认" in client.get("/interns/weeks/").content.decode()
    client.post("/interns/weeks/", {"do": "confirm", "monday": f"{newest(on_post.stay)}"})
    assert Week.objects.get().confirmed_by == "赵铁柱"


def test_the_link_is_the_same_until_the_last_week(link, on_post):
    assert actions.week_link(on_post.tutor, by=on_post.people["office"]) == link
    assert timezone.localdate(link.expires_at) == on_post.stay.until + timedelta(days=14)


def test_a_tutor_without_students_gets_no_link(on_post):
    idle = Tutor.objects.create(host=on_post.yabao, name="王师傅")
    with pytest.raises(NotNow):
        actions.week_link(idle, by=on_post.people["yabao"])
    with pytest.raises(NotAllowed):
        actions.week_link(on_post.tutor, by=on_post.people["dayu"])


def friday(hour: int) -> datetime:
    """Of last week's asking day: it was asked, whatever day it is today."""
    monday = monday_of(timezone.localdate()) - timedelta(days=7)
    day = asking_day(monday, working_calendar())
    return datetime.combine(day, datetime.min.time(), tzinfo=CHINA) + timedelta(hours=hour)


def letters() -> list[Message]:
    return list(Message.objects.filter(is_private=True))


def test_on_friday_at_three_each_silent_tutor_gets_one_mail(on_post):
    assert [actions.send_week_links(friday(hour)) for hour in (15, 16, 20)] == [1, 0, 0]
    (letter,) = letters()
    assert letter.address == "zhang@example.com"
    assert letter.path == PersonalLink.objects.get().path


def test_a_missed_friday_is_made_up_for_and_a_confirmed_week_is_not_asked_about(on_post):
    assert actions.send_week_links(friday(48)) == 1
    Message.objects.all().delete()
    monday = monday_of(friday(1).date())
    Week.objects.create(stay=on_post.stay, monday=monday, confirmed_by="张师傅")
    assert actions.send_week_links(friday(50)) == 0


def test_the_mail_leads_to_the_page(on_post, settings):
    actions.send_week_links(friday(15))
    outbox.deliver_mail()
    address = re.search(r"(/l/[0-9]+-[a-z2-7]{26}/)", mail.outbox[0].body).group(1)
    assert "本周全部到岗" in Client().get(address).content.decode()


def test_a_tutor_without_an_address_stands_on_the_list_with_a_link_to_copy(on_post, enter):
    Tutor.objects.update(email="")
    assert actions.send_week_links(friday(15)) == 0
    client = enter(on_post.people["yabao"])
    page = client.get("/interns/weeks/silent/").content.decode()
    assert ("张师傅" in page, "复制链接/二维码" in page) == (True, True)
    shown = client.post(f"/interns/weeks/tutors/{on_post.tutor.pk}/", follow=True).content.decode()
    assert PersonalLink.objects.get().path in shown


def test_students_without_a_tutor_are_the_contacts_business(on_post, enter):
    Position.objects.update(tutor=None)
    assert list(board.silent_tutors()) == []
    assert "没有带教老师" in enter(on_post.people["office"]).get("/interns/weeks/silent/").content.decode()


def test_nobody_confirms_who_has_no_part_in_it(on_post):
    for who in ("student", "dayu", "tsinghua", "leader", "auditor", "public"):
        with pytest.raises(NotAllowed):
            actions.confirm_week([on_post.stay], newest(on_post.stay), by=on_post.people[who])
    with pytest.raises(NotAllowed):
        actions.confirm_week([on_post.stay], newest(on_post.stay), by=Actor(guest="张师傅"))
