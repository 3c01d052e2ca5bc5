"""Reads sums of money and allowances with their period; a bare "1000" is asked: per month or per day?"""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ..cells import display, plain
from ..spec import Column
from ..verdict import Cell, Context, error, good, note, question
from .number import THOUSANDS

NEGOTIABLE = {"面议", "可面议", "工资面议", "待遇面议", "面谈", "协商", "双方协商", "电话联系"}
NOTHING = {"无", "没有", "无补贴", "无补助", "不提供", "暂无", "零"}
PERIODS = {
    "month": ("个月", "月"),
    "day": ("天", "日"),
    "week": ("周", "星期"),
    "hour": ("小时", "时"),
    "once": ("次", "期"),
    "year": ("年",),
}
PERIOD_OF = {word: period for period, words in PERIODS.items() for word in words}
PERIOD_LABELS = {"month": "元/月", "day": "元/天", "week": "元/周", "hour": "元/小时", "once": "元/次", "year": "元/年"}
PER = "|".join(sorted(PERIOD_OF, key=len, reverse=True))
AMOUNT = r"(?P<n>\d{1,12}(?:\.\d{1,4})?)(?P<w>[万千亿]?)(?:元|块钱|块)?"
PLAIN = re.compile(AMOUNT)
AFTER = re.compile(rf"(?:补贴|补助|工资|生活费)?{AMOUNT}(?:[/·]|每一?|一)(?P<p>{PER})(?:补贴|补助)?")
BEFORE = re.compile(rf"每一?(?P<p>{PER})(?:补贴|补助|发放|工资)?{AMOUNT}")
WAGE = re.compile(rf"(?P<p>[月日年周]|时)(?:薪|工资|补贴|补助){AMOUNT}")
ONCE = re.compile(rf"一次性(?:补贴|补助|发放)?{AMOUNT}")
PERSON = re.compile(r"[/每·]每?人(?=[/每·]|$)|/人|每人|人均")
SYMBOLS = re.compile(r"[¥￥]|人民币|rmb")
TIMES = {"": 1, "千": 1_000, "万": 10_000, "亿": 100_000_000}
HINT = re.compile(rf"元?/(?P<p>{PER})|每(?P<q>{PER})|(?P<r>[月日])薪")


def read_allowance(column: Column, value: Any, context: Context, hint: str) -> Cell:
    if isinstance(value, bool | date):
        return question(_("读不出“%(text)s”是多少补贴。") % {"text": display(value)})
    text = spelled(value)
    if text in NEGOTIABLE:
        return good({"amount": None, "per": "", "negotiable": True})
    if text in NOTHING or re.fullmatch(r"0(\.0+)?元?", text):
        return good(allowance(Decimal(0), ""))
    match = AFTER.fullmatch(text) or BEFORE.fullmatch(text) or WAGE.fullmatch(text)
    if match:
        return good(allowance(total(match), PERIOD_OF[match["p"]]))
    if match := ONCE.fullmatch(text):
        return good(allowance(total(match), "once"))
    return without_period(column, text, hint) or unsure(text, display(value).strip())


def allowance(amount: Decimal, per: str) -> dict[str, Any]:
    return {"amount": amount, "per": per, "negotiable": False}


def spelled(value: Any) -> str:
    text = SYMBOLS.sub("", THOUSANDS.sub("", plain(value)))
    return PERSON.sub("", text)


def total(match: re.Match) -> Decimal:
    return (Decimal(match["n"]) * TIMES[match["w"]]).normalize() + 0


def without_period(column: Column, text: str, hint: str) -> Cell | None:
    match = PLAIN.fullmatch(text)
    if not match:
        return None
    per, amount = period_in(hint) or period_in(column.unit), total(match)
    if not per:
        offers = (f"{amount:f}{unit}" for unit in likely(amount))
        return question(_("“%(text)s”没有写是每月还是每天。") % {"text": text}, *offers)
    words = {"text": text, "unit": PERIOD_LABELS[per]}
    return note(allowance(amount, per), _("%(text)s 的单位取自表头：%(unit)s。") % words)


def period_in(hint: str) -> str:
    match = HINT.search(plain(hint))
    return PERIOD_OF[next(filter(None, match.groups()))] if match else ""


def likely(amount: Decimal) -> list[str]:
    """The order of the offers only; which one it is, the person says."""
    return ["元/天", "元/月"] if amount < 300 else ["元/月", "元/天"]


def unsure(text: str, shown: str) -> Cell:
    period = re.search(rf"(?:/|每)({PER})", text)
    unit = PERIOD_LABELS[PERIOD_OF[period[1]]] if period else ""
    amounts = [f"{total(match):f}{unit}" for match in PLAIN.finditer(text) if unit][:3]
    return question(_("读不出“%(text)s”是多少补贴，请写成 1000元/月 的样子，或“面议”。") % {"text": shown}, *amounts)


def read_money(column: Column, value: Any, context: Context, hint: str) -> Cell:
    if isinstance(value, bool | date):
        return question(_("读不出“%(text)s”是多少钱。") % {"text": display(value)})
    text = spelled(value)
    match = PLAIN.fullmatch(text)
    if not match:
        return unclear_sum(text, display(value).strip())
    if not text[-1].isdigit() or total(match) == 0:
        return good(total(match))
    return bare_sum(match, plain(hint) or column.unit)


def bare_sum(match: re.Match, unit: str) -> Cell:
    """A figure without 元: its unit stands in the heading, or is asked."""
    for big in ("亿", "万", "千"):
        if big in unit:
            return good(total(match) * TIMES[big])
    if "元" in unit:
        return good(total(match))
    figures = (f"{match['n']}元", f"{match['n']}万元")
    return question(_("“%(text)s”没有写单位，是元还是万元？") % {"text": match["n"]}, *figures)


def unclear_sum(text: str, shown: str) -> Cell:
    if re.fullmatch(rf"-{AMOUNT}", text):
        return error(_("金额不能是负数：%(text)s。") % {"text": shown})
    offers = [match[0] for match in PLAIN.finditer(text) if not match[0][-1].isdigit()][:3]
    return question(_("读不出“%(text)s”是多少钱。") % {"text": shown}, *offers)
