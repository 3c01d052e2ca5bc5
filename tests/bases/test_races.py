"""Two people at once, each with a real connection: one plaque, one registration, no lost change."""

from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection
from django.urls import reverse

from bases import actions
from bases.models import Base, BaseStep
from bases.workflow import State
from notifications.models import Event
from ruoyi_coop.lib.errors import Conflict, NotNow
from tests.scene import base_in, pdf

pytestmark = pytest.mark.django_db(transaction=True)


def race(*attempts) -> list:
    """Start all at the same moment; return what each answered or raised, by class name."""
    reverse("home")  # a server has read its addresses long before two people meet
    start, answers = Barrier(len(attempts)), [None] * len(attempts)

    def run(place, attempt):
        start.wait()
        try:
            answers[place] = type(attempt()).__name__
        except (NotNow, Conflict, DatabaseError) as refusal:
            answers[place] = type(refusal).__name__
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(attempts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def test_a_plaque_is_awarded_once(scene):
    base, office = base_in(scene, State.AGREEMENT), scene.people["office"]

    def award():
        return actions.move_base(base, "award", by=office, evidence=pdf())

    assert race(award, award, award) == ["Base", "NotNow", "NotNow"]
    assert BaseStep.objects.filter(base=base, move="award").count() == 1
    assert Event.objects.filter(verb="award").count() == 1


def test_two_edits_of_the_same_version_never_lose_one(scene):
    base, office = base_in(scene), scene.people["office"]

    def edit(name):
        return lambda: actions.edit_base(base, {"name": name}, by=office, version=1)

    assert race(edit("甲"), edit("乙")) == ["Base", "Conflict"]
    assert Event.objects.filter(verb="edited").count() == 1


def test_the_same_name_registered_twice_at_once_is_said_in_words(scene):
    facts = {"base_type": scene.kind, "host": scene.yabao, "unit": scene.units["教育局"], "name": "同名"}

    def register():
        return actions.add_base(dict(facts), by=scene.people["office"])

    assert race(register, register) == ["Base", "NotNow"]
    assert Base.objects.filter(name="同名").count() == 1
