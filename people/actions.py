"""Everything that changes who somebody is in the portal: registration, invitations, hats, locks, preferences."""

from datetime import timedelta
from uuid import uuid4

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Consent, Hat, Invitation, Unit, User, actor_for
from accounts.permissions import Actor, Permission, Role, can, require
from notifications.actions import post, post_mail, record, shown
from notifications.models import Event, key_of
from people.leaving import must_be_free
from people.ties import tie_of
from ruoyi_coop.lib.errors import AlreadyDone, NotAllowed, NotNow
from ruoyi_coop.lib.search import person_pinyin, pinyin

INVITATION_DAYS = 7
NEW_ADDRESS = "people.new-address"
# Whom each role may invite or give a hat: the administrator anybody, the office its partners.
MAY_GIVE = {
    Role.ADMINISTRATOR: set(Role) - {Role.PUBLIC},
    Role.OFFICE: {Role.OFFICIAL, Role.LIAISON, Role.MENTOR},
}


def register(values: dict, *, by: Actor) -> User | None:
    """Register a student; None when the mobile number or mail address is taken, which only the owner is told.

    `values`: name, affiliation, mobile, email, password. Takes equally long either way, and the page answers the same.
    """
    password = make_password(values["password"])
    taken = User.objects.filter(username=values["mobile"]) | User.objects.filter(email=values["email"])
    if by.submission and Event.objects.filter(submission=by.submission).exists():
        raise AlreadyDone
    if owners := list(taken):
        return _warn_owners(owners)
    try:
        with transaction.atomic():
            return _welcome(values, password, by)
    except IntegrityError:  # somebody registered the same at the same moment
        return None


def _welcome(values: dict, password: str, by: Actor) -> User:
    user = User.objects.create(
        username=values["mobile"],
        mobile=values["mobile"],
        name=values["name"],
        pinyin=person_pinyin(values["name"]),
        affiliation=values["affiliation"],
        email=values["email"],
        password=password,
    )
    hat = Hat.objects.create(user=user, role=Role.STUDENT, is_first=True)
    agree(user)
    _ask_to_confirm(user)
    record(Actor(user=user, hat=hat, role=Role.STUDENT, submission=by.submission), "registered", _("注册"), user)
    return user


def _warn_owners(owners: list[User]) -> None:
    words = _(
        "有人用您的手机号或邮箱注册账号，没有成功：您已经有账号。如果是您本人，请直接登录，或用“忘记密码”重设密码。"
    )
    for owner in owners:
        day = timezone.localdate().isoformat()
        post(
            [owner],
            owner,
            key=f"taken:{day}",
            title=_("有人想用您的手机号或邮箱注册"),
            body=words,
            path=reverse("account_login"),
            urgent=True,
        )


def _ask_to_confirm(user: User) -> None:
    address = EmailAddress.objects.create(user=user, email=user.email, primary=True)
    post_letter(
        user.email,
        user=user,
        title=_("请确认您的邮箱"),
        body=_("%(name)s，您好：请打开下面的链接，确认这个邮箱是您的。以后忘记密码时用它重设。") % {"name": user.name},
        path=reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key]),
    )


def post_letter(address: str, *, title: str, body: str, path: str = "", user: User | None = None) -> None:
    """Put a letter with a private link into the outbox."""
    about = key_of(user) if user else ""
    post_mail(address, key=f"letter:{uuid4().hex}", title=title, body=body, path=path, recipient=user, about=about)


def agree(user: User) -> Consent:
    """Note the consent to the privacy notice in force, once per version."""
    return Consent.objects.get_or_create(
        user=user, kind=Consent.Kind.PRIVACY, version=settings.PRIVACY_NOTICE_VERSION, withdrawn_at=None
    )[0]


def agree_again(user: User, *, by: Actor) -> User:
    """Consent to a notice that has changed."""
    with transaction.atomic():
        agree(user)
        record(by, "agreed", _("同意隐私告知"), user, note=settings.PRIVACY_NOTICE_VERSION)
    return user


def must_agree_again(user: User) -> bool:
    """Whether the person's last consent is to an older notice than the one in force."""
    last = user.consents.filter(withdrawn_at=None).order_by("-given_at").values_list("version", flat=True).first()
    return last is not None and last != settings.PRIVACY_NOTICE_VERSION


