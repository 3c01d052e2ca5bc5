"""Meetings: called, answered, changed, cancelled; who sees them; the calendar file; the reminders."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from icalendar import Calendar

from meetings import actions, calendars, desk
from meetings.models import Invitation, Meeting
from meetings.reminders import RULES
from meetings.workflow import MEETING, State
from notifications.models import Event, Message
from notifications.tick import tick
from ruoyi_coop.lib.errors import Conflict, NotAllowed, NotNow


@pytest.fixture
def meeting(cast, world) -> Meeting:
    starts = timezone.now() + timedelta(days=5)
    made = actions.call_together(
        {
            "title": "周调度会",
            "unit": world.units["教育局"],
            "starts": starts,
            "ends": starts + timedelta(hours=2),
            "place": "二楼",
        },
        by=cast.jiaoyu,
    )
    actions.invite(made, [cast.leader.user, cast.gongke.user, cast.tsinghua.user], by=cast.jiaoyu)
    return made


@pytest.fixture
def called(meeting, cast) -> Meeting:
    return actions.move_meeting(meeting, "call", by=cast.jiaoyu)


def told(person) -> list[str]:
    return list(Message.objects.bell().filter(recipient=person.user).values_list("title", flat=True))


def test_the_invited_hear_of_it_when_it_is_called_and_not_before(meeting, cast):
    assert told(cast.gongke) == []
    actions.move_meeting(meeting, "call", by=cast.jiaoyu)
    assert told(cast.gongke) == ["请您参加：周调度会"]
    assert told(cast.jiaoyu) == []


def test_a_meeting_without_guests_or_in_the_past_is_not_called(cast, world):
    starts = timezone.now() - timedelta(hours=1)
    values = {
        "title": "会",
        "unit": world.units["教育局"],
        "starts": starts,
        "ends": starts + timedelta(hours=2),
        "place": "x",
    }
    empty = actions.call_together(values, by=cast.jiaoyu)
    with pytest.raises(NotNow, match="还没有邀请人"):
        actions.move_meeting(empty, "call", by=cast.jiaoyu)
    actions.invite(empty, [cast.leader.user], by=cast.jiaoyu)
    with pytest.raises(NotNow, match="开始时间已过"):
        actions.move_meeting(empty, "call", by=cast.jiaoyu)


@pytest.mark.parametrize("person", ["admin", "leader", "gongke", "tsinghua", "yabao", "student", "auditor", "outsider"])
def test_nobody_else_calls_changes_or_invites(meeting, cast, person):
    by = getattr(cast, person)
    for attempt in (
        lambda: actions.move_meeting(meeting, "call", by=by),
        lambda: actions.edit_meeting(meeting, {"title": "别的"}, by=by),
        lambda: actions.invite(meeting, [], by=by),
    ):
        with pytest.raises(NotAllowed):
            attempt()


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("name", MEETING.names)
def test_each_move_is_taken_from_its_states_only(called, cast, state, name):
    starts = timezone.now() + timedelta(days=-1 if name == "hold" else 1)
    Meeting.objects.filter(pk=called.pk).update(state=state, starts=starts, ends=starts + timedelta(hours=1))
    called.refresh_from_db()
    if state in MEETING[name].from_states:
        assert actions.move_meeting(called, name, by=cast.office, note="因故").state == MEETING[name].to_state
    else:
        with pytest.raises(NotNow):
            actions.move_meeting(called, name, by=cast.office)


def test_a_unit_is_invited_with_one_choice_and_nobody_twice(meeting, cast, world):
    assert actions.invite(meeting, [cast.gongke.user], by=cast.jiaoyu, unit=world.units["工科局"]) == 0
    assert actions.invite(meeting, [], by=cast.jiaoyu, unit=world.units["组织部"]) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(meeting=meeting, person=cast.gongke.user)


def test_an_answer_is_one_click_and_may_change(called, cast, enter):
    client = enter(cast.gongke)
    client.post(f"/meetings/{called.pk}/answer/", {"answer": "yes"})
    client.post(f"/meetings/{called.pk}/answer/", {"answer": "no", "note": "出差"})
    row = Invitation.objects.get(meeting=called, person=cast.gongke.user)
    assert (row.answer, row.note) == ("no", "出差")
    assert Event.objects.filter(thread=called.key, label="答复会议").count() == 2


def test_only_the_invited_answer_and_only_before_it_begins(called, cast):
    with pytest.raises(NotAllowed):
        actions.answer(called, "yes", by=cast.yabao)
    Meeting.objects.filter(pk=called.pk).update(starts=timezone.now() - timedelta(minutes=1))
    called.refresh_from_db()
    with pytest.raises(NotNow):
        actions.answer(called, "yes", by=cast.gongke)


def test_a_moved_meeting_is_told_with_a_new_sequence_and_its_reminders_move(called, cast):
    tick(RULES, called.starts - timedelta(hours=1))
    assert Message.objects.pending().reminders().count() > 0
    later = called.starts + timedelta(days=7)
    changed = actions.edit_meeting(called, {"starts": later, "ends": later + timedelta(hours=1)}, by=cast.jiaoyu)
    assert changed.sequence == 1
    assert told(cast.gongke)[0] == "会议有变动：周调度会"
    assert Message.objects.pending().reminders().count() == 0
    assert actions.edit_meeting(changed, {"agenda": "新议程"}, by=cast.jiaoyu).sequence == 1


def test_the_second_writer_is_shown_the_first(called, cast):
    actions.edit_meeting(called, {"place": "三楼"}, by=cast.jiaoyu, version=called.version)
    with pytest.raises(Conflict) as caught:
        actions.edit_meeting(called, {"place": "四楼"}, by=cast.office, version=called.version)
    assert caught.value.theirs == [("地点", "三楼")]


def test_a_cancelled_meeting_is_told_with_its_reason_and_cancels_in_the_calendar(called, cast):
    actions.move_meeting(called, "cancel", by=cast.jiaoyu, note="下雪")
    called.refresh_from_db()
    assert "下雪" in Message.objects.bell().filter(recipient=cast.gongke.user).first().body
    event = Calendar.from_ical(calendars.ics(called)).walk("VEVENT")[0]
    assert (str(event["STATUS"]), event["SEQUENCE"]) == ("CANCELLED", 1)


def test_the_calendar_file_is_read_back_as_it_was_meant(called):
    calendar = Calendar.from_ical(calendars.ics(called))
    event = calendar.walk("VEVENT")[0]
    assert str(calendar["METHOD"]) == "PUBLISH"
    assert str(event["UID"]) == f"meeting-{called.pk}@ruicheng-xianxiao"
    assert event.decoded("DTSTART") == called.starts.replace(microsecond=0)
    assert (str(event["SUMMARY"]), str(event["LOCATION"])) == ("周调度会", "二楼")


def test_who_sees_a_meeting(called, cast):
    people = ("office", "leader", "jiaoyu", "gongke", "tsinghua", "xinong", "yabao", "auditor", "outsider")
    rows = {name: Meeting.objects.visible_to(getattr(cast, name)) for name in people}
    seeing = {name for name in people if rows[name].filter(pk=called.pk).exists()}
    assert seeing == {"office", "leader", "jiaoyu", "gongke", "tsinghua", "auditor"}


def test_a_draft_is_not_shown_to_the_invited(meeting, cast):
    assert not Meeting.objects.visible_to(cast.gongke).filter(pk=meeting.pk).exists()
    assert desk.waiting_for(cast.gongke) == []


def test_the_desk_asks_for_an_answer_until_the_meeting_begins(called, cast):
    task = desk.waiting_for(cast.gongke)[0]
    assert (task.title, task.until, task.action) == ("周调度会", called.starts, "去答复")
    actions.answer(called, "yes", by=cast.gongke)
    assert desk.waiting_for(cast.gongke) == []


def test_those_who_declined_are_not_reminded(called, cast):
    actions.answer(called, "no", by=cast.gongke)
    tick(RULES, called.starts - timedelta(hours=1))
    reminded = set(Message.objects.reminders().values_list("recipient__username", flat=True))
    assert reminded == {"leader", "tsinghua"}


def test_a_meeting_is_somewhere_and_ends_after_it_starts(meeting):
    for wrong in ({"place": "", "link": ""}, {"ends": meeting.starts}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Meeting.objects.filter(pk=meeting.pk).update(**wrong)


def test_a_wrong_form_comes_back_with_what_was_typed(cast, enter):
    answer = enter(cast.jiaoyu).post("/meetings/add/", {"title": "会", "starts": "昨天", "ends": ""})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="会"' in page
    assert "地点和线上链接至少填一个。" in page


def test_people_are_found_by_pinyin_without_scripts(meeting, cast, enter):
    page = enter(cast.jiaoyu).get(f"/meetings/{meeting.pk}/invite/?q=xmy").content.decode()
    assert "薛明远" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_queries_however_long(cast, world, enter, queries, count):
    for number in range(count):
        starts = timezone.now() + timedelta(days=number + 1)
        Meeting.objects.create(
            title=f"会{number}", unit=world.units["教育局"], starts=starts, ends=starts + timedelta(hours=1), place="x"
        )
    client = enter(cast.office)
    client.get("/meetings/")
    with queries(6):
        client.get("/meetings/")
