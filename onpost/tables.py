"""The lists of agreements, stays and problems: columns and filters."""

import django_filters
import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from bases.models import Host
from interns.models import Placement, Season
from onpost import board
from onpost.models import Agreement, Problem, Stay
from onpost.workflow import AGREEMENT_TONES, PROBLEM_TONES, STAY_TONES, AgreementState, ProblemState, StayState
from pages.tables import DayColumn, MomentColumn, PortalFilter, PortalTable, StateColumn
from ruoyi_coop.templatetags.portal import badge

STAGES = [("on_post", _("在岗（含申请提前结束）")), ("ended", _("已结束")), *StayState.choices]
SOLVED = [("unsolved", _("没有解决的")), ("raised", _("报告了领导的")), *ProblemState.choices]
HOW_FAR = [
    ("unsigned", _("还没签齐")),
    ("uninsured", _("意外险没有覆盖全部日期")),
    ("to_check_in", _("手续齐了，等报到")),
    ("not_checked_in", _("已到开始日期，没有报到")),
]


def choice(label, choices=(), **options) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(label=label, choices=choices, empty_label=_("全部"), **options)


def one_of(label, rows, **options) -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(label=label, queryset=rows, empty_label=_("全部"), **options)


class ByStudent(PortalFilter):
    """`q` finds rows by the student's name or its pinyin; hosts to choose from are those the person may see."""

    q = django_filters.CharFilter(label=_("学生姓名"), method="search", max_length=60)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if "host" in self.filters:
            self.filters["host"].queryset = Host.objects.visible_to(self.request.actor)


class AgreementTable(PortalTable):
    student = tables.Column(
        verbose_name=_("学生"),
        accessor="placement__student",
        linkify=lambda record: record.get_absolute_url(),
        orderable=False,
    )
    state = StateColumn(tones=AGREEMENT_TONES, order_by=("state", "-id"))
    holder = tables.Column(verbose_name=_("还没签的"), orderable=False)
    university = tables.Column(
        verbose_name=_("高校"), accessor="placement__student__student__university_name", orderable=False
    )
    host = tables.Column(verbose_name=_("单位"), accessor="placement__position__host", orderable=False)
    position = tables.Column(verbose_name=_("岗位"), accessor="placement__position", orderable=False)
    starts_on = DayColumn(orderable=False)
    ends_on = DayColumn(orderable=False)

    class Meta(PortalTable.Meta):
        model = Agreement
        fields = ("student", "state", "holder", "university", "host", "position", "starts_on", "ends_on")
        order_by = "state"


class AgreementFilter(ByStudent):
    searches = "placement__student__search"

    state = choice(_("状态"), AgreementState.choices)
    season = one_of(_("批次"), Season.objects.all(), field_name="placement__season")
    host = one_of(_("单位"), Host.objects.none(), field_name="placement__position__host")

    class Meta:
        model = Agreement
        fields = ["q", "state", "season", "host"]


class ComingTable(PortalTable):
    """Confirmed students before and at the first day, and what they still lack."""

    student = tables.Column(linkify=lambda record: record.get_absolute_url(), orderable=False)
    university = tables.Column(verbose_name=_("高校"), accessor="student__student__university_name", orderable=False)
    position = tables.Column(orderable=False)
    host = tables.Column(verbose_name=_("单位"), accessor="position__host", orderable=False)
    starts_on = DayColumn(verbose_name=_("开始日期"), accessor="position__starts_on", orderable=False)
    ends_on = DayColumn(verbose_name=_("结束日期"), accessor="position__ends_on", orderable=False)

    class Meta(PortalTable.Meta):
        model = Placement
        fields = ("student", "university", "position", "host", "season", "starts_on", "ends_on")


class ComingFilter(ByStudent):
    searches = "student__search"

    lacks = choice(_("差什么"), HOW_FAR, method="lacking")
    season = one_of(_("批次"), Season.objects.all())
    host = one_of(_("单位"), Host.objects.none(), field_name="position__host")

    class Meta:
        model = Placement
        fields = ["q", "lacks", "season", "host"]

    def lacking(self, rows, name, value):
        return rows.filter(pk__in=getattr(board, value)().values("pk"))


class StayTable(PortalTable):
    student = tables.Column(
        verbose_name=_("学生"),
        accessor="placement__student",
        linkify=lambda record: record.get_absolute_url(),
        orderable=False,
    )
    state = StateColumn(tones=STAY_TONES, order_by=("state", "-id"))
    university = tables.Column(
        verbose_name=_("高校"), accessor="placement__student__student__university_name", orderable=False
    )
    position = tables.Column(verbose_name=_("岗位"), accessor="placement__position", orderable=False)
    host = tables.Column(verbose_name=_("单位"), accessor="placement__position__host", orderable=False)
    tutor = tables.Column(verbose_name=_("带教老师"), accessor="placement__position__tutor", orderable=False)
    first_day = DayColumn(orderable=False)
    until = DayColumn(verbose_name=_("到"), orderable=False)

    class Meta(PortalTable.Meta):
        model = Stay
        fields = ("student", "state", "university", "position", "host", "tutor", "first_day", "until")
        order_by = "state"


class StayFilter(ByStudent):
    searches = "placement__student__search"

    state = choice(_("状态"), STAGES, method="at_stage")
    silent = choice(_("上周出勤"), [("yes", _("还没有确认"))], method="week_silent")
    season = one_of(_("批次"), Season.objects.all(), field_name="placement__season")
    host = one_of(_("单位"), Host.objects.none(), field_name="placement__position__host")

    class Meta:
        model = Stay
        fields = ["q", "state", "silent", "season", "host"]

    def at_stage(self, rows, name, value):
        stages = {"on_post": rows.on_post, "ended": rows.ended}
        return stages[value]() if value in ("on_post", "ended") else rows.filter(state=value)

    def week_silent(self, rows, name, value):
        return rows.filter(pk__in=board.silent_stays().values("pk"))


class ProblemTable(PortalTable):
    student = tables.Column(
        verbose_name=_("学生"),
        accessor="stay__placement__student",
        linkify=lambda record: record.get_absolute_url(),
        orderable=False,
    )
    kind = tables.Column(orderable=False)
    state = StateColumn(tones=PROBLEM_TONES, order_by=("state", "-id"))
    host = tables.Column(verbose_name=_("单位"), accessor="stay__placement__position__host", orderable=False)
    created_at = MomentColumn(verbose_name=_("反映时间"), orderable=False)
    due_at = MomentColumn(orderable=False)
    taken_by = tables.Column(orderable=False)
    raised_at = MomentColumn(orderable=False)

    class Meta(PortalTable.Meta):
        model = Problem
        fields = ("student", "kind", "state", "host", "created_at", "due_at", "taken_by", "raised_at")
        order_by = "-state"

    def render_kind(self, value, record):
        return badge(value, "bad" if record.kind == Problem.Kind.DANGER else "")

    def value_kind(self, value):
        return value


class ProblemFilter(ByStudent):
    searches = "stay__placement__student__search"

    state = choice(_("状态"), SOLVED, method="at")
    kind = choice(_("类别"), Problem.Kind.choices)
    host = one_of(_("单位"), Host.objects.none(), field_name="stay__placement__position__host")

    class Meta:
        model = Problem
        fields = ["q", "state", "kind", "host"]

    def at(self, rows, name, value):
        if value == "raised":
            return rows.unsolved().filter(raised_at__isnull=False)
        return rows.unsolved() if value == "unsolved" else rows.filter(state=value)