@transaction.atomic
def note_security(user: User, label: str, *, address: str = "", old_address: str = "") -> None:
    """Record that a password, mail address or second factor changed, and tell the person where they will see it."""
    event = record(actor_for(user), "security", label, user, note=address)
    words = _("您的账号刚刚%(what)s。如果不是您本人操作，请马上重设密码并联系县合作办。") % {"what": label}
    post([user], user, key=f"security:{event.pk}", title=_("账号安全提醒：%s") % label, body=words, urgent=True)
    if old_address and old_address != user.email:
        post_letter(old_address, user=user, title=_("账号安全提醒：%s") % label, body=words)


@transaction.atomic
def note_lock_out(user: User | None, address: str) -> None:
    """Record that an account was locked after five wrong passwords and tell its owner; unknown names leave no row."""
    if user is None:
        return
    event = record(Actor(), "locked_out", _("登录锁定"), user, note=address)
    words = _("您的账号连续五次输错密码，已锁定15分钟。如果不是您本人，建议修改密码。")
    post([user], user, key=f"locked:{event.pk}", title=_("您的账号被暂时锁定"), body=words, urgent=True)


def note_unlock(user: User, *, by: Actor) -> None:
    require(by, Permission.MANAGE_ACCOUNTS)
    record(by, "unlocked", _("解除登录锁定"), user)


def note_export(title: str, *, by: Actor) -> None:
    """Record that somebody took a list of people or of events away as a file."""
    record(by, "exported", _("导出"), by.user, note=title)


def invite(values: dict, *, by: Actor) -> Invitation:
    """Invite one person to one hat; the letter with the link waits in the outbox.

    `values`: name, email, role, unit (officials), tie ("universities.university:12" for liaisons and mentors).
    """
    require(by, Permission.INVITE)
    _may_give(by, values["role"])
    tie = values.get("tie") or ""
    with transaction.atomic():
        invitation = Invitation.objects.create(
            name=values["name"],
            email=values["email"].lower(),
            role=values["role"],
            unit=_unit_for(values["role"], values.get("unit")),
            tie=tie,
            place=tie_of(tie).label(tie) if tie else "",
            invited_by=by.user,
            expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
        )
        record(by, "invited", _("邀请"), invitation, note=str(invitation.get_role_display()))
        _send(invitation)
    return invitation


def link_of(invitation: Invitation) -> str:
    return f"{settings.SITE['address'].rstrip('/')}{invitation.get_absolute_url()}"


def _send(invitation: Invitation) -> None:
    body = _(
        "%(name)s，您好：%(by)s邀请您以“%(hat)s”的身份使用芮城县校合作平台。链接%(days)d天内有效，只能用一次。请自己设置密码，不要告诉别人。"
    )
    words = {
        "name": invitation.name,
        "by": invitation.invited_by.name,
        "hat": invitation.hat_words,
        "days": INVITATION_DAYS,
    }
    post_mail(
        invitation.email,
        key=f"invitation:{invitation.pk}:{invitation.token.hex}",
        title=_("请您加入芮城县校合作"),
        body=body % words,
        path=invitation.get_absolute_url(),
        about=key_of(invitation),
    )


@transaction.atomic
def invite_again(invitation: Invitation, *, by: Actor) -> Invitation:
    """Send a new link for the same invitation; the old one is dead, the seven days begin anew."""
    require(by, Permission.INVITE)
    row = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if row.accepted_at or row.revoked_at:
        raise NotNow(_("这个邀请已经用过或收回，请重新邀请。"))
    row.token, row.expires_at = uuid4(), timezone.now() + timedelta(days=INVITATION_DAYS)
    row.save(update_fields=["token", "expires_at"])
    record(by, "invited_again", _("重新发出邀请"), row)
    _send(row)
    return row


@transaction.atomic
def accept(invitation: Invitation, *, username: str, password: str) -> User:
    """Take up an invitation once: the account with its own password, the hat, the tie, the consent.

    Raises NotNow when the invitation is no longer open or the name or mail address was taken meanwhile.
    """
    row = _open(invitation)
    user = User(username=username, name=row.name, email=row.email, pinyin=person_pinyin(row.name))
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise NotNow(_("这个用户名或邮箱已有账号。如果是您的，请先登录，再打开邀请链接。")) from error
    EmailAddress.objects.create(user=user, email=user.email, primary=True)
    hat = _wear(user, row.role, row.unit, row.tie, row.place, is_first=True)
    agree(user)
    _take_up(row, Actor(user=user, hat=hat, role=Role(hat.role)))
    return user


@transaction.atomic
def accept_as(invitation: Invitation, *, by: Actor) -> User:
    """Take up an invitation with an account one has already: one more hat, no second password."""
    row = _open(invitation)
    _wear(by.user, row.role, row.unit, row.tie, row.place)
    _take_up(row, by)
    return by.user


