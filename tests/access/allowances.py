"""Who gets what of the allowances: (route, method, object, answers)."""

READERS = "public 302, office 200, leader 200, auditor 200"
OFFICE = "public 302, office 200, rest 403"
TABLE = (
    ("allowances:lists", "GET", "", f"{READERS}, rest 403"),
    ("allowances:add", "GET", "", OFFICE),
    ("allowances:add", "POST", "", OFFICE),
    ("allowances:rates", "GET", "", f"{READERS}, rest 403"),
    ("allowances:add_rate", "GET", "", OFFICE),
    ("allowances:add_rate", "POST", "", OFFICE),
    ("allowances:list", "GET", "archived", f"{READERS}, rest 403"),
    ("allowances:list", "GET", "nothing", "public 302, office 404, leader 404, auditor 404, rest 403"),
    ("allowances:lines", "GET", "archived", f"{READERS}, rest 403"),
    ("allowances:compute", "POST", "archived", "public 302, office 302, leader 403, auditor 403, rest 404"),
    ("allowances:make_batch", "GET", "archived", "public 302, office 200, leader 403, auditor 403, rest 404"),
    ("allowances:settle", "GET", "archived", "public 302, office 200, leader 403, auditor 403, rest 404"),
    ("allowances:move", "GET", "approve noticed", "public 302, office 200, leader 200, auditor 403, rest 404"),
    ("allowances:move", "GET", "no move", "public 302, rest 404"),
    ("allowances:notices", "GET", "", "rest 200"),
    ("allowances:notice", "GET", "noticed", "rest 200"),
    ("allowances:notice", "GET", "archived", "rest 404"),
    ("allowances:object", "GET", "noticed", "rest 200"),
    ("allowances:object", "GET", "archived", "rest 404"),
    ("allowances:objections", "GET", "", "public 302, rest 200"),
    ("allowances:objection", "GET", "student's", f"{READERS}, student 200, rest 404"),
    ("allowances:answer", "GET", "student's", "public 302, office 200, leader 403, auditor 403, student 403, rest 404"),
    ("allowances:release", "GET", "line", "public 302, office 200, rest 403"),
    ("allowances:carry", "GET", "line", "public 302, office 200, rest 403"),
    ("allowances:batch", "GET", "batch", "rest 302"),
)


def objects(county):
    from django.utils import timezone

    from allowances.models import AllowanceList, Batch, Objection

    archived = AllowanceList.objects.get(state="archived")
    noticed = AllowanceList.objects.get(state="noticed")
    said = {"name": "学生", "reach": "—", "words": "少算了", "due_on": timezone.localdate()}
    objection = Objection.objects.create(allowance_list=noticed, by=county.people["student"], **said)
    batch = Batch.objects.create(allowance_list=archived, number=1, reason="发放")
    return {
        "archived": {"pk": archived.pk},
        "noticed": {"pk": noticed.pk},
        "approve noticed": {"pk": noticed.pk, "move": "approve"},
        "no move": {"pk": noticed.pk, "move": "burn"},
        "nothing": {"pk": 999_999},
        "student's": {"pk": objection.pk},
        "line": {"pk": noticed.lines.first().pk},
        "batch": {"pk": batch.pk},
    }
