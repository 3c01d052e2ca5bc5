"""Who gets what of sealed numbers: (route, method, object, answers)."""

OFFICE_ONLY = "public 302, office 302, rest 302"
TABLE = (
    ("vault:mine", "GET", "", "public 302, rest 200"),
    ("vault:identity", "GET", "", "public 302, student 200, student2 200, rest 403"),
    ("vault:identity", "POST", "", "public 302, student 200, student2 200, rest 403"),
    ("vault:bank", "GET", "", "public 302, student 200, student2 200, rest 403"),
    ("vault:retention", "GET", "", "rest 200"),
    ("vault:open", "GET", "identity", "rest 302"),
    ("vault:withdraw", "POST", "identity", "rest 302"),
    ("vault:withdraw", "POST", "no kind", "public 302, rest 404"),
    ("vault:reveal", "GET", "student's", "rest 302"),
)


def objects(county):
    pk = county.people["student"].identity.pk
    return {
        "identity": {"kind": "identity"},
        "no kind": {"kind": "nothing"},
        "student's": {"kind": "identity", "pk": pk},
    }
