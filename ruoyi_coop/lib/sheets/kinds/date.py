"""Reads dates and spans of dates in the many ways people write them; a year that is missing is assumed aloud."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from ..cells import display, tidy
from ..spec import Column
from ..verdict import Cell, Context, error, good, note, question
from .number import arabic

YEARS = range(1900, 2101)
EPOCH = date(1899, 12, 30)
SERIALS = range(20_000, 80_000)
TIME = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2})?(\.0+)?$")
DASH = re.compile(r"[‐‑‒–—―−－]+|-{2,}")
UNTIL = re.compile(r"[~〜∼]+|至|到")
ONE = r"(?:(?P<y{0}>\d{{4}})[年./-])?(?P<m{0}>\d{{1,2}})[月./-](?P<d{0}>\d{{1,2}})[日号]?"
LAST = r"(?:(?:(?P<y2>\d{4})[年./-])?(?P<m2>\d{1,2})[月./-])?(?P<d2>\d{1,2})[日号]?"
SINGLE = re.compile(ONE.format(1))
SPAN = re.compile(rf"(?:从|自)?{ONE.format(1)}(?:起|开始)?[~-]{LAST}(?:止|结束)?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
COMPACT_SPAN = re.compile(r"(\d{4})(\d{2})(\d{2})[~-](\d{4})(\d{2})(\d{2})")
MONTH = re.compile(r"(\d{4})[年./-](\d{1,2})月?")
SHORT_YEAR = re.compile(r"(\d{2})[./-](\d{1,2})[./-](\d{1,2})")
YEAR_LAST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")


class NoSuchDay(Exception):
    """The 30th of February; carries the words for the message."""


def read_date(column: Column, value: Any, context: Context, hint: str) -> Cell:
    if isinstance(value, date):
        return plausible(value)
    if isinstance(value, int | float):
        return from_number(value)
    try:
        return from_text(spelled(value), value, context)
    except NoSuchDay as problem:
        return no_such_day(problem)


def read_range(column: Column, value: Any, context: Context, hint: str) -> Cell:
    if not isinstance(value, str):
        shown = {"text": display(value)}
        return question(_("“%(text)s”不是一段时间，请写开始和结束，如 2021-07-15至2021-08-20。") % shown)
    try:
        return span(spelled(value), value, context)
    except NoSuchDay as problem:
        return no_such_day(problem)


def spelled(value: Any) -> str:
    """One spelling of dashes and "until", without time of day and spaces, in Arabic figures."""
    text = TIME.sub("", tidy(value))
    text = UNTIL.sub("~", DASH.sub("-", text)).replace(" ", "").replace("-~", "~").replace("~-", "~")
    return arabic(text)


def no_such_day(problem: NoSuchDay) -> Cell:
    return error(_("没有这一天：%(words)s。") % {"words": problem})


def plausible(value: date) -> Cell:
    day = value.date() if isinstance(value, datetime) else value
    return good(day) if day.year in YEARS else error(_("年份 %(year)s 不对。") % {"year": day.year})


def from_number(value: float) -> Cell:
    """20210715 is a date; 44392 is Excel's own counting of days, shown as a note; 7.15 is asked."""
    text = display(value)
    match = COMPACT.fullmatch(text)
    try:
        if match:
            return good(day(*match.groups()))
    except NoSuchDay as problem:
        return no_such_day(problem)
    if value in SERIALS:
        found = EPOCH + timedelta(days=int(value))
        return note(found, _("数字 %(text)s 按 Excel 的日期序号读作 %(date)s。") % {"text": text, "date": found})
    return question(_("数字“%(text)s”看不出是哪一天，请写成 2021-07-15 的样子。") % {"text": text})


def from_text(text: str, value: Any, context: Context) -> Cell:
    match = COMPACT.fullmatch(text)
    if match:
        return good(day(*match.groups()))
    match = SINGLE.fullmatch(text)
    if match and not match["y1"]:
        return assumed(match, context)
    if match:
        return good(day(match["y1"], match["m1"], match["d1"]))
    shown = {"text": display(value).strip()}
    return question(_("读不出“%(text)s”是哪一天，请写成 2021-07-15 的样子。") % shown, *offers(text))


