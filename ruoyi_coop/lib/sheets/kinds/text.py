"""Keeps a text as it was written, and stops where Excel has turned a text or a long number into something else."""

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from ..cells import clean, display, plain
from ..spec import Column
from ..verdict import Cell, Context, error, good, question

SCIENTIFIC = re.compile(r"\d\.\d+e\+\d{2}", re.IGNORECASE)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"


def read_text(column: Column, value: Any, context: Context, hint: str) -> Cell:
    text = clean(display(value)).strip()
    if isinstance(value, date):
        return question(_("Excel 把这一格变成了日期 %(text)s，请写出原来的文字。") % {"text": text}, text)
    if SCIENTIFIC.fullmatch(text):
        return error(_("这个长号码变成了科学计数法“%(text)s”，末几位已经丢失，请重新输入。") % {"text": text})
    if len(text) > column.max_length:
        figures = {"length": len(text), "most": column.max_length}
        return error(_("这一格有 %(length)s 个字，最多 %(most)s 个。") % figures)
    return good(text)


def read_id_number(column: Column, value: Any, context: Context, hint: str) -> Cell:
    """A resident identity number; the sentences never repeat it."""
    if not isinstance(value, str):
        return error(_("证件号码存成了数值，Excel 会丢掉末几位。请把这一格设为文本格式，重新输入。"))
    text = plain(value).upper()
    if not re.fullmatch(r"[0-9]{17}[0-9X]", text):
        return error(_("身份证号码应为 18 位，这里是 %(length)s 位，或有别的字符。") % {"length": len(text)})
    return good(text) if check_digit(text) == text[17] else error(_("身份证号码的校验位不对，请核对。"))


def check_digit(number: str) -> str:
    return CHECK_DIGITS[sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False)) % 11]
