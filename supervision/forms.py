"""What is asked about duties: what is to be done, how it goes, for how much longer, what is in the way."""

from datetime import timedelta

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Hat, Unit
from accounts.permissions import Permission, Role, can
from files.forms import UploadField
from notifications.models import working_calendar
from pages.forms import ActionForm, ModelActionForm, MoveForm
from supervision.models import Blocker, Duty, Report
from universities.models import University

DONE = "done"
STATUSES = [*Report.Status.choices, (DONE, lazy("已完成"))]
USUAL_DELAY = 10  # working days offered when a later day is asked for
USUAL_HELP = 3  # working days offered for clearing a blocker


def day_input(**attrs) -> forms.DateInput:
    return forms.DateInput({"type": "date"} | attrs, format="%Y-%m-%d")


def words(label, *, rows: int = 2, most: int = 500, **options) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea({"rows": rows}), **options)


class DutyForm(ModelActionForm):
    class Meta:
        model = Duty
        fields = ("title", "unit", "university", "due", "detail")
        widgets = {"due": day_input(), "detail": forms.Textarea({"rows": 4})}
        help_texts = {
            "title": lazy("写明要交出什么结果，例如“提交中试报告”。"),
            "university": lazy("由高校完成的才选；责任单位负责复核。"),
        }

    def prepare(self):
        partners = University.objects.visible_to(self.actor).partners()
        self.fields["university"].queryset = partners
        self.fields["university"].empty_label = _("由责任单位完成")
        self.fields["unit"].empty_label = _("请选择")
        if self.thing is None and self.actor.role == Role.OFFICIAL:
            self.fields["unit"].initial = self.actor.unit_id

    def clean_due(self):
        due = self.cleaned_data["due"]
        if due < timezone.localdate() and due != getattr(self.thing, "due", None):
            raise forms.ValidationError(_("期限不能早于今天。"))
        return due


class NewDutyForm(DutyForm):
    """`kinds` says what it may be where it hangs on something; the draft button keeps it to oneself."""

    def __init__(self, *args, kinds=(), **options):
        self.kinds = kinds
        super().__init__(*args, **options)

    def prepare(self):
        super().prepare()
        if len(self.kinds) > 1:
            choices = [(kind, Duty.Kind(kind).label) for kind in self.kinds]
            self.fields["kind"] = forms.ChoiceField(label=_("类别"), choices=choices, initial=self.kinds[0])

    @property
    def kind(self) -> str:
        return self.cleaned_data.get("kind") or (self.kinds[0] if self.kinds else Duty.Kind.GIVEN)

    def values(self):
        return {name: value for name, value in super().values().items() if name != "kind"}


class EditDutyForm(DutyForm):
    reason = words(lazy("改期理由"), required=False, help_text=lazy("只在改期限时填写；最初期限一直保留。"))

    def clean(self):
        values = super().clean()
        moved = "due" in values and values["due"] != self.thing.due
        if moved and not values.get("reason", "").strip() and can(self.actor, Permission.SUPERVISE_DUTY, self.thing):
            self.add_error("reason", _("改期限要写明理由。"))
        return values

    def values(self):
        return {name: value for name, value in super().values().items() if name != "reason"}


class DutyMoveForm(MoveForm):
    """Adds what the loop's moves ask for: the day it was done, a few words, who gets it instead."""

    def prepare(self):
        super().prepare()
        if "unit" in self.fields:
            self.fields["unit"].initial = self.thing.unit_id
            self.fields["university"].initial = self.thing.university_id

    def also_known(self):
        partners = University.objects.partners()
        return {
            "done_on": lambda: forms.DateField(label=_("完成日期"), widget=day_input(), initial=timezone.localdate),
            "text": lambda: words(_("说明"), required=False, rows=3),
            "unit": lambda: forms.ModelChoiceField(Unit.objects.all(), label=_("责任单位"), empty_label=None),
            "university": lambda: forms.ModelChoiceField(
                partners, label=_("由高校完成"), required=False, empty_label=_("由责任单位完成")
            ),
        }

    def clean_done_on(self):
        return not_ahead(self.cleaned_data["done_on"])

    @property
    def note(self) -> str:
        return super().note or self.cleaned_data.get("text") or ""


def not_ahead(day):
    if day and day > timezone.localdate():
        raise forms.ValidationError(_("完成日期不能晚于今天。"))
    return day


