"""What students type: the profile, and the order of the choices."""

from django import forms
from django.core.validators import RegexValidator
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from interns.forms.positions import SendBackForm
from interns.models import Position, StudentProfile
from pages.forms import ActionForm, ModelActionForm
from universities.models import University

PHONE = RegexValidator(r"^[0-9+\- ]{7,20}$", lazy("请写电话号码，只用数字、空格和短横线。"))


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
        widgets = {"university_name": forms.TextInput({"list": "universities", "autocomplete": "off"})}
        help_texts = {
            "university_name": lazy("从名单里选；名单里没有的，写全称。"),
            "student_number": lazy("高校核验时用。"),
            "grade": lazy("如：大三、研一"),
            "is_native": lazy("户籍在芮城，或在芮城上的高中。"),
            "skills": lazy("如：英语六级、驾驶证、会剪辑"),
            "emergency_phone": lazy("实习期间有急事时联系，只给县合作办和学校看。"),
        }

    def prepare(self):
        self.fields["student_number"].required = True
        self.fields["emergency_phone"].validators.append(PHONE)

    def values(self):
        said = super().values()
        return said | {"university": University.objects.filter(name=said["university_name"].strip()).first()}


class ChoicesForm(ActionForm):
    """The choices of one application, ordered by number; "0" or the box takes one out. Works without JavaScript.

    Pressed beside a row, the buttons `up`, `down` and `drop` carry its id and act on the order just typed.
    """

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
        return self._stepped([pk for number, _old, pk in sorted(ranked) if number > 0])

    def _stepped(self, order: list[int]) -> list[int]:
        """The order after the button beside a row, if one was pressed: one step up, one step down, or out."""
        pressed = {name: self.data.get(name, "") for name in ("up", "down", "drop")}
        for place, pk in enumerate(list(order)):
            if pressed["drop"] == str(pk):
                order.remove(pk)
            elif pressed["up"] == str(pk) and place:
                order[place - 1 : place + 1] = [pk, order[place - 1]]
            elif pressed["down"] == str(pk) and place + 1 < len(order):
                order[place : place + 2] = [order[place + 1], pk]
        return order


class FreePostField(forms.ModelChoiceField):
    """A post by its host and the places it has left."""

    def label_from_instance(self, obj):
        words = {"host": obj.host, "post": obj, "left": obj.left}
        return _("%(host)s · %(post)s（剩 %(left)d 个）") % words


class ByHandForm(ActionForm):
    """Which post, and why outside the season's method."""

    position = FreePostField(Position.objects.none(), label=lazy("岗位"))
    reason = forms.CharField(
        label=lazy("理由"),
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        help_text=lazy("学生会看到；人工安排的人数写进公开的结果。"),
    )

    def prepare(self):
        posts = Position.objects.published().filter(season=self.thing.season_id, taken__lt=F("places"))
        self.fields["position"].queryset = posts.select_related("host").order_by("host__pinyin", "pinyin")


class RefuseForm(SendBackForm):
    """Which students a university does not vouch for, and the one reason that they read."""

    reason = forms.CharField(
        label=lazy("不通过的理由"),
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        help_text=lazy("写明哪里不对、怎样改正，学生会收到。"),
    )
