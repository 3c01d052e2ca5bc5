"""Who may apply is said before anybody applies: rule by rule, to visitors plainly, to a student with the reason."""

import pytest

from interns.models import Season, StudentProfile, eligibility, why_not_eligible
from tests.interns.test_views import cost
from tests.scene import days
from tests.season import position_in

NATIVE = "本批次只收芮城籍学生，您的资料里不是芮城籍。"
PARTNER = "本批次只收合作高校的学生，您的高校还不是芮城的合作高校。"
EITHER = "本批次只收芮城籍学生和合作高校的学生，您的资料两项都不是。"


def profile_of(interns, **columns) -> StudentProfile:
    StudentProfile.objects.filter(user=interns.student).update(**columns)
    return StudentProfile.objects.get(user=interns.student)


def post_for(interns, audience: str = "any", **columns):
    Season.objects.filter(pk=interns.open.pk).update(audience=audience)
    interns.open.refresh_from_db()
    return position_in(interns, **columns)


@pytest.mark.parametrize(
    ("audience", "native", "partner", "why"),
    [
        ("any", False, False, ""),
        ("native", False, True, NATIVE),
        ("native", True, False, ""),
        ("partner", True, False, PARTNER),
        ("partner", False, True, ""),
        ("either", False, False, EITHER),
        ("either", True, False, ""),
        ("either", False, True, ""),
    ],
)
def test_a_season_is_for_those_it_names(audience, native, partner, why, interns):
    school = interns.qinghua.university if partner else None
    profile = profile_of(interns, is_native=native, university=school)
    assert why_not_eligible(profile, post_for(interns, audience)) == why


def test_a_partnership_that_is_over_counts_no_more(interns):
    profile = profile_of(interns, university=interns.qinghua.university)
    over = {"during": (interns.qinghua.began_on, days(-1)), "end_reason": "到期"}
    type(interns.qinghua).objects.filter(pk=interns.qinghua.pk).update(**over)
    assert why_not_eligible(profile, post_for(interns, "partner")) == PARTNER


def test_each_rule_says_whether_it_is_met_and_majors_only_advise(interns):
    profile, position = profile_of(interns, level="college"), post_for(interns, level="bachelor", majors=["计算机类"])
    rules = [(rule.label, rule.asks, rule.ok, rule.why, rule.advice) for rule in eligibility(profile, position)]
    assert rules[:3] == [
        ("学历要求", "本科及以上", False, "这个岗位要求本科及以上，您的资料是大专。", False),
        ("报名范围", "不限", True, "", False),
        ("专业要求", "计算机类", False, "专业不在要求内，仍可报名。", True),
    ]


@pytest.mark.parametrize(
    ("wanted", "have", "ok"),
    [
        (["计算机类"], "计算机科学与技术", True),
        (["农学"], "农学", True),
        (["机械设计制造及其自动化"], "机械设计", True),
        (["农学"], "汉语言文学", False),
        ([], "汉语言文学", True),
    ],
)
def test_a_major_fits_when_one_names_the_other(wanted, have, ok, interns):
    rules = eligibility(profile_of(interns, major=have), post_for(interns, majors=wanted))
    assert rules[2].ok is ok


def test_a_visitor_reads_the_rules_plainly(interns, enter):
    position = post_for(interns, "either", level="bachelor")
    rules = enter().get(position.get_absolute_url()).context["rules"]
    assert [(rule.label, rule.asks, rule.why) for rule in rules[:2]] == [
        ("学历要求", "本科及以上", ""),
        ("报名范围", "芮城籍或合作高校学生", ""),
    ]


def test_a_student_reads_on_the_page_and_in_the_list_why_not(interns, enter):
    position, client = post_for(interns, "native"), enter(interns.people["student"])
    assert NATIVE in client.get(position.get_absolute_url()).content.decode()
    assert client.post(f"{position.get_absolute_url()}choose/").url == position.get_absolute_url()
    (row,) = client.get("/interns/").context["table"].page
    assert NATIVE in row.get_cell("fits")


def test_the_list_says_who_qualifies_without_a_query_for_each_post(interns, enter):
    profile_of(interns, university=interns.qinghua.university)
    post_for(interns, "partner")
    client = enter(interns.people["student"])
    client.get("/interns/")
    one = cost(client, "/interns/")
    for title in "甲乙丙":
        position_in(interns, title=title)
    assert cost(client, "/interns/") == one
