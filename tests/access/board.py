"""Who gets what of a season's board: (route, method, object, answers)."""

READERS = "public 302, office 200, leader 200, auditor 200"
TABLE = (
    ("board:season", "GET", "season", f"{READERS}, rest 403"),
    ("board:season", "GET", "nothing", "public 302, office 404, leader 404, auditor 404, rest 403"),
    ("board:placements", "GET", "season", f"{READERS}, rest 403"),
    ("board:trouble", "GET", "trouble", f"{READERS}, rest 403"),
    ("board:trouble", "GET", "unknown", "public 302, office 404, leader 404, auditor 404, rest 403"),
)


def objects(county):
    pk = county.things["season"].pk
    return {
        "season": {"pk": pk},
        "nothing": {"pk": 999_999},
        "trouble": {"pk": pk, "name": "unsigned"},
        "unknown": {"pk": pk, "name": "nobody"},
    }
