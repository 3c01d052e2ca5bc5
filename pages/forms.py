"""The form every action is asked through: it carries a one-time key and the version it was opened with."""

from uuid import uuid4

from crispy_forms.helper import FormHelper
from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from files.forms import UploadField
from ruoyi_coop.lib.workflow import Move

CARRIED = ("submission", "version")
MOST_ROWS = 100  # a year has some forty days that differ from their weekday


class ActionForm(forms.Form):
    """`values()` is what the person said; the hidden fields guard against double sending and lost changes."""

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, *args, actor=None, thing=None, **options):
        self.actor, self.thing = actor, thing
        super().__init__(*args, **options)
        self.fields["submission"].initial = uuid4
        self.fields["version"].initial = getattr(thing, "version", None)
        self.prepare()

    def prepare(self) -> None:
        """Narrow choices to what the actor may see; for subclasses."""

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        return helper

    def values(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name not in CARRIED}


class ModelActionForm(ActionForm, forms.ModelForm):
    """For records edited field by field; the action saves, never the form."""

    def __init__(self, *args, actor=None, thing=None, **options):
        options.setdefault("instance", thing)
        super().__init__(*args, actor=actor, thing=thing, **options)

    def _post_clean(self):
        """Validate as a ModelForm does, but leave the record that the page shows untouched."""
        kept = {
            field.attname: getattr(self.instance, field.attname)
            for field in self.instance._meta.concrete_fields
            if field.attname in self.instance.__dict__
        }
        super()._post_clean()
        for name, value in kept.items():
            setattr(self.instance, name, value)

    def save(self, commit=True):
        raise TypeError("a form does not save; call an action with form.values()")


ASKS = {
    "note": lambda: forms.CharField(
        label=_("说明"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3})
    ),
    "reason": lambda: forms.CharField(label=_("理由"), max_length=1000, widget=forms.Textarea({"rows": 3})),
    "evidence": lambda: UploadField(label=_("佐证材料")),
    "attachment": lambda: UploadField(label=_("佐证材料（可选）"), required=False),
    "day": lambda: forms.DateField(label=_("日期"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")),
}


class MoveForm(ActionForm):
    """Asks for what the move's row in the workflow table asks for, and nothing else."""

    def __init__(self, *args, move: Move, **options):
        self.move = move
        super().__init__(*args, **options)

    def prepare(self):
        known = ASKS | self.also_known()
        for name in self.move.asks:
            self.fields[name] = known[name]()

    def also_known(self) -> dict:
        """What this app's moves ask for beyond the usual: {name: a function that makes the field}."""
        return {}

    @property
    def note(self) -> str:
        return self.cleaned_data.get("reason") or self.cleaned_data.get("note") or ""


class RowsWidget(forms.Widget):
    """A small table to fill in: one line per row, one input per column; works without JavaScript."""

    template_name = "components/rows_input.html"

    def __init__(self, columns: dict[str, forms.Field], spare: int):
        self.columns, self.spare = columns, spare
        super().__init__()

    def value_from_datadict(self, data, files, name):
        rows = []
        for place in range(MOST_ROWS):
            row = {
                column: field.widget.value_from_datadict(data, files, f"{name}-{place}-{column}")
                for column, field in self.columns.items()
            }
            rows.append(row)
        return [row for row in rows if any(row.values())]

    def value_omitted_from_data(self, data, files, name):
        return False

    def render(self, name, value, attrs=None, renderer=None):
        """Through the project's own templates: a form's renderer knows Django's only."""
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def get_context(self, name, value, attrs):
        rows = [*(value or []), *[{}] * self.spare][:MOST_ROWS]
        lines = [[self._cell(name, place, column, row) for column in self.columns] for place, row in enumerate(rows)]
        labels = [field.label for field in self.columns.values()]
        return super().get_context(name, value, attrs) | {"labels": labels, "lines": lines}

    def _cell(self, name: str, place: int, column: str, row: dict) -> dict:
        field = self.columns[column]
        html_name = f"{name}-{place}-{column}"
        named = {"id": f"id_{html_name}", "aria-label": f"{field.label} {place + 1}"}
        return {"label": field.label, "input": field.widget.render(html_name, row.get(column), named)}


class RowsField(forms.Field):
    """Cleans to a list of dicts, one for each row in which something was entered; an error names its row."""

    def __init__(self, columns: dict[str, forms.Field], *, spare: int = 3, **options):
        for field in columns.values():
            field.widget.attrs.setdefault("class", _class_of(field))
        self.columns = columns
        super().__init__(widget=RowsWidget(columns, spare), **options)

    def clean(self, value):
        rows = [self._row(place, row) for place, row in enumerate(value or [], start=1)]
        return super().clean(rows)

    def _row(self, place: int, row: dict) -> dict:
        cleaned = {}
        for name, field in self.columns.items():
            try:
                cleaned[name] = field.clean(row[name])
            except forms.ValidationError as error:
                words = {"row": place, "label": field.label, "error": " ".join(error.messages)}
                raise forms.ValidationError(_("第%(row)d行“%(label)s”：%(error)s") % words) from error
        return cleaned


def _class_of(field: forms.Field) -> str:
    if isinstance(field, forms.BooleanField):
        return "form-check-input"
    return "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
