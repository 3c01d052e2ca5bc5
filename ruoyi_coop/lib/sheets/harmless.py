"""No cell that leaves this portal is a formula, and no text breaks the file it is written to."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import make_naive

from .cells import clean

FORMULA = tuple("=+-@＝＋－＠﹦﹢﹣﹫−")
LEADING_CONTROL = ("\t", "\r", "\n")
LONGEST = 32_767
CUT = "……（过长，已截断）"


def is_formula(text: str) -> bool:
    """Would a spreadsheet take this text for something to be executed?"""
    return text.startswith(LEADING_CONTROL) or clean(text).lstrip().startswith(FORMULA)


def harmless(value: Any) -> str:
    """A value as csv text: what would be a formula gets an apostrophe before it and stays readable."""
    text = as_text(value)
    return f"'{text}" if isinstance(value, str) and is_formula(value) else text


def as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return naive(value).strftime("%Y-%m-%d %H:%M")
    return safe_text(value) if not isinstance(value, int | float | Decimal | date) else str(value)


def naive(value: datetime) -> datetime:
    """The clock on the wall of the portal's time zone; spreadsheets know no other."""
    return make_naive(value) if value.tzinfo else value


def safe_text(value: Any) -> str:
    text = clean(str(value))
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT
