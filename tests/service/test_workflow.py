"""Every move × state × person, really tried: the group works, only the asker ends it."""

from itertools import product

import pytest
from django.db import transaction

from accounts.permissions import Permission
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from service import actions
from service.models import ServiceRequest
from service.workflow import SERVICE, State
from tests.scene import PEOPLE
from tests.service.conftest import request_in

EVERYBODY = (*PEOPLE, "lingdao", "nongye")
GROUP, HOLDER, ASKER = {"gongke", "leader", "jiaoyu"}, {"gongke"}, {"tsinghua"}
# move: (who may, from which states to which)
EXPECTED = {
    "answer": (GROUP, {"asked": "answered"}),
    "say_done": (GROUP, {"answered": "done_said"}),
    "pass_on": (HOLDER, {"asked": "asked", "answered": "answered"}),
    "confirm": (ASKER, {"done_said": "confirmed"}),
    "not_yet": (ASKER, {"done_said": "answered"}),
    "withdraw": (ASKER, {"asked": "withdrawn", "answered": "withdrawn"}),
}


class Undo(Exception):
    pass


def attempt(row: ServiceRequest, move: str, actor) -> str:
    """Take the move and roll it back; say the state reached, or how it was refused."""
    try:
        with transaction.atomic():
            state = actions.move_request(row, move, by=actor, note="因为").state
            raise Undo
    except Undo:
        return state
    except (NotAllowed, NotNow) as refusal:
        return type(refusal).__name__


def expected(move: str, state: str, person: str) -> str:
    people, arrows = EXPECTED[move]
    return "NotAllowed" if person not in people else arrows.get(state, "NotNow")


def test_the_table_of_this_test_names_every_move():
    assert list(EXPECTED) == SERVICE.names


@pytest.mark.parametrize("state", State.values)
def test_every_move_by_every_person_ends_as_the_table_says(state, scene):
    row = request_in(scene, state)
    cells = list(product(EXPECTED, EVERYBODY))
    assert {(move, who): attempt(row, move, scene.people[who]) for move, who in cells} == {
        (move, who): expected(move, state, who) for move, who in cells
    }


@pytest.mark.parametrize("state", State.values)
def test_the_buttons_are_exactly_the_moves_that_succeed(state, scene):
    row = request_in(scene, state)
    for who in EVERYBODY:
        actor = scene.people[who]
        offered = [offer.name for offer in actions.offers(row, actor) if not offer.why_not]
        assert offered == [move for move in EXPECTED if attempt(row, move, actor) not in ("NotAllowed", "NotNow")]


@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_but_the_asker_confirms(who, scene):
    row = request_in(scene, State.DONE_SAID)
    assert attempt(row, "confirm", scene.people[who]) == ("confirmed" if who == "tsinghua" else "NotAllowed")


def test_another_liaison_of_the_same_university_does_not_confirm(scene, world):
    from accounts import demo
    from accounts.models import actor_for
    from universities.models import UniversityMember

    hat = demo.wear(world, demo.person(world, "colleague", "同事"), "liaison", place="清华大学")
    UniversityMember.objects.create(hat=hat, university=scene.qinghua.university)
    row, colleague = request_in(scene, State.DONE_SAID), actor_for(hat.user)
    assert list(ServiceRequest.objects.visible_to(colleague)) == [row]
    assert attempt(row, "confirm", colleague) == "NotAllowed"


def test_the_leader_it_was_reported_to_may_answer_too(scene):
    row = request_in(scene, team=scene.general, holder=scene.general.members.get(place=3), university=None)
    assert attempt(row, "answer", scene.people["leader"]) == "NotAllowed"
    row.escalated_at = row.asked_at
    row.save()
    assert attempt(row, "answer", scene.people["leader"]) == "answered"


def test_one_alone_in_a_group_cannot_pass_it_on(scene):
    scene.team.members.exclude(place=1).delete()
    row = request_in(scene)
    assert SERVICE.why_not(row, SERVICE["pass_on"]) == "小组里没有别的人可以接手，请联系县合作办。"
    assert attempt(row, "pass_on", scene.people["gongke"]) == "NotNow"


def test_every_permission_of_the_table_is_one_of_the_house():
    assert {move.permission for move in SERVICE.moves} == {Permission.ASK_SERVICE, Permission.ANSWER_SERVICE}
