"""The lists of applications and placements."""

import django_filters
import django_tables2 as tables
from django.forms import HiddenInput
from django.utils.translation import gettext_lazy as _

from interns.models import Application, Placement, Position, Season
from interns.tables.positions import NUMBER
from interns.workflow import APPLICATION_TONES, TONES, ApplicationState, CheckState, PlacementState
from pages.tables import MomentColumn, PortalFilter, PortalTable, StateColumn


class ApplicationTable(PortalTable):
    student = tables.Column(linkify=lambda record: record.get_absolute_url(), order_by=("student__pinyin", "id"))
    university = tables.Column(verbose_name=_("高校"), accessor="student__student__university_name", orderable=False)
    major = tables.Column(verbose_name=_("专业"), accessor="student__student__major", orderable=False)
    choices = tables.Column(verbose_name=_("志愿"), accessor="choice_words", orderable=False)
    submitted_at = MomentColumn(order_by=("submitted_at", "id"))
    state = StateColumn(tones=APPLICATION_TONES, orderable=False)
    check_state = tables.Column(orderable=False)

    class Meta(PortalTable.Meta):
        model = Application
        fields = ("student", "state", "check_state", "university", "major", "season", "choices", "submitted_at")
        order_by = "-submitted_at"


class GiveUpTable(PortalTable):
    student = tables.Column(linkify=lambda record: record.get_absolute_url(), orderable=False)
    university = tables.Column(verbose_name=_("高校"), accessor="student__student__university_name", orderable=False)
    position = tables.Column(orderable=False)
    host = tables.Column(verbose_name=_("单位"), accessor="position__host", orderable=False)
    state = StateColumn(tones=TONES, orderable=False)
    state_since = MomentColumn(verbose_name=_("时间"), orderable=False)
    reason = tables.Column(verbose_name=_("原因"), orderable=False)

    class Meta(PortalTable.Meta):
        model = Placement
        fields = ("student", "state", "university", "position", "host", "season", "state_since", "reason")
        orderable = False


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
    check_state = django_filters.ChoiceFilter(label=_("高校核验"), choices=CheckState, empty_label=_("全部"))

    class Meta:
        model = Application
        fields = ["q", "season", "position", "state", "check_state"]

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


class GiveUpFilter(ByStudent):
    season = django_filters.ModelChoiceFilter(label=_("批次"), queryset=Season.objects.all(), empty_label=_("全部批次"))

    class Meta:
        model = Placement
        fields = ["q", "season"]
