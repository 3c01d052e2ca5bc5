"""What is asked at the end: few questions, big answers."""

import re
import unicodedata

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from certificates.models import Appraisal, FollowUp, Summary
from certificates.questions import HOST, SCALE, SELF, TUTOR
from pages.forms import ActionForm, ModelActionForm


class SummaryForm(ModelActionForm):
    class Meta:
        model = Summary
        fields = ("did", "learned", "advice")
        widgets = {
            "did": forms.Textarea({"rows": 8}),
            "learned": forms.Textarea({"rows": 4}),
            "advice": forms.Textarea({"rows": 2}),
        }
        help_texts = {"did": lazy("已从周记带入，可以删改。")}


class Questions(ActionForm):
    """A question is a row of five radio buttons; `values()` is {answers: {question: 1…5}, words}."""

    questions: dict = {}

    def __init__(self, *args, initial_answers=None, **options):
        self.initial_answers = initial_answers or {}
        super().__init__(*args, **options)

    def prepare(self):
        words = self.fields.pop("words", None)
        for name, label in self.questions.items():
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                choices=SCALE,
                coerce=int,
                widget=forms.RadioSelect,
                initial=self.initial_answers.get(name),
            )
        if words:
            self.fields["words"] = words

    def values(self):
        said = super().values()
        return {"answers": {name: said.pop(name) for name in self.questions}} | said


class SelfForm(Questions):
    questions = SELF
    words = forms.CharField(label=lazy("想说的话"), required=False, max_length=500, widget=forms.Textarea({"rows": 3}))


class TutorForm(Questions):
    questions = TUTOR
    words = forms.CharField(label=lazy("评语"), required=False, max_length=500, widget=forms.Textarea({"rows": 3}))


class RatingForm(Questions):
    questions = HOST
    words = forms.CharField(
        label=lazy("想说的话"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=lazy("只有县合作办能看到；单位只看到五人以上的平均分。"),
    )


class HostForm(ActionForm):
    """The host's word on the students ticked."""

    stays = forms.ModelMultipleChoiceField(None, label=lazy("学生"), widget=forms.CheckboxSelectMultiple)
    grade = forms.ChoiceField(label=lazy("等次"), choices=Appraisal.Grade.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=lazy("单位意见"), required=False, max_length=500, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args, stays, **options):
        self.rows = stays
        super().__init__(*args, **options)

    def prepare(self):
        self.fields["stays"].queryset = self.rows


class FollowUpForm(ActionForm):
    answer = forms.ChoiceField(label=lazy("您现在"), choices=FollowUp.Answer.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=lazy("留言"), required=False, max_length=300)


ALIKE = str.maketrans("018", "OIB")  # what base 32 does not have, and what people read instead


class CodeForm(forms.Form):
    """A code typed from paper: spaces, case and look-alike signs do not matter."""

    code = forms.CharField(label=lazy("证明上的查验码"), max_length=80)

    def clean_code(self):
        typed = unicodedata.normalize("NFKC", self.cleaned_data["code"]).upper()
        code = re.sub(r"[\s\-]", "", typed).translate(ALIKE).lower()
        if not re.fullmatch("[a-z2-7]{26}", code):
            raise forms.ValidationError(_("查验码是26位字母和数字，请对照证明再输一遍。"))
        return code
