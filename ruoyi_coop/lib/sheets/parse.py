"""Turns one cell into a value, or into a question or an error in plain words; it never guesses and never raises."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from .cells import Fault, display, is_blank, plain
from .kinds import KINDS
from .spec import Column
from .verdict import Cell, Context, error, good, question

BLANK_MARKS = {"/", "-", "--", "—", "——", "\\", "–"}
DITTO = {"同上", "〃", '"', "″", "″″", "''", '""', "′′", "同前"}
LONGEST_EXACT = 10**15


def parse(column: Column, value: Any, context: Context | None = None, hint: str = "") -> Cell:
    """The one door: `value` as it came from the workbook or a form field, `hint` the brackets of the heading."""
    cell = examine(column, value, context or Context(), hint)
    return replace(cell, raw=display(value).strip())


def examine(column: Column, value: Any, context: Context, hint: str) -> Cell:
    if isinstance(value, Fault):
        return faulty(value)
    if is_blank(value) or plain(value) in BLANK_MARKS:
        return empty(column)
    if plain(value) in DITTO:
        return question(_("写着“%(text)s”，请写出内容。") % {"text": display(value).strip()})
    if isinstance(value, float | int) and abs(value) >= LONGEST_EXACT:
        return error(_("这个长号码存成了数值，Excel 已经丢掉末几位。请把这一格设为文本格式，重新输入。"))
    return KINDS[column.kind](column, value, context, hint)


def empty(column: Column) -> Cell:
    if column.required:
        return error(_("“%(label)s”是必填项，这里空着。") % {"label": column.label})
    return good(None)


def faulty(fault: Fault) -> Cell:
    if fault.why == "formula":
        return question(_("这一格是公式，文件里没有保存结果。请写出结果。"))
    if fault.why == "long":
        return error(_("这一格的文字太长，请缩短。"))
    return error(_("这一格是 Excel 的错误值“%(text)s”，请改正。") % {"text": fault.text})
