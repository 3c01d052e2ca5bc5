"""Draws a Chart as a time axis in HTML and SVG, and as a table with the same facts; colours come from CSS alone."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wall.chart import Cell, Chart, Mark, Matrix, Row
from wall.layout import LANE, SHORT, TOP, WIDTH, Axis, spread

FRAME = 'viewBox="-12 4 24 24" aria-hidden="true"'  # of one mark alone
HEAD = 34
GAP = 3  # between two rows of a big screen
LINE, SCREEN = 42, 452  # units of height: of a row with three lines of words, and of all rows on a big screen
LISTED = 4  # open milestones named on a phone's card before "and n more"


@dataclass(frozen=True)
class Look:
    """How a light is told without colour: its letter and its word, and under which id its shape is defined."""

    code: str
    letter: str
    word: str


LOOKS = {
    "red": Look("wr", lazy("逾"), lazy("逾期")),
    "yellow": Look("wy", lazy("临"), lazy("临期")),
    "grey": Look("ws", lazy("静"), lazy("久未更新")),
    "green": Look("wg", lazy("正"), lazy("正常")),
    "done": Look("wd", "✓", lazy("已完成")),
    "off": Look("wo", "○", lazy("不在办")),
}
OPEN = ("red", "yellow", "grey", "green")
SHAPES = {
    "red": '<rect class="bad" x="-8" y="-8" width="16" height="16"/><text class="on-bad" y="4">{}</text>',
    "yellow": '<path class="warn" d="M0-10 11 9H-11Z"/><text class="on-warn" y="6.5">{}</text>',
    "grey": '<path class="idle" d="M0-11 11 0 0 11-11 0Z"/><text class="on-idle" y="3.5">{}</text>',
    "green": '<circle class="good" r="9"/><text class="on-good" y="4">{}</text>',
    "done": '<circle class="done" r="7"/><path class="tick" d="M-3.5 0-1 3 4-3"/>',
    "off": '<circle class="off" r="6"/>',
}
ORDERS = {"blue": lazy("蓝色督办"), "orange": lazy("橙色督办"), "red": lazy("红色督办")}


def draw(
    chart: Chart, rows: Iterable[Row], *, links: bool = True, labels: bool = False, holders: bool = True
) -> SafeString:
    """Draw these rows of the chart as a table: who on the left, the months across.

    `links` makes titles lead to projects, `labels` writes each milestone's title beside its mark, `holders` says in
    the hint of each mark whose it is.
    """
    axis, words, style = Axis(chart), Words(), Style(links, labels, holders)
    body = "".join([_row(row, axis, words, style) for row in rows])
    head = f'<thead><tr><th scope="col">{_("项目")}</th><th scope="col">{_head(axis, chart)}</th></tr></thead>'
    return mark_safe(f'{_symbols(axis, chart)}<table class="wall">{head}<tbody>{body}</tbody></table>')


@dataclass(frozen=True)
class Style:
    """What a drawing leaves away or adds: see `draw`."""

    links: bool
    labels: bool
    holders: bool


class Words:
    """The texts of a drawing, looked up once and not once a mark."""

    def __init__(self):
        self.light = {name: str(look.word) for name, look in LOOKS.items()}
        self.code = {name: look.code for name, look in LOOKS.items()}
        self.letter = {name: str(look.letter) for name, look in LOOKS.items()}
        self.order = {name: str(word) for name, word in ORDERS.items()}
        self.changed, self.change_of = _("变"), _("上次调度会以来有变化")
        self.more, self.none = _("还有 %d 个"), _("没有里程碑")


def symbol(name: str) -> SafeString:
    """A light as a small picture: shape and letter. The page must hold `symbols()`."""
    return mark_safe(f'<svg class="wl" {FRAME}><use href="#{LOOKS[name].code}"/></svg>')


def symbols() -> SafeString:
    """The shapes of the lights, defined once on a page and used by name."""
    shapes = "".join(
        f'<g id="{look.code}" transform="translate(0 {TOP})"><g class="wm">{SHAPES[name].format(look.letter)}</g></g>'
        for name, look in LOOKS.items()
    )
    return mark_safe(f'<svg class="wall-defs" width="0" height="0" aria-hidden="true"><defs>{shapes}</defs></svg>')


def legend() -> list[tuple[str, SafeString, str]]:
    """(name, picture, word) of each light, for the line above the chart."""
    return [(name, symbol(name), look.word) for name, look in LOOKS.items()]


def _symbols(axis: Axis, chart: Chart) -> str:
    """The lights, the ring, the hollow first promise, and the vertical lines every row shows."""
    lines = "".join(f"M{axis.x(day)} 0V9" for day in axis.months() if axis.holds(day))
    days = "".join(f'<path class="{name}" d="M{x} 0V9"/>' for name, x, _word in axis.moments(chart))
    extra = (
        f'<circle id="wc" class="ring" r="13" cy="{TOP}"/><circle id="ww" class="was" r="3.5" cy="{TOP}"/>'
        f'<g id="wx"><path class="month" d="{lines}"/>{days}</g>'
    )
    return symbols().replace("</defs>", f"{extra}</defs>")


def _head(axis: Axis, chart: Chart) -> str:
    """Years and months over the axis, and the names of the lines that mean a day."""
    texts = []
    for x, word in axis.month_words():
        year = ' class="year"' if "." in word else ""
        texts.append(f'<text{year} x="{x + 3}" y="29">{word}</text>')
    for name, x, word in axis.moments(chart):
        anchor = "end" if x > WIDTH - 60 else "start" if x < 60 else "middle"
        texts.append(f'<text class="{name}" x="{x}" y="11" text-anchor="{anchor}">{word}</text>')
    return f'<svg class="wr" viewBox="0 0 {WIDTH} {HEAD}" aria-hidden="true">{"".join(texts)}</svg>'


def _row(row: Row, axis: Axis, words: Words, style: Style) -> str:
    height, marks = _marks(row.marks, axis, words, style)
    title = escape(row.title)
    name = f'<a href="{escape(row.path)}">{title}</a>' if style.links else f"<b>{title}</b>"
    who = f"{escape(row.university)} · {escape(row.unit)} · {escape(row.stage)}"
    return (
        f'<tr class="{row.light or "off"}"><th scope="row"><span class="n">{row.number}</span>{name}'
        f"{_badges(row, words, style.holders)}<small>{who}</small>"
        f"{_light(row, words)}</th><td>"
        f'<svg class="wg" viewBox="0 0 {WIDTH} 9" preserveAspectRatio="none" aria-hidden="true">'
        f'<use href="#wx"/></svg><svg class="wr" viewBox="0 0 {WIDTH} {height}" role="img">'
        f"<title>{_summary(row, words)}</title>{marks}</svg>{_open(row, words)}</td></tr>"
    )


def _light(row: Row, words: Words) -> str:
    name = row.light if row.light in SHAPES else "off"
    return (
        f'<span class="why"><svg class="wl" {FRAME}><use href="#{words.code[name]}"/></svg>'
        f'<span class="visually-hidden">{words.light[name]}</span> {escape(row.reason)}</span>'
    )


def _badges(row: Row, words: Words, says_what: bool = True) -> str:
    """That the row changed, with what changed as a hint, and the colour of its order."""
    hint = escape(row.change) if says_what and row.change else words.change_of
    change = f' <span class="chg" title="{hint}">{words.changed}</span>'
    order = f' <span class="ord {row.escalation}">{words.order.get(row.escalation, "")}</span>'
    return (change if is_changed(row) else "") + (order if row.escalation else "")


def is_changed(row: Row) -> bool:
    """Whether the row or one of its marks changed since the last meeting."""
    return bool(row.change) or any(mark.is_changed for mark in row.marks)


def _summary(row: Row, words: Words) -> str:
    """What the strip of marks shows, in one sentence: how many of each light."""
    counts = Counter(mark.light for mark in row.marks)
    return " · ".join(f"{words.light[name]} {counts[name]}" for name in LOOKS if counts[name]) or words.none


def _open(row: Row, words: Words) -> str:
    """The open milestones as a list, which a phone shows under the strip."""
    waiting = [mark for mark in row.marks if mark.light in OPEN]
    if not waiting:
        return ""
    items = "".join(
        [
            f"<li>{words.letter[mark.light]} {mark.day.month}/{mark.day.day} {escape(mark.title)}</li>"
            for mark in waiting[:LISTED]
        ]
    )
    more = f"<li>{words.more % (len(waiting) - LISTED)}</li>" if len(waiting) > LISTED else ""
    return f'<ul class="todo">{items}{more}</ul>'


def _marks(marks: tuple[Mark, ...], axis: Axis, words: Words, style: Style) -> tuple[int, str]:
    """The marks of a row, the first promises under them, and the height they take."""
    below, above = [], []
    placed, height = spread(marks, axis, style.labels)
    for spot in placed:
        mark, x, lane, was, turned = spot
        y = LANE * lane
        at = f'x="{x}" y="{y}"' if y else f'x="{x}"'
        text = escape(mark.title[:SHORT])
        if was != x:
            below.append(f'<path class="moved" d="M{was} {y + TOP}H{x}"/><use href="#ww" x="{was}" y="{y}"/>')
        if mark.is_changed:
            above.append(f'<use href="#wc" {at}/>')
        holder = f" {escape(mark.holder)}" if style.holders and mark.holder else ""
        hint = f"{text} {mark.day.month}/{mark.day.day}{holder}"
        above.append(f'<use href="#{words.code[mark.light]}" {at}><title>{hint}</title></use>')
        if style.labels:
            end = ' text-anchor="end"' if turned else ""
            above.append(f'<text class="lb" x="{spot.beside}" y="{y + TOP + 4}"{end}>{text}</text>')
    return height, "".join(below + above)


def screens(chart: Chart) -> list[list[Row]]:
    """The rows as a big screen shows them, as many at a time as fit its height; an empty chart is one empty screen."""
    axis, words, style = Axis(chart), Words(), Style(links=False, labels=True, holders=False)
    found, room = [[]], SCREEN
    for row in chart.rows:
        height = max(_marks(row.marks, axis, words, style)[0] + GAP, LINE)
        if height > room and found[-1]:
            found.append([])
            room = SCREEN
        found[-1].append(row)
        room -= height
    return found


def matrix(found: Matrix) -> SafeString:
    """Partnerships down, units across; a cell counts by light and leads to exactly these rows."""
    heads = "".join([f'<th scope="col">{escape(unit)}</th>' for unit in found.units])
    body = "".join([_partnership(found, place) for place in range(len(found.partnerships))])
    return mark_safe(
        f'<table class="wall-matrix"><thead><tr><th scope="col">{_("合作")}</th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _partnership(found: Matrix, line: int) -> str:
    university, lead, bases = found.partnerships[line]
    named = f"<small>{escape('、'.join(bases))}</small>" if bases else f"<small>{_('没有基地')}</small>"
    cells = [_counted(found.cells.get((line, column)), unit) for column, unit in enumerate(found.units)]
    return f'<tr><th scope="row">{escape(university)} · {escape(lead)}{named}</th>{"".join(cells)}</tr>'


def _counted(cell: Cell | None, unit: str) -> str:
    if cell is None or not any(cell.counts.values()):
        return '<td class="blank"></td>'
    lights = "".join(
        [
            f'<span>{symbol(name)}<span class="visually-hidden">{look.word} </span>{cell.counts[name]}</span>'
            for name, look in LOOKS.items()
            if cell.counts.get(name)
        ]
    )
    return f'<td data-label="{escape(unit)}"><a href="{escape(cell.path)}">{lights}</a></td>'


def table(chart: Chart, rows: Iterable[Row], *, links: bool = True) -> SafeString:
    """The same facts as a table of words: for readers who cannot see the drawing, and for those who want to copy it."""
    words = Words()
    heads = [
        _("项目"),
        _("灯"),
        _("高校"),
        _("牵头单位"),
        _("责任单位"),
        _("阶段"),
        _("起止"),
        _("里程碑"),
    ]
    head = "".join([f'<th scope="col">{label}</th>' for label in heads])
    body = "".join([_line(row, words, heads, links) for row in rows])
    return mark_safe(
        f'<table class="table-list wall-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    )


def _line(row: Row, words: Words, heads: list[str], links: bool) -> str:
    title = escape(row.title)
    name = f'<a href="{escape(row.path)}">{title}</a>' if links else title
    cells = [
        f'<span><span class="n">{row.number}</span> {name}{_badges(row, words)}</span>',
        f"{_light(row, words)}",
        escape(row.university),
        escape(row.lead),
        escape(row.unit),
        escape(row.stage),
        _span(row),
        "".join([f"<li>{_said(mark, words)}</li>" for mark in row.marks]),
    ]
    cells[-1] = f'<ul class="plain">{cells[-1]}</ul>' if cells[-1] else ""
    return "<tr>" + "".join([_cell(*pair) for pair in zip(heads, cells, strict=True)]) + "</tr>"


def _cell(head: str, words: str) -> str:
    return f'<td data-label="{head}">{words}</td>' if words else f'<td data-label="{head}" class="blank">—</td>'


def _span(row: Row) -> str:
    days = [f"<time>{day.isoformat()}</time>" if day else "…" for day in (row.since, row.until)]
    return f"<span>{' – '.join(days)}</span>" if row.since or row.until else ""


def _said(mark: Mark, words: Words) -> str:
    """A milestone in words: its light, its day, its first promise, whose it is, whether it changed."""
    moved = mark.original and mark.original != mark.day
    parts = [
        f"{words.letter[mark.light]} {mark.day.isoformat()} {escape(mark.title)}",
        escape(mark.holder),
        _("原定 %s") % mark.original.isoformat() if moved else "",
        words.changed if mark.is_changed else "",
    ]
    return " · ".join([part for part in parts if part])
