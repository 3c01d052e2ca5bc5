"""The page of operations counts what is there, opens what it counts, and asks as often for many as for few."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications import health
from notifications.models import Bounce, Event, Message, Robot
from ruoyi_coop.lib.secrets import decrypt
from tests.notifications.test_channels import HOOK

PAGE = "/notifications/operations/"


def sent(actor, late: int, channel="mail", **more):
    now = timezone.now()
    values = {"key": f"k{Message.objects.count()}", "subject": "x:1", "title": "t", "state": "done"}
    moments = {"sent_at": now, "due": now - timedelta(seconds=late)}
    return Message.objects.create(recipient=actor.user, channel=channel, **values | moments | more)


def test_lateness_counts_from_the_first_moment_not_from_the_last_try(cast):
    for late in (2, 4, 6):
        sent(cast.leader, late)
    row = sent(cast.leader, 0)
    row.wanted_at = row.sent_at - timedelta(seconds=600)
    row.save()
    count, median, most = health.lateness(timezone.now())["mail"]
    assert (count, median) == (4, 5.0)
    assert 560 < most <= 600


def test_every_figure_opens_the_messages_it_counts(cast, enter):
    sent(cast.leader, 1), sent(cast.leader, 1, "portal")
    now = timezone.now()
    sent(cast.leader, 0, state="dead", sent_at=None, error="OSError: broken")
    sent(cast.leader, 0, state="pending", sent_at=None, due=now - timedelta(minutes=9))
    client = enter(cast.admin)
    page = client.get(PAGE)
    lists = [(row["url"], row["value"]) for row in page.context["hours"]]
    lists += [(row["url"], row["count"]) for row in page.context["channels"] + page.context["failures"]]
    lists += [(row["waiting_url"], row["waiting"]) for row in page.context["channels"]]
    lists += [(page.context["figures"][1]["url"], 1)]
    assert sum(count for _url, count in lists) == 7
    for url, count in lists:
        assert len(client.get(url).context["table"].rows) == count, url
    assert "9 分钟" in page.content.decode()


def test_the_page_asks_as_often_for_many_messages_as_for_few(cast, enter, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = enter(cast.admin), []
    for round_ in range(2):
        for number in range(4):
            sent(cast.leader, number, error="")
            sent(cast.leader, number, state="dead", error=f"Kind{number}: x")
            Bounce.objects.create(address=f"{round_}{number}@example.com", reason="550")
        client.get(PAGE)
        with CaptureQueriesContext(connection) as seen:
            client.get(PAGE)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 15


@pytest.mark.parametrize(("who", "shown"), [("admin", True), ("office", False), ("auditor", False)])
def test_only_who_manages_accounts_sees_an_address_in_full(who, shown, cast, enter):
    Bounce.objects.create(address="zhangsan@example.com", reason="550")
    assert ("zhangsan@example.com" in enter(getattr(cast, who)).get(PAGE).content.decode()) == shown


def test_the_administrator_lets_an_address_be_tried_again(cast, enter):
    row = Bounce.objects.create(address="zhangsan@example.com", reason="550")
    enter(cast.admin).post(f"/notifications/bounces/{row.pk}/forget/")
    assert not Bounce.objects.exists()
    assert "zhangsan" not in Event.objects.get().note


def test_a_robots_address_is_kept_sealed_never_shown_and_goes_to_wecom_only(cast, enter, world):
    client, unit = enter(cast.office), world.units["教育局"]
    said = {"unit": unit.pk, "address": "https://10.0.0.1/cgi-bin/webhook/send?key=1", "is_on": "on"}
    assert "qyapi" in client.post("/notifications/robots/", said).content.decode()
    client.post("/notifications/robots/", said | {"address": HOOK})
    row = Robot.objects.get()
    assert (HOOK in row.sealed, decrypt(row.sealed)) == (False, HOOK)
    client.post("/notifications/robots/", {"unit": unit.pk})
    row.refresh_from_db()
    assert (row.is_on, decrypt(row.sealed)) == (False, HOOK)
    page = client.get("/notifications/robots/").content.decode()
    assert "693a91f6" not in page
    assert all("693a91f6" not in str(event.changes) for event in Event.objects.all())
