"""A partnership is quiet by its own rhythm: what counts as two-way, how long is usual, who is told, how often."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from notifications import outbox
from notifications.models import Message
from notifications.tick import tick
from ruoyi_coop.lib.calendar import CHINA
from tests.universities.conftest import partner, register
from universities import actions, desk, rhythm
from universities.models import Contact, LeaderAttachment, Partnership, University
from universities.reminders import RULES

MONDAY = datetime(2025, 11, 17, 10, tzinfo=CHINA)


def ago(days: int):
    return timezone.localdate() - timedelta(days=days)


def talk(campus, days: int, kind: str = "visited", direction: str = "ours", university=None) -> Contact:
    return Contact.objects.create(
        university=university or campus.tsinghua,
        day=ago(days),
        kind=kind,
        direction=direction,
        summary="商谈",
        logged_by=campus.people["office"],
    )


def measured(campus) -> rhythm.Rhythm:
    return rhythm.rhythm_of(campus.partnership.pk)


def test_the_kinds_that_are_two_way_are_kinds_of_the_log():
    assert set(rhythm.TWO_WAY_KINDS) < set(Contact.Kind.values)


@pytest.mark.parametrize(
    ("contacts", "last"),
    [
        ([], None),
        ([(5, "visited", "ours")], 5),
        ([(5, "received", "theirs")], 5),
        ([(5, "online", "ours")], 5),
        ([(5, "phone", "ours")], None),  # nobody answered
        ([(5, "phone", "ours"), (9, "letter", "ours")], None),
        ([(5, "phone", "ours"), (9, "phone", "theirs")], 5),  # the later day
        ([(5, "letter", "theirs"), (35, "phone", "ours")], 5),
        ([(5, "letter", "theirs"), (36, "phone", "ours")], None),  # a day too late
        ([(5, "phone", "ours"), (20, "visited", "theirs")], 5),
        ([(5, "phone", "ours"), (20, "visited", "ours")], 20),
        ([(-3, "visited", "ours")], None),  # not yet
    ],
)
def test_what_counts_as_two_way(contacts, last, campus):
    for days, kind, direction in contacts:
        talk(campus, days, kind, direction)
    assert measured(campus).last == (None if last is None else ago(last))


def test_the_other_university_answers_nothing(campus):
    talk(campus, 5, "phone", "ours")
    talk(campus, 6, "phone", "theirs", campus.xinong)
    assert [found.last for found in rhythm.rhythms().values()] == [None, None]


@pytest.mark.parametrize(
    ("days", "usual", "is_own", "gap"),
    [
        ((10, 40, 70, 130), 30, True, 10),  # gaps 30, 30, 60
        ((10, 20, 50), 20, True, 10),
        ((10, 10, 20, 50), 20, True, 10),  # two on a day are one
        ((10, 20), 60, False, 10),
        ((10, 20, 900), 60, False, 10),  # what lies more than two years back makes no rhythm
        ((800, 820, 840, 860), 60, False, 800),
    ],
)
def test_the_rhythm_is_the_median_gap_of_two_years(days, usual, is_own, gap, campus):
    for number in days:
        talk(campus, number)
    found = measured(campus)
    assert (found.usual, found.is_own, found.gap) == (usual, is_own, gap)


@pytest.mark.parametrize(
    ("days", "is_quiet"),
    [
        ((45, 75, 105, 135), False),  # 45 is just one and a half times 30
        ((46, 76, 106, 136), True),
        ((20, 23, 26, 29), False),  # far over the rhythm, but not three weeks
        ((21, 24, 27, 30), False),
        ((22, 25, 28, 31), True),
        ((90,), False),  # the county's sixty days
        ((91,), True),
    ],
)
def test_quiet_is_half_as_long_again_and_more_than_three_weeks(days, is_quiet, campus):
    for number in days:
        talk(campus, number)
    assert measured(campus).is_quiet is is_quiet
    assert (campus.partnership in Partnership.objects.quiet()) is is_quiet


def test_a_partnership_without_any_contact_counts_from_its_beginning(campus):
    Partnership.objects.all().delete()
    old = partner(campus.tsinghua, campus.units["工科局"], since=ago(100))
    young = partner(campus.xinong, campus.units["教育局"], since=ago(80))
    found = rhythm.rhythms()
    assert (found[old.pk].is_quiet, found[young.pk].is_quiet) == (True, False)
    assert found[old.pk].words == "合作 100 天还没有往来，按县里通常的 60 天看"


def test_an_ended_partnership_is_never_quiet(campus):
    Partnership.objects.all().delete()
    ended = partner(campus.tsinghua, campus.units["工科局"], since=ago(500), until=ago(10))
    assert (rhythm.rhythms(), rhythm.rhythm_of(ended.pk), list(Partnership.objects.quiet())) == ({}, None, [])


@pytest.fixture
def silent(campus):
    """清华 was in touch every thirty days until 74 days ago; 西农 was visited yesterday; 李建国 looks after 清华."""
    for days in (74, 104, 134):
        talk(campus, days)
    talk(campus, 1, university=campus.xinong)
    hat = campus.people["leader"].hats.get()
    LeaderAttachment.objects.create(university=campus.tsinghua, leader=hat, during=campus.partnership.during)
    return campus


WORDS = "已 74 天没有往来，平时约 30 天"


@pytest.mark.parametrize("who", ["gongke", "leader"])
def test_the_owner_has_one_line_that_opens_the_form(who, silent, cast, enter):
    (line,) = desk.waiting_for(getattr(cast, who))
    assert (line.title, line.until) == (f"清华大学：{WORDS}", None)
    assert enter(getattr(cast, who)).get(line.url).status_code == 200


@pytest.mark.parametrize("who", ["jiaoyu", "tsinghua", "office", "auditor", "yabao", "student", "outsider"])
def test_others_have_none(who, silent, cast):
    assert [line for line in desk.waiting_for(getattr(cast, who)) if "没有往来" in line.title] == []


def test_many_quiet_ones_are_three_lines_and_a_rest_that_opens_its_list(silent, cast, enter):
    for number in range(4):
        school = register(f"第{number}大学", f"900000000{number}")
        partner(school, silent.units["工科局"], since=ago(300 + number))
    lines = desk.waiting_for(cast.gongke)
    assert [line.title.partition("：")[0] for line in lines] == ["第3大学", "第2大学", "第1大学", "另有2项合作安静了"]
    answer = enter(cast.gongke).get(lines[-1].url)
    assert answer.context["table"].paginator.count == 5
    assert "就算安静" in answer.content.decode()


def test_the_leaders_link_opens_the_leaders_own(silent, cast, enter):
    answer = enter(cast.leader).get(desk.quiet_url(cast.leader))
    assert [row.record for row in answer.context["table"].page.object_list] == [silent.partnership]


@pytest.mark.parametrize(("who", "told"), [("office", 1), ("gongke", 1), ("tsinghua", 1), ("admin", 0)])
def test_the_page_of_the_partnership_says_so_and_what_it_means(who, told, silent, cast, enter):
    page = enter(getattr(cast, who)).get(silent.partnership.get_absolute_url()).content.decode()
    assert (page.count(WORDS), page.count("来访、走访、线上会商")) == (told, told)
    assert "light-red" not in page


def test_a_logged_visit_ends_the_quiet(silent, cast, enter):
    values = {"day": ago(0), "kind": "visited", "direction": "ours", "people": "", "summary": "走访"}
    actions.log_contact(silent.tsinghua, values, by=cast.gongke)
    assert desk.waiting_for(cast.gongke) == []
    assert WORDS not in enter(cast.gongke).get(silent.partnership.get_absolute_url()).content.decode()


def told() -> list[tuple[str, str]]:
    return sorted(Message.objects.filter(channel="portal").values_list("recipient__username", "body"))


def test_the_owners_hear_once_a_week_from_monday_on_and_no_deadline_is_named(silent):
    tick(RULES, MONDAY - timedelta(hours=2))
    assert told() == []
    for day in range(7):
        tick(RULES, MONDAY + timedelta(days=day))
        outbox.deliver_portal()
    assert told() == [(who, f"清华大学：{WORDS}") for who in ("gongke", "leader")]
    assert set(Message.objects.values_list("deadline", flat=True)) == {None}
    tick(RULES, MONDAY + timedelta(days=7))
    assert len(told()) == 4


def test_the_cost_does_not_grow_with_the_number_of_universities(silent, cast, queries):
    def ask():
        with queries(1):
            rhythm.quiet()
        with queries(2):
            desk.waiting_for(cast.gongke)
        with queries(3):
            list(RULES[0].due(MONDAY, MONDAY + timedelta(days=20)))
        with queries(2):
            list(Partnership.objects.quiet())

    ask()
    rows = University.objects.bulk_create(
        University(name=f"第{number}大学", short_name="校", province="陕西省", off_list_reason="测试")
        for number in range(200)
    )
    for university in rows:
        partner(university, silent.units["工科局"], since=ago(400))
    ask()
