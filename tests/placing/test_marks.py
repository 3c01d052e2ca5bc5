"""Hosts mark by criteria published before; the better marks go first, then the lot, and the letter says so."""

import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from interns.models import Placement, Position, Season, Waiting
from notifications.models import Event
from placing import actions, desk, marking
from placing.models import Mark, Outcome, Run
from placing.pieces import reasons
from placing.views.results import SCRIPT
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from tests.placing.test_placing import SEED, drafted, market, published
from tests.season import moment, position_in

__all__ = ["market"]
ROWS = [{"name": "专业对口", "most": 60}, {"name": "面谈", "most": 40}]


@pytest.fixture
def marked(market):
    """The office published two criteria before anybody applied."""
    with time_machine.travel(market.offering.apply_opens - timedelta(days=1), tick=False):
        market.criteria = marking.save_criteria(market.offering, ROWS, by=market.people["office"])
    market.first, market.second = Position.objects.get(title="岗0"), Position.objects.get(title="岗1")
    return market


def give(scene, values: dict[int, tuple], who: str = "yabao", position=None) -> int:
    """values: {place among the applicants: (marks…)} on the first post."""
    position = position or scene.first
    choices = {row.application_id: row.pk for row in marking.choices_of(position)}
    marks = {
        choices[scene.applicants[place].pk]: dict(zip([one.pk for one in scene.criteria], given, strict=True))
        for place, given in values.items()
    }
    return marking.give(position, marks, by=scene.people[who])


def outcome_of(run, application) -> Outcome:
    return Outcome.objects.get(run=run, application=application)


def test_the_best_marks_get_the_place_whatever_the_lot(marked):
    assert give(marked, {4: (60, 40)}) == 1
    run = published(marked)
    assert outcome_of(run, marked.applicants[4]).position == marked.first


def test_equal_marks_are_decided_by_lot_and_none_counts_as_nought(marked):
    everybody = dict.fromkeys(range(5), (30, 20))
    give(marked, everybody | {2: (None, None)})
    run = drafted(marked)
    winner = Outcome.objects.get(run=run, position=marked.first)
    lots = {row.application_id: row.lot for row in Outcome.objects.filter(run=run)}
    allowed = [marked.applicants[place].pk for place in (0, 1, 3, 4)]
    assert winner.application_id == min(allowed, key=lots.get)


def test_the_letter_says_the_marks_of_the_last_accepted_and_the_own(marked):
    give(marked, {0: (60, 40), 1: (10, 5)})
    run = published(marked)
    (words,) = [text for text in reasons(outcome_of(run, marked.applicants[1])) if "岗0" in text]
    assert "最后录用的是 100 分" in words
    assert "您是 15 分" in words


def test_who_was_turned_away_waits_by_marks_first(marked):
    give(marked, {0: (60, 40), 3: (50, 40), 1: (10, 5)})
    published(marked)
    queue = [row.application_id for row in Waiting.objects.filter(position=marked.first).order_by("number")]
    assert queue[:2] == [marked.applicants[3].pk, marked.applicants[1].pk]


def test_the_published_table_is_worked_out_again_with_the_marks(marked, enter, tmp_path):
    give(marked, {4: (60, 40), 1: (3, 2)})
    run = published(marked)
    table = enter().get(reverse("placing:table", args=[run.season_id, run.round])).content
    (tmp_path / "t.csv").write_bytes(table)
    again = subprocess.run([sys.executable, SCRIPT, tmp_path / "t.csv", SEED], capture_output=True, check=True)
    assert again.stdout == table.removeprefix(b"\xef\xbb\xbf")
    page = enter().get(reverse("placing:result", args=[run.season_id])).content.decode()
    assert "专业对口（满分 60）" in page


def test_a_host_marks_on_its_page_and_what_is_wrong_comes_back(marked, enter):
    host, address = enter(marked.people["yabao"]), reverse("placing:marks", args=[marked.first.pk])
    assert "“岗0”的报名学生等打分" in [task.title for task in desk.waiting_for(marked.people["yabao"])]
    choices = list(marking.choices_of(marked.first))
    names = [f"mark-{choices[0].pk}-{one.pk}" for one in marked.criteria]
    wrong = host.post(address, {names[0]: "61", names[1]: "20"}).content.decode()
    assert 'value="61"' in wrong
    assert Mark.objects.count() == 0
    host.post(address, {names[0]: "59", names[1]: "20"})
    assert sorted(Mark.objects.values_list("value", flat=True)) == [20, 59]
    assert Event.objects.filter(verb="marked").get().note == "岗0：专业对口 59，面谈 20"
    assert "专业对口 59" in host.get(marked.first.get_absolute_url()).content.decode()


