"""A placement is sealed beforehand, worked out once, published whole, and anybody can work it out again."""

import hashlib
import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import Hat, User
from accounts.permissions import PUBLIC, granted
from interns.models import Placement, Position, Season, StudentProfile, Waiting
from interns.workflow import ApplicationState
from notifications.models import Message
from placing import actions, desk
from placing.models import Lot, Outcome, Run
from placing.reproduce import place, read
from placing.views.results import SCRIPT
from placing.workflow import RUN, RunState
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from ruoyi_coop.lib.secrets import encrypt
from tests.season import application_in, moment, placement_in, position_in

SEED = "ab" * 32


def students(count: int) -> list[User]:
    rows = User.objects.bulk_create(User(username=f"m{n}", name=f"学生{n}") for n in range(count))
    Hat.objects.bulk_create(Hat(user=user, role="student", is_first=True) for user in rows)
    StudentProfile.objects.bulk_create(
        StudentProfile(user=user, university_name="运城学院", major="农学", grade="大三") for user in rows
    )
    return rows


@pytest.fixture
def market(interns):
    """Applications are in: seven students want three posts with five places, the lots are sealed."""
    Season.objects.filter(pk=interns.offering.pk).update(method="deferred")
    interns.offering.refresh_from_db()
    digest = hashlib.sha256(bytes.fromhex(SEED)).hexdigest()
    Lot.objects.create(season=interns.offering, sealed=encrypt(SEED), digest=digest, made_at=moment(-20))
    make = {"season": interns.offering}
    interns.posts = [position_in(interns, title=f"岗{n}", places=places, **make) for n, places in enumerate((1, 2, 2))]
    first, second, third = interns.posts
    one, other = (first, second, third), (second, third, first)  # everybody wants all three: five are placed
    wishes = (one, one, one, one, one, other, other)
    interns.applicants = [
        application_in(interns, ApplicationState.SUBMITTED, *row, student=user)
        for row, user in zip(wishes, students(7), strict=True)
    ]
    return interns


def drafted(market) -> Run:
    run = actions.start(market.offering, by=market.people["office"])
    assert actions.resume_runs() == 1
    return Run.objects.get(pk=run.pk)


def published(market) -> Run:
    return actions.move_run(drafted(market), "publish", by=market.people["office"])


def test_a_seed_is_sealed_and_its_hash_published_once_while_applications_are_open(interns):
    assert actions.ensure_lots() == 0
    Season.objects.filter(pk=interns.open.pk).update(method="deferred")
    assert [actions.ensure_lots() for _beat in range(3)] == [1, 0, 0]
    lot = Lot.objects.get()
    assert lot.digest == hashlib.sha256(bytes.fromhex(lot.seed)).hexdigest()
    assert lot.seed not in lot.sealed
    assert lot.was_in_time


def test_after_the_deadline_no_seed_is_sealed_any_more(interns):
    Season.objects.filter(pk=interns.offering.pk).update(method="deferred")
    assert actions.ensure_lots() == 0
    with pytest.raises(NotNow, match="没有封存抽签种子"):
        actions.start(interns.offering, by=interns.people["office"])


@pytest.mark.parametrize("who", ["leader", "auditor", "yabao", "tsinghua", "student", "jiaoyu", "outsider", "admin"])
def test_only_the_office_places(market, who):
    with pytest.raises(NotAllowed):
        actions.start(market.offering, by=market.people[who])


def test_a_two_way_season_has_no_run(interns):
    with pytest.raises(NotNow, match="双向选择"):
        actions.start(interns.offering, by=interns.people["office"])


def test_a_run_becomes_a_draft_that_nobody_outside_sees(market, enter):
    run = drafted(market)
    assert (run.state, run.counts["applications"], run.counts["placed"], run.counts["unplaced"]) == ("draft", 7, 5, 2)
    assert Placement.objects.count() == 0
    assert enter().get(reverse("placing:result", args=[market.offering.pk])).status_code == 404
    page = enter(market.applicants[0].student).get(market.applicants[0].get_absolute_url()).content.decode()
    assert "更靠前的志愿" not in page


def test_the_same_inputs_and_seed_give_the_same_draft_again(market):
    first = list(drafted(market).outcomes.order_by("application").values_list("application", "position", "lot"))
    Run.objects.update(state="discarded")
    again = list(drafted(market).outcomes.order_by("application").values_list("application", "position", "lot"))
    assert first == again


def test_publishing_makes_offers_waiting_lists_and_messages_at_once(market):
    run = published(market)
    offers = Placement.objects.filter(season=market.offering)
    assert {row.source for row in offers} == {"matched"}
    wanted = {row.application.student_id: row.position_id for row in run.outcomes.exclude(position=None)}
    assert {row.student_id: row.position_id for row in offers} == wanted
    assert [Position.objects.get(pk=post.pk).taken for post in market.posts] == [1, 2, 2]
    turned_away = sum(len(row.letter) for row in run.outcomes.all())
    assert Waiting.objects.count() == turned_away
    assert Message.objects.filter(channel="portal", title__startswith="您被“").count() == 5
    assert Message.objects.filter(channel="portal", title__endswith="的录用结果").count() == 2
    assert Lot.objects.get().revealed_at is not None


