"""A certificate comes from a complete record only, is numbered without gaps, and shows the public the least."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import PUBLIC, granted
from certificates import actions, desk, papers
from certificates.complete import record_of, to_issue, without_summary
from certificates.models import Appraisal, Certificate, FollowUp, Rating, Summary
from certificates.questions import HOST, SELF, TUTOR
from certificates.ratings import of_host, of_positions
from certificates.workflow import CERTIFICATE, State
from interns.models import Season, StudentProfile, Tutor
from links import actions as links
from notifications.models import Message
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from tests.scene import days
from tests.season import confirm_weeks, position_in, stay_in

WORDS = {"did": "做实验", "learned": "学会了配液", "advice": ""}


def marks(questions: dict) -> dict:
    return {"answers": dict.fromkeys(questions, 4), "words": "好"}


@pytest.fixture
def over(interns, cast):
    """`student` has finished at a post with a tutor; all weeks are confirmed; nothing else is there."""
    interns.tutor = Tutor.objects.create(host=interns.yabao, name="张师傅", email="zhang@example.com")
    post = position_in(interns, season=interns.offering, starts_on=days(-60), ends_on=days(-21), places=90)
    post.tutor = interns.tutor
    post.save(update_fields=["tutor"])
    interns.post = post
    interns.stay = stay_in(interns, begun=-60, lasts=39, state="finished", position=post)
    confirm_weeks(interns.stay)
    interns.cast = cast
    return interns


def complete(over, stay=None, by=None) -> None:
    stay, by = stay or over.stay, by or over.cast.student
    actions.save_summary(stay, WORDS, by=by, submit=True)
    actions.appraise(stay, "self", marks(SELF), by=by)
    actions.appraise(stay, "tutor", marks(TUTOR), by=over.people["yabao"])
    actions.appraise(stay, "host", {"grade": "good", "words": ""}, by=over.people["yabao"])


def others(over, count: int) -> list:
    """More stays that are over, each of a student of its own."""
    found = []
    for number in range(count):
        user = User.objects.create(username=f"s{number}", name=f"学生{number}")
        StudentProfile.objects.create(user=user, university_name="运城学院", major="农学", grade="大三")
        stay = stay_in(over, user, state="finished", position=over.post)
        confirm_weeks(stay)
        found.append(stay)
    return found


def owed(over) -> list[tuple[str, str]]:
    return [(row.name, row.owner) for row in record_of(over.stay).missing]


def test_everything_that_is_missing_is_named_with_who_owes_it(over):
    assert owed(over) == [
        ("summary", over.student.name),
        ("self", over.student.name),
        ("tutor", "张师傅"),
        ("host", str(over.yabao)),
    ]


def test_unconfirmed_weeks_too_few_days_and_a_failed_grade_are_missing_too(over):
    complete(over)
    over.stay.weeks.order_by("monday")[3].delete()
    Appraisal.objects.filter(kind="host").update(grade="fail")
    Season.objects.filter(pk=over.offering.pk).update(min_days=99)
    over.stay = type(over.stay).objects.with_people().get(pk=over.stay.pk)
    assert [name for name, _owner in owed(over)] == ["weeks", "days", "grade"]


def test_a_stay_that_goes_on_has_no_certificate(over):
    complete(over)
    type(over.stay).objects.filter(pk=over.stay.pk).update(state="on_post")
    with pytest.raises(NotNow, match="实习还没有结束"):
        actions.issue(over.stay, by=over.cast.office)


def test_an_incomplete_record_is_refused_with_the_whole_list(over):
    with pytest.raises(NotNow, match="没有交实习小结.*没有自评.*没有带教鉴定.*没有单位鉴定"):
        actions.issue(over.stay, by=over.cast.office)
    assert to_issue(over.offering) == []
    assert list(without_summary(over.offering)) == [over.stay]


def test_a_complete_record_is_issued_with_the_next_number(over):
    complete(over)
    assert to_issue(over.offering) == [over.stay]
    made = actions.issue(over.stay, by=over.cast.office)
    assert made.title == f"RC{timezone.localdate().year}-0001"
    assert re.fullmatch("[a-z2-7]{26}", made.code)
    with pytest.raises(NotNow, match="已经有有效的证明"):
        actions.issue(over.stay, by=over.cast.office)
    assert Message.objects.filter(recipient=over.student, title__contains=made.title).exists()


def test_the_host_comes_last(over):
    with pytest.raises(NotNow, match="还缺：自评、带教鉴定"):
        actions.appraise(over.stay, "host", {"grade": "good"}, by=over.people["yabao"])


def test_nothing_changes_once_the_next_has_spoken(over):
    complete(over)
    with pytest.raises(NotNow, match="单位已经鉴定"):
        actions.save_summary(over.stay, WORDS, by=over.cast.student, submit=True)
    actions.issue(over.stay, by=over.cast.office)
    with pytest.raises(NotNow, match="证明已经开具"):
        actions.appraise(over.stay, "self", marks(SELF), by=over.cast.student)


@pytest.mark.parametrize("who", ["student2", "dayu", "tsinghua", "leader", "auditor", "jiaoyu", "outsider", "admin"])
@pytest.mark.parametrize("kind", ["self", "tutor", "host"])
def test_nobody_appraises_whom_they_have_nothing_to_do_with(over, who, kind):
    values = {"grade": "good"} if kind == "host" else marks(SELF)
    with pytest.raises(NotAllowed):
        actions.appraise(over.stay, kind, values, by=over.people[who])


def test_a_student_cannot_appraise_as_the_host(over):
    for kind in ("tutor", "host"):
        with pytest.raises(NotAllowed):
            actions.appraise(over.stay, kind, {"grade": "excellent"}, by=over.cast.student)


def test_the_summary_brings_the_week_notes_along(over, enter):
    over.stay.notes.create(monday=days(-60), did="第一周配液")
    over.stay.notes.create(monday=days(-53), did="第二周检验", learned="天平")
    form = enter(over.student).get(reverse("certificates:summary", args=[over.stay.pk])).context["form"]
    assert (form["did"].value(), form["learned"].value()) == ("第一周配液\n第二周检验", "天平")


def test_a_summary_is_saved_before_it_is_sent(over, enter):
    student, address = enter(over.student), reverse("certificates:summary", args=[over.stay.pk])
    student.post(address, WORDS | {"save": "1"})
    assert Summary.objects.get().submitted_at is None
    student.post(address, WORDS)
    assert Summary.objects.get().submitted_at is not None


def link_of(over):
    return actions.appraisal_link(over.tutor, by=over.people["yabao"])


def said(stay) -> dict:
    return {"stay": f"s{stay.pk}"} | {f"s{stay.pk}-{name}": "5" for name in TUTOR}


def test_the_tutor_appraises_all_students_through_one_link(over, enter):
    stays = [over.stay, *others(over, 2)]
    tutor, path = enter(), link_of(over).path
    page = tutor.get(path).content.decode()
    assert [stay.placement.student.name in page for stay in stays] == [True] * 3
    for stay in stays:
        assert tutor.post(path, said(stay)).status_code == 302
    assert Appraisal.objects.filter(kind="tutor").count() == 3
    assert "都鉴定完了" in tutor.get(path).content.decode()
    assert Appraisal.objects.first().given_by == "张师傅 · 专用链接"


def test_the_link_opens_nobody_elses_students(over, enter):
    foreign = stay_in(over, over.student2, begun=-60, lasts=39, state="finished")
    page = enter().get(link_of(over).path).content.decode()
    assert over.student2.name not in page
    assert enter().post(link_of(over).path, said(foreign)).status_code == 404
    assert not Appraisal.objects.exists()


def test_what_is_not_answered_comes_back(over, enter):
    answer = enter().post(link_of(over).path, {"stay": f"s{over.stay.pk}", f"s{over.stay.pk}-words": "不错"})
    assert "不错" in answer.content.decode()
    assert not Appraisal.objects.exists()


def test_a_revoked_link_does_nothing(over, enter):
    link = link_of(over)
    links.revoke(link, by=over.people["yabao"])
    assert enter().post(link.path, said(over.stay)).status_code == 410
    assert not Appraisal.objects.exists()


def test_the_link_is_mailed_once_for_each_end_however_often_the_clock_ticks(over):
    assert [actions.send_appraisal_links() for _beat in range(3)] == [1, 0, 0]
    others(over, 1)
    assert [actions.send_appraisal_links() for _beat in range(2)] == [1, 0]
    assert Message.objects.filter(address="zhang@example.com").count() == 2


def test_a_tutor_without_an_address_is_left_to_the_host(over):
    Tutor.objects.update(email="")
    assert actions.send_appraisal_links() == 0
    assert list(actions.waiting_tutors()) == [over.tutor]


def test_the_host_grades_all_that_are_ready_at_once(over, enter):
    stays = [over.stay, *others(over, 2)]
    for stay in stays[:2]:
        Appraisal.objects.create(stay=stay, kind="self", given_by="x")
        Appraisal.objects.create(stay=stay, kind="tutor", given_by="x")
    host, address = enter(over.people["yabao"]), reverse("certificates:appraisals")
    answer = host.get(address)
    assert answer.context["ready"] == {stays[0].pk, stays[1].pk}
    assert [stay for stay, _missing in answer.context["waiting"]] == [stays[2]]
    host.post(address, {"stays": [stay.pk for stay in stays], "grade": "good"})
    assert not Appraisal.objects.filter(kind="host").exists()  # one of them was not ready: nothing half done
    host.post(address, {"stays": [stays[0].pk, stays[1].pk], "grade": "good"})
    assert Appraisal.objects.filter(kind="host").count() == 2


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_get_fifty_numbers_without_a_gap(over):
    stays = others(over, 50)
    for stay in stays:
        Summary.objects.create(stay=stay, did="做", submitted_at=timezone.now())
        for kind in ("self", "tutor"):
            Appraisal.objects.create(stay=stay, kind=kind, given_by="x")
        Appraisal.objects.create(stay=stay, kind="host", grade="good", given_by="x")

    def one(stay):
        try:
            return actions.issue(stay, by=over.cast.office).number
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        numbers = list(pool.map(one, stays))
    assert sorted(numbers) == list(range(1, 51))


def issued(over) -> Certificate:
    complete(over)
    return actions.issue(over.stay, by=over.cast.office)


def test_the_public_check_shows_the_least(over, enter):
    made = issued(over)
    page = enter().get(reverse("certificates:verify", args=[made.code]))
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))
    name = over.student.name
    for shown in ("证明有效", made.title, f"{name[0]}*", "运城学院", str(over.yabao), made.digest[:16]):
        assert shown in words
    for hidden in (name, "农学", "良好", over.student.username, over.post.title):
        assert hidden not in words
    assert (page["X-Robots-Tag"], "no-store" in page["Cache-Control"]) == ("noindex", True)


def test_unknown_codes_all_get_the_same_page(over, enter):
    issued(over)
    codes = ("a" * 26, "zzzz", "2" * 26, "A-B")
    pages = [enter().get(f"/verify/{code}/") for code in codes]
    assert {page.status_code for page in pages} == {404}
    words = {re.sub(r"<[^>]+>", "", page.content.decode()) for page in pages}
    assert len(words) == 1


def test_a_revoked_certificate_says_so_without_the_reason(over, enter):
    made = issued(over)
    actions.move_certificate(made, "revoke", by=over.cast.office, note="日期有误")
    page = enter().get(reverse("certificates:verify", args=[made.code])).content.decode()
    assert "证明已撤销" in page
    assert "日期有误" not in page
    assert "运城学院" not in page
    assert enter(over.student).get(reverse("certificates:pdf", args=[made.pk])).status_code == 404
    again = actions.issue(over.stay, by=over.cast.office)
    assert (again.replaces, again.number) == (made, 2)


def test_looking_up_very_many_is_slowed_down(over, enter, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    visitor = enter()
    codes = [visitor.get(f"/verify/{'a' * 25}{'abcdefghij'[number % 10]}/").status_code for number in range(62)]
    assert (codes[0], codes[-1]) == (404, 429)


@pytest.mark.parametrize(
    "change", [str.upper, lambda code: " ".join(code), lambda code: code.replace("o", "0").replace("i", "1")]
)
def test_a_code_is_typed_from_paper_as_one_reads_it(over, enter, change):
    made = issued(over)
    answer = enter().post(reverse("certificates:check"), {"code": change(made.code)})
    assert answer.url == reverse("certificates:verify", args=[made.code])


def test_nonsense_typed_as_a_code_is_told_what_a_code_is(client, db):
    assert "26位" in client.post(reverse("certificates:check"), {"code": "你好\0"}).content.decode()


def test_the_facts_stay_as_they_were_issued(over, enter):
    made = issued(over)
    User.objects.filter(pk=over.student.pk).update(name="改名了")
    assert papers.facts(Certificate.objects.get(pk=made.pk))["words"].startswith("兹证明")
    assert "改名了" not in papers.facts(Certificate.objects.get(pk=made.pk))["words"]
    assert made.digest == actions.digest_of(Certificate.objects.get(pk=made.pk).fact_sheet)


def test_the_paper_is_a_pdf_with_one_page(over):
    drawn = papers.pdf(issued(over))
    assert drawn.startswith(b"%PDF-")
    assert (
        drawn.count(b"/Type /Page\n") + drawn.count(b"/Type/Page/") + len(re.findall(rb"/Type ?/Page[^s]", drawn)) >= 1
    )


def rated(over, stays) -> None:
    for stay in stays:
        Rating.objects.create(stay=stay, answers=dict.fromkeys(HOST, 4))


def test_ratings_of_fewer_than_five_are_not_shown(over):
    stays = others(over, 5)
    rated(over, stays[:4])
    assert of_host(over.yabao) is None
    rated(over, stays[4:])
    assert of_host(over.yabao).count == 5


def test_a_post_is_not_shown_when_the_rest_could_be_worked_out(over):
    second = position_in(over, season=over.offering, title="另一岗", places=90, starts_on=days(-60), ends_on=days(-21))
    rated(over, others(over, 6))
    user = User.objects.create(username="x", name="乙")
    StudentProfile.objects.create(user=user, university_name="运城学院", major="农学", grade="大三")
    rated(over, [stay_in(over, user, state="finished", position=second)])
    assert of_host(over.yabao).count == 7
    assert of_positions(over.yabao) == {}


def test_a_student_rates_once_and_the_host_sees_no_words(over, enter):
    student, address = enter(over.student), reverse("certificates:rate", args=[over.stay.pk])
    answers = dict.fromkeys(HOST, "2") | {"words": "食堂太远"}
    student.post(address, answers)
    assert "已经评价过了" in student.post(address, answers).content.decode()
    pages = {
        who: enter(over.people[who]).get(reverse("certificates:ratings")).content.decode()
        for who in ("yabao", "office")
    }
    assert {who: "食堂太远" in page for who, page in pages.items()} == {"yabao": False, "office": True}
    assert "食堂太远" not in enter(over.people["yabao"]).get(over.stay.get_absolute_url()).content.decode()


def test_each_is_asked_once_after_six_and_once_after_twelve_months_also_late(over):
    ended = over.stay.until
    moments = [ended + timedelta(days=gap) for gap in (100, 186, 187, 200, 370, 400)]
    counts = [
        actions.ask_follow_ups(timezone.make_aware(timezone.datetime.combine(day, timezone.datetime.min.time())))
        for day in moments
    ]
    assert (sum(counts), list(FollowUp.objects.values_list("months", flat=True).order_by("months"))) == (2, [6, 12])


@pytest.mark.parametrize(
    ("day", "months", "expected"), [("2026-08-31", 6, "2026-02-28"), ("2026-03-15", 12, "2025-03-15")]
)
def test_months_before_a_day(day, months, expected):
    assert actions.months_before(date.fromisoformat(day), months) == date.fromisoformat(expected)


def test_a_follow_up_is_answered_by_the_person_and_counted(over, enter):
    row = FollowUp.objects.create(stay=over.stay, months=6)
    address = reverse("certificates:follow_up", args=[row.pk])
    assert enter(over.student2).get(address).status_code == 404
    enter(over.student).post(address, {"answer": "wants"})
    answer = enter(over.people["office"]).get(reverse("certificates:follow_ups"))
    assert [(bar["label"], bar["value"]) for bar in answer.context["bars"]][2] == ("想回来", 1)


@pytest.mark.parametrize(
    "who", ["office", "leader", "auditor", "gongke", "tsinghua", "yabao", "student", "outsider", "public"]
)
@pytest.mark.parametrize("state", State.values)
def test_revoking_from_every_state_by_everybody(over, who, state):
    made = issued(over)
    Certificate.objects.filter(pk=made.pk).update(state=state)
    made.refresh_from_db()
    by = over.people.get(who, PUBLIC)
    if granted(by.role, CERTIFICATE["revoke"].permission) and state == "valid":
        assert actions.move_certificate(made, "revoke", by=by, note="更正").state == "revoked"
    else:
        with pytest.raises((NotNow, NotAllowed)):
            actions.move_certificate(made, "revoke", by=by, note="更正")


def test_the_office_issues_all_complete_ones_with_one_click(over, enter):
    complete(over)
    others(over, 1)
    office = enter(over.people["office"])
    page = office.get(reverse("certificates:to_issue")).content.decode()
    assert "材料齐全，可以开具：1 人" in page
    assert "还缺材料：1 人" in page
    office.post(reverse("certificates:to_issue"))
    assert Certificate.objects.count() == 1


def test_the_desk_says_what_comes_next(over):
    assert [task.title for task in desk.waiting_for(over.cast.student)] == ["写实习小结"]
    actions.save_summary(over.stay, WORDS, by=over.cast.student, submit=True)
    assert [task.title for task in desk.waiting_for(over.cast.student)] == ["填实习自评"]
    assert [task.title for task in desk.waiting_for(over.people["yabao"])] == ["1 名实习结束的学生等单位鉴定"]
    assert desk.waiting_for(over.cast.office) == []
    complete(over)
    assert [task.title for task in desk.waiting_for(over.cast.office)] == ["1 份实习证明可以开具"]


def test_students_are_reminded_of_what_is_missing_and_hosts_of_appraising(over):
    from certificates.reminders import RULES
    from notifications.tick import tick

    with time_machine.travel(
        timezone.make_aware(timezone.datetime.combine(days(-21) + timedelta(days=9), timezone.datetime.min.time()))
        + timedelta(hours=12),
        tick=False,
    ):
        tick(RULES), tick(RULES)
    told = Message.objects.filter(channel="portal").exclude(rule="").values_list("rule", "recipient__username")
    assert sorted(told) == [("appraisal_missing", "yabao"), ("summary_missing", "student")]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_for_three(over, enter, queries, count):
    for stay in others(over, count):
        sheet = actions.fact_sheet(stay, 20)
        Certificate.objects.create(stay=stay, year=2026, number=stay.pk, code=f"{stay.pk:026d}", fact_sheet=sheet)
    office = enter(over.people["office"])
    office.get(reverse("certificates:list"))
    with queries(7):
        office.get(reverse("certificates:list"))
