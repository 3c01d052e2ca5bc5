"""That the wall as of any past day is the wall as it stood at the end of that day, whatever happened in between."""

from dataclasses import asdict
from datetime import date, datetime, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.permissions import PUBLIC
from meetings.models import Meeting
from notifications.models import Event
from projects import actions
from projects.models import Agreement, Milestone, Project
from projects.workflow import PIPELINE
from ruoyi_coop.lib.calendar import CHINA
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from supervision import actions as duties
from supervision.models import Blocker, Duty, Extension
from supervision.workflow import LOOP
from tests.scene import pdf, project_in
from wall import query

FIRST = date(2021, 3, 1)
VERBS = (
    "add",
    "milestone",
    "climb",
    "hold",
    "resume",
    "take_back",
    "accept",
    "begin",
    "report",
    "review",
    "redo",
    "suspend",
    "cancel",
    "move",
    "extend",
    "grant",
    "say",
    "say of the project",
    "promise",
    "hand over",
    "reassign",
    "nudge",
    "block",
    "unblock",
    "sign",
    "look",
    "pass on",
    "clock",
)
DAYS = st.lists(
    st.tuples(st.integers(0, 12), st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 60)), max_size=5)),
    min_size=1,
    max_size=6,
)


def noon(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), tzinfo=CHINA) + timedelta(hours=12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DAYS)
def test_any_past_day_equals_the_snapshot_taken_that_day(scene, history):
    office, day, snapshots = scene.people["office"], FIRST, {}
    with time_machine.travel(noon(day), tick=False) as clock:
        for verb in ("add", "milestone", "milestone"):
            try_one(scene, verb, 1)
        for gap, acts in history:
            day += timedelta(days=gap + 1)
            clock.move_to(noon(day))
            for minute, (verb, number) in enumerate(acts, 1):
                clock.move_to(noon(day) + timedelta(minutes=minute))
                try_one(scene, verb, number)
            snapshots[day] = shown(office, day)
        clock.move_to(noon(day + timedelta(days=40)))
        assert {past: shown(office, past) for past in snapshots} == snapshots
    undo(scene)


@pytest.mark.parametrize("verb", VERBS)
def test_each_thing_done_shows_the_same_now_and_looking_back(verb, scene):
    office, done_on = scene.people["office"], FIRST + timedelta(days=3)
    with time_machine.travel(noon(FIRST), tick=False) as clock:
        for before in ("add", "milestone", "milestone", *BEFORE.get(verb, ())):
            try_one(scene, before, 1)
        clock.move_to(noon(done_on))
        try_one(scene, verb, 1)
        now = shown(office, done_on)
        clock.move_to(noon(done_on + timedelta(days=1)))
        assert shown(office, done_on) == now


BEFORE = {
    "resume": ("hold",),
    "take_back": ("climb",),
    "review": ("report",),
    "redo": ("report",),
    "grant": ("extend",),
    "unblock": ("block",),
    "pass on": ("begin",),
    "clock": ("promise",),
}


def shown(office, day: date) -> list[dict]:
    rows = sorted(query.picture(office, day), key=lambda row: row.pk)
    return [asdict(row) | {"light": row.light(day)} for row in rows]


def undo(scene) -> None:
    """Let the next history of this test begin with nothing."""
    Blocker.objects.all().delete()
    Extension.objects.all().delete()
    Agreement.objects.all().delete()
    Milestone.objects.all().delete()
    Duty.objects.all().delete()
    Project.objects.all().delete()


def some(rows, number: int):
    rows = list(rows.order_by("pk"))
    return rows[number % len(rows)] if rows else None


