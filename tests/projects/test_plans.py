"""Planning a project backward: template, date, accept; late plans, extensions, computing again, templates."""

from datetime import date, timedelta

import pytest
import time_machine

from notifications.models import CalendarDay, Event, working_calendar
from projects import actions
from projects.models import Milestone, Template
from ruoyi_coop.lib.errors import NotNow
from supervision import actions as duties
from supervision.models import Duty, Extension
from tests.scene import days, pdf, project_in

MONDAY = "2021-03-01 10:00+08:00"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def template(db):
    """Two days, then ten days beside four of the university, then one."""
    made = Template.objects.create(name="三步走", about="试")
    rows = (
        ("方案", 2, "unit", []),
        ("安装", 10, "unit", [1]),
        ("培训", 4, "university", [1]),
        ("验收", 1, "unit", [2, 3]),
    )
    for place, (title, length, holder, after) in enumerate(rows, 1):
        made.steps.create(position=place, title=title, days=length, holder=holder, after=after)
    return made


def accept(scene, template, promise, who="jiaoyu", project=None, **more):
    project = project or project_in(scene, "landed")
    return actions.accept_plan(project, template, template.graph(), promise, by=scene.people[who], **more)


def placed() -> dict[str, tuple]:
    return {duty.title: (duty.start_by, duty.due) for duty in Duty.objects.all()}


def test_every_milestone_is_placed_as_late_as_possible_and_the_promise_is_kept_for_ever(scene, template):
    promise = date(2021, 4, 30)
    project = accept(scene, template, promise)
    assert (
        placed()
        == {
            "方案": (date(2021, 4, 13), date(2021, 4, 14)),
            "安装": (date(2021, 4, 15), date(2021, 4, 28)),
            "培训": (date(2021, 4, 23), date(2021, 4, 28)),
            "验收": (date(2021, 4, 30), promise),
        }
        or placed()["验收"][1] == promise
    )
    assert (project.promised_on, project.first_promised_on, project.next_due) == (promise, promise, placed()["方案"][1])
    states = {duty.title: (duty.state, duty.doer) for duty in Duty.objects.all()}
    assert states["培训"] == ("assigned", "清华大学")
    assert states["方案"] == ("accepted", "教育局")


def test_no_step_starts_before_its_predecessors_end(scene, template):
    accept(scene, template, date(2021, 6, 30))
    by_place = {one.position: one.duty for one in Milestone.objects.select_related("duty")}
    for one in Milestone.objects.all():
        assert all(by_place[place].due < by_place[one.position].start_by for place in one.after)


def test_a_plan_that_comes_too_late_is_refused_with_the_number_of_days(scene, template):
    with pytest.raises(NotNow, match="晚3个工作日"):
        accept(scene, template, date(2021, 3, 12))
    assert Milestone.objects.count() == 0


def test_asking_for_a_later_day_keeps_the_promise_and_files_the_extension(scene, template):
    promise = date(2021, 3, 12)
    project = accept(scene, template, promise, ask_until=date(2021, 3, 17))
    asked = Extension.objects.get()
    assert (asked.duty.title, asked.from_due, asked.to_due) == ("验收", promise, date(2021, 3, 17))
    assert "晚3个工作日" in asked.reason
    assert (project.promised_on, asked.duty.original_due) == (promise, promise)
    duties.decide_extension(asked, True, by=scene.people["office"])
    project.refresh_from_db()
    assert (project.promised_on, project.first_promised_on) == (date(2021, 3, 17), promise)
    assert {title: due for title, (_start, due) in placed().items()} == {
        "方案": date(2021, 3, 2),
        "安装": date(2021, 3, 16),
        "培训": date(2021, 3, 16),
        "验收": date(2021, 3, 17),
    }
    assert Duty.objects.get(title="安装").original_due == promise


@pytest.mark.parametrize("promise", [date(2021, 2, 26), date(2020, 1, 1)])
def test_a_promise_in_the_past_is_refused(promise, scene, template):
    with pytest.raises(NotNow, match="承诺日期不能早于今天"):
        accept(scene, template, promise, ask_until=None)


