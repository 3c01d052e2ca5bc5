"""Who gets what in the wall app: (route, method, object, answers).

The chart itself shows everybody what they may see of the projects, which for some is nothing.
`screen` is a display in use, `gone` a revoked one; the office alone keeps them.
"""

OFFICE = "public 302, office 200, rest 403"
TABLE = [
    ("wall:wall", "GET", "", "public 302, rest 200"),
    ("wall:paper", "GET", "", "public 302, rest 200"),
    ("wall:screen", "GET", "", "public 302, rest 200"),
    ("wall:display", "GET", "screen", "rest 200"),
    ("wall:display", "GET", "gone", "rest 404"),
    ("wall:display", "GET", "unknown", "rest 404"),
    ("wall:displays", "GET", "", OFFICE),
    ("wall:display_add", "GET", "", OFFICE),
    ("wall:display_add", "POST", "", OFFICE),
    ("wall:display_revoke", "GET", "kept", "public 302, office 200, rest 404"),
    ("wall:display_revoke", "POST", "missing", "public 302, rest 404"),
]


def objects(county) -> dict[str, dict]:
    """The URL arguments of the objects named in the table."""
    from uuid import UUID

    from django.utils import timezone

    from wall.models import Display

    office = county.people["office"]
    shown = Display.objects.create(name="会议室", created_by=office)
    gone = Display.objects.create(name="旧会议室", created_by=office, revoked_at=timezone.now())
    return {
        "screen": {"token": shown.token},
        "gone": {"token": gone.token},
        "unknown": {"token": UUID(int=1)},
        "kept": {"pk": shown.pk},
        "missing": {"pk": 999_999},
    }
