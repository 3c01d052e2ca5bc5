"""Tested on the common season: `on_post` with a tutor, and both students of 清华大学."""

import pytest

from interns.models import Placement, Position, StudentProfile, Tutor
from onpost.models import Stay
from tests.season import clock, interns, scene, stay_in

__all__ = ["clock", "interns", "on_post", "scene"]


@pytest.fixture
def on_post(interns):
    """`stay`: student on post at 亚宝药业 for twenty days under `tutor`, and twenty days still to come."""
    StudentProfile.objects.update(university=interns.qinghua.university)
    interns.stay = stay_in(interns)
    interns.tutor = Tutor.objects.create(host=interns.yabao, name="张师傅", email="zhang@example.com")
    Position.objects.filter(pk=interns.stay.placement.position_id).update(tutor=interns.tutor)
    interns.stay = Stay.objects.with_people().get(pk=interns.stay.pk)
    interns.placement = Placement.objects.get(pk=interns.stay.placement_id)
    return interns
