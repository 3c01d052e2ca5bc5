"""Every move × state × person of agreement, stay, absence and problem, really tried."""

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from onpost import actions
from onpost.access import may
from onpost.models import Absence, Agreement, Problem
from onpost.workflow import (
    ABSENCE,
    AGREEMENT,
    PROBLEM,
    STAY,
    AbsenceState,
    AgreementState,
    ProblemState,
    StayState,
)
from tests.onpost.helpers import tried
from tests.scene import PEOPLE, days
from tests.season import placement_in, position_in

EVERYBODY = (*PEOPLE, "student2")
PARTIES = {"student", "yabao", "tsinghua"}
HOST = {"yabao", "office"}
HELPERS = {"yabao", "tsinghua", "office", "leader"}
# workflow: {move: (who may, from which states to which)}
EXPECTED = {
    "agreement": {
        "sign": (PARTIES, {"open": "open"}),
        "void": ({"office"}, {"open": "void", "signed": "void"}),
    },
    "stay": {
        "ask_end": (PARTIES | {"office"}, {"on_post": "leaving"}),
        "approve_end": ({"office"}, {"leaving": "ended_early"}),
        "refuse_end": ({"office"}, {"leaving": "on_post"}),
    },
    "absence": {
        "grant": (HOST, {"asked": "granted"}),
        "refuse": (HOST, {"asked": "refused"}),
        "take_back": ({"student"}, {"asked": "taken_back", "granted": "taken_back"}),
        "strike": (HOST, {"granted": "taken_back"}),
    },
    "problem": {
        "take": (HELPERS, {"open": "taken"}),
        "close": (HELPERS, {"open": "closed", "taken": "closed"}),
        "reopen": ({"student"}, {"closed": "open"}),
    },
}
WORKFLOWS = {"agreement": AGREEMENT, "stay": STAY, "absence": ABSENCE, "problem": PROBLEM}
CELLS = [(name, state) for name, workflow in WORKFLOWS.items() for state in workflow.states.values]


def thing_in(on_post, name: str, state: str):
    if name == "stay":
        ended = state in (StayState.FINISHED, StayState.ENDED_EARLY)
        on_post.stay.state, on_post.stay.last_day = state, days(-1) if ended else None
        on_post.stay.save(update_fields=["state", "last_day"])
        return on_post.stay
    if name == "absence":
        facts = {"kind": "leave", "first_day": days(3), "last_day": days(4), "reason": "考试"}
        return Absence.objects.create(stay=on_post.stay, state=state, **facts)
    if name == "problem":
        return Problem.objects.create(stay=on_post.stay, words="热水器坏了", due_at=timezone.now(), state=state)
    placement = placement_in(on_post, "confirmed", position_in(on_post))
    return Agreement.objects.create(placement=placement, starts_on=days(40), ends_on=days(80), state=state)


def take(name: str, thing, move: str, by) -> str:
    if name == "agreement":
        return tried(actions.sign, thing, by=by) if move == "sign" else tried(actions.void, thing, by=by, note="因为")
    if name == "stay":
        return tried(actions.move_stay, thing, move, by=by, day=days(-1), note="因为")
    action = actions.move_absence if name == "absence" else actions.move_problem
    return tried(action, thing, move, by=by, note="因为")


def expected(name: str, move: str, state: str, who: str) -> str:
    people, arrows = EXPECTED[name][move]
    return arrows.get(state, "NotNow") if who in people else "NotAllowed"


def test_the_tables_of_this_test_name_every_move():
    assert {name: list(moves) for name, moves in EXPECTED.items()} == {
        name: workflow.names for name, workflow in WORKFLOWS.items()
    }


@pytest.mark.parametrize(("name", "state"), CELLS)
def test_every_move_by_every_person_ends_as_the_table_says(name, state, on_post):
    thing, cells = thing_in(on_post, name, state), list(product(EXPECTED[name], EVERYBODY))
    assert {(move, who): take(name, thing, move, on_post.people[who]) for move, who in cells} == {
        (move, who): expected(name, move, state, who) for move, who in cells
    }


@pytest.mark.parametrize(("name", "state"), [cell for cell in CELLS if cell[0] != "agreement"])
def test_the_buttons_are_exactly_the_moves_that_succeed(name, state, on_post):
    thing = thing_in(on_post, name, state)
    for who in EVERYBODY:
        actor = on_post.people[who]
        offered = [offer.name for offer in WORKFLOWS[name].moves_for(thing, actor, may) if not offer.why_not]
        assert offered == [
            move for move in EXPECTED[name] if take(name, thing, move, actor) not in ("NotAllowed", "NotNow")
        ]


def test_leave_that_has_begun_is_not_taken_back_by_the_student(on_post):
    absence = thing_in(on_post, "absence", AbsenceState.GRANTED)
    Absence.objects.filter(pk=absence.pk).update(first_day=days(0))
    assert take("absence", absence, "take_back", on_post.people["student"]) == "NotNow"


def test_a_problem_is_opened_again_for_seven_days_and_no_longer(on_post):
    problem, student = thing_in(on_post, "problem", ProblemState.CLOSED), on_post.people["student"]
    for age, answer in ((7, "open"), (8, "NotNow")):
        since = timezone.now() - timedelta(days=age) + timedelta(minutes=1)
        Problem.objects.filter(pk=problem.pk).update(state_since=since)
        assert take("problem", problem, "reopen", student) == answer


def test_an_agreement_of_a_student_on_post_is_not_made_void(on_post):
    agreement = Agreement.objects.get(placement=on_post.placement, state=AgreementState.SIGNED)
    assert take("agreement", agreement, "void", on_post.people["office"]) == "NotNow"


@pytest.mark.parametrize(
    ("offset", "answer"), [(-21, "NotNow"), (-20, "ended_early"), (20, "ended_early"), (21, "NotNow")]
)
def test_an_early_end_lies_within_the_stay(offset, answer, on_post):
    stay = thing_in(on_post, "stay", StayState.LEAVING)
    office = on_post.people["office"]
    assert tried(actions.move_stay, stay, "approve_end", by=office, day=days(offset)) == answer
