"""What administrators do with people, units and invitations; the office and the auditor look on."""

from django.contrib import messages
from django.db.models import Count, Prefetch, Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views import View

from accounts.models import Hat, Invitation, Unit, User
from accounts.permissions import Permission, can, require
from pages.forms import ActionForm
from pages.views import FormPage, ListPage, OnThing, RecordPage
from people import actions, forms, leaving, tables, throttle
from ruoyi_coop.lib.errors import NotNow

LINK_KEY = "invitation_link"  # in the inviter's session, until it has been shown once


class ReadersOnly:
    """Lists that only those see who look after people; the rest may know that the page exists."""

    def get_queryset(self):
        require(self.request.actor, Permission.READ_ACCOUNTS)
        return super().get_queryset()


class People(ReadersOnly, ListPage):
    model = User
    table_class, filterset_class = tables.PeopleTable, tables.PeopleFilter

    def get_title(self):
        return _("人员")

    @property
    def actions(self):
        return [
            (_("邀请"), "accounts:invite", Permission.INVITE),
            (_("邀请记录"), "accounts:invitations", Permission.READ_ACCOUNTS),
            (_("单位"), "accounts:units", Permission.READ_ACCOUNTS),
            (_("身份与权限"), "accounts:roles", Permission.READ_ACCOUNTS),
        ]

    def get_queryset(self):
        worn = Hat.objects.worn().select_related("unit").order_by("-is_first", "id")
        return super().get_queryset().prefetch_related(Prefetch("hats", queryset=worn))

    def download(self, kind):
        actions.note_export(self.get_title(), by=self.request.actor)
        return super().download(kind)


class Person(RecordPage):
    model = User
    template_name = "people/person.html"
    context_object_name = "person"

    def get_crumbs(self):
        return ((_("人员"), reverse("accounts:people")),)

    def get_context_data(self, **context):
        may_manage = can(self.request.actor, Permission.MANAGE_ACCOUNTS)
        return super().get_context_data(
            hats=[(hat, hat.is_worn) for hat in self.object.hats.select_related("unit").order_by("-until", "id")],
            may_manage=may_manage and self.object.pk != self.request.user.pk,
            sees_numbers=may_manage,
            locked_until=throttle.locked_until(throttle.key_of(self.object)),
            obstacle=self.get_obstacle(),
            **context,
        )

    def get_obstacle(self):
        """What the person still holds, for those who can have it handed over."""
        may_hand_over = can(self.request.actor, Permission.HAND_OVER) and self.object.pk != self.request.user.pk
        return leaving.obstacle(self.object) if may_hand_over else None


class GiveHat(FormPage):
    model = User
    form_class = forms.HatForm
    permission = Permission.MANAGE_ACCOUNTS

    def get_title(self):
        return _("授予身份")

    @property
    def warning(self):
        return _("授予后对方要重新登录才能继续。")

    def perform(self, form, by):
        return actions.give_hat(self.thing, form.values(), by=by).user


class Act(OnThing, View):
    """One click on a record: POST only, does it or says why not, and goes back to the record's page."""

    http_method_names = ["post"]
    permission = Permission.MANAGE_ACCOUNTS

    def post(self, request, **kwargs):
        thing = self.thing
        require(request.actor, self.permission)
        try:
            messages.success(request, self.act(thing))
        except NotNow as no:
            messages.error(request, self.why_not(thing, no))
        return redirect(self.back_to(thing))

    def why_not(self, thing, no: NotNow) -> str:
        """The sentence that says what stands in the way."""
        return str(no)

    def act(self, thing) -> str:
        """Call the action; return the sentence that says it is done."""
        raise NotImplementedError

    def back_to(self, thing) -> str:
        return thing.get_absolute_url()


class EndHat(Act):
    model = Hat

    def get_queryset(self):
        people = User.objects.visible_to(self.request.actor)
        return Hat.objects.filter(user__in=people).select_related("user", "unit")

    def act(self, thing):
        return _("已停用身份：%s") % actions.end_hat(thing, by=self.request.actor)

    def why_not(self, thing, no):
        found = leaving.obstacle(thing.user, thing)
        if found is None or found.words != str(no):
            return str(no)
        return format_html('{} <a href="{}">{}</a>', found.words, found.url, _("办理工作交接"))

    def back_to(self, thing):
        return thing.user.get_absolute_url()


