"""What waits for a student, a host and the office, since when and until when, and what falls silent."""

import pytest

from interns import actions
from interns.desk import figures, open_positions, waiting_for
from interns.models import Placement, Position
from tests.scene import PEOPLE, days
from tests.season import application_in, choice_in, moment, placement_in, position_in


def waits(interns, who: str) -> list[tuple[str, str, str]]:
    return [(task.title, task.why, task.action) for task in waiting_for(interns.people[who])]


def sent_back(interns, reason: str = "写清任务") -> Position:
    position = position_in(interns, "submitted")
    return actions.move_position(position, "send_back", by=interns.people["office"], note=reason)


# ------------------------------------------------------------------ students


def test_a_student_hears_of_the_open_season_until_the_application_is_submitted(interns):
    before = waiting_for(interns.people["student"])
    assert [(task.why, task.action, task.until) for task in before] == [
        ("还没有选岗位", "看岗位", interns.open.apply_closes)
    ]
    application = application_in(interns, "draft", position_in(interns))
    assert waits(interns, "student") == [("报名中的批次 正在报名", "志愿还没有提交", "去提交")]
    actions.move_application(application, "submit", by=interns.people["student"])
    assert waits(interns, "student") == []


def test_an_offer_waits_for_its_student_until_the_deadline(interns):
    placement = placement_in(interns)
    offer, _season = waiting_for(interns.people["student"])
    assert (offer.title, offer.url, offer.since, offer.until) == (
        "“录用岗”录用了您，请确认",
        placement.get_absolute_url(),
        placement.created_at,
        placement.confirm_by,
    )
    assert [task.why for task in waiting_for(interns.people["student2"])] == ["还没有选岗位"]


# ------------------------------------------------------------------ hosts


def test_a_returned_post_waits_for_its_host_with_the_reason(interns):
    position = sent_back(interns)
    (task,) = waiting_for(interns.people["yabao"])
    assert (task.title, task.why, task.action) == ("研发助理", "退回修改：写清任务", "去修改")
    assert (task.since, task.until) == (position.state_since, interns.open.apply_closes)
    assert waits(interns, "dayu") == []


def test_the_reason_of_an_earlier_return_is_not_told_of_a_later_draft(interns):
    position, office = sent_back(interns), interns.people["office"]
    for move in ("submit", "withdraw", "reopen"):
        position = actions.move_position(position, move, by=office, note="因为")
    assert waits(interns, "yabao") == [("研发助理", "岗位还没有提交审核", "去提交")]


def test_drafts_cost_one_query_for_their_reasons_however_many(interns, queries):
    for title in "甲乙丙":
        position = position_in(interns, "submitted", title)
        actions.move_position(position, "send_back", by=interns.people["office"], note=title)
    with queries(3):
        assert [task.why for task in waiting_for(interns.people["yabao"])] == [f"退回修改：{x}" for x in "丙乙甲"]


def test_students_without_an_answer_wait_for_the_host_until_confirmations_end(interns):
    position = position_in(interns, season=interns.offering, title="录用岗")
    choice = choice_in(interns, position)
    (task,) = waiting_for(interns.people["yabao"])
    assert (task.why, task.since, task.until) == (
        "还有 2 个名额，有学生等答复",
        interns.offering.apply_closes,
        interns.offering.confirm_by,
    )
    actions.offer(choice, by=interns.people["yabao"])
    assert waits(interns, "yabao") == []


@pytest.mark.parametrize("columns", [{"taken": 2}, {"state": "withdrawn"}])
def test_a_full_or_withdrawn_post_waits_for_nobody(columns, interns):
    choice_in(interns, position_in(interns, season=interns.offering, title="录用岗", **columns))
    assert waits(interns, "yabao") == []


# ------------------------------------------------------------------ the office


def test_posts_to_review_wait_for_the_office_as_one_task_with_the_oldest_named(interns):
    position_in(interns, "submitted", "新的")
    old = position_in(interns, "submitted", "旧的", state_since=moment(-3))
    (task,) = waiting_for(interns.people["office"])
    assert (task.title, task.why) == ("2 个岗位等审核", "最早的一个：亚宝药业 · 旧的")
    assert (task.since, task.until) == (old.state_since, interns.open.apply_closes)


@pytest.mark.parametrize(("left", "told"), [(0.1, 1), (2.9, 1), (3.1, 0), (-0.1, 0)])
def test_offers_that_lapse_within_three_days_wait_for_the_office(left, told, interns):
    placement_in(interns, confirm_by=moment(left))
    assert [title for title, _why, _action in waits(interns, "office")] == ["1 个录用学生还没有确认"] * told


def test_an_answered_offer_does_not_wait_for_the_office(interns):
    placement_in(interns, "confirmed", confirm_by=moment(1))
    assert waits(interns, "office") == []


def test_nothing_of_the_internships_waits_for_anybody_else(interns):
    position_in(interns, "submitted")
    sent_back_or_offered = placement_in(interns, confirm_by=moment(1))
    assert sent_back_or_offered.pk
    for who in set(PEOPLE) - {"office", "yabao", "student"}:
        assert waits(interns, who) == []


# ------------------------------------------------------------------ figures


def test_open_posts_are_published_unfilled_and_of_a_season_that_takes_applications(interns):
    position_in(interns, title="招人的")
    position_in(interns, "draft", "草稿的")
    position_in(interns, title="满的", taken=2)
    position_in(interns, title="截止的", season=interns.offering)
    public = interns.people["public"]
    assert [row.title for row in open_positions(public)] == ["招人的"]
    assert [(figure.label, figure.value) for figure in figures(public)] == [("正在招人的岗位", 1)]


def test_the_figure_of_interns_counts_confirmed_ones_for_the_county_only(interns):
    position = position_in(interns, season=interns.offering, title="录用岗", places=5)
    placement_in(interns, "confirmed", position)
    placement_in(interns, "offered", position, interns.student2)
    counted = {who: [f.value for f in figures(interns.people[who]) if f.label == "实习学生"] for who in PEOPLE}
    assert counted == {who: [1] if who in ("office", "leader", "auditor") else [] for who in PEOPLE}
    assert Placement.objects.confirmed().count() == 1


def test_a_post_that_is_over_is_not_open(interns):
    position_in(interns, title="过去的", season=interns.offering, starts_on=days(-9), ends_on=days(-1))
    assert list(open_positions(interns.people["public"])) == []
