"""No blocking pair, quotas kept, the best any student can have, the same whatever the order of the rows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from placing import reproduce
from ruoyi_coop.lib.matching import lottery, match


@st.composite
def markets(draw):
    """A few posts with places, students with different choices and priorities, and lots."""
    posts = draw(st.integers(1, 6))
    quotas = draw(st.lists(st.integers(0, 4), min_size=posts, max_size=posts))
    students = draw(st.integers(0, 14))
    pair = st.tuples(st.integers(0, posts - 1), st.integers(0, 3))
    wish = st.lists(pair, max_size=posts, unique_by=lambda row: row[0])
    choices = [draw(wish) for _student in range(students)]
    return quotas, choices, draw(st.permutations(range(students)))


def solved(quotas, choices, lots, function=match):
    starts = np.concatenate(([0], np.cumsum([len(row) for row in choices]))).astype(np.int64)
    flat = np.array([pair for row in choices for pair in row], np.int32).reshape(-1, 2)
    more = () if function is lottery else (flat[:, 1],)
    return function(starts, flat[:, 0], *more, np.array(lots, np.int64), np.array(quotas, np.int64))


@settings(max_examples=300, deadline=None)
@given(markets())
def test_quotas_hold_and_nobody_could_push_in_anywhere(market):
    quotas, choices, lots = market
    found = solved(*market).post_of.tolist()
    held = {post: [i for i, got in enumerate(found) if got == post] for post in range(len(quotas))}
    assert all(len(rows) <= quota for quota, rows in zip(quotas, held.values(), strict=True))
    key = {(i, post): (priority, lots[i]) for i, row in enumerate(choices) for post, priority in row}
    for i, row in enumerate(choices):
        wishes = [post for post, _priority in row]
        better = wishes[: wishes.index(found[i])] if found[i] >= 0 else wishes
        for post in better:
            assert len(held[post]) == quotas[post]
            assert all(key[other, post] < key[i, post] for other in held[post])


@settings(max_examples=300, deadline=None)
@given(markets())
def test_it_is_what_the_plain_algorithm_of_the_published_script_finds(market):
    quotas, choices, lots = market
    places = {str(post): quota for post, quota in enumerate(quotas)}
    students = {str(i): [(str(post), priority) for post, priority in row] for i, row in enumerate(choices)}
    plain = reproduce.place(places, students, {str(i): lot for i, lot in enumerate(lots)})
    found = solved(*market).post_of.tolist()
    assert {str(i): str(post) for i, post in enumerate(found) if post >= 0} == plain


@settings(max_examples=100, deadline=None)
@given(markets(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(market, dice):
    quotas, choices, lots = market
    order = list(range(len(choices)))
    dice.shuffle(order)
    one = solved(*market).post_of.tolist()
    other = solved(quotas, [choices[i] for i in order], [lots[i] for i in order]).post_of.tolist()
    assert [one[i] for i in order] == other


@settings(max_examples=100, deadline=None)
@given(markets())
def test_the_lottery_lets_each_take_the_best_that_is_free_in_the_order_of_the_lots(market):
    quotas, choices, lots = market
    left, expected = list(quotas), [-1] * len(choices)
    for i in sorted(range(len(choices)), key=lambda i: lots[i]):
        post = next((post for post, _priority in choices[i] if left[post] > 0), -1)
        expected[i] = post
        if post >= 0:
            left[post] -= 1
    assert solved(*market, lottery).post_of.tolist() == expected


def test_a_lot_drawn_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        solved([1], [[(0, 0)], [(0, 0)]], [0, 0])
