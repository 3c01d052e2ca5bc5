"""Which unit's WeCom group hears of what concerns the whole unit: the robot's address is set here and never shown."""

from django import forms
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Unit
from accounts.permissions import Actor, Permission, require
from notifications.actions import create, edit
from notifications.channels.wecom import is_webhook
from notifications.models import Robot
from pages.forms import ActionForm
from pages.views import FormPage
from ruoyi_coop.lib.secrets import encrypt


class RobotForm(ActionForm):
    unit = forms.ModelChoiceField(Unit.objects.order_by("pinyin"), label=lazy("单位"))
    address = forms.CharField(
        label=lazy("机器人的 Webhook 地址"),
        required=False,
        max_length=300,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text=lazy("在企业微信群的机器人页面复制。保存后不再显示；不改就空着。"),
    )
    is_on = forms.BooleanField(label=lazy("启用"), required=False, initial=True)

    def clean_address(self):
        address = self.cleaned_data["address"].strip()
        if address and not is_webhook(address):
            raise forms.ValidationError(_("只能填 https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=… 这样的地址。"))
        return address

    def clean(self):
        said = super().clean()
        if said.get("unit") and not said.get("address") and not Robot.objects.filter(unit=said["unit"]).exists():
            self.add_error("address", _("请填机器人的地址。"))
        return said


@transaction.atomic
def set_robot(unit: Unit, address: str, *, is_on: bool, by: Actor) -> Robot:
    """Keep the address of a unit's robot sealed, or switch it on and off. Raises NotAllowed."""
    require(by, Permission.MANAGE_REMINDERS)
    label = _("设置企业微信群机器人")
    row = Robot.objects.filter(unit=unit).first()
    if row is None:
        return create(Robot(unit=unit, sealed=encrypt(address), is_on=is_on), by=by, label=label)
    return edit(row, {"is_on": is_on} | ({"sealed": encrypt(address)} if address else {}), by=by, label=label)


class Robots(FormPage):
    """One small form, and under it the groups that hear already."""

    form_class = RobotForm
    permission = Permission.MANAGE_REMINDERS
    template_name = "mailroom/robots.html"

    def get_title(self):
        return _("企业微信群机器人")

    def get_crumbs(self):
        return ((_("提醒的时间"), reverse("notifications:ladders")),)

    def get_context_data(self, **context):
        robots = Robot.objects.select_related("unit").order_by("unit__pinyin")
        return super().get_context_data(robots=robots, **context)

    def perform(self, form, by):
        said = form.values()
        set_robot(said["unit"], said["address"], is_on=said["is_on"], by=by)
        return reverse("notifications:robots")
