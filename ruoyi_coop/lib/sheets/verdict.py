"""What reading one cell can end with: a value, a value with a note, a question or an error."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .cells import from_wire, to_wire


class Problem(StrEnum):
    """Errors and questions keep a row from being saved; a note only tells what was assumed."""

    ERROR = "error"
    QUESTION = "question"
    NOTE = "note"


@dataclass(frozen=True)
class Context:
    """What the caller knows and the cell does not: the year of the season, the local dialling code."""

    year: int | None = None
    area_code: str = "0359"


@dataclass(frozen=True)
class Cell:
    """One parsed cell; `suggestions` are texts that would be understood, `was` is what stood there before an answer."""

    value: Any = None
    raw: str = ""
    problem: Problem | None = None
    message: str = ""
    suggestions: tuple[str, ...] = ()
    was: str | None = None

    @property
    def open(self) -> bool:
        return self.problem in (Problem.ERROR, Problem.QUESTION)

    def to_json(self) -> dict:
        data = {"value": to_wire(self.value), "raw": self.raw}
        if self.problem:
            data |= {"problem": self.problem.value, "message": self.message, "suggestions": list(self.suggestions)}
        return data if self.was is None else {**data, "was": self.was}

    @classmethod
    def from_json(cls, data: dict) -> "Cell":
        problem = Problem(data["problem"]) if "problem" in data else None
        suggestions = tuple(data.get("suggestions", ()))
        value = from_wire(data["value"])
        return cls(value, data["raw"], problem, data.get("message", ""), suggestions, data.get("was"))


def good(value: Any) -> Cell:
    return Cell(value)


def note(value: Any, message: str) -> Cell:
    return Cell(value, problem=Problem.NOTE, message=message)


def question(message: str, *suggestions: str) -> Cell:
    """Not understood for certain; the suggestions are offered to be chosen."""
    return Cell(problem=Problem.QUESTION, message=message, suggestions=tuple(dict.fromkeys(suggestions)))


def error(message: str) -> Cell:
    return Cell(problem=Problem.ERROR, message=message)