def test_marks_are_seen_by_the_own_host_and_the_county_and_before_the_result_by_nobody_else(marked, enter):
    give(marked, {0: (59, 20)})
    application = marked.applicants[0]
    for who in (application.student, marked.people["dayu"], marked.people["tsinghua"], marked.people["yabao"]):
        for address in (application.get_absolute_url(), marked.second.get_absolute_url()):
            assert "专业对口 59" not in enter(who).get(address).content.decode()
    assert "专业对口 59" not in enter().get(marked.first.get_absolute_url()).content.decode()
    assert "专业对口 59" in enter(marked.people["office"]).get(marked.first.get_absolute_url()).content.decode()


def test_only_the_own_host_and_the_office_mark(marked):
    for who in ("dayu", "leader", "tsinghua", "student"):
        with pytest.raises(NotAllowed):
            give(marked, {0: (1, 1)}, who)
    assert give(marked, {0: (1, 1)}, "office") == 1


def test_marks_stand_once_a_run_has_begun_and_move_again_when_it_is_thrown_away(marked):
    run = actions.start(marked.offering, by=marked.people["office"])
    with pytest.raises(NotNow, match="已经开始计算"):
        give(marked, {0: (1, 1)})
    actions.move_run(run, "discard", by=marked.people["office"], note="漏打分")
    assert give(marked, {0: (1, 1)}) == 1
    page = published(marked)
    assert Run.objects.filter(state="discarded").count() == 1
    assert page.state == "published"


def test_before_the_deadline_nobody_is_marked(marked):
    with time_machine.travel(marked.offering.apply_closes - timedelta(hours=1), tick=False):
        assert "截止后再打分" in marking.why_not(marked.offering)


def test_criteria_are_fixed_once_one_can_apply_and_for_other_methods(market, enter):
    with pytest.raises(NotNow, match="不能再改"):
        marking.save_criteria(market.offering, ROWS, by=market.people["office"])
    Season.objects.filter(pk=market.open.pk).update(
        apply_opens=timezone.now() + timedelta(days=1), publish_at=timezone.now(), method="deferred"
    )
    address = reverse("placing:criteria", args=[market.open.pk])
    office = enter(market.people["office"])
    office.post(address, {"rows-0-name": "专业", "rows-0-most": "50", "rows-1-name": "专业", "rows-1-most": "5"})
    assert not market.open.criteria.exists()
    office.post(address, {"rows-0-name": "专业", "rows-0-most": "50"})
    assert "专业（满分 50）" in enter().get(
        reverse("interns:season", args=[market.open.pk]), follow=True
    ).content.decode() or ("专业（满分 50）" in office.get(market.open.get_absolute_url()).content.decode())


def test_the_figure_of_posts_to_mark_and_its_list_are_the_same(marked, enter):
    office = enter(marked.people["office"])
    page = office.get(reverse("placing:placing", args=[marked.offering.pk]))
    shown = page.context["to_mark"]
    table = office.get(reverse("placing:to_mark", args=[marked.offering.pk])).context["table"]
    assert shown == len(table.rows) == 3
    give(marked, dict.fromkeys(range(7), (1, 1)))
    assert office.get(reverse("placing:placing", args=[marked.offering.pk])).context["to_mark"] == 2


def test_the_page_costs_the_same_for_one_student_and_for_five(marked, enter, django_assert_num_queries):
    host, address = enter(marked.people["yabao"]), reverse("placing:marks", args=[marked.first.pk])
    host.get(address)
    with CaptureQueriesContext(connection) as five:
        host.get(address)
    marking.choices_of(marked.first).exclude(application=marked.applicants[0]).delete()
    with django_assert_num_queries(len(five)):
        host.get(address)


def test_a_season_of_the_lottery_has_no_marks(marked):
    Season.objects.filter(pk=marked.offering.pk).update(method="lottery")
    marked.offering.refresh_from_db()
    assert marking.total_of(marked.offering) == 0
    assert position_in(marked, title="别的", season=marked.offering, places=1, starts_on=moment(30).date()).pk


def test_who_was_refused_after_the_draft_gets_no_offer_and_the_place_passes_on(marked):
    Season.objects.filter(pk=marked.offering.pk).update(check_by=marked.offering.apply_closes, fill_by=moment(60))
    type(marked.applicants[0]).objects.update(check_state="passed")
    Position.objects.filter(season=marked.offering).update(starts_on=moment(60).date(), ends_on=moment(90).date())
    give(marked, {0: (60, 40), 3: (50, 40)})
    run = drafted(marked)
    type(marked.applicants[0]).objects.filter(pk=marked.applicants[0].pk).update(check_state="refused")
    actions.move_run(run, "publish", by=marked.people["office"])
    placed = Placement.objects.live().get(position=marked.first)
    assert (placed.student, placed.source) == (marked.applicants[3].student, "waiting")
    assert not Placement.objects.filter(student=marked.applicants[0].student).exists()


def test_a_post_withdrawn_after_the_draft_keeps_the_result_from_being_published(marked):
    run = drafted(marked)
    Position.objects.filter(pk=marked.first.pk).update(state="withdrawn")
    with pytest.raises(NotNow, match="已撤下"):
        actions.move_run(run, "publish", by=marked.people["office"])
    assert not Placement.objects.exists()
