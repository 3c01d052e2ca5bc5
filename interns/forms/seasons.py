"""What people type about seasons and categories."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from interns.models import PositionCategory, Season
from pages.forms import ModelActionForm

DAY = {"widget": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}


def moment_field(label):
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget)


class SeasonForm(ModelActionForm):
    publish_at = moment_field(lazy("岗位发布"))
    apply_opens = moment_field(lazy("报名开始"))
    apply_closes = moment_field(lazy("报名截止"))
    confirm_by = moment_field(lazy("学生确认截止"))
    starts_on = forms.DateField(label=lazy("实习开始"), **DAY)
    ends_on = forms.DateField(label=lazy("实习结束"), **DAY)

    class Meta:
        model = Season
        fields = (
            "name",
            "publish_at",
            "apply_opens",
            "apply_closes",
            "confirm_by",
            "starts_on",
            "ends_on",
            "max_choices",
            "notes",
        )
        widgets = {"notes": forms.Textarea({"rows": 4})}

    def clean(self):
        said = super().clean()
        pairs = [("publish_at", "apply_opens"), ("apply_closes", "confirm_by"), ("starts_on", "ends_on")]
        for earlier, later in pairs:
            self._in_order(said, earlier, later)
        if said.get("apply_opens") and said.get("apply_closes") and said["apply_opens"] >= said["apply_closes"]:
            self.add_error("apply_closes", _("要晚于报名开始。"))
        return said

    def _in_order(self, said: dict, earlier: str, later: str) -> None:
        if said.get(earlier) and said.get(later) and said[earlier] > said[later]:
            self.add_error(later, _("不能早于“%s”。") % self.fields[earlier].label)


class CategoryForm(ModelActionForm):
    class Meta:
        model = PositionCategory
        fields = ("name", "order")