def _open(invitation: Invitation) -> Invitation:
    row = Invitation.objects.select_for_update(of=("self",)).select_related("unit", "invited_by").get(pk=invitation.pk)
    if not row.is_open:
        raise NotNow(_("这个邀请已经用过、过期或被收回，请联系发出邀请的人。"))
    return row


def _take_up(row: Invitation, by: Actor) -> None:
    row.accepted_at, row.accepted_by = timezone.now(), by.user
    row.save(update_fields=["accepted_at", "accepted_by"])
    record(by, "accepted", _("接受邀请"), row)
    title = _("%s 接受了邀请") % by.user
    post([row.invited_by], row, key="accepted", title=title, path=row.get_page_url(), mail=False)


def revoke(invitation: Invitation, *, by: Actor) -> Invitation:
    """Make an open invitation's link useless. Raises NotNow when it is used or past already."""
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
    if user.pk == by.user_id:
        raise NotNow(_("不能给自己授予身份，请另一位管理员办理。"))
    tie = values.get("tie") or ""
    place = tie_of(tie).label(tie) if tie else ""
    hat = _wear(user, values["role"], values.get("unit"), tie, place)
    record(by, "hat_given", _("授予身份"), user, note=str(hat))
    _end_sessions(user)
    return hat


@transaction.atomic
def end_hat(hat: Hat, *, by: Actor) -> Hat:
    """End a hat as of yesterday, so that it counts no more; what was done under it stays in the history.

    Raises NotAllowed, NotNow (one's own, or something still hangs on it: hand that over first).
    """
    require(by, Permission.MANAGE_ACCOUNTS)
    if hat.user_id == by.user_id:
        raise NotNow(_("不能停用自己的身份，请另一位管理员办理。"))
    return _end(hat, by)


def _end(hat: Hat, by: Actor) -> Hat:
    must_be_free(hat.user, hat)
    hat.until = timezone.localdate() - timedelta(days=1)
    hat.save(update_fields=["until"])
    record(by, "hat_ended", _("停用身份"), hat.user, note=str(hat))
    _end_sessions(hat.user)
    return hat


def may_end(by: Actor, hat: Hat) -> bool:
    """Whether the actor may end this hat after a handover: who may give such a hat may end it, but not one's own."""
    return can(by, Permission.HAND_OVER) and hat.role in MAY_GIVE.get(by.role, set()) and hat.user_id != by.user_id


@transaction.atomic
def end_hat_after_handover(hat: Hat, *, by: Actor) -> Hat:
    """End a hat of which nothing hangs any more. Raises NotAllowed, NotNow (something is still held)."""
    require(by, Permission.HAND_OVER)
    if not may_end(by, hat):
        raise NotAllowed(_("“%s”这个身份要由另一位系统管理员停用。") % hat)
    return _end(hat, by)


@transaction.atomic
def take_seat(user: User, unit: Unit, *, by: Actor) -> Hat:
    """Let a person stand for a unit whose last official leaves. Raises NotAllowed, NotNow (oneself)."""
    require(by, Permission.HAND_OVER)
    _may_give(by, Role.OFFICIAL)
    if user.pk == by.user_id:
        raise NotNow(_("不能给自己授予身份，请另一位管理员办理。"))
    hat = _wear(user, Role.OFFICIAL, unit, "", "")
    record(by, "hat_given", _("授予身份"), user, note=str(hat))
    _end_sessions(user)
    return hat


@transaction.atomic
def set_active(user: User, active: bool, *, by: Actor) -> User:
    """Close or reopen an account; closing ends its sessions at once. Raises NotNow (one's own, or not handed over)."""
    require(by, Permission.MANAGE_ACCOUNTS)
    if user.pk == by.user_id:
        raise NotNow(_("不能停用自己的账号。"))
    if not active:
        must_be_free(user)
    user.is_active = active
    user.save(update_fields=["is_active"])
    _end_sessions(user)
    record(by, "activated" if active else "deactivated", _("启用账号") if active else _("停用账号"), user)
    return user


@transaction.atomic
def add_unit(values: dict, *, by: Actor) -> Unit:
    require(by, Permission.MANAGE_ACCOUNTS)
    unit = Unit.objects.create(**values, pinyin=pinyin(values["short_name"]))
    record(by, "created", _("新增单位"), unit)
    return unit


@transaction.atomic
def edit_unit(unit: Unit, values: dict, *, by: Actor) -> Unit:
    require(by, Permission.MANAGE_ACCOUNTS)
    row = Unit.objects.select_for_update().get(pk=unit.pk)
    if changes := _change(row, values, {"pinyin": pinyin(values["short_name"])}):
        record(by, "edited", _("修改单位"), row, changes=changes)
    return row


