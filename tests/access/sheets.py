"""Who gets what in the imports: `own` was uploaded by the office, `missing` does not exist."""

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from sheets import actions
from sheets.kinds import kind_of

REAL = Path(__file__).parents[1] / "data" / "positions_2021_as_a_unit_filled_it.xlsx"
SEES = "office 200, leader 200, auditor 200, public 302, rest 404"
TABLE = [
    ("sheets:list", "GET", "", "public 302, rest 200"),
    ("sheets:new", "GET", "universities", "public 302, office 200, rest 403"),
    (
        "sheets:new",
        "GET",
        "experts",
        "public 302, office 200, jiaoyu 200, gongke 200, tsinghua 200, xinong 200, rest 403",
    ),
    ("sheets:new", "GET", "bases", "public 302, office 200, jiaoyu 200, gongke 200, rest 403"),
    ("sheets:new", "GET", "positions", "public 302, office 200, yabao 200, dayu 200, rest 403"),
    ("sheets:new", "GET", "nothing", "public 302, rest 404"),
    ("sheets:template", "GET", "positions", "public 302, office 200, yabao 200, dayu 200, rest 403"),
    ("sheets:import", "GET", "own", SEES),
    ("sheets:import", "GET", "missing", "public 302, rest 404"),
    ("sheets:marked", "GET", "own", "office 302, leader 302, auditor 302, public 302, rest 404"),
    *[
        (f"sheets:{step}", "GET", "own", "public 302, rest 405")
        for step in ("sheet", "columns", "answer", "drop", "return", "repeat", "save", "undo", "discard")
    ],
    *[
        (f"sheets:{step}", "POST", "missing", "public 302, rest 404")
        for step in ("sheet", "columns", "answer", "drop", "return", "repeat", "save", "undo", "discard")
    ],
    ("sheets:save", "POST", "own", "office 302, leader 403, auditor 403, public 302, rest 404"),
    ("sheets:undo", "POST", "own", "office 302, leader 403, auditor 403, public 302, rest 404"),
]


def objects(county) -> dict[str, dict]:
    file = SimpleUploadedFile("岗位.xlsx", REAL.read_bytes())
    batch = actions.take_in(file, kind_of("positions"), by=county.actor("office"))
    kinds = {name: {"kind": name} for name in ("universities", "experts", "bases", "positions", "nothing")}
    return kinds | {"own": {"pk": batch.pk}, "missing": {"pk": 99999}}
