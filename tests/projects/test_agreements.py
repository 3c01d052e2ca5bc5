"""Agreements and site visits: kept with the rung that made them, renewed, corrected, seen by both partners."""

from datetime import timedelta

import pytest
from django.utils import timezone

from projects import actions
from projects.models import Agreement, Project, SiteVisit
from ruoyi_coop.lib.errors import Conflict, NotNow
from tests.scene import PEOPLE, days, pdf, project_in

SITES = [
    {"place": "东垆乡果园", "assessment": "枝条足", "is_chosen": False},
    {"place": "古魏镇农场", "assessment": "水电齐全", "is_chosen": True},
]


def test_signing_on_the_ladder_keeps_the_agreement_with_its_scan_and_asks_for_nothing_twice(scene, enter):
    project = project_in(scene, "visit")
    client = enter(scene.people["jiaoyu"])
    page = client.get(f"{project.get_absolute_url()}framework/").content.decode()
    assert "芮城县人民政府、清华大学" in page
    data = {"day": days(-2), "evidence": pdf("框架.pdf"), "parties": "县政府、清华大学", "ends_on": days(365)}
    client.post(f"{project.get_absolute_url()}framework/", data)
    kept = Agreement.objects.get()
    assert (kept.kind, kept.project, kept.partnership) == ("framework", project, scene.qinghua)
    assert (kept.signed_on, kept.ends_on, kept.parties) == (days(-2), days(365), "县政府、清华大学")
    assert kept.scan == project.steps.get(move="framework").evidence


def test_a_visit_on_the_ladder_keeps_its_candidates_and_which_was_chosen(scene, enter):
    project = project_in(scene, "intention")
    data = {"day": days(-2), "evidence": pdf(), "people": "专家组", "note": "看了两处"}
    for place, site in enumerate(SITES):
        data |= {f"sites-{place}-place": site["place"], f"sites-{place}-assessment": site["assessment"]}
    data |= {"sites-1-is_chosen": "on"}
    enter(scene.people["jiaoyu"]).post(f"{project.get_absolute_url()}visit/", data)
    visit = SiteVisit.objects.get()
    assert (visit.people, visit.summary) == ("专家组", "看了两处")
    assert list(visit.sites.values("place", "assessment", "is_chosen")) == SITES


def test_a_candidate_without_a_place_names_its_row_and_keeps_the_rest(scene, enter):
    project = project_in(scene, "intention")
    data = {"day": days(-2), "people": "专家组", "sites-0-place": "农场", "sites-1-assessment": "好"}
    answer = enter(scene.people["jiaoyu"]).post(f"{project.get_absolute_url()}visits/add/", data)
    page = answer.content.decode()
    assert "第2行“地点”" in page
    assert 'value="农场"' in page


def test_the_second_to_mend_a_visit_sees_what_the_first_wrote(scene):
    office = scene.people["office"]
    visit = actions.keep_visit(project_in(scene), {"day": days(-2), "people": "甲"}, sites=SITES, by=office)
    values = {"day": visit.day, "people": "甲", "summary": ""}
    actions.edit_visit(visit, dict(values), sites=SITES[:1], by=office, version=1)
    with pytest.raises(Conflict) as conflict:
        actions.edit_visit(visit, dict(values), sites=SITES[1:], by=office, version=1)
    assert conflict.value.theirs == [("备选点", "东垆乡果园：枝条足")]


def agreement(scene, **other) -> Agreement:
    values = {"kind": "framework", "title": "框架", "partnership": scene.qinghua, "parties": "县、校"}
    return actions.keep_agreement(
        values | {"signed_on": days(-400), "ends_on": days(30)} | other, scan=pdf(), by=scene.people["office"]
    )


def test_a_renewal_follows_one_agreement_and_silences_its_alarm(scene, enter):
    former = agreement(scene)
    assert list(Agreement.objects.running_out()) == [former]
    client = enter(scene.people["office"])
    page = client.get(f"/agreements/add/?renews={former.pk}").content.decode()
    assert 'value="框架"' in page
    data = {"kind": "framework", "title": "框架续签", "partnership": scene.qinghua.pk, "parties": "县、校"}
    data |= {"signed_on": days(0), "ends_on": days(700), "scan": pdf()}
    client.post(f"/agreements/add/?renews={former.pk}", data)
    assert Agreement.objects.get(title="框架续签").renews == former
    assert list(Agreement.objects.running_out()) == []
    assert set(Agreement.objects.in_force()) == set(Agreement.objects.all())


def test_an_agreement_needs_its_scan_and_dates_in_order(scene):
    with pytest.raises(NotNow, match="有效期不能早于签订日期"):
        agreement(scene, ends_on=days(-500))
    with pytest.raises(NotNow, match="项目不属于这项合作"):
        agreement(scene, project=project_in(scene, partnership=scene.xinong))


def test_both_partners_and_the_county_see_an_agreement(scene):
    made = agreement(scene)
    seen = {who for who in PEOPLE if Agreement.objects.visible_to(scene.people[who]).filter(pk=made.pk).exists()}
    assert seen == {"office", "leader", "auditor", "gongke", "tsinghua"}


def test_the_scan_is_handed_to_those_who_see_the_agreement_only(scene, enter):
    made = agreement(scene)
    codes = {
        who: enter(scene.people[who]).get(f"/agreements/{made.pk}/scan/").status_code for who in ("gongke", "xinong")
    }
    assert codes == {"gongke": 200, "xinong": 404}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three_rows(rows, scene, enter, queries):
    for _row in range(rows):
        agreement(scene)
    client = enter(scene.people["office"])
    client.get("/agreements/")
    with queries(6):
        assert client.get("/agreements/?force=ending").context["table"].paginator.count == rows


def test_what_is_signed_or_seen_for_a_project_is_work_on_it(scene):
    long_ago = timezone.now() - timedelta(days=40)
    signed, seen = (project_in(scene, "landed", title=title, touched_at=long_ago) for title in ("签", "看"))
    agreement(scene, project=signed)
    actions.keep_visit(seen, {"day": days(-2), "people": "甲"}, sites=[], by=scene.people["office"])
    assert not Project.objects.filter(touched_at=long_ago).exists()
