"""Every move × state × person, for needs and for supplies, really tried."""

from itertools import product

import pytest
from django.db import transaction

from accounts.permissions import Permission, can
from needs import actions
from needs.workflow import NEED, SUPPLY, State, SupplyState
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from tests.needs.conftest import need_in, supply_in
from tests.scene import PEOPLE

OFFICE = {"office"}
UNIT = {"office", "jiaoyu"}
OWNERS = {"office", "jiaoyu", "yabao"}
OFFERERS = {"office", "tsinghua"}
GOING = ("registered", "returned", "accepted", "in_talks")
# move: (who may, from which states to which)
NEEDS = {
    "accept": (OFFICE, {"registered": "accepted"}),
    "send_back": (OFFICE, {"registered": "returned"}),
    "resubmit": (OWNERS, {"returned": "registered"}),
    "begin_talks": (UNIT, {"accepted": "in_talks"}),
    "meet": (UNIT, {"in_talks": "met"}),
    "talks_failed": (UNIT, {"in_talks": "accepted"}),
    "hold": (OFFICE, dict.fromkeys(GOING, "on_hold")),
    "resume": (OFFICE, {"on_hold": "accepted"}),
    "terminate": (OFFICE, dict.fromkeys((*GOING, "on_hold"), "terminated")),
}
SUPPLIES = {
    "admit": (OFFICE, {"offered": "accepted"}),
    "withdraw": (OFFERERS, {"offered": "withdrawn", "accepted": "withdrawn"}),
}


class Undo(Exception):
    pass


def attempt(action, thing, move: str, actor) -> str:
    """Take the move and roll it back; say the state reached, or how it was refused."""
    try:
        with transaction.atomic():
            state = action(thing, move, by=actor, note="因为").state
            raise Undo
    except Undo:
        return state
    except (NotAllowed, NotNow) as refusal:
        return type(refusal).__name__


def expected(table: dict, state: str) -> dict:
    """What each person gets who tries each move of the table from this state."""
    return {
        (move, who): "NotAllowed" if who not in table[move][0] else table[move][1].get(state, "NotNow")
        for move, who in product(table, PEOPLE)
    }


def test_the_tables_of_this_test_name_every_move():
    assert (list(NEEDS), list(SUPPLIES)) == (NEED.names, SUPPLY.names)


@pytest.mark.parametrize("state", State.values)
def test_every_move_of_a_need_by_every_person_ends_as_the_table_says(state, scene):
    need = need_in(scene, state)
    tried = {
        (move, who): attempt(actions.move_need, need, move, scene.people[who]) for move, who in product(NEEDS, PEOPLE)
    }
    assert tried == expected(NEEDS, state)


@pytest.mark.parametrize("state", SupplyState.values)
def test_every_move_of_a_supply_by_every_person_ends_as_the_table_says(state, scene):
    supply = supply_in(scene, state)
    tried = {
        (move, who): attempt(actions.move_supply, supply, move, scene.people[who])
        for move, who in product(SUPPLIES, PEOPLE)
    }
    assert tried == expected(SUPPLIES, state)


@pytest.mark.parametrize("state", State.values)
def test_the_buttons_are_exactly_the_moves_that_succeed(state, scene):
    need = need_in(scene, state)
    for who in PEOPLE:
        actor = scene.people[who]
        offered = [offer.name for offer in NEED.moves_for(need, actor, can) if not offer.why_not]
        tried = [(move, attempt(actions.move_need, need, move, actor)) for move in NEEDS]
        assert offered == [move for move, answer in tried if answer not in ("NotAllowed", "NotNow")]


@pytest.mark.parametrize("state", GOING)
def test_a_held_need_resumes_where_it_was(state, scene):
    need, office = need_in(scene, state), scene.people["office"]
    held = actions.move_need(need, "hold", by=office, note="等批复")
    assert (held.state, held.held_from) == ("on_hold", state)
    back = actions.move_need(held, "resume", by=office)
    assert (back.state, back.held_from) == (state, "")


def test_every_permission_of_the_tables_is_one_of_the_house():
    assert {move.permission for move in (*NEED.moves, *SUPPLY.moves)} == {
        Permission.REGISTER_NEED,
        Permission.DECIDE_NEED,
        Permission.MATCH_NEED,
        Permission.OFFER_SUPPLY,
    }
