"""The agenda that writes itself: what the records say comes first, is ticked, ordered, sent; decisions are duties."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings import actions
from meetings.agenda import proposals
from meetings.models import AgendaItem, Meeting
from notifications.models import Event, Message
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from supervision.models import Blocker, Duty, Extension
from tests.supervision.helpers import blocker_on, days, duty_in

__all__ = ["scene"]
from tests.supervision.conftest import scene  # noqa: E402 - a fixture


def meeting_of(scene, offset: int, state: str = "called", title: str = "周调度会") -> Meeting:
    starts = timezone.now() + timedelta(days=offset)
    unit = scene.people["jiaoyu"].unit_id
    row = Meeting.objects.create(
        title=title, unit_id=unit, starts=starts, ends=starts + timedelta(minutes=60), place="二楼", state=state
    )
    row.invitations.create(person=scene.people["leader"].user)
    return row


@pytest.fixture
def week(scene):
    """Last week's meeting decided one thing; since then one duty ran late, one blocker stands, one asks for more."""
    scene.last = meeting_of(scene, -7, "held")
    scene.meeting = meeting_of(scene, 1)
    scene.decided = duty_in(scene, due=9, title="上次定的", kind="resolution", origin=scene.last.key)
    scene.late = duty_in(scene, due=-3, title="逾期的")
    scene.soon = duty_in(scene, due=4, title="下次会前到期的")
    scene.far = duty_in(scene, due=60, title="还早的")
    stuck = duty_in(scene, due=50, title="堵住的")
    blocker = blocker_on(scene, stuck, until=9, what="缺土地指标")
    Blocker.objects.filter(pk=blocker.pk).update(created_at=timezone.now() - timedelta(days=14))
    waits = duty_in(scene, due=40, title="要延期的")
    Extension.objects.create(
        duty=waits, asked_by=scene.people["jiaoyu"].user, from_due=waits.due, to_due=days(60), reason="设备晚到"
    )
    return scene


def titles(scene, who: str = "office") -> list[tuple[str, str]]:
    return [(row.kind, row.title) for row in proposals(scene.meeting, scene.people[who])]


def test_decisions_come_first_then_what_is_late_stuck_asked_for_and_due(week):
    assert titles(week) == [
        ("decision", "上次定的"),
        ("late", "逾期的"),
        ("blocker", "缺土地指标"),
        ("extension", "要延期的"),
        ("due", "下次会前到期的"),
    ]


def test_the_same_data_give_the_same_order(week):
    assert titles(week) == titles(week)


def test_each_proposal_says_why(week):
    why = {row.title: row.why for row in proposals(week.meeting, week.people["office"])}
    assert "个工作日，等" in why["缺土地指标"]
    assert "设备晚到" in why["要延期的"]


def test_ticked_ordered_and_sent_in_one_form(week, enter):
    office, address = enter(week.people["office"]), reverse("meetings:agenda", args=[week.meeting.pk])
    page = office.get(address)
    assert "会议共 60 分钟" in page.content.decode()
    rows = page.context["form"].rows
    data = {"own-0-title": "其他", "own-0-minutes": "5", "send": "1", "version": week.meeting.version}
    for place, row in enumerate(reversed(rows), 1):
        name = row["proposal"].name
        data |= {f"take_{name}": "on", f"place_{name}": place, f"minutes_{name}": 10}
    office.post(address, data)
    items = list(week.meeting.items.values_list("title", "minutes"))
    assert items == [(row["proposal"].title, 10) for row in reversed(rows)] + [("其他", 5)]
    told = Message.objects.filter(recipient=week.people["leader"].user, channel="portal").latest("id")
    assert told.title == "议程：周调度会"
    assert "1. 下次会前到期的" in told.body
    events = Event.objects.filter(subject=week.meeting.key).order_by("id").values_list("verb", flat=True)
    assert list(events) == ["agenda", "agenda_sent"]


