"""Lists of the outbox and of the operation log."""

from datetime import date, datetime, time, timedelta

import django_filters
import django_tables2 as tables
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission, Role, can
from notifications.models import Event, Message
from pages.tables import PortalFilter, PortalTable, StateColumn
from ruoyi_coop.lib.calendar import CHINA
from ruoyi_coop.lib.masking import mask_email

S = Message.State
TONES = {S.PENDING: "info", S.FOLDED: "info", S.SENDING: "info", S.DONE: "good", S.HELD: "warn", S.DEAD: "bad"}


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=CHINA)


def day_field():
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class OutboxTable(PortalTable):
    title = tables.Column(verbose_name=_("标题"), linkify=("notifications:message", [tables.A("pk")]), orderable=False)
    recipient = tables.Column(verbose_name=_("收件人"), empty_values=(), orderable=False)
    state = StateColumn(tones=TONES, accessor="get_state_display", verbose_name=_("状态"), orderable=False)
    due = tables.DateTimeColumn(verbose_name=_("应发时间"), orderable=False)
    created_at = tables.DateTimeColumn(verbose_name=_("生成时间"), order_by=("id",))

    class Meta(PortalTable.Meta):
        model = Message
        fields = ("title", "recipient", "channel", "state", "attempts", "due", "error", "created_at")
        order_by = "-created_at"

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in ("channel", "attempts", "error"):
            self.columns[name].column.orderable = False

    def render_recipient(self, record):
        if record.recipient_id:
            return str(record.recipient)
        return record.address if can(self.actor, Permission.MANAGE_ACCOUNTS) else mask_email(record.address)

    value_recipient = render_recipient


class OutboxFilter(django_filters.FilterSet):
    """The hidden ones (when it went out, why not, how long it waits) are how the operations page opens its figures."""

    state = django_filters.ChoiceFilter(label=_("状态"), choices=S.choices, empty_label=_("全部状态"))
    channel = django_filters.ChoiceFilter(label=_("渠道"), choices=Message.Channel.choices, empty_label=_("全部渠道"))

    since = django_filters.IsoDateTimeFilter(field_name="sent_at", lookup_expr="gte", widget=forms.HiddenInput)
    until = django_filters.IsoDateTimeFilter(field_name="sent_at", lookup_expr="lt", widget=forms.HiddenInput)
    reason = django_filters.CharFilter(
        field_name="error", lookup_expr="startswith", max_length=80, widget=forms.HiddenInput
    )
    waiting = django_filters.IsoDateTimeFilter(method="due_before", widget=forms.HiddenInput)

    class Meta:
        model = Message
        fields = ["state", "channel"]

    def due_before(self, rows, name, moment):
        """What should have gone out by then and has not."""
        return rows.pending().filter(due__lte=moment)


class EventTable(PortalTable):
    at = tables.DateTimeColumn(verbose_name=_("时间"), order_by=("at",))
    actor_name = tables.Column(verbose_name=_("经办人"), orderable=False)
    actor_hat = tables.Column(verbose_name=_("身份"), orderable=False)
    label = tables.Column(verbose_name=_("做了什么"), orderable=False)
    subject_label = tables.Column(verbose_name=_("对象"), orderable=False)
    note = tables.Column(verbose_name=_("说明"), orderable=False)
    changed = tables.Column(verbose_name=_("变动"), accessor="change_lines", orderable=False)

    class Meta(PortalTable.Meta):
        model = Event
        fields = ("at", "actor_name", "actor_hat", "label", "subject_label", "note", "changed")
        order_by = "-at"

    def render_changed(self, value):
        return "；".join(f"{label}：{before} → {after}" for label, before, after in value)

    value_changed = render_changed


class EventFilter(PortalFilter):
    since = django_filters.DateFilter(label=_("从"), method="from_day", widget=day_field())
    until = django_filters.DateFilter(label=_("到"), method="to_day", widget=day_field())
    role = django_filters.ChoiceFilter(
        label=_("身份"), field_name="actor_role", choices=Role.choices, empty_label=_("全部身份")
    )
    subject = django_filters.CharFilter(label=_("对象编号"), field_name="thread", max_length=80)

    class Meta:
        model = Event
        fields = ["q", "role", "since", "until", "subject"]

    def from_day(self, rows, name, day):
        return rows.filter(at__gte=midnight(day))

    def to_day(self, rows, name, day):
        return rows.filter(at__lt=midnight(day + timedelta(days=1)))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.filters["q"].label = _("经办人、动作、对象")
