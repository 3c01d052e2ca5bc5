"""Every move × state × person of the loop, really tried; who sees a duty in which state."""

from itertools import product

import pytest
from django.db import transaction

from accounts.permissions import can
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from supervision import actions
from supervision.models import Duty
from supervision.workflow import LOOP, State
from tests.supervision.helpers import PEOPLE, days, duty_in, pdf

OFFICE = {"office"}
UNIT = {"jiaoyu", "mate"}
WORKS = UNIT | {"tsinghua"}  # the unit answers for it, the university does it
EXPECTED = {
    "submit": (OFFICE | UNIT, {"draft": "approval"}),
    "approve": (OFFICE, {"approval": "assigned"}),
    "send_back": (OFFICE, {"approval": "draft"}),
    "accept": (WORKS, {"assigned": "accepted"}),
    "turn_down": (WORKS, {"assigned": "returned"}),
    "reassign": (OFFICE, dict.fromkeys(("assigned", "accepted", "doing", "returned"), "assigned")),
    "begin": (WORKS, {"assigned": "doing", "accepted": "doing"}),
    "report": (WORKS, dict.fromkeys(("assigned", "accepted", "doing"), "reported")),
    "review": (OFFICE | UNIT, {"reported": "reviewed"}),
    "redo": (OFFICE | UNIT, {"reported": "doing", "reviewed": "doing"}),
    "close": (OFFICE, {"reported": "closed", "reviewed": "closed"}),
    "suspend": (OFFICE, dict.fromkeys(("assigned", "accepted", "doing", "returned"), "suspended")),
    "resume": (OFFICE, {"suspended": "doing"}),
    "cancel": (
        OFFICE,
        dict.fromkeys(("draft", "approval", "assigned", "accepted", "doing", "returned", "suspended"), "cancelled"),
    ),
}
SECOND_PERSON = ("review", "redo", "close")  # mate reported, so these are not for mate
PLANNED = ("draft", "approval")  # jiaoyu drafted it, so it is no business of mate's yet
SEEN = {
    "office",
    "leader",
    "jiaoyu",
    "mate",
    "gongke",  # leads the partnership it serves
    "tsinghua",
    "auditor",
}
SEEN_WHILE_PLANNED = {"office", "leader", "jiaoyu", "auditor"}


class Undo(Exception):
    pass


def attempt(duty, move: str, actor) -> str:
    """Take the move and roll it back; say the state reached, or how it was refused."""
    asked = {"unit": duty.unit, "university": duty.university} if move == "reassign" else {}
    upload = pdf() if move == "report" else None
    try:
        with transaction.atomic():
            state = actions.move_duty(duty, move, by=actor, note="因为", upload=upload, **asked).state
            raise Undo
    except Undo:
        return state
    except (NotAllowed, NotNow) as refusal:
        return type(refusal).__name__


def wanted(move: str, state: str, person: str) -> str:
    people, arrows = EXPECTED[move]
    if person not in people or (person == "mate" and state in PLANNED):
        return "NotAllowed"
    if person == "mate" and move in SECOND_PERSON:
        return "NotNow"
    return arrows.get(state, "NotNow")


def test_the_table_of_this_test_names_every_move():
    assert list(EXPECTED) == LOOP.names


@pytest.mark.parametrize("state", State.values)
def test_every_move_by_every_person_ends_as_the_table_says(state, scene):
    duty = duty_in(scene, state, university=True)
    cells = list(product(EXPECTED, PEOPLE))
    assert {(move, who): attempt(duty, move, scene.people[who]) for move, who in cells} == {
        (move, who): wanted(move, state, who) for move, who in cells
    }


@pytest.mark.parametrize("state", State.values)
def test_what_no_university_does_no_liaison_touches(state, scene):
    duty = duty_in(scene, state, partnership=scene.qinghua)
    assert {attempt(duty, move, scene.people["tsinghua"]) for move in EXPECTED} == {"NotAllowed"}


@pytest.mark.parametrize("state", State.values)
def test_every_person_sees_a_duty_as_the_table_says(state, scene):
    duty_in(scene, state, university=True)
    seen = {who for who in PEOPLE if Duty.objects.visible_to(scene.people[who]).exists()}
    assert seen == (SEEN_WHILE_PLANNED if state in PLANNED else SEEN)


def test_a_draft_is_seen_by_its_drafter_wherever_it_goes_and_by_those_who_read_all_only(scene):
    duty_in(scene, "draft", drafted_by=scene.users["gongke"])
    seen = {who for who in PEOPLE if Duty.objects.visible_to(scene.people[who]).exists()}
    assert seen == {"office", "leader", "gongke", "auditor"}


@pytest.mark.parametrize(("move", "state"), [("review", "reported"), ("redo", "reviewed"), ("close", "reviewed")])
def test_whoever_reported_is_told_to_ask_a_second_person_even_in_the_office(move, state, scene):
    office = scene.people["office"]
    duty = duty_in(scene, state, reported_by=office.user)
    assert attempt(duty, move, office) == "NotNow"
    offers = {offer.name: offer.why_not for offer in LOOP.moves_for(duty, office, can)}
    assert offers[move] == f"是您自己报的，要请另一个人{LOOP[move].label}。"


@pytest.mark.parametrize("state", ["assigned", "returned", "accepted", "doing"])
def test_a_suspended_duty_resumes_exactly_where_it_was(state, scene):
    office = scene.people["office"]
    held = actions.move_duty(duty_in(scene, state), "suspend", by=office, note="等批复")
    assert (held.state, held.held_from) == ("suspended", state)
    back = actions.move_duty(held, "resume", by=office)
    assert (back.state, back.held_from, back.due) == (state, "", days(5))


HOLDERS = {
    "draft": "王秀兰",
    "approval": "县合作办",
    "assigned": "清华大学",
    "returned": "县合作办",
    "accepted": "清华大学",
    "doing": "清华大学",
    "reported": "教育局或县合作办（复核）",
    "reviewed": "县合作办",
    "closed": "",
    "suspended": "县合作办",
    "cancelled": "",
}


def test_in_each_state_it_is_said_who_has_to_do_the_next_thing(scene):
    assert {state: duty_in(scene, state, university=True).holder for state in State.values} == HOLDERS


def test_the_person_who_accepted_is_named(scene):
    duty = actions.move_duty(duty_in(scene, "assigned"), "accept", by=scene.people["mate"])
    assert duty.holder == "教育局 · 马科员"
