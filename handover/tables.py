"""The lists of handovers, and of what is owned by nobody."""

import django_filters
import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from handover.models import Handover
from pages.tables import DayColumn, MomentColumn, PortalFilter, PortalTable


class HandoverTable(PortalTable):
    person = tables.Column(linkify=lambda record: record.get_absolute_url(), order_by=("person__pinyin", "id"))
    scope = tables.Column(_("身份"), orderable=False)
    reason = tables.Column(orderable=False)
    summary = tables.Column(orderable=False)
    finished_at = MomentColumn(order_by=("id",))
    done_by = tables.Column(orderable=False)

    class Meta(PortalTable.Meta):
        model = Handover
        fields = ("person", "scope", "reason", "summary", "finished_at", "done_by")
        order_by = "-finished_at"


class HandoverFilter(PortalFilter):
    searches = "person__search"
    reason = django_filters.ChoiceFilter(label=_("原因"), choices=Handover.Reason, empty_label=_("全部原因"))

    class Meta:
        model = Handover
        fields = ("q", "reason")


class OwnerlessTable(PortalTable):
    """Rows are `checks.Ownerless`."""

    title = tables.Column(_("事项"), orderable=False)
    kind = tables.Column(_("类别"), orderable=False)
    why = tables.Column(_("为什么没有人"), orderable=False)
    since = DayColumn(verbose_name=_("起"), orderable=False)

    class Meta(PortalTable.Meta):
        fields = ("title", "kind", "why", "since")

    def render_title(self, value, record):
        return format_html('<a href="{}">{}</a>', record.url, value)

    def value_title(self, value):
        return value
