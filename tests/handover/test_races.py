"""Two at once, each with a real connection: nothing is handed over twice, or to somebody who leaves at that moment."""

from dataclasses import replace

import pytest

from accounts.models import Hat
from handover.actions import hand_over
from handover.checks import ownerless
from handover.holdings import held_by
from handover.models import Handover
from people import actions as people
from supervision.actions import move_duty
from supervision.models import Duty
from tests.bases.test_races import race
from tests.handover.conftest import duty_in, plan_for

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_handovers_of_one_person_pass_each_thing_on_once(full):
    first, second = plan_for(full.leaver, by=full.office), plan_for(full.leaver, by=full.admin)
    answers = race(lambda: hand_over(first, by=full.office), lambda: hand_over(second, by=full.admin))
    assert answers == ["Handover", "NotNow"]
    assert Handover.objects.get().items.count() == 4
    assert held_by(full.leaver) == []


def test_who_leaves_at_the_same_moment_is_given_nothing(full):
    """张志强's things go to 马春 while 马春's own go to 冯局 and the hat ends."""
    duty_in(full, "马春的事", person=full.ma.user)
    first = plan_for(full.leaver, by=full.office, ends=True)
    second = plan_for(full.ma.user, by=full.admin, ends=True)
    second = replace(second, takers=dict.fromkeys(second.takers, full.head))
    answers = race(lambda: hand_over(first, by=full.office), lambda: hand_over(second, by=full.admin))
    assert answers == ["Handover", "NotNow"]
    gone = Duty.objects.open().exclude(person__hats__in=Hat.objects.worn())
    assert list(gone) == []
    assert ownerless() == []


def test_a_hat_ended_by_hand_while_things_arrive_is_refused_or_the_handover_is(full):
    plan = plan_for(full.leaver, by=full.office)
    answers = race(lambda: hand_over(plan, by=full.office), lambda: people.end_hat(full.ma, by=full.admin))
    assert answers in (["Handover", "NotNow"], ["Hat", "NotNow"])
    assert ownerless() == []
    assert Duty.objects.open().exclude(person__hats__in=Hat.objects.worn()).count() == 0


def test_a_duty_closed_at_the_same_moment_is_passed_on_or_skipped_never_lost(full):
    plan = plan_for(full.leaver, by=full.office)
    answers = race(
        lambda: hand_over(plan, by=full.office), lambda: move_duty(full.duty, "cancel", by=full.office, note="不办")
    )
    assert answers == ["Duty", "Handover"]
    assert held_by(full.leaver) == []
    assert Handover.objects.get().items.count() == 4