class CloseAccount(FormPage):
    model = User
    form_class = ActionForm
    permission = Permission.MANAGE_ACCOUNTS
    template_name = "people/close.html"

    def get_title(self):
        return _("停用账号")

    @property
    def submit(self):
        return _("停用")

    @property
    def warning(self):
        return _("停用后这个人立即退出登录，不能再进入；已办的事和记录都保留，可以随时恢复。")

    def get_context_data(self, **context):
        return super().get_context_data(obstacle=leaving.obstacle(self.thing), **context)

    def perform(self, form, by):
        return actions.set_active(self.thing, False, by=by)


class ReopenAccount(Act):
    model = User

    def act(self, thing):
        actions.set_active(thing, True, by=self.request.actor)
        return _("账号已恢复。")


class Unlock(Act):
    """Take away the lock after five wrong passwords."""

    model = User

    def act(self, thing):
        actions.note_unlock(thing, by=self.request.actor)
        throttle.unlock(self.request, throttle.key_of(thing))
        return _("已解除登录锁定。")


class Units(ReadersOnly, ListPage):
    model = Unit
    table_class, filterset_class = tables.UnitTable, tables.UnitFilter

    def get_title(self):
        return _("单位")

    @property
    def actions(self):
        return [(_("新增单位"), "accounts:add_unit", Permission.MANAGE_ACCOUNTS)]

    def get_crumbs(self):
        return ((_("人员"), reverse("accounts:people")),)

    def get_queryset(self):
        today = timezone.localdate()
        worn = Q(hats__until=None) | Q(hats__until__gte=today)
        counted = worn & Q(hats__since__lte=today, hats__user__is_active=True)
        return super().get_queryset().annotate(people=Count("hats__user", filter=counted, distinct=True))


class AddUnit(FormPage):
    form_class = forms.UnitForm
    permission = Permission.MANAGE_ACCOUNTS

    def get_title(self):
        return _("新增单位")

    def get_crumbs(self):
        return ((_("单位"), reverse("accounts:units")),)

    def perform(self, form, by):
        actions.add_unit(form.values(), by=by)
        return reverse("accounts:units")


class EditUnit(FormPage):
    model = Unit
    form_class = forms.UnitForm
    permission = Permission.MANAGE_ACCOUNTS

    def get_title(self):
        return _("修改单位")

    def get_crumbs(self):
        return ((_("单位"), reverse("accounts:units")),)

    def check(self):
        thing = self.thing  # a unit that may not be seen is a 404 before it is a 403
        require(self.request.actor, self.permission)
        assert thing

    def perform(self, form, by):
        actions.edit_unit(self.thing, form.values(), by=by)
        return reverse("accounts:units")


class Invitations(ReadersOnly, ListPage):
    model = Invitation
    table_class, filterset_class = tables.InvitationTable, tables.InvitationFilter

    def get_title(self):
        return _("邀请记录")

    @property
    def actions(self):
        return [(_("邀请"), "accounts:invite", Permission.INVITE)]

    def get_crumbs(self):
        return ((_("人员"), reverse("accounts:people")),)

    def get_queryset(self):
        return super().get_queryset().select_related("unit", "invited_by")


class Invite(FormPage):
    form_class = forms.InviteForm
    permission = Permission.INVITE
    template_name = "people/invite.html"

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
        invitation = actions.invite(form.values(), by=by)
        self.request.session[LINK_KEY] = [invitation.pk, actions.link_of(invitation)]
        return invitation.get_page_url()


class InvitationPage(RecordPage):
    model = Invitation
    template_name = "people/invitation.html"
    context_object_name = "invitation"

    def get_queryset(self):
        return super().get_queryset().select_related("unit", "invited_by", "accepted_by")

    def get_crumbs(self):
        return ((_("邀请记录"), reverse("accounts:invitations")),)

    def get_context_data(self, **context):
        may_invite = can(self.request.actor, Permission.INVITE)
        return super().get_context_data(link=self._link_once(), may_invite=may_invite, **context)

    def _link_once(self) -> str:
        pk, link = self.request.session.get(LINK_KEY, (None, ""))
        if pk != self.object.pk:
            return ""
        del self.request.session[LINK_KEY]
        return link


class ActOnInvitation(Act):
    model = Invitation
    permission = Permission.INVITE

    def back_to(self, thing):
        return thing.get_page_url()


class InviteAgain(ActOnInvitation):
    def act(self, thing):
        row = actions.invite_again(thing, by=self.request.actor)
        self.request.session[LINK_KEY] = [row.pk, actions.link_of(row)]
        return _("已换新链接重新发出，旧链接作废。")


class Revoke(ActOnInvitation):
    def act(self, thing):
        actions.revoke(thing, by=self.request.actor)
        return _("已收回邀请，链接作废。")
