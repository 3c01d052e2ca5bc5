"""The lists of applications and placements."""

import django_filters
import django_tables2 as tables
from django.forms import HiddenInput
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Role
from interns.models import Application, Placement, Position, Season, StudentProfile, Waiting, why_not_eligible
from interns.tables.positions import NUMBER, PublicPositionTable
from interns.workflow import (
    APPLICATION_TONES,
    CHECK_TONES,
    GIVEN_UP,
    TONES,
    WAIT_TONES,
    ApplicationState,
    CheckState,
    PlacementState,
    WaitState,
)
from pages.tables import DayColumn, MomentColumn, PortalFilter, PortalTable, StateColumn
from ruoyi_coop.templatetags.portal import badge


class StudentPositionTable(PublicPositionTable):
    """What students look at, and whether they qualify: the profile is read once, not for each row."""

    fits = tables.Column(verbose_name=_("报名条件"), empty_values=(), orderable=False)

    class Meta(PublicPositionTable.Meta):
        sequence = ("title", "fits", "...")

    def __init__(self, *args, actor=None, **options):
        super().__init__(*args, actor=actor, **options)
        profiles = StudentProfile.objects.filter(user=actor.user_id).select_related("university")
        self.profile = profiles.first()

    def why_not(self, record) -> str:
        return why_not_eligible(self.profile, record) if self.profile else _t("填写资料后显示")

    def render_fits(self, record):
        why_not = self.why_not(record)
        if not why_not:
            return badge(_t("符合"), "good")
        return badge(why_not, "warn" if self.profile else "")

    def value_fits(self, record):
        return self.why_not(record) or _t("符合")


class ApplicationTable(PortalTable):
    student = tables.Column(linkify=lambda record: record.get_absolute_url(), order_by=("student__pinyin", "id"))
    university = tables.Column(verbose_name=_("高校"), accessor="student__student__university_name", orderable=False)
    major = tables.Column(verbose_name=_("专业"), accessor="student__student__major", orderable=False)
    choices = tables.Column(verbose_name=_("志愿"), accessor="choice_words", orderable=False)
    submitted_at = MomentColumn(order_by=("submitted_at", "id"))
    state = StateColumn(tones=APPLICATION_TONES, orderable=False)
    check_state = tables.Column(empty_values=(), orderable=False)

    class Meta(PortalTable.Meta):
        model = Application
        fields = ("student", "state", "check_state", "university", "major", "season", "round", "choices")
        sequence = (*fields, "submitted_at")
        order_by = "-submitted_at"

    def render_check_state(self, record):
        if not record.asks_university:
            return "—"
        return badge(record.get_check_state_display(), CHECK_TONES[record.check_state])

    def value_check_state(self, record):
        return record.get_check_state_display() if record.asks_university else ""


class CheckTable(PortalTable):
    """Whom a university is to vouch for; the box before each name belongs to the form above the list."""

    student = tables.Column(order_by=("student__pinyin", "id"))
    check_state = tables.Column(orderable=False)
    university = tables.Column(verbose_name=_("高校"), accessor="student__student__university_name", orderable=False)
    number = tables.Column(verbose_name=_("学号"), accessor="student__student__student_number", orderable=False)
    major = tables.Column(verbose_name=_("专业"), accessor="student__student__major", orderable=False)
    level = tables.Column(verbose_name=_("学历"), accessor="student__student__level", orderable=False)
    grade = tables.Column(verbose_name=_("年级"), accessor="student__student__grade", orderable=False)
    liaison = tables.Column(verbose_name=_("由谁核验"), accessor="has_liaison", orderable=False)
    submitted_at = MomentColumn(order_by=("submitted_at", "id"))
    check_by = MomentColumn(verbose_name=_("核验截止"), accessor="season__check_by", orderable=False)

    class Meta(PortalTable.Meta):
        model = Application
        fields = ("student", "check_state", "university", "number", "major", "level", "grade", "season", "liaison")
        sequence = (*fields, "submitted_at", "check_by")
        order_by = "-submitted_at"

    def render_student(self, record):
        box = '<input class="form-check-input" type="checkbox" name="ids" value="{}" form="check" aria-label="{}"> '
        link = '<a href="{}">{}</a>'
        words = _t("勾选 %s") % record.student
        return format_html(box + link, record.pk, words, record.get_absolute_url(), record.student)

    def value_student(self, record):
        return str(record.student)

    def render_check_state(self, record):
        return badge(record.get_check_state_display(), CHECK_TONES[record.check_state])

    def value_check_state(self, record):
        return record.get_check_state_display()

    def render_level(self, record):
        return record.student.student.get_level_display()

    def render_liaison(self, value):
        return _t("高校联络员") if value else _t("县合作办（该校没有联络员）")


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
    check_state = django_filters.ChoiceFilter(label=_("核验"), choices=CheckState, empty_label=_("全部核验"))

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

    source = django_filters.ChoiceFilter(
        label=_("录用途径"), choices=Placement.Source.choices, empty_label=_("全部途径")
    )

    class Meta:
        model = Placement
        fields = ["q", "state", "season", "source"]


