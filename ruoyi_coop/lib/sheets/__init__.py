"""Spreadsheets in and out without trusting them: read, recognise, ask, mark, write; knows no model and no request.

The way in: read_workbook → detect → read_rows → (answer …) until Staged.ready → the app saves Row.values().
The way out: template, marked, export_xlsx, export_csv.
"""

from .detect import Detection, Proposal, Skipped, detect
from .export import export_csv, export_xlsx
from .harmless import harmless
from .parse import parse
from .reader import Limits, Sheet, SheetInfo, Unreadable, Workbook, read_workbook
from .spec import Choice, Column, SheetSpec
from .staging import (
    Group,
    Row,
    Staged,
    allow_repeat,
    answer,
    answer_alike,
    leave_out,
    places_in_words,
    read_rows,
    refuse,
    sentence,
    take_back,
)
from .verdict import Cell, Context, Problem
from .writer import marked, template

__all__ = [
    "Cell",
    "Choice",
    "Column",
    "Context",
    "Detection",
    "Group",
    "Limits",
    "Problem",
    "Proposal",
    "Row",
    "Sheet",
    "SheetInfo",
    "SheetSpec",
    "Skipped",
    "Staged",
    "Unreadable",
    "Workbook",
    "allow_repeat",
    "answer",
    "answer_alike",
    "detect",
    "export_csv",
    "export_xlsx",
    "harmless",
    "leave_out",
    "marked",
    "parse",
    "places_in_words",
    "read_rows",
    "read_workbook",
    "refuse",
    "sentence",
    "take_back",
    "template",
]
