"""How I want to be told: the hour of my digest, my quiet hours, and which way for each kind of message."""

from datetime import time

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from accounts.permissions import Actor
from notifications import bounces, clock, unsubscribe
from notifications.actions import first_time, record
from notifications.manner import NOTICE, Manners
from notifications.models import Habits, Message, Wish
from notifications.tick import announced
from pages.forms import ActionForm
from pages.views import FormPage

HABITS = ("digest_at", "quiet_from", "quiet_until")


def kinds_for(actor: Actor) -> dict[str, tuple[str, bool]]:
    """The kinds of messages that can reach the actor under any hat: {kind: (label, whether its mail may be off)}."""
    roles = {hat.role for hat in actor.hats}
    kinds = {NOTICE: (_("办理通知"), False)}
    for rule in announced().values():
        if not rule.roles or rule.roles & roles:
            kinds[rule.name] = (str(rule.label), not rule.is_fixed)
    return kinds


def at_hour(label, **more):
    return forms.TimeField(label=label, widget=forms.TimeInput({"type": "time"}, format="%H:%M"), **more)


class WishesForm(ActionForm):
    """The hours, then for each kind of message the mail and the text message."""

    digest_at = at_hour(lazy("每天几点收汇总邮件"), help_text=lazy("工作日一天一封，办完的不再出现。"))
    quiet_from = at_hour(lazy("免打扰从"))
    quiet_until = at_hour(lazy("免打扰到"), help_text=lazy("这段时间只发紧急的。两个时间一样就是不设。"))

    def prepare(self):
        person = self.actor.user
        habits = Habits.objects.filter(person=person).first() or Habits()
        self.initial |= {name: getattr(habits, name) for name in HABITS}
        self.kinds = kinds_for(self.actor)
        wishes = {wish.kind: wish for wish in Wish.objects.filter(person=person)}
        for kind, (label, may_be_off) in self.kinds.items():
            self._add(kind, label, may_be_off, wishes.get(kind, Wish()))

    def _add(self, kind: str, label: str, may_be_off: bool, wish: Wish) -> None:
        ways = [choice for choice in Wish.Mail.choices if may_be_off or choice[0] != Wish.Mail.OFF]
        self.fields[f"mail_{kind}"] = forms.ChoiceField(label=_("%s：邮件") % label, choices=ways, initial=wish.mail)
        self.fields[f"sms_{kind}"] = forms.BooleanField(label=_("%s：短信") % label, required=False, initial=wish.sms)

    def clean(self):
        said = super().clean()
        if all(isinstance(said.get(name), time) for name in HABITS):
            habits = Habits(**{name: said[name] for name in HABITS})
            if habits.is_quiet(habits.digest_at):
                self.add_error("digest_at", _("汇总的时间在免打扰里，请错开。"))
        return said

    def hours(self) -> dict:
        return {name: self.cleaned_data[name] for name in HABITS}

    def wishes(self) -> dict[str, dict]:
        said = self.cleaned_data
        return {kind: {"mail": said[f"mail_{kind}"], "sms": said[f"sms_{kind}"]} for kind in self.kinds}

    def rows(self) -> list[dict]:
        """One line of the table for each kind."""
        return [
            {"label": label, "mail": self[f"mail_{kind}"], "sms": self[f"sms_{kind}"], "may_be_off": may_be_off}
            for kind, (label, may_be_off) in self.kinds.items()
        ]


@transaction.atomic
def set_wishes(hours: dict, wishes: dict[str, dict], *, by: Actor) -> None:
    """Keep how the actor wants to be told; what waits for their digest moves to the new hour."""
    first_time(by)
    Habits.objects.update_or_create(person=by.user, defaults=hours)
    known = kinds_for(by)
    for kind, values in wishes.items():
        if values["mail"] == Wish.Mail.OFF and not known[kind][1]:
            values = values | {"mail": Wish.Mail.DIGEST}
        Wish.objects.update_or_create(person=by.user, kind=kind, defaults=values)
    off = [kind for kind, values in wishes.items() if values["mail"] == Wish.Mail.OFF]
    unsubscribe.take_back(by.user_id, unsubscribe.optional(off))
    waiting = Message.objects.pending().filter(recipient=by.user_id, waits_for_digest=True)
    waiting.update(due=Manners(clock.now(), people=[by.user_id]).digest_moment(by.user_id))
    record(by, "wishes", _("设置接收方式"), by.user)


class Wishes(FormPage):
    """A table of kinds and ways: the bell always, mail and text message as one likes."""

    form_class = WishesForm
    template_name = "mailroom/wishes.html"

    def get_title(self):
        return _("接收方式")

    def get_crumbs(self):
        return ((_("我的账号"), reverse("accounts:me")),)

    def get_context_data(self, **context):
        user = self.request.user
        return super().get_context_data(bouncing=bounces.is_bouncing(user.email), person=user, **context)

    def perform(self, form, by):
        set_wishes(form.hours(), form.wishes(), by=by)
        return reverse("notifications:wishes")


class TryAgain(View):
    """My mailbox works again: forget that it sent letters back."""

    http_method_names = ["post"]

    def post(self, request):
        bounces.forget(request.user.email)
        messages.success(request, _("下一封邮件会再试着发到这个邮箱。"))
        return redirect("notifications:wishes")


@method_decorator([login_not_required, csrf_exempt], name="dispatch")
class Unsubscribe(View):
    """Where List-Unsubscribe leads: a mail program posts at once, a person is asked first."""

    http_method_names = ["get", "post"]

    def get(self, request, token):
        _person, kinds = self._read(token)
        labels = [str(announced()[kind].label) for kind in kinds]
        context = {"title": _("不再收这类邮件"), "labels": labels, "crumbs": ()}
        return render(request, "mailroom/unsubscribe.html", context)

    def post(self, request, token):
        unsubscribe.switch_off(*self._read(token))
        context = {"title": _("不再收这类邮件"), "labels": [], "crumbs": ()}
        return render(request, "mailroom/unsubscribe.html", context)

    def _read(self, token: str) -> tuple[int, list[str]]:
        found = unsubscribe.read(token)
        if found is None:
            raise Http404
        return found