def try_one(scene, verb: str, number: int) -> None:
    office, jiaoyu, liaison = (scene.people[name] for name in ("office", "jiaoyu", "tsinghua"))
    project, duty = some(Project.objects.all(), number), some(Duty.objects.all(), number)
    asked, blocker = Extension.objects.asked().first(), Blocker.objects.standing().first()
    today = datetime.now(CHINA).date()
    later = today + timedelta(days=number)
    facts = {"title": f"项目{Event.objects.count()}", "partnership": scene.qinghua, "unit": scene.units["教育局"]}
    new = {"title": "步骤", "due": later, "holder": ("unit", "university")[number % 2]}
    proof = {"upload": pdf()} if verb == "report" else {}
    acts = {
        "add": lambda: actions.add_project(facts | {"promised_on": later}, by=office, stage="talks"),
        "milestone": lambda: actions.add_milestone(project, new, by=jiaoyu),
        "climb": lambda: actions.move_project(project, _next(project), by=office, evidence=pdf()),
        "hold": lambda: actions.move_project(project, "hold", by=office, note="x"),
        "resume": lambda: actions.move_project(project, "resume", by=office),
        "take_back": lambda: actions.move_project(project, "take_back", by=office, note="x"),
        "move": lambda: duties.edit_duty(duty, {"due": later, "title": f"改{number}"}, reason="x", by=office),
        "extend": lambda: duties.ask_extension(duty, duty.due + timedelta(days=9), reason="x", progress="x", by=jiaoyu),
        "grant": lambda: duties.decide_extension(asked, number % 2 == 0, words="x", by=office),
        "say": lambda: duties.report_progress(duty, status="on_plan", by=(jiaoyu, liaison)[number % 2]),
        "say of the project": lambda: actions.report_progress(project, status="on_plan", by=liaison),
        "promise": lambda: actions.edit_project(project, {"promised_on": later}, by=office),
        "hand over": lambda: actions.edit_project(project, {"unit": scene.units["工科局"]}, by=office),
        "nudge": lambda: duties.nudge(duty, by=office),
        "block": lambda: duties.block(duty, what="x", resolver=office.hat, until=later, by=jiaoyu),
        "unblock": lambda: duties.unblock(blocker, how="x", by=office),
        "sign": lambda: actions.keep_agreement(signed(project, today), scan=pdf(), by=office),
        "look": lambda: actions.keep_visit(project, {"day": today, "people": "x"}, sites=[], by=office),
        "pass on": lambda: duties.hand_duty(duty, office.hat, of=duty.person or office.user, by=office),
        "clock": lambda: actions.replan(project, by=PUBLIC),
        "reassign": lambda: duties.move_duty(duty, "reassign", by=office, unit=scene.units["工科局"]),
    }
    act = acts.get(verb) or (
        lambda: duties.move_duty(duty, verb, by=office if verb in OFFICES else jiaoyu, note="x", **proof)
    )
    of_projects = dict.fromkeys(OF_PROJECTS, project)
    about = {"add": scene, "grant": asked, "unblock": blocker, **of_projects}.get(verb, duty)
    try:
        if about is not None:
            act()
    except (NotNow, NotAllowed):
        return


def signed(project, today: date) -> dict:
    facts = {"kind": "framework", "title": "框架", "parties": "县、校", "signed_on": today}
    return facts | {"project": project, "partnership": project.partnership}


OF_PROJECTS = (
    "milestone",
    "climb",
    "hold",
    "resume",
    "take_back",
    "say of the project",
    "promise",
    "hand over",
    "sign",
    "look",
    "clock",
)
OFFICES = {"review", "redo", "suspend", "cancel"}


def _next(project) -> str:
    climbs = ("intention", "visit", "framework", "contract", "land", "accept", "close")
    found = [name for name in climbs if project.state in PIPELINE[name].from_states]
    return found[0] if found else "close"


def test_the_verbs_of_the_history_cover_every_move_of_a_duty():
    drafts = {"submit", "approve", "send_back", "turn_down", "close"}
    assert set(LOOP.names) - drafts - set(VERBS) == set()


@pytest.fixture
def week(scene):
    """A project with two duties, a dispatch meeting, and then: one duty reported, the other moved, a third added."""
    office = scene.people["office"]
    with time_machine.travel(noon(FIRST), tick=False) as clock:
        project = actions.add_project(
            {"title": "玻璃中试", "partnership": scene.qinghua, "unit": scene.units["教育局"]}, by=office
        )
        for title in ("方案", "设备"):
            actions.add_milestone(project, {"title": title, "due": date(2021, 4, 1), "holder": "unit"}, by=office)
        meeting = noon(FIRST + timedelta(days=2))
        Meeting.objects.create(
            title="调度会",
            unit=scene.units["教育局"],
            place="县委二楼",
            starts=meeting,
            ends=meeting + timedelta(hours=1),
            state="held",
        )
        clock.move_to(noon(FIRST + timedelta(days=4)))
        first, second = Duty.objects.order_by("pk")
        duties.move_duty(first, "report", by=scene.people["jiaoyu"], upload=pdf())
        duties.edit_duty(second, {"due": date(2021, 4, 9)}, reason="设备晚到", by=office)
        actions.add_milestone(project, {"title": "验收", "due": date(2021, 5, 1), "holder": "unit"}, by=office)
        actions.move_project(project, "visit", by=office, evidence=pdf())
        clock.move_to(noon(FIRST + timedelta(days=5)))
        yield project


