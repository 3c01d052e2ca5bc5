"""What waits on the desk, that figures equal their lists, and who is reminded of an agreement when."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from files.models import keep
from notifications.models import CalendarDay, Message
from notifications.tick import tick
from projects import desk
from projects.models import Agreement
from projects.reminders import RULES
from ruoyi_coop.lib.calendar import CHINA
from tests.scene import days, milestone_of, pdf, project_in


def waiting(scene, who: str) -> list[tuple[str, str]]:
    return [(task.title, task.action) for task in desk.waiting_for(scene.people[who])]


def agreement_of(scene, ends=None, **columns) -> Agreement:
    """A framework with 清华, signed long ago."""
    proof = keep(pdf(), by=scene.people["office"])
    facts = {"kind": "framework", "title": "框架", "partnership": scene.qinghua, "parties": "县、校", "scan": proof}
    return Agreement.objects.create(signed_on=days(-500), ends_on=ends, **facts | columns)


def test_a_liaison_has_projects_long_silent_but_no_intentions(scene):
    long_ago = timezone.now() - timedelta(days=31)
    project_in(scene, "landed", title="久未报", reported_at=long_ago, created_at=long_ago)
    project_in(scene, "visit", title="意向", created_at=long_ago)
    assert waiting(scene, "tsinghua") == [("久未报", "报进展")]
    assert waiting(scene, "xinong") == []


def test_what_has_no_plan_waits_for_its_unit(scene):
    project_in(scene, "framework", title="框架的")
    project_in(scene, "landed", title="落地的")
    planned = project_in(scene, "landed", title="排好的")
    milestone_of(planned)
    assert waiting(scene, "jiaoyu") == [("框架的", "去推进"), ("落地的", "排工期")]
    assert waiting(scene, "gongke") == []


@pytest.fixture
def landed(scene):
    return project_in(scene, "landed", reported_at=timezone.now())


@pytest.mark.parametrize("who", ["leader", "auditor", "student", "yabao", "admin", "public"])
def test_nothing_about_projects_waits_for_others(who, scene, landed):
    assert waiting(scene, who) == []


@pytest.mark.parametrize("who", ["office", "leader", "auditor", "jiaoyu", "gongke", "tsinghua", "xinong"])
def test_each_figure_is_the_length_of_the_list_it_opens(who, scene, enter):
    for number, stage in enumerate(("intention", "contract", "closed", "terminated", "on_hold")):
        project_in(scene, stage, title=stage, next_due=days(number - 2))
    actor = scene.people[who]
    client = enter(actor)
    for figure in desk.figures(actor):
        assert client.get(figure.url).context["table"].paginator.count == figure.value, figure.label


@pytest.mark.parametrize("who", ["public", "student", "yabao", "admin"])
def test_figures_of_a_list_that_is_not_public_are_not_public(who, scene):
    assert desk.figures(scene.people[who]) == []


@pytest.mark.parametrize(("who", "number"), [("office", 1), ("jiaoyu", 2), ("tsinghua", 1), ("student", 0)])
def test_the_desk_costs_a_fixed_number_of_queries(who, number, scene, landed, queries):
    with queries(number):
        desk.waiting_for(scene.people[who])


def at(offset: int) -> datetime:
    return datetime.combine(days(offset), datetime.min.time(), tzinfo=CHINA) + timedelta(hours=10)


def reminded() -> set[tuple[str, str]]:
    rows = Message.objects.filter(channel="portal").exclude(rule="")
    return set(rows.values_list("recipient__username", "title"))


def test_an_agreement_that_ends_reminds_the_lead_unit_and_the_office_until_it_is_renewed(scene):
    CalendarDay.objects.all().delete()
    former = agreement_of(scene, ends=days(30))
    tick(RULES, at(0))
    assert {who for who, _title in reminded()} == {"gongke", "office"}
    agreement_of(scene, ends=days(900), renews=former)
    tick(RULES, at(0))
    assert reminded() == set()


def test_an_agreement_running_out_waits_for_those_who_renew_it(scene):
    former = agreement_of(scene, ends=days(80))
    agreement_of(scene, ends=days(91))
    assert waiting(scene, "gongke") == [("框架", "去续签")]
    assert waiting(scene, "office") == [("框架", "去续签")]
    assert waiting(scene, "jiaoyu") == []
    agreement_of(scene, ends=days(900), renews=former)
    assert waiting(scene, "gongke") == []


def test_a_liaison_says_a_word_on_each_running_project_longest_unheard_first(scene):
    heard = project_in(scene, "landed", title="刚报过", reported_at=timezone.now())
    silent = project_in(scene, "landed", title="没报过")
    project_in(scene, "closed", title="结了")
    assert list(desk.own_projects(scene.people["tsinghua"])) == [silent, heard]
    assert list(desk.own_projects(scene.people["jiaoyu"])) == []
