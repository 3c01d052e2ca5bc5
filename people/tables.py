"""Lists of people, units and invitations."""

import django_filters
import django_tables2 as tables
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models import Hat, Invitation, Unit, User
from accounts.permissions import Permission, Role, can
from pages.tables import PortalFilter, PortalTable
from ruoyi_coop.lib.masking import mask_email, mask_mobile
from ruoyi_coop.lib.search import matching
from ruoyi_coop.templatetags.portal import badge

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
ROLES = [(role.value, role.label) for role in Role if role != Role.PUBLIC]


class PeopleTable(PortalTable):
    name = tables.Column(linkify=lambda record: record.get_absolute_url(), order_by=("pinyin", "id"))
    hats = tables.Column(verbose_name=_("身份"), empty_values=(), orderable=False)

    mobile = tables.Column(verbose_name=_("手机号"), orderable=False)
    email = tables.Column(verbose_name=_("电子邮箱"), orderable=False)
    is_active = tables.Column(verbose_name=_("账号"), orderable=False)
    last_login = tables.DateTimeColumn(verbose_name=_("上次登录"), orderable=False)

    class Meta(PortalTable.Meta):
        model = User
        fields = ("name", "hats", "mobile", "email", "is_active", "last_login")
        order_by = "name"

    def render_is_active(self, value):
        return badge(_("在用"), "good") if value else badge(_("已停用"), "bad")

    def value_is_active(self, value):
        return _("在用") if value else _("已停用")

    def render_hats(self, record):
        return "、".join(str(hat) for hat in record.hats.all()) or "—"

    value_hats = render_hats

    @property
    def shows_numbers(self) -> bool:
        return can(self.actor, Permission.MANAGE_ACCOUNTS)

    def render_mobile(self, value):
        return value if self.shows_numbers else mask_mobile(value)

    value_mobile = render_mobile

    def render_email(self, value):
        return value if self.shows_numbers else mask_email(value)

    value_email = render_email


class PeopleFilter(PortalFilter):
    role = django_filters.ChoiceFilter(label=_("身份"), choices=ROLES, method="wearing", empty_label=_("全部身份"))
    unit = django_filters.ModelChoiceFilter(
        label=_("单位"), queryset=Unit.objects.order_by("pinyin"), method="of_unit", empty_label=_("全部单位")
    )
    active = django_filters.ChoiceFilter(
        label=_("账号"), choices=[("yes", _("在用")), ("no", _("已停用"))], method="is_in_use", empty_label=_("全部")
    )

    class Meta:
        model = User
        fields = ["q", "role", "unit", "active"]

    def search(self, rows, name, value):
        """By name or pinyin; the administrator also by exact mobile number, user name or mail address."""
        found = matching(rows, value)
        if not can(self.request.actor, Permission.MANAGE_ACCOUNTS):
            return found
        exact = rows.filter(Q(mobile=value) | Q(username=value) | Q(email=value.lower()))
        return exact if exact.exists() else found

    def wearing(self, rows, name, value):
        return rows.filter(pk__in=Hat.objects.worn().filter(role=value).values("user"))

    def of_unit(self, rows, name, unit):
        return rows.filter(pk__in=Hat.objects.worn().filter(unit=unit).values("user"))

    def is_in_use(self, rows, name, value):
        return rows.filter(is_active=value == "yes")


class UnitTable(PortalTable):
    name = tables.Column(order_by=("pinyin", "id"))
    people = tables.Column(verbose_name=_("人员"), orderable=False, attrs=NUMBER)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in ("short_name", "kind", "is_lead"):
            self.columns[name].column.orderable = False

    def render_name(self, value, record):
        if not can(self.actor, Permission.MANAGE_ACCOUNTS):
            return value
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def value_name(self, value):
        return value

    def render_people(self, value, record):
        return format_html('<a href="{}?unit={}">{}</a>', reverse("accounts:people"), record.pk, value)

    def value_people(self, value):
        return value

    def render_is_lead(self, value):
        return _("牵头") if value else "—"

    class Meta(PortalTable.Meta):
        model = Unit
        fields = ("name", "short_name", "kind", "is_lead", "people")
        order_by = "name"


class UnitFilter(PortalFilter):
    kind = django_filters.ChoiceFilter(label=_("类别"), choices=Unit.Kind, empty_label=_("全部类别"))

    class Meta:
        model = Unit
        fields = ["q", "kind"]

    def search(self, rows, name, value):
        return rows.filter(Q(name__icontains=value) | Q(pinyin__icontains=value.lower()))


class InvitationTable(PortalTable):
    name = tables.Column(linkify=lambda record: record.get_page_url(), orderable=False)
    hat = tables.Column(verbose_name=_("身份"), accessor="hat_words", orderable=False)
    email = tables.Column(verbose_name=_("电子邮箱"), orderable=False)
    invited_by = tables.Column(verbose_name=_("邀请人"), orderable=False)
    created_at = tables.DateTimeColumn(verbose_name=_("发出时间"), order_by=("id",))
    expires_at = tables.DateTimeColumn(verbose_name=_("有效期至"), orderable=False)
    state = tables.Column(verbose_name=_("状态"), accessor="state_label", orderable=False)

    class Meta(PortalTable.Meta):
        model = Invitation
        fields = ("name", "hat", "email", "invited_by", "created_at", "expires_at", "state")
        order_by = "-created_at"

    def render_email(self, value):
        return value if can(self.actor, Permission.INVITE) else mask_email(value)

    value_email = render_email

    def render_state(self, value, record):
        return badge(value, record.state_tone)

    def value_state(self, value):
        return value


class InvitationFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label=_("状态"), choices=[("open", _("等待接受"))], method="still_open", empty_label=_("全部")
    )
    role = django_filters.ChoiceFilter(label=_("身份"), choices=ROLES, empty_label=_("全部身份"))

    class Meta:
        model = Invitation
        fields = ["state", "role"]

    def still_open(self, rows, name, value):
        return rows.open()