class ReportForm(ActionForm):
    """How a duty goes, in one form: a word when all is well, a sentence when not, a proof when it is done."""

    status = forms.ChoiceField(
        label=lazy("现在怎么样"),
        choices=STATUSES,
        widget=forms.RadioSelect({"class": "form-selectgroup-input"}),
        error_messages={"required": lazy("请选一项。")},
    )
    text = words(
        lazy("说明"),
        required=False,
        help_text=lazy("按计划时可以不写；有困难或停滞时写一句原因。"),
    )
    upload = UploadField(label=lazy("佐证材料"), required=False)
    done_on = forms.DateField(label=lazy("完成日期"), widget=day_input(), required=False, initial=timezone.localdate)

    def prepare(self):
        for name in ("text", "upload", "done_on"):
            self.fields[name].widget.attrs.setdefault("class", "form-control")

    def clean_done_on(self):
        return not_ahead(self.cleaned_data["done_on"])

    def clean(self):
        values = super().clean()
        status = values.get("status")
        if status in ("troubled", "stalled") and not values.get("text", "").strip():
            self.add_error("text", _("有困难或停滞时，请写一句原因。"))
        if status == DONE and not values.get("upload") and "upload" not in self.errors:
            self.add_error("upload", _("报完成要附佐证材料。"))
        if not status and (values.get("text") or values.get("upload")) and "status" not in self.errors:
            self.add_error("status", _("写了说明或附了材料，请选一项。"))
        return values


class LineForm(ReportForm):
    """One line of the page that reports on all due duties: an untouched line says nothing."""

    submission = version = None

    def __init__(self, *args, **options):
        super(ActionForm, self).__init__(*args, **options)
        self.fields["status"].required = False
        self.prepare()


class ExtensionForm(ActionForm):
    to_due = forms.DateField(label=lazy("申请延至"), widget=day_input())
    reason = words(lazy("理由"))
    progress = words(lazy("目前进展"))

    def prepare(self):
        self.fields["to_due"].initial = working_calendar().shift(self.thing.due, USUAL_DELAY)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "form-control")

    def clean_to_due(self):
        if self.cleaned_data["to_due"] <= self.thing.due:
            raise forms.ValidationError(_("申请的日期要晚于现在的期限。"))
        return self.cleaned_data["to_due"]


class DecisionForm(ActionForm):
    granted = forms.ChoiceField(
        label=lazy("批示"), choices=[("yes", lazy("同意延期")), ("no", lazy("不同意"))], widget=forms.RadioSelect
    )
    words = words(lazy("意见"), required=False, help_text=lazy("不同意时请写明理由。"))

    def clean(self):
        values = super().clean()
        if values.get("granted") == "no" and not values.get("words", "").strip():
            self.add_error("words", _("不同意延期，请写明理由。"))
        return values


DIGEST, NOW = "digest", "now"


class NudgeForm(ActionForm):
    words = words(lazy("催办意见（可选）"), required=False, most=300)
    mail = forms.ChoiceField(
        label=lazy("邮件"),
        choices=[(DIGEST, lazy("并入对方的下一封汇总")), (NOW, lazy("立即发送"))],
        required=False,
        widget=forms.RadioSelect,
        initial=DIGEST,
        help_text=lazy("站内消息总是马上到。"),
    )

    def values(self) -> dict:
        said = super().values()
        return {"words": said["words"], "urgent": said["mail"] == NOW}


class BlockerForm(ModelActionForm):
    class Meta:
        model = Blocker
        fields = ("what", "resolver", "until")
        widgets = {"until": day_input(), "what": forms.Textarea({"rows": 2})}
        help_texts = {"resolver": lazy("点名一个人，对方会收到消息，期限到了会提醒。")}

    def __init__(self, *args, thing=None, **options):
        self.duty = thing
        super().__init__(*args, thing=None, **options)

    def prepare(self):
        self.fields["resolver"].queryset = resolvers(self.duty)
        self.fields["resolver"].label_from_instance = lambda hat: f"{hat.user.name} · {hat}"
        self.fields["resolver"].empty_label = _("请选择")
        self.fields["until"].initial = working_calendar().shift(timezone.localdate(), USUAL_HELP)

    def clean_until(self):
        if self.cleaned_data["until"] < timezone.localdate():
            raise forms.ValidationError(_("日期不能早于今天。"))
        return self.cleaned_data["until"]


def resolvers(duty: Duty):
    """Those who can be asked to clear something away: officials, office, leaders, the university's liaisons."""
    university = duty.university_id or (duty.partnership.university_id if duty.partnership_id else None)
    rows = Hat.objects.worn().filter(
        Q(role__in=(Role.OFFICE, Role.LEADER, Role.OFFICIAL))
        | Q(role=Role.LIAISON, university_tie__university=university)
    )
    return rows.select_related("user", "unit").order_by("unit__pinyin", "user__pinyin", "id")


class UnblockForm(ActionForm):
    how = words(lazy("怎样解决的"), most=300)


class AskedDay(forms.Form):
    """The day a later one is asked for, from the address; nonsense is none."""

    to = forms.DateField(required=False)


class SpanForm(forms.Form):
    """How far ahead the page of due duties looks; nonsense means the usual."""

    days = forms.IntegerField(required=False, min_value=0, max_value=3660)


def soon(days: int):
    return timezone.localdate() + timedelta(days=days)
