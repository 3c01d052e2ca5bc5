"""The one table a placement is worked out from and published as: posts with places, students by code with choices.

It is text before it is anything else: the run freezes it, the matching reads it, the public gets it with lots and
results filled in, and `reproduce.py` reads and writes exactly the same.
"""

import io
from dataclasses import dataclass

import numpy as np

from placing import reproduce
from ruoyi_coop.lib.matching import Matched, match


@dataclass(frozen=True)
class Sheet:
    """`places` {post: number}, `students` {public code: [(post, priority), …]}; a priority of 0 is the best."""

    places: dict[str, int]
    students: dict[str, list[tuple[str, int]]]

    @classmethod
    def read(cls, text: str) -> "Sheet":
        return cls(*reproduce.read(io.StringIO(text, newline="")))

    def text(self, lots: dict | None = None, result: dict | None = None) -> str:
        out = io.StringIO(newline="")
        reproduce.write(out, self.places, self.students, lots or {}, result or {})
        return out.getvalue()

    def changed(self, *, longest: int = 0, percent: int = 0, by_lot_alone: bool = False) -> "Sheet":
        """What if lists were at most so long, there were so many more places, or nobody had marks."""
        students = self.students
        if by_lot_alone:
            students = {code: [(post, 0) for post, _own in choices] for code, choices in students.items()}
        if longest:
            students = {code: choices[:longest] for code, choices in students.items()}
        places = {post: max(0, round(number * (100 + percent) / 100)) for post, number in self.places.items()}
        return Sheet(places, students)


@dataclass(frozen=True)
class Solved:
    """A sheet with its lots and its matching; posts and students stand in the order of the sheet."""

    sheet: Sheet
    posts: list[str]
    codes: list[str]
    lots: dict[str, int]
    matched: Matched

    @property
    def result(self) -> dict[str, str]:
        pairs = zip(self.codes, self.matched.post_of.tolist(), strict=True)
        return {code: self.posts[post] for code, post in pairs if post >= 0}

    def text(self) -> str:
        """The table as it is published."""
        return self.sheet.text(self.lots, self.result)

    def last_of(self, post: str) -> tuple[int, int] | None:
        """(priority, lot) of the last one a full post accepted; None when it never had a place."""
        return self._last.get(post)

    @property
    def _last(self) -> dict[str, tuple[int, int]]:
        if "last" not in self.__dict__:
            keys = zip(self.matched.last_priority.tolist(), self.matched.last_lot.tolist(), strict=True)
            found = {post: (one, lot + 1) for post, (one, lot) in zip(self.posts, keys, strict=True) if lot >= 0}
            self.__dict__["last"] = found
        return self.__dict__["last"]

    def figures(self) -> dict:
        """What the office compares: how many got what, and what stayed empty."""
        ranks = self.matched.rank_of[self.matched.rank_of >= 0]
        placed, places = len(ranks), sum(self.sheet.places.values())
        return {
            "applications": len(self.codes),
            "posts": len(self.posts),
            "places": places,
            "placed": placed,
            "first": int((ranks == 0).sum()),
            "first_share": round(100 * int((ranks == 0).sum()) / len(self.codes), 1) if self.codes else 0,
            "average_rank": round(float(ranks.mean()) + 1, 2) if placed else 0,
            "unfilled": places - placed,
            "unplaced": len(self.codes) - placed,
            "by_rank": np.bincount(ranks).tolist() if placed else [],
        }


def solve(sheet: Sheet, seed: str, heartbeat=None) -> Solved:
    """Match a sheet with the lots of this seed; the same sheet and seed give the same result."""
    posts, codes = list(sheet.places), list(sheet.students)
    number = {post: place for place, post in enumerate(posts)}
    lots = reproduce.lots_of(seed, codes)
    lengths = np.fromiter((len(choices) for choices in sheet.students.values()), np.int64, len(codes))
    starts = np.concatenate(([0], np.cumsum(lengths)))
    flat = [(number[post], priority) for choices in sheet.students.values() for post, priority in choices]
    table = np.array(flat, np.int32).reshape(-1, 2)
    drawn = np.fromiter((lots[code] - 1 for code in codes), np.int64, len(codes))
    quotas = np.fromiter(sheet.places.values(), np.int64, len(posts))
    matched = match(starts, table[:, 0], table[:, 1], drawn, quotas, heartbeat)
    return Solved(sheet, posts, codes, lots, matched)
