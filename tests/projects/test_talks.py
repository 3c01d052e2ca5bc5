"""From a need and a supply to the ladder in one click: everything is carried, both stay linked, both sides hear."""

import pytest

from needs.models import Need, Supply
from notifications.models import Message
from projects import actions
from projects.models import Project
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from tests.scene import days, pdf


def pair(scene, need: str = "accepted", supply: str = "accepted") -> tuple[Need, Supply]:
    """A need of 教育局 and a supply of 清华 that might fit."""
    asked = Need.objects.create(
        title="窑炉余热利用",
        unit=scene.units["教育局"],
        kind="technology",
        field="新能源",
        detail="要降能耗",
        state=need,
    )
    given = Supply.objects.create(
        university=scene.qinghua.university,
        expert=scene.expert,
        kind="result",
        title="余热发电成套技术",
        field="新能源",
        detail="已中试",
        state=supply,
    )
    return asked, given


def test_one_click_carries_every_field_and_keeps_the_source_linked(scene, enter):
    need, supply = pair(scene)
    answer = enter(scene.people["jiaoyu"]).post(f"/intents/from-need/{need.pk}/?supply={supply.pk}")
    project = Project.objects.get()
    assert answer["Location"] == project.get_absolute_url()
    assert (project.state, project.title, project.field, project.expert) == (
        "talks",
        need.title,
        "新能源",
        scene.expert,
    )
    assert (project.unit, project.partnership, project.summary) == (need.unit, scene.qinghua, "要降能耗\n\n已中试")
    assert (project.need, project.supply) == (need, supply)
    need.refresh_from_db()
    assert need.state == "in_talks"
    assert "tsinghua" in set(Message.objects.bell().values_list("recipient__username", flat=True))


@pytest.mark.parametrize(
    ("states", "sentence"),
    [
        (("registered", "accepted"), "先审核入库"),
        (("accepted", "offered"), "先审核入库"),
        (("met", "accepted"), "先审核入库"),
    ],
)
def test_only_what_is_in_the_store_is_brought_together(states, sentence, scene):
    need, supply = pair(scene, *states)
    with pytest.raises(NotNow, match=sentence):
        actions.begin_talks(need, supply, by=scene.people["jiaoyu"])


def test_a_pair_talks_once_but_a_need_may_talk_with_several(scene):
    need, supply = pair(scene)
    actions.begin_talks(need, supply, by=scene.people["jiaoyu"])
    with pytest.raises(NotNow, match="已经在对接"):
        actions.begin_talks(need, supply, by=scene.people["jiaoyu"])
    other = Supply.objects.create(
        university=scene.qinghua.university, kind="team", title="团队", field="新能源", state="accepted"
    )
    second = actions.begin_talks(need, other, by=scene.people["jiaoyu"])
    assert second.title == "窑炉余热利用（2）"


def test_a_university_without_partnership_is_named(scene):
    need, supply = pair(scene)
    scene.qinghua.during = (days(-400), days(-1))
    scene.qinghua.end_reason = "到期"
    scene.qinghua.save()
    with pytest.raises(NotNow, match="清华大学现在没有合作"):
        actions.begin_talks(need, supply, by=scene.people["jiaoyu"])


@pytest.mark.parametrize("who", ["gongke", "tsinghua", "leader", "auditor", "yabao", "student", "outsider"])
def test_only_the_unit_of_the_need_and_the_office_begin_talks(who, scene):
    need, supply = pair(scene)
    with pytest.raises(NotAllowed):
        actions.begin_talks(need, supply, by=scene.people[who])


def test_failed_talks_send_the_need_back_and_a_contract_meets_it(scene):
    office, (need, supply) = scene.people["office"], pair(scene)
    project = actions.begin_talks(need, supply, by=office)
    actions.move_project(project, "terminate", by=office, note="价格谈不拢")
    need.refresh_from_db()
    assert need.state == "accepted"
    project = actions.begin_talks(need, supply, by=office)
    for move in ("intention", "visit", "framework", "contract"):
        project = actions.move_project(project, move, by=office, evidence=pdf())
    need.refresh_from_db()
    assert need.state == "met"


@pytest.mark.parametrize("supply", ["", "0", "x\x00", "999999"])
def test_a_supply_that_is_not_there_is_a_404(supply, scene, enter):
    need, _supply = pair(scene)
    assert enter(scene.people["jiaoyu"]).get(f"/intents/from-need/{need.pk}/?supply={supply}").status_code == 404
