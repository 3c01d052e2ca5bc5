"""How one comes in: registration of students, invitations of everybody else, the privacy notice."""

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import TemplateDoesNotExist, get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView, TemplateView

from accounts.middleware import STARTED_KEY
from accounts.models import Invitation
from accounts.permissions import DESCRIPTIONS, GRANTS, LABELS, Permission, Role
from pages.views import FormPage, Open, Titled
from people import actions, forms, ties
from ruoyi_coop.lib.errors import NotNow

YEAR = 365 * 24 * 3600


class Register(Open, FormPage):
    """A student's own account. Taken numbers and addresses get the same answer as free ones."""

    form_class = forms.RegisterForm
    template_name = "people/register.html"

    def get(self, request, *args, **kwargs):
        return redirect("home") if request.user.is_authenticated else super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        return ratelimit.consume_or_429(request, action="signup") or super().post(request, *args, **kwargs)

    def get_title(self):
        return _("学生注册")

    @property
    def submit(self):
        return _("注册")

    @property
    def done(self):
        return _(
            "注册已提交，请用手机号和刚才设置的密码登录。如果登录不了，说明这个手机号或邮箱已有账号，请用“忘记密码”重设。"
        )

    def perform(self, form, by):
        actions.register(form.values(), by=by)

    def get_success_url(self, result=None):
        return reverse("account_login")

    def get_context_data(self, **context):
        return super().get_context_data(universities=ties.names("liaison"), **context)


class Accept(Open, Titled, FormView):
    """Where an invitation leads: one's own user name and password, or one more hat for who is here already."""

    template_name = "people/accept.html"
    form_class = forms.AcceptForm

    @cached_property
    def invitation(self) -> Invitation:
        return get_object_or_404(Invitation.objects.select_related("unit", "invited_by"), token=self.kwargs["token"])

    def get_title(self):
        return _("接受邀请")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"invitation": self.invitation}

    def get_context_data(self, **context):
        words = DESCRIPTIONS[Role(self.invitation.role)]
        return super().get_context_data(invitation=self.invitation, words=words, **context)

    def post(self, request, *args, **kwargs):
        if refused := ratelimit.consume_or_429(request, action="invitation"):
            return refused
        if request.user.is_authenticated:
            return self._enter(lambda: actions.accept_as(self.invitation, by=request.actor))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        said = form.cleaned_data
        return self._enter(
            lambda: actions.accept(self.invitation, username=said["username"], password=said["password1"]), form
        )

    def _enter(self, take_up, form=None):
        try:
            user = take_up()
        except NotNow as no:
            return self._refuse(str(no), form)
        if not self.request.user.is_authenticated:
            login(self.request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
            self.request.session[STARTED_KEY] = timezone.now().timestamp()
        words = {"name": user, "hat": self.invitation.hat_words}
        messages.success(self.request, _("欢迎您，%(name)s。您的身份：%(hat)s") % words)
        return redirect("home")

    def _refuse(self, words: str, form):
        if form is None:
            messages.error(self.request, words)
            return redirect("home")
        form.add_error(None, words)
        return self.form_invalid(form)


class Agree(FormPage):
    """Asked once after log-in when the privacy notice has changed."""

    form_class = forms.AgreeForm

    def get_title(self):
        return _("隐私告知有更新")

    @property
    def submit(self):
        return _("同意并继续")

    def get_crumbs(self):
        return ((_("我的账号"), reverse("accounts:me")),)

    def perform(self, form, by):
        actions.agree_again(self.request.user, by=by)
        return reverse("home")


class Privacy(Open, Titled, TemplateView):
    """The notice in force, or an older version that somebody agreed to."""

    def get_title(self):
        return _("隐私告知")

    @property
    def version(self) -> str:
        return self.kwargs.get("version", settings.PRIVACY_NOTICE_VERSION)

    def get_template_names(self):
        name = f"accounts/privacy_{self.version}.html"
        try:
            get_template(name)
        except TemplateDoesNotExist as error:
            raise Http404 from error
        return [name]

    def get_context_data(self, **context):
        in_force = self.version == settings.PRIVACY_NOTICE_VERSION
        return super().get_context_data(**context | {"version": self.version, "in_force": in_force})


class Roles(Titled, TemplateView):
    """What each role is for and may do, from the one table in the code."""

    template_name = "people/roles.html"

    def get_title(self):
        return _("身份与权限")

    def get_context_data(self, **context):
        roles = [
            {
                "label": role.label,
                "words": DESCRIPTIONS[role],
                "grants": [LABELS[one] for one in Permission if one in GRANTS[role]],
            }
            for role in Role
        ]
        return super().get_context_data(roles=roles, **context)


class Appearance(Open, View):
    """Large type, light or dark, the language: kept with the account, or in cookies for visitors."""

    http_method_names = ["post"]

    def post(self, request):
        form = forms.AppearanceForm(request.POST)
        said = form.chosen() if form.is_valid() else {}
        answer = HttpResponseRedirect(_safe(request, said.pop("next", "")))
        if request.user.is_authenticated:
            actions.prefer(request.user, _columns(said))
        else:
            for name in said.keys() & {"elder", "theme"}:
                _set_cookie(answer, name, said[name])
        if "language" in said:
            _set_cookie(answer, settings.LANGUAGE_COOKIE_NAME, said["language"])
        return answer


def _columns(said: dict) -> dict:
    values = {}
    if "elder" in said:
        values["elder_mode"] = said["elder"] == "on"
    if "theme" in said:
        values["theme"] = "" if said["theme"] == "system" else said["theme"]
    if "language" in said:
        values["language"] = said["language"]
    return values


def _set_cookie(answer, name: str, value: str) -> None:
    path, secure = settings.SESSION_COOKIE_PATH, settings.SESSION_COOKIE_SECURE
    answer.set_cookie(name, value, max_age=YEAR, path=path, httponly=True, samesite="Lax", secure=secure)


def _safe(request, address: str) -> str:
    ok = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return address if ok and address else reverse("front")
