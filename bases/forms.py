"""What is asked about bases, their steps, their kinds and their hosts."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Unit
from accounts.permissions import Role
from bases.actions import PUBLIC_TEXTS, a_year_after, personal_words
from bases.models import Base, BaseType, Host
from bases.workflow import State
from files.forms import UploadField
from files.steps import why_not_day
from pages.forms import ModelActionForm, MoveForm
from universities.models import Partnership


def day_field(label, **options) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


class OwnUnit:
    """An official acts for the own unit only; the office chooses."""

    def narrow_units(self):
        if self.actor.role == Role.OFFICIAL:
            self.fields["unit"].queryset = Unit.objects.filter(pk=self.actor.unit_id)
            self.fields["unit"].initial = self.actor.unit_id
            self.fields["unit"].empty_label = None
            self.fields["unit"].required = True
        else:
            self.fields["unit"].empty_label = _("请选择")


class BaseForm(OwnUnit, ModelActionForm):
    class Meta:
        model = Base
        fields = ("name", "base_type", "host", "unit", "partnership", "address", "summary", "is_public")
        widgets = {"summary": forms.Textarea({"rows": 4})}
        help_texts = {
            "partnership": lazy("方案阶段可以先不选；签协议前必须选。"),
            "is_public": lazy("名称、类型、高校、依托单位、地址和简介向社会公开；佐证材料不公开。"),
        }

    def prepare(self):
        self.narrow_units()
        current = Partnership.objects.visible_to(self.actor).current()
        kept = Partnership.objects.filter(pk=self.thing.partnership_id) if self.thing else Partnership.objects.none()
        self.fields["partnership"].queryset = (current | kept).select_related("university", "lead_unit")
        self.fields["partnership"].empty_label = _("尚未确定")
        for name in ("base_type", "host"):
            self.fields[name].empty_label = _("请选择")

    def clean_partnership(self):
        partnership = self.cleaned_data["partnership"]
        if not partnership and self.thing and self.thing.state not in (State.PLAN, State.DROPPED):
            raise forms.ValidationError(_("签了协议的基地必须属于一个县校合作。"))
        return partnership

    def clean(self):
        values = super().clean()
        if values.get("is_public"):
            for name in PUBLIC_TEXTS:
                if words := personal_words(name, values.get(name)):
                    self.add_error(name, words)
        return values


class NewBaseForm(BaseForm):
    day = day_field(lazy("方案日期"), initial=timezone.localdate)
    plan = UploadField(label=lazy("方案文件（可选）"), required=False)

    def clean_day(self):
        if self.cleaned_data["day"] > timezone.localdate():
            raise forms.ValidationError(_("日期不能晚于今天。"))
        return self.cleaned_data["day"]

    def values(self):
        asked = super().values()
        return {name: value for name, value in asked.items() if name not in ("day", "plan")}


class BaseMoveForm(MoveForm):
    """Adds what steps of a base ask for beyond the usual: the day of the next review."""

    def prepare(self):
        super().prepare()
        if "day" in self.fields:
            self.fields["day"].initial = timezone.localdate
            self.fields["day"].help_text = _("事情办成的那一天，按它计入年度。")

    def also_known(self):
        return {"next_review": lambda: day_field(_("下次复核日期"), initial=a_year_after(timezone.localdate()))}

    def clean_day(self):
        if reason := why_not_day(self.thing.steps, self.cleaned_data["day"]):
            raise forms.ValidationError(reason)
        return self.cleaned_data["day"]

    def clean(self):
        values = super().clean()
        day, following = values.get("day"), values.get("next_review")
        if day and following and following <= day:
            self.add_error("next_review", _("下次复核要在这次之后。"))
        return values


class TypeForm(ModelActionForm):
    class Meta:
        model = BaseType
        fields = ("number", "name", "code", "default_unit", "default_unit_confirmed")


class CapitalsField(forms.CharField):
    def to_python(self, value):
        return super().to_python(value).upper()


class HostForm(OwnUnit, ModelActionForm):
    class Meta:
        model = Host
        fields = ("name", "short_name", "kind", "uscc", "unit", "address", "contact", "phone", "summary")
        field_classes = {"uscc": CapitalsField}
        widgets = {"summary": forms.Textarea({"rows": 3})}
        help_texts = {
            "unit": lazy("负责联系这家企业的单位，可以修改它的资料。"),
            "phone": lazy("只有县里工作人员和本企业能看到。"),
        }

    def prepare(self):
        self.narrow_units()
