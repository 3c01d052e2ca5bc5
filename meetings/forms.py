"""What people type about meetings."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Unit, User
from accounts.permissions import Role
from meetings.models import Invitation, Meeting
from notifications import load
from pages.forms import ActionForm, ModelActionForm
from ruoyi_coop.lib.search import matching

MOMENT = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class MeetingForm(ModelActionForm):
    class Meta:
        model = Meeting
        fields = ("title", "kind", "unit", "chair", "starts", "ends", "place", "link", "agenda", "is_public")
        widgets = {"starts": MOMENT, "ends": MOMENT, "agenda": forms.Textarea({"rows": 4})}

    def prepare(self):
        units = Unit.objects.order_by("pinyin")
        if self.actor.role == Role.OFFICIAL:
            units = units.filter(pk=self.actor.unit_id)
        self.fields["unit"].queryset = units
        self.fields["unit"].initial = self.actor.unit_id

    def clean(self):
        said = super().clean()
        if said.get("starts") and said.get("ends") and said["ends"] <= said["starts"]:
            self.add_error("ends", _("结束要晚于开始。"))
        if not said.get("place") and not said.get("link"):
            self.add_error("place", _("地点和线上链接至少填一个。"))
        return said


class InviteForm(ActionForm):
    """People found by name or pinyin, and whole units; works as a plain form."""

    q = forms.CharField(label=lazy("找人：姓名或拼音"), required=False, max_length=60)
    people = forms.ModelMultipleChoiceField(
        User.objects.none(), label=lazy("找到的人"), required=False, widget=forms.CheckboxSelectMultiple
    )
    unit = forms.ModelChoiceField(Unit.objects.order_by("pinyin"), label=lazy("整个单位"), required=False)

    def prepare(self):
        words = (self.data.get("q") or self.initial.get("q") or "") if self.is_bound or self.initial else ""
        active = User.objects.filter(is_active=True).exclude(hats__role=Role.STUDENT).order_by("pinyin")
        known = self.thing.invitations.values("person")
        found = matching(active, words) if words.strip("\0 ") else active.none()
        self.fields["people"].queryset = active
        self.fields["people"].choices = _with_load(found.exclude(pk__in=known).distinct()[:30])
        if not self.fields["people"].choices and not self.is_bound:
            del self.fields["people"]


def _with_load(people) -> list[tuple[int, str]]:
    """Each with how much they have been told this week already."""
    people = list(people)
    had = load.week_of_each(people) if people else {}
    words = _("%(name)s（本周已收 %(count)d 条消息）")
    return [(one.pk, words % {"name": one.name, "count": had[one.pk]} if one.pk in had else one.name) for one in people]


class AnswerForm(ActionForm):
    answer = forms.ChoiceField(choices=Invitation.Answer)
    note = forms.CharField(label=lazy("留言"), required=False, max_length=200)
