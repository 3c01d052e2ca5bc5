"""The lists of requests and of groups: columns and filters."""

from datetime import date

import django_filters
import django_tables2 as tables
from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Permission, can
from pages.tables import MomentColumn, PortalFilter, PortalTable, StateColumn
from service.models import ServiceRequest, ServiceTeam, Style
from service.workflow import TONES, State

KEPT = {
    "answered": (lazy("已答复"), "answered"),
    "in_time": (lazy("按时答复"), "answered_in_time"),
    "late": (lazy("逾期答复"), "answered_late"),
    "done_in_time": (lazy("按时办结"), "done_in_time"),
    "done_late": (lazy("逾期办结"), "done_late"),
}
REPORTED = [("yes", lazy("已上报县领导"))]


class RequestTable(PortalTable):
    subject = tables.Column(linkify=True, orderable=False)
    state = StateColumn(tones=TONES, order_by=("state", "-asked_at"))
    style = tables.Column(order_by=("style", "-asked_at"))
    place = tables.Column(lazy("高校或企业"), orderable=False)
    who_has_it = tables.Column(lazy("谁在办"), orderable=False)
    has_until = MomentColumn(verbose_name=lazy("到何时"), orderable=False)
    asked_at = MomentColumn(order_by=("asked_at", "id"))

    class Meta(PortalTable.Meta):
        model = ServiceRequest
        fields = sequence = ("subject", "state", "style", "place", "who_has_it", "has_until", "asked_at")
        order_by = "-asked_at"


class MonthField(forms.Field):
    """A month as browsers write it: 2026-03; its first day."""

    widget = forms.TextInput({"type": "month", "placeholder": "2026-03"})

    def to_python(self, value):
        if not value:
            return None
        try:
            return date.fromisoformat(f"{value}-01")
        except ValueError as error:
            raise forms.ValidationError(_("请写成年和月，如 2026-03。")) from error


class MonthFilter(django_filters.Filter):
    field_class = MonthField


class RequestFilter(PortalFilter):
    month = MonthFilter(label=lazy("请求月份"), method="in_month")
    state = django_filters.ChoiceFilter(label=lazy("状态"), choices=State.choices, empty_label=lazy("全部状态"))
    style = django_filters.ChoiceFilter(label=lazy("服务方式"), choices=Style.choices, empty_label=lazy("全部"))
    kept = django_filters.ChoiceFilter(
        label=lazy("承诺"),
        choices=[(key, label) for key, (label, _method) in KEPT.items()],
        method="by_promise",
        empty_label=lazy("全部"),
    )
    reported = django_filters.ChoiceFilter(
        label=lazy("上报"), choices=REPORTED, method="by_report", empty_label=lazy("全部")
    )

    class Meta:
        model = ServiceRequest
        fields = ("q", "month", "state", "style", "kept", "reported")

    def in_month(self, rows, name, day):
        return rows.asked_in(day)

    def by_promise(self, rows, name, value):
        return getattr(rows, KEPT[value][1])()

    def by_report(self, rows, name, value):
        return rows.filter(escalated_at__isnull=False)


def _editing(record, table):
    may = can(table.actor, Permission.MANAGE_SERVICE)
    return reverse("service:team_edit", args=[record.pk]) if may else None


class TeamTable(PortalTable):
    name = tables.Column(linkify=_editing, order_by=("name", "id"))
    university = tables.Column(orderable=False, default=lazy("通用"))
    three = tables.Column(lazy("三人"), orderable=False, empty_values=(None, []))
    is_active = tables.BooleanColumn(orderable=False, yesno=(lazy("在岗"), lazy("停用")), verbose_name=lazy("状态"))

    class Meta(PortalTable.Meta):
        model = ServiceTeam
        fields = sequence = ("name", "university", "three", "is_active")
        order_by = "name"

    def value_three(self, value):
        return "、".join(map(str, value))

    render_three = value_three

    def value_is_active(self, value):
        return _("在岗") if value else _("停用")

    render_is_active = value_is_active


class TeamFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=lazy("搜索"), field_name="name", lookup_expr="icontains", max_length=40)

    class Meta:
        model = ServiceTeam
        fields = ()
