"""Who gets what in the projects app: (route, method, object, answers).

`own` is 教育局's with 清华大学, whose lead unit is 工科局, and has landed; `other` is 商务局's with 长安大学.
gongke wears the hat of 工科局 first.
"""

NOBODY = "public 302, rest 404"
READERS = "office 200, leader 200, auditor 200, jiaoyu 200, gongke 200, tsinghua 200"
UNIT = "public 302, office 200, jiaoyu 200, gongke 403, tsinghua 403, leader 403, auditor 403, rest 404"
BOTH_SIDES = "public 302, office 200, jiaoyu 200, tsinghua 200, gongke 403, leader 403, auditor 403, rest 404"
OFFICE = "public 302, office 200, jiaoyu 403, gongke 403, tsinghua 403, leader 403, auditor 403, rest 404"
PAIR = "public 302, office 200, jiaoyu 200, gongke 403, leader 403, auditor 403, tsinghua 403, xinong 403, rest 404"
PLANNERS = "public 302, office 200, leader 200, auditor 200, jiaoyu 200, gongke 200, rest 404"
OFFICE_OF_PLANNERS = "public 302, office 200, leader 403, auditor 403, jiaoyu 403, gongke 403, rest 404"
KEEPERS = "public 302, office 200, jiaoyu 200, gongke 200, tsinghua 403, leader 403, auditor 403, rest 404"
TABLE = [
    ("projects:list", "GET", "", "public 302, rest 200"),
    ("projects:add", "GET", "", "public 302, office 200, jiaoyu 200, gongke 200, rest 403"),
    ("projects:experts", "GET", "", "public 302, rest 200"),
    ("projects:of_partnership", "GET", "partnership", f"public 302, admin 200, {READERS}, rest 404"),
    ("projects:of_partnership", "GET", "nothing", NOBODY),
    ("projects:project", "GET", "own", f"public 302, {READERS}, rest 404"),
    ("projects:project", "GET", "other", "public 302, office 200, leader 200, auditor 200, rest 404"),
    ("projects:project", "GET", "nothing", NOBODY),
    ("projects:edit", "GET", "own", UNIT),
    ("projects:edit", "GET", "other", "public 302, office 200, leader 403, auditor 403, rest 404"),
    ("projects:edit", "GET", "nothing", NOBODY),
    ("projects:report", "GET", "own", BOTH_SIDES),
    ("projects:report", "POST", "own", BOTH_SIDES),
    ("projects:report", "GET", "nothing", NOBODY),
    ("projects:milestone_add", "GET", "own", UNIT),
    ("projects:milestone_add", "GET", "nothing", NOBODY),
    ("projects:move", "GET", "hold own", UNIT),
    ("projects:move", "POST", "hold own", UNIT),
    ("projects:move", "GET", "accept own", OFFICE),
    ("projects:move", "GET", "nonsense", NOBODY),
    ("projects:evidence", "GET", "proof", f"public 302, {READERS}, rest 404"),
    ("projects:evidence", "GET", "no proof", NOBODY),
    ("projects:report_file", "GET", "file", f"public 302, {READERS}, rest 404"),
    ("projects:report_file", "GET", "no file", NOBODY),
    ("projects:intents", "GET", "", "public 302, rest 200"),
    ("projects:begin_talks", "GET", "pair", PAIR),
    ("projects:begin_talks", "GET", "nothing", NOBODY),
    ("projects:plan", "GET", "own", UNIT),
    ("projects:plan", "POST", "own", UNIT),
    ("projects:plan", "GET", "nothing", NOBODY),
    ("projects:plan_again", "GET", "own", UNIT),
    ("projects:plan_again", "GET", "other", "public 302, office 200, leader 403, auditor 403, rest 404"),
    ("projects:templates", "GET", "", "public 302, rest 200"),
    ("projects:template", "GET", "template", PLANNERS),
    ("projects:template", "GET", "nothing", NOBODY),
    ("projects:template_add", "GET", "", "public 302, office 200, rest 403"),
    ("projects:template_edit", "GET", "template", OFFICE_OF_PLANNERS),
    ("projects:agreements", "GET", "", "public 302, rest 200"),
    ("projects:agreement", "GET", "agreement", f"public 302, {READERS}, rest 404"),
    ("projects:agreement", "GET", "nothing", NOBODY),
    ("projects:agreement_add", "GET", "", "public 302, office 200, jiaoyu 200, gongke 200, rest 403"),
    ("projects:agreement_edit", "GET", "agreement", KEEPERS),
    ("projects:scan", "GET", "agreement", f"public 302, {READERS}, rest 404"),
    ("projects:scan", "GET", "nothing", NOBODY),
    ("projects:visit_add", "GET", "own", UNIT),
    ("projects:visit_edit", "GET", "visit", UNIT),
    ("projects:visit_edit", "GET", "nothing", NOBODY),
    ("projects:visit_file", "GET", "visit", f"public 302, {READERS}, rest 404"),
    ("projects:visit_file", "GET", "nothing", NOBODY),
]


def objects(county) -> dict[str, dict]:
    """The URL arguments of the objects named in the table."""
    from files.demo import paper
    from needs.models import Need, Supply
    from projects.models import Project, Template

    own = Project.objects.get(title="药用玻璃新配方中试（示例）")
    other = Project.objects.get(title="校友企业回乡投资（示例）")
    Project.objects.filter(pk=own.pk).update(unit=county.units["教育局"], state="landed")
    report = own.reports.create(status="on_plan", upload=paper(county))
    proof = own.steps.get(move="visit")
    visit = own.visits.create(day=own.signed_on, people="甲", upload=paper(county))
    need = Need.objects.filter(state="accepted").first()
    Need.objects.filter(pk=need.pk).update(unit=county.units["教育局"])
    supply = Supply.objects.filter(state="accepted", university__partnerships__isnull=False).first()
    return {
        "own": {"pk": own.pk},
        "other": {"pk": other.pk},
        "nothing": {"pk": 999_999},
        "partnership": {"pk": own.partnership_id},
        "hold own": {"pk": own.pk, "move": "hold"},
        "accept own": {"pk": own.pk, "move": "accept"},
        "nonsense": {"pk": own.pk, "move": "nonsense"},
        "proof": {"pk": own.pk, "step": proof.pk},
        "no proof": {"pk": other.pk, "step": proof.pk},
        "file": {"pk": own.pk, "report": report.pk},
        "no file": {"pk": other.pk, "report": report.pk},
        "template": {"pk": Template.objects.first().pk},
        "agreement": {"pk": own.agreements.first().pk},
        "visit": {"pk": visit.pk},
        "pair": {"pk": need.pk, "query": f"?supply={supply.pk}"},
    }
