"""Who gets what from the bell, the outbox and the log: (route, method, object, answers)."""

from django.core import signing

from notifications import unsubscribe
from notifications.models import Bounce, Message

READERS = "public 302, admin 200, office 200, auditor 200, rest 403"
SEEN = "public 302, admin 200, office 200, auditor 200, rest 404"
NOBODY = "public 302, rest 404"
TABLE = [
    ("notifications:list", "GET", "", "public 302, rest 200"),
    ("notifications:unread", "GET", "", "public 286, rest 200"),
    ("notifications:read_all", "POST", "", "public 302, rest 302"),
    ("notifications:open", "GET", "for gongke", "public 302, gongke 302, rest 404"),
    ("notifications:open", "GET", "missing", NOBODY),
    ("notifications:outbox", "GET", "", READERS),
    ("notifications:release_all", "POST", "", "public 302, admin 302, rest 403"),
    ("notifications:message", "GET", "held", SEEN),
    ("notifications:message", "GET", "missing", NOBODY),
    ("notifications:move", "GET", "discard", "public 302, admin 200, office 403, auditor 403, rest 404"),
    ("notifications:move", "GET", "no move", NOBODY),
    ("notifications:wishes", "GET", "", "public 302, rest 200"),
    ("notifications:wishes", "POST", "", "public 302, rest 200"),
    ("notifications:try_again", "POST", "", "public 302, rest 302"),
    ("notifications:unsubscribe", "GET", "signed", "rest 200"),
    ("notifications:unsubscribe", "POST", "signed", "rest 200"),
    ("notifications:unsubscribe", "GET", "forged", "rest 404"),
    ("notifications:unsubscribe", "POST", "forged", "rest 404"),
    ("notifications:operations", "GET", "", READERS),
    ("notifications:forget_bounce", "POST", "bounce", "public 302, admin 302, rest 403"),
    ("notifications:robots", "GET", "", "public 302, admin 200, office 200, rest 403"),
    ("notifications:robots", "POST", "", "public 302, admin 200, office 200, rest 403"),
    ("notifications:calendar", "GET", "", "public 302, admin 200, office 200, rest 403"),
    ("notifications:calendar", "POST", "", "public 302, admin 302, office 302, rest 403"),
    ("notifications:ladders", "GET", "", "public 302, admin 200, office 200, rest 403"),
    ("notifications:ladder", "GET", "reminder", "public 302, admin 200, office 200, rest 403"),
    ("notifications:ladder", "GET", "fixed reminder", "public 302, admin 404, office 404, rest 403"),
    ("notifications:ladder", "GET", "no reminder", "public 302, admin 404, office 404, rest 403"),
    ("notifications:ladder", "POST", "reminder", "public 302, admin 200, office 200, rest 403"),
    ("notifications:reset_ladder", "POST", "reminder", "public 302, admin 302, office 302, rest 403"),
    ("notifications:reset_ladder", "POST", "no reminder", "public 302, admin 404, office 404, rest 403"),
    ("notifications:events", "GET", "", "public 302, admin 200, auditor 200, rest 403"),
]


def objects(county) -> dict[str, dict]:
    """The URL arguments of the objects named in the table."""
    to = county.people["gongke"]
    bell = Message.objects.create(key="bell", channel="portal", recipient=to, subject="x:1", title="t", state="done")
    held = Message.objects.create(key="held", channel="mail", recipient=to, subject="x:1", title="t", state="held")
    return {
        "for gongke": {"pk": bell.pk},
        "held": {"pk": held.pk},
        "discard": {"pk": held.pk, "move": "discard"},
        "no move": {"pk": held.pk, "move": "burn"},
        "missing": {"pk": 10**9},
        "signed": {"token": signing.dumps([to.pk, ["duty_due"]], salt=unsubscribe.SALT, compress=True)},
        "forged": {"token": "x:y:z"},
        "bounce": {"pk": Bounce.objects.create(address="gone@example.com", reason="550").pk},
        "reminder": {"rule": "duty_due"},
        "fixed reminder": {"rule": "duty_red"},
        "no reminder": {"rule": "nothing"},
    }
