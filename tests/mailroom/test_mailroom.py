"""The bell shows my own; the outbox says why and lets the administrator act; the log is read, never changed."""

import pytest
from django.utils import timezone

from mailroom import actions
from mailroom.workflow import OUTBOX
from notifications.actions import post, post_mail
from notifications.models import Event, Message
from ruoyi_coop.lib.errors import NotAllowed, NotNow

CAST = ["admin", "office", "leader", "jiaoyu", "tsinghua", "yabao", "student", "auditor", "outsider"]


def tell(actor, key="k", path="/accounts/me/"):
    post([actor.user], actor.user, key=key, title=f"通知{key}", body="内容", path=path)
    return Message.objects.get(channel="portal", key__contains=f":{key}:", recipient=actor.user)


def row(actor, state, **more):
    return Message.objects.create(
        key=f"k{Message.objects.count()}",
        channel="mail",
        recipient=actor.user,
        subject="x:1",
        title="提醒",
        state=state,
        **more,
    )


def test_the_bell_shows_mine_and_counts_what_is_unread(cast, enter):
    tell(cast.jiaoyu, "a")
    tell(cast.jiaoyu, "b")
    tell(cast.gongke, "c")
    client = enter(cast.jiaoyu)
    assert [entry.title for entry in client.get("/notifications/").context["entries"]] == ["通知b", "通知a"]
    assert client.get("/notifications/unread/").content.decode().strip() == '<span class="dot">2</span>'


def test_opening_a_message_marks_it_read_and_leads_to_what_it_is_about(cast, enter):
    message = tell(cast.jiaoyu)
    client = enter(cast.jiaoyu)
    assert client.get(f"/notifications/{message.pk}/open/").headers["Location"] == "/accounts/me/"
    assert client.get("/notifications/unread/").content.decode().strip() == ""
    assert len(client.get("/notifications/?unread").context["entries"]) == 0


def test_a_message_without_a_place_leads_back_to_the_bell(cast, enter):
    message = tell(cast.jiaoyu, path="")
    assert enter(cast.jiaoyu).get(f"/notifications/{message.pk}/open/").headers["Location"] == "/notifications/"


def test_anothers_message_is_not_there_and_stays_unread(cast, enter):
    message = tell(cast.jiaoyu)
    assert enter(cast.gongke).get(f"/notifications/{message.pk}/open/").status_code == 404
    message.refresh_from_db()
    assert message.read_at is None


def test_all_mine_are_marked_read_and_nobody_elses(cast, enter):
    mine, other = tell(cast.jiaoyu), tell(cast.gongke)
    enter(cast.jiaoyu).post("/notifications/read/")
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.read_at is not None, other.read_at) == (True, None)


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("state", Message.State.values)
@pytest.mark.parametrize("name", OUTBOX.names)
def test_every_move_by_everybody_from_every_state(name, state, who, cast):
    message, arrow = row(cast.leader, state, attempts=6, error="x"), OUTBOX[name]
    by = getattr(cast, who)
    if who != "admin":
        with pytest.raises(NotAllowed):
            actions.move(message, name, by=by)
    elif state not in arrow.from_states:
        with pytest.raises(NotNow):
            actions.move(message, name, by=by)
    else:
        moved = actions.move(message, name, by=by, reason="因为")
        assert moved.state == arrow.to_state
        assert list(Event.objects.values_list("verb", "note")) == [(f"message_{name}", "因为")]
        return
    message.refresh_from_db()
    assert (message.state, Event.objects.count()) == (state, 0)


def test_a_dead_letter_is_tried_again_from_the_beginning(cast, nudges, django_capture_on_commit_callbacks):
    message = row(cast.leader, "dead", attempts=6, error="ConnectionRefusedError")
    with django_capture_on_commit_callbacks(execute=True):
        actions.move(message, "retry", by=cast.admin)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.error) == ("pending", 0, "")
    assert message.due <= timezone.now()
    assert len(nudges) == 1


def test_all_that_is_held_is_let_go_at_once_and_noted(cast, enter):
    for state in ("held", "held", "dead"):
        row(cast.leader, state)
    enter(cast.admin).post("/notifications/outbox/release/")
    assert sorted(Message.objects.values_list("state", flat=True)) == ["dead", "pending", "pending"]
    assert Event.objects.get().note == "共2条"


def test_discarding_asks_for_a_reason_and_keeps_the_row(cast, enter):
    message = row(cast.leader, "dead")
    client = enter(cast.admin)
    refused = client.post(f"/notifications/outbox/{message.pk}/discard/", {"reason": ""})
    assert list(refused.context["form"].errors) == ["reason"]
    client.post(f"/notifications/outbox/{message.pk}/discard/", {"reason": "发错了"})
    message.refresh_from_db()
    assert message.state == "dropped"


@pytest.mark.parametrize("who", ["admin", "office", "auditor"])
def test_a_private_letter_shows_neither_text_nor_link(who, cast, enter):
    post_mail("new@example.com", key="l", title="请您加入", body="秘密的话", path="/accounts/invitations/abc/")
    message = Message.objects.get()
    client = enter(getattr(cast, who))
    for path in (message.get_absolute_url(), "/notifications/outbox/", "/notifications/outbox/?format=csv"):
        answer = client.get(path)
        page = b"".join(answer).decode() if answer.streaming else answer.content.decode()
        assert "秘密的话" not in page
        assert "/accounts/invitations/abc/" not in page


@pytest.mark.parametrize(("query", "count"), [("", 3), ("state=dead", 1), ("channel=portal", 0), ("state=burnt", 0)])
def test_the_outbox_is_filtered(query, count, cast, enter):
    for state in ("dead", "held", "pending"):
        row(cast.leader, state)
    assert len(enter(cast.office).get(f"/notifications/outbox/?{query}").context["table"].rows) == count


def event(actor, label="登记", at=None):
    return Event.objects.create(
        at=at or timezone.now(),
        actor=actor.user,
        actor_name=actor.name,
        actor_role=actor.role,
        actor_hat=actor.hat_label,
        verb="created",
        label=label,
        subject="x:1",
        subject_label="秸秆项目",
        thread="x:1",
    )


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 3),
        ("q=秀兰", 1),
        ("q=登记", 2),
        ("q=秸秆", 3),
        ("q=没有", 0),
        ("role=office", 1),
        ("since=2026-01-02&until=2026-01-02", 1),
        ("until=2025-01-01", 0),
        ("since=nonsense", 0),
        ("subject=x:1", 3),
        ("subject=%00", 0),
    ],
)
def test_the_log_is_found_by_person_action_subject_and_day(query, count, cast, enter):
    event(cast.jiaoyu)
    event(cast.office)
    event(cast.leader, "修改", timezone.make_aware(timezone.datetime(2026, 1, 2, 23, 59)))
    assert len(enter(cast.auditor).get(f"/notifications/events/?{query}").context["table"].rows) == count


def test_taking_the_log_away_stands_in_the_log(cast, enter):
    answer = enter(cast.auditor).get("/notifications/events/?format=csv")
    assert "导出" in b"".join(answer).decode()
    assert list(Event.objects.values_list("verb", "note")) == [("exported", "操作日志")]


@pytest.mark.parametrize("path", ["/notifications/", "/notifications/outbox/", "/notifications/events/"])
def test_a_list_asks_as_often_for_many_rows_as_for_few(path, cast, enter):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = enter(cast.admin), []
    for _round in range(2):
        for number in range(3):
            tell(cast.admin, f"{_round}{number}")
            event(cast.admin)
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 8
