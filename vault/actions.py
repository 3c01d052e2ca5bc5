"""Numbers kept, shown to who may see them, and withdrawn; neither history nor messages ever hold one."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Consent, Hat
from accounts.permissions import Actor, Permission, Role, require
from notifications.actions import first_time, post, record
from notifications.models import Event
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from ruoyi_coop.lib.secrets import decrypt, encrypt, fingerprint
from vault import holds
from vault.models import BankAccount, Identity

MANY_LOOKS = 20  # a day by one person; beyond it the administrator hears of it
MODELS = {Consent.Kind.IDENTITY: Identity, Consent.Kind.BANK: BankAccount}


@transaction.atomic
def keep_identity(number: str, *, by: Actor) -> Identity:
    """Seal one's own ID number; `number` is clean. The office is hinted when another account has the same."""
    require(by, Permission.KEEP_OWN_NUMBERS)
    first_time(by)
    row = _keep(Identity, number, "identity", {}, by)
    _agree(Consent.Kind.IDENTITY, by)
    record(by, "identity_kept", _("填写身份证号"), by.user, note=row.masked)
    _hint_at_twins(row)
    return row


@transaction.atomic
def keep_bank_account(values: dict, *, by: Actor) -> BankAccount:
    """Seal one's own bank account {number, bank, holder}; the separate consent is given with it."""
    require(by, Permission.KEEP_OWN_NUMBERS)
    first_time(by)
    words = {"bank": values["bank"], "holder": values["holder"]}
    row = _keep(BankAccount, values["number"], "bank", words, by)
    _agree(Consent.Kind.BANK, by)
    record(by, "bank_account_kept", _("填写银行账号"), by.user, note=str(row))
    return row


def _keep(model, number: str, purpose: str, words: dict, by: Actor):
    sealed = {"sealed": encrypt(number), "fingerprint": fingerprint(number, purpose), "last": number[-4:]}
    values = sealed | words | {"changed_at": timezone.now()}
    return model.objects.update_or_create(user=by.user, defaults=values)[0]


def _agree(kind: str, by: Actor) -> None:
    Consent.objects.get_or_create(user=by.user, kind=kind, version=settings.PRIVACY_NOTICE_VERSION, withdrawn_at=None)


def _hint_at_twins(row: Identity) -> None:
    """Two accounts with one number may be one person: the office looks, the person is told nothing of the other."""
    if not Identity.objects.filter(fingerprint=row.fingerprint).exclude(pk=row.pk).exists():
        return
    office = Hat.objects.worn().filter(role=Role.OFFICE).people()
    title = _("%s 填写的身份证号与另一个账号相同") % row.user.name
    post(
        office, row.user, key=f"twin:{row.fingerprint[:16]}", title=title, body=_("编制补贴清单前请核对。"), mail=False
    )


@transaction.atomic
def withdraw(kind: str, *, by: Actor) -> None:
    """Take back one consent: the number is deleted at once. Raises NotNow while a payment needs it."""
    if not by.user_id:
        raise NotAllowed(_("请先登录。"))
    if kind == Consent.Kind.BANK and (words := holds.why_not_yet(by.user)):
        raise NotNow(words)
    MODELS[kind].objects.filter(user=by.user).delete()
    by.user.consents.filter(kind=kind, withdrawn_at=None).update(withdrawn_at=timezone.now())
    record(by, f"{kind}_withdrawn", _("撤回同意：%s") % Consent.Kind(kind).label, by.user)


@transaction.atomic
def reveal(row: Identity | BankAccount, reason: str, *, by: Actor) -> str:
    """Return the number, and record who looked and why; the person reads it on the own page.

    Raises NotAllowed. Whoever looks at very many numbers in a day is reported to the administrator.
    """
    require(by, Permission.REVEAL_NUMBER)
    label = _("查看完整%s") % row._meta.verbose_name
    record(by, "revealed", label, row.user, note=reason)
    _watch(by)
    return decrypt(row.sealed)


def _watch(by: Actor) -> None:
    today = timezone.localdate()
    looks = Event.objects.filter(actor=by.user_id, verb="revealed", at__date=today).count()
    if looks == MANY_LOOKS:
        watchers = Hat.objects.worn().filter(role__in=(Role.ADMINISTRATOR, Role.AUDITOR)).people()
        title = _("%(who)s 今天查看了 %(count)d 个完整号码") % {"who": by.name, "count": looks}
        post(watchers, by.user, key=f"looks:{today.isoformat()}", title=title, urgent=True)


def open_own(row: Identity | BankAccount, *, by: Actor) -> str:
    """Show a person the own number, after the password was asked again. Raises NotAllowed for anybody else's."""
    if row.user_id != by.user_id:
        raise NotAllowed(_("只能查看自己的号码。"))
    return decrypt(row.sealed)
