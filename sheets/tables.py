"""The list of imports."""

import django_filters
import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from pages.tables import PortalTable
from sheets.models import Import


class ImportTable(PortalTable):
    upload = tables.Column(
        verbose_name=_("文件"), linkify=lambda record: record.get_absolute_url(), accessor="upload__name"
    )

    class Meta(PortalTable.Meta):
        model = Import
        fields = ("upload", "title", "state", "by", "created_at", "saved_at")
        order_by = "-created_at"


class ImportFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("状态"), choices=Import.State, empty_label=_("全部状态"))

    class Meta:
        model = Import
        fields = ["state"]
