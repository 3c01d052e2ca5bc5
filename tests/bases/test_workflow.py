"""Every move × state × person of a base's life, really tried."""

from itertools import product

import pytest
from django.db import transaction

from accounts.permissions import Permission, can
from bases import actions
from bases.models import Base
from bases.workflow import LIFE, State
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from tests.scene import PEOPLE, base_in, pdf

UNIT = {"office", "jiaoyu"}
OFFICE = {"office"}
# move: (who may, from which states to which)
EXPECTED = {
    "sign": (UNIT, {"plan": "agreement"}),
    "award": (OFFICE, {"agreement": "plaque"}),
    "operate": (UNIT, {"plaque": "operating"}),
    "submit_review": (UNIT, {"operating": "review"}),
    "pass_review": (OFFICE, {"review": "operating"}),
    "send_back": (OFFICE, {"agreement": "plan", "plaque": "agreement", "review": "operating"}),
    "withdraw": (OFFICE, {"plaque": "withdrawn", "operating": "withdrawn", "review": "withdrawn"}),
    "drop": (OFFICE, {"plan": "dropped", "agreement": "dropped"}),
}


class Undo(Exception):
    pass


def attempt(base: Base, move: str, actor) -> str:
    """Take the move and roll it back; say the state reached, or how it was refused."""
    try:
        with transaction.atomic():
            state = actions.move_base(base, move, by=actor, evidence=pdf(), note="因为").state
            raise Undo
    except Undo:
        return state
    except (NotAllowed, NotNow) as refusal:
        return type(refusal).__name__


def expected(move: str, state: str, person: str) -> str:
    people, arrows = EXPECTED[move]
    return "NotAllowed" if person not in people else arrows.get(state, "NotNow")


def test_the_table_of_this_test_names_every_move():
    assert list(EXPECTED) == LIFE.names


@pytest.mark.parametrize("state", State.values)
def test_every_move_by_every_person_ends_as_the_table_says(state, scene):
    base = base_in(scene, state)
    cells = list(product(EXPECTED, PEOPLE))
    assert {(move, who): attempt(base, move, scene.people[who]) for move, who in cells} == {
        (move, who): expected(move, state, who) for move, who in cells
    }


@pytest.mark.parametrize("state", State.values)
def test_the_buttons_are_exactly_the_moves_that_succeed(state, scene):
    base = base_in(scene, state)
    for who in PEOPLE:
        actor = scene.people[who]
        offered = [offer.name for offer in LIFE.moves_for(base, actor, can) if not offer.why_not]
        assert offered == [move for move in EXPECTED if attempt(base, move, actor) not in ("NotAllowed", "NotNow")]


def test_a_plan_without_a_partnership_says_what_is_missing(scene):
    base = base_in(scene, partnership=None)
    assert LIFE.why_not(base, LIFE["sign"]) == "还没有挂到一个县校合作上，请先在“修改”里选择。"
    assert attempt(base, "sign", scene.people["office"]) == "NotNow"


def test_every_permission_of_the_table_is_one_of_the_house():
    assert {move.permission for move in LIFE.moves} == {Permission.ADVANCE_BASE, Permission.DECIDE_BASE}
