"""Who gets what in the handover app: (route, method, object, answers).

`done` is a handover of 张志强's that the office did.
"""

READERS = "public 302, admin 200, office 200, auditor 200"
TABLE = [
    ("handover:list", "GET", "", f"{READERS}, rest 403"),
    ("handover:ownerless", "GET", "", f"{READERS}, rest 403"),
    ("handover:new", "GET", "", "public 302, admin 200, office 200, rest 403"),
    ("handover:new", "POST", "", "public 302, admin 200, office 200, rest 403"),
    ("handover:handover", "GET", "done", f"{READERS}, rest 404"),
    ("handover:handover", "GET", "nothing", "public 302, rest 404"),
]


def objects(county) -> dict[str, dict]:
    """The URL arguments of the objects named in the table."""
    from handover.models import Handover

    done = Handover.objects.create(person=county.people["gongke"], done_by=county.people["office"])
    return {"done": {"pk": done.pk}, "nothing": {"pk": 999_999}}
