"""What people type about seasons, posts and choices."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Role
from bases.models import Base, Host, host_id_of
from interns.models import Position, PositionCategory, Season, StudentProfile
from pages.forms import ActionForm, ModelActionForm
from universities.models import University

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


class MajorsField(forms.CharField):
    """Majors in one line, parted as people part them; a list inside."""

    def prepare_value(self, value):
        return "、".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        text = super().to_python(value)
        for mark in "，,；;/ ":
            text = text.replace(mark, "、")
        return [part for part in dict.fromkeys(text.split("、")) if part and part != "不限"]

    def has_changed(self, initial, data):
        return self.to_python(data) != (initial or [])


class PositionForm(ModelActionForm):
    majors = MajorsField(
        label=lazy("专业要求"), required=False, max_length=200, help_text=lazy("几个专业之间用顿号分开；不限就空着。")
    )
    starts_on = forms.DateField(label=lazy("开始日期"), **DAY)
    ends_on = forms.DateField(label=lazy("结束日期"), **DAY)

    class Meta:
        model = Position
        fields = (
            "season",
            "host",
            "base",
            "category",
            "title",
            "places",
            "majors",
            "level",
            "grade",
            "starts_on",
            "ends_on",
            "tasks",
            "allowance",
            "allowance_per",
            "lodging",
            "safety",
            "secrecy",
            "tutor",
            "contact",
            "phone",
            "remarks",
        )
        widgets = {"tasks": forms.Textarea({"rows": 4})}

    def prepare(self):
        hosts, bases = Host.objects.order_by("pinyin"), Base.objects.built().order_by("pinyin")
        if self.actor.role == Role.MENTOR:
            hosts = hosts.filter(pk=host_id_of(self.actor))
            bases = bases.filter(host=host_id_of(self.actor))
            self.fields["host"].initial = hosts.first()
        self.fields["host"].queryset, self.fields["base"].queryset = hosts, bases
        season = Season.objects.order_by("-apply_opens").first()
        if season and not self.thing:
            self.fields["season"].initial = season
            self.fields["starts_on"].initial, self.fields["ends_on"].initial = season.starts_on, season.ends_on

    def clean(self):
        said = super().clean()
        if said.get("starts_on") and said.get("ends_on") and said["starts_on"] > said["ends_on"]:
            self.add_error("ends_on", _("不能早于开始日期。"))
        if said.get("allowance") is not None and not said.get("allowance_per"):
            self.add_error("allowance_per", _("请选择补贴是每月、每天还是一次性。"))
        base, host = said.get("base"), said.get("host")
        if base and host and base.host_id != host.pk:
            self.add_error("base", _("这个基地不在所选的用人单位。"))
        return said


class ProfileForm(ModelActionForm):
    class Meta:
        model = StudentProfile
        fields = ("university_name", "major", "level", "grade", "hometown")
        help_texts = {"grade": lazy("如：大三、研一")}

    def values(self):
        said = super().values()
        return said | {"university": University.objects.filter(name=said["university_name"].strip()).first()}


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


class TickedField(forms.TypedMultipleChoiceField):
    """Ids of the rows ticked; one that somebody else has dealt with meanwhile is left out, not refused."""

    def to_python(self, value):
        return [one for one in super().to_python(value) if self.valid_value(one)]


class SelectionForm(forms.Form):
    """Which rows of a list a bulk action is about."""

    ids = TickedField(coerce=int)

    def __init__(self, *args, allowed, **options):
        super().__init__(*args, **options)
        self.fields["ids"].choices = [(pk, pk) for pk in allowed]


class SendBackForm(ActionForm):
    """Which posts go back, and the one reason that their hosts read."""

    ids = TickedField(coerce=int, widget=forms.MultipleHiddenInput)
    reason = forms.CharField(
        label=lazy("退回理由"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=lazy("写明要改什么，申报单位会收到。"),
    )

    def __init__(self, *args, allowed=(), **options):
        super().__init__(*args, **options)
        self.fields["ids"].choices = [(pk, pk) for pk in allowed]


class CategoryForm(ModelActionForm):
    class Meta:
        model = PositionCategory
        fields = ("name", "order")