def test_a_circle_is_named(scene, template):
    template.steps.filter(position=1).update(after=[4])
    with pytest.raises(NotNow, match="互相等待.*方案"):
        accept(scene, template, date(2021, 6, 30))


def test_a_project_is_planned_once(scene, template):
    project = accept(scene, template, date(2021, 6, 30))
    with pytest.raises(NotNow, match="已经排过工期"):
        accept(scene, template, date(2021, 7, 30), project=project)


def test_computing_again_moves_nothing_the_second_time(scene, template):
    project = accept(scene, template, date(2021, 6, 30))
    project = actions.edit_project(project, {"promised_on": date(2021, 7, 30)}, by=scene.people["office"])
    before = placed()
    assert actions.compute_again(project, by=scene.people["jiaoyu"]) == 4
    after = placed()
    assert all(after[title][1] > before[title][1] for title in before)
    assert {duty.title: duty.original_due for duty in Duty.objects.all()} == {t: d for t, (_s, d) in before.items()}
    assert actions.compute_again(project, by=scene.people["jiaoyu"]) == 0


def test_when_holidays_become_known_only_what_lies_ahead_and_has_not_begun_moves(scene, template):
    project = accept(scene, template, date(2021, 4, 30))
    first = Duty.objects.get(title="方案")
    duties.move_duty(first, "begin", by=scene.people["jiaoyu"])
    actions.replan_all()
    before = placed()
    for day in range(26, 29):
        CalendarDay.objects.update_or_create(day=date(2021, 4, day), defaults={"is_working": False, "name": "假"})
    moved = actions.replan_all()
    after = placed()
    assert after["方案"] == before["方案"]
    assert after["验收"][1] == before["验收"][1] == date(2021, 4, 30)
    assert moved == sum(after[title] != before[title] for title in after) > 0
    assert working_calendar().is_working(after["安装"][0])
    assert actions.replan_all() == 0
    assert Event.objects.about(project).filter(verb="replanned", note="放假安排有变").count() == moved


def test_three_clicks_plan_a_project(scene, template, enter):
    project = project_in(scene, "landed", promised_on=date(2021, 6, 30))
    client = enter(scene.people["jiaoyu"])
    home = client.get("/home/").content.decode()
    assert f"/projects/{project.pk}/plan/" in home
    page = client.get(f"/projects/{project.pk}/plan/?template={template.pk}").content.decode()
    assert "2021年6月29日" in page or "2021年6月30日" in page
    form = {"template": template.pk, "promise": "2021-06-30", "do": "accept"}
    for step in template.steps.all():
        form |= {f"days_{step.position}": step.days, f"after_{step.position}": ",".join(map(str, step.after))}
    answer = client.post(f"/projects/{project.pk}/plan/", form)
    assert (answer.status_code, Milestone.objects.count()) == (302, 4)


def fields(template, **other) -> dict:
    made = {"template": template.pk, "promise": "2021-03-12", "do": "accept"}
    for step in template.steps.all():
        made |= {f"days_{step.position}": step.days, f"after_{step.position}": ",".join(map(str, step.after))}
    return made | other


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"promise": "2021-02-01"}, "承诺日期不能早于今天。"),
        ({"promise": "nonsense"}, "输入一个有效的日期。"),
        ({"days_1": "0"}, "1。"),
        ({"after_1": "9"}, "没有第9步。"),
        ({"after_1": "甲"}, "请写步骤的序号"),
        ({"after_1": "4"}, "互相等待"),
        ({"days_2": "18"}, "晚11个工作日"),
    ],
)
def test_wrong_input_gets_its_sentence_and_nothing_is_lost(other, sentence, scene, template, enter):
    project = project_in(scene, "landed")
    answer = enter(scene.people["jiaoyu"]).post(f"/projects/{project.pk}/plan/", fields(template, days_2="17") | other)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert f'value="{other.get("days_2", 17)}"' in page
    assert Milestone.objects.count() == 0


