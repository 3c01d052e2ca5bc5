"""What is one's own: the hat worn now, data to see, correct, take away, and a consent to withdraw."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from accounts.middleware import HAT_KEY
from accounts.models import Hat
from accounts.permissions import DESCRIPTIONS, Role
from notifications.models import Event
from pages.views import FormPage, Open, Titled
from people import actions, forms
from ruoyi_coop.lib.errors import NotNow


class SwitchHat(View):
    """Put on another hat: one click, kept in the session; the next event carries it."""

    http_method_names = ["post"]

    def post(self, request, pk):
        hat = get_object_or_404(Hat.objects.of(request.user), pk=pk)
        request.session[HAT_KEY] = hat.pk
        messages.success(request, _("现在的身份：%s") % hat)
        return redirect("home")


class Me(Titled, TemplateView):
    """My data, hats, consents and preferences: seen, corrected, exported, withdrawn here."""

    template_name = "people/me.html"

    def get_title(self):
        return _("我的账号")

    def get_context_data(self, **context):
        user = self.request.user
        hats = [(hat, DESCRIPTIONS[Role(hat.role)]) for hat in self.request.actor.hats]
        return super().get_context_data(
            person=user,
            hats=hats,
            consents=user.consents.order_by("-given_at"),
            has_second_factor=is_mfa_enabled(user),
            appearance_form=forms.AppearanceForm(initial=self._preferences(user)),
            **context,
        )

    def _preferences(self, user) -> dict:
        return {
            "elder": "on" if user.elder_mode else "off",
            "theme": user.theme or "system",
            "language": user.language or get_language(),
        }


class EditMe(FormPage):
    form_class = forms.MeForm

    def get_title(self):
        return _("修改我的资料")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.request.user}

    def get_crumbs(self):
        return ((_("我的账号"), reverse("accounts:me")),)

    def perform(self, form, by):
        actions.change_me(self.request.user, form.values(), by=by)
        return reverse("accounts:me")


class ChangeEmail(FormPage):
    form_class = forms.EmailForm
    template_name = "people/change_email.html"

    def get_title(self):
        return _("更换邮箱")

    @property
    def submit(self):
        return _("发确认信到新邮箱")

    @property
    def done(self):
        return _("确认信已发到新邮箱，打开信里的链接后才换过去。")

    def get_crumbs(self):
        return ((_("我的账号"), reverse("accounts:me")),)

    def perform(self, form, by):
        actions.ask_new_address(self.request.user, form.cleaned_data["email"], by=by)
        return reverse("accounts:me")


class ConfirmEmail(Open, Titled, TemplateView):
    """Where the letter to a new address leads: it is shown, and counts after one click."""

    template_name = "people/confirm_email.html"

    def get_title(self):
        return _("确认新邮箱")

    def get_context_data(self, **context):
        try:
            _user, address = actions.pending_address(self.kwargs["token"])
        except NotNow as no:
            return super().get_context_data(**context, why_not=str(no))
        return super().get_context_data(**context, address=address)

    def post(self, request, token):
        try:
            actions.change_address(token)
        except NotNow as no:
            messages.error(request, str(no))
            return redirect("front")
        messages.success(request, _("邮箱已更换。"))
        return redirect("accounts:me")


class ExportMe(View):
    """Everything the portal keeps about the person who asks, as one file."""

    def get(self, request):
        data = _account(request.user) | import_string(settings.PERSONAL_DATA)(request.actor)
        answer = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
        answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
        return answer


def _account(user) -> dict:
    return {
        "account": {name: getattr(user, name) for name in ("username", "name", "mobile", "email", "affiliation")},
        "hats": [{"hat": str(hat), "since": hat.since, "until": hat.until} for hat in user.hats.select_related("unit")],
        "consents": list(user.consents.values("kind", "version", "given_at", "withdrawn_at")),
        "actions": list(Event.objects.filter(actor=user).order_by("id").values("at", "label", "subject_label", "note")),
        "messages": list(user.messages.filter(channel="portal").values("sent_at", "title", "body")),
    }


class WithdrawConsent(FormPage):
    form_class = forms.ActionForm

    def get_title(self):
        return _("撤回同意")

    @property
    def submit(self):
        return _("撤回同意并停用账号")

    @property
    def done(self):
        return _("已撤回同意，账号已停用。需要恢复请联系县合作办。")

    @property
    def warning(self):
        return _("撤回后您的账号立即停用，不能再登录；法律要求保存的办事记录仍会保留。")

    def get_crumbs(self):
        return ((_("我的账号"), reverse("accounts:me")),)

    def perform(self, form, by):
        actions.withdraw_consent(self.request.user, by=by)
        return reverse("front")
