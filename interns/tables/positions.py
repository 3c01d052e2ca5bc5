"""The list of posts: what students look at, and what the county and the hosts look at."""

import django_filters
import django_tables2 as tables
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bases.models import Host
from interns.models import Position, PositionCategory, Season, Tutor
from interns.workflow import PositionState
from pages.tables import DayColumn, PortalFilter, PortalTable
from ruoyi_coop.templatetags.portal import badge

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


class PublicPositionTable(PortalTable):
    """What students look at."""

    title = tables.Column(linkify=True, order_by=("pinyin", "id"))
    host = tables.Column(orderable=False)
    majors_words = tables.Column(verbose_name=_("专业要求"), orderable=False)
    starts_on = DayColumn(verbose_name=_("开始"), order_by=("starts_on", "id"))
    allowance_words = tables.Column(verbose_name=_("补贴"), orderable=False)
    places = tables.Column(attrs=NUMBER, order_by=("places", "id"))
    left = tables.Column(verbose_name=_("剩余"), attrs=NUMBER, orderable=False)
    first_choices = tables.Column(verbose_name=_("第一志愿"), attrs=NUMBER, orderable=False)

    class Meta(PortalTable.Meta):
        model = Position
        fields = ("title", "category", "host", "majors_words", "level", "starts_on", "allowance_words", "lodging")
        sequence = (*fields, "places", "left", "first_choices")
        order_by = "title"


class PositionTable(PublicPositionTable):
    """What the county and the hosts look at: drafts too, and of published posts whether they still recruit."""

    state = tables.Column(order_by=("state", "pinyin", "id"))

    class Meta(PublicPositionTable.Meta):
        fields = ("title", "state", "season", "category", "host", "starts_on")
        sequence = (*fields, "places", "left", "first_choices")
        exclude = ("majors_words", "allowance_words")

    def render_state(self, record):
        return badge(*record.standing)

    def value_state(self, record):
        return record.standing[0]


class PublicPositionFilter(PortalFilter):
    category = django_filters.ModelChoiceFilter(
        label=_("类别"), queryset=PositionCategory.objects.all(), empty_label=_("全部类别")
    )
    host = django_filters.ModelChoiceFilter(
        label=_("单位"), queryset=Host.objects.order_by("pinyin"), empty_label=_("全部单位")
    )
    level = django_filters.ChoiceFilter(label=_("学历"), choices=Position.Level, empty_label=_("全部学历"))
    major = django_filters.CharFilter(label=_("专业"), method="for_major", max_length=40)
    open = django_filters.ChoiceFilter(
        label=_("名额"), choices=[("yes", _("正在招人"))], method="is_open", empty_label=_("全部")
    )

    class Meta:
        model = Position
        fields = ["q", "category", "host", "major", "level", "open"]

    def for_major(self, rows, name, value):
        """Posts that ask for this major, and those that ask for none."""
        return rows.filter(Q(majors=[]) | Q(majors__icontains=value.strip()))

    def is_open(self, rows, name, value):
        return rows.open()


class PositionFilter(PublicPositionFilter):
    state = django_filters.ChoiceFilter(label=_("状态"), choices=PositionState, empty_label=_("全部状态"))
    season = django_filters.ModelChoiceFilter(label=_("批次"), queryset=Season.objects.all(), empty_label=_("全部批次"))

    class Meta(PublicPositionFilter.Meta):
        fields = ["q", "season", "state", "category", "host", "major", "level", "open"]


class TutorTable(PortalTable):
    name = tables.Column(linkify=True)
    load = tables.Column(verbose_name=_("岗位名额"), attrs=NUMBER, orderable=False)
    most_students = tables.Column(attrs=NUMBER, orderable=False)

    class Meta(PortalTable.Meta):
        model = Tutor
        fields = ("name", "host", "job", "mobile", "email", "load", "most_students", "is_active")
        orderable = False


class TutorFilter(django_filters.FilterSet):
    host = django_filters.ModelChoiceFilter(
        label=_("单位"), queryset=Host.objects.order_by("pinyin"), empty_label=_("全部单位")
    )

    class Meta:
        model = Tutor
        fields = ["host"]
