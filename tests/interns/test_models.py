"""Facts of seasons, posts, applications and placements at every moment, and what the database never lets be false."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from interns import actions
from interns.models import Application, Choice, Placement, Position, PositionCategory, Season, reasons_of_return
from ruoyi_coop.lib.errors import NotNow
from tests.scene import days
from tests.season import application_in, choice_in, moment, placement_in, position_in, season_in

SECOND = timedelta(seconds=1)


def test_there_are_twenty_two_categories(db):
    assert PositionCategory.objects.count() == 22


# ------------------------------------------------------------------ phases


def phases(season) -> list[tuple]:
    return [
        (season.publish_at, "已发布，等待报名"),
        (season.apply_opens, "报名中"),
        (season.apply_closes, "录用与确认"),
        (season.confirm_by, "等待上岗"),
    ]


@pytest.mark.parametrize("step", range(4))
def test_a_phase_begins_at_its_moment_and_not_a_second_before(step, interns, clock):
    season = interns.open
    begins, words = phases(season)[step]
    before = "准备中" if step == 0 else phases(season)[step - 1][1]
    clock(begins - SECOND)
    assert season.phase == before
    clock(begins)
    assert season.phase == words


@pytest.mark.parametrize(
    ("offset", "words"), [(39, "等待上岗"), (41, "实习中"), (79, "实习中"), (80, "实习中"), (82, "已结束")]
)
def test_after_confirmations_the_days_of_the_internship_say_the_phase(offset, words, interns, clock):
    clock(moment(offset))
    assert interns.open.phase == words


def test_the_current_season_is_the_last_one_published(interns):
    season_in("将来的", 5, 6, 9, 12)
    assert Season.objects.current() == interns.open


def test_open_and_deciding_follow_each_other_without_gap_or_overlap(interns, clock):
    season = Season.objects.filter(pk=interns.open.pk)
    clock(interns.open.apply_closes - SECOND)
    assert (season.open().exists(), season.deciding().exists()) == (True, False)
    clock(interns.open.apply_closes)
    assert (season.open().exists(), season.deciding().exists()) == (False, True)
    clock(interns.open.confirm_by)
    assert (season.open().exists(), season.deciding().exists()) == (False, False)


# ------------------------------------------------------------------ standing, holder, until


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({}, "正在招人"),
        ({"state": "draft"}, "草稿"),
        ({"state": "submitted"}, "待审核"),
        ({"state": "withdrawn"}, "已撤下"),
        ({"taken": 2}, "已满"),
        ({"starts_on": days(-9), "ends_on": days(-1)}, "已结束"),
    ],
)
def test_what_people_ask_about_a_post_is_computed(columns, words, interns):
    assert position_in(interns, **columns).standing[0] == words


def test_a_post_is_coming_then_open_then_closed_with_its_season(interns, clock):
    position, season = position_in(interns), interns.open
    for when, words in ((season.apply_opens - SECOND, "即将报名"), (season.apply_opens, "正在招人")):
        clock(when)
        assert position.standing[0] == words
    clock(season.apply_closes)
    assert position.standing[0] == "已截止"


def test_a_post_has_a_holder_and_a_deadline(interns):
    held = {state: position_in(interns, state, state) for state in ("draft", "submitted", "published", "withdrawn")}
    closes = interns.open.apply_closes
    assert {state: (row.holder, row.until) for state, row in held.items()} == {
        "draft": ("亚宝药业", closes),
        "submitted": ("县合作办", closes),
        "published": ("亚宝药业", closes),
        "withdrawn": ("亚宝药业", None),
    }


def test_a_published_post_waits_for_the_answers_after_the_deadline_unless_it_is_full(interns):
    position = position_in(interns, season=interns.offering)
    full = position_in(interns, season=interns.offering, title="满的", taken=2)
    assert (position.until, full.until) == (interns.offering.confirm_by, None)


def test_an_application_has_a_holder_and_a_deadline_in_every_state(interns):
    application = application_in(interns, "draft", position_in(interns))
    name, season, seen = interns.student.name, interns.open, {}
    for state in ("draft", "submitted", "closed"):
        application.state = state
        seen[state] = (application.holder, application.until)
    assert seen == {
        "draft": (name, season.apply_closes),
        "submitted": ("县合作办", season.apply_closes),
        "closed": (name, season.apply_closes),
    }


def test_after_the_deadline_the_hosts_have_a_submitted_application_until_confirmations_end(interns, clock):
    application = choice_in(interns, position_in(interns)).application
    clock(interns.open.apply_closes)
    assert (application.holder, application.until) == ("用人单位和县合作办", interns.open.confirm_by)
    clock(interns.open.confirm_by)
    assert application.until is None


@pytest.mark.parametrize(("state", "waits"), [("offered", True), ("confirmed", False), ("declined", False)])
def test_only_an_offer_has_a_deadline(state, waits, interns):
    placement = placement_in(interns, state)
    assert placement.until == (placement.confirm_by if waits else None)


# ------------------------------------------------------------------ giving back


@pytest.mark.parametrize(("starts", "refused"), [(1, False), (0, True), (-30, True)])
def test_a_confirmed_place_is_given_back_before_the_first_day_only(starts, refused, interns):
    position = position_in(interns, season=interns.offering, title="录用岗", starts_on=days(starts))
    placement, me = placement_in(interns, "confirmed", position), interns.people["student"]
    words = ""
    try:
        actions.answer_offer(placement, "decline", by=me, note="考研")
    except NotNow as no:
        words = str(no)
    position.refresh_from_db()
    assert (words[:7], position.taken) == (("实习已经开始，", 1) if refused else ("", 0))


# ------------------------------------------------------------------ the statement that takes a place


def test_places_are_compared_in_the_statement_itself_and_not_in_a_subquery(interns):
    """PostgreSQL looks again at a row it waited for, but not at a subquery: there it would oversell."""
    choice = choice_in(interns, position_in(interns, season=interns.offering))
    with CaptureQueriesContext(connection) as made:
        actions.offer(choice, by=interns.people["yabao"])
    (take,) = [query["sql"] for query in made if query["sql"].startswith('UPDATE "interns_position"')]
    outer, _in, inner = take.partition(" IN (SELECT")
    assert '"taken" < ("interns_position"."places")' in outer
    assert '"taken"' not in inner
    assert "STATEMENT_TIMESTAMP()" in inner


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"places": 1, "taken": 1}, "“录用岗”的名额已满。"),
        ({"state": "withdrawn"}, "“录用岗”已撤下，不能再录用。"),
    ],
)
def test_why_there_is_no_place_is_said_as_it_is(columns, why, interns):
    choice = choice_in(interns, position_in(interns, season=interns.offering, title="录用岗", **columns))
    with pytest.raises(NotNow, match=f"^{why}$"):
        actions.offer(choice, by=interns.people["yabao"])
    assert Placement.objects.count() == 0


def test_the_databases_own_clock_decides_when_the_page_believes_it_is_in_time(interns):
    choice = choice_in(interns, position_in(interns, season=interns.offering))
    assert choice.position.season.is_deciding
    Season.objects.filter(pk=interns.offering.pk).update(confirm_by=moment(-1))  # the caller's copy is older
    with pytest.raises(NotNow, match=r"^现在不是录用的时间。$"):
        actions.offer(choice, by=interns.people["yabao"])
    assert (Placement.objects.count(), Position.objects.get().taken) == (0, 0)


# ------------------------------------------------------------------ constraints


def breaks(name: str, act) -> bool:
    try:
        with transaction.atomic():
            act()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as error:
        return name in str(error)
    return False


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("position_never_oversold", {"taken": 3}),
        ("taken", {"taken": -1}),
        ("position_has_places", {"places": 0}),
        ("position_dates_in_order", {"ends_on": days(1)}),
        ("position_allowance_has_unit", {"allowance": 10}),
        ("position_allowance_has_unit", {"allowance": -10, "allowance_per": "day"}),
    ],
)
def test_the_database_refuses_a_false_post(name, columns, interns):
    position = position_in(interns)
    assert breaks(name, lambda: Position.objects.filter(pk=position.pk).update(**columns))


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("season_dates_in_order", {"apply_closes": moment(-11)}),
        ("season_dates_in_order", {"confirm_by": moment(9)}),
        ("season_dates_in_order", {"ends_on": days(1)}),
        ("season_choices_capped", {"max_choices": 13}),
        ("season_choices_capped", {"max_choices": 0}),
    ],
)
def test_the_database_refuses_a_false_season(name, columns, interns):
    assert breaks(name, lambda: Season.objects.filter(pk=interns.open.pk).update(**columns))


def test_the_database_keeps_applications_choices_and_live_placements_single(interns):
    first, second = position_in(interns, title="甲"), position_in(interns, title="乙")
    application = application_in(interns, "draft", first)
    placement_in(interns, "confirmed")
    more = {
        "application_one_a_round": lambda: Application.objects.create(student=interns.student, season=interns.open),
        "choice_once": lambda: Choice.objects.create(application=application, position=first, rank=2),
        "choice_rank_once": lambda: Choice.objects.create(application=application, position=second, rank=1),
        "choice_rank_in_range": lambda: Choice.objects.create(application=application, position=second, rank=13),
        "placement_one_live_a_season": lambda: placement_in(
            interns, position=position_in(interns, season=interns.offering, title="丙")
        ),
    }
    assert {name: breaks(name, act) for name, act in more.items()} == dict.fromkeys(more, True)


def test_a_placement_that_is_over_leaves_room_for_another(interns):
    placement_in(interns, "declined")
    placement_in(interns, position=position_in(interns, season=interns.offering, title="丙"))
    assert Placement.objects.count() == 2


def test_no_drafts_ask_for_no_reasons(interns, queries):
    with queries(0):
        assert reasons_of_return([]) == {}
