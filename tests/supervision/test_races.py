"""Two people at once, each with a real connection: exactly one wins, the other is told in a sentence."""

from functools import partial

import pytest

from notifications.models import Event
from supervision import actions
from supervision.models import Blocker, Duty, Extension, Nudge, Report
from tests.bases.test_races import race
from tests.supervision.helpers import blocker_on, days, duty_in, pdf

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_duty_is_reported_done_once_and_the_loser_leaves_no_report(scene):
    duty = duty_in(scene, university=True)

    def report(who):
        return lambda: actions.move_duty(duty, "report", by=scene.people[who], upload=pdf())

    assert race(report("tsinghua"), report("mate")) == ["Duty", "NotNow"]
    assert (Report.objects.count(), Event.objects.filter(verb="report").count()) == (1, 1)


def test_a_duty_is_closed_once(scene):
    duty = duty_in(scene, "reviewed")
    close = partial(actions.move_duty, duty, "close", by=scene.people["office"])
    assert race(close, close, close) == ["Duty", "NotNow", "NotNow"]
    assert Event.objects.filter(verb="close").count() == 1


def test_closing_many_twice_at_once_closes_each_once(scene):
    duties = [duty_in(scene, "reviewed") for _n in range(3)]
    close = partial(actions.close_many, duties, by=scene.people["office"])
    assert race(close, close) == ["NotNow", "int"]
    assert Event.objects.filter(verb="close").count() == 3


def test_reviewing_and_sending_back_at_once_ends_in_one_order(scene):
    duty = duty_in(scene, "reported")
    answers = race(
        partial(actions.move_duty, duty, "review", by=scene.people["jiaoyu"], version=1),
        partial(actions.move_duty, duty, "redo", by=scene.people["office"], note="缺签字", version=1),
    )
    row = Duty.objects.get()
    assert answers == ["Conflict", "Duty"]
    assert (row.state == "doing") == (row.done_on is None) == (row.reviewed_by is None)


def test_an_extension_is_decided_once(scene):
    duty = duty_in(scene)
    asked = actions.ask_extension(duty, days(9), reason="缺料", progress="一半", by=scene.people["mate"])
    answers = race(
        partial(actions.decide_extension, asked, True, by=scene.people["office"]),
        partial(actions.decide_extension, asked, False, by=scene.people["office"], words="来得及"),
    )
    granted = Extension.objects.get().state == "granted"
    assert answers == ["Extension", "NotNow"]
    assert Duty.objects.get().due == (days(9) if granted else days(5))


def test_a_later_day_is_asked_for_once(scene):
    duty = duty_in(scene)
    asks = [
        partial(actions.ask_extension, duty, days(9), reason="缺料", progress="一半", by=scene.people[who])
        for who in ("mate", "jiaoyu")
    ]
    assert race(*asks) == ["Extension", "NotNow"]
    assert Extension.objects.count() == 1


def test_granting_a_later_day_and_reporting_at_once_leave_nothing_open(scene):
    duty = duty_in(scene)
    asked = actions.ask_extension(duty, days(9), reason="缺料", progress="一半", by=scene.people["mate"])
    answers = race(
        partial(actions.decide_extension, asked, True, by=scene.people["office"]),
        partial(actions.move_duty, duty, "report", by=scene.people["mate"], upload=pdf()),
    )
    state = Extension.objects.get().state
    assert (answers, state) in [(["Duty", "Extension"], "granted"), (["Duty", "NotNow"], "lapsed")]
    assert (Duty.objects.get().state, Duty.objects.get().original_due) == ("reported", days(5))


def test_a_duty_is_nudged_once_a_day(scene):
    duty = duty_in(scene)
    assert race(*[partial(actions.nudge, duty, by=scene.people[who]) for who in ("office", "leader")]) == [
        "NotNow",
        "Nudge",
    ]
    assert Nudge.objects.count() == 1


def test_a_blocker_is_cleared_once(scene):
    blocker = blocker_on(scene, duty_in(scene))
    clears = [partial(actions.unblock, blocker, how=who, by=scene.people[who]) for who in ("gongke", "office")]
    assert race(*clears) == ["Blocker", "NotNow"]
    assert Event.objects.filter(verb="unblocked").count() == 1
    assert Blocker.objects.get().how in ("gongke", "office")


def test_two_edits_of_the_same_version_never_lose_one(scene):
    duty = duty_in(scene, "assigned")
    edits = [partial(actions.edit_duty, duty, {"title": t}, by=scene.people["office"], version=1) for t in "甲乙"]
    assert race(*edits) == ["Conflict", "Duty"]
    assert Event.objects.filter(verb="edited").count() == 1


def test_two_first_reports_of_progress_begin_the_work_once(scene):
    duty = duty_in(scene, "assigned")
    says = [
        partial(actions.report_progress, duty, status="on_plan", by=scene.people[who]) for who in ("mate", "jiaoyu")
    ]
    assert race(*says) == ["Report", "Report"]
    assert Event.objects.filter(verb="begin").count() == 1
