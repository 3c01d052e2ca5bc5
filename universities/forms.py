"""What a person types about universities, partnerships, leaders, experts and contacts, and what is wrong with it."""

import re

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Hat, Unit
from accounts.permissions import Role
from files.forms import UploadField
from pages.forms import ActionForm, ModelActionForm
from universities.models import Contact, Expert, Partnership, ReferenceUniversity, University

PROVINCES = """
北京市 天津市 河北省 山西省 内蒙古自治区 辽宁省 吉林省 黑龙江省 上海市 江苏省 浙江省 安徽省 福建省 江西省 山东省 河南省
湖北省 湖南省 广东省 广西壮族自治区 海南省 重庆市 四川省 贵州省 云南省 西藏自治区 陕西省 甘肃省 青海省 宁夏回族自治区
新疆维吾尔自治区 香港特别行政区 澳门特别行政区 台湾省 境外
""".split()
CODE = re.compile(r"\d{10}")


def day_field(label, **options) -> forms.DateField:
    """A day that has happened: what is recorded is a fact, so it does not lie ahead."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return PastDay(label=label, initial=timezone.localdate, widget=widget, **options)


class PastDay(forms.DateField):
    def validate(self, value):
        super().validate(value)
        if value and value > timezone.localdate():
            raise forms.ValidationError(_("日期不能晚于今天。"))


def reason_field() -> forms.CharField:
    return forms.CharField(label=lazy("理由"), max_length=500, widget=forms.Textarea({"rows": 3}))


class PersonalName(forms.CharField):
    """A person's name without the blanks that people type to fill a column: 张 三 → 张三."""

    def to_python(self, value):
        name = super().to_python(value)
        return re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", name)


class ReferenceSearch(forms.Form):
    """校名、简称或拼音 of somebody looking for a university to add."""

    q = forms.CharField(label=lazy("校名、简称或拼音"), required=False, max_length=60, strip=True)


class UniversityForm(ModelActionForm):
    """A university of the reference list: everything is filled in already, and its code stays."""

    class Meta:
        model = University
        fields = ("name", "short_name", "province", "city", "level", "supervisor", "intro", "remarks", "is_public")
        widgets = {"intro": forms.Textarea({"rows": 3})}
        help_texts = {
            "name": lazy("学校已更名的，改成现在的校名；标识码不变。"),
            "intro": lazy("在公开页面显示。"),
            "remarks": lazy("只有县里工作人员看到。"),
            "is_public": lazy("有合作时，在公开页面列出校名、省份、层次、合作起始和牵头单位。"),
        }

    def prepare(self):
        self.fields["province"] = forms.ChoiceField(
            label=_("省份"), choices=[("", "—"), *((name, name) for name in PROVINCES)]
        )


class UniversityByHandForm(UniversityForm):
    """A university that the list of 2017 does not have; why not is part of the record."""

    class Meta(UniversityForm.Meta):
        fields = ("name", "off_list_reason", "moe_code", *UniversityForm.Meta.fields[1:])
        help_texts = UniversityForm.Meta.help_texts | {
            "name": "",
            "off_list_reason": lazy("例如：2018年新设、2019年由某校更名、军队院校、科研院所。"),
            "moe_code": lazy("教育部10位学校标识码，没有可不填。"),
        }

    def prepare(self):
        super().prepare()
        self.fields["off_list_reason"].required = True

    def clean_name(self):
        name = self.cleaned_data["name"]
        if self.thing is None and ReferenceUniversity.objects.filter(name=name).exists():
            raise forms.ValidationError(_("名单里有这所高校，请返回上一步从名单中选取。"))
        return name

    def clean_moe_code(self):
        code = self.cleaned_data["moe_code"]
        if code and not CODE.fullmatch(code):
            raise forms.ValidationError(_("学校标识码是10位数字。"))
        return code or None


class PartnershipForm(ActionForm):
    university = forms.ModelChoiceField(University.objects.none(), label=lazy("高校"))
    lead_unit = forms.ModelChoiceField(Unit.objects.none(), label=lazy("牵头单位"))
    goal = forms.CharField(label=lazy("合作目标"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3}))

    def prepare(self):
        self.fields["university"].queryset = University.objects.without_partnership()
        self.fields["lead_unit"].queryset = Unit.objects.filter(is_lead=True)
        self.fields["day"] = day_field(_("建立日期"))
        self.order_fields(["university", "lead_unit", "day", "goal"])


