"""Who gets what in the interns app: (route, method, object, answers).

`own` is a published post of 亚宝药业 which student chose; `draft` is 亚宝药业's and not published; `application` and
`placement` are student's, `draft application` is student2's; the choice of `offer` can no longer be decided.
"""

HOST = "public 302, office 200, yabao 200"
STAFF = "office 200, leader 200, auditor 200"
READERS = "office 403, leader 403, auditor 403, yabao 403, tsinghua 403"
BUT_OFFICE = "leader 403, auditor 403, yabao 403, tsinghua 403"
CONCERNED = f"public 302, {STAFF}, student 200, yabao 200, tsinghua 200"
TABLE = [
    ("interns:list", "GET", "", "rest 200"),
    ("interns:add_position", "GET", "", "public 302, office 200, yabao 200, dayu 200, rest 403"),
    ("interns:publish_many", "GET", "", "public 302, rest 405"),
    ("interns:publish_many", "POST", "", "public 302, office 302, rest 403"),
    ("interns:send_back_many", "GET", "", "public 302, office 405, rest 403"),
    ("interns:send_back_many", "POST", "", "public 302, office 302, rest 403"),
    ("interns:position", "GET", "own", "rest 200"),
    ("interns:position", "GET", "draft", f"{STAFF}, yabao 200, gongke 200, rest 404"),
    ("interns:position", "GET", "nothing", "rest 404"),
    ("interns:edit_position", "GET", "own", f"{HOST}, rest 403"),
    ("interns:edit_position", "GET", "draft", f"{HOST}, leader 403, auditor 403, gongke 403, rest 404"),
    ("interns:edit_position", "GET", "nothing", "public 302, rest 404"),
    ("interns:repeat", "POST", "own", "public 302, office 302, yabao 302, rest 403"),
    ("interns:repeat", "POST", "nothing", "public 302, rest 404"),
    ("interns:choose", "GET", "own", "public 302, rest 405"),
    ("interns:choose", "POST", "own", "public 302, student 302, student2 302, rest 403"),
    ("interns:choose", "POST", "draft", "public 302, student 404, student2 404, rest 403"),
    ("interns:choose", "POST", "nothing", "public 302, student 404, student2 404, rest 403"),
    ("interns:move_position", "GET", "withdraw own", f"{HOST}, rest 403"),
    ("interns:move_position", "POST", "withdraw own", f"{HOST}, rest 403"),
    ("interns:move_position", "GET", "publish own", "public 302, office 200, rest 403"),
    ("interns:move_position", "GET", "submit draft", f"{HOST}, leader 403, auditor 403, gongke 403, rest 404"),
    ("interns:move_position", "GET", "nonsense", "public 302, rest 404"),
    ("interns:applications", "GET", "", "public 302, student 302, student2 302, rest 200"),
    ("interns:application_mine", "GET", "", "public 302, student 302, student2 302, rest 403"),
    ("interns:check_list", "GET", "", "public 302, office 200, tsinghua 200, xinong 200, rest 403"),
    ("interns:pass_many", "GET", "", "public 302, rest 405"),
    ("interns:pass_many", "POST", "", "public 302, office 302, tsinghua 302, xinong 302, rest 403"),
    ("interns:refuse_many", "GET", "", "public 302, office 405, tsinghua 405, xinong 405, rest 403"),
    ("interns:refuse_many", "POST", "", "public 302, office 302, tsinghua 302, xinong 302, rest 403"),
    ("interns:application", "GET", "application", f"{CONCERNED}, rest 404"),
    ("interns:application", "GET", "draft application", "public 302, student2 200, rest 404"),
    ("interns:application", "GET", "nothing", "public 302, rest 404"),
    ("interns:rank", "GET", "application", f"public 302, student 405, {READERS}, rest 404"),
    ("interns:rank", "POST", "draft application", "public 302, student2 302, rest 404"),
    ("interns:rank", "POST", "nothing", "public 302, rest 404"),
    ("interns:move_application", "GET", "close application", f"public 302, student 200, {READERS}, rest 404"),
    ("interns:move_application", "GET", "close draft application", "public 302, student2 200, rest 404"),
    ("interns:move_application", "GET", "nothing close", "public 302, rest 404"),
    ("interns:profile", "GET", "", "public 302, student 200, student2 200, rest 403"),
    ("interns:offer", "GET", "choice", "public 302, rest 405"),
    ("interns:offer", "POST", "choice", "public 302, office 302, yabao 302, rest 403"),
    ("interns:offer", "POST", "nothing", "public 302, rest 404"),
    ("interns:by_hand", "GET", "application", f"public 302, office 200, {BUT_OFFICE}, student 403, rest 404"),
    ("interns:by_hand", "GET", "nothing", "public 302, rest 404"),
    ("interns:wait", "GET", "choice", "public 302, rest 405"),
    ("interns:wait", "POST", "choice", "public 302, office 302, yabao 302, rest 403"),
    ("interns:wait", "POST", "nothing", "public 302, rest 404"),
    ("interns:waiting", "GET", "own", f"public 302, {STAFF}, yabao 200, rest 403"),
    ("interns:waiting", "GET", "draft", f"public 302, {STAFF}, yabao 200, gongke 403, rest 404"),
    ("interns:waiting", "GET", "nothing", "public 302, rest 404"),
    ("interns:given_up", "GET", "", f"public 302, {STAFF}, tsinghua 200, xinong 200, rest 403"),
    ("interns:copy_season", "GET", "season", "public 302, office 200, rest 403"),
    ("interns:copy_season", "POST", "season", "public 302, office 200, rest 403"),
    ("interns:tutors", "GET", "", "public 302, office 200, leader 200, auditor 200, yabao 200, dayu 200, rest 403"),
    ("interns:add_tutor", "GET", "", "public 302, office 200, yabao 200, dayu 200, rest 403"),
    ("interns:tutor", "GET", "tutor", f"{HOST}, leader 403, auditor 403, rest 404"),
    ("interns:tutor", "GET", "nothing", "public 302, rest 404"),
    ("interns:placements", "GET", "", "public 302, rest 200"),
    ("interns:placement", "GET", "placement", f"{CONCERNED}, rest 404"),
    ("interns:placement", "GET", "nothing", "public 302, rest 404"),
    ("interns:move_placement", "GET", "decline", f"public 302, student 200, {READERS}, rest 404"),
    ("interns:move_placement", "POST", "decline", f"public 302, student 200, {READERS}, rest 404"),
    ("interns:move_placement", "GET", "revoke", f"public 302, office 200, student 403, {BUT_OFFICE}, rest 404"),
    ("interns:move_placement", "POST", "revoke", f"public 302, office 200, student 403, {BUT_OFFICE}, rest 404"),
    ("interns:move_placement", "GET", "nothing close", "public 302, rest 404"),
    ("interns:seasons", "GET", "", "public 302, rest 200"),
    ("interns:add_season", "GET", "", "public 302, office 200, rest 403"),
    ("interns:season", "GET", "season", "public 302, rest 200"),
    ("interns:season", "GET", "nothing", "public 302, rest 404"),
    ("interns:edit_season", "GET", "season", "public 302, office 200, rest 403"),
    ("interns:edit_season", "GET", "nothing", "public 302, rest 404"),
    ("interns:categories", "GET", "", "public 302, office 200, rest 403"),
    ("interns:add_category", "GET", "", "public 302, office 200, rest 403"),
    ("interns:category", "GET", "category", "public 302, office 200, rest 403"),
    ("interns:category", "GET", "nothing", "public 302, office 404, rest 403"),
]  # fmt: skip


