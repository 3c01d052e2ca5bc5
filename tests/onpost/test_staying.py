"""On post: leave, notes, problems and their clock, early ends, the end by itself; what the placement page shows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import Event, Message
from onpost import actions
from onpost.attendance import monday_of
from onpost.models import Absence, Problem, Stay, WeekNote
from ruoyi_coop.clock import CHORES
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from tests.scene import days

HOUR = timedelta(hours=1)


def told(word: str) -> set[str]:
    """Who has a message whose title holds the word."""
    rows = Message.objects.filter(channel="portal", title__contains=word)
    return set(rows.values_list("recipient__username", flat=True))


def leave(first: int, last: int, kind: str = "leave") -> dict:
    return {"kind": kind, "first_day": days(first), "last_day": days(last), "reason": "考试"}


# ------------------------------------------------------------------ leave


def test_leave_is_asked_for_by_the_student_and_granted_by_the_host(on_post):
    absence = actions.ask_leave(on_post.stay, leave(2, 3), by=on_post.people["student"])
    assert (absence.state, told("请假")) == ("asked", {"yabao"})
    actions.move_absence(absence, "grant", by=on_post.people["yabao"])
    assert told("批准") == {"student"}


@pytest.mark.parametrize(("first", "last"), [(-21, -20), (20, 21), (3, 2)])
def test_leave_lies_within_the_stay(first, last, on_post):
    with pytest.raises(NotNow):
        actions.ask_leave(on_post.stay, leave(first, last), by=on_post.people["student"])


def test_the_same_days_are_not_asked_for_twice(on_post):
    actions.ask_leave(on_post.stay, leave(2, 4), by=on_post.people["student"])
    with pytest.raises(NotNow):
        actions.ask_leave(on_post.stay, leave(4, 5), by=on_post.people["student"])


def test_the_host_reports_an_absence_at_once_and_the_student_hears(on_post):
    absence = actions.report_absence(on_post.stay, leave(-1, -1, "missing"), by=on_post.people["yabao"])
    assert (absence.state, told("缺勤")) == ("granted", {"student"})


def test_a_student_cannot_report_missing_in_the_form(on_post, enter):
    sent = {"kind": "missing", "first_day": days(1), "last_day": days(1), "reason": "x"}
    enter(on_post.people["student"]).post(f"/interns/stays/{on_post.stay.pk}/leave/", sent)
    assert Absence.objects.count() == 0


# ------------------------------------------------------------------ the weekly note


def test_a_note_of_one_word_is_enough_and_written_again_it_is_corrected(on_post, enter):
    client = enter(on_post.people["student"])
    client.post("/interns/note/", {"did": "好"})
    client.post("/interns/note/", {"did": "很好", "wish": "想看车间"})
    note = WeekNote.objects.get()
    assert (note.did, note.wish, note.monday) == ("很好", "想看车间", monday_of(days(0)))


def test_an_empty_note_says_what_is_missing(on_post, enter):
    page = enter(on_post.people["student"]).post("/interns/note/", {"did": "  "}).content.decode()
    assert "三项里写一项就行" in page
    assert WeekNote.objects.count() == 0


@pytest.mark.parametrize("week", ["2001-01-01", "2999-01-01"])
def test_a_week_outside_the_stay_takes_no_note(week, on_post, enter):
    page = enter(on_post.people["student"]).post(f"/interns/note/?week={week}", {"did": "好"}).content.decode()
    assert "这一周不在您的实习期里。" in page


def test_somebody_elses_note_is_not_written(on_post):
    with pytest.raises(NotAllowed):
        actions.write_note(on_post.stay, monday_of(days(0)), {"did": "x"}, by=on_post.people["student2"])


# ------------------------------------------------------------------ problems


def report(on_post, kind: str = "problem") -> Problem:
    return actions.report_problem(on_post.stay, kind, "热水器坏了", by=on_post.people["student"])


def test_a_problem_is_heard_at_once_by_host_university_and_office(on_post):
    problem = report(on_post)
    assert told("遇到困难") == {"yabao", "tsinghua", "office"}
    assert problem.due_at - problem.created_at < 24 * HOUR + timedelta(seconds=5)


def test_of_a_danger_the_leader_hears_at_once_and_not_again(on_post):
    report(on_post, "danger")
    assert told("有危险") == {"yabao", "tsinghua", "office", "leader"}
    assert actions.raise_problems(timezone.now() + 25 * HOUR) == 0


def test_after_24_hours_the_leader_hears_once_however_many_beats_were_missed(on_post):
    problem = report(on_post)
    assert actions.raise_problems(problem.due_at - timedelta(seconds=1)) == 0
    beats = [problem.due_at, problem.due_at + 72 * HOUR, problem.due_at + 73 * HOUR]
    assert [actions.raise_problems(moment) for moment in beats] == [1, 0, 0]
    assert told("24 小时无人受理") == {"leader", "office"}
    assert Event.objects.filter(verb="raised").count() == 1


def test_nights_and_holidays_count_for_the_clock(on_post):
    problem = report(on_post)
    Problem.objects.update(due_at=timezone.now() - HOUR)
    assert actions.raise_problems() == 1
    assert Problem.objects.get(pk=problem.pk).raised_at is not None


def test_who_takes_it_up_stops_the_clock_and_is_named(on_post, enter):
    problem = actions.move_problem(report(on_post), "take", by=on_post.people["tsinghua"])
    assert actions.raise_problems(problem.due_at + HOUR) == 0
    page = enter(on_post.people["student"]).get(problem.get_absolute_url()).content.decode()
    assert "陈思远 · 清华大学" in page


def test_the_answer_reaches_the_student_who_may_open_it_again_with_a_new_clock(on_post):
    problem = actions.move_problem(report(on_post), "close", by=on_post.people["yabao"], note="已修好")
    assert (problem.answer, told("办结")) == ("已修好", {"student"})
    again = actions.move_problem(problem, "reopen", by=on_post.people["student"], note="又坏了")
    assert (again.state, again.taken_by, again.raised_at) == ("open", "", None)
    assert again.due_at > timezone.now() + 23 * HOUR


def test_the_button_for_danger_is_on_the_students_page(on_post, enter):
    page = enter(on_post.people["student"]).get(on_post.placement.get_absolute_url()).content.decode()
    assert f"/interns/stays/{on_post.stay.pk}/problem/" in page
    other = enter(on_post.people["yabao"]).get(on_post.placement.get_absolute_url()).content.decode()
    assert f"/interns/stays/{on_post.stay.pk}/problem/" not in other


# ------------------------------------------------------------------ the end


def test_an_early_end_is_asked_for_with_a_reason_and_decided_by_the_office(on_post):
    stay = actions.move_stay(on_post.stay, "ask_end", by=on_post.people["student"], note="家里有事")
    assert (stay.state, stay.end_reason, told("申请提前结束")) == (
        "leaving",
        "家里有事",
        {"yabao", "tsinghua", "office"},
    )
    stay = actions.move_stay(stay, "approve_end", by=on_post.people["office"], day=days(-1))
    assert (stay.state, stay.last_day, stay.until) == ("ended_early", days(-1), days(-1))


def test_a_refused_early_end_leads_back_on_post(on_post):
    stay = actions.move_stay(on_post.stay, "ask_end", by=on_post.people["yabao"], note="没活干")
    assert actions.move_stay(stay, "refuse_end", by=on_post.people["office"], note="再坚持").state == "on_post"


@pytest.mark.parametrize("state", ["on_post", "leaving"])
def test_a_stay_finishes_by_itself_the_day_after_its_end_and_once(state, on_post):
    Stay.objects.update(state=state)
    last = timezone.now() + timedelta(days=20)
    moments = [last, last + timedelta(days=1), last + timedelta(days=9)]
    assert [actions.finish_stays(moment) for moment in moments] == [0, 1, 0]
    stay = Stay.objects.get()
    assert (stay.state, stay.last_day) == ("finished", days(20))
    assert told("实习期满") == {"student", "yabao"}


def test_the_clock_does_all_three():
    assert {actions.finish_stays, actions.raise_problems, actions.send_week_links} <= set(CHORES)


# ------------------------------------------------------------------ insurance


def test_one_policy_for_many_students_is_entered_once(on_post):
    values = {"insurer": "人保", "policy": "团-1", "starts_on": days(-20), "ends_on": days(20)}
    assert len(actions.insure_many([on_post.placement], values, by=on_post.people["yabao"])) == 1
    with pytest.raises(NotNow):
        actions.insure_many([on_post.placement], values, by=on_post.people["yabao"])
    with pytest.raises(NotAllowed):
        actions.insure_many([on_post.placement], values, by=on_post.people["dayu"])


def test_a_policy_entered_by_mistake_is_struck_once(on_post):
    policy = on_post.placement.insurances.get()
    actions.strike_insurance(policy, by=on_post.people["office"])
    with pytest.raises(NotNow):
        actions.strike_insurance(policy, by=on_post.people["office"])


def test_the_same_policy_twice_is_said_in_words(on_post, enter):
    policy = on_post.placement.insurances.get().policy
    sent = {"insurer": "人保", "policy": policy, "starts_on": days(0), "ends_on": days(1)}
    page = enter(on_post.people["student"]).post(f"/interns/placements/{on_post.placement.pk}/insure/", sent)
    assert "这份保单已经登记过。" in page.content.decode()
