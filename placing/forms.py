"""What people type about marks: the criteria of a season, and what each student gets on them."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pages.forms import ActionForm, RowsField
from placing.marking import MOST_CRITERIA

CRITERION = {
    "name": lambda: forms.CharField(
        label=lazy("打分项目"), max_length=40, widget=forms.TextInput({"class": "form-control"})
    ),
    "most": lambda: forms.IntegerField(
        label=lazy("满分"),
        min_value=1,
        max_value=100,
        widget=forms.NumberInput({"class": "form-control", "inputmode": "numeric"}),
    ),
}


class CriteriaForm(ActionForm):
    """Up to six lines; an empty table means that nobody is marked."""

    def prepare(self):
        columns = {name: make() for name, make in CRITERION.items()}
        self.fields["rows"] = RowsField(columns, spare=3, required=False, label=_("按什么打分"))
        self.fields["rows"].help_text = _("在报名开始前公布，之后不能再改。空着就是不打分，只按志愿和抽签号。")
        known = self.thing.criteria.all()
        self.fields["rows"].initial = [{"name": row.name, "most": row.most} for row in known]

    def clean_rows(self):
        rows = self.cleaned_data["rows"] or []
        names = [row["name"] for row in rows]
        if len(rows) > MOST_CRITERIA:
            raise forms.ValidationError(_("最多 %d 项。") % MOST_CRITERIA)
        if len(set(names)) < len(names):
            raise forms.ValidationError(_("两项的名称一样，请改一项。"))
        return rows


class MarksForm(ActionForm):
    """One number for each of the choices shown and each criterion; an empty one is no mark."""

    def __init__(self, *args, choices=(), criteria=(), **options):
        self.choices, self.criteria = list(choices), list(criteria)
        super().__init__(*args, **options)

    def prepare(self):
        for choice in self.choices:
            known = {mark.criterion_id: mark.value for mark in choice.marks.all()}
            for one in self.criteria:
                self.fields[_named(choice, one)] = self._field(choice, one, known.get(one.pk))

    def _field(self, choice, criterion, value):
        named = f"{choice.application.student} · {criterion.name}"
        widget = forms.NumberInput({"class": "form-control mark", "inputmode": "numeric", "aria-label": named})
        return forms.IntegerField(
            label=str(criterion), required=False, min_value=0, max_value=criterion.most, initial=value, widget=widget
        )

    @property
    def rows(self) -> list[tuple]:
        """[(choice, [bound field of each criterion])] as the page draws them."""
        return [(choice, [self[_named(choice, one)] for one in self.criteria]) for choice in self.choices]

    def marks(self) -> dict[int, dict[int, int | None]]:
        said = self.cleaned_data
        return {choice.pk: {one.pk: said.get(_named(choice, one)) for one in self.criteria} for choice in self.choices}


def _named(choice, criterion) -> str:
    return f"mark-{choice.pk}-{criterion.pk}"
