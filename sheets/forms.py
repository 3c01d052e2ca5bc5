"""What a person says on the way of an import, each part checked before it is used."""

from django import forms
from django.utils.translation import gettext_lazy as _

from files.checks import check_size
from pages.forms import ActionForm

SUFFIXES = (".xlsx", ".xls", ".ods", ".csv")


class UploadForm(ActionForm):
    file = forms.FileField(
        label=_("表格文件"),
        help_text=_(
            "单位自己做的表也可以：标题行、合并单元格、合计行都能识别。xlsx、xls、ods、csv，涉密信息不得上传。"
        ),
        widget=forms.ClearableFileInput({"accept": ",".join(SUFFIXES)}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(SUFFIXES):
            raise forms.ValidationError(_("请上传表格文件：xlsx、xls、ods 或 csv。"))
        check_size(file)
        file.content_type = "application/octet-stream"
        return file


class ColumnsForm(forms.Form):
    """One select per column of the sheet, one text per column that the sheet lacks."""

    def __init__(self, *args, found, spec, constants, **options):
        super().__init__(*args, **options)
        self.found, self.spec = found, spec
        for one in found.proposals:
            choices = [("", _("不导入")), *targets(spec)]
            field = forms.ChoiceField(label=one.heading, choices=choices, required=False, initial=one.target or "")
            self.fields[f"column_{one.index}"] = field
        for name in found.missing:
            label = spec.column(name).label
            initial = constants.get(name, "")
            self.fields[f"constant_{name}"] = forms.CharField(
                label=label, required=False, max_length=200, initial=initial
            )

    def clean(self):
        chosen = [target for target in self.mapping().values() if target]
        doubled = {target for target in chosen if chosen.count(target) > 1}
        for index, target in self.mapping().items():
            if target in doubled:
                self.add_error(f"column_{index}", _("有两列都对应到它，请只选一列。"))

    def mapping(self) -> dict[int, str | None]:
        return {one.index: self.cleaned_data.get(f"column_{one.index}") or None for one in self.found.proposals}

    def constants(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(f"constant_{name}", "") for name in self.found.missing}


def targets(spec) -> list[tuple[str, str]]:
    """Every target a column can have: a column's name, and start and end of a span."""
    found = []
    for column in spec.columns:
        found.append((column.name, column.label))
        if column.kind == "date_range":
            found += [
                (f"{column.name}:start", _("%s（开始）") % column.label),
                (f"{column.name}:end", _("%s（结束）") % column.label),
            ]
    return found


class SheetForm(forms.Form):
    sheet = forms.CharField(max_length=100)
    header = forms.IntegerField(required=False, min_value=1, max_value=5000)


class AnswerForm(forms.Form):
    number = forms.IntegerField(min_value=1)
    name = forms.CharField(max_length=60)
    text = forms.CharField(required=False, max_length=4000)


class RowsForm(forms.Form):
    numbers = forms.RegexField(r"^\d{1,6}(,\d{1,6})*$", max_length=40_000)
    why = forms.CharField(required=False, max_length=200)

    def clean_numbers(self):
        return [int(number) for number in self.cleaned_data["numbers"].split(",")]
