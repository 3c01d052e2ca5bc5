"""What each action on a project leaves behind, and that the derived columns always equal what they derive from."""

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifications.models import Event, Message
from projects import actions
from projects.models import Project, Report
from ruoyi_coop.lib.errors import AlreadyDone, Conflict, NotAllowed, NotNow
from supervision import actions as duties
from supervision.models import Duty
from tests.scene import days, pdf, project_in


def facts(scene, **more) -> dict:
    return {"title": "碳账户研究", "partnership": scene.qinghua, "unit": scene.units["教育局"], "expert": None} | more


def told() -> set[tuple[str, str]]:
    return {(message.recipient.username, message.title) for message in Message.objects.bell()}


def test_a_project_from_intention_to_close_keeps_every_day_and_proof(scene):
    office, jiaoyu = scene.people["office"], scene.people["jiaoyu"]
    project = actions.add_project(facts(scene), by=jiaoyu, day=days(-60), evidence=pdf())
    moves = ["visit", "framework", "contract", "land", "accept", "close"]
    for turn, move in enumerate(moves):
        project = actions.move_project(project, move, by=office, day=days(-50 + turn), evidence=pdf())
    steps = [("intention", days(-60)), *((move, days(-50 + turn)) for turn, move in enumerate(moves))]
    assert list(project.steps.order_by("id").values_list("move", "day")) == steps
    assert (project.state, project.signed_on) == ("closed", days(-48))
    verbs = list(Event.objects.about(project).order_by("id").values_list("verb", flat=True))
    assert verbs == ["created", *moves]


def test_taking_back_the_contract_takes_back_the_signature(scene):
    project = project_in(scene, "framework")
    project = actions.move_project(project, "contract", by=scene.people["jiaoyu"], day=days(-2), evidence=pdf())
    assert set(Project.objects.signed()) == {project}
    project = actions.move_project(project, "take_back", by=scene.people["office"], note="合同未盖章")
    assert (project.state, project.signed_on, set(Project.objects.signed())) == ("framework", None, set())
    assert [(step.move, bool(step.struck_at)) for step in project.steps.all()] == [("contract", True)]


def test_a_rung_without_proof_or_with_a_day_ahead_is_not_climbed(scene):
    project, by = project_in(scene), scene.people["jiaoyu"]
    with pytest.raises(NotNow, match="请附上佐证材料"):
        actions.move_project(project, "visit", by=by)
    with pytest.raises(NotNow, match="不能晚于今天"):
        actions.move_project(project, "visit", by=by, day=days(1), evidence=pdf())
    assert project.steps.count() == 0


def test_an_official_registers_projects_of_the_own_unit_only(scene):
    with pytest.raises(NotAllowed):
        actions.add_project(facts(scene, unit=scene.units["工科局"]), by=scene.people["jiaoyu"])
    project = actions.add_project(facts(scene), by=scene.people["jiaoyu"])
    with pytest.raises(NotAllowed):
        actions.edit_project(project, {"unit": scene.units["工科局"]}, by=scene.people["jiaoyu"])


def test_an_expert_of_another_university_is_refused(scene):
    with pytest.raises(NotNow, match="专家不是这所高校的"):
        actions.add_project(facts(scene, partnership=scene.xinong, expert=scene.expert), by=scene.people["office"])
    project = actions.add_project(facts(scene, expert=scene.expert), by=scene.people["office"])
    with pytest.raises(NotNow):
        actions.edit_project(project, {"partnership": scene.xinong}, by=scene.people["office"])


def test_a_report_is_a_row_an_event_and_a_message_to_the_owner_unit(scene):
    project, by = project_in(scene, "landed"), scene.people["tsinghua"]
    report = actions.report_progress(project, status="troubled", text="缺一名技术员", upload=pdf("照片.pdf"), by=by)
    project.refresh_from_db()
    assert (project.status, project.reported_at) == ("troubled", report.at)
    assert (report.upload.name, report.by_hat) == ("照片.pdf", "陈思远 · 清华大学 · 高校联络员")
    event = Event.objects.about(project).get()
    assert (event.verb, event.note, event.changes) == ("reported", "缺一名技术员", {"进展": ["—", "有困难"]})
    assert told() == {("jiaoyu", "项目“玻璃中试”：有困难")}


