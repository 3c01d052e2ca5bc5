"""Everything that changes who somebody is in the portal: registration, invitations, hats, locks, preferences."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Consent, Hat, Invitation, Unit, User
from accounts.permissions import SITE_WIDE, Actor, Permission, Role, require
from notifications.actions import post, record
from people.ties import tie_of
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from ruoyi_coop.lib.search import person_pinyin, pinyin

INVITATION_DAYS = 7
# Whom each role may invite or give a hat: the administrator anybody, the office its partners.
MAY_GIVE = {
    Role.ADMINISTRATOR: set(Role) - {Role.PUBLIC},
    Role.OFFICE: {Role.OFFICIAL, Role.LIAISON, Role.MENTOR},
}


@transaction.atomic
def welcome_student(user: User) -> User:
    """Complete a registration: the student's hat, the consent to today's notice, the first event."""
    hat = Hat.objects.create(user=user, role=Role.STUDENT, is_first=True)
    agree(user)
    record(Actor(user=user, hat=hat, role=Role.STUDENT), "registered", _("注册"), user)
    return user


def agree(user: User) -> Consent:
    """Note the consent to the privacy notice in force, once per version."""
    return Consent.objects.get_or_create(
        user=user, kind=Consent.Kind.PRIVACY, version=settings.PRIVACY_NOTICE_VERSION, withdrawn_at=None
    )[0]


def invite(values: dict, *, by: Actor) -> Invitation:
    """Invite one person to one hat; a mail with the link goes out after the commit.

    `values`: name, email, role, unit (officials), tie ("universities.university:12" for liaisons and mentors).
    """
    require(by, Permission.INVITE)
    _may_give(by, values["role"])
    tie = values.get("tie") or ""
    with transaction.atomic():
        invitation = Invitation.objects.create(
            name=values["name"],
            email=values["email"],
            role=values["role"],
            unit=values.get("unit"),
            tie=tie,
            place=tie_of(tie).label(tie) if tie else "",
            invited_by=by.user,
            expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
        )
        record(by, "invited", _("邀请"), invitation, note=invitation.email)
        transaction.on_commit(lambda: _send(invitation))
    return invitation


def link_of(invitation: Invitation) -> str:
    return f"{settings.SITE['address'].rstrip('/')}{invitation.get_absolute_url()}"


def _send(invitation: Invitation) -> None:
    """Try to mail the link; the inviter sees it on the page as well, so a failure loses nothing."""
    words = {"invitation": invitation, "link": link_of(invitation), "site": settings.SITE}
    body = render_to_string("mail/invitation.txt", words)
    letter = EmailMultiAlternatives(_("请您加入芮城县校合作"), body, to=[invitation.email])
    try:
        letter.send()
    except OSError:
        return


@transaction.atomic
def accept(invitation: Invitation, *, username: str, password: str) -> User:
    """Take up an invitation once: the account with its own password, the hat, the tie, the consent."""
    row = Invitation.objects.select_for_update().select_related("unit").get(pk=invitation.pk)
    if not row.is_open:
        raise NotNow(_("这个邀请已经用过、过期或被收回，请联系发出邀请的人。"))
    user = User(username=username, name=row.name, email=row.email, pinyin=person_pinyin(row.name))
    user.set_password(password)
    user.save()
    hat = _wear(user, row.role, row.unit, row.tie, row.place, is_first=True)
    row.accepted_at, row.accepted_by = timezone.now(), user
    row.save(update_fields=["accepted_at", "accepted_by"])
    agree(user)
    by = Actor(user=user, hat=hat, role=Role(hat.role))
    record(by, "accepted", _("接受邀请"), row)
    post([row.invited_by], row, key="accepted", title=_("%s 接受了邀请") % user, mail=False)
    return user


@transaction.atomic
def accept_as(invitation: Invitation, *, by: Actor) -> User:
    """Take up an invitation with an account one has already: one more hat, no second password."""
    row = Invitation.objects.select_for_update().select_related("unit").get(pk=invitation.pk)
    if not row.is_open:
        raise NotNow(_("这个邀请已经用过、过期或被收回，请联系发出邀请的人。"))
    _wear(by.user, row.role, row.unit, row.tie, row.place)
    row.accepted_at, row.accepted_by = timezone.now(), by.user
    row.save(update_fields=["accepted_at", "accepted_by"])
    record(by, "accepted", _("接受邀请"), row)
    return by.user


def revoke(invitation: Invitation, *, by: Actor) -> Invitation:
    require(by, Permission.INVITE)
    with transaction.atomic():
        row = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if not row.is_open:
            raise NotNow(_("这个邀请已经用过或过期，不用收回。"))
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
        record(by, "revoked", _("收回邀请"), row)
    return row


@transaction.atomic
def give_hat(user: User, values: dict, *, by: Actor) -> Hat:
    """Give a person one more hat. Their sessions end, so that the change holds at once."""
    require(by, Permission.MANAGE_ACCOUNTS)
    _may_give(by, values["role"])
    tie = values.get("tie") or ""
    place = tie_of(tie).label(tie) if tie else ""
    hat = _wear(user, values["role"], values.get("unit"), tie, place)
    record(by, "hat_given", _("授予身份"), user, note=str(hat))
    _end_sessions(user)
    return hat


@transaction.atomic
def end_hat(hat: Hat, *, by: Actor) -> Hat:
    """End a hat as of yesterday; what was done under it stays in the history."""
    require(by, Permission.MANAGE_ACCOUNTS)
    if hat.user_id == by.user_id and hat.pk == by.hat_id:
        raise NotNow(_("不能停用自己正在使用的身份。"))
    hat.until = max(hat.since, timezone.localdate() - timedelta(days=1))
    if hat.until >= timezone.localdate():  # given today: it never counted
        record(by, "hat_ended", _("停用身份"), hat.user, note=str(hat))
        hat.delete()
    else:
        hat.save(update_fields=["until"])
        record(by, "hat_ended", _("停用身份"), hat.user, note=str(hat))
    _end_sessions(hat.user)
    return hat


@transaction.atomic
def set_active(user: User, active: bool, *, by: Actor) -> User:
    """Close or reopen an account; closing ends its sessions at once."""
    require(by, Permission.MANAGE_ACCOUNTS)
    if user.pk == by.user_id:
        raise NotNow(_("不能停用自己的账号。"))
    user.is_active = active
    user.save(update_fields=["is_active"])
    _end_sessions(user)
    record(by, "activated" if active else "deactivated", _("启用账号") if active else _("停用账号"), user)
    return user


@transaction.atomic
def save_unit(unit: Unit | None, values: dict, *, by: Actor) -> Unit:
    require(by, Permission.MANAGE_ACCOUNTS)
    made = unit is None
    unit = unit or Unit()
    for name, value in values.items():
        setattr(unit, name, value)
    unit.pinyin = pinyin(unit.short_name)
    unit.save()
    record(by, "unit_saved", _("新增单位") if made else _("修改单位"), unit)
    return unit


@transaction.atomic
def change_me(user: User, values: dict, *, by: Actor) -> User:
    """Correct one's own data."""
    if user.pk != by.user_id:
        raise NotAllowed(_("只能修改自己的资料。"))
    changed = [name for name, value in values.items() if getattr(user, name) != value]
    for name in changed:
        setattr(user, name, values[name])
    if "name" in changed:
        user.pinyin = person_pinyin(user.name)
        changed.append("pinyin")
    if changed:
        user.save(update_fields=changed)
        record(by, "self_edited", _("修改本人资料"), user)
    return user


