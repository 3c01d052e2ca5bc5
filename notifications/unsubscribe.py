"""The signed address with which a mail program switches a kind of mail off in one click (RFC 8058)."""

from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.urls import reverse

from notifications.models import Message, Wish
from notifications.tick import announced

SALT = "notifications.unsubscribe"


def optional(kinds: Iterable[str]) -> list[str]:
    """Those kinds that a person may do without."""
    rules = announced()
    return sorted({kind for kind in kinds if kind in rules and not rules[kind].is_fixed})


def headers(message: Message, kinds: Iterable[str] = ()) -> dict[str, str]:
    """The two headers of a mail about optional kinds only or among others; none when all of it is owed."""
    kinds = optional([*kinds, message.rule])
    if not kinds or not message.recipient_id:
        return {}
    token = signing.dumps([message.recipient_id, kinds], salt=SALT, compress=True)
    address = settings.SITE["address"].rstrip("/") + reverse("notifications:unsubscribe", args=[token])
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def read(token: str) -> tuple[int, list[str]] | None:
    try:
        person_id, kinds = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return person_id, optional(kinds)


def switch_off(person_id: int, kinds: list[str]) -> None:
    """No mail of these kinds any more, also what waits; the bell goes on."""
    for kind in kinds:
        Wish.objects.update_or_create(person_id=person_id, kind=kind, defaults={"mail": Wish.Mail.OFF})
    take_back(person_id, kinds)


def take_back(person_id: int, kinds: list[str]) -> None:
    """What of these kinds has not gone out to the person by mail stays under the bell only."""
    Message.objects.unsent().filter(recipient=person_id, rule__in=kinds, channel=Message.Channel.MAIL).delete()
