"""The lists of allowance lists, their lines, rates and objections."""

import django_filters
import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from allowances.models import AllowanceList, Line, Objection, Rate
from allowances.workflow import TONES, LineState, State
from interns.models import Season
from pages.tables import DayColumn, PortalFilter, PortalTable, StateColumn

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


class ListTable(PortalTable):
    name = tables.Column(verbose_name=_("清单"), accessor="pk", linkify=lambda record: record.get_absolute_url())
    state = StateColumn(tones=TONES, orderable=False)
    number = tables.Column(verbose_name=_("人数"), attrs=NUMBER, orderable=False)
    sum = tables.Column(verbose_name=_("合计（元）"), attrs=NUMBER, orderable=False)
    notice_until = DayColumn(orderable=False)

    class Meta(PortalTable.Meta):
        model = AllowanceList
        fields = ("name", "state", "number", "sum", "notice_until")
        order_by = "-name"

    def render_name(self, record):
        return str(record)

    value_name = render_name


class ListFilter(django_filters.FilterSet):
    season = django_filters.ModelChoiceFilter(label=_("批次"), queryset=Season.objects.all(), empty_label=_("全部批次"))
    state = django_filters.ChoiceFilter(label=_("状态"), choices=State, empty_label=_("全部状态"))

    class Meta:
        model = AllowanceList
        fields = ["season", "state"]


class LineTable(PortalTable):
    student = tables.Column(
        accessor="stay__placement__student",
        verbose_name=_("学生"),
        linkify=lambda record: record.stay.placement.get_absolute_url(),
        order_by=("stay__placement__student__pinyin", "id"),
    )
    university = tables.Column(
        accessor="stay__placement__student__student__university_name", verbose_name=_("高校"), orderable=False
    )
    host = tables.Column(accessor="stay__placement__position__host", verbose_name=_("单位"), orderable=False)
    days = tables.Column(attrs=NUMBER, orderable=False)
    amount = tables.Column(attrs=NUMBER, order_by=("amount", "id"))
    state = StateColumn(tones=TONES, orderable=False)
    words = tables.Column(verbose_name=_("怎样算的"), accessor="pk", orderable=False)
    why_held = tables.Column(orderable=False)
    paid_on = DayColumn(orderable=False)

    class Meta(PortalTable.Meta):
        model = Line
        fields = ("student", "university", "host", "days", "amount", "state", "words", "why_held", "paid_on")
        order_by = "student"

    def render_words(self, record):
        return record.words

    value_words = render_words


class LineFilter(PortalFilter):
    q = django_filters.CharFilter(label=_("学生姓名"), method="search", max_length=60)
    searches = "stay__placement__student__search"
    state = django_filters.ChoiceFilter(label=_("状态"), choices=LineState, empty_label=_("全部状态"))

    class Meta:
        model = Line
        fields = ["q", "state"]


class RateTable(PortalTable):
    from_day = DayColumn(order_by=("from_day", "id"))
    name = tables.Column(orderable=False)
    season = tables.Column(default=_("所有批次"), orderable=False)
    amount = tables.Column(attrs=NUMBER, orderable=False)
    per = tables.Column(orderable=False)
    cap_amount = tables.Column(attrs=NUMBER, orderable=False)
    cap_days = tables.Column(attrs=NUMBER, orderable=False)
    source = tables.Column(orderable=False)

    class Meta(PortalTable.Meta):
        model = Rate
        fields = ("from_day", "name", "season", "amount", "per", "cap_amount", "cap_days", "source")
        order_by = "-from_day"


class NoFilter(django_filters.FilterSet):
    class Meta:
        model = Rate
        fields = []


class ObjectionTable(PortalTable):
    name = tables.Column(linkify=lambda record: record.get_absolute_url(), orderable=False)
    allowance_list = tables.Column(orderable=False)
    due_on = DayColumn(orderable=False)
    answered_at = DayColumn(orderable=False)

    class Meta(PortalTable.Meta):
        model = Objection
        fields = ("name", "allowance_list", "due_on", "answered_at")


class ObjectionFilter(django_filters.FilterSet):
    open = django_filters.ChoiceFilter(
        label=_("答复"), choices=[("yes", _("还没答复"))], method="unanswered", empty_label=_("全部")
    )

    class Meta:
        model = Objection
        fields = ["open"]

    def unanswered(self, rows, name, value):
        return rows.unanswered()
