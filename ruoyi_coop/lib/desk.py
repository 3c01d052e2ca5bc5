"""What an app tells the desk: one thing that waits for one person, since when, until when, and where to do it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from django.db.models import QuerySet

from ruoyi_coop.lib.counting import count_all

LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Waiting:
    """`until` None means no deadline; `url` is where one click begins the work, `action` its verb."""

    title: str
    why: str
    url: str
    action: str
    since: datetime | None = None
    until: datetime | None = None
    holder: str = ""

    def sort_key(self):
        return (self.until is None, self.until or LATEST, self.title)


@dataclass
class Figure:
    """A number and the list it counts: `rows` are exactly those that `url` shows."""

    label: str
    rows: QuerySet
    url: str
    note: str = ""

    @cached_property
    def value(self) -> int:
        return self.rows.count()


def counted(figures: Iterable[Figure]) -> list[Figure]:
    """Count all these figures in one query."""
    figures = list(figures)
    for figure, value in zip(figures, count_all(*(figure.rows for figure in figures)), strict=True):
        figure.value = value
    return figures


@dataclass(frozen=True)
class Holding:
    """One thing a person holds by name or by hat, which somebody has to hold after them.

    `key` names how it is held and what ("supervision.duty.person:12"), `hat_id` the hat it hangs on (None: the person's
    own), `universities` those it concerns. `role` and the ids after it say where its next holder is looked for first;
    `strictly` that nobody of another role will do, `besides` lists the people who cannot have it.
    """

    key: str
    kind: str
    title: str
    url: str
    since: date | datetime | None = None
    hat_id: int | None = None
    universities: tuple[int, ...] = ()
    role: str = ""
    unit_id: int | None = None
    university_id: int | None = None
    strictly: bool = False
    besides: tuple[int, ...] = ()

    @property
    def number(self) -> int:
        return number_of(self.key)


def number_of(key: str) -> int:
    """The number of the record that a holding's key names."""
    return int(key.rpartition(":")[2])
