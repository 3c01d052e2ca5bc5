"""The wall chart as a vector PDF on A3 or A0: all rows, a head on every page, a code per row that opens its project."""

import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import segno
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ruoyi_coop.lib import press
from wall.chart import Chart, Row
from wall.drawing import LOOKS, ORDERS, is_changed
from wall.layout import LANE, SHORT, TOP, Axis, spread

TEMPLATE = Path(__file__).with_name("paper.typ")
MARGIN, LEFT, UNIT = 10, 96, 0.275  # mm on A3: around the sheet, the column of projects, a unit of the layout
MOST = 1500  # rows: about five seconds of work and half a gigabyte while it lasts
LINE = 50  # units of height a row has at least: three lines of words, or its code


@dataclass(frozen=True)
class Sheet:
    width: int  # mm
    height: int
    scale: float  # of everything drawn; on A0 less than the sheet itself, so that more rows stand on it

    @property
    def axis(self) -> int:
        """The units that are left for the axis."""
        return int((self.width - 2 * MARGIN * self.scale - LEFT * self.scale) / (UNIT * self.scale))


SHEETS = {"a3": Sheet(420, 297, 1), "a0": Sheet(1189, 841, 1.6)}


def pdf(chart: Chart, size: str = "a3") -> bytes:
    """Draw the whole chart, the same rows in the same order as on the page. Raises NotNow when it takes too long."""
    return press.pdf(TEMPLATE, facts(chart, SHEETS[size]))


def facts(chart: Chart, sheet: Sheet) -> dict:
    """Everything the sheet shows, in words and units."""
    axis = Axis(chart, sheet.axis)
    return {
        "title": _("芮城县校合作 · 挂图作战"),
        "subtitle": _("截至 %(day)s，共 %(count)s 个项目")
        % {"day": date_format(chart.as_of, "DATE_FORMAT"), "count": len(chart.rows)},
        "foot": " · ".join(part for part in (_("扫每行的二维码，打开项目。"), chart.note) if part),
        "lang": (get_language() or "zh")[:2],
        "page": [sheet.width, sheet.height],
        "scale": sheet.scale,
        "margin": MARGIN,
        "left": LEFT,
        "axis": sheet.axis,
        "months-at": [axis.x(day) for day in axis.months() if axis.holds(day)],
        "month-words": list(axis.month_words()),
        "moments": [{"kind": kind, "x": x, "word": word} for kind, x, word in axis.moments(chart)],
        "looks": {name: {"letter": str(look.letter), "word": str(look.word)} for name, look in LOOKS.items()},
        "words": _words(),
        "rows": [_row(row, axis) for row in chart.rows],
    }


def _words() -> dict:
    return {
        "project": _("项目"),
        "changed": _("变"),
        "change-of": _("上次调度会以来有变化"),
        "was": _("原定日期"),
        "page": _("第 {n} 页，共 {m} 页"),
        "empty": _("没有符合条件的项目"),
    }


def _row(row: Row, axis: Axis) -> dict:
    placed, height = spread(row.marks, axis, labels=True)
    down = max(LINE - height, 0) // 2
    return {
        "number": row.number,
        "title": row.title,
        "who": f"{row.university} · {row.unit} · {row.stage}",
        "reason": row.reason,
        "light": row.light if row.light in LOOKS else "off",
        "changed": is_changed(row),
        "escalation": row.escalation,
        "order": str(ORDERS.get(row.escalation, "")),
        "path": row.path,
        "qr": _code(settings.SITE["address"].rstrip("/") + row.path),
        "height": max(height, LINE),
        "marks": [
            (
                spot.x,
                TOP + LANE * spot.lane + down,
                spot.mark.light,
                spot.mark.title[:SHORT],
                spot.beside,
                spot.turned,
                spot.was,
                spot.mark.is_changed,
            )
            for spot in placed
        ],
    }


@lru_cache(maxsize=4096)
def _code(address: str) -> str:
    """A QR code as SVG."""
    out = io.BytesIO()
    segno.make(address, error="l", micro=False).save(out, kind="svg", border=1, xmldecl=False, nl=False, svgns=True)
    return out.getvalue().decode()
