"""My numbers: filled in, looked at, withdrawn; and the office's look at one of them, with a reason."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from accounts.models import Consent
from accounts.permissions import Permission, can, require
from notifications.models import Event
from pages.views import FormPage, Open, Titled
from ruoyi_coop.lib.errors import NotNow
from vault import actions, forms
from vault.models import BankAccount, Identity
from vault.retention import RULES

KINDS = {"identity": Identity, "bank": BankAccount}


def crumbs():
    return ((_("我的账号"), reverse("accounts:me")), (_("我的数据"), reverse("vault:mine")))


class Mine(Titled, TemplateView):
    """What the county keeps about me: seen, corrected, taken away, withdrawn; and who looked at my numbers."""

    template_name = "vault/mine.html"

    def get_title(self):
        return _("我的数据")

    def get_crumbs(self):
        return crumbs()[:1]

    def get_context_data(self, **context):
        user, actor = self.request.user, self.request.actor
        kept = import_string(settings.PERSONAL_DATA)(actor)
        return super().get_context_data(
            identity=Identity.objects.filter(user=user).first(),
            bank_account=BankAccount.objects.filter(user=user).first(),
            may_keep=can(actor, Permission.KEEP_OWN_NUMBERS),
            looks=Event.objects.filter(subject=f"accounts.user:{user.pk}", verb="revealed").order_by("-id")[:50],
            consents=user.consents.exclude(kind=Consent.Kind.PRIVACY).order_by("-given_at"),
            kept=[(name, len(rows)) for name, rows in kept.items() if isinstance(rows, list) and rows],
            **context,
        )


class EditIdentity(FormPage):
    form_class = forms.IdentityForm
    permission = Permission.KEEP_OWN_NUMBERS

    def get_title(self):
        return _("填写身份证号")

    def get_crumbs(self):
        return crumbs()

    def perform(self, form, by):
        actions.keep_identity(form.cleaned_data["number"], by=by)
        return reverse("vault:mine")


class EditBankAccount(FormPage):
    form_class = forms.BankAccountForm
    permission = Permission.KEEP_OWN_NUMBERS

    def get_title(self):
        return _("填写银行账号")

    def get_crumbs(self):
        return crumbs()

    def perform(self, form, by):
        actions.keep_bank_account(form.values(), by=by)
        return reverse("vault:mine")


class Withdraw(View):
    http_method_names = ["post"]

    def post(self, request, kind):
        if kind not in KINDS:
            raise Http404
        try:
            actions.withdraw(kind, by=request.actor)
            messages.success(request, _("已撤回同意，号码已删除。"))
        except NotNow as no:
            messages.error(request, str(no))
        return redirect("vault:mine")


@method_decorator(reauthentication_required, name="dispatch")
class OpenOwn(View):
    """The own number in full, after the password."""

    def get(self, request, kind):
        row = get_object_or_404(KINDS.get(kind, Identity).objects.filter(user=request.user))
        return _shown(request, row, actions.open_own(row, by=request.actor), reverse("vault:mine"))


@method_decorator(reauthentication_required, name="dispatch")
class Reveal(FormPage):
    """The office looks at one number: with a reason that the person will read."""

    form_class = forms.RevealForm
    permission = Permission.REVEAL_NUMBER

    @property
    def model(self):
        return KINDS.get(self.kwargs["kind"], Identity)

    def check(self):
        require(self.request.actor, self.permission)
        super().check()

    def get_title(self):
        return _("查看完整%s") % self.thing._meta.verbose_name

    def get_crumbs(self):
        return ()

    @property
    def submit(self):
        return _("记录理由并查看")

    def form_valid(self, form):
        number = actions.reveal(self.thing, form.cleaned_data["reason"], by=self.request.actor)
        return _shown(self.request, self.thing, number, reverse("home"))


def _shown(request, row, number: str, back: str):
    """A page that nothing keeps: neither cache nor history of the browser."""
    facts = {"title": str(row._meta.verbose_name), "number": number, "person": row.user, "back": back}
    answer = render(request, "vault/number.html", facts)
    add_never_cache_headers(answer)
    return answer


class Retention(Open, Titled, TemplateView):
    """How long what is kept."""

    template_name = "vault/retention.html"

    def get_title(self):
        return _("个人信息保存多久")

    def get_context_data(self, **context):
        return super().get_context_data(rules=RULES, **context)
