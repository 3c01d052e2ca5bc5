"""The lists of posts, applications, placements and seasons."""

import django_filters
import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from bases.models import Host
from interns.models import Application, Placement, Position, PositionCategory, Season
from interns.workflow import TONES, PlacementState, PositionState
from pages.tables import PortalFilter, PortalTable, StateColumn

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


class PublicPositionTable(PortalTable):
    """What students look at."""

    title = tables.Column(linkify=True, order_by=("pinyin", "id"))
    host = tables.Column(orderable=False)
    majors_words = tables.Column(verbose_name=_("专业要求"), orderable=False)
    starts_on = tables.Column(verbose_name=_("开始"), order_by=("starts_on", "id"))
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
    state = StateColumn(tones=TONES, order_by=("state", "pinyin", "id"))

    class Meta(PublicPositionTable.Meta):
        fields = ("title", "state", "season", "category", "host", "starts_on")
        sequence = (*fields, "places", "left", "first_choices")
        exclude = ("majors_words", "allowance_words")


class PublicPositionFilter(PortalFilter):
    category = django_filters.ModelChoiceFilter(
        label=_("类别"), queryset=PositionCategory.objects.all(), empty_label=_("全部类别")
    )
    host = django_filters.ModelChoiceFilter(
        label=_("单位"), queryset=Host.objects.order_by("pinyin"), empty_label=_("全部单位")
    )
    level = django_filters.ChoiceFilter(label=_("学历"), choices=Position.Level, empty_label=_("全部学历"))
    open = django_filters.ChoiceFilter(
        label=_("名额"), choices=[("yes", _("正在招人"))], method="is_open", empty_label=_("全部")
    )

    class Meta:
        model = Position
        fields = ["q", "category", "host", "level", "open"]

    def is_open(self, rows, name, value):
        return rows.open()


class PositionFilter(PublicPositionFilter):
    state = django_filters.ChoiceFilter(label=_("状态"), choices=PositionState, empty_label=_("全部状态"))
    season = django_filters.ModelChoiceFilter(label=_("批次"), queryset=Season.objects.all(), empty_label=_("全部批次"))

    class Meta(PublicPositionFilter.Meta):
        fields = ["q", "season", "state", "category", "host", "open"]


class ApplicationTable(PortalTable):
    student = tables.Column(linkify=lambda record: record.get_absolute_url(), order_by=("student__pinyin", "id"))
    university = tables.Column(verbose_name=_("高校"), accessor="student__student__university_name", orderable=False)
    major = tables.Column(verbose_name=_("专业"), accessor="student__student__major", orderable=False)
    choices = tables.Column(verbose_name=_("志愿"), accessor="choice_words", orderable=False)
    submitted_at = tables.Column(order_by=("submitted_at", "id"))

    class Meta(PortalTable.Meta):
        model = Application
        fields = ("student", "university", "major", "season", "choices", "submitted_at", "state")
        order_by = "-submitted_at"


class ApplicationFilter(django_filters.FilterSet):
    season = django_filters.ModelChoiceFilter(label=_("批次"), queryset=Season.objects.all(), empty_label=_("全部批次"))
    position = django_filters.ModelChoiceFilter(
        label=_("岗位"), queryset=Position.objects.none(), method="chose", empty_label=_("全部岗位")
    )

    class Meta:
        model = Application
        fields = ["season", "position"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.filters["position"].queryset = Position.objects.visible_to(self.request.actor).published()

    def chose(self, rows, name, position):
        return rows.filter(choices__position=position)


class PlacementTable(PortalTable):
    student = tables.Column(linkify=lambda record: record.get_absolute_url(), order_by=("student__pinyin", "id"))
    university = tables.Column(verbose_name=_("高校"), accessor="student__student__university_name", orderable=False)
    position = tables.Column(order_by=("position__pinyin", "id"))
    host = tables.Column(verbose_name=_("单位"), accessor="position__host", orderable=False)
    rank = tables.Column(attrs=NUMBER, orderable=False)
    state = StateColumn(tones=TONES, order_by=("state", "-id"))
    confirm_by = tables.Column(order_by=("confirm_by", "id"))

    class Meta(PortalTable.Meta):
        model = Placement
        fields = ("student", "state", "university", "position", "host", "season", "rank", "confirm_by")


class PlacementFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("状态"), choices=PlacementState, empty_label=_("全部状态"))
    season = django_filters.ModelChoiceFilter(label=_("批次"), queryset=Season.objects.all(), empty_label=_("全部批次"))

    class Meta:
        model = Placement
        fields = ["state", "season"]


class SeasonTable(PortalTable):
    name = tables.Column(linkify=True)
    phase = tables.Column(verbose_name=_("进行到"), orderable=False)

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
