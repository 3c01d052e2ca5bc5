"""Hats, accounts and units change by an administrator's hand only; each change is noted and ends sessions."""

import pytest

from accounts.models import Hat, Unit, User
from accounts.permissions import GRANTS, LABELS, Permission, Role
from notifications.models import Event
from people import actions
from ruoyi_coop.lib.errors import NotAllowed, NotNow

OTHERS = ["office", "leader", "jiaoyu", "tsinghua", "yabao", "student", "auditor", "outsider"]


def last() -> tuple:
    event = Event.objects.order_by("-id").first()
    return (event.actor_name, event.verb, event.subject_label, event.note)


def official(world):
    return {"role": Role.OFFICIAL, "unit": world.units["财政局"]}


def test_a_hat_is_given_noted_and_ends_the_sessions(cast, world, enter):
    client, leader = enter(cast.leader), cast.leader.user
    client.get("/home/")
    hat = actions.give_hat(leader, official(world), by=cast.admin)
    assert str(hat) == "财政局 · 单位干部"
    assert last() == ("系统管理员", "hat_given", "李建国", "财政局 · 单位干部")
    assert client.get("/home/").status_code == 302


def test_a_hat_is_given_once(cast, world):
    actions.give_hat(cast.leader.user, official(world), by=cast.admin)
    with pytest.raises(NotNow):
        actions.give_hat(cast.leader.user, official(world), by=cast.admin)


def test_an_ended_hat_counts_no_more_stays_in_the_list_and_can_be_given_again(cast, world):
    hat = actions.give_hat(cast.leader.user, official(world), by=cast.admin)
    actions.end_hat(hat, by=cast.admin)
    assert list(Hat.objects.worn().filter(user=cast.leader.user_id).values_list("role", flat=True)) == ["leader"]
    assert cast.leader.user.hats.count() == 2
    assert last() == ("系统管理员", "hat_ended", "李建国", "财政局 · 单位干部")
    assert actions.give_hat(cast.leader.user, official(world), by=cast.admin).pk != hat.pk


def test_nobody_gives_or_ends_hats_of_ones_own(cast, world):
    with pytest.raises(NotNow):
        actions.give_hat(cast.admin.user, official(world), by=cast.admin)
    with pytest.raises(NotNow):
        actions.end_hat(cast.admin.hat, by=cast.admin)
    with pytest.raises(NotNow):
        actions.set_active(cast.admin.user, False, by=cast.admin)


@pytest.mark.parametrize("who", OTHERS)
def test_only_administrators_touch_accounts_and_units(who, cast, world):
    by, person = getattr(cast, who), cast.gongke.user
    before = (Event.objects.count(), Hat.objects.count(), Unit.objects.count())
    for act in (
        lambda: actions.give_hat(person, official(world), by=by),
        lambda: actions.end_hat(person.hats.first(), by=by),
        lambda: actions.set_active(person, False, by=by),
        lambda: actions.note_unlock(person, by=by),
        lambda: actions.add_unit({"name": "新", "short_name": "新"}, by=by),
        lambda: actions.edit_unit(world.units["教育局"], {"name": "新", "short_name": "新"}, by=by),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert (Event.objects.count(), Hat.objects.count(), Unit.objects.count()) == before


def test_a_closed_account_is_out_at_once_and_can_come_back(cast, enter):
    client, person = enter(cast.gongke), cast.gongke.user
    client.get("/home/")
    admin = enter(cast.admin)
    admin.post(f"/accounts/people/{person.pk}/close/")
    assert client.get("/home/").status_code == 302
    assert last() == ("系统管理员", "deactivated", "张志强", "")
    admin.post(f"/accounts/people/{person.pk}/reopen/")
    person.refresh_from_db()
    assert person.is_active


def test_a_unit_is_changed_and_the_history_says_what(cast, world):
    unit = world.units["教育局"]
    values = {"name": unit.name, "short_name": "教体局", "kind": unit.kind, "is_lead": unit.is_lead}
    actions.edit_unit(unit, values, by=cast.admin)
    unit.refresh_from_db()
    assert (unit.short_name, unit.pinyin) == ("教体局", "jiaotiju jtj")
    assert Event.objects.get().changes == {"简称": ["教育局", "教体局"]}


def test_nothing_changed_is_nothing_noted(cast, world):
    unit = world.units["教育局"]
    values = {"name": unit.name, "short_name": unit.short_name, "kind": unit.kind, "is_lead": unit.is_lead}
    actions.edit_unit(unit, values, by=cast.admin)
    assert Event.objects.count() == 0


@pytest.mark.parametrize(("who", "sees"), [("admin", True), ("office", False), ("auditor", False)])
def test_numbers_and_addresses_are_whole_for_the_administrator_only(who, sees, cast, enter):
    person = cast.gongke.user
    client = enter(getattr(cast, who))
    for path in ("/accounts/people/", f"/accounts/people/{person.pk}/", "/accounts/people/?format=csv"):
        answer = client.get(path)
        page = b"".join(answer).decode() if answer.streaming else answer.content.decode()
        assert (person.mobile in page) is sees
        assert (person.email in page) is sees


def test_only_the_administrator_finds_a_person_by_number(cast, enter):
    mobile = cast.gongke.user.mobile
    found = {
        who: "张志强" in enter(getattr(cast, who)).get(f"/accounts/people/?q={mobile}").content.decode()
        for who in ("admin", "office")
    }
    assert found == {"admin": True, "office": False}


def test_taking_the_list_away_is_noted(cast, enter):
    enter(cast.office).get("/accounts/people/?format=xlsx")
    assert last() == ("薛明远", "exported", "薛明远", "人员")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=志强", ["张志强"]),
        ("q=zhangzhiqiang", ["张志强"]),
        ("role=leader", ["李建国"]),
        ("role=nonsense", []),
        ("active=no", []),
        ("q=%00", []),
    ],
)
def test_people_are_found_by_name_pinyin_and_hat(query, names, cast, enter):
    table = enter(cast.admin).get(f"/accounts/people/?{query}").context["table"]
    assert [row.record.name for row in table.rows] == names


def test_ended_hats_find_nobody(cast, enter, world):
    actions.end_hat(cast.leader.hat, by=cast.admin)
    assert len(enter(cast.admin).get("/accounts/people/?role=leader").context["table"].rows) == 0


@pytest.mark.parametrize("path", ["/accounts/people/", "/accounts/units/", "/accounts/invitations/"])
def test_a_list_asks_as_often_for_many_rows_as_for_few(path, cast, enter, world):
    client = enter(cast.admin)
    actions.invite({"name": "周新", "email": "z@example.com", **official(world)}, by=cast.office)
    client.get(path)
    few = _queries(client, path)
    for number in range(20):
        person = User.objects.create(username=f"more{number}", name=f"人{number}")
        Hat.objects.create(user=person, role=Role.OFFICIAL, unit=world.units["教育局"])
        Unit.objects.create(name=f"单位{number}", short_name=f"单位{number}")
        actions.invite({"name": "周新", "email": f"z{number}@example.com", **official(world)}, by=cast.office)
    assert _queries(client, path) == few <= 9


def _queries(client, path) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_every_permission_has_words_and_every_role_its_page(cast, enter):
    assert set(LABELS) == set(Permission)
    assert set(GRANTS) == set(Role)
    page = enter(cast.student).get("/accounts/roles/").content.decode()
    assert [str(role.label) in page for role in Role] == [True] * len(Role)
