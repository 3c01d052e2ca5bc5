"""Holds an import between reading and saving: every cell with its problem, answered one by one, JSON all through."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from .cells import address, display, is_blank, letter, plain
from .detect import Detection, Skipped, hint_in
from .parse import BLANK_MARKS, DITTO, parse
from .reader import Sheet
from .spec import Column, SheetSpec
from .verdict import Cell, Context, Problem, error, question


@dataclass
class Row:
    """One row on its way in; `number` is its row in the workbook, `left_out` the person's reason not to take it."""

    number: int
    cells: dict[str, Cell]
    left_out: str = ""
    repeats: int | None = None
    repeat_allowed: bool = False

    @property
    def open(self) -> bool:
        """Something here still keeps the import from being saved."""
        if self.left_out:
            return False
        return any(cell.open for cell in self.cells.values()) or bool(self.repeats and not self.repeat_allowed)

    def problems(self) -> list[tuple[str, Cell]]:
        return [(name, cell) for name, cell in self.cells.items() if cell.problem]

    def values(self, spec: SheetSpec) -> dict[str, Any]:
        """What is to be saved, compound columns under the names they fill."""
        found = {}
        for column in spec.columns:
            found |= column.flat(self.cells[column.name].value)
        return found


@dataclass(frozen=True)
class Group:
    """The same question about the same text in one column, to be answered once for all its rows."""

    name: str
    raw: str
    problem: Problem
    message: str
    suggestions: tuple[str, ...]
    rows: tuple[int, ...]


@dataclass
class Staged:
    """A whole import in the waiting room; to_json() is what goes into the database."""

    spec: str
    sheet: str
    rows: list[Row]
    skipped: list[Skipped]
    places: dict[str, list[int]]
    hints: dict[str, str] = field(default_factory=dict)
    header: tuple[int, int] | None = None
    context: Context = field(default_factory=Context)

    @property
    def kept(self) -> list[Row]:
        return [row for row in self.rows if not row.left_out]

    @property
    def ready(self) -> bool:
        """Nothing is left to ask, and there is something to save."""
        return bool(self.kept) and not any(row.open for row in self.rows)

    def row(self, number: int) -> Row:
        return next(row for row in self.rows if row.number == number)

    def address(self, number: int, name: str) -> str:
        """Where a cell stands in the person's own workbook: E5; a column that it lacks has only a row."""
        places = self.places.get(name)
        return address(number, places[0]) if places else str(number)

    def counts(self) -> dict[str, int]:
        problems = [cell.problem for row in self.kept for cell in row.cells.values() if cell.problem]
        kinds = {problem.value: problems.count(problem) for problem in Problem}
        repeats = sum(bool(row.repeats and not row.repeat_allowed) for row in self.kept)
        return {"rows": len(self.kept), "left_out": len(self.rows) - len(self.kept), "repeats": repeats, **kinds}

    def groups(self) -> list[Group]:
        """All open cells, alike ones together, in the order in which they are met."""
        found: dict[tuple, list[int]] = {}
        for row in self.kept:
            for name, cell in row.cells.items():
                if cell.open:
                    alike = (name, cell.raw, cell.problem, cell.message, cell.suggestions)
                    found.setdefault(alike, []).append(row.number)
        return [Group(*alike, tuple(numbers)) for alike, numbers in found.items()]

    def to_json(self) -> dict:
        return {
            "spec": self.spec,
            "sheet": self.sheet,
            "rows": [row_to_json(row) for row in self.rows],
            "skipped": [asdict(one) for one in self.skipped],
            "places": self.places,
            "hints": self.hints,
            "header": list(self.header) if self.header else None,
            "context": asdict(self.context),
        }

    @classmethod
    def from_json(cls, data: dict) -> "Staged":
        return cls(
            data["spec"],
            data["sheet"],
            [row_from_json(row) for row in data["rows"]],
            [Skipped(**one) for one in data["skipped"]],
            data["places"],
            data["hints"],
            tuple(data["header"]) if data["header"] else None,
            Context(**data["context"]),
        )


def row_to_json(row: Row) -> dict:
    cells = {name: cell.to_json() for name, cell in row.cells.items()}
    return {**vars(row), "cells": cells}


def row_from_json(data: dict) -> Row:
    return Row(**{**data, "cells": {name: Cell.from_json(cell) for name, cell in data["cells"].items()}})


# ------------------------------------------------------------------ reading


def read_rows(
    sheet: Sheet,
    found: Detection,
    spec: SheetSpec,
    context: Context | None = None,
    constants: Mapping[str, str] | None = None,
) -> Staged:
    """Parse every data row; `constants` are texts for columns that the sheet lacks (its unit stands in the title)."""
    places = places_of(found, spec)
    hints = {name: hint_in(found.headings[indexes[0]]) for name, indexes in places.items()}
    staged = Staged(spec.name, sheet.name, [], list(found.skipped), places, hints, found.header, context or Context())
    for number in found.rows:
        cells = {column.name: read_cell(sheet, number, column, staged, constants or {}) for column in spec.columns}
        staged.rows.append(Row(number, cells))
    mark_repeats(staged, spec)
    return staged


