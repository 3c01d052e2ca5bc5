"""What is asked about requests, their moves, the groups of three and the promises."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Hat
from accounts.permissions import Permission, roles_granting
from pages.forms import ActionForm, ModelActionForm, MoveForm
from service.models import PLACES, Promise, ServiceRequest, ServiceTeam
from universities.models import University

SATISFIED = [("", lazy("不评价")), ("yes", lazy("满意")), ("no", lazy("不满意"))]


def long_text(label, **options) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea({"rows": 4}), **options)


class AskForm(ActionForm):
    """Nothing is required: one click is a request, words may follow."""

    subject = forms.CharField(label=lazy("什么事"), max_length=60, required=False)
    detail = long_text(lazy("补充说明"), max_length=2000, required=False, help_text=lazy("可以先不写，发出后再补充。"))


class WordsForm(ModelActionForm):
    class Meta:
        model = ServiceRequest
        fields = ("subject", "detail")
        widgets = {"detail": forms.Textarea({"rows": 5})}


class ServiceMoveForm(MoveForm):
    """Adds what moves of a request ask for beyond the usual: the answer's words, and how satisfied one is."""

    def also_known(self):
        return {
            "words": lambda: long_text(_("答复和说明"), max_length=1000),
            "satisfied": lambda: forms.TypedChoiceField(
                label=_("这次服务您满意吗？（可以不评价）"),
                choices=SATISFIED,
                required=False,
                widget=forms.RadioSelect,
                coerce=lambda value: value == "yes",
                empty_value=None,
            ),
        }

    @property
    def note(self) -> str:
        return self.cleaned_data.get("words") or super().note


class HatField(forms.ModelChoiceField):
    """One person of the county under one hat."""

    def label_from_instance(self, hat):
        return f"{hat.user}（{hat}）"


class TeamForm(ModelActionForm):
    class Meta:
        model = ServiceTeam
        fields = ("name", "university", "is_active")

    def prepare(self):
        self.fields["university"].queryset = University.objects.partners()
        self.fields["university"].empty_label = _("通用（服务所有高校和企业）")
        hats = Hat.objects.worn().filter(role__in=roles_granting(Permission.ANSWER_SERVICE))
        named = self._named()
        for place in PLACES:
            self.fields[f"place{place}"] = HatField(
                label=_("第%d位") % place,
                queryset=hats.select_related("user", "unit").order_by("user__pinyin", "id"),
                required=place == PLACES[0],
                empty_label=_("空缺"),
                initial=named.get(place),
            )

    def _named(self) -> dict:
        members = self.thing.members.filter(left_on=None) if self.thing else ()
        return {member.place: member.hat_id for member in members}

    def hats(self) -> list:
        return [self.cleaned_data[f"place{place}"] for place in PLACES]

    def values(self):
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def clean(self):
        values = super().clean()
        people = [hat.user_id for place in PLACES if (hat := values.get(f"place{place}"))]
        if len(people) != len(set(people)):
            raise forms.ValidationError(_("三个位置要是不同的人。"))
        return values


class PromiseForm(ModelActionForm):
    class Meta:
        model = Promise
        fields = ("style", "hours", "done_days", "published_on", "is_confirmed")
        widgets = {"published_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "published_on": lazy("从这一天起的请求按新的承诺计时，以前的请求不变。"),
            "is_confirmed": lazy("没有确认的，页面上会注明“待确认”。"),
        }

    def clean_published_on(self):
        if self.cleaned_data["published_on"] < timezone.localdate():
            raise forms.ValidationError(_("公布日期不能早于今天。"))
        return self.cleaned_data["published_on"]

    def _get_validation_exclusions(self):
        """The same style and day again mends what was published: the action decides, not the constraint."""
        return super()._get_validation_exclusions() | {"published_on"}
