"""What people type about rates, lists, objections and payments."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from allowances.models import AllowanceList, Objection, Rate
from allowances.workflow import LineState
from interns.models import Season
from pages.forms import ActionForm, ModelActionForm

DAY = {"widget": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}


class RateForm(ModelActionForm):
    from_day = forms.DateField(label=lazy("执行日期"), help_text=lazy("从这一天起，到下一个标准开始为止。"), **DAY)

    class Meta:
        model = Rate
        fields = ("name", "season", "per", "amount", "from_day", "cap_amount", "cap_days", "source")
        help_texts = {
            "name": lazy("如：实习补贴、保险。名称不同的项目相加，同名的由新标准接替旧标准。"),
            "season": lazy("空着就是所有批次通用；批次自己的标准从执行日期起代替通用的。"),
        }


class ListForm(ModelActionForm):
    season = forms.ModelChoiceField(Season.objects.none(), label=lazy("批次"))
    first_day = forms.DateField(label=lazy("计发从"), **DAY)
    last_day = forms.DateField(label=lazy("到"), **DAY)
    notice_days = forms.IntegerField(label=lazy("公示几个工作日"), min_value=1, max_value=30, initial=5)

    class Meta:
        model = AllowanceList
        fields = ("season", "first_day", "last_day", "notice_days", "contact")

    def prepare(self):
        self.fields["season"].queryset = Season.objects.order_by("-starts_on")
        season = self.initial.get("season")
        if season:
            self.fields["first_day"].initial = season.starts_on
            self.fields["last_day"].initial = min(season.ends_on, timezone.localdate())

    def clean(self):
        said = super().clean()
        if said.get("first_day") and said.get("last_day") and said["first_day"] > said["last_day"]:
            self.add_error("last_day", _("不能早于开始日期。"))
        if said.get("last_day") and said["last_day"] > timezone.localdate():
            self.add_error("last_day", _("不能晚于今天：没有出勤的日子不能计发。"))
        return said


class ReleaseForm(ActionForm):
    note = forms.CharField(
        label=lazy("放行理由"),
        max_length=300,
        help_text=lazy("写明核对了什么，谁核对的。"),
        widget=forms.Textarea({"rows": 3}),
    )


class CarryForm(ActionForm):
    reason = forms.CharField(
        label=lazy("原因"),
        max_length=300,
        help_text=lazy("如：账号已注销，等学生改正。这些天数下次编制清单时重新列入。"),
        widget=forms.Textarea({"rows": 3}),
    )


class ObjectionForm(ModelActionForm):
    class Meta:
        model = Objection
        fields = ("name", "reach", "words")
        widgets = {"words": forms.Textarea({"rows": 4})}
        help_texts = {"reach": lazy("只有县合作办能看到，用来告诉您答复。")}

    def prepare(self):
        if self.actor.user_id:
            self.fields["name"].initial = self.actor.name
            self.fields["reach"].initial = self.actor.user.mobile or self.actor.user.email


class AnswerForm(ActionForm):
    is_upheld = forms.TypedChoiceField(
        label=lazy("异议是否成立"),
        choices=[("", "—"), ("yes", lazy("成立，撤回公示更正")), ("no", lazy("不成立"))],
        coerce=lambda word: word == "yes",
    )
    answer = forms.CharField(label=lazy("答复"), max_length=1000, widget=forms.Textarea({"rows": 4}))


class BatchForm(ActionForm):
    reason = forms.CharField(
        label=lazy("导出理由"),
        min_length=4,
        max_length=200,
        help_text=lazy("表里有完整的身份证号和银行账号；每个学生都会看到这次导出。"),
    )


class SettleForm(ActionForm):
    """The finance office's answer: all arrived, except those ticked."""

    paid_on = forms.DateField(label=lazy("发放日期"), **DAY)
    failed = forms.ModelMultipleChoiceField(
        None, label=lazy("退回未到账的（没有就不勾）"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self):
        rows = self.thing.lines.filter(batch__isnull=False, state=LineState.READY).with_people()
        self.fields["failed"].queryset = rows
        self.fields["paid_on"].initial = timezone.localdate()

    def clean_paid_on(self):
        if self.cleaned_data["paid_on"] > timezone.localdate():
            raise forms.ValidationError(_("不能晚于今天。"))
        return self.cleaned_data["paid_on"]

    def results(self) -> dict[int, bool]:
        failed = {line.pk for line in self.cleaned_data["failed"]}
        return {line.pk: line.pk not in failed for line in self.fields["failed"].queryset}