def places_of(found: Detection, spec: SheetSpec) -> dict[str, list[int]]:
    """Column name → its columns in the sheet: one, or start and end of a span."""
    targets = {target: index for index, target in found.mapping.items()}
    names = {column.name: (column.name, f"{column.name}:start", f"{column.name}:end") for column in spec.columns}
    found_places = {name: [targets[one] for one in wanted if one in targets] for name, wanted in names.items()}
    return {name: indexes for name, indexes in found_places.items() if indexes}


def read_cell(sheet: Sheet, number: int, column: Column, staged: Staged, constants: Mapping[str, str]) -> Cell:
    places = staged.places.get(column.name)
    hint = staged.hints.get(column.name, "")
    if not places:
        return parse(column, constants.get(column.name), staged.context)
    cell = parse(column, joined([sheet.value(number, index) for index in places]), staged.context, hint)
    return ask_neighbours(cell, sheet, number, column, places[0], staged)


def joined(values: list[Any]) -> Any:
    """Start and end in two columns read like one text; a single column is passed on as it is."""
    filled = [value for value in values if not is_blank(value)]
    if len(values) == 1 or len(filled) < 2:
        return filled[0] if filled else None
    return "至".join(display(value).strip() for value in filled)


def ask_neighbours(cell: Cell, sheet: Sheet, number: int, column: Column, index: int, staged: Staged) -> Cell:
    """Where the answer may stand in a neighbouring cell it is offered: a merge from the side, a ditto, a gap."""
    side = sheet.beside(number, index)
    above = staged.rows[-1].cells[column.name].raw if staged.rows else ""
    if side and is_blank(sheet.own(number, index)) and column.kind != "date_range":
        text = display(sheet.own(*side)).strip()
        return aside(cell, _("这一格与 %(cell)s 合并在一起，内容是否也是“%(text)s”？"), address(*side), text)
    if above and plain(cell.raw) in DITTO:
        return aside(cell, _("%(cell)s 写着“同上”，是否为“%(text)s”？"), address(number, index), above)
    if above and column.carries and (not cell.raw or plain(cell.raw) in BLANK_MARKS):
        return aside(cell, _("%(cell)s 空着，是否与上一行相同（%(text)s）？"), address(number, index), above)
    return cell


def aside(cell: Cell, message: str, place: str, text: str) -> Cell:
    return replace(question(message % {"cell": place, "text": text}, *filter(None, [text])), raw=cell.raw)


def mark_repeats(staged: Staged, spec: SheetSpec) -> None:
    """A row that repeats an earlier one in all columns of `unique` is asked about."""
    seen: dict[str, int] = {}
    for row in staged.rows:
        mark = "" if row.left_out else identity(row, spec)
        row.repeats = seen.get(mark) if mark else None
        if mark:
            seen.setdefault(mark, row.number)


def identity(row: Row, spec: SheetSpec) -> str:
    values = [row.cells[name].value for name in spec.unique]
    return "\0".join(repr(value) for value in values) if values and None not in values else ""


# ------------------------------------------------------------------ what the person does about it


def answer(staged: Staged, spec: SheetSpec, number: int, name: str, text: str) -> Cell:
    """Read a cell anew from what the person typed or chose."""
    row = staged.row(number)
    reread(staged, spec, row, name, text)
    mark_repeats(staged, spec)
    return row.cells[name]


def reread(staged: Staged, spec: SheetSpec, row: Row, name: str, text: str) -> None:
    old = row.cells[name]
    cell = parse(spec.column(name), text, staged.context, staged.hints.get(name, ""))
    row.cells[name] = replace(cell, was=old.raw if old.was is None else old.was)


def answer_alike(staged: Staged, spec: SheetSpec, number: int, name: str, text: str) -> list[int]:
    """Give the same answer to every open cell of the column that asks the same of the same text."""
    asked = staged.row(number).cells[name]
    alike = [row for row in staged.kept if row.number == number or row.cells[name] == asked]
    for row in alike:
        reread(staged, spec, row, name, text)
    mark_repeats(staged, spec)
    return [row.number for row in alike]


def refuse(staged: Staged, number: int, name: str, message: str) -> None:
    """Put the objection of a form or of the database to a cell; a new answer takes it away."""
    row = staged.row(number)
    old = row.cells[name]
    row.cells[name] = replace(error(message), value=old.value, raw=old.raw, was=old.was)


def leave_out(staged: Staged, spec: SheetSpec, numbers: Iterable[int], why: str) -> None:
    """The person decides that rows are not to be imported, and says why."""
    for number in numbers:
        staged.row(number).left_out = why or _("由人剔除")
    mark_repeats(staged, spec)


def take_back(staged: Staged, spec: SheetSpec, numbers: Iterable[int]) -> None:
    for number in numbers:
        staged.row(number).left_out = ""
    mark_repeats(staged, spec)


def allow_repeat(staged: Staged, number: int) -> None:
    """The person says that two alike rows are two things."""
    staged.row(number).repeat_allowed = True


def sentence(staged: Staged, spec: SheetSpec, number: int, name: str) -> str:
    """One problem in plain words with its place: E5 需求人数：“约5人”不是确数，请写一个数。"""
    cell = staged.row(number).cells[name]
    return f"{staged.address(number, name)} {spec.column(name).label}：{cell.message}"


def places_in_words(staged: Staged, spec: SheetSpec) -> list[tuple[str, str]]:
    """Column label → letters in the sheet, for the head of the preview."""
    return [(str(spec.column(name).label), "、".join(map(letter, indexes))) for name, indexes in staged.places.items()]
