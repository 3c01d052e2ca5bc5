"""What people type about seasons and categories."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bases.models import Host
from interns.models import PositionCategory, Season
from interns.workflow import PositionState
from pages.forms import ActionForm, ModelActionForm

DAY = {"widget": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}


def moment_field(label, *, required: bool = True):
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, required=required)


# Each pair stands in this order where both are given.
ORDER = (
    ("collect_opens", "publish_at"),
    ("publish_at", "apply_opens"),
    ("apply_closes", "check_by"),
    ("check_by", "confirm_by"),
    ("apply_closes", "place_by"),
    ("place_by", "confirm_by"),
    ("apply_closes", "confirm_by"),
    ("apply_closes", "second_opens"),
    ("second_opens", "second_closes"),
    ("second_closes", "second_confirm_by"),
    ("confirm_by", "fill_by"),
    ("starts_on", "ends_on"),
    ("ends_on", "closes_on"),
)
SECOND = ("second_opens", "second_closes", "second_confirm_by")


class SeasonForm(ModelActionForm):
    collect_opens = moment_field(lazy("岗位征集开始"), required=False)
    publish_at = moment_field(lazy("岗位发布"))
    apply_opens = moment_field(lazy("报名开始"))
    apply_closes = moment_field(lazy("报名截止"))
    check_by = moment_field(lazy("高校核验截止"), required=False)
    place_by = moment_field(lazy("公布录用"), required=False)
    confirm_by = moment_field(lazy("学生确认截止"))
    second_opens = moment_field(lazy("第二轮报名开始"), required=False)
    second_closes = moment_field(lazy("第二轮报名截止"), required=False)
    second_confirm_by = moment_field(lazy("第二轮确认截止"), required=False)
    fill_by = moment_field(lazy("递补截止"), required=False)
    starts_on = forms.DateField(label=lazy("实习开始"), **DAY)
    ends_on = forms.DateField(label=lazy("实习结束"), **DAY)
    closes_on = forms.DateField(label=lazy("办结日期"), required=False, **DAY)

    class Meta:
        model = Season
        fields = (
            "name",
            "method",
            "audience",
            "max_choices",
            "min_days",
            "collect_opens",
            "publish_at",
            "apply_opens",
            "apply_closes",
            "check_by",
            "place_by",
            "confirm_by",
            "second_opens",
            "second_closes",
            "second_confirm_by",
            "fill_by",
            "starts_on",
            "ends_on",
            "closes_on",
            "notes",
        )
        help_texts = {"min_days": lazy("出勤满这么多个工作日才能开实习证明；0 是不限。")}
        widgets = {"notes": forms.Textarea({"rows": 4})}

    def clean(self):
        said = super().clean()
        for earlier, later in ORDER:
            self._in_order(said, earlier, later)
        second = [said.get(name) for name in SECOND]
        if any(second) and not all(second) and not self.errors:
            self.add_error("second_opens", _("第二轮的三个时间要么都填，要么都不填。"))
        if said.get("apply_opens") and said.get("apply_closes") and said["apply_opens"] >= said["apply_closes"]:
            self.add_error("apply_closes", _("要晚于报名开始。"))
        return said

    def _in_order(self, said: dict, earlier: str, later: str) -> None:
        if said.get(earlier) and said.get(later) and said[earlier] > said[later]:
            self.add_error(later, _("不能早于“%s”。") % self.fields[earlier].label)


class CopyForm(ActionForm):
    """Next year's season from this one: its name and first day; all other dates follow."""

    name = forms.CharField(label=lazy("新批次名称"), max_length=60)
    starts_on = forms.DateField(
        label=lazy("新的实习开始日期"), help_text=lazy("其他日期跟着顺延，生成后都可以改。"), **DAY
    )
    hosts = forms.ModelMultipleChoiceField(
        Host.objects.none(),
        label=lazy("沿用哪些单位的岗位"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=lazy("岗位和带教老师一起沿用，单位核对后再提交审核。"),
    )

    def prepare(self):
        hosts = Host.objects.filter(positions__season=self.thing, positions__state=PositionState.PUBLISHED)
        self.fields["hosts"].queryset = hosts.distinct().order_by("pinyin")
        self.fields["hosts"].initial = self.fields["hosts"].queryset
        self.fields["starts_on"].initial = self.thing.starts_on + timedelta(days=364)

    def clean_name(self):
        if Season.objects.filter(name=self.cleaned_data["name"]).exists():
            raise forms.ValidationError(_("已经有这个名称的批次。"))
        return self.cleaned_data["name"]

    def clean_starts_on(self):
        if self.cleaned_data["starts_on"] <= self.thing.starts_on:
            raise forms.ValidationError(_("要晚于这一批的开始日期。"))
        return self.cleaned_data["starts_on"]


class CategoryForm(ModelActionForm):
    class Meta:
        model = PositionCategory
        fields = ("name", "order")
