"""What is asked about projects, their milestones and how they go."""

import re
from collections.abc import Iterable

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Unit
from accounts.permissions import Role
from files.forms import UploadField
from files.steps import why_not_day
from pages.forms import ActionForm, ModelActionForm, MoveForm, RowsField
from projects.models import Agreement, Holder, Project, SiteVisit, Template
from ruoyi_coop.lib.schedule import Step
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


class SupplyChoice(forms.Form):
    """Which supply talks begin with; nonsense is none."""

    supply = forms.IntegerField(min_value=1, max_value=2**31)


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

        if "parties" in self.fields:
            self.fields["parties"].initial = _("芮城县人民政府、%s") % self.thing.university

    def also_known(self):
        return {
            "parties": lambda: forms.CharField(label=_("签约各方"), max_length=300),
            "ends_on": lambda: day_field(
                _("有效期至"), required=False, help_text=_("到期前90天、30天、7天提醒；没有期限的不填。")
            ),
            "people": lambda: forms.CharField(label=_("参加人员"), max_length=200),
            "sites": sites_field,
        }

    def clean(self):
        values = super().clean()
        if values.get("ends_on") and values.get("day") and values["ends_on"] < values["day"]:
            self.add_error("ends_on", _("有效期不能早于签订日期。"))
        return values

    def clean_day(self):
        if reason := why_not_day(self.thing.steps, self.cleaned_data["day"]):
            raise forms.ValidationError(reason)
        return self.cleaned_data["day"]


class MilestoneForm(ActionForm):
    title = forms.CharField(label=lazy("里程碑"), max_length=100, help_text=lazy("写明到那天要交出什么结果。"))
    due = day_field(lazy("期限"))
    holder = forms.ChoiceField(
        label=lazy("由谁完成"), choices=Holder.choices, initial=Holder.UNIT, widget=forms.RadioSelect
    )

    def clean_due(self):
        if self.cleaned_data["due"] < timezone.localdate():
            raise forms.ValidationError(_("期限不能早于今天。"))
        return self.cleaned_data["due"]


class TemplateChoice(forms.Form):
    """Which template a plan starts from; nonsense chooses none."""

    template = forms.ModelChoiceField(Template.objects.offered(), required=False)


class PlanForm(ActionForm):
    """The promise, and for every step of the template its working days and what it waits for."""

    promise = day_field(lazy("承诺完成日期"))

    def __init__(self, *args, template: Template, **options):
        self.template = template
        super().__init__(*args, **options)

    def prepare(self):
        self.places = []
        self.fields["promise"].widget.attrs["class"] = "form-control"
        for step in self.template.steps.all():
            self.places.append(step)
            self.fields[f"days_{step.position}"] = forms.IntegerField(
                label=_("“%s”的工作日") % step.title,
                min_value=1,
                max_value=999,
                initial=step.days,
                widget=forms.NumberInput({"class": "form-control number"}),
            )
            self.fields[f"after_{step.position}"] = PlacesField(
                label=_("“%s”在哪些步骤之后") % step.title, initial=step.after, required=False
            )

    def clean_promise(self):
        if self.cleaned_data["promise"] < timezone.localdate():
            raise forms.ValidationError(_("承诺日期不能早于今天。"))
        return self.cleaned_data["promise"]

    def clean(self):
        values = super().clean()
        known = {step.position for step in self.places}
        for step in self.places:
            wrong = set(values.get(f"after_{step.position}") or ()) - known
            if wrong:
                self.add_error(f"after_{step.position}", _("没有第%s步。") % "、".join(map(str, sorted(wrong))))
        return values

    def steps(self) -> list[Step]:
        """The steps as they stand in the form, or in the template when nothing was sent yet."""
        value = self.cleaned_data.get if self.is_bound else self.get_initial_for_name
        return [
            Step(step.position, step.title, value(f"days_{step.position}"), tuple(value(f"after_{step.position}")))
            for step in self.places
        ]

    def get_initial_for_name(self, name: str):
        return self.get_initial_for_field(self.fields[name], name)

    def rewrite(self, steps: Iterable[Step]) -> None:
        """Put changed steps into the form, so that a way out can be seen before it is taken."""
        self.data = self.data.copy()
        for step in steps:
            self.data[f"days_{step.key}"] = step.days
            self.data[f"after_{step.key}"] = ",".join(map(str, step.after))


