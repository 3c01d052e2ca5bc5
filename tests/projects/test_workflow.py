"""Every move × state × person of the ladder, really tried; and what becomes of the duties that hang on it."""

from itertools import product

import pytest
from django.db import transaction

from projects import actions
from projects.workflow import PIPELINE, RUNNING, Stage
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from supervision import actions as duties
from supervision.models import Duty
from tests.scene import PEOPLE, milestone_of, pdf, project_in

UNIT = {"office", "jiaoyu"}
OFFICE = {"office"}
EXPECTED = {
    "intention": (UNIT, {"talks": "intention"}),
    "visit": (UNIT, {"intention": "visit"}),
    "framework": (UNIT, {"visit": "framework"}),
    "contract": (UNIT, {"framework": "contract"}),
    "land": (UNIT, {"contract": "landed"}),
    "accept": (OFFICE, {"landed": "accepted"}),
    "close": (OFFICE, {"accepted": "closed"}),
    "take_back": (
        OFFICE,
        {
            "intention": "talks",
            "visit": "intention",
            "framework": "visit",
            "contract": "framework",
            "landed": "contract",
            "accepted": "landed",
        },
    ),
    "hold": (UNIT, dict.fromkeys(RUNNING, "on_hold")),
    "resume": (UNIT, {"on_hold": "framework"}),
    "terminate": (OFFICE, dict.fromkeys((*RUNNING, "on_hold"), "terminated")),
}


class Undo(Exception):
    pass


def attempt(act) -> str:
    """Take the move and roll it back; say the state reached, or how it was refused."""
    try:
        with transaction.atomic():
            state = act().state
            raise Undo
    except Undo:
        return state
    except (NotAllowed, NotNow) as refusal:
        return type(refusal).__name__


def climb(project, move: str, actor) -> str:
    return attempt(lambda: actions.move_project(project, move, by=actor, evidence=pdf(), note="因为"))


def wanted(move: str, state: str, person: str) -> str:
    people, arrows = EXPECTED[move]
    return "NotAllowed" if person not in people else arrows.get(state, "NotNow")


def test_the_table_of_this_test_names_every_move():
    assert list(EXPECTED) == PIPELINE.names


@pytest.mark.parametrize("state", Stage.values)
def test_every_move_of_a_project_by_every_person_ends_as_the_table_says(state, scene):
    project = project_in(scene, state)
    cells = list(product(EXPECTED, PEOPLE))
    assert {(move, who): climb(project, move, scene.people[who]) for move, who in cells} == {
        (move, who): wanted(move, state, who) for move, who in cells
    }


def test_a_project_with_an_open_milestone_is_not_closed(scene):
    project = project_in(scene, "accepted")
    milestone_of(project)
    assert PIPELINE.why_not(project, PIPELINE["close"]) == "还有1个里程碑没有复核销号。"
    assert climb(project, "close", scene.people["office"]) == "NotNow"


def test_a_held_project_resumes_exactly_where_it_was(scene):
    office = scene.people["office"]
    for stage in RUNNING:
        project = project_in(scene, stage, title=stage)
        held = actions.move_project(project, "hold", by=office, note="等批复")
        assert (held.state, held.held_from) == ("on_hold", stage)
        back = actions.move_project(held, "resume", by=office)
        assert (back.state, back.held_from) == (stage, "")


def states(project) -> list[str]:
    return list(Duty.objects.filter(origin=project.key).order_by("pk").values_list("state", flat=True))


def test_duties_rest_and_go_on_with_their_project_but_not_those_suspended_before(scene):
    office, jiaoyu = scene.people["office"], scene.people["jiaoyu"]
    project = project_in(scene, "landed")
    for state in ("assigned", "doing", "reported", "closed", "doing"):
        last = milestone_of(project, state=state).duty
    duties.move_duty(last, "suspend", by=office, note="等设备")
    held = actions.move_project(project, "hold", by=jiaoyu, note="等批复")
    assert states(project) == ["suspended", "suspended", "reported", "closed", "suspended"]
    actions.move_project(held, "resume", by=jiaoyu)
    assert states(project) == ["assigned", "doing", "reported", "closed", "suspended"]


def test_nobody_has_to_do_what_a_terminated_project_had_promised(scene):
    project = project_in(scene, "landed")
    for state in ("assigned", "doing", "reported", "closed"):
        milestone_of(project, state=state)
    actions.move_project(project, "terminate", by=scene.people["office"], note="企业停产")
    assert states(project) == ["cancelled", "cancelled", "reported", "closed"]


def test_a_held_project_is_not_reported_done_by_a_duty(scene):
    project = project_in(scene, "landed")
    duty = milestone_of(project).duty
    actions.move_project(project, "hold", by=scene.people["jiaoyu"], note="等批复")
    with pytest.raises(NotNow, match="现在是“已中止”"):
        duties.move_duty(duty, "report", by=scene.people["tsinghua"], upload=pdf())
