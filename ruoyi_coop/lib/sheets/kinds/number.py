"""Reads a whole number as people write it: 5, 5.0, 5人, 11 名, 十二; "约5人" and "3-5人" are asked."""

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from ..cells import display, plain
from ..spec import Column
from ..verdict import Cell, Context, error, good, question

UNITS = {"headcount": "人名个位", "integer": "人名个位项家所座次件门场岗期年月天"}
CHINESE = re.compile(r"[零〇一二两三四五六七八九十百]+")
DIGITS = {char: number for number, chars in enumerate(("零〇", "一", "二两", *"三四五六七八九")) for char in chars}
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
VAGUE = re.compile(r"约|左右|大概|以上|以内|以下|不少于|不超过|至少|最多|多名|多人|余|若干|不限|待定")
GENDERS = re.compile(r"(?:男|女)(?:生)?(\d{1,6})[人名]?[,、;]?(?:男|女)(?:生)?(\d{1,6})[人名]?")


def read_integer(column: Column, value: Any, context: Context, hint: str) -> Cell:
    if isinstance(value, bool | date):
        return question(_("这里应是一个整数，Excel 里却是“%(text)s”。") % {"text": display(value)})
    if isinstance(value, int | float):
        return whole(column, value)
    text = arabic(plain(value))
    match = re.fullmatch(rf"(-?\d{{1,15}}(?:\.\d{{1,6}})?)[{UNITS[column.kind]}]?", text)
    return whole(column, float(match[1])) if match else unsure(column, text, value)


def whole(column: Column, number: float) -> Cell:
    if number != int(number):
        return error(_("这里要整数，写的是 %(number)s。") % {"number": display(number)})
    least = (1 if column.kind == "headcount" else 0) if column.minimum is None else column.minimum
    if number < least:
        return error(_("不能小于 %(least)s，写的是 %(number)s。") % {"least": least, "number": int(number)})
    if column.maximum is not None and number > column.maximum:
        return error(_("不能大于 %(most)s，写的是 %(number)s。") % {"most": column.maximum, "number": int(number)})
    return good(int(number))


def unsure(column: Column, text: str, value: Any) -> Cell:
    unit = "人" if column.kind == "headcount" else ""
    genders = GENDERS.fullmatch(text)
    found = [str(int(genders[1]) + int(genders[2]))] if genders else re.findall(r"\d{1,9}", text)[:3]
    suggestions = [f"{number}{unit}" for number in found if not whole(column, float(number)).problem]
    if VAGUE.search(text):
        return question(_("“%(text)s”不是确数，请写一个数。") % {"text": display(value).strip()}, *suggestions)
    return question(_("读不出“%(text)s”是多少，请写一个数。") % {"text": display(value).strip()}, *suggestions)


def arabic(text: str) -> str:
    """Chinese numerals and thousands separators become plain digits: 十二 → 12, 二〇二一 → 2021, 1,200 → 1200."""
    return CHINESE.sub(lambda match: numeral(match[0]), THOUSANDS.sub("", text))


def numeral(word: str) -> str:
    if "十" not in word and "百" not in word:
        return "".join(str(DIGITS[char]) for char in word)
    total, pending = 0, None
    for char in word:
        if char in DIGITS:
            pending = DIGITS[char]
        else:
            total += (1 if pending is None else pending) * (100 if char == "百" else 10)
            pending = None
    return str(total + (pending or 0))
