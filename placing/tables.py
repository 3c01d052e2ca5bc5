"""Lists of a placement: what a run gave, and the posts that lack marks."""

import django_filters
import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from interns.models import Position
from pages.tables import PortalFilter, PortalTable
from placing.models import Outcome

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


class OutcomeTable(PortalTable):
    student = tables.Column(
        accessor="application__student",
        verbose_name=_("学生"),
        linkify=lambda record: record.get_absolute_url(),
        orderable=False,
    )
    university = tables.Column(
        accessor="application__student__student__university_name", verbose_name=_("高校"), orderable=False
    )
    position = tables.Column(default=_("没有录用"), orderable=False)
    host = tables.Column(accessor="position__host", verbose_name=_("单位"), orderable=False)
    rank = tables.Column(attrs=NUMBER, orderable=False)
    lot = tables.Column(attrs=NUMBER, order_by=("lot",))

    class Meta(PortalTable.Meta):
        model = Outcome
        fields = ("student", "university", "position", "host", "rank", "lot")
        order_by = "lot"


class OutcomeFilter(PortalFilter):
    q = django_filters.CharFilter(label=_("学生姓名"), method="search", max_length=60)
    searches = "application__student__search"
    placed = django_filters.ChoiceFilter(
        label=_("结果"),
        choices=[("yes", _("已录用")), ("no", _("没有录用"))],
        method="is_placed",
        empty_label=_("全部"),
    )

    class Meta:
        model = Outcome
        fields = ["q", "placed"]

    def is_placed(self, rows, name, value):
        return rows.filter(position__isnull=value == "no")


class ToMarkTable(PortalTable):
    title = tables.Column(linkify=lambda record: reverse("placing:marks", args=[record.pk]), orderable=False)
    host = tables.Column(orderable=False)
    unmarked = tables.Column(verbose_name=_("没打完分的学生"), attrs=NUMBER, orderable=False)

    class Meta(PortalTable.Meta):
        model = Position
        fields = ("title", "host", "places", "unmarked")
        orderable = False


class ToMarkFilter(PortalFilter):
    q = django_filters.CharFilter(label=_("岗位、单位"), method="search", max_length=60)

    class Meta:
        model = Position
        fields = ["q"]
