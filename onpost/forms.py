"""What people type between agreement and last day."""

from collections.abc import Iterable
from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Role
from files.forms import UploadField
from interns.models import Placement
from onpost import board
from onpost.models import Absence, Insurance, Problem, Signature, Stay, WeekNote
from pages.forms import ActionForm, ModelActionForm, MoveForm

SUNDAY = timedelta(days=6)


def day_field(label, **options) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)


def words_field(label, rows: int = 3, **options) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea({"rows": rows}), **options)


class InOrder:
    """Two days, the second not before the first."""

    first, last = "first_day", "last_day"

    def clean(self):
        values = super().clean()
        first, last = values.get(self.first), values.get(self.last)
        if first and last and last < first:
            self.add_error(self.last, _("结束日期不能早于开始日期。"))
        return values


class ScanForm(ActionForm):
    scan = UploadField(label=lazy("盖章扫描件"))
    parties = forms.MultipleChoiceField(
        label=lazy("纸上有谁的签字盖章"), choices=Signature.Party, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self):
        signed = self.thing.signed_by
        self.fields["parties"].choices = [pair for pair in Signature.Party.choices if pair[0] not in signed]


class InsuranceForm(InOrder, ActionForm):
    first, last = "starts_on", "ends_on"

    insurer = forms.CharField(label=lazy("保险公司"), max_length=60)
    policy = forms.CharField(label=lazy("保单号"), max_length=60)
    starts_on = day_field(lazy("保险起"))
    ends_on = day_field(lazy("保险止"))
    proof = UploadField(label=lazy("保单（可选）"), required=False)

    def prepare(self):
        if isinstance(self.thing, Placement):
            self.fields["starts_on"].initial = self.thing.position.starts_on
            self.fields["ends_on"].initial = self.thing.position.ends_on

    def clean_policy(self):
        policy = self.cleaned_data["policy"].strip()
        standing = Insurance.objects.counting().filter(placement=getattr(self.thing, "pk", 0), policy=policy)
        if isinstance(self.thing, Placement) and standing.exists():
            raise forms.ValidationError(_("这份保单已经登记过。"))
        return policy

    def values(self):
        return {name: value for name, value in super().values().items() if name not in ("proof", "placements")}


