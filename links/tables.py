"""The list of personal links."""

import django_filters
import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from links.models import PersonalLink
from links.purposes import label_of
from pages.tables import MomentColumn, PortalTable
from ruoyi_coop.templatetags.portal import badge


class LinkTable(PortalTable):
    holder = tables.Column(linkify=lambda record: record.get_absolute_url(), orderable=False)
    purpose = tables.Column(orderable=False)
    state_label = tables.Column(verbose_name=_("状态"), orderable=False)
    uses = tables.Column(attrs={"td": {"class": "number"}, "th": {"class": "number"}}, orderable=False)
    last_used_at = MomentColumn(orderable=False)
    expires_at = MomentColumn(order_by=("expires_at", "id"))

    class Meta(PortalTable.Meta):
        model = PersonalLink
        fields = ("holder", "state_label", "purpose", "uses", "last_used_at", "expires_at")
        order_by = "-expires_at"

    def render_purpose(self, value):
        return label_of(value)

    def render_state_label(self, record):
        return badge(record.state_label, "good" if record.is_open else "")


class LinkFilter(django_filters.FilterSet):
    class Meta:
        model = PersonalLink
        fields = []