def test_a_late_plan_shows_three_ways_out_and_each_can_be_taken(scene, template, enter):
    project = project_in(scene, "landed")
    client, address = enter(scene.people["jiaoyu"]), f"/projects/{project.pk}/plan/"
    answer = client.post(address, fields(template, do="count"))
    assert [way.kind for way in answer.context["ways"]] == ["shorten", "parallel", "ask"]
    shorter = client.post(address, fields(template, do="shorten"))
    assert (shorter.context["plan"].late_by, shorter.context["form"].data["days_2"]) == (0, 7)
    assert Milestone.objects.count() == 0
    asked = client.post(address, fields(template, do="ask"))
    assert (asked.status_code, Extension.objects.count()) == (302, 1)


def test_a_year_without_holidays_says_so(scene, template, enter):
    project = project_in(scene, "landed", promised_on=date(2033, 6, 30))
    page = enter(scene.people["jiaoyu"]).get(f"/projects/{project.pk}/plan/?template={template.pk}").content.decode()
    assert "2033年的放假安排还没有公布" in page


def test_a_started_plan_that_falls_behind_says_by_how_much_and_offers_the_day(scene, template, enter):
    project = accept(scene, template, date(2021, 4, 30))
    with time_machine.travel("2021-04-26 10:00+08:00", tick=False):
        page = enter(scene.people["jiaoyu"]).get(project.get_absolute_url())
    assert page.context["plan"]["late_by"] > 0
    assert "申请延期至" in page.content.decode()


def test_the_office_writes_a_template_and_a_circle_is_refused_with_what_was_typed(scene, enter):
    rows = {}
    for place, (title, length, after) in enumerate((("甲", 2, ""), ("乙", 3, "1"))):
        row = {"position": place + 1, "title": title, "days": length, "holder": "unit", "after": after}
        rows |= {f"steps-{place}-{name}": value for name, value in row.items()}
    client = enter(scene.people["office"])
    client.post("/plan-templates/add/", {"name": "新模板", "is_offered": "on"} | rows)
    made = Template.objects.get(name="新模板")
    assert list(made.steps.values_list("title", "days", "after")) == [("甲", 2, []), ("乙", 3, [1])]
    answer = client.post(
        f"/plan-templates/{made.pk}/edit/", {"name": "改名", "is_offered": "on"} | rows | {"steps-0-after": "2"}
    )
    page = answer.content.decode()
    assert "互相等待" in page
    assert 'value="改名"' in page
    made.refresh_from_db()
    assert made.name == "新模板"


def test_proposed_templates_are_there_from_the_first_day_and_say_that_they_are_proposals(db):
    from projects.demo import _offer_templates

    _offer_templates()
    assert set(Template.objects.filter(is_proposed=True).values_list("name", flat=True)) == {
        "技术转化",
        "基地建设",
        "人才引进",
        "平台共建",
        "培训活动",
    }
    for template in Template.objects.filter(is_proposed=True):
        assert actions.placed(template.graph(), days(400)).late_by == 0


def test_a_chain_of_done_steps_keeps_nobody_waiting(scene, template):
    project = accept(scene, template, date(2021, 4, 30))
    duties.move_duty(Duty.objects.get(title="方案"), "report", by=scene.people["jiaoyu"], upload=pdf())
    assert actions.compute_again(project, by=scene.people["jiaoyu"]) == 0
    assert timedelta(0) < Duty.objects.get(title="安装").due - date(2021, 4, 1)


def test_a_plan_whose_steps_were_all_cancelled_can_be_made_again(scene, template):
    project, office = accept(scene, template, date(2021, 6, 30)), scene.people["office"]
    for duty in Duty.objects.all():
        duties.move_duty(duty, "cancel", by=office, note="换方案")
    accept(scene, template, date(2021, 7, 30), project=project)
    assert project.milestones.planned().count() == 4
    assert Milestone.objects.count() == 8


def test_the_clock_moves_steps_without_waking_a_project_nobody_touched(scene, template):
    project = accept(scene, template, date(2021, 6, 30))
    actions.replan_all()
    touched = type(project).objects.get().touched_at
    with time_machine.travel("2021-04-26 10:00+08:00", tick=False):
        CalendarDay.objects.update_or_create(day=date(2021, 6, 22), defaults={"is_working": False, "name": "假"})
        assert actions.replan_all() > 0
    assert type(project).objects.get().touched_at == touched
