"""The student's pages: the profile asked for once, buttons that rank without a script, versions, the register, home."""

from uuid import uuid4

import pytest

from interns import actions
from interns.desk import about_me, standing, waiting_for
from interns.models import Application, Choice, StudentProfile
from tests.interns.test_views import said
from tests.season import application_in, placement_in, position_in

PROFILE = "/interns/profile/"


def profile_data(**more) -> dict:
    told = {"university_name": "清华大学", "student_number": "2023001", "major": "农学", "level": "bachelor"}
    return told | {"grade": "大三", "is_native": "on", "submission": uuid4()} | more


# ------------------------------------------------------------------ profile


def test_the_first_choice_asks_for_the_profile_and_leads_back_to_the_post(interns, enter):
    StudentProfile.objects.filter(user=interns.student).delete()
    position, client = position_in(interns), enter(interns.people["student"])
    asking = client.post(f"{position.get_absolute_url()}choose/")
    assert asking.url == f"{PROFILE}?post={position.pk}"
    saved = client.post(asking.url, profile_data())
    assert saved.url == position.get_absolute_url()
    profile = StudentProfile.objects.get(user=interns.student)
    assert (profile.university, profile.student_number, profile.is_native) == (
        interns.qinghua.university,
        "2023001",
        True,
    )
    client.post(f"{position.get_absolute_url()}choose/")
    assert Choice.objects.count() == 1


@pytest.mark.parametrize("query", ["", "?post=x", "?post=999999", "?post=99999999999999999999", "?post=-1"])
def test_without_a_post_the_profile_leads_to_the_application(query, interns, enter):
    answer = enter(interns.people["student"]).post(PROFILE + query, profile_data())
    assert answer.url == "/interns/applications/mine/"


def test_a_university_that_is_not_on_the_register_is_kept_as_written(interns, enter):
    enter(interns.people["student"]).post(PROFILE, profile_data(university_name="别处大学"))
    profile = StudentProfile.objects.get(user=interns.student)
    assert (profile.university, profile.university_name) == (None, "别处大学")


@pytest.mark.parametrize(
    ("said", "wrong"),
    [({"emergency_phone": "打电话"}, "emergency_phone"), ({"student_number": ""}, "student_number")],
)
def test_a_wrong_profile_gives_everything_back(said, wrong, interns, enter):
    form = enter(interns.people["student"]).post(PROFILE, profile_data(skills="会剪辑", **said)).context["form"]
    assert (list(form.errors), form["skills"].value()) == ([wrong], "会剪辑")


# ------------------------------------------------------------------ ranking


@pytest.fixture
def ranked(interns):
    return application_in(interns, "submitted", *(position_in(interns, title=title) for title in "甲乙丙"))


@pytest.mark.parametrize(
    ("button", "place", "after"),
    [
        ("up", 2, "甲丙乙"),
        ("up", 0, "甲乙丙"),
        ("down", 0, "乙甲丙"),
        ("down", 2, "甲乙丙"),
        ("drop", 1, "甲丙"),
    ],
)
def test_a_button_beside_a_row_moves_it_without_a_script(button, place, after, ranked, interns, enter):
    rows = list(ranked.choices.order_by("rank"))
    data = {f"rank_{row.pk}": row.rank for row in rows} | {button: rows[place].pk, "submission": uuid4()}
    enter(interns.people["student"]).post(f"{ranked.get_absolute_url()}rank/", data)
    ranked.refresh_from_db()
    titles = "".join(ranked.choices.order_by("rank").values_list("position__title", flat=True))
    assert (titles, ranked.state) == (after, "submitted")


def test_a_button_pressed_with_nonsense_changes_nothing(ranked, interns, enter):
    data = {f"rank_{row.pk}": row.rank for row in ranked.choices.all()} | {"up": "x", "drop": "999999"}
    enter(interns.people["student"]).post(f"{ranked.get_absolute_url()}rank/", data | {"submission": uuid4()})
    assert "".join(ranked.choices.order_by("rank").values_list("position__title", flat=True)) == "甲乙丙"