def test_the_published_table_is_worked_out_again_by_the_script_to_the_byte(market, enter, tmp_path):
    published(market)
    address = reverse("placing:table", args=[market.offering.pk, 1])
    table = enter().get(address).content
    (tmp_path / "table.csv").write_bytes(table)
    command = [sys.executable, "-I", str(SCRIPT), str(tmp_path / "table.csv"), SEED]
    again = subprocess.run(command, capture_output=True, check=True).stdout
    assert again == table.removeprefix(b"\xef\xbb\xbf")
    for application in market.applicants:
        assert application.student.name.encode() not in table


def test_the_letters_agree_with_the_table(market):
    run = published(market)
    places, wishes = read(io.StringIO(run.inputs, newline=""))
    rows = Outcome.objects.select_related("application__entry")
    codes = {row.application_id: row.application.entry.code for row in rows}
    lots = {codes[row.application_id]: row.lot for row in run.outcomes.all()}
    result = place(places, wishes, lots)
    for row in run.outcomes.all():
        code = codes[row.application_id]
        assert result.get(code) == (str(row.position_id) if row.position_id else None)
        for post, _priority, last, _own in row.letter:
            accepted = [lots[other] for other, got in result.items() if got == str(post)]
            assert (last, len(accepted)) == (max(accepted), places[str(post)])
            assert last < row.lot


def test_a_student_reads_where_and_why_not_higher(market, enter):
    run = published(market)
    row = run.outcomes.filter(rank=2).first() or run.outcomes.filter(position=None).first()
    page = enter(row.application.student).get(row.application.get_absolute_url()).content.decode()
    assert "更靠前的志愿没有录用，是因为：" in page
    assert f"您的是 {row.lot}" in page


def test_everybody_reads_the_rules_the_hash_and_the_seed(market, enter):
    published(market)
    page = enter().get(reverse("placing:result", args=[market.offering.pk])).content.decode()
    assert SEED in page
    assert hashlib.sha256(bytes.fromhex(SEED)).hexdigest() in page


def test_a_result_that_no_longer_fits_publishes_nothing(market):
    run = drafted(market)
    placement_in(market, "confirmed", market.posts[0], market.student)
    with pytest.raises(NotNow, match="名额不够了"):
        actions.move_run(run, "publish", by=market.people["office"])
    run.refresh_from_db()
    assert (run.state, Placement.objects.count(), Waiting.objects.count()) == ("draft", 1, 0)


def test_a_run_whose_worker_died_is_taken_over_with_its_frozen_inputs(market):
    run = actions.start(market.offering, by=market.people["office"])
    frozen = actions.sheet_of(market.offering, 1).text()
    Run.objects.filter(pk=run.pk).update(state="running", inputs=frozen, heartbeat=timezone.now())
    assert actions.resume_runs() == 0
    assert actions.resume_runs(timezone.now() + timedelta(seconds=61)) == 1
    run.refresh_from_db()
    assert (run.state, run.inputs) == (RunState.DRAFT, frozen)


@pytest.mark.django_db(transaction=True)
def test_two_publications_at_once_publish_once(market):
    run = drafted(market)

    def one(_number):
        try:
            actions.move_run(run, "publish", by=market.people["office"])
            return True
        except NotNow:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one, range(4))) == [False, False, False, True]
    assert Placement.objects.count() == 5


@pytest.mark.parametrize("who", ["office", "leader", "auditor", "yabao", "tsinghua", "student", "outsider", "public"])
@pytest.mark.parametrize("name", RUN.names)
@pytest.mark.parametrize("state", RunState.values)
def test_every_move_from_every_state_by_everybody(market, name, state, who):
    run = drafted(market)
    Run.objects.filter(pk=run.pk).update(state=state)
    run.refresh_from_db()
    by = market.people.get(who, PUBLIC)
    if not granted(by.role, RUN[name].permission):
        with pytest.raises(NotAllowed):
            actions.move_run(run, name, by=by, note="理由")
    elif state in RUN[name].from_states:
        assert actions.move_run(run, name, by=by, note="理由").state == RUN[name].to_state
    else:
        with pytest.raises(NotNow):
            actions.move_run(run, name, by=by, note="理由")


def test_the_office_walks_from_the_season_to_the_result(market, enter):
    office = enter(market.people["office"])
    page = office.get(market.offering.get_absolute_url()).content.decode()
    address = reverse("placing:placing", args=[market.offering.pk])
    assert address in page
    assert "名额多一成" in office.get(address).content.decode()
    run_page = office.post(reverse("placing:start", args=[market.offering.pk])).url
    assert office.get(run_page)["Refresh"] == "3"
    actions.resume_runs()
    answer = office.get(run_page)
    assert "Refresh" not in answer
    assert len(office.get(f"{run_page}outcomes/?placed=no").context["table"].rows) == 2
    office.post(f"{run_page}publish/")
    assert Run.objects.get().state == RunState.PUBLISHED


def test_the_desk_says_when_it_can_begin_and_when_a_draft_waits(market):
    office = market.people["office"]
    assert [task.title for task in desk.waiting_for(office)] == [f"{market.offering} 可以开始录用了"]
    drafted(market)
    assert [task.title for task in desk.waiting_for(office)] == ["录用草稿等公布"]
    assert desk.waiting_for(market.people["leader"]) == []
