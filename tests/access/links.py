"""Who gets what of personal links: (route, method, object, answers); the door itself is walked by its own tests."""

TABLE = (
    ("links:list", "GET", "", "public 302, rest 200"),
    ("links:link", "GET", "sent", "public 302, office 200, leader 200, auditor 200, yabao 200, rest 404"),
    ("links:link", "GET", "nothing", "public 302, rest 404"),
    ("links:revoke", "POST", "sent", "public 302, office 302, leader 403, auditor 403, yabao 302, rest 404"),
    ("links:revoke", "POST", "nothing", "public 302, rest 404"),
    ("links:door", "GET", "forged", "rest 404"),
    ("links:door", "POST", "forged", "rest 404"),
)


def objects(county):
    from datetime import timedelta

    from django.utils import timezone

    from links.models import PersonalLink

    sent = PersonalLink.objects.create(
        purpose="onpost.week",
        subject="interns.tutor:1",
        holder="张师傅",
        expires_at=timezone.now() + timedelta(days=1),
        made_by=county.people["yabao"],
    )
    return {
        "sent": {"pk": sent.pk},
        "nothing": {"pk": 999_999},
        "forged": {"token": f"{sent.pk}-{'a' * 26}"},
    }
