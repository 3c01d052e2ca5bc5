"""What people type about meetings."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Unit, User
from accounts.permissions import Role
from meetings.agenda import Proposal
from meetings.models import AgendaItem, Invitation, Meeting
from notifications import load
from pages.forms import ActionForm, ModelActionForm, RowsField
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


TICKED = 12  # proposals ticked beforehand: what a meeting can get through


class AgendaForm(ActionForm):
    """What comes before the meeting: proposals ticked, ordered by number, with minutes, and the secretary's own."""

    own = RowsField(
        {
            "title": forms.CharField(label=lazy("议题"), max_length=200),
            "minutes": forms.IntegerField(label=lazy("分钟"), min_value=1, max_value=240),
        },
        label=lazy("其他议题"),
        spare=2,
        required=False,
    )

    def __init__(self, *args, proposals: list[Proposal], **options):
        self.proposals = proposals
        super().__init__(*args, **options)

    def prepare(self):
        items = list(self.thing.items.all())
        kept = {item.source: item for item in items if item.source}
        own = [{"title": item.title, "minutes": item.minutes} for item in items if not item.source]
        self.fields["own"].initial = own
        self.rows = [self._row(place, row, kept) for place, row in enumerate(self.proposals, 1)]

    def _row(self, place: int, row: Proposal, kept: dict) -> dict:
        item = kept.get(row.source)
        first_time = self.thing.agenda_set_at is None
        fields = {
            "take": forms.BooleanField(required=False, initial=item is not None or (first_time and place <= TICKED)),
            "place": forms.IntegerField(
                min_value=1, max_value=999, required=False, initial=item.place if item else place
            ),
            "minutes": forms.IntegerField(
                min_value=1, max_value=240, required=False, initial=item.minutes if item else row.minutes
            ),
        }
        labels = {"take": _("列入：%s"), "place": _("顺序：%s"), "minutes": _("分钟：%s")}
        for name, field in fields.items():
            field.label = labels[name] % row.title
            field.widget.attrs["aria-label"] = field.label
            self.fields[f"{name}_{row.name}"] = field
        return {"proposal": row} | {name: self[f"{name}_{row.name}"] for name in fields}

    def gone(self) -> int:
        """How many were ticked that the records have ceased to propose since the page was opened."""
        return sum(name.startswith("take_") and name not in self.fields for name in self.data)

    def items(self) -> list[AgendaItem]:
        """The items taken, in the order of their numbers, own ones at the end."""
        said, taken = self.cleaned_data, []
        for place, row in enumerate(self.proposals, 1):
            if said.get(f"take_{row.name}"):
                item = AgendaItem(kind=row.kind, source=row.source, title=row.title, why=row.why, path=row.path)
                item.minutes = said.get(f"minutes_{row.name}") or row.minutes
                taken.append((said.get(f"place_{row.name}") or place, place, item))
        own = [AgendaItem(title=row["title"], minutes=row["minutes"]) for row in said.get("own") or []]
        return [item for *_order, item in sorted(taken, key=lambda row: row[:2])] + own
