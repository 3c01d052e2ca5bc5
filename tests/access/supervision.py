"""Who gets what in the supervision app: (route, method, object, answers).

`unit` is given to 教育局 and hangs on no partnership; `school` is 教育局's, done by 清华大学, which 工科局 leads;
`draft` is jiaoyu's. The blocker on `unit` names gongke, who does not see the duty and wears the hat of 工科局 first.
"""

NOBODY = "public 302, rest 404"
READS = "public 302, office 200, leader 200, auditor 200, jiaoyu 200"
SCHOOL = f"{READS}, gongke 200, tsinghua 200, rest 404"
OFFICE = "public 302, office 200, leader 403, auditor 403, jiaoyu 403, gongke 403, tsinghua 403, rest 404"
WORKS = "public 302, office 403, leader 403, auditor 403, jiaoyu 200, gongke 403, tsinghua 200, rest 404"
NUDGES = "public 302, office 200, leader 200, auditor 403, jiaoyu 200, gongke 403, tsinghua 403, rest 404"
REVIEWS = "public 302, office 200, leader 403, auditor 403, jiaoyu 200, gongke 403, tsinghua 403, rest 404"
DRAFTER = "public 302, office 200, jiaoyu 200, leader 403, auditor 403, rest 404"
TABLE = [
    ("supervision:list", "GET", "", "public 302, rest 200"),
    ("supervision:add", "GET", "", "public 302, office 200, jiaoyu 200, gongke 200, rest 403"),
    (
        "supervision:report_all",
        "GET",
        "",
        "public 302, jiaoyu 200, gongke 200, tsinghua 200, xinong 200, rest 403",
    ),
    ("supervision:of_origin", "GET", "of base", "public 302, rest 200"),
    ("supervision:of_origin", "GET", "of nothing", "public 302, rest 404"),
    ("supervision:close", "GET", "", "public 302, office 200, rest 403"),
    ("supervision:duty", "GET", "unit", f"{READS}, rest 404"),
    ("supervision:duty", "GET", "school", SCHOOL),
    ("supervision:duty", "GET", "draft", f"{READS}, rest 404"),
    ("supervision:duty", "GET", "nothing", NOBODY),
    ("supervision:edit", "GET", "school", OFFICE),
    ("supervision:edit", "GET", "draft", DRAFTER),
    ("supervision:edit", "GET", "nothing", NOBODY),
    ("supervision:say", "GET", "school", WORKS),
    ("supervision:say", "POST", "school", WORKS),
    ("supervision:say", "GET", "nothing", NOBODY),
    ("supervision:extend", "GET", "school", WORKS),
    ("supervision:extend", "GET", "nothing", NOBODY),
    ("supervision:nudge", "GET", "school", NUDGES),
    ("supervision:nudge", "GET", "nothing", NOBODY),
    ("supervision:block", "GET", "school", WORKS),
    ("supervision:block", "GET", "nothing", NOBODY),
    ("supervision:review_and_close", "GET", "school", OFFICE),
    ("supervision:review_and_close", "GET", "nothing", NOBODY),
    ("supervision:move", "GET", "accept school", WORKS),
    ("supervision:move", "GET", "review school", REVIEWS),
    ("supervision:move", "GET", "suspend school", OFFICE),
    ("supervision:move", "POST", "suspend school", OFFICE),
    ("supervision:move", "GET", "submit draft", DRAFTER),
    ("supervision:move", "GET", "nonsense", NOBODY),
    ("supervision:report_file", "GET", "file", SCHOOL),
    ("supervision:report_file", "GET", "no file", NOBODY),
    ("supervision:decide", "GET", "extension", OFFICE),
    ("supervision:decide", "GET", "nothing", NOBODY),
    (
        "supervision:unblock",
        "GET",
        "blocker",
        "public 302, office 200, jiaoyu 200, gongke 200, leader 403, auditor 403, rest 404",
    ),
    ("supervision:unblock", "GET", "nothing", NOBODY),
]


def objects(county) -> dict[str, dict]:
    """The URL arguments of the objects named in the table: demo duties, put where the table wants them."""
    from bases.models import Base
    from files.demo import paper
    from supervision.models import Duty
    from universities.models import Partnership, University

    units, people = county.units, county.people
    tsinghua = University.objects.get(name="清华大学")
    led = Partnership.objects.current().get(university=tsinghua)
    unit, school, draft = [duty.pk for duty in Duty.objects.filter(state__in=("assigned", "accepted", "doing"))[:3]]
    placed = {"unit": units["教育局"], "person": None, "begun_on": None, "state": "assigned"}
    Duty.objects.filter(pk=unit).update(**placed, university=None, partnership=None)
    Duty.objects.filter(pk=school).update(**placed, university=tsinghua, partnership=led)
    Duty.objects.filter(pk=draft).update(
        **placed | {"state": "draft"}, university=None, partnership=None, drafted_by=people["jiaoyu"]
    )
    Partnership.objects.filter(pk=led.pk).update(lead_unit=units["工科局"])
    held = Duty.objects.get(pk=school)
    said = held.reports.create(kind="progress", status="on_plan", upload=paper(county))
    held.extensions.all().delete()
    asked = held.extensions.create(
        from_due=held.due,
        to_due=county.day(900),
        reason="缺料",
        progress="一半",
        asked_by=people["tsinghua"],
        by_hat="清华大学",
    )
    base = Base.objects.filter(is_public=True, state="operating").first() or Base.objects.first()
    blocker = Duty.objects.get(pk=unit).blockers.create(
        what="缺环评批复",
        resolver=county.actors["gongke"].hat,
        until=county.day(2),
        raised_by=people["jiaoyu"],
        by_hat="教育局",
    )
    moves = {f"{name} school": {"pk": school, "move": name} for name in ("accept", "review", "suspend")}
    return moves | {
        "of base": {"query": f"?origin=bases.base:{base.pk}"},
        "of nothing": {"query": "?origin=bases.base:999999"},
        "unit": {"pk": unit},
        "school": {"pk": school},
        "draft": {"pk": draft},
        "nothing": {"pk": 999_999},
        "submit draft": {"pk": draft, "move": "submit"},
        "nonsense": {"pk": school, "move": "nonsense"},
        "file": {"pk": school, "report": said.pk},
        "no file": {"pk": unit, "report": said.pk},
        "extension": {"pk": asked.pk},
        "blocker": {"pk": blocker.pk},
    }
