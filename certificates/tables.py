"""The lists of certificates, of stays that are over, and of follow-ups."""

import django_filters
import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate, FollowUp
from certificates.workflow import TONES, State
from interns.models import Season
from pages.tables import DayColumn, MomentColumn, PortalFilter, PortalTable, StateColumn


class CertificateTable(PortalTable):
    title = tables.Column(
        verbose_name=_("编号"), linkify=lambda record: record.get_absolute_url(), order_by=("year", "number")
    )
    student = tables.Column(accessor="stay__placement__student", verbose_name=_("学生"), orderable=False)
    university = tables.Column(accessor="fact_sheet__university", verbose_name=_("高校"), orderable=False)
    host = tables.Column(accessor="fact_sheet__host", verbose_name=_("单位"), orderable=False)
    state = StateColumn(tones=TONES, orderable=False)
    created_at = MomentColumn(verbose_name=_("开具时间"), orderable=False)

    class Meta(PortalTable.Meta):
        model = Certificate
        fields = ("title", "student", "state", "university", "host", "created_at")
        order_by = "-title"


class CertificateFilter(PortalFilter):
    q = django_filters.CharFilter(label=_("学生姓名"), method="search", max_length=60)
    searches = "stay__placement__student__search"
    season = django_filters.ModelChoiceFilter(
        label=_("批次"), queryset=Season.objects.all(), field_name="stay__placement__season", empty_label=_("全部批次")
    )
    state = django_filters.ChoiceFilter(label=_("状态"), choices=State, empty_label=_("全部状态"))

    class Meta:
        model = Certificate
        fields = ["q", "season", "state"]


class FollowUpTable(PortalTable):
    student = tables.Column(
        accessor="stay__placement__student", verbose_name=_("学生"), linkify=lambda row: row.get_absolute_url()
    )
    season = tables.Column(accessor="stay__placement__season", verbose_name=_("批次"), orderable=False)
    months = tables.Column(orderable=False)
    answer = tables.Column(orderable=False)
    words = tables.Column(orderable=False)
    answered_at = DayColumn(orderable=False)

    class Meta(PortalTable.Meta):
        model = FollowUp
        fields = ("student", "season", "months", "answer", "words", "answered_at")
        orderable = False


class FollowUpFilter(django_filters.FilterSet):
    season = django_filters.ModelChoiceFilter(
        label=_("批次"), queryset=Season.objects.all(), field_name="stay__placement__season", empty_label=_("全部批次")
    )
    answer = django_filters.ChoiceFilter(label=_("近况"), choices=FollowUp.Answer, empty_label=_("全部"))

    class Meta:
        model = FollowUp
        fields = ["season", "answer"]
