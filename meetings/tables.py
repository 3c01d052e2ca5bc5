"""The list of meetings."""

import django_filters
import django_tables2 as tables
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting
from meetings.workflow import TONES
from pages.tables import PortalFilter, PortalTable, StateColumn


class MeetingTable(PortalTable):
    title = tables.Column(linkify=True, orderable=False)
    state = StateColumn(tones=TONES, orderable=False)
    starts = tables.Column(order_by=("starts", "id"))

    class Meta(PortalTable.Meta):
        model = Meeting
        fields = ("title", "kind", "starts", "place", "unit", "state")
        order_by = "-starts"


class PublicMeetingTable(MeetingTable):
    class Meta(MeetingTable.Meta):
        fields = ("title", "kind", "starts", "place")
        exclude = ("state",)


class MeetingFilter(PortalFilter):
    kind = django_filters.ChoiceFilter(label=_("类型"), choices=Meeting.Kind, empty_label=_("全部类型"))
    when = django_filters.ChoiceFilter(
        label=_("时间"),
        choices=[("coming", _("还没开的")), ("past", _("开过的"))],
        method="at_time",
        empty_label=_("全部"),
    )

    class Meta:
        model = Meeting
        fields = ["q", "kind", "when"]

    def at_time(self, rows, name, value):
        now = timezone.now()
        return rows.filter(ends__gt=now) if value == "coming" else rows.filter(ends__lte=now)
