"""The list of projects: columns and filters."""

import django_filters
import django_tables2 as tables
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from pages.tables import DayColumn, PortalFilter, PortalTable, StateColumn
from projects.models import Agreement, Project, Template
from projects.workflow import RUNNING, SIGNED, TONES, UNSIGNED, Stage
from ruoyi_coop.templatetags.portal import badge, days_since
from supervision.tables import LightColumn, LightFilter
from universities.models import University

EXITS = (Stage.ON_HOLD, Stage.TERMINATED)
RUNNING_CHOICE = ("running", _("在办"))
SIGNED_CHOICE = ("signed", _("已签约（合同及以后）"))


def _stages(*stages) -> list:
    return [(stage.value, stage.label) for stage in stages]


class ProjectTable(PortalTable):
    title = tables.Column(linkify=True, order_by=("pinyin", "id"))
    light = LightColumn(_("灯"), orderable=False, empty_values=())
    state = StateColumn(tones=TONES, order_by=("state", "pinyin", "id"))
    status = tables.Column(orderable=False)
    university = tables.Column(_("高校"), accessor="partnership__university", orderable=False)
    unit = tables.Column(orderable=False)
    due = DayColumn(_("下一个期限"), accessor="next_due", order_by=("next_due", "id"))
    touched = DayColumn(_("最近更新"), accessor="touched_at", order_by=("touched_at", "id"))

    class Meta(PortalTable.Meta):
        model = Project
        fields = ("title", "light", "state", "status", "university", "unit", "due", "touched")
        order_by = "title"


class IntentTable(PortalTable):
    """The list of intentions: how far each has come, and how long it has stood there."""

    title = tables.Column(linkify=True, order_by=("pinyin", "id"))
    state = StateColumn(tones=TONES, order_by=("state", "pinyin", "id"))
    since = DayColumn(_("到此阶段"), accessor="state_since", order_by=("state_since", "id"))
    age = tables.Column(_("停留"), accessor="state_since", orderable=False)
    light = LightColumn(_("灯"), orderable=False, empty_values=())
    university = tables.Column(_("高校"), accessor="partnership__university", orderable=False)
    unit = tables.Column(orderable=False)
    touched = DayColumn(_("最近更新"), accessor="touched_at", order_by=("touched_at", "id"))

    class Meta(PortalTable.Meta):
        model = Project
        fields = ("title", "state", "since", "age", "light", "university", "unit", "touched")
        order_by = "title"

    def render_age(self, value):
        return days_since(value)


class LadderFilter(PortalFilter):
    """What both halves of the ladder are filtered by."""

    unit = django_filters.ModelChoiceFilter(
        label=_("责任单位"),
        queryset=Unit.objects.filter(Exists(Project.objects.filter(unit=OuterRef("pk")))),
        empty_label=_("全部单位"),
    )
    university = django_filters.ModelChoiceFilter(
        label=_("高校"),
        field_name="partnership__university",
        queryset=University.objects.filter(Exists(Project.objects.filter(partnership__university=OuterRef("pk")))),
        empty_label=_("全部高校"),
    )
    light = LightFilter()
    mine = django_filters.ChoiceFilter(
        label=_("范围"), choices=[("1", _("只看我的"))], method="only_mine", empty_label=_("全部")
    )

    class Meta:
        model = Project
        fields = ()

    def at_stage(self, rows, name, value):
        if value == "signed":
            return rows.signed()
        return rows.filter(state__in=RUNNING if value == "running" else (value,))

    def only_mine(self, rows, name, value):
        return rows.held_by(self.request.actor)


class ProjectFilter(LadderFilter):
    stage = django_filters.ChoiceFilter(
        label=_("阶段"),
        choices=[RUNNING_CHOICE, SIGNED_CHOICE, *_stages(*SIGNED, *EXITS)],
        method="at_stage",
        empty_label=_("全部阶段"),
    )


class IntentFilter(LadderFilter):
    stage = django_filters.ChoiceFilter(
        label=_("阶段"),
        choices=[RUNNING_CHOICE, *_stages(*UNSIGNED, *EXITS)],
        method="at_stage",
        empty_label=_("全部阶段"),
    )


class AgreementTable(PortalTable):
    title = tables.Column(linkify=True, order_by=("title", "id"))
    kind = tables.Column(orderable=False)
    university = tables.Column(_("高校"), accessor="partnership__university", orderable=False)
    unit = tables.Column(_("牵头单位"), accessor="partnership__lead_unit", orderable=False)
    signed_on = DayColumn(order_by=("signed_on", "id"))
    ends_on = DayColumn(order_by=("ends_on", "id"))
    force = tables.Column(_("效力"), accessor="pk", orderable=False)

    class Meta(PortalTable.Meta):
        model = Agreement
        fields = ("title", "kind", "university", "unit", "signed_on", "ends_on", "force")
        order_by = "-signed_on"

    def render_force(self, record):
        return badge(*_force(record))

    def value_force(self, record):
        return _force(record)[0]


def _force(row: Agreement) -> tuple:
    if row.is_over:
        return _("已到期"), "bad"
    return (_("快到期"), "warn") if row.is_running_out else (_("有效"), "good")


class AgreementFilter(PortalFilter):
    kind = django_filters.ChoiceFilter(label=_("类别"), choices=Agreement.Kind.choices, empty_label=_("全部类别"))
    force = django_filters.ChoiceFilter(
        label=_("效力"),
        choices=[("now", _("有效")), ("ending", _("快到期，未续签"))],
        method="by_force",
        empty_label=_("全部"),
    )

    class Meta:
        model = Agreement
        fields = ()

    def by_force(self, rows, name, value):
        return rows.running_out() if value == "ending" else rows.in_force()


class TemplateTable(PortalTable):
    name = tables.Column(linkify=True, order_by=("name", "id"))
    about = tables.Column(orderable=False)
    steps = tables.Column(_("步骤"), accessor="count", orderable=False)
    offered = tables.Column(_("状态"), accessor="is_offered", orderable=False)

    class Meta(PortalTable.Meta):
        model = Template
        fields = ("name", "about", "steps", "offered")
        order_by = "name"

    def render_offered(self, value, record):
        return _("待确认") if record.is_proposed else _("可以选用") if value else _("停用")


class TemplateFilter(PortalFilter):
    class Meta:
        model = Template
        fields = ()

    def search(self, rows, name, value):
        return rows.filter(name__icontains=value)
