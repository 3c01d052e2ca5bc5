"""The list of projects: columns and filters."""

import django_filters
import django_tables2 as tables
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from pages.tables import DayColumn, PortalFilter, PortalTable, StateColumn
from projects import lights
from projects.models import Project
from projects.workflow import RUNNING, TONES, Stage
from ruoyi_coop.templatetags.portal import light
from universities.models import University

STAGES = [("running", _("在办")), ("signed", _("已签约（合同及以后）")), *Stage.choices]


class LightColumn(tables.Column):
    """A progress light on the page, its word in an export."""

    def render(self, value, record):
        return light(value, record.light_reason) if value else "—"

    def value(self, value):
        return dict(lights.CHOICES).get(value, "")


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


class ProjectFilter(PortalFilter):
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
    stage = django_filters.ChoiceFilter(label=_("阶段"), choices=STAGES, method="at_stage", empty_label=_("全部阶段"))
    light = django_filters.ChoiceFilter(
        label=_("灯"), choices=lights.CHOICES, method="with_light", empty_label=_("全部灯")
    )
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

    def with_light(self, rows, name, value):
        return rows.showing(value)

    def only_mine(self, rows, name, value):
        return rows.held_by(self.request.actor)
