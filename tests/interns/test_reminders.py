"""The three reminders of a season: whom they reach, in which window, and what makes them fall silent."""

from datetime import datetime, timedelta

import pytest

from interns import actions
from interns.models import Placement, Season, StudentProfile
from interns.reminders import RULES, unchecked, unconfirmed, unsubmitted
from notifications.models import Message
from notifications.tick import tick
from ruoyi_coop.lib.calendar import CHINA
from tests.season import application_in, placement_in, position_in

# A Friday in a week without holidays.
DEADLINE = datetime(2030, 7, 19, 17, tzinfo=CHINA)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def at(day: int, hour: int) -> datetime:
    return datetime(2030, 7, day, hour, tzinfo=CHINA)


def reminded() -> list[tuple[str, str, str]]:
    """Who has a reminder waiting in the portal, of which rule and step."""
    rows = Message.objects.filter(channel="portal").exclude(rule="").order_by("id")
    return [(row.recipient.username, row.rule, row.key.split(":")[-2]) for row in rows]


@pytest.fixture
def draft(interns):
    """A draft whose deadline is DEADLINE."""
    dates = {"apply_closes": DEADLINE, "confirm_by": DEADLINE + 9 * DAY}
    Season.objects.filter(pk=interns.open.pk).update(**dates)
    interns.open.refresh_from_db()
    return application_in(interns, "draft", position_in(interns))


@pytest.fixture
def offered(interns):
    """An offer to be answered by DEADLINE."""
    return placement_in(interns, confirm_by=DEADLINE)


def test_the_rules_have_steps_three_one_and_no_days_and_three_hours_before():
    assert [(rule.name, rule.steps, rule.hours_before) for rule in RULES] == [
        ("application_deadline", (3, 1, 0), 3),
        ("check_deadline", (3, 1, 0), None),
        ("confirmation_deadline", (3, 1, 0), 3),
    ]


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        (DEADLINE, DEADLINE + SECOND, 1),
        (DEADLINE - DAY, DEADLINE, 0),
        (DEADLINE + SECOND, DEADLINE + DAY, 0),
    ],
)
def test_the_window_has_its_start_and_not_its_end(start, end, count, draft, offered):
    assert [len(list(due(start, end))) for due in (unsubmitted, unconfirmed)] == [count, count]


def test_each_rule_costs_one_query_however_many(draft, offered, interns, queries):
    application_in(interns, "draft", student=interns.student2)
    placement_in(interns, position=offered.position, student=interns.student2, confirm_by=DEADLINE)
    for due in (unsubmitted, unconfirmed):
        with queries(1):
            assert len(list(due(DEADLINE - DAY, DEADLINE + DAY))) == 2


def test_a_reminder_says_what_to_do_and_leads_there(draft, offered):
    (one,), (two,) = unsubmitted(DEADLINE, DEADLINE + DAY), unconfirmed(DEADLINE, DEADLINE + DAY)
    assert (one.title, one.path, one.deadline) == (
        "报名中的批次 的志愿还没有提交",
        draft.get_absolute_url(),
        DEADLINE,
    )
    assert (two.title, two.path, two.deadline) == ("请确认“录用岗”的录用", offered.get_absolute_url(), DEADLINE)
    assert [person.username for person in (*one.people, *two.people)] == ["student", "student"]


@pytest.mark.parametrize("state", ["submitted", "closed"])
def test_who_has_submitted_or_closed_is_not_reminded(state, draft):
    type(draft).objects.update(state=state)
    assert list(unsubmitted(DEADLINE - DAY, DEADLINE + DAY)) == []


@pytest.mark.parametrize("state", ["confirmed", "declined", "expired"])
def test_who_has_answered_is_not_reminded(state, offered):
    Placement.objects.update(state=state)
    assert list(unconfirmed(DEADLINE - DAY, DEADLINE + DAY)) == []


@pytest.mark.parametrize(
    ("now", "step"),
    [
        (at(16, 8), []),
        (at(16, 9), ["3"]),
        (at(18, 9), ["1"]),
        (at(19, 9), ["0"]),
        (at(19, 14), ["3h"]),
        (at(19, 17), []),
    ],
)
def test_each_step_opens_at_its_moment_and_all_close_at_the_deadline(now, step, draft, offered):
    tick(RULES, now)
    told = ("application_deadline", "confirmation_deadline")
    assert reminded() == [("student", rule, name) for rule in told for name in step]


