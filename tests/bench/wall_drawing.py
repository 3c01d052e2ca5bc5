"""Prints how long 1,000 rows of twelve marks take to draw, and the weight of a page of forty.

bin/manage shell -c "from tests.bench.wall_drawing import main; main()"
"""

import time

from tests.wall.charts import chart_of
from wall import drawing, paper

ROUNDS = 9


def main(rows: int = 1000, marks: int = 12) -> None:
    """One line for the drawing, one for the page, one for each kind of paper."""
    chart = chart_of(rows, marks)
    print(f"drawing {rows} × {marks}: {best(lambda: drawing.draw(chart, chart.rows)):.0f} ms")
    print(f"table {rows} × {marks}: {best(lambda: drawing.table(chart, chart.rows)):.0f} ms")
    print(f"page of 40 × {marks}: {len(drawing.draw(chart, chart.rows[:40]).encode()) / 1024:.0f} KB")
    for count, size in ((40, "a3"), (40, "a0"), (rows, "a3"), (rows, "a0")):
        taken = chart_of(count, marks)
        print(
            f"paper {size}, {count} × {marks}: {best(lambda taken=taken, size=size: paper.pdf(taken, size), 1):.0f} ms"
        )


def best(work, rounds: int = ROUNDS) -> float:
    """The fastest of some rounds, in milliseconds: the machine is shared."""
    times = []
    for _round in range(rounds):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times) * 1000
