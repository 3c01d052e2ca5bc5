"""The list of displays."""

import django_filters
import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pages.tables import MomentColumn, PortalTable
from ruoyi_coop.templatetags.portal import badge
from wall.models import Display


class DisplayTable(PortalTable):
    name = tables.Column(order_by=("name", "id"))
    address = tables.Column(lazy("网址"), orderable=False)
    created_by = tables.Column(orderable=False)
    created = MomentColumn(lazy("登记时间"), accessor="created_at", order_by=("id",))
    state = tables.Column(lazy("状态"), accessor="revoked_at", empty_values=(), orderable=False)

    class Meta(PortalTable.Meta):
        model = Display
        fields = ("name", "address", "state", "created_by", "created")
        order_by = "-created"

    def render_address(self, value, record):
        return _("已停用") if record.revoked_at else format_html('<a href="{0}">{0}</a>', value)

    def value_address(self, value, record):
        return "" if record.revoked_at else value

    def render_state(self, value, record):
        if record.revoked_at:
            return badge(_("已停用"))
        url = reverse("wall:display_revoke", args=[record.pk])
        return format_html('{} <a href="{}">{}</a>', badge(_("在用"), "good"), url, _("停用"))

    def value_state(self, record):
        return _("已停用") if record.revoked_at else _("在用")


class DisplayFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=lazy("搜索"), field_name="name", lookup_expr="icontains", max_length=40)

    class Meta:
        model = Display
        fields = ()
