"""Which days are not covered: by hand, for any policies, and the same in Python and in the database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onpost import board
from onpost.attendance import days_between
from onpost.coverage import gaps, said, uninsured
from onpost.models import Insurance
from tests.scene import days
from tests.season import placement_in

FIRST = date(2030, 7, 1)


def july(day: int) -> date:
    return date(2030, 7, day)


SPANS = st.tuples(st.integers(-5, 40), st.integers(0, 20)).map(
    lambda pair: (FIRST + timedelta(days=pair[0]), FIRST + timedelta(days=sum(pair)))
)


@given(st.lists(SPANS, max_size=5), st.integers(0, 30))
def test_a_day_is_in_a_gap_exactly_when_no_policy_holds_it(spans, length):
    last = FIRST + timedelta(days=length)
    found = [day for first, end in gaps(FIRST, last, spans) for day in days_between(first, end)]
    assert found == [day for day in days_between(FIRST, last) if not any(first <= day <= end for first, end in spans)]


@pytest.mark.parametrize(
    ("spans", "missing"),
    [
        ([], [(1, 31)]),
        ([(1, 31)], []),
        ([(1, 10), (11, 31)], []),
        ([(1, 10), (12, 31)], [(11, 11)]),
        ([(5, 20), (1, 10)], [(21, 31)]),
        ([(3, 4), (10, 12)], [(1, 2), (5, 9), (13, 31)]),
    ],
)
def test_several_policies_together_leave_these_days(spans, missing):
    given_ = [(july(first), july(last)) for first, last in spans]
    assert gaps(july(1), july(31), given_) == [(july(first), july(last)) for first, last in missing]


def test_gaps_are_said_in_words():
    assert said([(july(1), july(3)), (july(9), july(9))]) == "2030-07-01至2030-07-03、2030-07-09"


@pytest.mark.parametrize(
    "spans", [[], [(40, 80)], [(40, 60), (61, 80)], [(40, 60), (62, 80)], [(30, 90)], [(41, 80)], [(40, 79)]]
)
def test_the_list_of_the_uninsured_agrees_with_the_sentence(spans, interns):
    placement = placement_in(interns, "confirmed")
    for number, (first, last) in enumerate(spans):
        dates = {"starts_on": days(first), "ends_on": days(last)}
        Insurance.objects.create(placement=placement, insurer="人保", policy=str(number), **dates)
    assert board.uninsured().exists() == bool(uninsured(placement))


def test_a_policy_struck_out_covers_nothing(interns):
    placement = placement_in(interns, "confirmed")
    dates = {"starts_on": days(40), "ends_on": days(80)}
    Insurance.objects.create(
        placement=placement, insurer="人保", policy="1", struck_at=interns.open.publish_at, **dates
    )
    assert uninsured(placement) == [(days(40), days(80))]
    assert list(board.uninsured()) == [placement]
