"""What is asked about projects, their milestones and how they go."""

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Unit
from accounts.permissions import Role
from files.forms import UploadField
from files.steps import why_not_day
from pages.forms import ActionForm, ModelActionForm, MoveForm
from projects.models import Milestone, Project
from universities.models import Expert, Partnership


def day_field(label, **options) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)


def day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class ProjectForm(ModelActionForm):
    class Meta:
        model = Project
        fields = ("title", "partnership", "expert", "unit", "field", "promised_on", "amount", "summary")
        widgets = {"summary": forms.Textarea({"rows": 4}), "promised_on": day_input()}
        help_texts = {
            "expert": lazy("只能选这所高校的专家；没有可以先不选。"),
            "promised_on": lazy("向高校或企业承诺的完成日期，按它亮灯。"),
        }

    def prepare(self):
        current = Partnership.objects.visible_to(self.actor).current()
        kept = Partnership.objects.filter(pk=self.thing.partnership_id) if self.thing else Partnership.objects.none()
        partnership = self.fields["partnership"]
        partnership.queryset = (current | kept).select_related("university", "lead_unit")
        partnership.empty_label = _("请选择")
        partnership.widget.attrs |= {
            "hx-get": reverse_lazy("projects:experts"),
            "hx-target": "#id_expert",
            "hx-trigger": "change",
        }
        self.fields["expert"].queryset = experts_of(self["partnership"].value(), self.actor)
        self.fields["expert"].empty_label = _("暂无")
        if self.actor.role == Role.OFFICIAL:
            self.fields["unit"].queryset = Unit.objects.filter(pk=self.actor.unit_id)
            self.fields["unit"].initial = self.actor.unit_id
            self.fields["unit"].empty_label = None
        else:
            self.fields["unit"].empty_label = _("请选择")


def experts_of(partnership, actor):
    """The experts of the partnership's university; none before one is chosen."""
    chosen = Partnership.objects.visible_to(actor).filter(pk=partnership if str(partnership).isdigit() else None)
    return Expert.objects.visible_to(actor).filter(university__in=chosen.values("university"))


class ExpertsForm(forms.Form):
    """Which partnership the experts are wanted of; nonsense finds nobody."""

    partnership = forms.IntegerField(required=False, min_value=1, max_value=2**31)


class NewProjectForm(ProjectForm):
    day = day_field(lazy("意向日期"), initial=timezone.localdate)
    proof = UploadField(label=lazy("意向材料（可选）"), required=False)

    def clean_day(self):
        if self.cleaned_data["day"] > timezone.localdate():
            raise forms.ValidationError(_("日期不能晚于今天。"))
        return self.cleaned_data["day"]

    def values(self):
        return {name: value for name, value in super().values().items() if name not in ("day", "proof")}


class ProjectMoveForm(MoveForm):
    def prepare(self):
        super().prepare()
        if "day" in self.fields:
            self.fields["day"].initial = timezone.localdate
            self.fields["day"].help_text = _("事情办成的那一天，按它计入年度。")

    def clean_day(self):
        if reason := why_not_day(self.thing.steps, self.cleaned_data["day"]):
            raise forms.ValidationError(reason)
        return self.cleaned_data["day"]


class MilestoneForm(ModelActionForm):
    class Meta:
        model = Milestone
        fields = ("title", "due", "holder")
        widgets = {"due": day_input(), "holder": forms.RadioSelect}


class EditMilestoneForm(MilestoneForm):
    reason = forms.CharField(
        label=lazy("改期理由"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=lazy("只在改期限时填写；最初期限一直保留。"),
    )

    def clean(self):
        values = super().clean()
        if "due" in values and values["due"] != self.thing.due and not values.get("reason", "").strip():
            self.add_error("reason", _("改期限要写明理由。"))
        return values

    def values(self):
        return {name: value for name, value in super().values().items() if name != "reason"}


class MilestoneMoveForm(MoveForm):
    """Adds what a report of completion asks for: the day, and a few words if wanted."""

    def also_known(self):
        return {
            "done_on": lambda: day_field(_("完成日期"), initial=timezone.localdate),
            "text": lambda: forms.CharField(
                label=_("说明"), max_length=500, required=False, widget=forms.Textarea({"rows": 3})
            ),
        }

    def clean_done_on(self):
        if self.cleaned_data["done_on"] > timezone.localdate():
            raise forms.ValidationError(_("完成日期不能晚于今天。"))
        return self.cleaned_data["done_on"]


class ReportForm(ActionForm):
    """Two clicks when all is well: the word, and send. Trouble wants a sentence."""

    status = forms.ChoiceField(
        label=lazy("现在怎么样"),
        choices=Project.Status.choices,
        widget=forms.RadioSelect({"class": "form-selectgroup-input"}),
        error_messages={"required": lazy("请选一项。")},
    )
    text = forms.CharField(
        label=lazy("说明"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2, "class": "form-control"}),
        help_text=lazy("按计划时可以不写；有困难或停滞时写一句原因。五百字以内。"),
    )
    upload = UploadField(label=lazy("附件（可选）"), required=False)

    def clean(self):
        values = super().clean()
        if values.get("status") in ("troubled", "stalled") and not values.get("text", "").strip():
            self.add_error("text", _("有困难或停滞时，请写一句原因。"))
        return values
