"""What people type about posts, and which posts they tick."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Role
from bases.models import Base, Host, host_id_of
from interns.forms.seasons import DAY
from interns.models import Position, Season, Tutor
from pages.forms import ActionForm, ModelActionForm


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
        self.fields["tutor"].queryset = Tutor.objects.visible_to(self.actor).filter(is_active=True)
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
        base, host, tutor = said.get("base"), said.get("host"), said.get("tutor")
        if tutor and host and tutor.host_id != host.pk:
            self.add_error("tutor", _("这位带教老师不在所选的用人单位。"))
        if base and host and base.host_id != host.pk:
            self.add_error("base", _("这个基地不在所选的用人单位。"))
        return said


class TutorForm(ModelActionForm):
    class Meta:
        model = Tutor
        fields = ("host", "name", "job", "mobile", "email", "most_students", "is_active")
        help_texts = {"email": lazy("每周五把确认出勤的链接发到这里；没有邮箱就由单位转发链接。")}

    def prepare(self):
        hosts = Host.objects.order_by("pinyin")
        if self.actor.role == Role.MENTOR:
            hosts = hosts.filter(pk=host_id_of(self.actor))
            self.fields["host"].initial = hosts.first()
        self.fields["host"].queryset = hosts

    def clean(self):
        said = super().clean()
        if not said.get("mobile") and not said.get("email"):
            self.add_error("mobile", _("手机号和电子邮箱至少填一个。"))
        return said


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
