"""Who gets what in the needs app: (route, method, object, answers).

`own` is 亚宝药业's and 工科局's, in the store; `new` is 教育局's and waits for its review; `offer` is 清华大学's answer
to `own` that nobody has accepted; `result` is 清华大学's in the store.
"""

INSIDE = "office 200, leader 200, auditor 200"
COUNTY = f"{INSIDE}, jiaoyu 200, gongke 200"
TABLE = [
    ("needs:list", "GET", "", "public 302, rest 200"),
    ("needs:add", "GET", "", "public 302, office 200, jiaoyu 200, gongke 200, yabao 200, dayu 200, rest 403"),
    ("needs:need", "GET", "own", f"public 302, {COUNTY}, tsinghua 200, xinong 200, yabao 200, rest 404"),
    ("needs:need", "GET", "new", f"public 302, {INSIDE}, jiaoyu 200, rest 404"),
    ("needs:need", "GET", "nothing", "public 302, rest 404"),
    (
        "needs:edit",
        "GET",
        "own",
        "public 302, office 200, gongke 200, yabao 200, leader 403, auditor 403, jiaoyu 403, tsinghua 403, xinong 403, "
        "rest 404",
    ),
    ("needs:edit", "GET", "new", "public 302, office 200, jiaoyu 200, leader 403, auditor 403, rest 404"),
    (
        "needs:answer",
        "GET",
        "own",
        "public 302, office 200, tsinghua 200, xinong 200, leader 403, auditor 403, jiaoyu 403, gongke 403, yabao 403, "
        "rest 404",
    ),
    ("needs:answer", "GET", "nothing", "public 302, rest 404"),
    (
        "needs:move",
        "GET",
        "begin_talks own",
        "public 302, office 200, gongke 200, leader 403, auditor 403, jiaoyu 403, tsinghua 403, xinong 403, yabao 403, "
        "rest 404",
    ),
    ("needs:move", "POST", "accept new", "public 302, office 200, leader 403, auditor 403, jiaoyu 403, rest 404"),
    ("needs:move", "GET", "nonsense", "public 302, rest 404"),
    (
        "needs:dismiss",
        "GET",
        "own result",
        "public 302, office 200, gongke 200, leader 403, auditor 403, jiaoyu 403, tsinghua 403, xinong 403, yabao 403, "
        "rest 404",
    ),
    (
        "needs:dismiss",
        "GET",
        "own nothing",
        "public 302, office 404, gongke 404, leader 403, auditor 403, jiaoyu 403, "
        "tsinghua 403, xinong 403, yabao 403, rest 404",
    ),
    (
        "needs:take_back",
        "GET",
        "own result",
        "public 302, office 200, gongke 200, leader 403, auditor 403, jiaoyu 403, tsinghua 403, xinong 403, yabao 403, "
        "rest 404",
    ),
    ("needs:supplies", "GET", "", "public 302, rest 200"),
    ("needs:supply_add", "GET", "", "public 302, office 200, tsinghua 200, xinong 200, rest 403"),
    ("needs:supply", "GET", "offer", f"public 302, {INSIDE}, gongke 200, tsinghua 200, rest 404"),
    ("needs:supply", "GET", "result", f"public 302, {COUNTY}, tsinghua 200, rest 404"),
    ("needs:supply", "GET", "nothing", "public 302, rest 404"),
    (
        "needs:supply_edit",
        "GET",
        "result",
        "public 302, office 200, tsinghua 200, leader 403, auditor 403, jiaoyu 403, gongke 403, rest 404",
    ),
    (
        "needs:supply_move",
        "GET",
        "admit offer",
        "public 302, office 200, leader 403, auditor 403, gongke 403, tsinghua 403, rest 404",
    ),
    (
        "needs:supply_move",
        "GET",
        "withdraw result",
        "public 302, office 200, tsinghua 200, leader 403, auditor 403, jiaoyu 403, gongke 403, rest 404",
    ),
    ("needs:supply_move", "GET", "supply nonsense", "public 302, rest 404"),
]


def objects(county) -> dict[str, dict]:
    """The URL arguments of the objects named in the table."""
    from needs.models import Need, Supply

    own = county.things["needs"]["中药注射剂工艺杂质在线检测"]
    new = county.things["needs"]["花椒病虫害绿色防控"]
    offer = county.things["supplies"]["应答：玻璃窑炉余热利用"]
    result = county.things["supplies"]["近红外在线检测成套技术"]
    Need.objects.filter(pk=new.pk).update(unit=county.units["教育局"])
    Supply.objects.filter(pk=offer.pk).update(answers=own)
    return {
        "own": {"pk": own.pk},
        "new": {"pk": new.pk},
        "nothing": {"pk": 999_999},
        "begin_talks own": {"pk": own.pk, "move": "begin_talks"},
        "accept new": {"pk": new.pk, "move": "accept"},
        "nonsense": {"pk": own.pk, "move": "nonsense"},
        "own result": {"pk": own.pk, "supply": result.pk},
        "own nothing": {"pk": own.pk, "supply": 999_999},
        "offer": {"pk": offer.pk},
        "result": {"pk": result.pk},
        "admit offer": {"pk": offer.pk, "move": "admit"},
        "withdraw result": {"pk": result.pk, "move": "withdraw"},
        "supply nonsense": {"pk": result.pk, "move": "nonsense"},
    }
