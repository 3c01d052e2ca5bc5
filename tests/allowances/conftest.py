"""Tested on the common season, with a student whose forty days are over and confirmed."""

from datetime import date
from decimal import Decimal

import pytest

from allowances.models import Rate
from tests.allowances.people import numbers_of
from tests.season import clock, confirm_weeks, interns, on_post, scene, stay_in

__all__ = ["clock", "interns", "on_post", "scene"]


@pytest.fixture
def paid(interns, cast):
    """`student` has finished forty days of which all weeks are confirmed, and has filled in both numbers."""
    interns.stay = stay_in(interns, begun=-60, lasts=39, state="finished")
    confirm_weeks(interns.stay)
    numbers_of(interns.student)
    Rate.objects.create(per="day", amount=Decimal("50"), from_day=date(2020, 1, 1))
    interns.cast = cast
    return interns
