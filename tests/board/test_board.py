"""The board names what is wrong first; every figure opens exactly the rows it counts."""

import pytest
from django.urls import reverse

from board.stages import STAGES, funnel, live, missing_of, with_steps
from board.troubles import TROUBLES
from interns.workflow import ApplicationState, PlacementState, PositionState
from onpost.models import Problem
from tests.season import application_in, moment, placement_in, position_in


def board(season) -> str:
    return reverse("board:season", args=[season.pk])


@pytest.fixture
def office(interns, enter):
    return enter(interns.people["office"])


def shown(answer) -> dict:
    """What the board counts, by name."""
    return {row["trouble"].name: row["count"] for row in answer.context["troubles"]}


def test_a_season_without_troubles_says_so(office, interns):
    answer = office.get(board(interns.open))
    assert shown(answer) == {}
    assert "没有异常" in answer.content.decode()


def test_each_trouble_is_counted_and_opens_exactly_its_rows(office, on_post):
    season = on_post.offering
    Problem.objects.create(stay=on_post.stay, words="住处没有热水", due_at=moment(1))
    placement_in(on_post, PlacementState.OFFERED, student=on_post.student2, confirm_by=moment(1))
    position_in(on_post, PositionState.SUBMITTED, title="待审岗", season=season)
    answer = office.get(board(season))
    counts = shown(answer)
    assert {name: counts.get(name) for name in ("problems", "unanswered", "unreviewed")} == {
        "problems": 1,
        "unanswered": 1,
        "unreviewed": 1,
    }
    for row in answer.context["troubles"]:
        rows = office.get(row["url"]).context["table"].rows
        assert len(rows) == row["count"], row["trouble"].name


def test_the_funnel_counts_what_its_lists_show(office, on_post):
    season = on_post.offering
    placement_in(on_post, PlacementState.OFFERED, student=on_post.student2)
    application_in(on_post, ApplicationState.SUBMITTED, season=season)
    ways = office.get(board(season)).context["funnel"]
    assert [way["value"] for way in ways][:4] == [1, 2, 1, 1]
    for way in ways:
        assert len(office.get(way["url"]).context["table"].rows) == way["value"], way["label"]


def test_a_placement_says_what_comes_next_and_who_owes_it(on_post):
    fresh = placement_in(on_post, PlacementState.OFFERED, student=on_post.student2)
    rows = {row.pk: row for row in with_steps(live(on_post.offering))}
    assert [stage.name for stage in missing_of(rows[fresh.pk])][:2] == ["confirmed", "signed"]
    assert rows[fresh.pk].steps == 1
    assert rows[on_post.placement.pk].steps > rows[fresh.pk].steps


def test_counting_and_listing_agree_stage_by_stage(on_post):
    placement_in(on_post, PlacementState.OFFERED, student=on_post.student2)
    rows = live(on_post.offering)
    listed = {stage.name: rows.filter(stage.reached).count() for stage in STAGES}
    assert funnel(rows) == listed


@pytest.mark.parametrize("name", [trouble.name for trouble in TROUBLES])
def test_every_trouble_has_a_page_also_when_it_is_empty(office, interns, name):
    answer = office.get(reverse("board:trouble", args=[interns.open.pk, name]))
    assert (answer.status_code, len(answer.context["table"].rows)) == (200, 0)


@pytest.mark.parametrize("who", ["yabao", "tsinghua", "student", "jiaoyu", "outsider"])
def test_only_those_who_read_all_see_the_board(interns, enter, who):
    assert enter(interns.people[who]).get(board(interns.open)).status_code == 403
