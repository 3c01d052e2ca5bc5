"""Streams a list of any length to xlsx or csv in little memory; texts stay texts, figures stay figures."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter
from django.utils.translation import gettext as _

from .harmless import as_text, harmless, is_formula, naive, safe_text

BOM = b"\xef\xbb\xbf"
MOST_ROWS = 1_048_575
EXACT = 10**15
CHUNK = 500
ASPECTS = {
    "date": {"num_format": "yyyy-mm-dd"},
    "datetime": {"num_format": "yyyy-mm-dd hh:mm"},
    "formula": {"num_format": "@", "quote_prefix": True},
}
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def export_csv(headers: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Pieces for a streaming response: a byte order mark for Excel, then lines ending in CR LF."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([harmless(str(header)) for header in headers])
    yield BOM
    for number, row in enumerate(rows, 1):
        writer.writerow([harmless(value) for value in row])
        if number % CHUNK == 0:
            yield drained(buffer)
    yield drained(buffer)


def drained(buffer: io.StringIO) -> bytes:
    piece = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return piece


def export_xlsx(headers: Sequence[Any], rows: Iterable[Sequence[Any]], file: BinaryIO, title: str = "") -> int:
    """Write one sheet with a frozen heading and a filter into an open binary file; returns the number of rows."""
    book = xlsxwriter.Workbook(file, OPTIONS)
    sheet = book.add_worksheet(sheet_name(title or _("导出")))
    formats = {name: book.add_format(aspect) for name, aspect in ASPECTS.items()}
    begin(book, sheet, headers)
    last = 0
    for last, row in enumerate(rows, 1):
        if last > MOST_ROWS:
            raise OverflowError(_("超过 Excel 一张表的行数，请缩小筛选范围或改用 csv。"))
        for column, value in enumerate(row):
            put(sheet, last, column, value, formats)
    if headers:
        sheet.autofilter(0, 0, last, len(headers) - 1)
    book.close()
    return last


def begin(book: xlsxwriter.Workbook, sheet: Any, headers: Sequence[Any]) -> None:
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF7", "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    sheet.freeze_panes(1, 0)
    for column, header in enumerate(headers):
        sheet.set_column(column, column, min(max(len(str(header)) * 2 + 2, 12), 40))
        sheet.write_string(0, column, safe_text(header), bold)


def put(sheet: Any, row: int, column: int, value: Any, formats: dict) -> None:
    """Write one value by its own type; nothing is left to the library's guess."""
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, naive(value), formats["datetime"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats["date"])
    elif is_figure(value):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, as_text(value), formats["formula"] if is_formula(str(value)) else None)


def is_figure(value: Any) -> bool:
    """A number that Excel keeps to the last digit; a longer one is written as text."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool) and abs(value) < EXACT


def sheet_name(title: str) -> str:
    kept = "".join(char for char in safe_text(title) if char not in "[]:*?/\\").strip(" '")
    return kept[:31] or "Sheet1"
