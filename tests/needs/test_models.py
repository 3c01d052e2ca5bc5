"""Who sees which needs and supplies, and to whom a telephone number is told."""

import pytest

from needs.models import Need, Supply
from needs.workflow import State, SupplyState
from tests.needs.conftest import need_in, supply_in
from tests.scene import PEOPLE, days

ALL = set(State.values)
PASSED = {"accepted", "in_talks", "met"}
NEEDS_SEEN = {
    "office": ALL,
    "leader": ALL,
    "auditor": ALL,
    "jiaoyu": ALL,
    "gongke": PASSED,
    "tsinghua": {"accepted", "in_talks"},
    "xinong": {"accepted", "in_talks"},
    "yabao": ALL,
}
SUPPLIES_SEEN = {
    "office": {"offered", "accepted", "withdrawn"},
    "leader": {"offered", "accepted", "withdrawn"},
    "auditor": {"offered", "accepted", "withdrawn"},
    "jiaoyu": {"accepted"},
    "gongke": {"accepted"},
    "tsinghua": {"offered", "accepted", "withdrawn"},
}


@pytest.mark.parametrize("who", PEOPLE)
def test_each_person_sees_the_needs_of_their_circle(who, scene):
    for state in State.values:
        need_in(scene, state, title=state)
    seen = Need.objects.visible_to(scene.people[who]).values_list("state", flat=True)
    assert sorted(seen) == sorted(NEEDS_SEEN.get(who, set()))


@pytest.mark.parametrize("who", PEOPLE)
def test_each_person_sees_the_supplies_of_their_circle(who, scene):
    for state in SupplyState.values:
        supply_in(scene, state, title=state)
    seen = Supply.objects.visible_to(scene.people[who]).values_list("state", flat=True)
    assert sorted(seen) == sorted(SUPPLIES_SEEN.get(who, set()))


def test_a_unit_sees_the_answers_to_its_needs_before_they_are_accepted(scene):
    supply = supply_in(scene, "offered", answers=need_in(scene, State.ACCEPTED))
    assert list(Supply.objects.visible_to(scene.people["jiaoyu"])) == [supply]
    assert list(Supply.objects.visible_to(scene.people["gongke"])) == []


def test_a_university_keeps_seeing_what_it_answered(scene):
    need = need_in(scene, State.MET)
    supply_in(scene, answers=need)
    supply_in(scene, title="又一个", answers=need)
    assert list(Need.objects.visible_to(scene.people["tsinghua"])) == [need]
    assert list(Need.objects.visible_to(scene.people["xinong"])) == []


@pytest.mark.parametrize("who", PEOPLE)
def test_the_number_is_told_to_owners_and_the_office(who, scene):
    need = need_in(scene, State.ACCEPTED)
    assert need.tells_contact_to(scene.people[who]) == (who in {"office", "jiaoyu", "yabao"})


@pytest.mark.parametrize(("state", "told"), [("offered", False), ("accepted", True), ("withdrawn", False)])
def test_a_university_learns_the_number_when_its_answer_is_accepted(state, told, scene):
    need = need_in(scene, State.ACCEPTED)
    supply_in(scene, state, answers=need)
    assert need.tells_contact_to(scene.people["tsinghua"]) == told
    assert need.tells_contact_to(scene.people["xinong"]) is False


@pytest.mark.parametrize(
    ("state", "holder"),
    [
        ("registered", "县合作办"),
        ("returned", "亚宝药业"),
        ("accepted", "教育局"),
        ("in_talks", "教育局"),
        ("met", ""),
        ("on_hold", "县合作办"),
        ("terminated", ""),
    ],
)
def test_who_has_a_need_in_each_state(state, holder, scene):
    assert need_in(scene, state).holder == holder


def test_the_days_at_a_rung_are_counted_from_the_day_it_was_reached(scene):
    assert need_in(scene, rung_on=days(-12)).days_here == 12


def test_waiting_for_an_answer_means_none_that_stands(scene):
    free = need_in(scene, State.ACCEPTED, title="无人应答")
    withdrawn = need_in(scene, State.ACCEPTED, title="已撤回")
    taken = need_in(scene, State.ACCEPTED, title="清华已应答")
    supply_in(scene, "withdrawn", answers=withdrawn)
    supply_in(scene, "offered", answers=taken)
    need_in(scene, State.MET, title="不在库")
    assert set(Need.objects.unanswered(scene.people["office"])) == {free, withdrawn}
    assert set(Need.objects.unanswered(scene.people["tsinghua"])) == {free, withdrawn}
    assert set(Need.objects.unanswered(scene.people["xinong"])) == {free, withdrawn, taken}
