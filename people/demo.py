"""A few invitations on their way, and the consents of the demo accounts."""

from datetime import timedelta

from django.conf import settings

from accounts import demo as accounts
from accounts.models import Consent, Invitation
from accounts.permissions import Role

# (name, role, unit's short name, place, days since it was sent)
INVITATIONS = [
    ("宋立新", Role.OFFICIAL, "农业农村局", "", 2),
    ("罗静", Role.OFFICIAL, "人社局", "", 5),
    ("邓文博", Role.LIAISON, None, "武汉大学", 30),
]


def seed(world) -> None:
    for number, (name, role, unit, place, days) in enumerate(INVITATIONS):
        sent = world.moment(-days)
        invitation, made = Invitation.objects.get_or_create(
            email=f"invited{number}@demo.ruicheng.invalid",
            defaults={
                "name": name,
                "role": role,
                "unit": world.units[unit] if unit else None,
                "place": place,
                "invited_by": world.people["office"],
                "expires_at": sent + timedelta(days=7),
            },
        )
        if made:
            Invitation.objects.filter(pk=invitation.pk).update(created_at=sent)
    for username, *_rest in accounts.CAST:
        Consent.objects.get_or_create(
            user=world.people[username],
            kind=Consent.Kind.PRIVACY,
            version=settings.PRIVACY_NOTICE_VERSION,
            withdrawn_at=None,
            defaults={"given_at": world.moment(-300)},
        )