class CheckFilter(ByStudent):
    """Without a state the list holds those that wait and can still be checked."""

    season = django_filters.ModelChoiceFilter(label=_("批次"), queryset=Season.objects.all(), empty_label=_("全部批次"))
    check_state = django_filters.ChoiceFilter(
        label=_("核验"), choices=CheckState.choices[1:], empty_label=CheckState.WAITING.label
    )
    liaison = django_filters.ChoiceFilter(
        label=_("由谁核验"),
        choices=[("yes", _("高校联络员")), ("no", _("没有联络员的"))],
        method="spoken_for",
        empty_label=_("全部"),
    )

    class Meta:
        model = Application
        fields = ["q", "season", "check_state", "liaison"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.request.actor.role == Role.LIAISON:
            del self.filters["liaison"]

    def spoken_for(self, rows, name, value):
        return rows.filter(has_liaison=value == "yes")


class GivenUpTable(PortalTable):
    """The register of places given up: who, what, why, when, how long before the first day."""

    student = tables.Column(linkify=lambda record: record.get_absolute_url(), order_by=("student__pinyin", "id"))
    state = StateColumn(tones=TONES, orderable=False)
    university = tables.Column(verbose_name=_("高校"), accessor="student__student__university_name", orderable=False)
    position = tables.Column(orderable=False)
    host = tables.Column(verbose_name=_("单位"), accessor="position__host", orderable=False)
    reason = tables.Column(verbose_name=_("原因"), orderable=False)
    state_since = MomentColumn(verbose_name=_("放弃时间"), order_by=("state_since", "id"))
    days_before_start = tables.Column(verbose_name=_("距开始天数"), attrs=NUMBER, orderable=False)

    class Meta(PortalTable.Meta):
        model = Placement
        fields = ("student", "state", "university", "position", "host", "season", "reason", "state_since")
        sequence = (*fields, "days_before_start")
        order_by = "-state_since"


class GivenUpFilter(PlacementFilter):
    state = django_filters.ChoiceFilter(
        label=_("状态"), choices=[(state.value, state.label) for state in GIVEN_UP], empty_label=_("全部状态")
    )


class WaitingTable(PortalTable):
    """Who waits for one post, in order."""

    student = tables.Column(
        verbose_name=_("学生"),
        accessor="application__student",
        linkify=lambda record: record.application.get_absolute_url(),
        orderable=False,
    )
    number = tables.Column(attrs=NUMBER, order_by=("number",))
    state = StateColumn(tones=WAIT_TONES, orderable=False)
    university = tables.Column(
        verbose_name=_("高校"), accessor="application__student__student__university_name", orderable=False
    )
    major = tables.Column(verbose_name=_("专业"), accessor="application__student__student__major", orderable=False)
    rank = tables.Column(attrs=NUMBER, orderable=False)
    since = DayColumn(orderable=False)
    settled_at = DayColumn(orderable=False)

    class Meta(PortalTable.Meta):
        model = Waiting
        fields = ("student", "number", "state", "university", "major", "rank", "since", "settled_at")
        order_by = "number"


class WaitingFilter(PortalFilter):
    q = django_filters.CharFilter(label=_("学生姓名"), method="search", max_length=60)
    state = django_filters.ChoiceFilter(label=_("状态"), choices=WaitState, empty_label=_("全部状态"))
    searches = "application__student__search"

    class Meta:
        model = Waiting
        fields = ["q", "state"]
