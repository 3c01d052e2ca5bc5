"""Tables and filters with the manners every list shares."""

from datetime import datetime

import django_filters
import django_tables2 as tables
from django import forms
from django.core.paginator import Paginator
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from ruoyi_coop.lib.search import matching
from ruoyi_coop.templatetags.portal import badge, zh_date, zh_datetime

CAP = 10_000
MARKED = mark_safe(" selected")  # noqa: S308 - a constant


class CappedPaginator(Paginator):
    """Counts at most CAP rows: above that the exact number costs more than it tells."""

    @cached_property
    def count(self) -> int:
        rows = getattr(self.object_list, "data", self.object_list)
        rows = getattr(rows, "data", rows)
        if not hasattr(rows, "query"):
            return len(rows)
        return min(rows.order_by().values("pk")[: CAP + 1].count(), CAP + 1)

    @property
    def count_label(self) -> str:
        return f"{CAP:,}+" if self.count > CAP else f"{self.count:,}"

    @property
    def num_pages(self) -> int:
        return max(1, -(-min(self.count, CAP) // self.per_page))


class PortalTable(tables.Table):
    """Columns declared once serve the page, the phone's cards and the exports."""

    def __init__(self, *args, actor=None, **options):
        self.actor = actor
        super().__init__(*args, **options)

    class Meta:
        template_name = "django_tables2/portal.html"
        order_by_field = "sort"


class StateColumn(tables.Column):
    """A workflow's state as a badge on the page and as a word in an export; `tones` maps states to badge tones."""

    def __init__(self, *args, tones=None, **options):
        self.tones = tones or {}
        super().__init__(*args, **options)

    def render(self, value, record):
        return badge(value, self.tones.get(record.state, ""))

    def value(self, value):
        return value


class DayColumn(tables.Column):
    """A day, or the day of a moment: written out and on one line on the page, a real date in an export."""

    def __init__(self, *args, **options):
        options.setdefault("attrs", {"td": {"class": "day"}})
        super().__init__(*args, **options)

    def render(self, value):
        return zh_date(value)

    def value(self, value):
        return timezone.localdate(value) if isinstance(value, datetime) else value


class MomentColumn(DayColumn):
    """A moment with its hour, for deadlines: in local time on the page, a real date and time in an export."""

    def render(self, value):
        return zh_datetime(value)

    def value(self, value):
        return timezone.localtime(value).replace(tzinfo=None)


class PlainSelect(forms.Select):
    """The same select, written in Python: Django's draws every option with a template of its own."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = "" if value is None else str(value)
        options = ((key, MARKED if str(key) == chosen else "", label) for key, label in self.choices)
        words = format_html_join("", '<option value="{}"{}>{}</option>', options)
        return format_html(
            "<select{}>{}</select>", flatatt(self.build_attrs(self.attrs, (attrs or {}) | {"name": name})), words
        )


class PortalFilter(django_filters.FilterSet):
    """`q` searches the model's search column; an app adds its own filters."""

    q = django_filters.CharFilter(label=_("搜索"), method="search", max_length=60)

    searches = "search"  # the search column that `q` asks; "student__search" for one across a foreign key

    def search(self, rows, name, value):
        return matching(rows, value, self.searches)

    @cached_property
    def form(self):
        form = super().form
        for field in form.fields.values():
            if type(field.widget) is forms.Select:
                field.widget = PlainSelect(field.widget.attrs, field.widget.choices)
        return form