class PlacesField(forms.CharField):
    """Positions of steps, written with commas or spaces between them."""

    def __init__(self, **options):
        options.setdefault("widget", forms.TextInput({"class": "form-control number", "inputmode": "numeric"}))
        super().__init__(max_length=60, **options)

    def prepare_value(self, value):
        return ",".join(map(str, value)) if isinstance(value, list | tuple) else value

    def clean(self, value):
        words = re.split(r"[\s,，、;；]+", super().clean(value).strip())
        if not all(word.isdigit() and len(word) < 4 for word in words if word):
            raise forms.ValidationError(_("请写步骤的序号，用逗号隔开，例如 1,3。"))
        return sorted({int(word) for word in words if word})


class TemplateForm(ModelActionForm):
    class Meta:
        model = Template
        fields = ("name", "about", "is_offered")

    steps = RowsField(
        {
            "position": forms.IntegerField(label=lazy("序号"), min_value=1, max_value=99),
            "title": forms.CharField(label=lazy("步骤"), max_length=100),
            "days": forms.IntegerField(label=lazy("工作日"), min_value=1, max_value=999),
            "holder": forms.ChoiceField(label=lazy("由谁完成"), choices=[("", "—"), *Holder.choices]),
            "after": PlacesField(label=lazy("在哪些步骤之后"), required=False),
        },
        label=lazy("步骤"),
        spare=4,
        help_text=lazy("“在哪些步骤之后”写序号，用逗号隔开；同时进行的步骤写同样的前置步骤。"),
    )

    def prepare(self):
        if self.thing:
            columns = ("position", "title", "days", "holder", "after")
            rows = list(self.thing.steps.values(*columns))
            self.fields["steps"].initial = [row | {"after": ",".join(map(str, row["after"]))} for row in rows]

    def clean_steps(self):
        steps = self.cleaned_data["steps"]
        places = [step["position"] for step in steps]
        if len(places) != len(set(places)):
            raise forms.ValidationError(_("步骤的序号有重复。"))
        unknown = sorted({place for step in steps for place in step["after"]} - set(places))
        if unknown:
            raise forms.ValidationError(_("没有第%s步。") % "、".join(map(str, unknown)))
        return steps

    def values(self):
        return {name: value for name, value in super().values().items() if name != "steps"}


class AgreementForm(ModelActionForm):
    class Meta:
        model = Agreement
        fields = ("kind", "title", "partnership", "project", "parties", "signed_on", "ends_on")
        widgets = {"signed_on": day_input(), "ends_on": day_input()}
        help_texts = {"ends_on": lazy("到期前90天、30天、7天提醒；没有期限的不填。")}

    scan = UploadField(label=lazy("签字扫描件"))

    def prepare(self):
        seen = Partnership.objects.visible_to(self.actor)
        self.fields["partnership"].queryset = seen.whole().select_related("university", "lead_unit")
        self.fields["partnership"].empty_label = _("请选择")
        self.fields["project"].queryset = Project.objects.visible_to(self.actor)
        self.fields["project"].empty_label = _("不属于单个项目")
        if self.thing:
            self.fields["scan"].required = False

    def clean_signed_on(self):
        return _not_ahead(self.cleaned_data["signed_on"])

    def values(self):
        return {name: value for name, value in super().values().items() if name != "scan"}


def _not_ahead(day):
    if day > timezone.localdate():
        raise forms.ValidationError(_("日期不能晚于今天。"))
    return day


class About(forms.Form):
    """What a new agreement is about, from the address; nonsense is nothing."""

    project = forms.ModelChoiceField(Project.objects.all(), required=False)
    partnership = forms.ModelChoiceField(Partnership.objects.all(), required=False)
    renews = forms.ModelChoiceField(Agreement.objects.filter(renewal=None), required=False)


def sites_field() -> RowsField:
    columns = {
        "place": forms.CharField(label=_("地点"), max_length=80),
        "assessment": forms.CharField(label=_("评价"), max_length=300, required=False),
        "is_chosen": forms.BooleanField(label=_("选定"), required=False),
    }
    return RowsField(columns, label=_("备选点"), spare=4, required=False)


class VisitForm(ModelActionForm):
    class Meta:
        model = SiteVisit
        fields = ("day", "people", "summary")
        widgets = {"day": day_input(), "summary": forms.Textarea({"rows": 3})}

    upload = UploadField(label=lazy("附件（可选）"), required=False)

    def prepare(self):
        self.fields["sites"] = sites_field()
        if self.thing:
            rows = list(self.thing.sites.values("place", "assessment", "is_chosen"))
            self.fields["sites"].initial = rows

    def clean_day(self):
        return _not_ahead(self.cleaned_data["day"])

    def values(self):
        return {name: value for name, value in super().values().items() if name != "sites"}


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
