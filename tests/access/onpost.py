"""Who gets what on post: (route, method, object, answers).

Everything named is of the stay of `student`, who is of 清华大学 and on post at 亚宝药业.
"""

COUNTY = "office 200, leader 200, auditor 200"
SEES = f"public 302, {COUNTY}, tsinghua 200, yabao 200, student 200"
LISTS = f"public 302, {COUNTY}, tsinghua 200, xinong 200, yabao 200, dayu 200, rest 403"
SIDES = "tsinghua 200, xinong 200, yabao 200, dayu 200, student 200, student2 200"
READS = "public 302, leader 403, auditor 403, rest 404"
TABLE = (
    ("onpost:agreements", "GET", "", LISTS),
    ("onpost:coming", "GET", "", LISTS),
    ("onpost:stays", "GET", "", LISTS),
    ("onpost:problems", "GET", "", LISTS),
    ("onpost:prepare", "POST", "", "public 302, office 302, rest 403"),
    ("onpost:agreement", "GET", "agreement", f"{SEES}, rest 404"),
    ("onpost:agreement", "GET", "nothing", "public 302, rest 404"),
    ("onpost:paper", "GET", "agreement", f"{SEES}, rest 404"),
    ("onpost:scan", "GET", "agreement", f"{READS}, office 200, tsinghua 200, yabao 200, student 200"),
    ("onpost:scan_file", "GET", "agreement", "public 302, rest 404"),
    ("onpost:move_agreement", "GET", "sign", f"{READS}, office 200, tsinghua 200, yabao 200, student 200"),
    ("onpost:move_agreement", "GET", "void", f"{READS}, office 200, tsinghua 403, yabao 403, student 403"),
    ("onpost:move_agreement", "GET", "no move", "public 302, rest 404"),
    ("onpost:agreement_of", "GET", "placement", SEES.replace("200", "302") + ", rest 404"),
    ("onpost:insure", "GET", "placement", f"{READS}, office 200, tsinghua 200, yabao 200, student 200"),
    ("onpost:insure_many", "GET", "", f"public 302, office 200, {SIDES}, rest 403"),
    ("onpost:check_in", "GET", "placement", f"{READS}, office 200, yabao 200, tsinghua 403, student 403"),
    ("onpost:check_in_many", "GET", "", "public 302, office 200, yabao 200, dayu 200, rest 403"),
    ("onpost:arrival", "GET", "pdf", f"{SEES}, rest 404"),
    ("onpost:arrival", "GET", "ics", f"{SEES}, rest 404"),
    ("onpost:strike", "GET", "insurance", f"{READS}, office 200, tsinghua 200, yabao 200, student 200"),
    ("onpost:proof", "GET", "insurance", "public 302, rest 404"),
    ("onpost:leave", "GET", "mine", f"{READS}, office 403, tsinghua 403, yabao 403, student 200"),
    ("onpost:absence", "GET", "mine", f"{READS}, office 200, tsinghua 403, yabao 200, student 403"),
    ("onpost:report", "GET", "mine", f"{READS}, office 403, tsinghua 403, yabao 403, student 200"),
    ("onpost:move_stay", "GET", "ask_end", f"{READS}, office 200, tsinghua 200, yabao 200, student 200"),
    ("onpost:move_stay", "GET", "approve_end", f"{READS}, office 200, tsinghua 403, yabao 403, student 403"),
    ("onpost:move_stay", "GET", "no end", "public 302, rest 404"),
    ("onpost:move_absence", "GET", "grant", f"{READS}, office 200, tsinghua 403, yabao 200, student 403"),
    ("onpost:note", "GET", "", "public 302, student 200, student2 404, rest 403"),
    ("onpost:weeks", "GET", "", "public 302, office 302, yabao 200, dayu 200, rest 403"),
    ("onpost:silent", "GET", "", "public 302, office 200, yabao 200, dayu 200, rest 403"),
    ("onpost:tutor_link", "GET", "tutor", "public 302, office 200, yabao 200, leader 403, auditor 403, rest 404"),
    ("onpost:problem", "GET", "problem", f"{SEES}, rest 404"),
    ("onpost:move_problem", "GET", "take", f"{READS}, leader 200, office 200, tsinghua 200, yabao 200, student 403"),
)


def objects(county) -> dict:
    from interns.models import StudentProfile
    from onpost.models import Absence, Problem, Stay
    from universities.models import University

    stays = Stay.objects.with_people().on_post()
    mine = stays.get(placement__student=county.people["student"])
    tsinghua = University.objects.get(name="清华大学")
    StudentProfile.objects.filter(user=county.people["student"]).update(university=tsinghua)
    absence = Absence.objects.create(
        stay=mine, kind="leave", first_day=mine.first_day, last_day=mine.first_day, reason="考试"
    )
    problem = Problem.objects.create(stay=mine, words="热水器坏了", due_at=mine.state_since)
    agreement = mine.placement.agreements.get()
    return {
        "placement": {"pk": mine.placement_id},
        "agreement": {"pk": agreement.pk},
        "nothing": {"pk": 999_999},
        "sign": {"pk": agreement.pk, "move": "sign"},
        "void": {"pk": agreement.pk, "move": "void"},
        "no move": {"pk": agreement.pk, "move": "nonsense"},
        "pdf": {"pk": mine.placement_id, "kind": "pdf"},
        "ics": {"pk": mine.placement_id, "kind": "ics"},
        "insurance": {"pk": mine.placement.insurances.get().pk},
        "mine": {"pk": mine.pk},
        "ask_end": {"pk": mine.pk, "move": "ask_end"},
        "approve_end": {"pk": mine.pk, "move": "approve_end"},
        "no end": {"pk": mine.pk, "move": "nonsense"},
        "grant": {"pk": absence.pk, "move": "grant"},
        "tutor": {"pk": mine.placement.position.tutor_id},
        "problem": {"pk": problem.pk},
        "take": {"pk": problem.pk, "move": "take"},
    }
