"""The pages of accounts: registration's surroundings, invitations, hats, one's own data, people and units."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.db.models import Prefetch
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView, TemplateView

from accounts.middleware import HAT_KEY
from accounts.models import Hat, Invitation, Unit, User, actor_for
from accounts.permissions import DESCRIPTIONS, GRANTS, LABELS, Permission, Role, can, require
from notifications.models import Event
from pages.views import FormPage, ListPage, Open, RecordPage, Titled
from people import actions, forms, tables
from ruoyi_coop.lib.errors import NotNow

YEAR = 365 * 24 * 3600


class SwitchHat(View):
    """Put on another hat: one click, kept in the session; the next event carries it."""

    http_method_names = ["post"]

    def post(self, request, pk):
        hat = get_object_or_404(Hat.objects.of(request.user), pk=pk)
        request.session[HAT_KEY] = hat.pk
        messages.success(request, _("现在的身份：%s") % hat)
        return redirect("home")


class Appearance(Open, View):
    """Large type, light or dark: kept with the account, or in cookies for visitors."""

    http_method_names = ["post"]

    def post(self, request):
        form = forms.AppearanceForm(request.POST)
        said = form.cleaned_data if form.is_valid() else {}
        answer = HttpResponseRedirect(_safe(request, said.get("next", "")))
        if request.user.is_authenticated:
            self._keep(request.user, said)
        else:
            self._set_cookies(answer, said)
        return answer

    def _keep(self, user, said):
        if said.get("elder"):
            user.elder_mode = said["elder"] == "on"
        if said.get("theme"):
            user.theme = "" if said["theme"] == "system" else said["theme"]
        user.save(update_fields=["elder_mode", "theme"])

    def _set_cookies(self, answer, said):
        for name in ("elder", "theme"):
            if said.get(name):
                answer.set_cookie(name, said[name], max_age=YEAR, httponly=True, samesite="Lax", secure=settings.SECURE)


def _safe(request, address: str) -> str:
    ok = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return address if ok and address else reverse("front")


class Privacy(Open, Titled, TemplateView):
    template_name = "people/privacy.html"

    def get_title(self):
        return _("隐私告知")

    def get_context_data(self, **context):
        return super().get_context_data(version=settings.PRIVACY_NOTICE_VERSION, **context)


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


class Me(Titled, TemplateView):
    """My data, hats, consents and preferences: seen, corrected, exported, withdrawn here."""

    template_name = "people/me.html"

    def get_title(self):
        return _("我的账号")

    def get_context_data(self, **context):
        user = self.request.user
        hats = [(hat, DESCRIPTIONS[Role(hat.role)]) for hat in self.request.actor.hats]
        return super().get_context_data(hats=hats, consents=user.consents.order_by("-given_at"), **context)


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


class ExportMe(View):
    """Everything the portal keeps about the person who asks, as one file."""

    def get(self, request):
        user = request.user
        data = {
            "account": {name: getattr(user, name) for name in ("username", "name", "mobile", "email", "affiliation")},
            "hats": [
                {"hat": str(hat), "since": hat.since, "until": hat.until} for hat in user.hats.select_related("unit")
            ],
            "consents": list(user.consents.values("kind", "version", "given_at", "withdrawn_at")),
            "actions": list(
                Event.objects.filter(actor=user).order_by("id").values("at", "label", "subject_label", "note")
            ),
            "messages": list(user.messages.filter(channel="portal").values("sent_at", "title", "body")),
        }
        answer = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
        answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
        return answer


class WithdrawConsent(FormPage):
    form_class = forms.ActionForm

    def get_title(self):
        return _("撤回同意")

    @property
    def submit(self):
        return _("撤回同意并停用账号")

    @property
    def warning(self):
        return _("撤回后您的账号立即停用，不能再登录；法律要求保存的办事记录仍会保留。")

    def get_crumbs(self):
        return ((_("我的账号"), reverse("accounts:me")),)

    def perform(self, form, by):
        actions.withdraw_consent(self.request.user, by=by)
        return reverse("front")


class People(ListPage):
    model = User
    table_class, filterset_class = tables.PeopleTable, tables.PeopleFilter

    def get_title(self):
        return _("人员")

    @property
    def actions(self):
        return [
            (_("邀请"), "accounts:invite", Permission.INVITE),
            (_("邀请记录"), "accounts:invitations", Permission.INVITE),
            (_("单位"), "accounts:units", Permission.MANAGE_ACCOUNTS),
        ]

    def get(self, request, *args, **kwargs):
        if not User.objects.visible_to(request.actor).exists():
            raise Http404
        return super().get(request, *args, **kwargs)

    def get_queryset(self):
        hats = Hat.objects.filter(pk__in=Hat.objects.worn()).select_related("unit")
        return super().get_queryset().prefetch_related(Prefetch("hats", queryset=hats))


class Person(RecordPage):
    model = User
    template_name = "people/person.html"
    context_object_name = "person"

    def get_crumbs(self):
        return ((_("人员"), reverse("accounts:people")),)

    def get_context_data(self, **context):
        actor = self.request.actor
        return super().get_context_data(
            hats=self.object.hats.select_related("unit").order_by("until", "id"),
            may_manage=can(actor, Permission.MANAGE_ACCOUNTS),
            sees_numbers=actor.role == Role.ADMINISTRATOR,
            today=timezone.localdate(),
            **context,
        )


class GiveHat(FormPage):
    model = User
    form_class = forms.HatForm
    permission = Permission.MANAGE_ACCOUNTS

    def get_title(self):
        return _("授予身份")

    def perform(self, form, by):
        actions.give_hat(self.thing, form.values(), by=by)
        return self.thing


class EndHat(View):
    http_method_names = ["post"]

    def post(self, request, pk):
        require(request.actor, Permission.MANAGE_ACCOUNTS)
        hat = get_object_or_404(Hat.objects.select_related("user", "unit"), pk=pk)
        try:
            actions.end_hat(hat, by=request.actor)
        except NotNow as no:
            messages.error(request, str(no))
        return redirect(hat.user)


class SetActive(View):
    http_method_names = ["post"]
    active = True

    def post(self, request, pk):
        require(request.actor, Permission.MANAGE_ACCOUNTS)
        person = get_object_or_404(User, pk=pk)
        try:
            actions.set_active(person, self.active, by=request.actor)
        except NotNow as no:
            messages.error(request, str(no))
        return redirect(person)


class Unlock(View):
    """Take away the lock after five wrong passwords."""

    http_method_names = ["post"]

    def post(self, request, pk):
        require(request.actor, Permission.MANAGE_ACCOUNTS)
        person = get_object_or_404(User, pk=pk)
        adapter = get_adapter(request)
        for words in ({"username": person.username}, {"email": person.email}):
            adapter._delete_login_attempts_cached_email(request, **words)
        messages.success(request, _("已解除登录锁定。"))
        return redirect(person)


class Units(ListPage):
    model = Unit
    table_class, filterset_class = tables.UnitTable, tables.UnitFilter

    def get_title(self):
        return _("单位")

    @property
    def actions(self):
        return [(_("新增单位"), "accounts:add_unit", Permission.MANAGE_ACCOUNTS)]

    def get_queryset(self):
        require(self.request.actor, Permission.MANAGE_ACCOUNTS)
        return Unit.objects.all()


class EditUnit(FormPage):
    model = Unit
    form_class = forms.UnitForm
    permission = Permission.MANAGE_ACCOUNTS

    def get_queryset(self):
        return Unit.objects.all()

    def check(self):
        require(self.request.actor, self.permission)

    def get_title(self):
        return _("修改单位") if self.thing else _("新增单位")

    def get_crumbs(self):
        return ((_("单位"), reverse("accounts:units")),)

    def perform(self, form, by):
        actions.save_unit(self.thing, form.values(), by=by)
        return reverse("accounts:units")


class Invitations(ListPage):
    model = Invitation
    table_class, filterset_class = tables.InvitationTable, tables.InvitationFilter

    def get_title(self):
        return _("邀请记录")

    @property
    def actions(self):
        return [(_("邀请"), "accounts:invite", Permission.INVITE)]

    def get_queryset(self):
        require(self.request.actor, Permission.INVITE)
        return super().get_queryset().select_related("unit", "invited_by")


class Invite(FormPage):
    form_class = forms.InviteForm
    permission = Permission.INVITE

    def get_title(self):
        return _("邀请")

    @property
    def submit(self):
        return _("发出邀请")

    @property
    def done(self):
        return _("邀请已发出。")

    def get_crumbs(self):
        return ((_("邀请记录"), reverse("accounts:invitations")),)

    def perform(self, form, by):
        return actions.invite(form.values(), by=by).get_page_url()


class InvitationPage(RecordPage):
    model = Invitation
    template_name = "people/invitation.html"
    context_object_name = "invitation"

    def get_crumbs(self):
        return ((_("邀请记录"), reverse("accounts:invitations")),)

    def get_context_data(self, **context):
        may_revoke = can(self.request.actor, Permission.INVITE) and self.object.is_open
        return super().get_context_data(link=actions.link_of(self.object), may_revoke=may_revoke, **context)


class Revoke(View):
    http_method_names = ["post"]

    def post(self, request, pk):
        require(request.actor, Permission.INVITE)
        invitation = get_object_or_404(Invitation.objects.visible_to(request.actor), pk=pk)
        try:
            actions.revoke(invitation, by=request.actor)
        except NotNow as no:
            messages.error(request, str(no))
        return HttpResponseRedirect(invitation.get_page_url())


class Accept(Open, Titled, FormView):
    """Where an invitation leads: one's own user name and password, or one more hat for who is here already."""

    template_name = "people/accept.html"
    form_class = forms.AcceptForm

    def dispatch(self, request, *args, **kwargs):
        self.invitation = get_object_or_404(
            Invitation.objects.select_related("unit", "invited_by"), token=kwargs["token"]
        )
        return super().dispatch(request, *args, **kwargs)

    def get_title(self):
        return _("接受邀请")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"invitation": self.invitation}

    def get_context_data(self, **context):
        words = DESCRIPTIONS[Role(self.invitation.role)]
        return super().get_context_data(invitation=self.invitation, words=words, **context)

    def post(self, request, *args, **kwargs):
        if "join" in request.POST and request.user.is_authenticated:
            return self._enter(lambda: actions.accept_as(self.invitation, by=request.actor))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        said = form.cleaned_data
        return self._enter(
            lambda: actions.accept(self.invitation, username=said["username"], password=said["password1"])
        )

    def _enter(self, take_up):
        try:
            user = take_up()
        except NotNow as no:
            messages.error(self.request, str(no))
            return redirect("front")
        if not self.request.user.is_authenticated:
            login(self.request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        messages.success(
            self.request, _("欢迎您，%(name)s。您的身份：%(hat)s") % {"name": user, "hat": actor_for(user).hats[-1]}
        )
        return redirect("home")
