"""Every move × state × person of a post, an application and a placement, really tried."""

from itertools import product

import pytest
from django.db import transaction

from accounts.permissions import Permission, can
from interns import actions
from interns.workflow import APPLICATION, PLACEMENT, POSITION, ApplicationState, PlacementState, PositionState
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from tests.scene import PEOPLE, days
from tests.season import application_in, placement_in, position_in

EVERYBODY = (*PEOPLE, "student2")
OFFICE, HOST, OWNER = {"office"}, {"office", "yabao"}, {"student"}
# workflow: (how it is made, how it is moved, {move: (who may, from which states to which)})
POSITIONS = {
    "submit": (HOST, {"draft": "submitted"}),
    "publish": (OFFICE, {"submitted": "published"}),
    "publish_flagged": (OFFICE, {}),
    "send_back": (OFFICE, {"submitted": "draft"}),
    "withdraw": (HOST, {"submitted": "withdrawn", "published": "withdrawn"}),
    "reopen": (HOST, {"withdrawn": "draft"}),
}
APPLICATIONS = {
    "submit": (OWNER, {"draft": "submitted"}),
    "close": (OWNER, {"draft": "closed", "submitted": "closed"}),
    "restart": (OWNER, {"closed": "draft"}),
}
PLACEMENTS = {
    "confirm": (OWNER, {"offered": "confirmed"}),
    "decline": (OWNER, {"offered": "declined", "confirmed": "declined"}),
    "revoke": (OFFICE, {"offered": "revoked", "confirmed": "revoked"}),
}


def post_of(interns, state):
    return position_in(interns, state)


def application_of(interns, state):
    return application_in(interns, state, position_in(interns))


CASES = {
    "position": (POSITION, PositionState, post_of, actions.move_position, POSITIONS),
    "application": (APPLICATION, ApplicationState, application_of, actions.move_application, APPLICATIONS),
    "placement": (PLACEMENT, PlacementState, placement_in, actions.move_placement, PLACEMENTS),
}
CELLS = [(name, state) for name, case in CASES.items() for state in case[1].values]


class Undo(Exception):
    pass


def attempt(act, thing, move: str, actor) -> str:
    """Take the move and roll it back; say the state reached, or how it was refused."""
    try:
        with transaction.atomic():
            state = act(thing, move, by=actor, note="因为").state
            raise Undo
    except Undo:
        return state
    except (NotAllowed, NotNow) as refusal:
        return type(refusal).__name__


def expected(table, move: str, state: str, person: str) -> str:
    people, arrows = table[move]
    return "NotAllowed" if person not in people else arrows.get(state, "NotNow")


@pytest.mark.parametrize("name", CASES)
def test_the_table_of_this_test_names_every_move(name):
    workflow, _states, _make, _act, table = CASES[name]
    assert list(table) == workflow.names


@pytest.mark.parametrize(("name", "state"), CELLS)
def test_every_move_by_every_person_ends_as_the_table_says(name, state, interns):
    _workflow, _states, make, act, table = CASES[name]
    thing, cells = make(interns, state), list(product(table, EVERYBODY))
    assert {(move, who): attempt(act, thing, move, interns.people[who]) for move, who in cells} == {
        (move, who): expected(table, move, state, who) for move, who in cells
    }


@pytest.mark.parametrize(("name", "state"), CELLS)
def test_the_buttons_of_those_who_see_it_are_exactly_the_moves_that_succeed(name, state, interns):
    workflow, _states, make, act, table = CASES[name]
    thing = make(interns, state)
    actors = [interns.people[who] for who in EVERYBODY]
    for actor in [one for one in actors if type(thing).objects.visible_to(one).exists()]:
        offered = [offer.name for offer in workflow.moves_for(thing, actor, can) if not offer.why_not]
        assert offered == [move for move in table if attempt(act, thing, move, actor) not in ("NotAllowed", "NotNow")]


@pytest.mark.parametrize(("move", "state"), [("submit", "draft"), ("close", "submitted"), ("close", "draft")])
def test_after_the_deadline_the_owner_is_too_late_and_others_are_not_allowed(move, state, interns):
    application = application_in(interns, state, position_in(interns, season=interns.offering))
    answers = {who: attempt(actions.move_application, application, move, interns.people[who]) for who in EVERYBODY}
    assert answers == {who: "NotNow" if who == "student" else "NotAllowed" for who in EVERYBODY}


@pytest.mark.parametrize(
    ("move", "state", "columns", "why"),
    [
        ("submit", "draft", {"tasks": " "}, "请先写明实习任务，学生要知道去做什么。"),
        ("submit", "draft", {"starts_on": days(-9), "ends_on": days(-1)}, "实习结束日期已过，请先改日期。"),
        ("publish", "submitted", {"starts_on": days(-9), "ends_on": days(-1)}, "实习结束日期已过，请先改日期。"),
        ("withdraw", "published", {"taken": 1}, "已有 1 名学生被录用，请先和学生说清并由其放弃。"),
    ],
)
def test_a_post_that_lacks_something_says_what(move, state, columns, why, interns):
    position = position_in(interns, state, **columns)
    with pytest.raises(NotNow, match=f"^{why}$"):
        actions.move_position(position, move, by=interns.people["office"], note="因为")


def test_every_permission_of_the_tables_is_one_of_the_house():
    named = {move.permission for workflow, *_rest in CASES.values() for move in workflow.moves}
    posts = {Permission.EDIT_POSITION, Permission.DECIDE_POSITION}
    assert named == posts | {Permission.APPLY, Permission.ANSWER_OFFER, Permission.PLACE_STUDENTS}