def test_adding_to_a_submitted_application_says_that_it_stays_submitted(ranked, interns, enter):
    ranked.choices.filter(rank=3).delete()
    client = enter(interns.people["student"])
    answer = client.post(f"{position_in(interns, title='丁').get_absolute_url()}choose/")
    assert said(answer) == ["已加入第 3 志愿，报名仍是已提交状态。"]


def test_taking_the_last_choice_of_a_submitted_application_says_what_to_do(interns, enter):
    application = application_in(interns, "submitted", position_in(interns))
    choice = application.choices.get()
    data = {f"rank_{choice.pk}": 1, "drop": choice.pk, "submission": uuid4()}
    answer = enter(interns.people["student"]).post(f"{application.get_absolute_url()}rank/", data)
    assert "不想参加了，请点“撤回报名”" in answer.content.decode()
    assert application.choices.count() == 1


def test_applying_is_one_click_a_post_and_one_to_submit(interns, enter):
    client = enter(interns.people["student"])
    for title in "甲乙丙":
        client.post(f"{position_in(interns, title=title).get_absolute_url()}choose/")
    application = Application.objects.get()
    rows = application.choices.order_by("rank")
    data = {f"rank_{row.pk}": row.rank for row in rows} | {"submit": "1", "submission": uuid4()}
    client.post(f"{application.get_absolute_url()}rank/", data)
    application.refresh_from_db()
    assert (application.state, application.choice_words) == ("submitted", "1. 甲；2. 乙；3. 丙")


def test_after_the_deadline_the_page_still_shows_every_version(interns, enter, clock):
    me, rows = interns.people["student"], [position_in(interns, title=title) for title in "甲乙"]
    for row in rows:
        application = actions.choose(row, by=me)
    actions.move_application(application, "submit", by=me)
    clock(interns.open.apply_closes)
    page = enter(me).get(application.get_absolute_url())
    assert page.context["choices_form"] is None
    assert [version.note for version in page.context["versions"]] == [
        "1. 亚宝药业 · 甲；2. 亚宝药业 · 乙",
        "1. 亚宝药业 · 甲；2. 亚宝药业 · 乙",
        "1. 亚宝药业 · 甲",
    ]


def test_a_host_reads_no_student_number_and_no_emergency_contact(interns, enter):
    StudentProfile.objects.filter(user=interns.student).update(
        student_number="S20230001", emergency_phone="13911112222"
    )
    page = application_in(interns, "submitted", position_in(interns)).get_absolute_url()
    seen = {}
    for who in ("student", "yabao", "office"):
        text = enter(interns.people[who]).get(page).content.decode()
        seen[who] = [word for word in ("S20230001", "13911112222") if word in text]
    both = ["S20230001", "13911112222"]
    assert seen == {"student": both, "yabao": [], "office": both}


# ------------------------------------------------------------------ the register of places given up


def test_the_register_lists_what_was_declined_lapsed_or_revoked_with_the_reason(interns, enter, world):
    position = position_in(interns, season=interns.offering, title="录用岗", places=9)
    people = (interns.student, interns.student2, world.people["gongke"], world.people["jiaoyu"], world.people["leader"])
    states = ("declined", "expired", "revoked", "moved_up", "confirmed")
    for student, state in zip(people, states, strict=True):
        placement_in(interns, state, position, student, reason=f"原因{state}")
    StudentProfile.objects.filter(user=interns.student).update(university=interns.qinghua.university)
    listed = {}
    for who in ("office", "auditor", "leader", "tsinghua", "xinong"):
        page = enter(interns.people[who]).get("/interns/placements/given_up/").context["table"].page
        listed[who] = sorted((row.get_cell_value("reason"), row.get_cell_value("days_before_start")) for row in page)
    everything = sorted((f"原因{state}", 40) for state in ("declined", "expired", "revoked"))
    assert listed == {
        "office": everything,
        "auditor": everything,
        "leader": everything,
        "tsinghua": [("原因declined", 40)],
        "xinong": [],
    }


@pytest.mark.parametrize("who", ["student", "yabao", "gongke", "admin"])
def test_the_register_is_not_for_everybody(who, interns, enter):
    assert enter(interns.people[who]).get("/interns/placements/given_up/").status_code == 403


