"""Two at once, each with a real connection: one stay, one week, one agreement, one signature, one report."""

import pytest
from django.utils import timezone

from interns.models import Tutor
from notifications.models import Event, working_calendar
from onpost import actions
from onpost.models import Absence, Agreement, Problem, Signature, Stay, Week
from onpost.weeks import due_weeks
from tests.bases.test_races import race
from tests.onpost.test_check_in import complete
from tests.scene import days, pdf
from tests.season import placement_in, position_in, stay_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_student_is_checked_in_once(interns):
    post = position_in(interns, season=interns.offering, starts_on=days(-1), ends_on=days(9))
    placement = complete(placement_in(interns, "confirmed", post))

    def check_in():
        return actions.check_in(placement, by=interns.people["yabao"])

    assert race(check_in, check_in) == ["NotNow", "Stay"]
    assert Stay.objects.count() == 1


def test_a_week_is_confirmed_once_with_its_absences(interns):
    stay = stay_in(interns)
    monday = due_weeks(stay, set(), timezone.localdate(), working_calendar())[-1]
    line = {"stay": stay, "kind": "sick", "first_day": monday, "last_day": monday, "reason": ""}

    def confirm():
        return actions.confirm_week([stay], monday, by=interns.people["yabao"], absences=[line])

    assert race(confirm, confirm) == ["NotNow", "list"]
    assert (Week.objects.count(), Absence.objects.count()) == (1, 1)


def test_two_parties_who_open_it_at_once_share_one_agreement(interns):
    placement = placement_in(interns, "confirmed")

    def open_as(who):
        return lambda: actions.agreement_of(placement, by=interns.people[who])

    assert race(open_as("student"), open_as("yabao")) == ["Agreement", "Agreement"]
    assert Agreement.objects.count() == 1


def test_the_last_two_signatures_at_once_complete_it(interns):
    placement = placement_in(interns, "confirmed")
    agreement = actions.agreement_of(placement, by=interns.people["student"])
    actions.file_scan(agreement, pdf(), ["university"], by=interns.people["office"])

    def sign_as(who):
        return lambda: actions.sign(agreement, by=interns.people[who])

    assert race(sign_as("student"), sign_as("yabao")) == ["Agreement", "Agreement"]
    assert (Signature.objects.count(), Agreement.objects.get().state) == (3, "signed")


def test_two_clocks_raise_a_problem_once(interns):
    stay = stay_in(interns)
    Problem.objects.create(stay=stay, words="热水器坏了", due_at=timezone.now())
    race(actions.raise_problems, actions.raise_problems)
    assert Event.objects.filter(verb="raised").count() == 1


def test_a_tutor_gets_one_link_however_many_ask(interns):
    stay = stay_in(interns)
    tutor = Tutor.objects.create(host=interns.yabao, name="张师傅")
    type(stay.placement.position).objects.update(tutor=tutor)

    def ask():
        return actions.week_link(tutor, by=interns.people["yabao"])

    assert race(ask, ask) == ["PersonalLink", "PersonalLink"]
