"""Says once what a list consists of; the template, the reader, the preview and the marked workbook all obey it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .cells import plain

PARTS = {"date_range": ("start", "end"), "allowance": ("amount", "per", "negotiable")}


@dataclass(frozen=True)
class Choice:
    """One allowed answer: what is stored, what is shown, and what else people write for it."""

    value: Any
    label: Any
    synonyms: tuple[str, ...] = ()

    def words(self) -> set[str]:
        """A stored code is understood too, but never a number: that would be a row's key in the database."""
        code = (self.value,) if isinstance(self.value, str) else ()
        return {plain(str(word)) for word in (*code, self.label, *self.synonyms)}


@dataclass(frozen=True)
class Column:
    """One column of a list.

    kind: text, integer, headcount, date, date_range, phone, email, choice, list, boolean, money, allowance, id_number.
    choices: Choice objects or (value, label) pairs, or a callable that returns them (asked anew at every import).
    fills: the names a compound kind fills; by default name_start, name_end or name_amount, name_per, name_negotiable.
    unlimited: words that mean "no restriction" in a list column; they read as an empty list.
    carries: an empty cell may mean "as in the row above"; it is asked, never assumed.
    unit: the unit of a plain figure in a money column ("元", "万元") or an allowance column ("元/月").
    """

    name: str
    label: Any
    kind: str = "text"
    required: bool = False
    synonyms: tuple[str, ...] = ()
    choices: Iterable | Callable[[], Iterable] | None = None
    help: Any = ""
    example: str = ""
    width: int = 14
    fills: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    max_length: int = 200
    unlimited: tuple[str, ...] = ()
    carries: bool = False
    unit: str = ""

    def options(self) -> list[Choice]:
        found = self.choices() if callable(self.choices) else self.choices or ()
        return [item if isinstance(item, Choice) else Choice(*item) for item in found]

    def names(self) -> tuple[str, ...]:
        """The names under which this column's value is handed on."""
        parts = PARTS.get(self.kind)
        if not parts:
            return (self.name,)
        return self.fills or tuple(f"{self.name}_{part}" for part in parts)

    def flat(self, value: Any) -> dict[str, Any]:
        """The value under its names: a date range becomes a start and an end."""
        parts = PARTS.get(self.kind)
        if not parts:
            return {self.name: value}
        return {name: (value or {}).get(part) for name, part in zip(self.names(), parts, strict=True)}


@dataclass(frozen=True)
class SheetSpec:
    """A list that can be read and written; `unique` names the columns that together may not repeat."""

    name: str
    title: Any
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)
