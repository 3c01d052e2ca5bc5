"""Who gets what of a placement: (route, method, object, answers)."""

OFFICE = "public 302, office 200, rest 403"
READERS = "public 302, office 200, leader 200, auditor 200, rest 404"
TABLE = (
    ("placing:placing", "GET", "season", OFFICE),
    ("placing:placing", "GET", "nothing", "public 302, office 404, rest 403"),
    ("placing:start", "POST", "season", "public 302, office 302, rest 403"),
    ("placing:result", "GET", "season", "rest 404"),
    ("placing:result_of", "GET", "round", "rest 404"),
    ("placing:table", "GET", "round", "rest 404"),
    ("placing:script", "GET", "", "rest 200"),
    ("placing:criteria", "GET", "season", "public 302, office 200, rest 403"),
    ("placing:criteria", "GET", "nothing", "public 302, rest 404"),
    ("placing:to_mark", "GET", "season", "public 302, office 200, rest 403"),
    ("placing:marks", "GET", "position", "public 302, office 200, yabao 200, rest 403"),
    ("placing:marks", "GET", "nothing", "public 302, rest 404"),
    ("placing:run", "GET", "run", READERS),
    ("placing:run", "GET", "nothing", "public 302, rest 404"),
    ("placing:outcomes", "GET", "run", READERS),
    ("placing:move", "GET", "discard run", "public 302, office 200, leader 403, auditor 403, rest 404"),
    ("placing:move", "GET", "no move", "public 302, rest 404"),
)


def objects(county):
    from interns.models import Position, Season
    from placing.models import Lot, Run

    season = county.things["season"]
    other = Season.objects.exclude(pk=season.pk).first()
    lot = Lot.objects.create(season=other, round=1, sealed="x", digest="x")
    run = Run.objects.create(season=other, lot=lot, method="deferred", state="draft")
    position = Position.objects.filter(season=season, state="published").order_by("id").first()
    Position.objects.filter(pk=position.pk).update(host=county.things["hosts"]["亚宝药业"], base=None)
    return {
        "position": {"pk": position.pk},
        "season": {"pk": season.pk},
        "round": {"pk": season.pk, "round": 1},
        "run": {"pk": run.pk},
        "discard run": {"pk": run.pk, "move": "discard"},
        "no move": {"pk": run.pk, "move": "burn"},
        "nothing": {"pk": 999_999},
    }
