"""Who gets what in the universities app: (route, method, object, answers).

`own` is 清华大学: led by 工科局 (gongke), spoken for by tsinghua; its rows are foreign to everybody else.
"""

from django.core.files.base import ContentFile

from files.models import Upload
from universities.models import Contact, Expert, University

OPEN = "rest 200"
MISSING = "public 302, rest 404"
OUTSIDE = "yabao 404, dayu 404, student 404, student2 404"
OFFICE_ONLY = "public 302, office 200, rest 403"
PARTNERS = "public 302, yabao 403, dayu 403, student 403, student2 403, rest 200"
UNSEEN_BY_OTHERS = f"public 302, xinong 404, {OUTSIDE}"
ON_PARTNERSHIP = f"{UNSEEN_BY_OTHERS}, office 200, rest 403"
ON_HIDDEN = f"public 302, tsinghua 404, xinong 404, {OUTSIDE}, office 200, rest 403"

TABLE = [
    ("universities:list", "GET", "", OPEN),
    ("universities:list", "POST", "", "rest 405"),
    ("universities:record", "GET", "own", OPEN),
    ("universities:record", "GET", "hidden", f"public 404, tsinghua 404, xinong 404, {OUTSIDE}, rest 200"),
    ("universities:record", "GET", "missing", "rest 404"),
    ("universities:add", "GET", "", OFFICE_ONLY),
    ("universities:add", "POST", "", "public 302, rest 405"),
    ("universities:add_by_hand", "GET", "", OFFICE_ONLY),
    ("universities:add_by_hand", "POST", "", OFFICE_ONLY),
    ("universities:add_from_list", "GET", "new code", OFFICE_ONLY),
    ("universities:add_from_list", "POST", "new code", OFFICE_ONLY),
    ("universities:add_from_list", "GET", "known code", "public 302, office 302, rest 403"),
    ("universities:add_from_list", "GET", "missing code", "public 302, office 404, rest 403"),
    *[
        row
        for route in ("edit", "attach", "detach")
        for row in [
            (f"universities:{route}", "GET", "own", OFFICE_ONLY),
            (f"universities:{route}", "POST", "own", OFFICE_ONLY),
            (f"universities:{route}", "GET", "hidden", ON_HIDDEN),
            (f"universities:{route}", "POST", "hidden", ON_HIDDEN),
            (f"universities:{route}", "GET", "missing", MISSING),
        ]
    ],
    *[
        (
            "universities:log_contact",
            method,
            "own",
            "public 302, office 200, leader 200, gongke 200, tsinghua 200, rest 403",
        )
        for method in ("GET", "POST")
    ],
    ("universities:log_contact", "GET", "missing", MISSING),
    ("universities:partnerships", "GET", "", PARTNERS),
    ("universities:begin", "GET", "", OFFICE_ONLY),
    ("universities:begin", "POST", "", OFFICE_ONLY),
    ("universities:partnership", "GET", "partnership", f"{UNSEEN_BY_OTHERS}, rest 200"),
    ("universities:partnership", "GET", "missing", MISSING),
    *[
        row
        for route in ("edit_partnership", "hand_over", "end")
        for row in [
            (f"universities:{route}", "GET", "partnership", ON_PARTNERSHIP),
            (f"universities:{route}", "GET", "missing", MISSING),
        ]
    ],
    ("universities:hand_over", "POST", "partnership", ON_PARTNERSHIP),
    ("universities:end", "POST", "partnership", ON_PARTNERSHIP),
    ("universities:experts", "GET", "", OPEN),
    ("universities:expert", "GET", "expert", OPEN),
    ("universities:expert", "GET", "hidden expert", f"public 404, xinong 404, {OUTSIDE}, rest 200"),
    ("universities:expert", "GET", "missing", "rest 404"),
    *[
        (
            "universities:add_expert",
            method,
            "",
            "public 302, office 200, jiaoyu 200, gongke 200, tsinghua 200, xinong 200, rest 403",
        )
        for method in ("GET", "POST")
    ],
    ("universities:edit_expert", "GET", "expert", "public 302, office 200, gongke 200, tsinghua 200, rest 403"),
    ("universities:edit_expert", "POST", "expert", "public 302, office 200, gongke 200, tsinghua 200, rest 403"),
    (
        "universities:edit_expert",
        "GET",
        "hidden expert",
        f"{UNSEEN_BY_OTHERS}, office 200, gongke 200, tsinghua 200, rest 403",
    ),
    ("universities:edit_expert", "GET", "missing", MISSING),
    ("universities:contacts", "GET", "", PARTNERS),
    *[
        (
            "universities:edit_contact",
            method,
            "contact",
            f"{UNSEEN_BY_OTHERS}, admin 404, office 200, tsinghua 200, rest 403",
        )
        for method in ("GET", "POST")
    ],
    ("universities:edit_contact", "GET", "missing", MISSING),
    ("universities:contact_file", "GET", "contact", f"{UNSEEN_BY_OTHERS}, admin 404, rest 200"),
    ("universities:contact_file", "GET", "bare contact", MISSING),
    ("universities:contact_file", "GET", "missing", MISSING),
]


def objects(county) -> dict[str, dict]:
    """The URL arguments of the objects named in the table."""
    own = county.things["universities"]["清华大学"]
    hidden = University.objects.create(name="北华大学", short_name="北华", province="吉林省", moe_code="4122010201")
    expert = own.experts.first()
    unseen = Expert.objects.create(university=own, name="不公开", field="保密")
    person = county.people["tsinghua"]
    upload = Upload.objects.create(
        file=ContentFile(b"%PDF-1.4", name="plan.pdf"),
        name="plan.pdf",
        kind="application/pdf",
        size=8,
        uploaded_by=person,
    )
    common = {"university": own, "kind": "phone", "direction": "theirs", "summary": "商定来访", "logged_by": person}
    contact, bare = Contact.objects.create(upload=upload, **common), Contact.objects.create(**common)
    rows = {
        "own": own,
        "hidden": hidden,
        "partnership": own.partnership(),
        "expert": expert,
        "hidden expert": unseen,
        "contact": contact,
        "bare contact": bare,
    }
    codes = {"new code": 4111010001, "known code": own.moe_code, "missing code": 1}
    return (
        {name: {"pk": row.pk} for name, row in rows.items()}
        | {name: {"moe_code": int(code)} for name, code in codes.items()}
        | {"missing": {"pk": 987654321}}
    )
