"""Lists of people, units and invitations."""

import django_filters
import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, Unit, User
from accounts.permissions import Role
from pages.tables import PortalFilter, PortalTable
from ruoyi_coop.lib.masking import mask_email, mask_mobile

ROLES = [(role.value, role.label) for role in Role if role != Role.PUBLIC]


class PeopleTable(PortalTable):
    name = tables.Column(linkify=lambda record: record.get_absolute_url(), order_by=("pinyin", "id"))
    hats = tables.Column(verbose_name=_("身份"), empty_values=(), orderable=False)

    class Meta(PortalTable.Meta):
        model = User
        fields = ("name", "hats", "mobile", "email", "is_active", "last_login")
        order_by = "name"

    def render_hats(self, record):
        return "、".join(str(hat) for hat in record.hats.all()) or "—"

    value_hats = render_hats

    def render_mobile(self, value):
        return value if self.actor.role == Role.ADMINISTRATOR else mask_mobile(value)

    value_mobile = render_mobile

    def render_email(self, value):
        return value if self.actor.role == Role.ADMINISTRATOR else mask_email(value)

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

    def wearing(self, rows, name, value):
        return rows.filter(hats__role=value).distinct()

    def of_unit(self, rows, name, unit):
        return rows.filter(hats__unit=unit).distinct()

    def is_in_use(self, rows, name, value):
        return rows.filter(is_active=value == "yes")


class UnitTable(PortalTable):
    name = tables.Column(linkify=lambda record: record.get_absolute_url(), order_by=("pinyin", "id"))

    class Meta(PortalTable.Meta):
        model = Unit
        fields = ("name", "short_name", "kind", "is_lead")
        order_by = "name"


class UnitFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label=_("类别"), choices=Unit.Kind, empty_label=_("全部类别"))

    class Meta:
        model = Unit
        fields = ["kind"]


class InvitationTable(PortalTable):
    name = tables.Column(linkify=lambda record: record.get_page_url())
    state = tables.Column(verbose_name=_("状态"), accessor="state_label", orderable=False)

    class Meta(PortalTable.Meta):
        model = Invitation
        fields = ("name", "email", "role", "place", "invited_by", "created_at", "expires_at", "state")
        order_by = "-created_at"


class InvitationFilter(django_filters.FilterSet):
    role = django_filters.ChoiceFilter(label=_("身份"), choices=ROLES, empty_label=_("全部身份"))

    class Meta:
        model = Invitation
        fields = ["role"]