class GoalForm(ModelActionForm):
    class Meta:
        model = Partnership
        fields = ("goal",)
        widgets = {"goal": forms.Textarea({"rows": 4})}


class HandOverForm(ActionForm):
    lead_unit = forms.ModelChoiceField(Unit.objects.none(), label=lazy("新牵头单位"))

    def prepare(self):
        self.fields["lead_unit"].queryset = Unit.objects.filter(is_lead=True).exclude(pk=self.thing.lead_unit_id)
        self.fields["day"] = day_field(_("从哪天起"), help_text=_("从这一天起由新单位牵头，前一天是原单位的最后一天。"))
        self.fields["reason"] = reason_field()


class EndForm(ActionForm):
    """The last day, and why."""

    def prepare(self):
        self.fields["day"] = day_field(_("最后一天"))
        self.fields["reason"] = reason_field()


class LeaderChoice(forms.ModelChoiceField):
    def label_from_instance(self, hat):
        return f"{hat.user.name} · {hat.unit or _('县领导')}"


class AttachForm(ActionForm):
    leader = LeaderChoice(Hat.objects.none(), label=lazy("挂点领导"))

    def prepare(self):
        worn = Hat.objects.worn().filter(role=Role.LEADER)
        self.fields["leader"].queryset = worn.select_related("user", "unit").order_by("unit__id", "user__pinyin")
        self.fields["day"] = day_field(_("从哪天起"), help_text=_("已有挂点领导的，前一天是其最后一天。"))


class ExpertForm(ModelActionForm):
    """An expert of a university the actor serves; a namesake there is shown, and must be said to be another."""

    name = PersonalName(label=lazy("姓名"), max_length=40)
    another = forms.BooleanField(label=lazy("核对过，不是同一个人"), required=False, widget=forms.HiddenInput)

    class Meta:
        model = Expert
        fields = "university name department title field intro mobile email since until is_public".split()
        widgets = {
            "intro": forms.Textarea({"rows": 3}),
            "since": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "until": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "mobile": lazy("只有县里工作人员和本校联络员看到。"),
            "until": lazy("仍在合作的不填。"),
            "is_public": lazy("经本人同意后勾选：公开姓名、学校、院系、职称和研究方向，不公开联系方式。"),
        }

    def prepare(self):
        self.fields["university"].queryset = University.objects.served_by(self.actor)
        if self.thing:
            del self.fields["university"]

    def clean(self):
        values = super().clean()
        university = self.thing.university if self.thing else values.get("university")
        if university and values.get("name") and not values.get("another"):
            self._warn_of_namesakes(university, values["name"])
        return values

    def _warn_of_namesakes(self, university: University, name: str) -> None:
        others = Expert.objects.filter(university=university, name=name).exclude(pk=self.thing and self.thing.pk)
        if self.thing and self.thing.name == name:
            return  # told apart when they were entered
        if found := ["，".join(filter(None, [row.name, row.department, row.title])) for row in others]:
            self.fields["another"].widget = forms.CheckboxInput()
            self.add_error(
                "another", _("这所高校已登记：%(found)s。是同一个人就不要再登记。") % {"found": "；".join(found)}
            )

    def values(self):
        return {name: value for name, value in super().values().items() if name != "another"}


class ContactForm(ModelActionForm):
    upload = UploadField(label=lazy("附件"), required=False)

    class Meta:
        model = Contact
        fields = ("day", "kind", "direction", "people", "summary")
        widgets = {"summary": forms.Textarea({"rows": 4})}
        help_texts = {
            "people": lazy("双方参加的人，用顿号隔开。"),
            "summary": lazy("谈了什么、约定了什么；县里工作人员和本校联络员都看得到。"),
        }

    field_order = ("day", "kind", "direction", "people", "summary", "upload")

    def prepare(self):
        self.fields["day"] = day_field(_("日期"))

    def values(self):
        return {name: value for name, value in super().values().items() if name != "upload"}