def _change(row, values: dict, derived: dict) -> dict:
    """Write the fields that differ; returns {label: [before, after]} in words for the history."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    words = {str(row._meta.get_field(name).verbose_name): [shown(row, name)] for name in changed}
    for name in changed:
        setattr(row, name, values[name])
        words[str(row._meta.get_field(name).verbose_name)].append(shown(row, name))
    for name, value in derived.items():
        setattr(row, name, value)
    if changed:
        row.save(update_fields=[*changed, *derived])
    return words


@transaction.atomic
def change_me(user: User, values: dict, *, by: Actor) -> User:
    """Correct one's own data. A student's user name is the mobile number and follows it."""
    if user.pk != by.user_id:
        raise NotAllowed(_("只能修改自己的资料。"))
    row = User.objects.select_for_update().get(pk=user.pk)
    derived = {"pinyin": person_pinyin(values["name"])}
    if row.username == row.mobile and values["mobile"]:
        derived["username"] = values["mobile"]
    try:
        with transaction.atomic():
            changes = _change(row, values, derived)
    except IntegrityError as error:
        raise NotNow(_("这个手机号不能使用，请核对。")) from error
    if changes:
        changes.pop(str(User._meta.get_field("mobile").verbose_name), None)  # numbers stay out of the history
        record(by, "self_edited", _("修改本人资料"), row, changes=changes)
    return row


def ask_new_address(user: User, address: str, *, by: Actor) -> None:
    """Write to a new mail address; it counts once the letter's link has been opened."""
    if user.pk != by.user_id:
        raise NotAllowed(_("只能修改自己的资料。"))
    token = signing.dumps([user.pk, user.email, address], salt=NEW_ADDRESS)
    body = _("%(name)s，您好：请打开下面的链接，把账号的邮箱换成这一个。如果不是您本人操作，不用理会。") % {
        "name": user.name
    }
    path = reverse("accounts:confirm_email", args=[token])
    post_letter(address, user=user, title=_("请确认您的新邮箱"), body=body, path=path)


def pending_address(token: str) -> tuple[User, str]:
    """Whose new address a letter's link is about, and which; raises NotNow when the link is old, used or wrong."""
    try:
        pk, old, new = signing.loads(token, salt=NEW_ADDRESS, max_age=timedelta(days=2))
    except signing.BadSignature as error:
        raise NotNow(_("这个链接已经用过或已过期。")) from error
    user = User.objects.filter(pk=pk, email=old, is_active=True).first()
    if user is None:
        raise NotNow(_("这个链接已经用过或已过期。"))
    return user, new


def change_address(token: str) -> User:
    """Take over the new address; the old one hears of it and opens nothing any more."""
    user, new = pending_address(token)
    old = user.email
    try:
        with transaction.atomic():
            User.objects.filter(pk=user.pk, email=old).update(email=new)
            EmailAddress.objects.filter(user=user).delete()
            EmailAddress.objects.create(user=user, email=new, primary=True, verified=True)
    except IntegrityError as error:
        raise NotNow(_("这个邮箱已由别的账号使用。")) from error
    user.refresh_from_db()
    note_security(user, _("更换邮箱"), old_address=old)
    return user


@transaction.atomic
def prefer(user: User, values: dict) -> User:
    """Keep how a person wants the pages to look; not worth an event."""
    for name, value in values.items():
        setattr(user, name, value)
    user.save(update_fields=list(values))
    return user


@transaction.atomic
def withdraw_consent(user: User, *, by: Actor) -> None:
    """Withdraw the consent to the privacy notice; the account closes, what the law makes the county keep stays."""
    if user.pk != by.user_id:
        raise NotAllowed(_("只能撤回自己的同意。"))
    if any(hat.role == Role.ADMINISTRATOR for hat in by.hats):
        raise NotNow(_("管理员账号不能自己停用，请另一位管理员办理。"))
    user.consents.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    user.is_active = False
    user.save(update_fields=["is_active"])
    record(by, "consent_withdrawn", _("撤回同意并停用账号"), user)


def _unit_for(role: str, unit: Unit | None) -> Unit | None:
    """Only those who work in a unit have one."""
    return unit if role in {Role.OFFICIAL, Role.OFFICE, Role.LEADER} else None


def _wear(user: User, role: str, unit: Unit | None, tie: str, place: str, is_first: bool = False) -> Hat:
    unit = _unit_for(role, unit)
    if user.hats.filter(until=None).filter(role=role, unit=unit, place=place).exists():
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
