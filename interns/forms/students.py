"""What students type: the profile, and the order of the choices."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from interns.forms.positions import TickedField
from interns.models import StudentProfile
from pages.forms import ActionForm, ModelActionForm
from universities.models import University


class ProfileForm(ModelActionForm):
    class Meta:
        model = StudentProfile
        fields = (
            "university_name",
            "student_number",
            "major",
            "level",
            "grade",
            "is_native",
            "hometown",
            "skills",
            "emergency_name",
            "emergency_phone",
        )
        help_texts = {"grade": lazy("如：大三、研一")}

    def values(self):
        said = super().values()
        return said | {"university": University.objects.filter(name=said["university_name"].strip()).first()}


class CheckForm(ActionForm):
    """Which of the applications shown pass, or do not and why."""

    ids = TickedField(coerce=int, error_messages={"required": lazy("请先勾选学生。")})
    note = forms.CharField(label=lazy("不通过的理由"), required=False, max_length=200)

    def __init__(self, *args, allowed=(), **options):
        super().__init__(*args, **options)
        self.fields["ids"].choices = [(pk, pk) for pk in allowed]


class ChoicesForm(ActionForm):
    """The choices of one application, ordered by number; "0" or the box takes one out. Works without JavaScript."""

    statement = forms.CharField(
        label=lazy("想说的话"), required=False, max_length=500, widget=forms.Textarea({"rows": 3})
    )

    def prepare(self):
        self.rows = []
        for choice in self.thing.choices.select_related("position__host"):
            name = f"rank_{choice.pk}"
            field = forms.IntegerField(min_value=0, max_value=99, initial=choice.rank, label=str(choice.position))
            field.widget.attrs["class"] = "rank"
            self.fields[name] = field
            self.rows.append((choice, self[name]))
        self.fields["statement"].initial = self.thing.statement

    def order(self) -> list[int]:
        """Ids of the choices kept, by the numbers given; equal numbers keep their old order."""
        ranked = [(self.cleaned_data[f"rank_{choice.pk}"], choice.rank, choice.pk) for choice, _field in self.rows]
        return [pk for number, _old, pk in sorted(ranked) if number > 0]
