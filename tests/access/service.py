"""Who gets what in the service app: (route, method, object, answers).

`asked` is 清华's (by tsinghua; 张志强 has it, 李建国 is of its group), `done` waits for tsinghua's word, `yabao's`
is an enterprise's, with the general group (王秀兰 of 教育局 has it).
"""

INSIDE = "office 200, leader 200, jiaoyu 200, gongke 200, auditor 200"
PARTNERS = "tsinghua 200, xinong 200, yabao 200, dayu 200"
SEEN = "public 302, office 200, leader 200, gongke 200, auditor 200, tsinghua 200, rest 404"
ASKERS = "tsinghua 200, xinong 200, yabao 200, dayu 200"
TABLE = [
    ("service:list", "GET", "", f"public 302, {INSIDE}, {PARTNERS}, rest 403"),
    ("service:figures", "GET", "", f"public 302, {INSIDE}, {PARTNERS}, rest 403"),
    ("service:teams", "GET", "", f"public 302, {INSIDE}, rest 403"),
    ("service:team_add", "GET", "", "public 302, office 200, rest 403"),
    (
        "service:team_edit",
        "GET",
        "team",
        "public 302, office 200, leader 403, jiaoyu 403, gongke 403, auditor 403, rest 404",
    ),
    ("service:team_edit", "GET", "nothing", "public 302, rest 404"),
    ("service:promise_add", "GET", "", "public 302, office 200, rest 403"),
    ("service:ask", "GET", "guide", f"public 302, {ASKERS}, rest 403"),
    ("service:ask", "GET", "no style", "public 302, rest 404"),
    ("service:request", "GET", "asked", SEEN),
    (
        "service:request",
        "GET",
        "yabao's",
        "public 302, office 200, leader 200, auditor 200, jiaoyu 200, yabao 200, rest 404",
    ),
    ("service:request", "GET", "nothing", "public 302, rest 404"),
    (
        "service:words",
        "GET",
        "asked",
        "public 302, tsinghua 200, office 403, leader 403, gongke 403, auditor 403, rest 404",
    ),
    ("service:words", "GET", "nothing", "public 302, rest 404"),
    (
        "service:move",
        "GET",
        "answer asked",
        "public 302, gongke 200, leader 200, office 403, auditor 403, tsinghua 403, rest 404",
    ),
    (
        "service:move",
        "POST",
        "pass_on asked",
        "public 302, gongke 200, leader 403, office 403, auditor 403, tsinghua 403, rest 404",
    ),
    (
        "service:move",
        "GET",
        "confirm done",
        "public 302, tsinghua 200, gongke 403, leader 403, office 403, auditor 403, rest 404",
    ),
    (
        "service:move",
        "GET",
        "withdraw yabao's",
        "public 302, yabao 200, jiaoyu 403, leader 403, office 403, auditor 403, rest 404",
    ),
    (
        "service:move",
        "GET",
        "nonsense",
        "public 302, office 404, leader 404, gongke 404, auditor 404, tsinghua 404, rest 404",
    ),
]


def objects(county) -> dict[str, dict]:
    """The URL arguments of the objects named in the table."""
    from service.models import ServiceRequest, ServiceTeam

    rows = ServiceRequest.objects.order_by("-asked_at")
    asked = rows.get(subject="请派人带路、介绍情况")
    enterprise = rows.get(subject="接待高校药学院来厂考察")
    done = rows.get(state="done_said")
    return {
        "team": {"pk": ServiceTeam.objects.get(university__name="清华大学").pk},
        "nothing": {"pk": 999_999},
        "guide": {"style": "guide"},
        "no style": {"style": "nonsense"},
        "asked": {"pk": asked.pk},
        "yabao's": {"pk": enterprise.pk},
        "answer asked": {"pk": asked.pk, "move": "answer"},
        "pass_on asked": {"pk": asked.pk, "move": "pass_on"},
        "confirm done": {"pk": done.pk, "move": "confirm"},
        "withdraw yabao's": {"pk": enterprise.pk, "move": "withdraw"},
        "nonsense": {"pk": asked.pk, "move": "nonsense"},
    }
