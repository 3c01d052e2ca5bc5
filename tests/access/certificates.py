"""Who gets what of certificates: (route, method, object, answers)."""

SEE = "public 302, office 200, leader 200, auditor 200, student 200, yabao 200, rest 404"
OWN = "public 302, office 403, leader 403, auditor 403, student 200, yabao 403, rest 404"
GIVES = "public 302, office 200, leader 403, auditor 403, student 200, yabao 200, rest 404"
HOSTS = "public 302, office 200, yabao 200, dayu 200, student 404, student2 404, rest 403"
RATED = "public 302, office 200, leader 200, auditor 200, yabao 200, dayu 200, rest 404"
REVOKE = "public 302, office 200, leader 403, auditor 403, student 403, yabao 403, rest 404"
TABLE = (
    ("certificates:check", "GET", "", "rest 200"),
    ("certificates:verify", "GET", "unknown", "rest 404"),
    ("certificates:verify", "GET", "code", "rest 200"),
    ("certificates:list", "GET", "", "public 302, rest 200"),
    ("certificates:to_issue", "GET", "", "public 302, office 200, rest 403"),
    ("certificates:to_issue", "POST", "", "public 302, office 302, rest 403"),
    ("certificates:appraisals", "GET", "", HOSTS),
    ("certificates:ratings", "GET", "", RATED),
    ("certificates:follow_ups", "GET", "", "public 302, office 200, leader 200, auditor 200, rest 403"),
    (
        "certificates:follow_up",
        "GET",
        "asked",
        "public 302, office 403, leader 403, auditor 403, student 200, yabao 403, rest 404",
    ),
    ("certificates:summary", "GET", "stay", OWN),
    ("certificates:self", "GET", "stay", GIVES),
    ("certificates:tutor", "GET", "stay", GIVES),
    ("certificates:rate", "GET", "stay", OWN),
    ("certificates:certificate", "GET", "certificate", SEE),
    ("certificates:pdf", "GET", "certificate", SEE),
    ("certificates:move", "GET", "revoke", REVOKE),
    ("certificates:move", "GET", "no move", "public 302, rest 404"),
)


def objects(county):
    """A stay of `student` at 亚宝药业 that is over, with a certificate and a question."""
    from certificates.actions import fact_sheet
    from certificates.models import Certificate, FollowUp
    from onpost.models import Stay

    stay = Stay.objects.with_people().get(placement__student=county.people["student"], state="on_post")
    Stay.objects.filter(pk=stay.pk).update(state="finished")
    row = Certificate.objects.create(stay=stay, year=2020, number=1, code="b" * 26, fact_sheet=fact_sheet(stay, 20))
    return {
        "unknown": {"code": "a" * 26},
        "code": {"code": row.code},
        "asked": {"pk": FollowUp.objects.create(stay=stay, months=12).pk},
        "stay": {"pk": stay.pk},
        "certificate": {"pk": row.pk},
        "revoke": {"pk": row.pk, "move": "revoke"},
        "no move": {"pk": row.pk, "move": "burn"},
    }
