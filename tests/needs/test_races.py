"""Several people at once, each with a real connection: one acceptance, one dismissal, no answer after the end."""

import pytest

from needs import actions
from needs.models import Dismissal, Need, NeedStep, Supply
from needs.workflow import State
from notifications.models import Event
from tests.bases.test_races import race
from tests.needs.conftest import need_in, supply_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_need_is_accepted_once(scene):
    need, office = need_in(scene), scene.people["office"]

    def accept():
        return actions.move_need(need, "accept", by=office)

    assert race(accept, accept, accept) == ["Need", "NotNow", "NotNow"]
    assert NeedStep.objects.filter(move="accept").count() == 1
    assert Event.objects.filter(verb="accept").count() == 1


def test_talks_begin_once_whoever_begins_them(scene):
    need = need_in(scene, State.ACCEPTED)

    def begin(who):
        return lambda: actions.move_need(need, "begin_talks", by=scene.people[who])

    assert race(begin("office"), begin("jiaoyu")) == ["Need", "NotNow"]
    assert Need.objects.get().state == "in_talks"


def test_a_pair_is_dismissed_once(scene):
    need, supply = need_in(scene, State.ACCEPTED), supply_in(scene)

    def dismiss():
        return actions.dismiss(need, supply, "不同", by=scene.people["office"])

    assert race(dismiss, dismiss) == ["Dismissal", "NotNow"]
    assert Dismissal.objects.count() == 1


def test_an_answer_and_the_end_of_a_need_never_cross(scene):
    need = need_in(scene, State.IN_TALKS)
    values = {"title": "应答", "field": "玻璃", "keywords": [], "answers": need}

    def answer():
        return actions.offer_supply(dict(values), by=scene.people["tsinghua"])

    def meet():
        return actions.move_need(need, "meet", by=scene.people["office"])

    assert race(answer, meet) in (["Need", "NotNow"], ["Need", "Supply"])
    late = Event.objects.filter(verb="created", subject__startswith="needs.supply").first()
    met = Event.objects.get(verb="meet")
    assert Supply.objects.count() == (1 if late else 0)
    assert late is None or late.pk < met.pk


def test_two_edits_of_the_same_version_never_lose_one(scene):
    need = need_in(scene)

    def edit(field):
        return lambda: actions.edit_need(need, {"field": field}, by=scene.people["office"], version=1)

    assert race(edit("甲"), edit("乙")) == ["Conflict", "Need"]
    assert Event.objects.filter(verb="edited").count() == 1
