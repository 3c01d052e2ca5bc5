"""The pages of projects: what each person reads, two clicks to report, what a wrong form gives back, what it costs."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from projects import actions
from projects.models import Project, Report
from supervision.models import Duty
from tests.scene import days, milestone_of, pdf, project_in

LIST = "/projects/"


def titles(answer) -> list[str]:
    return [row.record.title for row in answer.context["table"].page.object_list]


@pytest.fixture
def several(scene):
    project_in(scene, "landed", title="甲", next_due=days(-1))
    project_in(scene, "visit", title="戊", next_due=days(-1))
    project_in(scene, "contract", title="乙", next_due=days(3), partnership=scene.xinong, unit=scene.units["工科局"])
    project_in(scene, "on_hold", title="丙", next_due=days(30), held_from="landed", signed_on=days(-9))
    project_in(scene, "closed", title="丁", touched_at=timezone.now() - timedelta(days=99))


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", "甲乙丙丁"),
        ("?stage=running", "甲乙"),
        ("?stage=signed", "甲乙丙丁"),
        ("?stage=on_hold", "丙"),
        ("?light=red", "甲"),
        ("?light=yellow", "乙"),
        ("?light=green", ""),
        ("?q=乙", "乙"),
        ("?mine=1", "甲丙丁"),
        ("?light=purple", ""),
        ("?page=99", "甲乙丙丁"),
    ],
)
def test_the_list_filters_and_searches(query, wanted, scene, several, enter):
    answer = enter(scene.people["jiaoyu"]).get(LIST + query)
    assert (answer.status_code, sorted(titles(answer))) == (200, sorted(wanted))


def test_intentions_have_a_list_of_their_own_with_their_age(scene, several, enter):
    project_in(scene, "talks", title="己", state_since=timezone.now() - timedelta(days=12))
    client = enter(scene.people["jiaoyu"])
    assert sorted(titles(client.get("/intents/"))) == ["己", "戊"]
    answer = client.get("/intents/?stage=talks")
    assert titles(answer) == ["己"]
    assert "12 天前" in answer.content.decode()


def test_the_list_filters_by_unit_and_university(scene, several, enter):
    client = enter(scene.people["office"])
    by_unit = client.get(f"{LIST}?unit={scene.units['工科局'].pk}")
    by_university = client.get(f"{LIST}?university={scene.qinghua.university_id}&sort=-due")
    assert (titles(by_unit), titles(by_university)) == (["乙"], ["丁", "丙", "甲"])


def test_the_list_costs_the_same_for_one_and_for_three_rows(scene, enter, queries):
    client = enter(scene.people["tsinghua"])
    project_in(scene, "landed", title="甲")
    client.get(LIST)
    with queries(8):
        client.get(LIST)
    for title in "乙丙":
        project_in(scene, "landed", title=title, expert=scene.expert)
    with queries(8):
        client.get(LIST)


def test_a_project_page_costs_the_same_for_one_and_for_three_of_everything(scene, enter, queries):
    project = project_in(scene, "landed", expert=scene.expert)
    client = enter(scene.people["tsinghua"])

    def add(number):
        milestone_of(project, 3 + number, title=f"第{number}步")
        project.steps.create(move=("intention", "visit", "framework")[number], day=days(-9))
        project.reports.create(status="on_plan", text="好")
        actions.report_progress(project, status="on_plan", upload=pdf(), by=scene.people["tsinghua"])

    add(0)
    client.get(project.get_absolute_url())
    with queries(12):
        client.get(project.get_absolute_url())
    add(1)
    add(2)
    with queries(12):
        client.get(project.get_absolute_url())


def test_the_export_holds_the_rows_of_the_filter_in_words(scene, several, enter):
    answer = enter(scene.people["office"]).get(LIST + "?stage=running&format=csv")
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert lines[0] == ["项目名称", "灯", "阶段", "进展", "高校", "责任单位", "下一个期限", "最近更新"]
    assert [line[:3] for line in lines[1:]] == [["乙", "黄 · 临期", "项目合同"], ["甲", "红 · 逾期", "落地实施"]]


def test_the_page_says_who_has_it_since_when_until_when_and_why_its_light(scene, enter):
    project = project_in(scene, "contract", next_due=days(-1))
    answer = enter(scene.people["office"]).get(project.get_absolute_url())
    page = answer.content.decode()
    assert (answer.context["object"].holder, answer.context["object"].held_until) == ("教育局", days(-1))
    assert "现在在谁手里" in page
    assert "逾期" in page
    assert "已过。" in page


def test_the_university_is_offered_to_report_and_its_own_milestones_only(scene, enter):
    project = project_in(scene, "landed")
    milestone_of(project, holder="university", title="高校的")
    milestone_of(project, holder="unit", title="单位的")
    context = enter(scene.people["tsinghua"]).get(project.get_absolute_url()).context
    offers = {duty.title: [offer.name for offer in found] for duty, found in context["duties"]}
    assert offers == {"高校的": ["report"], "单位的": []}
    assert (context["report_form"] is not None, context["may_edit"], list(context["offers"])) == (True, False, [])


def test_an_auditor_reads_everything_and_is_offered_nothing(scene, enter):
    project = project_in(scene, "landed")
    milestone_of(project)
    context = enter(scene.people["auditor"]).get(project.get_absolute_url()).context
    assert (context["offers"], context["duties"][0][1], context["report_form"]) == ([], [], None)


def test_a_status_is_updated_with_one_word_and_one_press(scene, enter):
    project = project_in(scene, "landed")
    answer = enter(scene.people["tsinghua"]).post(f"{project.get_absolute_url()}report/", {"status": "on_plan"})
    project.refresh_from_db()
    assert (answer["Location"], project.status) == (project.get_absolute_url(), "on_plan")


def test_a_report_with_its_file_is_on_the_page_and_can_be_fetched(scene, enter):
    project = project_in(scene, "landed")
    data = {"status": "troubled", "text": "缺一名技术员", "upload": pdf("现场.pdf"), "submission": uuid4()}
    enter(scene.people["tsinghua"]).post(f"{project.get_absolute_url()}report/", data)
    page = enter(scene.people["jiaoyu"]).get(project.get_absolute_url()).content.decode()
    address = reverse("projects:report_file", args=[project.pk, Report.objects.get().pk])
    assert [word in page for word in ("缺一名技术员", "现场.pdf", address)] == [True] * 3
    codes = {
        who: enter(scene.people[who]).get(address).status_code for who in ("jiaoyu", "gongke", "xinong", "student")
    }
    assert codes == {"jiaoyu": 200, "gongke": 200, "xinong": 404, "student": 404}


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "status"),
        ({"status": "great"}, "status"),
        ({"status": "stalled"}, "text"),
        ({"status": "on_plan", "text": "x" * 501}, "text"),
        ({"status": "on_plan", "submission": "\x00"}, "submission"),
    ],
)
def test_a_wrong_report_comes_back_with_a_sentence_beside_the_field(data, field, scene, enter):
    project = project_in(scene, "landed")
    answer = enter(scene.people["tsinghua"]).post(f"{project.get_absolute_url()}report/", data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    assert Report.objects.count() == 0


def test_a_program_named_like_a_picture_is_refused_with_a_sentence(scene, enter):
    project = project_in(scene, "landed")
    fake = pdf("photo.png")
    answer = enter(scene.people["tsinghua"]).post(
        f"{project.get_absolute_url()}report/", {"status": "on_plan", "text": "见附件", "upload": fake}
    )
    assert list(answer.context["form"].errors) == ["upload"]
    assert "见附件" in answer.content.decode()


def test_registering_a_project_through_the_form(scene, enter):
    data = {
        "title": "碳账户研究",
        "partnership": scene.qinghua.pk,
        "unit": scene.units["教育局"].pk,
        "expert": scene.expert.pk,
        "promised_on": days(90),
        "amount": "12.5",
        "day": days(-3),
    }
    answer = enter(scene.people["jiaoyu"]).post("/projects/add/", data)
    project = Project.objects.get()
    assert answer["Location"] == project.get_absolute_url()
    assert (project.state, project.expert, project.next_due) == ("intention", scene.expert, days(90))
    assert list(project.steps.values_list("move", "day")) == [("intention", days(-3))]


def test_experts_offered_are_those_of_the_partnership_chosen(scene, enter):
    client = enter(scene.people["jiaoyu"])
    lists = [
        [expert.name for expert in client.get(f"/projects/experts/?partnership={chosen}").context["experts"]]
        for chosen in (scene.qinghua.pk, scene.xinong.pk, "", "x\x00", 10**12)
    ]
    assert lists == [["钱学文"], [], [], [], []]


def test_the_second_writer_sees_both_versions_and_may_then_overwrite(scene, enter):
    project = project_in(scene)
    address = reverse("projects:edit", args=[project.pk])
    data = {"partnership": scene.qinghua.pk, "unit": scene.units["教育局"].pk, "version": 1}
    enter(scene.people["office"]).post(address, data | {"title": "先写的"})
    client = enter(scene.people["jiaoyu"])
    clash = client.post(address, data | {"title": "后写的"})
    page = clash.content.decode()
    assert clash.status_code == 409
    assert [word in page for word in ("薛明远", "先写的", 'value="后写的"')] == [True] * 3
    version = clash.context["form"].data["version"]
    client.post(address, data | {"title": "后写的", "version": version})
    project.refresh_from_db()
    assert (project.title, project.version) == ("后写的", 3)


def test_a_milestone_is_added_and_worked_from_the_project_page(scene, enter):
    project = project_in(scene, "landed")
    unit, liaison = enter(scene.people["jiaoyu"]), enter(scene.people["tsinghua"])
    unit.post(f"{project.get_absolute_url()}milestones/add/", {"title": "装机", "due": days(4), "holder": "university"})
    duty = Duty.objects.get()
    offers = {
        one.title: [offer.name for offer in found]
        for one, found in liaison.get(project.get_absolute_url()).context["duties"]
    }
    assert offers == {"装机": ["accept", "report"]}
    liaison.post(f"{duty.get_absolute_url()}report/", {"done_on": days(0), "evidence": pdf(), "text": "装好了"})
    unit.post(f"{duty.get_absolute_url()}review/", {"version": Duty.objects.get().version})
    assert Duty.objects.get().state == "reviewed"


def test_a_milestone_of_a_past_day_is_refused_and_its_words_stay(scene, enter):
    project = project_in(scene, "landed")
    data = {"title": "装机", "due": days(-1), "holder": "unit"}
    answer = enter(scene.people["jiaoyu"]).post(f"{project.get_absolute_url()}milestones/add/", data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["due"])
    assert 'value="装机"' in answer.content.decode()


def test_the_panel_of_a_partnership_lists_the_nearest_deadline_first(scene, enter):
    project_in(scene, title="远的", next_due=days(50))
    project_in(scene, title="近的", next_due=days(2))
    address = reverse("projects:of_partnership", args=[scene.qinghua.pk])
    part = enter(scene.people["office"]).get(address, headers={"HX-Request": "true"})
    assert [row.title for row in part.context["rows"]] == ["近的", "远的"]
    assert "<html" not in part.content.decode()


def test_unseen_and_missing_projects_look_the_same(scene, enter):
    project = project_in(scene)
    client = enter(scene.people["xinong"])
    unseen, missing = client.get(project.get_absolute_url()), client.get(f"/projects/{project.pk + 1}/")
    assert (unseen.status_code, missing.status_code, len(unseen.content)) == (404, 404, len(missing.content))
