"""The lists of posts, applications, placements and seasons."""

import django_filters
import django_tables2 as tables
from django.db.models import Q
from django.forms import HiddenInput
from django.utils.translation import gettext_lazy as _

from bases.models import Host
from interns.models import Application, Placement, Position, PositionCategory, Season
from interns.workflow import APPLICATION_TONES, TONES, ApplicationState, PlacementState, PositionState
from pages.tables import DayColumn, MomentColumn, PortalFilter, PortalTable, StateColumn
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


class ApplicationTable(PortalTable):
    student = tables.Column(linkify=lambda record: record.get_absolute_url(), order_by=("student__pinyin", "id"))
    university = tables.Column(verbose_name=_("高校"), accessor="student__student__university_name", orderable=False)
    major = tables.Column(verbose_name=_("专业"), accessor="student__student__major", orderable=False)
    choices = tables.Column(verbose_name=_("志愿"), accessor="choice_words", orderable=False)
    submitted_at = MomentColumn(order_by=("submitted_at", "id"))
    state = StateColumn(tones=APPLICATION_TONES, orderable=False)

    class Meta(PortalTable.Meta):
        model = Application
        fields = ("student", "state", "university", "major", "season", "choices", "submitted_at")
        order_by = "-submitted_at"


class ByStudent(PortalFilter):
    """`q` finds rows by the student's name or its pinyin."""

    q = django_filters.CharFilter(label=_("学生姓名"), method="search", max_length=60)
    searches = "student__search"


class ApplicationFilter(ByStudent):
    season = django_filters.ModelChoiceFilter(label=_("批次"), queryset=Season.objects.all(), empty_label=_("全部批次"))
    position = django_filters.ModelChoiceFilter(
        label=_("岗位"), queryset=Position.objects.none(), method="chose", widget=HiddenInput
    )  # comes from the post's page: a list of all posts to choose from would be longer than the page
    state = django_filters.ChoiceFilter(
        label=_("状态"), choices=ApplicationState.choices[1:], empty_label=_("全部状态")
    )

    class Meta:
        model = Application
        fields = ["q", "season", "position", "state"]

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
    confirm_by = MomentColumn(order_by=("confirm_by", "id"))

    class Meta(PortalTable.Meta):
        model = Placement
        fields = ("student", "state", "university", "position", "host", "season", "rank", "confirm_by")


class PlacementFilter(ByStudent):
    state = django_filters.ChoiceFilter(label=_("状态"), choices=PlacementState, empty_label=_("全部状态"))
    season = django_filters.ModelChoiceFilter(label=_("批次"), queryset=Season.objects.all(), empty_label=_("全部批次"))

    class Meta:
        model = Placement
        fields = ["q", "state", "season"]


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
