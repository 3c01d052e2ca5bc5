"""Who gets which place: student-optimal deferred acceptance with quotas, and the lottery, as arrays in rounds.

Every student who has no place proposes to the next choice; every post keeps the best up to its quota, by (priority,
lot), lower first. A key is one int64 (post, priority, lot), so that one plain sort of numbers does the choosing and
the lot in it says whose key it is. The result does not depend on the order of the rows.
"""

from dataclasses import dataclass

import numpy as np

NOBODY = -1


@dataclass(frozen=True)
class Matched:
    """`post_of` is the post of each student or -1; `rank_of` which choice it was (0 first) or -1.

    `last_priority` and `last_lot` are the key of the last one accepted by each post, -1 where a place is left or
    the post has none; `taken` counts the accepted; `rounds` the rounds it took.
    """

    post_of: np.ndarray
    rank_of: np.ndarray
    taken: np.ndarray
    last_priority: np.ndarray
    last_lot: np.ndarray
    rounds: int


@dataclass(frozen=True)
class _Packing:
    """Where post, priority and lot stand in a key; `base` is taken off every priority first."""

    lot_bits: int
    post_shift: int
    base: int

    def pack(self, post, priority, lot):
        key = post.astype(np.int64) << (self.post_shift - self.lot_bits)
        key += priority
        key -= self.base
        key <<= self.lot_bits
        key |= lot
        return key

    def lot(self, key):
        return key & ((1 << self.lot_bits) - 1)

    def priority(self, key):
        return ((key & ((1 << self.post_shift) - 1)) >> self.lot_bits) + self.base

    def empty(self, posts):
        """The key of a free place: after every real key of its post."""
        return ((posts.astype(np.int64) + 1) << self.post_shift) - 1


def match(starts, posts, priorities, lots, quotas, heartbeat=None) -> Matched:
    """Place students so that none could have a better choice without pushing aside somebody with a better key.

    The choices of student i are `posts[starts[i]:starts[i + 1]]`, best first, with this student's `priorities` there;
    `lots` is a permutation of 0 … n-1. `heartbeat(settled, students)` is called after every round.
    Raises ValueError when lots repeat or the numbers do not fit into one key.
    """
    starts, posts, priorities = (np.ascontiguousarray(array) for array in (starts, posts, priorities))
    lots, quotas = np.asarray(lots, np.int64), np.asarray(quotas, np.int64)
    return _Rounds(starts, posts, priorities, lots, quotas).run(heartbeat)


def lottery(starts, posts, lots, quotas, heartbeat=None) -> Matched:
    """One after the other in the order of the lots, everybody takes the best choice that is still free.

    That is the same matching with no priorities: whoever has the smaller lot is first at every post.
    """
    posts = np.ascontiguousarray(posts)
    return match(starts, posts, np.zeros(len(posts), np.int8), lots, quotas, heartbeat)


class _Rounds:
    def __init__(self, starts, posts, priorities, lots, quotas):
        self.starts, self.posts, self.priorities, self.lots = starts, posts, priorities, lots
        self.students = len(starts) - 1
        self.by_lot = _inverse(lots, self.students)
        self.packing = _packing(self.students, len(quotas), priorities)
        self.caps = np.minimum(np.maximum(quotas, 0), np.bincount(posts, minlength=len(quotas)))
        self.full_at = np.maximum(quotas, 0)
        self.first = np.concatenate(([0], np.cumsum(self.caps)))
        every = np.arange(len(quotas))
        self.held = np.repeat(self.packing.empty(every), self.caps)
        self.cutoff = np.where(self.caps > 0, self.packing.empty(every), np.int64(-1))
        self.at = np.asarray(starts[:-1], np.int64).copy()  # where in `posts` each student's next choice stands

    def run(self, heartbeat) -> Matched:
        free, rounds = np.arange(self.students), 0
        while len(free):
            free, keys = self._proposals(free)
            if len(keys):
                free = self._settle(keys)
            rounds += 1
            if heartbeat:
                heartbeat(self.students - len(free), self.students)
        return self._result(rounds)

    def _proposals(self, free):
        """The keys of those whose next choice may still take them; who is refused at once goes on to the next."""
        found = []
        while True:
            at = self.at[free]
            has_more = at < self.starts[free + 1]
            free, at = free[has_more], at[has_more]
            if not len(free):
                return free, np.concatenate(found) if found else np.empty(0, np.int64)
            post = self.posts[at]
            keys = self.packing.pack(post, self.priorities[at], self.lots[free])
            fits = keys < self.cutoff[post]
            found.append(keys[fits])
            free = free[~fits]
            self.at[free] += 1

    def _settle(self, keys):
        """Every post that was asked keeps its best; returns the students it turned away."""
        keys.sort()
        posts, asked = _runs(keys >> self.packing.post_shift)
        caps = self.caps[posts]
        places = _ragged(self.first[posts], caps)
        pool = np.concatenate((self.held[places], keys))
        pool.sort()
        ends = np.cumsum(caps + asked)
        kept = _ragged(ends - caps - asked, caps)
        self.held[places] = pool[kept]
        self.cutoff[posts] = self.held[self.first[posts + 1] - 1]
        out = pool[_ragged(ends - asked, asked)]
        out = self.by_lot[self._real(out)]
        self.at[out] += 1
        return out

    def _real(self, keys):
        """The lots in these keys without those of free places."""
        lots = self.packing.lot(keys)
        return lots[lots < self.students]

    def _result(self, rounds: int) -> Matched:
        posts = np.repeat(np.arange(len(self.caps), dtype=np.int32), self.caps)
        lots = self.packing.lot(self.held)
        real = lots < self.students
        placed = self.by_lot[lots[real]]
        post_of = np.full(self.students, NOBODY, np.int32)
        post_of[placed] = posts[real]
        rank_of = np.full(self.students, NOBODY, np.int32)
        rank_of[placed] = self.at[placed] - self.starts[placed]
        taken = np.bincount(posts[real], minlength=len(self.caps))
        full = (taken == self.full_at) & (taken > 0)
        last = np.where(full, self.cutoff, 0)
        priority = np.where(full, self.packing.priority(last), NOBODY)
        return Matched(post_of, rank_of, taken, priority, np.where(full, self.packing.lot(last), NOBODY), rounds)


def _packing(students: int, posts: int, priorities) -> _Packing:
    base = int(priorities.min()) if len(priorities) else 0
    span = int(priorities.max()) - base if len(priorities) else 0
    lot_bits = int(students).bit_length()  # the largest number is never a lot: free places have it
    post_shift = lot_bits + span.bit_length()
    if post_shift + int(posts).bit_length() > 62:
        raise ValueError("posts, priorities and lots do not fit into one key: use a coarser priority")
    return _Packing(lot_bits, post_shift, base)


def _inverse(lots, students: int):
    if len(lots) != students or (students and (lots.min() < 0 or lots.max() >= students)):
        raise ValueError("lots must be the numbers 0 … n-1")
    by_lot = np.full(students, NOBODY, np.int64)
    by_lot[lots] = np.arange(students)
    if (by_lot < 0).any():
        raise ValueError("a lot was drawn twice")
    return by_lot


def _runs(values):
    """The different values of a sorted array, and how often each stands there."""
    starts = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))
    return values[starts], np.diff(np.concatenate((starts, [len(values)])))


def _ragged(first, lengths):
    """The numbers first[i], first[i] + 1, … lengths[i] of them, for every i in a row."""
    total = int(lengths.sum())
    skipped = np.repeat(first - (np.cumsum(lengths) - lengths), lengths)
    skipped += np.arange(total)
    return skipped
