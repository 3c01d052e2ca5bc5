"""The lists behind the board: placements by stage, and whatever a trouble is about."""

import django_filters
import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from bases.models import Host
from board.stages import BY_NAME, STAGES, missing_of, reached
from interns.models import Placement
from pages.tables import DayColumn, MomentColumn, PortalFilter, PortalTable


class ProgressTable(PortalTable):
    """One placement a line: how far it has come, what comes next and who owes it."""

    student = tables.Column(linkify=lambda record: record.get_absolute_url(), order_by=("student__pinyin", "id"))
    university = tables.Column(verbose_name=_("高校"), accessor="student__student__university_name", orderable=False)
    position = tables.Column(orderable=False)
    host = tables.Column(verbose_name=_("单位"), accessor="position__host", orderable=False)
    steps = tables.Column(verbose_name=_("进度"), order_by=("steps", "id"))
    next = tables.Column(verbose_name=_("下一步"), empty_values=(), orderable=False)
    owner = tables.Column(verbose_name=_("谁来办"), empty_values=(), orderable=False)
    state_since = DayColumn(verbose_name=_("自"), orderable=False)

    class Meta(PortalTable.Meta):
        model = Placement
        fields = ("student", "university", "position", "host", "steps", "next", "owner", "state_since")
        order_by = "steps"

    def render_steps(self, value):
        most = len(STAGES)
        words = f"{value} / {most}"
        return format_html('<progress class="meter" value="{}" max="{}">{}</progress> {}', value, most, words, words)

    def value_steps(self, value):
        return f"{value}/{len(STAGES)}"

    def render_next(self, record):
        missing = missing_of(record)
        return missing[0].label if missing else _t("全部办完")

    def render_owner(self, record):
        missing = missing_of(record)
        return missing[0].owner if missing else "—"


class ProgressFilter(PortalFilter):
    q = django_filters.CharFilter(label=_("学生姓名"), method="search", max_length=60)
    searches = "student__search"
    stage = django_filters.ChoiceFilter(
        label=_("已到"), choices=[(s.name, s.label) for s in STAGES], method="to_stage", empty_label=_("全部")
    )
    lacks = django_filters.ChoiceFilter(
        label=_("还没有"), choices=[(s.name, s.label) for s in STAGES], method="lacking", empty_label=_("不限")
    )
    host = django_filters.ModelChoiceFilter(
        label=_("单位"),
        queryset=Host.objects.order_by("pinyin"),
        field_name="position__host",
        empty_label=_("全部单位"),
    )

    class Meta:
        model = Placement
        fields = ["q", "stage", "lacks", "host"]

    def to_stage(self, rows, name, value):
        return reached(rows, value)

    def lacking(self, rows, name, value):
        return rows.exclude(BY_NAME[value].reached)


class TroubleTable(PortalTable):
    """Rows of any kind: what it is, who must act, since when."""

    thing = tables.Column(
        verbose_name=_("事项"), empty_values=(), linkify=lambda record: record.get_absolute_url(), orderable=False
    )
    since = MomentColumn(verbose_name=_("自"), orderable=False)

    class Meta(PortalTable.Meta):
        fields = ("thing", "since")

    def render_thing(self, record):
        return str(record)

    value_thing = render_thing


class NoFilter(django_filters.FilterSet):
    pass
