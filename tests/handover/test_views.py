"""One page lists everything with a proposed successor, and one submit passes it on; nothing typed is lost."""

import re

import pytest

from accounts.models import Hat
from handover.holdings import held_by
from handover.models import Handover
from notifications.models import Event
from supervision.actions import move_duty
from tests.handover.conftest import duty_in


def page_of(person, hat=None) -> str:
    return f"/handover/new/?person={person.pk}" + (f"&hat={hat.pk}" if hat else "")


def filled(client, address: str) -> dict:
    """What a browser sends when nothing is changed on the page."""
    form = client.get(address).context["form"]
    values = {field.html_name: field.value() for field in form}
    return {name: value for name, value in values.items() if value not in (None, "", False)}


def texts(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_the_list_has_one_button_and_asks_as_often_for_three_rows_as_for_one(full, enter, queries):
    client = enter(full.office)
    Handover.objects.create(person=full.leaver, done_by=full.office.user)
    client.get("/handover/")
    with queries(6):
        page = client.get("/handover/").content.decode()
    assert 'href="/handover/new/"' in page
    for person in (full.ma.user, full.head.user):
        Handover.objects.create(person=person, done_by=full.office.user)
    with queries(6):
        answer = client.get("/handover/")
    assert len(answer.context["table"].rows) == 3


@pytest.mark.parametrize(("query", "names"), [("q=志强", ["张志强"]), ("q=nobody", []), ("reason=retired", [])])
def test_handovers_are_found_by_person_and_reason(query, names, full, enter):
    Handover.objects.create(person=full.leaver, done_by=full.office.user)
    table = enter(full.office).get(f"/handover/?{query}").context["table"]
    assert [row.record.person.name for row in table.rows] == names


def test_the_first_step_asks_whose_work(full, enter):
    page = enter(full.office).get("/handover/new/").content.decode()
    assert "张志强" in page
    assert "周晓雨" not in page  # students hold nothing


@pytest.mark.parametrize("query", ["person=999999", "person=x", "person=1&hat=x", "person=%00"])
def test_a_person_that_is_not_there_is_a_404(query, full, enter):
    client = enter(full.office)
    assert client.get(f"/handover/new/?{query}").status_code == 404
    assert client.post(f"/handover/new/?{query}").status_code == 404


def test_anothers_hat_is_a_404(full, enter):
    assert enter(full.office).get(page_of(full.leaver, full.ma)).status_code == 404


def test_an_empty_person_asks_again(full, enter):
    assert enter(full.office).get("/handover/new/?person=").status_code == 200


def test_one_click_passes_everything_on_and_says_so(full, enter):
    client = enter(full.office)
    answer = client.post(page_of(full.leaver), filled(client, page_of(full.leaver)), follow=True)
    row = Handover.objects.get()
    assert answer.redirect_chain == [(f"/handover/{row.pk}/", 302)]
    assert texts(answer) == ["交接已办结：马春 4件。"]
    assert held_by(full.leaver) == []
    assert not Hat.objects.worn().filter(user=full.leaver).exists()
    assert "建成中试线" in answer.content.decode()


def test_what_was_closed_meanwhile_is_named_as_not_handed_over(full, enter):
    client = enter(full.office)
    values = filled(client, page_of(full.leaver))
    move_duty(full.duty, "cancel", by=full.office, note="不办了")
    answer = client.post(page_of(full.leaver), values, follow=True)
    assert texts(answer) == ["交接已办结：马春 3件。已经不在手里、没有移交的：建成中试线。"]
    assert "没有移交的" in answer.content.decode()


def test_what_came_new_is_asked_for_and_the_rest_stays_chosen(full, enter):
    client = enter(full.office)
    key = f"to:supervision.duty.person:{full.duty.pk}"
    values = filled(client, page_of(full.leaver)) | {"note": "调到商务局", key: full.head.pk}
    new = duty_in(full, "刚交办的事")
    form = client.post(page_of(full.leaver), values).context["form"]
    assert form.errors == {f"to:supervision.duty.person:{new.pk}": ["请选择接手人。"]}
    assert (form[key].value(), form["note"].value()) == (str(full.head.pk), "调到商务局")
    assert Handover.objects.count() == 0


def test_a_successor_who_left_meanwhile_is_refused_with_a_sentence(full, enter):
    client = enter(full.office)
    values = filled(client, page_of(full.leaver))
    Hat.objects.filter(pk=full.ma.pk).update(until="2020-01-01", since="2019-01-01")
    form = client.post(page_of(full.leaver), values).context["form"]
    assert [list(errors) for errors in form.errors.values()] == [["所选的接手人已不在岗，请另选。"]] * 4
    assert Handover.objects.count() == 0
    assert len(held_by(full.leaver)) == 4


@pytest.mark.parametrize("nonsense", ["x", "999999", "\x00", "9" * 40, "-1"])
def test_nonsense_changes_nothing(nonsense, full, enter):
    client = enter(full.office)
    values = filled(client, page_of(full.leaver))
    wrong = {name: nonsense for name in values if name.startswith("to:") or name == "listed"}
    assert client.post(page_of(full.leaver), values | wrong).status_code == 200
    assert Handover.objects.count() == 0


def test_somebody_of_another_place_is_no_candidate(full, enter):
    client = enter(full.office)
    other = full.world.people["jiaoyu"].hats.get()
    values = filled(client, page_of(full.leaver)) | {f"to:supervision.duty.person:{full.duty.pk}": other.pk}
    assert client.post(page_of(full.leaver), values).status_code == 200
    assert Handover.objects.count() == 0


def test_the_same_form_twice_is_one_handover(full, enter):
    client = enter(full.office)
    values = filled(client, page_of(full.leaver))
    client.post(page_of(full.leaver), values)
    answer = client.post(page_of(full.leaver), values, follow=True)
    assert texts(answer)[-1] == "已经收到过，没有重复提交。"
    assert Handover.objects.count() == 1


def test_several_hats_may_be_handed_over_one_by_one(full, enter):
    client = enter(full.office)
    tabs = client.get(page_of(full.leaver)).context["tabs"]
    assert [tab["label"] for tab in tabs] == ["全部身份", "工科局 · 单位干部", "商务局 · 单位干部"]
    form = client.get(page_of(full.leaver, full.hat)).context["form"]
    assert [one.kind for one in form.holdings] == ["督办事项", "待解决的堵点", "三人小组成员"]
    assert "closes" not in form.fields


def test_only_the_administrator_is_offered_to_close_the_account(full, enter):
    forms = {who: enter(getattr(full, who)).get(page_of(full.leaver)).context["form"] for who in ("office", "admin")}
    assert {who: "closes" in form.fields for who, form in forms.items()} == {"office": False, "admin": True}


def test_the_office_is_told_which_hats_the_administrator_ends(town, enter):
    form = enter(town.office).get(page_of(town.leader.user)).context["form"]
    assert [str(hat) for hat in form.kept] == ["县委 · 县领导"]
    assert "ends" not in form.fields


def test_where_nobody_could_take_over_the_page_says_whom_to_invite(lonely, enter):
    page = enter(lonely.office).get(page_of(lonely.leaver)).content.decode()
    assert "没有可选的接手人" in page
    assert "/accounts/invitations/add/" in page


# ------------------------------------------------------------------ the lock


def test_an_account_is_not_closed_while_things_are_held_and_the_page_leads_to_the_handover(full, enter):
    answer = enter(full.admin).post(f"/accounts/people/{full.leaver.pk}/close/")
    full.leaver.refresh_from_db()
    assert full.leaver.is_active
    page = answer.content.decode()
    assert "张志强还有4件事没有交接，请先办理工作交接。" in page
    assert f'href="/handover/new/?person={full.leaver.pk}"' in page
    assert Event.objects.filter(verb="deactivated").count() == 0


def test_a_hat_is_not_ended_while_things_hang_on_it_and_the_message_leads_to_the_handover(full, enter):
    answer = enter(full.admin).post(f"/accounts/hats/{full.hat.pk}/end/", follow=True)
    page = answer.content.decode()
    assert "张志强还有3件事没有交接" in page
    assert re.search(rf'href="/handover/new/\?person={full.leaver.pk}&(amp;)?hat={full.hat.pk}"', page)
    assert Hat.objects.worn().filter(pk=full.hat.pk).exists()


def test_a_hat_on_which_nothing_hangs_is_ended(full, enter):
    enter(full.admin).post(f"/accounts/hats/{full.second.pk}/end/")
    assert not Hat.objects.worn().filter(pk=full.second.pk).exists()


def test_after_the_handover_the_account_closes(full, enter):
    client = enter(full.admin)
    client.post(page_of(full.leaver), filled(client, page_of(full.leaver)))
    client.post(f"/accounts/people/{full.leaver.pk}/close/")
    full.leaver.refresh_from_db()
    assert not full.leaver.is_active


def test_a_name_with_markup_stays_text(full, enter):
    full.leaver.name = "<b>张</b>"
    full.leaver.save(update_fields=["name"])
    page = enter(full.admin).post(f"/accounts/hats/{full.hat.pk}/end/", follow=True).content.decode()
    assert "<b>张</b>" not in page


def test_who_stands_in_is_named_on_the_page_of_the_university(town, enter):
    client = enter(town.office)
    client.post(page_of(town.liaison.user), filled(client, page_of(town.liaison.user)))
    assert "还没有，马春代为联络" in client.get(town.qinghua.get_absolute_url()).content.decode()


# ------------------------------------------------------------------ who


@pytest.mark.parametrize("who", ["leader", "jiaoyu", "tsinghua", "yabao", "student", "outsider"])
def test_others_are_told_that_it_is_not_for_them(who, full, cast, enter):
    row = Handover.objects.create(person=full.leaver, done_by=full.office.user)
    client = enter(getattr(cast, who))
    codes = [client.get(path).status_code for path in ("/handover/", page_of(full.leaver), "/handover/ownerless/")]
    assert codes == [403, 403, 403]
    assert client.get(f"/handover/{row.pk}/").status_code == 404
    assert client.post(page_of(full.leaver)).status_code == 403


def test_the_auditor_reads_and_does_not_hand_over(full, cast, enter):
    row = Handover.objects.create(person=full.leaver, done_by=full.office.user)
    client = enter(cast.auditor)
    paths = ("/handover/", f"/handover/{row.pk}/", "/handover/ownerless/", page_of(full.leaver))
    assert [client.get(path).status_code for path in paths] == [200, 200, 200, 403]


def test_the_menu_has_it_for_office_and_administrator(full, cast, enter):
    pages = {who: enter(getattr(cast, who)).get("/home/").content.decode() for who in ("office", "admin", "jiaoyu")}
    assert {who: 'href="/handover/"' in page for who, page in pages.items()} == {
        "office": True,
        "admin": True,
        "jiaoyu": False,
    }
