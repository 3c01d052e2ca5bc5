"""What an app tells the desk: one thing that waits for one person, since when, until when, and where to do it."""

from dataclasses import dataclass
from datetime import datetime


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
        late = datetime.max.replace(tzinfo=self.since.tzinfo if self.since else None)
        return (self.until is None, self.until or late, self.title)


@dataclass(frozen=True)
class Figure:
    """A number and the list it counts: `value` is the count of exactly the rows that `url` shows."""

    label: str
    value: int
    url: str
    note: str = ""
