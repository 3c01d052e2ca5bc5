"""The list of duties: columns and filters; and the light's own, for every list that shows one."""

import django_filters
import django_tables2 as tables
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from notifications.models import working_calendar
from pages.tables import DayColumn, PortalFilter, PortalTable, StateColumn
from ruoyi_coop.templatetags.portal import badge, light
from supervision import escalation, lights
from supervision.models import Duty
from supervision.workflow import DONE, OPEN, TONES, State
from universities.models import University


class LightColumn(tables.Column):
    """A progress light on the page, its word in an export."""

    def render(self, value, record):
        return light(value, record.light_reason) if value else "—"

    def value(self, value):
        return dict(lights.CHOICES).get(value, "")


class LightFilter(django_filters.ChoiceFilter):
    """Picks by light; the queryset knows how (`showing`)."""

    def __init__(self, **options):
        super().__init__(label=_("灯"), choices=lights.CHOICES, empty_label=_("全部灯"), **options)

    def filter(self, rows, value):
        return rows.showing(value) if value else rows


STATES = [("open", _("在办（未完成）")), ("done", _("已反馈及以后")), *State.choices]


class DutyTable(PortalTable):
    title = tables.Column(linkify=True, orderable=False)
    light = LightColumn(_("灯"), orderable=False, empty_values=())
    order = tables.Column(_("督办等级"), accessor="pk", orderable=False)
    state = StateColumn(tones=TONES, order_by=("state", "due", "id"))
    doer = tables.Column(_("由谁办"), orderable=False)
    unit = tables.Column(orderable=False)
    due = DayColumn(order_by=("due", "id"))
    original_due = DayColumn(orderable=False)
    kind = tables.Column(orderable=False)
    origin = tables.Column(accessor="origin_label", orderable=False)
    touched = DayColumn(_("最近更新"), accessor="touched_at", order_by=("touched_at", "id"))

    class Meta(PortalTable.Meta):
        model = Duty
        fields = (
            "title",
            "light",
            "order",
            "state",
            "doer",
            "due",
            "original_due",
            "unit",
            "kind",
            "origin",
            "touched",
        )
        order_by = ()  # the page's own order: what is open first

    def before_render(self, request):
        self.calendar, self.today = working_calendar(), timezone.localdate()

    def _level(self, record):
        calendar = getattr(self, "calendar", None) or working_calendar()
        self.calendar, self.today = calendar, timezone.localdate()
        return escalation.level_of(record.due, self.today, calendar) if record.is_open else None

    def render_order(self, record):
        level = self._level(record)
        return badge(level.label, f"order-{level.name}") if level else "—"

    def value_order(self, record):
        level = self._level(record)
        return str(level.label) if level else ""

    def render_original_due(self, value, record):
        return self.columns["due"].column.render(value) if record.was_moved else "—"


class DutyFilter(PortalFilter):
    state = django_filters.ChoiceFilter(label=_("状态"), choices=STATES, method="in_state", empty_label=_("全部状态"))
    kind = django_filters.ChoiceFilter(label=_("类别"), choices=Duty.Kind.choices, empty_label=_("全部类别"))
    unit = django_filters.ModelChoiceFilter(
        label=_("责任单位"),
        queryset=Unit.objects.filter(Exists(Duty.objects.filter(unit=OuterRef("pk")))),
        empty_label=_("全部单位"),
    )
    university = django_filters.ModelChoiceFilter(
        label=_("高校"),
        field_name="partnership__university",
        queryset=University.objects.filter(Exists(Duty.objects.filter(partnership__university=OuterRef("pk")))),
        empty_label=_("全部高校"),
    )
    light = LightFilter()
    order = django_filters.ChoiceFilter(
        label=_("督办等级"), choices=escalation.CHOICES, method="at_level", empty_label=_("全部等级")
    )
    only = django_filters.ChoiceFilter(
        label=_("范围"),
        choices=[("mine", _("等我办的")), ("blocked", _("有堵点的")), ("moved", _("改过期限的"))],
        method="only_some",
        empty_label=_("全部"),
    )

    class Meta:
        model = Duty
        fields = ()

    def in_state(self, rows, name, value):
        return rows.filter(state__in={"open": OPEN, "done": DONE}.get(value, (value,)))

    def at_level(self, rows, name, value):
        return rows.escalated(value, timezone.localdate(), working_calendar())

    def only_some(self, rows, name, value):
        if value == "mine":
            return rows.held_by(self.request.actor)
        return rows.blocked() if value == "blocked" else rows.exclude(due=F("original_due"))