def test_too_many_minutes_are_said(week, enter):
    Meeting.objects.filter(pk=week.meeting.pk).update(ends=week.meeting.starts + timedelta(minutes=10))
    page = enter(week.people["office"]).get(reverse("meetings:agenda", args=[week.meeting.pk])).content.decode()
    assert "排多了，会超时" in page


def test_a_decision_becomes_a_duty_in_two_clicks(week, enter):
    actions.set_agenda(
        week.meeting,
        [AgendaItem(kind="late", source=week.late.key, title=week.late.title, path=week.late.get_absolute_url())],
        by=week.people["office"],
    )
    office, item = enter(week.people["office"]), week.meeting.items.get()
    address = reverse("meetings:decide", args=[week.meeting.pk]) + f"?item={item.pk}"
    assert address in office.get(week.meeting.get_absolute_url()).content.decode()
    form = office.get(address).context["form"]
    assert (form["title"].value(), form["unit"].value()) == ("逾期的", week.late.unit_id)
    office.post(address, {"title": form["title"].value(), "unit": form["unit"].value(), "due": form["due"].value()})
    made = Duty.objects.latest("pk")
    assert (made.kind, made.origin, made.title) == ("resolution", week.meeting.key, "逾期的")


def test_the_next_meeting_asks_for_it_first(week):
    values = {"title": "提交方案", "unit_id": week.late.unit_id, "due": days(12)}
    actions.decide(week.meeting, values, by=week.people["office"])
    week.meeting = meeting_of(week, 8, title="下周调度会")
    assert titles(week)[0] == ("decision", "提交方案")


@pytest.mark.parametrize("who", ["leader", "gongke", "tsinghua", "auditor"])
def test_others_neither_set_an_agenda_nor_decide(week, who):
    with pytest.raises(NotAllowed):
        actions.set_agenda(week.meeting, [], by=week.people[who])
    with pytest.raises(NotAllowed):
        actions.decide(week.meeting, {"title": "x", "unit_id": week.late.unit_id, "due": days(3)}, by=week.people[who])


def test_after_the_end_no_agenda_and_before_the_call_no_decision(week):
    with pytest.raises(NotNow):
        actions.set_agenda(week.last, [], by=week.people["office"])
    draft = meeting_of(week, 3, "draft")
    with pytest.raises(NotNow):
        actions.decide(draft, {"title": "x", "unit_id": week.late.unit_id, "due": days(3)}, by=week.people["office"])


def test_an_empty_agenda_is_not_sent(week):
    with pytest.raises(NotNow, match="议程是空的"):
        actions.send_agenda(week.meeting, by=week.people["office"])


def test_an_item_names_what_its_duty_hangs_on(week):
    Duty.objects.filter(pk=week.late.pk).update(origin_label="玻璃中试")
    assert ("late", "玻璃中试：逾期的") in titles(week)


def test_what_stands_on_the_agenda_stays_when_it_is_done_meanwhile(week, enter):
    office, address = enter(week.people["office"]), reverse("meetings:agenda", args=[week.meeting.pk])
    item = AgendaItem(kind="late", source=week.late.key, title="逾期的", path=week.late.get_absolute_url())
    actions.set_agenda(week.meeting, [item], by=week.people["office"])
    Duty.objects.filter(pk=week.late.pk).update(state="closed", done_on=days(-1))
    rows = office.get(address).context["form"].rows
    assert [row["proposal"].title for row in rows if row["take"].value()] == ["逾期的"]


def test_what_was_done_while_one_ticked_is_said(week, enter):
    office, address = enter(week.people["office"]), reverse("meetings:agenda", args=[week.meeting.pk])
    rows = office.get(address).context["form"].rows
    name = next(row["proposal"].name for row in rows if row["proposal"].title == "逾期的")
    Duty.objects.filter(pk=week.late.pk).update(state="closed", done_on=days(-1))
    page = office.post(address, {f"take_{name}": "on", "version": week.meeting.version}, follow=True)
    assert "有 1 个勾选的议题在您填写时已经办结" in page.content.decode()
