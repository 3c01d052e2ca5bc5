"""Whatever somebody holds and whoever is chosen: afterwards nothing is left, and each thing has its new owner."""

from dataclasses import replace
from random import Random

import pytest

from accounts.models import Hat
from handover.actions import hand_over
from handover.candidates import candidates
from handover.checks import ownerless
from handover.holdings import held_by
from supervision.models import Blocker, Duty
from supervision.workflow import OPEN, PLANNED
from tests.handover.conftest import blocker_in, duty_in, plan_for


def fill(town, dice: Random) -> None:
    """A random heap of duties, drafts and blockers, some of them other people's."""
    for number in range(dice.randint(1, 12)):
        state = dice.choice([*OPEN, *PLANNED])
        person = dice.choice([town.leaver, town.ma.user])
        who = {"person": None, "drafted_by": person} if state in PLANNED else {"person": person}
        duty = duty_in(town, f"事项{number}", state, **who)
        if dice.random() < 0.5:
            blocker_in(town, duty, dice.choice([town.hat, town.second, town.head]))


def owner_of(key: str) -> int:
    kind, _colon, pk = key.rpartition(":")
    if kind.startswith("supervision.blocker"):
        return Blocker.objects.get(pk=pk).resolver.user_id
    return getattr(Duty.objects.get(pk=pk), f"{kind.rpartition('.')[2]}_id")


def everything() -> tuple:
    return Duty.objects.count(), Blocker.objects.standing().count()


@pytest.mark.parametrize("seed", range(8))
def test_nothing_is_lost_and_each_thing_has_its_new_owner(seed, town):
    dice = Random(seed)
    fill(town, dice)
    held, before = held_by(town.leaver), everything()
    others = {one.key: owner_of(one.key) for one in held_by(town.ma.user)}
    offered = candidates(held, town.leaver, town.office)
    takers = {key: dice.choice(hats) for key, hats in offered.items()}
    hand_over(replace(plan_for(town.leaver, by=town.office, ends=True), takers=takers), by=town.office)
    assert held_by(town.leaver) == []
    assert {key: owner_of(key) for key in takers} == {key: hat.user_id for key, hat in takers.items()}
    assert {key: owner_of(key) for key in others} == others
    assert everything() == before
    assert ownerless() == []
    assert not Hat.objects.worn().filter(user=town.leaver).exists()
