"""Nothing is owned by nobody: each kind of thing whose owner has gone is found, counted and told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Hat
from handover.checks import ownerless, tell_office
from handover.desk import waiting_for
from notifications.models import Message
from ruoyi_coop import tasks
from tests.handover.conftest import blocker_in, duty_in


def found() -> list[tuple[str, str, str]]:
    return [(one.kind, one.title, one.why) for one in ownerless()]


def leave(*hats) -> None:
    """The hats end as they did before there was a handover."""
    yesterday = timezone.localdate() - timedelta(days=1)
    Hat.objects.filter(pk__in=[hat.pk for hat in hats]).update(until=yesterday)


def everybody_leaves(full) -> None:
    leave(full.hat, full.ma, full.head, full.leader, full.liaison)


def test_where_everybody_is_in_place_nothing_is_found(full):
    assert found() == []


def test_each_kind_is_found_when_its_owner_has_left(full):
    everybody_leaves(full)
    assert found() == [
        ("督办事项", "建成中试线", "工科局没有人在岗"),
        ("督办事项", "别人的事", "工科局没有人在岗"),
        ("1+1+N 合作", "清华大学 · 工科局", "工科局没有人在岗"),
        ("服务请求", "请派人带路", "张志强已离岗"),
        ("挂点高校", "清华大学", "李建国已离岗"),
        ("待解决的堵点", "用地手续", "张志强已离岗"),
        ("合作高校", "清华大学", "没有联络员"),
    ]


def test_a_closed_account_counts_like_an_ended_hat(full):
    full.leader.user.is_active = False
    full.leader.user.save(update_fields=["is_active"])
    assert found() == [("挂点高校", "清华大学", "李建国已离岗")]


@pytest.mark.parametrize(("stands_in", "titles"), [(False, ["试种", "清华大学"]), (True, [])])
def test_a_duty_of_a_university_needs_a_liaison_or_who_stands_in(stands_in, titles, town):
    duty_in(town, "试种", university=town.qinghua, person=None)
    leave(town.liaison)
    if stands_in:
        town.qinghua.caretaker = town.ma
        town.qinghua.save(update_fields=["caretaker"])
    assert [title for _kind, title, _why in found()] == titles


def test_what_has_ended_needs_nobody(town):
    duty_in(town, "撤销的事", "cancelled", unit=town.world.units["财政局"])
    blocker = blocker_in(town, duty_in(town, "别的事"), town.leader)
    blocker.resolved_at = timezone.now()
    blocker.save(update_fields=["resolved_at"])
    town.attachment.delete()
    leave(town.leader)
    assert found() == []


def test_a_county_in_which_all_is_in_hands_costs_one_query(full, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert ownerless() == []


def test_many_rows_take_as_many_queries_as_few(full, django_assert_num_queries):
    """One that counts, and one for each of the six kinds of which there is something."""
    everybody_leaves(full)
    with django_assert_num_queries(7):
        ownerless()
    for number in range(5):
        blocker_in(full, duty_in(full, f"事项{number}"), full.hat)
    with django_assert_num_queries(7):
        assert len(ownerless()) == 17


def test_the_office_is_told_once_a_day_with_the_counts(full):
    assert tell_office() == 0
    everybody_leaves(full)
    assert (tell_office(), tell_office()) == (7, 7)
    message = Message.objects.get(channel="portal")
    assert (message.recipient, message.title) == (full.office.user, "7 件事没有人负责")
    assert message.body.splitlines()[0] == "督办事项：2"
    assert message.path == "/handover/ownerless/"


def test_the_nightly_task_tells(full):
    everybody_leaves(full)
    tasks.nightly()
    assert Message.objects.filter(title="7 件事没有人负责", channel="portal").count() == 1


def test_the_desk_shows_the_office_one_line_and_others_none(full):
    everybody_leaves(full)
    lines = [(line.title, line.url) for line in waiting_for(full.office)]
    assert lines == [("7 件事没有人负责", "/handover/ownerless/")]
    assert waiting_for(full.admin) == []


def test_the_page_lists_exactly_those_rows_with_links(full, enter):
    everybody_leaves(full)
    answer = enter(full.office).get("/handover/ownerless/")
    assert answer.context["number"] == 7
    page = answer.content.decode()
    assert [one.title for one in ownerless() if f'href="{one.url}"' not in page or one.title not in page] == []
