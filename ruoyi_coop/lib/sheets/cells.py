"""What a cell can hold, how it is shown to a person, how it travels as JSON — and nothing is lost on the way."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be read as it is: an Excel error, a formula without a result, or far too long a text."""

    why: str  # error | formula | long
    text: str = ""


def address(row: int, column: int) -> str:
    """Row 5 (counted from 1), column 4 (counted from 0) is E5."""
    return f"{letter(column)}{row}"


def letter(column: int) -> str:
    name = ""
    while column >= 0:
        name = chr(65 + column % 26) + name
        column = column // 26 - 1
    return name


def is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not clean(value).strip())


def clean(text: str) -> str:
    """The text without control characters, zero-width marks and halves of characters."""
    return INVISIBLE.sub("", text)


def tidy(value: Any) -> str:
    """One spelling for comparing: half-width, no invisible characters, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", clean(display(value))).split())


def plain(value: Any) -> str:
    """Tidied, without any space, in small letters: for looking words up."""
    return tidy(value).replace(" ", "").casefold()


def display(value: Any) -> str:
    """The cell as its writer would read it aloud: 13834567603, not 13834567603.0."""
    if value is None:
        return ""
    if isinstance(value, Fault):
        return value.text
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return str(value)


def to_wire(value: Any) -> Any:
    """Dates, decimals and faults become tagged objects; everything else is JSON already."""
    if isinstance(value, datetime):
        return {"$": "datetime", "v": value.isoformat()}
    if isinstance(value, date):
        return {"$": "date", "v": value.isoformat()}
    if isinstance(value, Decimal):
        return {"$": "decimal", "v": str(value)}
    if isinstance(value, Fault):
        return {"$": "fault", "v": [value.why, value.text]}
    if isinstance(value, dict):
        return {key: to_wire(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_wire(item) for item in value]
    return value


TAGS = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "decimal": Decimal,
    "fault": lambda parts: Fault(*parts),
}


def from_wire(value: Any) -> Any:
    if isinstance(value, dict):
        if "$" in value:
            return TAGS[value["$"]](value["v"])
        return {key: from_wire(item) for key, item in value.items()}
    if isinstance(value, list):
        return [from_wire(item) for item in value]
    return value
