"""Addresses that refuse our mail: noted when a server says so, shown to whom it concerns, forgotten on request."""

from django.db.models import F
from django.db.models.functions import Now

from notifications.models import Bounce


def note(address: str, reason: str) -> None:
    """Remember that nothing arrives there; the first time and the last reason count."""
    row, is_new = Bounce.objects.get_or_create(address=address.lower(), defaults={"reason": reason[:300]})
    if not is_new:
        Bounce.objects.filter(pk=row.pk).update(reason=reason[:300], count=F("count") + 1, last_at=Now())


def is_bouncing(address: str) -> bool:
    return bool(address) and Bounce.objects.filter(address=address.lower()).exists()


def addresses() -> set[str]:
    """All of them: a round asks once."""
    return set(Bounce.objects.values_list("address", flat=True))


def forget(address: str) -> None:
    """The mailbox works again, or somebody wants to try."""
    Bounce.objects.filter(address=address.lower()).delete()
