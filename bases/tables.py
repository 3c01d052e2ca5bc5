"""The lists of bases, of their kinds and of their hosts: columns and filters."""

import django_filters
import django_tables2 as tables
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from accounts.permissions import Permission, can
from bases.models import Base, BaseType, Host
from bases.workflow import BUILT, COMING, TONES, State
from pages.tables import DayColumn, PortalFilter, PortalTable, StateColumn
from ruoyi_coop.templatetags.portal import badge
from universities.models import University

STAGES = [
    ("built", _("已建成（授牌未摘）")),
    ("coming", _("筹建中")),
    *State.choices,
]
NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


class PublicBaseTable(PortalTable):
    """What everybody may know of a base."""

    name = tables.Column(linkify=True, order_by=("pinyin", "id"))
    base_type = tables.Column(order_by=("base_type__number", "pinyin"))
    university = tables.Column(_("合作高校"), accessor="partnership__university", orderable=False)
    host = tables.Column(orderable=False)
    unit = tables.Column(orderable=False)
    plaque_on = DayColumn(order_by=("plaque_on", "id"))

    class Meta(PortalTable.Meta):
        model = Base
        fields = ("name", "base_type", "university", "host", "unit", "plaque_on")
        order_by = "name"


class BaseTable(PublicBaseTable):
    state = StateColumn(tones=TONES, order_by=("state", "pinyin", "id"))
    review_due = DayColumn(order_by=("review_due", "id"))

    class Meta(PublicBaseTable.Meta):
        fields = (*PublicBaseTable.Meta.fields, "state", "review_due")
        sequence = ("name", "state", "...")


class PublicBaseFilter(PortalFilter):
    type = django_filters.ModelChoiceFilter(
        label=_("类型"), field_name="base_type", queryset=BaseType.objects.all(), empty_label=_("全部类型")
    )

    class Meta:
        model = Base
        fields = ()


class BaseFilter(PublicBaseFilter):
    stage = django_filters.ChoiceFilter(label=_("状态"), choices=STAGES, method="at_stage", empty_label=_("全部状态"))
    unit = django_filters.ModelChoiceFilter(
        label=_("牵头单位"),
        queryset=Unit.objects.filter(Exists(Base.objects.filter(unit=OuterRef("pk")))),
        empty_label=_("全部单位"),
    )
    university = django_filters.ModelChoiceFilter(
        label=_("合作高校"),
        field_name="partnership__university",
        queryset=University.objects.filter(Exists(Base.objects.filter(partnership__university=OuterRef("pk")))),
        empty_label=_("全部高校"),
    )

    def at_stage(self, rows, name, value):
        groups = {"built": BUILT, "coming": COMING}
        return rows.filter(state__in=groups.get(value, (value,)))


def _editing(record, table):
    may = can(table.actor, Permission.EDIT_BASE_TYPE)
    return reverse("bases:type_edit", args=[record.pk]) if may else None


def _built(record):
    return f"{reverse('bases:list')}?type={record.pk}&stage=built"


class TypeTable(PortalTable):
    name = tables.Column(order_by="name", linkify=_editing)
    number = tables.Column(attrs=NUMBER)
    unit_words = tables.Column(_("牵头单位"), orderable=False)
    built = tables.Column(_("已建成基地"), attrs=NUMBER, linkify=_built)

    class Meta(PortalTable.Meta):
        model = BaseType
        fields = ("name", "number", "unit_words", "built")
        order_by = "number"

    def render_unit_words(self, value, record):
        if record.default_unit_confirmed:
            return value
        return format_html("<span>{} {}</span>", value, badge(_("待确认"), "warn"))

    def value_unit_words(self, value, record):
        return value if record.default_unit_confirmed else f"{value}（{_('待确认')}）"


class TypeFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("搜索"), field_name="name", lookup_expr="icontains", max_length=40)
    confirmed = django_filters.ChoiceFilter(
        label=_("牵头单位"),
        field_name="default_unit_confirmed",
        choices=[("True", _("已确认")), ("False", _("待确认"))],
        empty_label=_("全部"),
    )

    class Meta:
        model = BaseType
        fields = ()


class HostTable(PortalTable):
    name = tables.Column(linkify=True, order_by=("pinyin", "id"))
    kind = tables.Column(orderable=False)
    unit = tables.Column(orderable=False)
    contact = tables.Column(orderable=False)
    phone = tables.Column(orderable=False)
    built = tables.Column(_("已建成基地"), attrs=NUMBER, orderable=False)

    class Meta(PortalTable.Meta):
        model = Host
        fields = ("name", "kind", "unit", "contact", "phone", "built")
        order_by = "name"


class HostFilter(PortalFilter):
    kind = django_filters.ChoiceFilter(label=_("性质"), choices=Host.Kind.choices, empty_label=_("全部性质"))
    unit = django_filters.ModelChoiceFilter(
        label=_("联系单位"),
        queryset=Unit.objects.filter(Exists(Host.objects.filter(unit=OuterRef("pk")))),
        empty_label=_("全部单位"),
    )

    class Meta:
        model = Host
        fields = ()
