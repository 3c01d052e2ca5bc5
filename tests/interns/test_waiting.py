"""The waiting list: in order, moved up by itself, once a place, along the whole chain, and not too late."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from interns import actions
from interns.models import Placement, Season, Waiting
from notifications.models import Event
from ruoyi_coop.lib.errors import NotAllowed
from tests.interns.test_actions import refused, told
from tests.scene import PEOPLE, days
from tests.season import application_in, moment, placement_in, position_in


def pupil(number: int) -> User:
    return User.objects.create(username=f"p{number}", name=f"学生{number}", mobile=f"1390002{number:04d}")


def full(interns, title: str = "录用岗", **columns):
    return position_in(interns, season=interns.offering, title=title, **{"places": 1} | columns)


def wait(interns, student, *positions, at: int = 0) -> Waiting:
    """A submitted application with these choices, waiting for the one at that place."""
    application = application_in(interns, "submitted", *positions, student=student)
    choice = application.choices.get(position=positions[at])
    return actions.join(positions[at], application, choice.rank, by=interns.people["office"])


def give_up(interns, placement, who: str = "student") -> None:
    actions.answer_offer(placement, "decline", by=interns.people[who], note="考研")


def live() -> list[tuple[str, str, str]]:
    rows = Placement.objects.live().order_by("id")
    return list(rows.values_list("student__username", "position__title", "source"))


def taken(*positions) -> list[int]:
    for position in positions:
        position.refresh_from_db()
    return [position.taken for position in positions]


def test_a_place_given_up_goes_to_the_next_in_order(interns):
    position = full(interns)
    placement = placement_in(interns, "confirmed", position)
    first, second = wait(interns, interns.student2, position), wait(interns, pupil(1), position)
    give_up(interns, placement)
    for row in (first, second):
        row.refresh_from_db()
    assert (live(), taken(position)) == ([("student2", "录用岗", "waiting")], [1])
    assert (first.state, first.placement.rank, second.state) == ("promoted", 1, "waiting")
    assert told("offered:") == [("student2", "您被“录用岗”录用，请确认")]
    assert [who for who, _title in told("promoted:")] == ["office", "yabao"]


def test_a_lapsed_and_a_revoked_place_pass_on_too(interns):
    one, two = full(interns, "甲"), full(interns, "乙")
    late = placement_in(interns, "offered", one, confirm_by=moment(-0.01))
    taken_back = placement_in(interns, "confirmed", two, pupil(9))
    wait(interns, interns.student2, one)
    wait(interns, pupil(1), two)
    assert actions.expire_offers() == 1
    actions.revoke(taken_back, by=interns.people["office"], note="材料不实")
    assert live() == [("student2", "甲", "waiting"), ("p1", "乙", "waiting")]
    late.refresh_from_db()
    assert (late.state, taken(one, two)) == ("expired", [1, 1])


def test_more_places_go_to_those_who_wait(interns):
    position = full(interns)
    placement_in(interns, "confirmed", position)
    for number in range(3):
        wait(interns, pupil(number), position)
    actions.edit_position(position, {"places": 3}, by=interns.people["office"])
    assert [who for who, *_rest in live()] == ["student", "p0", "p1"]
    assert taken(position) == [3]


def test_an_unanswered_offer_at_a_lower_choice_gives_way_and_passes_on_in_turn(interns):
    """甲 frees; p1 moves 乙 → 甲, p2 moves 丙 → 乙, p3 who had nothing gets 丙."""
    best, middle, last = (full(interns, title) for title in "甲乙丙")
    placement = placement_in(interns, "confirmed", best)
    one, two, three = (pupil(number) for number in (1, 2, 3))
    wait(interns, one, best, middle)
    placement_in(interns, "offered", middle, one, rank=2)
    wait(interns, two, middle, last)
    placement_in(interns, "offered", last, two, rank=2)
    wait(interns, three, last)
    give_up(interns, placement)
    assert live() == [("p1", "甲", "waiting"), ("p2", "乙", "waiting"), ("p3", "丙", "waiting")]
    assert taken(best, middle, last) == [1, 1, 1]
    assert Placement.objects.filter(state="moved_up").count() == Event.objects.filter(verb="moved_up").count() == 2


@pytest.mark.parametrize(("state", "rank"), [("confirmed", 2), ("offered", 1), ("offered", None)])
def test_who_has_a_confirmed_or_a_better_place_is_passed_over(state, rank, interns):
    position, elsewhere = full(interns), full(interns, "别处")
    placement = placement_in(interns, "confirmed", position)
    wait(interns, pupil(1), elsewhere, position, at=1)
    Waiting.objects.update(rank=2 if rank == 1 else 1)
    placement_in(interns, state, elsewhere, User.objects.get(username="p1"), rank=rank)
    wait(interns, interns.student2, position)
    give_up(interns, placement)
    assert [who for who, *_rest in live()] == ["p1", "student2"]


def test_who_no_longer_qualifies_is_passed_over(interns):
    position = full(interns)
    placement = placement_in(interns, "confirmed", position)
    row = wait(interns, pupil(1), position)
    type(row.application).objects.filter(pk=row.application_id).update(state="closed")
    wait(interns, interns.student2, position)
    give_up(interns, placement)
    assert [who for who, *_rest in live()] == ["student2"]


def test_confirming_ends_the_students_other_waiting(interns):
    one, two = full(interns, "甲"), full(interns, "乙")
    placement_in(interns, "confirmed", two, pupil(1))
    row = wait(interns, interns.student, one, two, at=1)
    mine = placement_in(interns, "offered", one, rank=1)
    actions.answer_offer(mine, "confirm", by=interns.people["student"])
    row.refresh_from_db()
    assert (row.state, row.settled_at is not None) == ("closed", True)


# ------------------------------------------------------------------ time


@pytest.mark.parametrize(
    ("fill", "confirm", "answer"),
    [(None, 5, 5), (30, 5, 5), (30, -1, 2), (4, 3, 3), (2.5, 1, 2)],
)
def test_who_moves_up_has_until_the_confirmations_end_or_two_days_but_not_past_the_filling(
    fill, confirm, answer, interns
):
    dates = {"fill_by": fill and moment(fill), "confirm_by": moment(confirm)}
    Season.objects.filter(pk=interns.offering.pk).update(**dates)
    interns.offering.refresh_from_db()
    position = full(interns)
    placement = placement_in(interns, "confirmed", position)
    wait(interns, interns.student2, position)
    give_up(interns, placement)
    made = Placement.objects.live().get()
    assert abs(made.confirm_by - moment(answer)) < timedelta(minutes=1)


@pytest.mark.parametrize("columns", [{"fill_by": timedelta(hours=47)}, {"fill_by": timedelta(hours=-1)}, {"starts": 1}])
def test_when_less_than_two_days_are_left_nobody_moves_up_and_the_office_hears(columns, interns):
    fill = timezone.now() + columns["fill_by"] if "fill_by" in columns else None
    Season.objects.filter(pk=interns.offering.pk).update(fill_by=fill, confirm_by=moment(-2))
    interns.offering.refresh_from_db()
    position = full(interns, starts_on=days(columns.get("starts", 40)))
    placement = placement_in(interns, "confirmed", position)
    wait(interns, interns.student2, position)
    give_up(interns, placement)
    assert (live(), taken(position)) == ([], [0])
    assert told("too_late:") == [("office", "“录用岗”空出名额，离递补截止不足 48 小时，不再自动递补")]


def test_without_anybody_waiting_nothing_is_said(interns):
    give_up(interns, placement_in(interns, "confirmed"))
    assert (live(), told("too_late:")) == ([], [])


# ------------------------------------------------------------------ by hand


def test_a_host_puts_applicants_on_the_list_in_order_when_the_post_is_full(interns, enter):
    position = full(interns)
    placement_in(interns, "confirmed", position, pupil(9))
    one = application_in(interns, "submitted", position).choices.get()
    two = application_in(interns, "submitted", position, student=interns.student2).choices.get()
    client = enter(interns.people["yabao"])
    for choice in (two, one):
        client.post(f"/interns/choices/{choice.pk}/wait/")
    queue = list(Waiting.objects.order_by("number").values_list("number", "application__student__username"))
    assert queue == [(1, "student2"), (2, "student")]
    assert told("waits:") == [
        ("student", "您是“录用岗”的候补第 2 位"),
        ("student2", "您是“录用岗”的候补第 1 位"),
    ]
    page = client.get(f"/interns/positions/{position.pk}/waiting/")
    assert [row.record.number for row in page.context["table"].page] == [1, 2]


def test_only_the_own_host_and_the_office_put_on_the_list(interns):
    position = full(interns)
    choice = application_in(interns, "submitted", position).choices.get()
    for who in {*PEOPLE, "student2"} - {"office", "yabao"}:
        with pytest.raises(NotAllowed):
            actions.put_on_waiting_list(choice, by=interns.people[who])


@pytest.mark.parametrize(
    ("season", "post", "application", "why"),
    [
        ({}, {"places": 2}, {}, "还有名额，可以直接录用。"),
        ({"method": "deferred"}, {}, {}, "本批次的候补由录用结果排出，不能手工加。"),
        ({"confirm_by": -1}, {}, {}, "现在不是录用的时间。"),
        ({}, {}, {"state": "closed"}, "这名学生没有提交报名，或高校还没有核验通过。"),
    ],
)
def test_why_one_cannot_be_put_on_the_list_is_said(season, post, application, why, interns):
    dates = {name: moment(value) if isinstance(value, int) else value for name, value in season.items()}
    Season.objects.filter(pk=interns.offering.pk).update(**dates or {"max_choices": 5})
    interns.offering.refresh_from_db()
    position = full(interns, **{"taken": 1} | post)
    choice = application_in(interns, "submitted", position).choices.get()
    type(choice.application).objects.update(**application or {"statement": ""})
    assert refused(actions.put_on_waiting_list, choice, by=interns.people["yabao"]) == why


def test_nobody_stands_twice_for_one_post(interns):
    position = full(interns, taken=1)
    row = wait(interns, interns.student, position)
    words = refused(actions.join, position, row.application, 1, by=interns.people["office"])
    assert words == "周晓雨 已经在候补名单里。"


def test_a_student_reads_the_own_number_and_how_many_are_before(interns, enter):
    position = full(interns, taken=1)
    wait(interns, interns.student2, position)
    row = wait(interns, interns.student, position)
    page = enter(interns.people["student"]).get(row.application.get_absolute_url())
    assert [(one.number, one.ahead) for one in page.context["waiting"]] == [(2, 1)]
    assert "候补第 2 位，前面还有 1 人" in page.content.decode()
