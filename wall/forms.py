"""What the wall is asked for: whose projects, which lights, which day, which page; and the name of a display."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Unit
from pages.forms import ActionForm, ModelActionForm
from pages.tables import PlainSelect
from projects.models import Project
from supervision import lights
from universities.models import University
from wall.models import Display

TABS = (("axis", lazy("时间轴")), ("matrix", lazy("矩阵")), ("table", lazy("表格")))
SIZES = (("a3", "A3"), ("a0", "A0"))
PAGES = 100_000
NOT_THERE = {"invalid_choice": lazy("没有这个选项，这一项先不筛选。")}
FILTERS = ("university", "unit", "light", "as_of", "changed")


class WallForm(forms.Form):
    """Every word of the wall's address; what is wrong is left out of `asked` and said beside its field."""

    university = forms.ModelChoiceField(
        University.objects.none(),
        label=lazy("高校"),
        required=False,
        empty_label=lazy("全部高校"),
        widget=PlainSelect,
        error_messages=NOT_THERE,
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=lazy("责任单位"),
        required=False,
        empty_label=lazy("全部单位"),
        widget=PlainSelect,
        error_messages=NOT_THERE,
    )
    light = forms.ChoiceField(
        label=lazy("灯"),
        choices=[("", lazy("全部灯")), *lights.CHOICES],
        required=False,
        widget=PlainSelect,
        error_messages=NOT_THERE,
    )
    as_of = forms.DateField(
        label=lazy("截至"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": lazy("请写一个日期，例如 2021-09-08。")},
    )
    changed = forms.BooleanField(label=lazy("只看上次调度会以来有变化的"), required=False)
    tab = forms.ChoiceField(choices=TABS, required=False)
    size = forms.ChoiceField(choices=SIZES, required=False)
    print = forms.BooleanField(required=False)
    page = forms.IntegerField(min_value=1, max_value=PAGES, required=False)

    def __init__(self, data, *, actor):
        super().__init__(data)
        projects = Project.objects.visible_to(actor)
        self.fields["university"].queryset = University.objects.filter(
            pk__in=projects.values("partnership__university")
        ).order_by("pinyin")
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=projects.values("unit"))

    def clean_as_of(self):
        day = self.cleaned_data["as_of"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("截至日期不能晚于今天。"))
        return day

    def asked(self) -> dict:
        """The words that are right; a wrong one counts as not asked."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields}

    def filters(self) -> list:
        """The fields a person fills in."""
        return [self[name] for name in FILTERS]


class DisplayForm(ModelActionForm):
    class Meta:
        model = Display
        fields = ("name",)
        help_texts = {"name": lazy("例如：县委二楼会议室。")}


class RevokeForm(ActionForm):
    """Nothing is asked but to be sure."""
