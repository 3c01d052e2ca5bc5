"""Who gets what in the meetings app: `own` is a dispatch meeting of 组织部 to which the office, the leader and 教育局's
and 工科局's officials are invited; `open` is a public event of 工科局; `missing` does not exist."""

from meetings.models import Meeting

INVITED = "office 200, leader 200, jiaoyu 200, gongke 200, auditor 200"
CALLS = "office 200, leader 403, jiaoyu 403, gongke 403, auditor 403, public 302, rest 404"
EVERYBODY = "rest 200"
NOBODY = "public 302, rest 404"
TABLE = [
    ("meetings:list", "GET", "", EVERYBODY),
    ("meetings:add", "GET", "", "public 302, office 200, jiaoyu 200, gongke 200, rest 403"),
    ("meetings:meeting", "GET", "own", f"{INVITED}, rest 404"),
    ("meetings:meeting", "GET", "open", EVERYBODY),
    ("meetings:meeting", "GET", "missing", "rest 404"),
    ("meetings:ics", "GET", "own", f"{INVITED}, rest 404"),
    ("meetings:ics", "GET", "open", EVERYBODY),
    ("meetings:ics", "GET", "missing", "rest 404"),
    ("meetings:edit", "GET", "own", CALLS),
    ("meetings:edit", "GET", "open", "public 302, office 200, gongke 200, rest 403"),
    ("meetings:edit", "GET", "missing", NOBODY),
    ("meetings:agenda", "GET", "own", CALLS),
    ("meetings:agenda", "GET", "missing", NOBODY),
    ("meetings:decide", "GET", "own", CALLS),
    ("meetings:decide", "GET", "missing", NOBODY),
    ("meetings:invite", "GET", "own", CALLS),
    ("meetings:invite", "GET", "missing", NOBODY),
    ("meetings:move", "GET", "own_move", CALLS),
    ("meetings:move", "GET", "missing_move", NOBODY),
    ("meetings:move", "GET", "no_move", "public 302, rest 404"),
    ("meetings:answer", "GET", "own", "public 302, rest 405"),
    (
        "meetings:answer",
        "POST",
        "own",
        "office 302, leader 302, jiaoyu 302, gongke 302, auditor 302, public 302, rest 404",
    ),
    ("meetings:uninvite", "GET", "own_person", "public 302, rest 405"),
    ("meetings:uninvite", "POST", "missing_person", NOBODY),
]


def objects(county) -> dict[str, dict]:
    own = Meeting.objects.filter(kind="dispatch", state="called").get()
    public = Meeting.objects.filter(kind="visit", state="called").get()
    return {
        "own": {"pk": own.pk},
        "open": {"pk": public.pk},
        "missing": {"pk": 99999},
        "own_move": {"pk": own.pk, "move": "cancel"},
        "missing_move": {"pk": 99999, "move": "cancel"},
        "no_move": {"pk": own.pk, "move": "explode"},
        "own_person": {"pk": own.pk, "person": county.people["leader"].pk},
        "missing_person": {"pk": 99999, "person": county.people["leader"].pk},
    }