@transaction.atomic
def withdraw_consent(user: User, *, by: Actor) -> None:
    """Withdraw the consent to the privacy notice; the account closes, what the law makes the county keep stays."""
    if user.pk != by.user_id:
        raise NotAllowed(_("只能撤回自己的同意。"))
    user.consents.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    user.is_active = False
    user.save(update_fields=["is_active"])
    record(by, "consent_withdrawn", _("撤回同意并停用账号"), user)


def _wear(user: User, role: str, unit: Unit | None, tie: str, place: str, is_first: bool = False) -> Hat:
    unit = unit if role not in SITE_WIDE or role in {Role.OFFICE, Role.LEADER} else None
    if user.hats.worn().filter(role=role, unit=unit, place=place).exists():
        raise NotNow(_("这个人已经有这个身份。"))
    hat = Hat.objects.create(user=user, role=role, unit=unit, place=place, is_first=is_first)
    if tie:
        tie_of(tie).make(hat, tie)
    return hat


def _may_give(by: Actor, role: str) -> None:
    if role not in MAY_GIVE.get(by.role, set()):
        raise NotAllowed(_("您不能授予“%s”这个身份。") % Role(role).label)


def _end_sessions(user: User) -> None:
    user.sessions_valid_from = timezone.now()
    user.save(update_fields=["sessions_valid_from"])
