"""Every move × state × person of projects and milestones, really tried."""

from itertools import product

import pytest
from django.db import transaction

from accounts.permissions import can
from projects import actions
from projects.workflow import MILESTONE, PIPELINE, RUNNING, Progress, Stage
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from tests.scene import PEOPLE, days, milestone_of, pdf, project_in

UNIT = {"office", "jiaoyu"}
OFFICE = {"office"}
EXPECTED = {
    "visit": (UNIT, {"intention": "visit"}),
    "framework": (UNIT, {"visit": "framework"}),
    "contract": (UNIT, {"framework": "contract"}),
    "land": (UNIT, {"contract": "landed"}),
    "accept": (OFFICE, {"landed": "accepted"}),
    "close": (OFFICE, {"accepted": "closed"}),
    "take_back": (
        OFFICE,
        {
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
FINISHERS = {"office", "jiaoyu", "tsinghua"}  # the unit answers for all, the university for what it holds
OF_MILESTONES = {
    "report": (FINISHERS, {"open": "reported"}),
    "confirm": (UNIT, {"reported": "confirmed"}),
    "send_back": (UNIT, {"reported": "open"}),
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


def finish(milestone, move: str, actor) -> str:
    acts = {
        "report": lambda: actions.report_milestone(milestone, done_on=days(0), upload=pdf(), by=actor),
        "confirm": lambda: actions.confirm_milestone(milestone, by=actor),
        "send_back": lambda: actions.send_milestone_back(milestone, reason="缺签字", by=actor),
    }
    return attempt(acts[move])


def wanted(table, move: str, state: str, person: str) -> str:
    people, arrows = table[move]
    return "NotAllowed" if person not in people else arrows.get(state, "NotNow")


def test_the_tables_of_this_test_name_every_move():
    assert (list(EXPECTED), list(OF_MILESTONES)) == (PIPELINE.names, MILESTONE.names)


@pytest.mark.parametrize("state", Stage.values)
def test_every_move_of_a_project_by_every_person_ends_as_the_table_says(state, scene):
    project = project_in(scene, state)
    cells = list(product(EXPECTED, PEOPLE))
    assert {(move, who): climb(project, move, scene.people[who]) for move, who in cells} == {
        (move, who): wanted(EXPECTED, move, state, who) for move, who in cells
    }


@pytest.mark.parametrize("state", Progress.values)
def test_every_move_of_a_milestone_by_every_person_ends_as_the_table_says(state, scene):
    milestone = milestone_of(project_in(scene, "landed"), state=state)
    cells = list(product(OF_MILESTONES, PEOPLE))
    assert {(move, who): finish(milestone, move, scene.people[who]) for move, who in cells} == {
        (move, who): wanted(OF_MILESTONES, move, state, who) for move, who in cells
    }


def test_what_the_unit_holds_the_university_cannot_report(scene):
    milestone = milestone_of(project_in(scene, "landed"), holder="unit")
    assert finish(milestone, "report", scene.people["tsinghua"]) == "NotAllowed"
    assert finish(milestone, "report", scene.people["jiaoyu"]) == "reported"


def test_whoever_reported_does_not_confirm(scene):
    reporter = scene.people["jiaoyu"]
    milestone = milestone_of(project_in(scene, "landed"), state="reported", reporter=reporter.user)
    assert finish(milestone, "confirm", reporter) == "NotNow"
    assert finish(milestone, "confirm", scene.people["office"]) == "confirmed"
    offers = MILESTONE.moves_for(milestone, reporter, can)
    assert [(offer.name, offer.why_not) for offer in offers] == [
        ("confirm", "是您自己报的，要请另一个人确认完成。"),
        ("send_back", ""),
    ]


@pytest.mark.parametrize("state", ["on_hold", "closed", "terminated"])
def test_nothing_is_reported_done_in_a_project_that_does_not_run(state, scene):
    milestone = milestone_of(project_in(scene, state))
    assert finish(milestone, "report", scene.people["tsinghua"]) == "NotNow"


def test_a_project_with_an_open_milestone_is_not_closed(scene):
    project = project_in(scene, "accepted")
    milestone_of(project)
    assert PIPELINE.why_not(project, PIPELINE["close"]) == "还有1个里程碑没有确认完成。"
    assert climb(project, "close", scene.people["office"]) == "NotNow"


def test_a_held_project_resumes_exactly_where_it_was(scene):
    office = scene.people["office"]
    for stage in RUNNING:
        project = project_in(scene, stage, title=stage)
        held = actions.move_project(project, "hold", by=office, note="等批复")
        assert (held.state, held.held_from) == ("on_hold", stage)
        back = actions.move_project(held, "resume", by=office)
        assert (back.state, back.held_from) == (stage, "")