def test_trouble_is_not_reported_without_a_word(scene):
    with pytest.raises(NotNow, match="请写一句原因"):
        actions.report_progress(project_in(scene), status="stalled", by=scene.people["tsinghua"])
    assert Report.objects.count() == 0


def test_an_ended_project_takes_no_report(scene):
    with pytest.raises(NotNow, match="项目已经结束"):
        actions.report_progress(project_in(scene, "closed"), status="on_plan", by=scene.people["tsinghua"])


def test_a_report_does_not_make_an_open_edit_form_stale(scene):
    project = project_in(scene)
    actions.report_progress(project, status="on_plan", by=scene.people["tsinghua"])
    assert actions.edit_project(project, {"field": "新材料"}, by=scene.people["jiaoyu"], version=1).version == 2


def test_the_second_writer_learns_what_the_first_wrote(scene):
    project = project_in(scene)
    actions.edit_project(project, {"title": "甲"}, by=scene.people["office"], version=1)
    with pytest.raises(Conflict) as conflict:
        actions.edit_project(project, {"title": "乙", "field": ""}, by=scene.people["jiaoyu"], version=1)
    assert (conflict.value.theirs, conflict.value.who) == ([("项目名称", "甲")], "薛明远")


def test_the_same_report_sent_twice_is_one(scene):
    project, by = project_in(scene), scene.people["tsinghua"].sending(uuid4())
    actions.report_progress(project, status="on_plan", by=by)
    with pytest.raises(AlreadyDone):
        actions.report_progress(project, status="on_plan", by=by)
    assert (Report.objects.count(), Message.objects.bell().count()) == (1, 1)


def test_a_project_that_does_not_run_has_no_deadline_until_it_does_again(scene):
    project, office = project_in(scene, "landed"), scene.people["office"]
    actions.add_milestone(project, {"title": "装机", "due": days(4), "holder": "unit"}, by=office)
    held = actions.move_project(project, "hold", by=office, note="等批复")
    assert held.next_due is None
    assert actions.move_project(held, "resume", by=office).next_due == days(4)


VERBS = st.lists(
    st.tuples(st.sampled_from(["add", "report", "review", "redo", "move", "promise", "begin"]), st.integers(0, 40)),
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VERBS)
def test_the_next_dates_always_equal_those_of_the_open_duties(scene, history):
    project = project_in(scene, "landed", title=str(uuid4()))
    for verb, number in history:
        try_one(scene, project, verb, number)
        project.refresh_from_db()
        rows = Duty.objects.filter(origin=project.key).open()
        promise = [project.promised_on] if project.promised_on else []
        starts = [row.start_by for row in rows if not row.begun_on]
        assert project.next_due == min([*rows.values_list("due", flat=True), *promise], default=None)
        assert project.next_start == min(starts, default=None)


def try_one(scene, project, verb: str, number: int) -> None:
    office, liaison = scene.people["office"], scene.people["tsinghua"]
    some = Duty.objects.filter(origin=project.key).order_by("id")
    first = some[number % some.count()] if some else None
    new = {"title": "x", "due": days(number), "holder": "university"}
    acts = {
        "add": lambda: actions.add_milestone(project, new, by=office),
        "begin": lambda: first and duties.move_duty(first, "begin", by=liaison),
        "report": lambda: first and duties.move_duty(first, "report", upload=pdf(), by=liaison),
        "review": lambda: first and duties.move_duty(first, "review", by=office),
        "redo": lambda: first and duties.move_duty(first, "redo", note="x", by=office),
        "move": lambda: first and duties.edit_duty(first, {"due": days(number)}, reason="x", by=office),
        "promise": lambda: actions.edit_project(project, {"promised_on": days(number)}, by=office),
    }
    try:
        acts[verb]()
    except NotNow:
        return
