"""The second round: for those without a place, on posts with places left, beside the first application."""

from datetime import timedelta

import pytest

from interns import actions
from interns.desk import waiting_for
from interns.models import Application, Season
from tests.interns.test_actions import refused
from tests.season import application_in, moment, placement_in, position_in

SECOND = timedelta(seconds=1)


@pytest.fixture
def again(interns):
    """The first round is over; the second takes applications until the day after tomorrow."""
    first = {"apply_opens": moment(-20), "apply_closes": moment(-15), "confirm_by": moment(-9)}
    second = {"second_opens": moment(-2), "second_closes": moment(2), "second_confirm_by": moment(6)}
    Season.objects.filter(pk=interns.open.pk).update(**first | second)
    interns.open.refresh_from_db()
    return interns


def test_a_second_application_stands_beside_the_first(again, enter):
    first = application_in(again, "submitted", position_in(again, title="甲"))
    second = actions.choose(position_in(again, title="乙"), by=again.people["student"])
    assert [(row.round, row.choice_words) for row in (first, second)] == [(1, "1. 甲"), (2, "1. 乙")]
    client = enter(again.people["student"])
    assert client.get("/interns/applications/mine/").url == second.get_absolute_url()
    assert client.get(first.get_absolute_url()).context["choices_form"] is None


def test_who_has_a_place_takes_no_part(again):
    placement_in(again, "confirmed", position_in(again, title="有的"))
    words = refused(actions.choose, position_in(again, title="乙"), by=again.people["student"])
    assert (words, Application.objects.count()) == ("您本批次已有录用，不能再报第二轮。", 0)


@pytest.mark.parametrize("state", ["declined", "expired", "revoked"])
def test_who_gave_a_place_up_takes_part(state, again):
    placement_in(again, state, position_in(again, title="有的"))
    assert actions.choose(position_in(again, title="乙"), by=again.people["student"]).round == 2


def test_only_posts_with_places_left_are_chosen(again):
    words = refused(actions.choose, position_in(again, taken=2), by=again.people["student"])
    assert words == "名额已满。"


def test_the_first_application_is_changed_no_more(again):
    application = application_in(again, "submitted", position_in(again))
    me = again.people["student"]
    for act, words in ((actions.rank_choices, (application, [])), (actions.move_application, (application, "close"))):
        assert refused(act, *words, by=me).startswith("报名已于 ")


@pytest.mark.parametrize(
    ("edge", "shift", "chosen"),
    [
        ("second_opens", -SECOND, 0),
        ("second_opens", 0 * SECOND, 1),
        ("second_closes", -SECOND, 1),
        ("second_closes", 0 * SECOND, 0),
    ],
)
def test_the_second_window_has_its_opening_and_not_its_end(edge, shift, chosen, again, clock):
    position, me = position_in(again), again.people["student"]
    clock(getattr(again.open, edge) + shift)
    if chosen:
        assert actions.choose(position, by=me).round == 2
    else:
        assert refused(actions.choose, position, by=me).startswith("报名已于 ")
    assert Application.objects.count() == chosen


def test_an_offer_of_the_second_round_is_answered_by_its_own_deadline(again, clock):
    position = position_in(again)
    actions.choose(position, by=again.people["student"])
    application = actions.move_application(Application.objects.get(), "submit", by=again.people["student"])
    clock(again.open.second_closes)
    choice = application.choices.select_related("position__season", "application__season").get()
    placement = actions.offer(choice, by=again.people["yabao"])
    assert (placement.round, placement.confirm_by) == (2, again.open.second_confirm_by)


def test_the_desk_invites_those_without_a_place_only(again):
    placement_in(again, "confirmed", position_in(again))
    assert waiting_for(again.people["student"]) == []
    assert [(task.why, task.until) for task in waiting_for(again.people["student2"])] == [
        ("还没有选岗位", again.open.second_closes)
    ]