def test_what_changed_since_the_last_dispatch_meeting_is_said_in_words_and_marked(week, scene):
    chart = query.chart(scene.people["office"], {})
    row = chart.rows[0]
    assert chart.compared_with == FIRST + timedelta(days=2)
    assert set(row.change.split("；")) == {
        "初步意向 → 考察",
        "“方案”已反馈完成",
        "“设备”改期至 2021年4月9日",
        "新增“验收”",
    }
    assert {mark.title: mark.is_changed for mark in row.marks} == {"方案": True, "设备": True, "验收": True}
    assert [mark.original for mark in row.marks if mark.title == "设备"] == [date(2021, 4, 1)]


def test_on_the_day_of_the_meeting_nothing_of_it_has_happened_yet(week, scene):
    chart = query.chart(scene.people["office"], {"as_of": FIRST + timedelta(days=2)})
    row = chart.rows[0]
    assert (chart.is_past, row.stage, row.change) == (True, "初步意向", "")
    assert [(mark.title, mark.day, mark.light) for mark in row.marks] == [
        ("方案", date(2021, 4, 1), "green"),
        ("设备", date(2021, 4, 1), "green"),
    ]


def test_a_project_whose_events_are_all_the_portals_own_is_as_old_as_its_entry(scene):
    project = project_in(scene, "landed", created_at=noon(FIRST), touched_at=noon(FIRST))
    facts = {"subject": project.key, "subject_label": "x", "thread": project.key, "facts": project.facts}
    Event.objects.create(
        at=noon(FIRST), actor_name="系统", actor_role="public", actor_hat="", verb="noted", label="x", **facts
    )
    row = query.picture(scene.people["office"], FIRST + timedelta(days=40))[0]
    assert (row.touched, row.light(FIRST + timedelta(days=40))) == (noon(FIRST), "grey")


def test_only_what_changed_can_be_shown(week, scene):
    office = scene.people["office"]
    with time_machine.travel(noon(FIRST + timedelta(days=1)), tick=False):
        actions.add_project({"title": "别的", "partnership": scene.xinong, "unit": scene.units["教育局"]}, by=office)
    assert [row.title for row in query.chart(office, {"changed": True}).rows] == ["玻璃中试"]


def test_a_day_before_history_began_says_so(week, scene):
    chart = query.chart(scene.people["office"], {"as_of": FIRST - timedelta(days=9)})
    assert (chart.rows, chart.note) == ((), "变动从 2021年3月1日 起有记录，更早的日子看不到。")


def test_each_cell_of_the_matrix_opens_exactly_the_rows_it_counts(scene, enter):
    office = scene.people["office"]
    for number, (partnership, unit) in enumerate(
        ((scene.qinghua, "教育局"), (scene.qinghua, "教育局"), (scene.qinghua, "工科局"), (scene.xinong, "教育局"))
    ):
        actions.add_project(
            {"title": f"项目{number}", "partnership": partnership, "unit": scene.units[unit]}, by=office
        )
    made = query.matrix(office, {})
    counted = {cell.path: sum(cell.counts.values()) for cell in made.cells.values()}
    client = enter(office)
    assert sorted(counted.values()) == [1, 1, 2]
    assert {path: len(client.get(path).context["chart"].rows) for path in counted} == counted


def test_the_wall_costs_the_same_queries_for_one_and_for_many_projects(scene, queries):
    office = scene.people["office"]

    def add(number):
        project = actions.add_project(
            {"title": f"项目{number}", "partnership": scene.qinghua, "unit": scene.units["教育局"]}, by=office
        )
        actions.add_milestone(project, {"title": "步骤", "due": date(2099, 4, 1), "holder": "university"}, by=office)

    add(0)
    with queries(8):
        query.chart(office, {})
    for number in range(1, 5):
        add(number)
    with queries(8):
        query.chart(office, {})
