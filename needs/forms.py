"""What a person types about a need or a supply, and what is wrong with it."""

import re

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Unit
from accounts.permissions import Role
from bases.models import Host
from files.steps import why_not_day
from needs.actions import OPEN_TEXTS, personal_words
from needs.models import KEYWORD_LENGTH, KEYWORDS, Need, Supply
from pages.forms import ActionForm, ModelActionForm, MoveForm
from universities.models import Expert, University, university_id_of

SUGGESTED = 60
DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class Suggesting(forms.TextInput):
    """A line of text that offers words used before, so that both sides call a field the same."""

    words: tuple = ()

    def render(self, name, value, attrs=None, renderer=None):
        line = super().render(name, value, (attrs or {}) | {"list": f"{name}-words", "autocomplete": "off"}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((word,) for word in self.words))
        return format_html('{}<datalist id="{}-words">{}</datalist>', line, name, options)


class KeywordsField(forms.CharField):
    """Words split at 、，,; and blanks, each once: a list."""

    def to_python(self, value):
        words = re.split(r"[、，,；;\s]+", super().to_python(value) or "")
        return list(dict.fromkeys(word for word in words if word))

    def prepare_value(self, value):
        return "、".join(value) if isinstance(value, list) else value

    def validate(self, words):
        super().validate(words)
        if len(words) > KEYWORDS:
            raise forms.ValidationError(_("最多 %d 个关键词，请留下最要紧的。") % KEYWORDS)
        if long := [word for word in words if len(word) > KEYWORD_LENGTH]:
            text = _("关键词“%(word)s”太长，每个最多 %(most)d 个字；词与词之间请用顿号隔开。")
            raise forms.ValidationError(text % {"word": long[0], "most": KEYWORD_LENGTH})


class Matched(ModelActionForm):
    """What needs and supplies have in common: the words by which they find each other, and no personal numbers."""

    keywords = KeywordsField(
        label=lazy("关键词"), required=False, help_text=lazy("最多八个，用顿号隔开。供需按领域和关键词相互推荐。")
    )

    def prepare(self):
        used = {*_fields_of(Need.objects.in_store()), *_fields_of(Supply.objects.accepted())}
        self.fields["field"].widget = Suggesting({"maxlength": 40})
        self.fields["field"].widget.words = sorted(used)
        self.fields["field"].help_text = _("尽量选已有的词，例如“药用玻璃”。")

    def clean(self):
        values = super().clean()
        for name in OPEN_TEXTS:
            if words := personal_words(name, values.get(name)):
                self.add_error(name, words)
        return values


def _fields_of(rows) -> list[str]:
    return list(rows.order_by("field").values_list("field", flat=True).distinct()[:SUGGESTED])


class NeedForm(Matched):
    class Meta:
        model = Need
        fields = tuple("title unit host kind field keywords detail contact_name contact_mobile wanted_by".split())
        widgets = {"detail": forms.Textarea({"rows": 5}), "wanted_by": DAY}
        help_texts = {
            "unit": lazy("替这条需求对外联系的县直单位或乡镇。"),
            "host": lazy("企业提出的需求才选；企业联系人也能看到和修改。"),
            "contact_mobile": lazy("只有责任单位、提出企业、县合作办和应答已入库的高校能看到全部号码。"),
            "wanted_by": lazy("期限前 7 天和 1 天提醒责任单位。"),
        }

    def prepare(self):
        super().prepare()
        if self.actor.role == Role.MENTOR:
            del self.fields["unit"], self.fields["host"]
            return
        self.fields["host"].empty_label = _("不是企业提出的")
        self.fields["host"].queryset = Host.objects.visible_to(self.actor)
        self._narrow_units()

    def _narrow_units(self):
        """An official acts for the own unit only; the office chooses."""
        unit = self.fields["unit"]
        unit.empty_label = _("请选择")
        if self.actor.role == Role.OFFICIAL:
            unit.queryset, unit.initial, unit.empty_label = (
                Unit.objects.filter(pk=self.actor.unit_id),
                self.actor.unit_id,
                None,
            )

    def clean_wanted_by(self):
        day = self.cleaned_data["wanted_by"]
        if day and day < timezone.localdate() and day != getattr(self.thing, "wanted_by", None):
            raise forms.ValidationError(_("希望解决日期不能早于今天。"))
        return day


class NeedMoveForm(MoveForm):
    def prepare(self):
        super().prepare()
        if "day" in self.fields:
            self.fields["day"].initial = timezone.localdate

    def clean_day(self):
        if reason := why_not_day(self.thing.steps, self.cleaned_data["day"]):
            raise forms.ValidationError(reason)
        return self.cleaned_data["day"]


class SupplyForm(Matched):
    """A liaison offers for the own university; the office says for which."""

    class Meta:
        model = Supply
        fields = tuple("university title kind expert field keywords maturity detail".split())
        widgets = {"detail": forms.Textarea({"rows": 5})}

    def prepare(self):
        super().prepare()
        self.fields["expert"].empty_label = _("不指定")
        self.fields["expert"].queryset = self._experts()
        if self.thing or self.actor.role == Role.LIAISON:
            del self.fields["university"]
        else:
            self.fields["university"].queryset = University.objects.partners()
            self.fields["university"].empty_label = _("请选择")

    def _experts(self):
        """Those of the university who still work with the county, and whoever stands here already."""
        university = self.thing.university_id if self.thing else university_id_of(self.actor)
        kept = Q(pk=self.thing.expert_id) if self.thing else Q(pk__in=[])
        engaged = Q(pk__in=Expert.objects.engaged().values("pk"))
        rows = Expert.objects.filter(engaged | kept)
        return rows.filter(university=university) if university else rows.filter(engaged)

    def clean(self):
        values = super().clean()
        university, expert = values.get("university"), values.get("expert")
        if university and expert and expert.university_id != university.pk:
            self.add_error("expert", _("专家不是这所高校的，请重新选择。"))
        return values


class DismissForm(ActionForm):
    reason = forms.CharField(label=lazy("为什么不合适"), max_length=500, widget=forms.Textarea({"rows": 3}))


def answer_of_last_time(need: Need, university_id: int | None) -> dict:
    """What an answer begins with: the need's words, and who and what the university offered last. One query.

    Last in the need's own field when there is one: the expert of another field is rarely whom to ask.
    """
    rows = Supply.objects.filter(university=university_id).annotate(is_near=Q(field=need.field))
    last = rows.order_by("-is_near", "-created_at", "-id").first()
    words = {"title": (_("应答：%s") % need.title)[:80], "keywords": need.keywords, "field": need.field}
    if last is None:
        return words
    return words | {"expert": last.expert_id, "kind": last.kind, "field": last.field, "maturity": last.maturity}
