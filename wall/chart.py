"""What a wall chart shows, as plain data: rows of projects, their milestones on the time axis, the matrix beside it."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Mark:
    """One milestone on the axis. `light` is red, yellow, grey, green, done, or off (its project does not run)."""

    day: date
    title: str
    light: str
    holder: str = ""
    original: date | None = None  # the first promise, when the day was moved
    is_changed: bool = False  # since the last dispatch meeting


@dataclass(frozen=True)
class Row:
    """One project: whose it is, how far it is, why its light is what it is, its marks in order of day."""

    number: int  # running number on this chart; stands beside the row on paper
    title: str
    path: str  # where the project opens, beginning with "/"
    university: str
    lead: str  # the lead unit of the partnership
    unit: str  # who has it
    stage: str
    light: str
    reason: str
    since: date | None = None
    until: date | None = None
    escalation: str = ""  # "", blue, orange, red: the colour of the order, never the light
    change: str = ""  # what changed since the last meeting, in words
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Cell:
    """How many projects and duties of one partnership one unit has, by light: {"red": 1, "green": 3}."""

    counts: dict[str, int]
    path: str  # the list of exactly these rows


@dataclass(frozen=True)
class Matrix:
    """Partnerships down, units across; `bases` are the names of each partnership's bases. Cells by (line, column)."""

    partnerships: tuple[tuple[str, str, tuple[str, ...]], ...]  # (university, lead unit, bases)
    units: tuple[str, ...]
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)


@dataclass(frozen=True)
class Chart:
    """The wall on one day. `as_of` in the past means: as it stood at the end of that day."""

    as_of: date
    is_past: bool
    start: date
    end: date
    rows: tuple[Row, ...]
    compared_with: date | None = None  # the last dispatch meeting before, against which changes are marked
    note: str = ""  # what the reader must know: history begins on…, holidays of 2027 not published…
