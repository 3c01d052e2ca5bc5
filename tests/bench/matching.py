"""Prints how long the matching takes and the memory it needs: `python tests/bench/matching.py`."""

import multiprocessing
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np

from ruoyi_coop.lib.matching import lottery, match

SIZES = ((10_000, 500, 10), (1_000_000, 10_000, 10))
POPULAR = 1.3  # a few posts are wanted by many


def instance(students: int, posts: int, length: int, seed: int = 7):
    """Students with `length` different choices, most among the popular posts; places for nine in ten."""
    rng = np.random.default_rng(seed)
    chosen = (posts * rng.random((students, length), np.float32) ** POPULAR).astype(np.int32)
    chosen.sort(axis=1)
    chosen += np.arange(length, dtype=np.int32)  # strictly increasing: no post twice
    np.minimum(chosen, np.arange(posts - length, posts, dtype=np.int32), out=chosen)
    chosen = rng.permuted(chosen, axis=1, out=chosen)
    starts = np.arange(0, students * length + 1, length, dtype=np.int64)
    priorities = rng.integers(0, 101, students * length, np.int32)
    quotas = np.full(posts, max(1, students * 9 // (10 * posts)), np.int64)
    return starts, chosen.reshape(-1), priorities, rng.permutation(students), quotas


def measure(students: int, posts: int, length: int) -> None:
    starts, chosen, priorities, lots, quotas = instance(students, posts, length)
    for name, run in (
        ("match", lambda: match(starts, chosen, priorities, lots, quotas)),
        ("lottery", lambda: lottery(starts, chosen, lots, quotas)),
    ):
        times = []
        for _again in range(3 if students <= 100_000 else 1):
            began = time.perf_counter()
            result = run()
            times.append(time.perf_counter() - began)
        placed = int((result.post_of >= 0).sum())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{name:8} {students:>9,} x {posts:>6,} x {length}: {min(times) * 1000:9.1f} ms, {result.rounds:4} rounds,"
            f" {placed:>9,} placed, peak {peak:.0f} MB"
        )


if __name__ == "__main__":
    for size in SIZES:
        process = multiprocessing.get_context("spawn").Process(target=measure, args=size)  # a peak of its own
        process.start()
        process.join()