def objects(county) -> dict[str, dict]:
    """The URL arguments of the objects named in the table."""
    from interns.models import Application, Choice, Placement, Position, PositionCategory, StudentProfile
    from universities.models import University

    student, student2 = county.people["student"], county.people["student2"]
    season, yabao = county.things["season"], county.things["hosts"]["亚宝药业"]
    own, draft = Position.objects.filter(season=season, state="published").order_by("id")[:2]
    Position.objects.filter(pk=own.pk).update(host=yabao, title="自己的岗位", base=None)
    Position.objects.filter(pk=draft.pk).update(host=yabao, title="没发布的岗位", base=None, state="draft")
    StudentProfile.objects.filter(user=student).update(university=University.objects.get(name="清华大学"))
    application = Application.objects.get(student=student, season=season)
    application.choices.all().delete()
    choice = Choice.objects.create(application=application, position=own, rank=1)
    unsent = Application.objects.create(student=student2, season=season)
    placement = Placement.objects.create(student=student, season=season, position=own, confirm_by=season.confirm_by)
    tutor = yabao.tutors.create(name="带教", mobile="13900009999")
    return {
        "tutor": {"pk": tutor.pk},
        "own": {"pk": own.pk},
        "draft": {"pk": draft.pk},
        "nothing": {"pk": 999_999},
        "withdraw own": {"pk": own.pk, "move": "withdraw"},
        "publish own": {"pk": own.pk, "move": "publish"},
        "submit draft": {"pk": draft.pk, "move": "submit"},
        "nonsense": {"pk": own.pk, "move": "nonsense"},
        "application": {"pk": application.pk},
        "draft application": {"pk": unsent.pk},
        "close application": {"pk": application.pk, "move": "close"},
        "close draft application": {"pk": unsent.pk, "move": "close"},
        "nothing close": {"pk": 999_999, "move": "close"},
        "choice": {"pk": choice.pk},
        "placement": {"pk": placement.pk},
        "decline": {"pk": placement.pk, "move": "decline"},
        "revoke": {"pk": placement.pk, "move": "revoke"},
        "season": {"pk": season.pk},
        "category": {"pk": PositionCategory.objects.order_by("id").first().pk},
    }
