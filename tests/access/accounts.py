"""Who gets what in the accounts pages: (route, method, object, answers)."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from accounts.models import Hat, Invitation, User
from accounts.permissions import Role

READERS = "public 302, admin 200, office 200, auditor 200, rest 403"
SEEN = "public 302, admin 200, office 200, auditor 200, rest 404"
ADMIN_PAGE = "public 302, admin 200, office 403, auditor 403, rest 404"
ADMIN_ACT = "public 302, admin 302, office 403, auditor 403, rest 404"
NOBODY = "public 302, rest 404"
TABLE = [
    ("accounts:me", "GET", "", "public 302, rest 200"),
    ("accounts:edit_me", "GET", "", "public 302, rest 200"),
    ("accounts:change_email", "GET", "", "public 302, rest 200"),
    ("accounts:confirm_email", "GET", "no token", "rest 200"),
    ("accounts:export_me", "GET", "", "public 302, rest 200"),
    ("accounts:agree", "GET", "", "public 302, rest 200"),
    ("accounts:withdraw", "GET", "", "public 302, rest 200"),
    ("accounts:switch_hat", "POST", "gongke's second hat", "public 302, gongke 302, rest 404"),
    ("accounts:switch_hat", "POST", "missing", NOBODY),
    ("accounts:appearance", "POST", "", "rest 302"),
    ("accounts:privacy", "GET", "", "rest 200"),
    ("accounts:privacy_version", "GET", "notice", "rest 200"),
    ("accounts:privacy_version", "GET", "no notice", "rest 404"),
    ("accounts:roles", "GET", "", "public 302, rest 200"),
    ("accounts:people", "GET", "", READERS),
    ("accounts:person", "GET", "somebody", SEEN),
    ("accounts:person", "GET", "missing", NOBODY),
    ("accounts:give_hat", "GET", "somebody", ADMIN_PAGE),
    ("accounts:give_hat", "GET", "missing", NOBODY),
    ("accounts:end_hat", "POST", "hat", ADMIN_ACT),
    ("accounts:end_hat", "POST", "missing", NOBODY),
    ("accounts:close", "GET", "somebody", ADMIN_PAGE),
    ("accounts:close", "GET", "missing", NOBODY),
    ("accounts:reopen", "POST", "somebody", ADMIN_ACT),
    ("accounts:reopen", "POST", "missing", NOBODY),
    ("accounts:unlock", "POST", "somebody", ADMIN_ACT),
    ("accounts:unlock", "POST", "missing", NOBODY),
    ("accounts:units", "GET", "", READERS),
    ("accounts:add_unit", "GET", "", "public 302, admin 200, rest 403"),
    ("accounts:unit", "GET", "unit", ADMIN_PAGE),
    ("accounts:unit", "GET", "missing", NOBODY),
    ("accounts:invitations", "GET", "", READERS),
    ("accounts:invite", "GET", "", "public 302, admin 200, office 200, rest 403"),
    ("accounts:invitation", "GET", "invitation", SEEN),
    ("accounts:invitation", "GET", "missing", NOBODY),
    ("accounts:invite_again", "POST", "invitation", "public 302, admin 302, office 302, auditor 403, rest 404"),
    ("accounts:invite_again", "POST", "missing", NOBODY),
    ("accounts:revoke", "POST", "invitation", "public 302, admin 302, office 302, auditor 403, rest 404"),
    ("accounts:revoke", "POST", "missing", NOBODY),
    ("accounts:accept", "GET", "invited", "rest 200"),
    ("accounts:accept", "GET", "not invited", "rest 404"),
]


def objects(county) -> dict[str, dict]:
    """The URL arguments of the objects named in the table."""
    people = county.people
    common = {"name": "周新", "role": Role.OFFICIAL, "unit": county.units["教育局"], "invited_by": people["office"]}
    somebody = User.objects.create(username="somebody", name="某人")
    Hat.objects.create(user=somebody, role=Role.AUDITOR)
    expires = timezone.now() + timedelta(days=7)
    shown = Invitation.objects.create(email="a@example.com", expires_at=expires, **common)
    taken = Invitation.objects.create(email="b@example.com", expires_at=expires, **common)
    return {
        "somebody": {"pk": somebody.pk},
        "hat": {"pk": somebody.hats.get().pk},
        "gongke's second hat": {"pk": people["gongke"].hats.order_by("-id").first().pk},
        "unit": {"pk": county.units["教育局"].pk},
        "invitation": {"pk": shown.pk},
        "invited": {"token": taken.token},
        "not invited": {"token": uuid4()},
        "notice": {"version": "2026-11"},
        "no notice": {"version": "1999-01"},
        "no token": {"token": "nonsense"},
        "missing": {"pk": 10**9},
    }
