"""Who gets what in the bases app: (route, method, object, answers).

`own` runs and is 教育局's with 亚宝药业 as its host; `plan` is 工科局's, with 大禹生物 and no university yet; `hidden`
stands but is not public.
"""

STAFF = "office 200, leader 200, jiaoyu 200, gongke 200, auditor 200"
GONGKE = "public 302, office 200, gongke 200, leader 403, jiaoyu 403, auditor 403"
TABLE = [
    ("bases:list", "GET", "", "rest 200"),
    ("bases:add", "GET", "", "public 302, office 200, jiaoyu 200, gongke 200, rest 403"),
    ("bases:types", "GET", "", "public 302, rest 200"),
    ("bases:type_edit", "GET", "kind", "public 302, office 200, rest 403"),
    ("bases:of_partnership", "GET", "qinghua", f"public 302, admin 200, {STAFF}, tsinghua 200, rest 404"),
    ("bases:of_partnership", "GET", "nothing", "public 302, rest 404"),
    ("bases:base", "GET", "own", "rest 200"),
    ("bases:base", "GET", "plan", f"{STAFF}, dayu 200, rest 404"),
    ("bases:base", "GET", "hidden", f"{STAFF}, tsinghua 200, yabao 200, rest 404"),
    ("bases:base", "GET", "nothing", "rest 404"),
    ("bases:edit", "GET", "own", "public 302, office 200, jiaoyu 200, rest 403"),
    ("bases:edit", "GET", "plan", f"{GONGKE}, dayu 403, rest 404"),
    ("bases:edit", "GET", "nothing", "public 302, rest 404"),
    ("bases:move", "GET", "submit_review own", "public 302, office 200, jiaoyu 200, rest 403"),
    ("bases:move", "POST", "submit_review own", "public 302, office 200, jiaoyu 200, rest 403"),
    ("bases:move", "GET", "withdraw own", "public 302, office 200, rest 403"),
    ("bases:move", "POST", "sign plan", f"{GONGKE}, dayu 403, rest 404"),
    ("bases:move", "GET", "nonsense", "public 302, rest 404"),
    ("bases:evidence", "GET", "proof", f"public 302, {STAFF}, tsinghua 200, yabao 200, rest 404"),
    ("bases:evidence", "GET", "no proof", "public 302, rest 404"),
    ("bases:hosts", "GET", "", "public 302, rest 200"),
    ("bases:host_add", "GET", "", "public 302, office 200, jiaoyu 200, gongke 200, rest 403"),
    ("bases:host", "GET", "host", f"public 302, {STAFF}, yabao 200, rest 404"),
    ("bases:host", "GET", "nothing", "public 302, rest 404"),
    ("bases:host_edit", "GET", "host", f"{GONGKE}, yabao 403, rest 404"),
]


def objects(county) -> dict[str, dict]:
    """The URL arguments of the objects named in the table."""
    from bases.models import Base, BaseType
    from universities.models import Partnership

    made = {base.name.removesuffix("（示例）"): base for base in county.things["bases"]}
    own, plan, hidden = made["亚宝药业大学生实习实训基地"], made["宏光医玻就业创业基地"], made["同济药业联合培养基地"]
    qinghua = Partnership.objects.current().get(university__name="清华大学")
    hosts = county.things["hosts"]
    Base.objects.filter(pk=plan.pk).update(host=hosts["大禹生物"], partnership=None)
    Base.objects.filter(pk=hidden.pk).update(host=hosts["亚宝药业"], partnership=qinghua, is_public=False)
    proof = hidden.steps.get(move="award")
    return {
        "kind": {"pk": BaseType.objects.get(number=2).pk},
        "qinghua": {"pk": qinghua.pk},
        "own": {"pk": own.pk},
        "plan": {"pk": plan.pk},
        "hidden": {"pk": hidden.pk},
        "nothing": {"pk": 999_999},
        "submit_review own": {"pk": own.pk, "move": "submit_review"},
        "withdraw own": {"pk": own.pk, "move": "withdraw"},
        "sign plan": {"pk": plan.pk, "move": "sign"},
        "nonsense": {"pk": own.pk, "move": "nonsense"},
        "proof": {"pk": hidden.pk, "step": proof.pk},
        "no proof": {"pk": own.pk, "step": proof.pk},
        "host": {"pk": hosts["亚宝药业"].pk},
    }
