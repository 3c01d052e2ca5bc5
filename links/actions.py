"""Links made, sent, opened and revoked; each of it is an event of the record the link opens."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from links.models import PersonalLink
from links.purposes import purpose_of
from notifications.actions import create, edit, post_mail, record
from ruoyi_coop.lib.errors import NotNow


@transaction.atomic
def link_to(thing, purpose: str, *, holder: str, expires_at: datetime, by: Actor, address: str = "") -> PersonalLink:
    """The one open link of this person for this matter: the one there is, or a new one in place of one that ends early.

    The caller has checked that `by` may give it. Raises KeyError for a purpose nobody announced.
    """
    if purpose_of(purpose) is None:
        raise KeyError(purpose)
    same = {"purpose": purpose, "subject": thing.key, "holder": holder}
    found = PersonalLink.objects.select_for_update().filter(**same, revoked_at=None).first()
    if found and found.is_open and found.expires_at >= expires_at and found.address in ("", address):
        return found
    if found:
        _close(found, by, _("换发新链接"))
    link = PersonalLink(**same, address=address, expires_at=expires_at, made_by=by.user)
    return create(link, by=by.sending(None), label=_("生成专用链接"), verb="link_made")


def mail_link(link: PersonalLink, *, title: str, body: str, key: str) -> None:
    """Send the link to the address it was made for, once for each `key`. Raises NotNow without an address."""
    if not link.address:
        raise NotNow(_("没有登记电子邮箱，请把链接或二维码直接发给本人。"))
    post_mail(link.address, key=f"{link.key}:{key}", title=title, body=body, path=link.path, about=link.subject)


@transaction.atomic
def revoke(link: PersonalLink, *, by: Actor, note: str = "") -> PersonalLink:
    """Shut a link for good. The caller has checked the permission; a second time changes nothing."""
    link = PersonalLink.objects.select_for_update().get(pk=link.pk)
    return link if link.revoked_at else _close(link, by, note)


def _close(link: PersonalLink, by: Actor, note: str) -> PersonalLink:
    values = {"revoked_at": timezone.now()}
    return edit(link, values, by=by, label=_("收回专用链接"), note=note, verb="link_revoked")


@transaction.atomic
def opened(link: PersonalLink, actor: Actor) -> None:
    """Note that the link was opened; the first time each day is an event, every time counts."""
    today = timezone.localdate()
    first = link.last_used_at is None or timezone.localdate(link.last_used_at) < today
    PersonalLink.objects.filter(pk=link.pk).update(uses=F("uses") + 1, last_used_at=timezone.now())
    if first:
        record(actor, "link_opened", _("打开专用链接"), link)


def actor_of(link: PersonalLink) -> Actor:
    """Who comes by the link: a guest who may do what its purpose allows, with the one record it names."""
    allowed = purpose_of(link.purpose).permissions
    return Actor(guest=link.holder, opened=frozenset((permission, link.subject) for permission in allowed))