def assumed(match: re.Match, context: Context) -> Cell:
    if not context.year:
        return question(_("没有写年份。"))
    found = day(context.year, match["m1"], match["d1"])
    return note(found, _("没有写年份，按 %(year)s 年读作 %(date)s。") % {"year": context.year, "date": found})


def offers(text: str) -> list[str]:
    """What a text that is not quite a date might mean; shown to be chosen, not used."""
    triples = []
    if match := MONTH.fullmatch(text):
        triples = [(match[1], match[2], 1)]
    elif match := SHORT_YEAR.fullmatch(text):
        triples = [("20" + match[1], match[2], match[3])]
    elif match := YEAR_LAST.fullmatch(text):
        triples = [(match[3], match[1], match[2]), (match[3], match[2], match[1])]
    return [str(day(*triple)) for triple in triples if exists(*triple)]


def exists(year: Any, month: Any, number: Any) -> bool:
    try:
        day(year, month, number)
    except NoSuchDay:
        return False
    return True


def day(year: Any, month: Any, number: Any) -> date:
    try:
        found = date(int(year), int(month), int(number))
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise NoSuchDay(_("%(y)s年%(m)s月%(d)s日") % {"y": year, "m": month, "d": number})
    return found


def span(text: str, value: str, context: Context) -> Cell:
    if match := COMPACT_SPAN.fullmatch(text):
        return ordered(day(*match.groups()[:3]), day(*match.groups()[3:]), [])
    match = SPAN.fullmatch(text)
    if match:
        return from_span(match, context)
    shown = {"text": value.strip()}
    inside = SPAN.search(text)
    offered = [as_text(from_span(inside, context))] if inside else months(text, context)
    return question(
        _("读不出“%(text)s”从哪天到哪天，请写成 2021-07-15至2021-08-20 的样子。") % shown, *filter(None, offered)
    )


def from_span(match: re.Match, context: Context) -> Cell:
    """The end borrows month and year from the start, the start borrows the year from the end or the context."""
    notes = []
    year = match["y1"] or match["y2"] or context.year
    if not year:
        return question(_("没有写年份。"))
    start = day(year, match["m1"], match["d1"])
    end = day(match["y2"] or year, match["m2"] or match["m1"], match["d2"])
    if end < start and not match["y2"] and match["m2"]:
        end = day(start.year + 1, end.month, end.day)
        notes.append(_("结束在第二年"))
    if not match["y1"]:
        notes.append(_("没有写年份，按 %(year)s 年") % {"year": year})
    if not match["m2"]:
        notes.append(_("结束只写了日，按同一个月"))
    return ordered(start, end, notes)


def ordered(start: date, end: date, notes: list[str]) -> Cell:
    if end < start:
        return error(_("结束 %(end)s 早于开始 %(start)s。") % {"start": start, "end": end})
    value = {"start": start, "end": end}
    if not notes:
        return good(value)
    words = {"notes": "；".join(notes), "start": start, "end": end}
    return note(value, _("%(notes)s：读作 %(start)s 至 %(end)s。") % words)


def as_text(cell: Cell) -> str:
    return f"{cell.value['start']}至{cell.value['end']}" if cell.value else ""


WHOLE_MONTHS = re.compile(r"(?:(\d{4})[年./-])?(\d{1,2})月?[~-](\d{1,2})月(?:份)?")


def months(text: str, context: Context) -> list[str]:
    """ "7-8月" may mean the first of July to the end of August: offered, not assumed."""
    match = WHOLE_MONTHS.fullmatch(text)
    year = match and (match[1] or context.year)
    if not year or not exists(year, match[2], 1) or not exists(year, match[3], 1):
        return []
    after = day(int(year) + int(match[3]) // 12, int(match[3]) % 12 + 1, 1)
    return [f"{day(year, match[2], 1)}至{after - timedelta(days=1)}"]