def test_a_beat_repeated_doubles_nothing(draft, offered):
    counts = [tick(RULES, at(18, 10))["made"] for _beat in range(3)]
    assert counts == [4, 0, 0]


def test_submitting_silences_what_has_not_gone_out(draft, interns):
    tick(RULES, at(18, 10))
    actions.move_application(draft, "submit", by=interns.people["student"])
    assert reminded() == []
    assert tick(RULES, at(19, 10)) == {"made": 0, "withdrawn": 0}


@pytest.mark.parametrize("move", ["confirm", "decline"])
def test_answering_silences_what_has_not_gone_out(move, offered, interns):
    tick(RULES, at(18, 10))
    actions.answer_offer(offered, move, by=interns.people["student"], note="考研")
    assert reminded() == []
    assert tick(RULES, at(19, 10)) == {"made": 0, "withdrawn": 0}


def test_restarting_a_withdrawn_application_brings_the_reminder_back(draft, interns):
    me = interns.people["student"]
    actions.move_application(draft, "submit", by=me)
    tick(RULES, at(18, 10))
    for name in ("close", "restart"):
        actions.move_application(draft, name, by=me)
    tick(RULES, at(18, 11))
    assert reminded() == [("student", "application_deadline", "1")]


def test_a_moved_deadline_withdraws_the_old_reminder_and_makes_the_new_one(draft, interns):
    tick(RULES, at(18, 10))
    actions.save_season(interns.open, {"apply_closes": DEADLINE + 5 * DAY}, by=interns.people["office"])
    assert tick(RULES, at(18, 11)) == {"made": 0, "withdrawn": 2}
    tick(RULES, at(23, 10))
    assert reminded() == [("student", "application_deadline", "1")]


def test_a_moved_confirmation_withdraws_the_old_reminder_and_makes_the_new_one(offered):
    tick(RULES, at(18, 10))
    Placement.objects.update(confirm_by=DEADLINE + 5 * DAY)
    assert tick(RULES, at(18, 11)) == {"made": 0, "withdrawn": 2}
    tick(RULES, at(23, 10))
    assert reminded() == [("student", "confirmation_deadline", "1")]


# ------------------------------------------------------------------ universities


@pytest.fixture
def asked(interns):
    """A submitted application of a 清华 student in a season that asks the universities by DEADLINE."""
    dates = {"apply_closes": DEADLINE - DAY, "check_by": DEADLINE, "confirm_by": DEADLINE + 9 * DAY}
    Season.objects.filter(pk=interns.open.pk).update(**dates)
    interns.open.refresh_from_db()
    StudentProfile.objects.filter(user=interns.student).update(university=interns.qinghua.university)
    return application_in(interns, "submitted", position_in(interns))


def test_a_liaison_is_reminded_of_the_own_students_and_how_many(asked, interns):
    StudentProfile.objects.filter(user=interns.student2).update(university=interns.qinghua.university)
    application_in(interns, "submitted", asked.choices.get().position, student=interns.student2)
    (one,) = unchecked(DEADLINE, DEADLINE + DAY)
    assert (one.title, one.path, [person.username for person in one.people]) == (
        "2 名学生等核验",
        "/interns/applications/check/",
        ["tsinghua"],
    )


def test_who_is_checked_is_not_reminded_of(asked, interns):
    actions.check(asked, "passed", by=interns.people["tsinghua"])
    assert list(unchecked(DEADLINE - DAY, DEADLINE + DAY)) == []


def test_reminders_of_checks_cost_three_queries_however_many(asked, interns, queries):
    StudentProfile.objects.filter(user=interns.student2).update(university=interns.xinong.university)
    application_in(interns, "submitted", asked.choices.get().position, student=interns.student2)
    with queries(3):
        assert len(list(unchecked(DEADLINE, DEADLINE + DAY))) == 2


def test_the_deadline_of_a_second_round_is_the_one_reminded_of(interns):
    Season.objects.filter(pk=interns.open.pk).update(second_opens=DEADLINE - 5 * DAY, second_closes=DEADLINE)
    application = application_in(interns, "draft", position_in(interns))
    type(application).objects.update(round=2)
    (one,) = unsubmitted(DEADLINE, DEADLINE + DAY)
    assert one.deadline == DEADLINE
