"""Whose work is handed over, and who takes each thing."""

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Hat, User
from accounts.permissions import Permission, Role, can
from handover.actions import Plan
from handover.candidates import candidates
from handover.holdings import held_by
from handover.models import Handover
from pages.forms import ActionForm
from pages.tables import PlainSelect
from people.actions import may_end

TO = "to:"
SALT = "handover.listed:"


class PersonForm(forms.Form):
    """Which person; asked by GET."""

    person = forms.ModelChoiceField(User.objects.none(), label=lazy("谁的工作要交接"), widget=PlainSelect)
    hat = forms.ModelChoiceField(Hat.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args, actor, **options):
        super().__init__(*args, **options)
        hats = Hat.objects.exclude(role=Role.STUDENT)
        people = User.objects.filter(pk__in=hats.values("user")).exclude(pk=actor.user_id)
        self.fields["person"].queryset = people.order_by("pinyin", "id")
        self.fields["hat"].queryset = Hat.objects.worn().select_related("unit")

    def clean(self):
        said = super().clean()
        hat = said.get("hat")
        if hat and said.get("person") and hat.user_id != said["person"].pk:
            self.add_error("hat", _("这个身份不是这个人的。"))
        return said


class SuccessorField(forms.TypedChoiceField):
    """One of the candidates for one thing, the proposed one first; no query of its own."""

    widget = PlainSelect
    default_error_messages = {
        "invalid_choice": lazy("所选的接手人已不在岗，请另选。"),
        "required": lazy("请选择接手人。"),
    }

    def __init__(self, hats: list[Hat], **options):
        found = {str(hat.pk): hat for hat in hats}
        choices = [("", "—"), *((pk, f"{hat.user}（{hat}）") for pk, hat in found.items())]
        super().__init__(choices=choices, coerce=found.get, initial=next(iter(found), None), **options)


class HandoverForm(ActionForm):
    """A select for each thing the person holds now, and what ends afterwards."""

    reason = forms.ChoiceField(label=lazy("原因"), choices=Handover.Reason, initial=Handover.Reason.MOVED)
    note = forms.CharField(label=lazy("说明"), required=False, max_length=500, widget=forms.Textarea({"rows": 2}))
    ends = forms.BooleanField(required=False, initial=True)
    closes = forms.BooleanField(
        label=lazy("同时停用账号（离开县里、退休）"),
        required=False,
        help_text=lazy("停用后立即退出登录，不能再进入；记录都保留。"),
    )
    listed = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200_000)

    def __init__(self, *args, person: User, hat: Hat | None, **options):
        self.person, self.hat = person, hat
        super().__init__(*args, **options)

    def prepare(self):
        self.holdings = held_by(self.person, self.hat)
        self.candidates = candidates(self.holdings, self.person, self.actor)
        for holding in self.holdings:
            field = SuccessorField(self.candidates[holding.key], label=_("接手人"))
            field.widget.attrs["aria-label"] = f"{field.label}：{holding.title}"
            self.fields[f"{TO}{holding.key}"] = field
        self.fields["listed"].initial = self._listing()
        self._offer_ends()

    def _offer_ends(self):
        """Only what the actor may end is offered."""
        worn = Hat.objects.worn().filter(user=self.person).select_related("user", "unit").order_by("id")
        hats = [hat for hat in ([self.hat] if self.hat else worn) if may_end(self.actor, hat)]
        self.kept = [hat for hat in worn if not self.hat and hat not in hats]
        self.fields["ends"].label = _("办完后停用身份：%s") % "、".join(map(str, hats))
        if not hats:
            del self.fields["ends"]
        if self.hat or not can(self.actor, Permission.MANAGE_ACCOUNTS):
            del self.fields["closes"]

    def lines(self) -> list[dict]:
        """Each thing with its select, for the page."""
        return [
            {"holding": one, "field": self[f"{TO}{one.key}"], "nobody": not self.candidates[one.key]}
            for one in self.holdings
        ]

    def plain(self) -> list:
        """The other fields, in their order."""
        names = ("reason", "note", "ends", "closes")
        return [self[name] for name in names if name in self.fields]

    def _listing(self) -> str:
        """What the page lists, signed: what has gone by the time it is sent is named from this."""
        rows = {one.key: [one.kind, one.title, one.url] for one in self.holdings}
        return signing.dumps(rows, salt=f"{SALT}{self.person.pk}", compress=True)

    def clean_listed(self) -> dict:
        try:
            return signing.loads(self.cleaned_data["listed"], salt=f"{SALT}{self.person.pk}")
        except signing.BadSignature:
            return {}

    def plan(self) -> Plan:
        said = self.cleaned_data
        takers = {name.removeprefix(TO): hat for name, hat in said.items() if name.startswith(TO)}
        facts = {name: said[name] for name in ("reason", "note", "listed")}
        ends = {name: bool(said.get(name)) for name in ("ends", "closes")}
        return Plan(self.person, self.hat, takers, **facts, **ends)