def test_the_office_reads_a_neutral_note_of_earlier_places_given_up(interns, enter):
    placement_in(interns, "declined", position_in(interns, title="旧的"))
    position = position_in(interns, season=interns.offering)
    page = application_in(interns, "submitted", position).get_absolute_url()
    words = {
        who: "这名学生以前放弃过 1 次录用" in enter(interns.people[who]).get(page).content.decode()
        for who in ("office", "yabao", "student")
    }
    assert words == {"office": True, "yabao": False, "student": False}
    assert "以前放弃过 1 次" in enter(interns.people["office"]).get(position.get_absolute_url()).content.decode()
    assert "以前放弃过" not in enter(interns.people["yabao"]).get(position.get_absolute_url()).content.decode()


# ------------------------------------------------------------------ home


def stands(interns, who: str = "student") -> list[tuple[str, str]]:
    return [(task.title, task.why) for task in standing(interns.people[who])]


def test_home_says_where_one_stands_also_when_nothing_is_to_be_done(interns):
    application_in(interns, "submitted", *(position_in(interns, title=title) for title in "甲乙"))
    assert waiting_for(interns.people["student"]) == []
    assert stands(interns) == [("报名中的批次", "已提交 2 个志愿，报名还没有截止，截止前都可以改")]
    (task,) = standing(interns.people["student"])
    assert (task.holder, task.until) == ("县合作办", interns.open.apply_closes)


def test_home_says_the_waiting_number(interns):
    position = position_in(interns, season=interns.offering, title="录用岗", places=1, taken=1)
    application = application_in(interns, "submitted", position)
    actions.join(position, application, 1, by=interns.people["office"])
    assert stands(interns) == [("录用中的批次", "已提交 1 个志愿，等用人单位录用，“录用岗”候补第 1 位（前面 0 人）")]


def test_home_says_what_comes_after_confirming(interns):
    placement = placement_in(interns, "confirmed")
    ((title, words),) = stands(interns)
    assert (title, words[:8]) == ("亚宝药业 · 录用岗", "已确认，下一步：")
    assert standing(interns.people["student"])[0].url == placement.get_absolute_url()


def test_what_is_to_be_done_is_not_said_twice(interns):
    application_in(interns, "draft", position_in(interns))
    placement_in(interns, "offered")
    assert (len(waiting_for(interns.people["student"])), stands(interns)) == (2, [])


def test_a_draft_that_came_too_late_is_said_as_it_is(interns):
    application_in(interns, "draft", position_in(interns, season=interns.offering))
    assert stands(interns) == [("录用中的批次", "未提交")]


def test_the_result_is_read_and_accepted_in_two_clicks_from_home(interns, enter):
    placement = placement_in(interns)
    client = enter(interns.people["student"])
    home = client.get("/home/" if client.get("/home/").status_code == 200 else "/", follow=True).content.decode()
    assert f'href="{placement.get_absolute_url()}"' in home
    page = client.get(placement.get_absolute_url()).content.decode()
    assert f'action="{placement.get_absolute_url()}confirm/"' in page


def test_standing_costs_three_queries_and_none_for_others(interns, queries):
    position = position_in(interns, season=interns.offering, title="录用岗", places=1, taken=1)
    actions.join(position, application_in(interns, "submitted", position), 1, by=interns.people["office"])
    application_in(interns, "submitted", position_in(interns))
    with queries(3):
        standing(interns.people["student"])
    with queries(0):
        standing(interns.people["office"])


def test_the_personal_export_holds_profile_choices_and_placements(interns):
    application_in(interns, "submitted", position_in(interns, title="甲"))
    placement_in(interns, "declined", reason="考研")
    found = about_me(interns.people["student"])
    assert [row["university_name"] for row in found["student_profile"]] == ["运城学院"]
    assert [row["choices"] for row in found["applications"]] == [["1. 亚宝药业 · 甲"]]
    assert [(row["state"], row["reason"]) for row in found["placements"]] == [("declined", "考研")]
    assert found["waiting"] == []
