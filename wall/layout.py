"""Where things stand on a chart: days on the axis, marks on lanes that keep them and their labels apart."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from wall.chart import Chart, Mark

WIDTH = 720  # of the axis on a page, in units; a mark is about 16 of them wide
LANE = 18  # marks nearer than this to each other stand on different lanes
TOP = 16  # the middle of the first lane
EDGE = 11  # half a mark: marks before the first day and after the last stand at the edges
NEAR = 16  # from the middle of a mark to its label
WORD = 10  # units a letter of a label is wide
SHORT = 16  # letters of a milestone's title on its mark; the table has all of it
EVERY_MONTH = 24  # up to so many months each has its number


class Placed(NamedTuple):
    """A mark on its lane; `was` is where it was first promised, and its own place when it was not moved."""

    mark: Mark
    x: int
    lane: int
    was: int
    turned: bool  # its label stands on the left

    @property
    def beside(self) -> int:
        """Where its label begins, or ends when it is turned."""
        return min(self.x, self.was) - NEAR if self.turned else max(self.x, self.was) + NEAR


class Axis:
    """Where a day stands between the first and the last day of a chart."""

    def __init__(self, chart: Chart, width: int = WIDTH):
        self.start, self.end = chart.start, max(chart.end, chart.start + timedelta(days=1))
        self.width, self.first = width, self.start.toordinal()
        self.scale = width / (self.end.toordinal() - self.first)

    def x(self, day: date) -> int:
        return round((day.toordinal() - self.first) * self.scale)

    def place(self, day: date) -> int:
        """Where its mark stands: as `x`, but wholly inside the drawing."""
        return min(max(self.x(day), EDGE), self.width - EDGE)

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.end

    def months(self) -> list[date]:
        """The first day of each month that begins on the axis, and the month it begins in."""
        found, day = [], self.start.replace(day=1)
        while day <= self.end:
            found.append(day)
            day = (day + timedelta(days=32)).replace(day=1)
        return found

    def month_words(self) -> Iterator[tuple[int, str]]:
        """Each month's number behind its line, January's and the first's with the year, where there is room."""
        months = self.months()
        shown = months if len(months) <= EVERY_MONTH else [day for day in months if day.month % 3 == 1]
        places = [max(self.x(day), 0) for day in shown]
        named = False
        for day, x, after in zip(shown, places, [*places[1:], self.width], strict=False):
            with_year = day.month == 1 or not named
            word = f"{day.year}.{day.month}" if with_year else str(day.month)
            if after - x >= len(word) * 6 + 3:
                named = True
                yield x, word

    def moments(self, chart: Chart) -> Iterator[tuple[str, int, str]]:
        """The lines that mean a day: (class, place, word) of today, of the day shown, of the meeting before it."""
        found = [("now", timezone.localdate(), _("今天"))]
        if chart.is_past:
            found.append(("as-of", chart.as_of, _("截至")))
        if chart.compared_with:
            found.append(("meeting", chart.compared_with, _("上次调度会")))
        return ((name, self.x(day), word) for name, day, word in found if self.holds(day))


def spread(marks: tuple[Mark, ...], axis: Axis, labels: bool) -> tuple[list[Placed], int]:
    """The marks of a row on as few lanes as keep them apart, and the height that takes."""
    lanes: list[int] = []
    places = [axis.place(mark.day) for mark in marks]
    found = []
    for mark, x, after in zip(marks, places, [*places[1:], axis.width], strict=False):
        was = axis.place(mark.original) if mark.original and mark.original != mark.day else x
        left, right = (was, x) if was < x else (x, was)
        room = WORD * min(len(mark.title), SHORT) + NEAR if labels else 0
        turned = left - room > 0 and after - right < room + EDGE
        lane = _lane(lanes, left - room, right) if turned else _lane(lanes, left, right + room)
        found.append(Placed(mark, x, lane, was, turned))
    return found, TOP * 2 + LANE * max(len(lanes) - 1, 0)


def _lane(lanes: list[int], x: int, until: int) -> int:
    """The first lane that is free at x; it is taken up to `until` from now on."""
    for place, taken in enumerate(lanes):
        if x - taken >= LANE:
            lanes[place] = until
            return place
    lanes.append(until)
    return len(lanes) - 1
