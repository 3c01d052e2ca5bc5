"""The form every action is asked through: it carries a one-time key and the version it was opened with."""

from uuid import uuid4

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from files.forms import UploadField
from ruoyi_coop.lib.workflow import Move

CARRIED = ("submission", "version")


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
