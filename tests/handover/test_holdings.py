"""What a person holds, and who is proposed for it."""

import pytest

from accounts.models import Hat
from handover.candidates import candidates
from handover.holdings import held_by
from supervision.workflow import State
from tests.handover.conftest import blocker_in, duty_in, request_in, someone, team_in


def kinds(person, hat=None) -> list[tuple[str, str]]:
    return [(one.kind, one.title) for one in held_by(person, hat)]


def proposed(person, by) -> dict[str, list[str]]:
    held = held_by(person)
    offered = candidates(held, person, by)
    return {one.kind: [hat.user.name for hat in offered[one.key]] for one in held}


def test_everything_an_official_holds_is_listed(full):
    assert kinds(full.leaver) == [
        ("督办事项", "建成中试线"),
        ("督办草稿", "起草中的事"),
        ("待解决的堵点", "用地手续"),
        ("三人小组成员", "清华小组（连同1件没办完的请求）"),
    ]


@pytest.mark.parametrize(
    "state", [state for state in State if state not in ("suspended", "reported", "reviewed", "closed")]
)
def test_a_duty_is_held_while_it_is_open_and_a_draft_while_nobody_has_it(state, town):
    duty_in(town, state=state, drafted_by=town.leaver)
    wanted = {"draft": ["督办草稿"], "approval": ["督办草稿"], "cancelled": []}.get(state, ["督办事项"])
    assert [kind for kind, _title in kinds(town.leaver)] == wanted


def test_a_suspended_duty_comes_back_to_its_person_so_it_is_held(town):
    duty_in(town, state=State.SUSPENDED, held_from=State.DOING)
    assert kinds(town.leaver) == [("督办事项", "建成中试线")]


def test_one_hat_has_what_hangs_on_it_and_the_last_hat_has_the_rest_too(full):
    assert [kind for kind, _title in kinds(full.leaver, full.second)] == []
    assert "督办草稿" not in [kind for kind, _title in kinds(full.leaver, full.hat)]
    Hat.objects.filter(pk=full.second.pk).delete()
    assert "督办草稿" in [kind for kind, _title in kinds(full.leaver, full.hat)]


def test_a_leader_holds_the_attachments_that_run_or_are_to_come(town):
    assert kinds(town.leader.user) == [("挂点高校", "清华大学")]


def test_only_the_last_liaison_of_a_partner_holds_its_word(town):
    assert kinds(town.liaison.user) == [("唯一的联络员", "清华大学")]
    from accounts.permissions import Role
    from universities.models import UniversityMember

    hat = someone(town.world, "second", "林老师", Role.LIAISON, place="清华大学")
    UniversityMember.objects.create(hat=hat, university=town.qinghua)
    assert kinds(town.liaison.user) == []


def test_the_last_official_of_a_unit_with_work_holds_its_seat(lonely):
    assert kinds(lonely.leaver) == [("单位唯一的干部", "芮城县商务局")]


def test_the_last_contact_of_a_host_holds_it(lonely):
    assert kinds(lonely.mentor.user) == [("唯一的企业联系人", "亚宝药业")]


def test_colleagues_come_first_then_the_head_then_the_office(full):
    assert proposed(full.leaver, full.office) == {
        "督办事项": ["马春", "冯局", "薛明远"],
        "督办草稿": ["马春", "冯局", "薛明远"],
        "待解决的堵点": ["马春", "冯局", "薛明远"],
        "三人小组成员": ["马春", "冯局", "薛明远"],
    }


def test_leaders_take_over_from_leaders_only(town):
    assert proposed(town.leader.user, town.office) == {"挂点高校": ["高县长"]}


def test_the_lead_unit_stands_in_for_a_liaison_and_for_a_contact(lonely):
    assert proposed(lonely.liaison.user, lonely.admin)["唯一的联络员"] == ["马春", "张志强", "冯局", "薛明远"]
    assert proposed(lonely.mentor.user, lonely.admin)["唯一的企业联系人"] == ["马春", "张志强", "冯局", "薛明远"]


def test_nobody_gives_himself_a_seat(lonely):
    assert proposed(lonely.leaver, lonely.office) == {"单位唯一的干部": []}
    assert proposed(lonely.leaver, lonely.admin) == {"单位唯一的干部": ["薛明远"]}


def test_who_is_in_the_group_already_is_not_offered_its_other_place(town):
    team_in(town, town.hat, town.ma)
    assert proposed(town.leaver, town.office)["三人小组成员"] == ["冯局", "薛明远"]


def test_a_request_left_in_a_group_off_duty_is_held_by_itself(town):
    team = team_in(town, town.hat)
    request_in(team)
    team.is_active = False
    team.save(update_fields=["is_active"])
    assert kinds(town.leaver) == [("服务请求", "请派人带路")]


def test_many_things_take_as_many_queries_as_few(full, django_assert_max_num_queries):
    for number in range(5):
        duty = duty_in(full, f"事项{number}")
        blocker_in(full, duty, full.hat)
    with django_assert_max_num_queries(20) as few:
        assert len(held_by(full.leaver)) == 14
    for number in range(10):
        duty_in(full, f"再来{number}")
    with django_assert_max_num_queries(len(few)):
        held_by(full.leaver)
