"""A handful of tags; none of them asks the database.

`light`, `badge` and `until` are plain functions too: a table column's `render_…` calls them directly.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import uuid4

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tables2.utils import signature

register = template.Library()
SOON = 3  # days before a deadline from which it is marked
INSTANT = timedelta(microseconds=1)


@register.simple_tag
def icon(name: str):
    """Draw one icon of the sprite; it says nothing to a screen reader, so put words beside it."""
    return _icon(name, settings.STATIC_URL)


@lru_cache(maxsize=512)
def _icon(name: str, static_url: str):
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("icons.svg"), name)


@register.simple_tag
def light(state: str, rule: str = ""):
    """Show a progress light: shape, word and colour; `rule` says on hover why it is so."""
    why = format_html(' title="{}"', rule) if rule else ""
    return format_html('<span class="light light-{}"{}>{}</span>', state, why, _light_word(state))


def _light_word(state: str) -> str:
    return {"green": _("正常"), "yellow": _("临期"), "red": _("逾期"), "grey": _("久未更新")}[state]


@register.simple_tag(takes_context=True)
def part(context, piece):
    """Draw what a higher app adds to this page (`pages.parts`); it sees its own context and the form's token only."""
    return get_template(piece.template).render(piece.context, context["request"])


@register.simple_tag
def badge(label, tone: str = ""):
    """Show a state in a pill; tone is good, warn, bad, info or nothing."""
    return format_html('<span class="badge-state badge-{}">{}</span>', tone or "plain", label)


@register.simple_tag
def until(moment):
    """Say how long is left until a deadline, in words, marked when it is near or past."""
    if moment is None:
        return ""
    days = _days_left(moment)
    tone = "late" if days < 0 else "soon" if days <= SOON else "far"
    return format_html('<time class="until until-{}" datetime="{}">{}</time>', tone, moment.isoformat(), _left(days))


def _days_left(moment: date | datetime) -> int:
    days = (last_day(moment) - timezone.localdate()).days
    is_past = isinstance(moment, datetime) and moment <= timezone.now()
    return min(days, -1) if is_past else days


def _left(days: int) -> str:
    if days < 0:
        return ngettext("已逾期 %d 天", "已逾期 %d 天", -days) % -days
    if days == 0:
        return _("今天到期")
    return ngettext("还剩 %d 天", "还剩 %d 天", days) % days


@register.filter
def last_day(moment: date | datetime) -> date:
    """Give the last day a deadline still allows: one at 00:00 on the 2nd is kept by acting on the 1st."""
    return timezone.localdate(moment - INSTANT) if isinstance(moment, datetime) else moment


@register.filter
def days_since(moment) -> str:
    """Say how many days ago something was."""
    if moment is None:
        return ""
    day = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    days = (timezone.localdate() - day).days
    return _("今天") if days <= 0 else ngettext("%d 天前", "%d 天前", days) % days


@register.filter
def zh_date(moment) -> str:
    """Write a day as the reader's language does: 2021年9月8日, 8 Sep 2021; a dash when there is none."""
    return _written(moment, "DATE_FORMAT")


@register.filter
def zh_datetime(moment) -> str:
    """Write a moment with its hour and minute; a dash when there is none."""
    return _written(moment, "DATETIME_FORMAT")


def _written(moment, form: str) -> str:
    if not moment:
        return "—"
    return date_format(timezone.localtime(moment) if isinstance(moment, datetime) else moment, form)


@register.simple_tag
def submission_key() -> str:
    """Make the one-time key of a form: sent twice, it is done once."""
    return str(uuid4())


@register.simple_tag
def shares(rows, *, funnel: bool = False) -> list[dict]:
    """Give each {label, value, url} its length in percent of the largest; a funnel also the rate that came through."""
    most = max((row["value"] for row in rows), default=0) or 1
    lines = [row | {"share": f"{100 * row['value'] / most:.1f}"} for row in rows]
    return _narrowing(lines) if funnel else lines


def _narrowing(lines: list[dict]) -> list[dict]:
    before = [None, *(line["value"] for line in lines)]
    return [
        line | {"start": f"{50 - float(line['share']) / 2:.1f}", "rate": f"{line['value'] / last:.0%}" if last else ""}
        for line, last in zip(lines, before, strict=False)
    ]


@register.simple_tag
def page_numbers(page) -> list:
    """List the page numbers to offer: the ends, and those around the present one."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))


@register.simple_tag
def table_rows(table):
    """Write the rows of a django-tables2 table: a template tag per cell, or asking anew what each
    `render_…` takes, would cost 200 times a page."""
    columns = [_column(column) for column in table.columns]
    return mark_safe("".join(_row(row, columns) for row in table.paginated_rows))  # noqa: S308 - every part is escaped


def _column(column) -> tuple:
    look = column.column.attrs.get("td", {}).get("class", "")
    start = format_html('<td data-label="{}" class="{}', column.header, look)
    return column, start, _renderer(column), str(column.default)


def _renderer(column):
    """Return what django-tables2's BoundRow._call_render is, with the signature read once per column, not per cell."""
    wanted, takes_all = signature(column.render)

    def render(bound_column, row, value=None):
        offered = row._optional_cell_arguments(bound_column, value)
        asked = offered if takes_all else {name: offered[name] for name in wanted}
        content = bound_column.render(**asked)
        return bound_column.link(content, **offered) if bound_column.link else content

    return render


def _row(row, columns) -> str:
    return f"<tr>{''.join(_td(row, *column) for column in columns)}</tr>"


def _td(row, column, start: str, render, blank: str) -> str:
    cell = row._get_and_render_with(column, lambda column, value=None: render(column, row, value), blank)
    content = conditional_escape(cell)
    return f'{start}{" blank" if content in ("", blank) else ""}">{content}</td>'
