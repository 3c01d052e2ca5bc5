"""The lists of seasons and categories."""

import django_filters
import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from interns.models import PositionCategory, Season
from pages.tables import DayColumn, MomentColumn, PortalTable


class SeasonTable(PortalTable):
    name = tables.Column(linkify=True)
    phase = tables.Column(verbose_name=_("进行到"), orderable=False)
    apply_opens, apply_closes, confirm_by = MomentColumn(), MomentColumn(), MomentColumn()
    starts_on, ends_on = DayColumn(), DayColumn()

    class Meta(PortalTable.Meta):
        model = Season
        fields = ("name", "phase", "apply_opens", "apply_closes", "confirm_by", "starts_on", "ends_on")
        order_by = "-apply_opens"


class SeasonFilter(django_filters.FilterSet):
    class Meta:
        model = Season
        fields = []


class CategoryTable(PortalTable):
    name = tables.Column(linkify=True)

    class Meta(PortalTable.Meta):
        model = PositionCategory
        fields = ("name", "order")
        order_by = "order"


class CategoryFilter(django_filters.FilterSet):
    class Meta:
        model = PositionCategory
        fields = []