class Ticks(forms.ModelMultipleChoiceField):
    """Students to tick, each with post and host."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, placement):
        return f"{placement.student.name} · {placement.position.host} · {placement.position}"


def students(label) -> Ticks:
    return Ticks(Placement.objects.none(), label=label)


class ManyInsuredForm(InsuranceForm):
    """One policy for all students ticked: those who lack cover are offered."""

    placements = students(lazy("这份保单保了哪些学生"))

    def prepare(self):
        self.fields["placements"].queryset = _offered(self.actor, board.uninsured())


class ManyArrivedForm(ActionForm):
    """Those who may be checked in now; all are ticked."""

    day = day_field(lazy("报到日期"), initial=timezone.localdate)
    placements = students(lazy("谁到了"))

    def prepare(self):
        rows = _offered(self.actor, board.to_check_in())
        self.fields["placements"].queryset = rows
        self.fields["placements"].initial = rows.values_list("pk", flat=True)


def _offered(actor, rows):
    return rows.filter(pk__in=Placement.objects.visible_to(actor).values("pk")).select_related(
        "student", "position__host"
    )


class ArrivedForm(ActionForm):
    day = day_field(lazy("报到日期"), initial=timezone.localdate, help_text=lazy("到岗的那一天；补办的填当时的日期。"))


class LeaveForm(InOrder, ModelActionForm):
    class Meta:
        model = Absence
        fields = ("kind", "first_day", "last_day", "reason")
        widgets = {
            "first_day": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "last_day": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, **options):
        super().__init__(*args, instance=Absence(), **options)

    def prepare(self):
        asks = self.actor.role == Role.STUDENT
        kinds = [pair for pair in Absence.Kind.choices if not asks or pair[0] != Absence.Kind.MISSING]
        self.fields["kind"] = forms.ChoiceField(label=_("类别"), choices=kinds)
        self.fields["first_day"].initial = self.fields["last_day"].initial = timezone.localdate


class ProblemForm(ActionForm):
    kind = forms.ChoiceField(
        label=lazy("是什么情况"), choices=Problem.Kind, widget=forms.RadioSelect, initial=Problem.Kind.PROBLEM
    )
    words = words_field(lazy("发生了什么"), 5, max_length=1000, help_text=lazy("写清在哪里、什么事；不用写位置坐标。"))


class NoteForm(ActionForm):
    did = words_field(lazy("这周做了什么"), max_length=500, required=False)
    learned = words_field(lazy("学到什么"), 2, max_length=500, required=False)
    wish = words_field(lazy("需要什么帮助"), 2, max_length=500, required=False)

    def prepare(self):
        if isinstance(self.thing, WeekNote):
            for name in ("did", "learned", "wish"):
                self.fields[name].initial = getattr(self.thing, name)


class StayMoveForm(MoveForm):
    def prepare(self):
        super().prepare()
        if "day" in self.fields:
            self.fields["day"].label = _("最后一天")
            self.fields["day"].initial = min(timezone.localdate(), self.thing.planned_end)


class ProblemMoveForm(MoveForm):
    def also_known(self):
        return {"answer": lambda: words_field(_("处理结果"), 4, max_length=1000)}

    @property
    def note(self) -> str:
        return self.cleaned_data.get("answer") or super().note


class ReplyForm(ActionForm):
    note = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    reply = forms.CharField(max_length=500)


class ArrivalForm(ActionForm):
    """One button on the tutor's page: this student is here."""

    placement = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class WeekForm(ActionForm):
    """One week of several students: nothing typed means all were there; a line per student for the exceptions."""

    monday = forms.DateField(widget=forms.HiddenInput)

    def __init__(self, *args, stays: Iterable[Stay] = (), monday: date | None = None, **options):
        self.stays, self.week = list(stays), monday
        super().__init__(*args, **options)

    def prepare(self):
        self.fields["monday"].initial = self.week
        bounds = {"type": "date", "min": f"{self.week}", "max": f"{self.week + SUNDAY}"} if self.week else {}
        for stay in self.stays:
            for name, field in _line(bounds).items():
                self.fields[f"{name}_{stay.pk}"] = field

    def lines(self) -> list[dict]:
        """Each student with the fields of their line, for the template."""
        names = ("first", "last", "kind", "reason")
        return [{"stay": stay} | {name: self[f"{name}_{stay.pk}"] for name in names} for stay in self.stays]

    def clean(self):
        values = super().clean()
        for stay in self.stays:
            self._check(stay, values)
        return values

    def _check(self, stay: Stay, values: dict) -> None:
        first, last = values.get(f"first_{stay.pk}"), values.get(f"last_{stay.pk}")
        said = first or last or values.get(f"reason_{stay.pk}")
        if said and not first and f"first_{stay.pk}" not in self.errors:
            self.add_error(f"first_{stay.pk}", _("请填从哪天起缺勤。"))
        begins, ends = max(self.week, stay.first_day), min(self.week + SUNDAY, stay.until)
        if first and not begins <= first <= (last or first) <= ends:
            self.add_error(
                f"first_{stay.pk}", _("日期要在这一周的 %(first)s 至 %(last)s 里。") % {"first": begins, "last": ends}
            )

    def absences(self) -> list[dict]:
        return [row for stay in self.stays if (row := self._absence(stay))]

    def _absence(self, stay: Stay) -> dict | None:
        said = {name: self.cleaned_data.get(f"{name}_{stay.pk}") for name in ("first", "last", "kind", "reason")}
        if not said["first"]:
            return None
        days = {"first_day": said["first"], "last_day": said["last"] or said["first"]}
        return days | {"stay": stay, "kind": said["kind"] or Absence.Kind.MISSING, "reason": said["reason"]}


def _line(bounds: dict) -> dict[str, forms.Field]:
    attrs = bounds | {"class": "form-control"}
    day = lambda: forms.DateField(required=False, widget=forms.DateInput(attrs, format="%Y-%m-%d"))  # noqa: E731
    kinds = [*Absence.Kind.choices]
    return {
        "first": day(),
        "last": day(),
        "kind": forms.ChoiceField(choices=kinds, required=False, widget=forms.Select({"class": "form-select"})),
        "reason": forms.CharField(max_length=200, required=False, widget=forms.TextInput({"class": "form-control"})),
    }
