"""What is one's own: several hats and one click between them, data to see, correct, take away and withdraw."""

import json

import pytest
from django.test import Client

from accounts.models import Hat, User
from notifications.models import Event
from people import actions
from ruoyi_coop.lib.errors import NotAllowed


def test_another_hat_is_one_click_and_stands_in_the_next_event(cast, enter):
    client = enter(cast.gongke)
    first, second = Hat.objects.of(cast.gongke.user)
    assert client.get("/accounts/me/").context["request"].actor.hat == first
    assert client.post(f"/accounts/hats/{second.pk}/wear/").headers["Location"] == "/home/"
    said = {"name": "张志强", "mobile": "13900002222", "affiliation": ""}
    client.post("/accounts/me/edit/", said)
    assert Event.objects.get().actor_hat == str(second) == "商务局 · 单位干部"


def test_a_hat_of_somebody_else_or_an_ended_one_is_not_there(cast, enter):
    client = enter(cast.gongke)
    second = Hat.objects.of(cast.gongke.user)[1]
    actions.end_hat(second, by=cast.admin)
    client = enter(cast.gongke)
    assert client.post(f"/accounts/hats/{cast.jiaoyu.hat.pk}/wear/").status_code == 404
    assert client.post(f"/accounts/hats/{second.pk}/wear/").status_code == 404


def test_ones_own_data_are_corrected_and_numbers_stay_out_of_the_history(cast, enter):
    enter(cast.student).post(
        "/accounts/me/edit/", {"name": "周小雨", "mobile": "13900003333", "affiliation": "西北大学"}
    )
    student = User.objects.get(pk=cast.student.user_id)
    assert (student.name, student.mobile, student.affiliation) == ("周小雨", "13900003333", "西北大学")
    assert Event.objects.get().changes == {"姓名": ["周晓雨", "周小雨"], "就读高校": ["—", "西北大学"]}


def test_a_students_user_name_follows_the_mobile_number(cast, enter):
    User.objects.filter(pk=cast.student.user_id).update(username="13900001111", mobile="13900001111")
    enter(User.objects.get(pk=cast.student.user_id)).post(
        "/accounts/me/edit/", {"name": "周晓雨", "mobile": "13900004444"}
    )
    assert User.objects.get(pk=cast.student.user_id).username == "13900004444"


def test_a_number_that_is_taken_is_refused_in_words(cast, enter):
    User.objects.filter(pk=cast.student.user_id).update(username="13900001111", mobile="13900001111")
    User.objects.filter(pk=cast.student2.user_id).update(username="13900005555")
    student = User.objects.get(pk=cast.student.user_id)
    answer = enter(student).post("/accounts/me/edit/", {"name": "周晓雨", "mobile": "13900005555"})
    assert "这个手机号不能使用" in answer.content.decode()


def test_nobody_changes_anothers_data(cast):
    for act in (
        lambda: actions.change_me(cast.student.user, {"name": "x", "mobile": ""}, by=cast.admin),
        lambda: actions.withdraw_consent(cast.student.user, by=cast.admin),
        lambda: actions.ask_new_address(cast.student.user, "x@example.com", by=cast.admin),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_the_export_holds_what_is_ones_own_and_nothing_of_others(cast, enter):
    answer = enter(cast.tsinghua).get("/accounts/me/export/")
    data = json.loads(answer.content)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert data["account"]["name"] == "陈思远"
    assert [hat["hat"] for hat in data["hats"]] == ["清华大学 · 高校联络员"]
    assert cast.xinong.user.mobile not in answer.content.decode()
    assert "password" not in answer.content.decode()


def test_a_consent_withdrawn_closes_the_account_and_keeps_the_history(cast, enter):
    actions.agree(cast.student.user)
    client = enter(cast.student)
    assert client.post("/accounts/me/withdraw/").headers["Location"] == "/"
    student = User.objects.get(pk=cast.student.user_id)
    assert (student.is_active, student.consents.filter(withdrawn_at=None).count()) == (False, 0)
    assert client.get("/home/").status_code == 302
    assert Event.objects.get().verb == "consent_withdrawn"


def test_an_administrator_does_not_lock_the_door_from_inside(cast, enter):
    assert "另一位管理员" in enter(cast.admin).post("/accounts/me/withdraw/").content.decode()
    assert User.objects.get(username="admin").is_active


def test_a_new_notice_is_asked_about_at_the_next_log_in(cast, settings):
    from accounts import demo

    actions.agree(cast.student.user)
    settings.PRIVACY_NOTICE_VERSION = "2099-01"
    client = Client()
    said = {"login": "student", "password": demo.PASSWORD}
    assert client.post("/accounts/login/", said).headers["Location"] == "/accounts/me/agree/"
    client.post("/accounts/me/agree/", {"consent": "on"})
    versions = cast.student.user.consents.order_by("id").values_list("version", flat=True)
    assert list(versions) == ["2026-11", "2099-01"]
    assert not actions.must_agree_again(cast.student.user)


@pytest.mark.parametrize(
    ("said", "columns"),
    [
        ({"elder": "on"}, (True, "", "")),
        ({"theme": "dark"}, (False, "dark", "")),
        ({"theme": ""}, (False, "", "")),
        ({"language": "en"}, (False, "", "en")),
        ({"theme": "pink", "elder": "on"}, (False, "", "")),
        ({"elder": "off", "theme": "light", "language": "zh-hans"}, (False, "light", "zh-hans")),
    ],
)
def test_how_pages_look_is_kept_with_the_account(said, columns, cast, enter):
    enter(cast.student).post("/accounts/appearance/", said | {"next": "/home/"})
    student = User.objects.get(pk=cast.student.user_id)
    assert (student.elder_mode, student.theme, student.language) == columns


def test_a_visitors_looks_are_kept_in_cookies(db):
    client = Client()
    answer = client.post("/accounts/appearance/", {"elder": "on", "theme": "dark", "next": "/accounts/login/"})
    assert answer.headers["Location"] == "/accounts/login/"
    page = client.get("/accounts/login/").content.decode()
    assert 'data-elder="on"' in page
    assert 'data-theme="dark"' in page


@pytest.mark.parametrize("evil", ["https://evil.example.com/", "//evil.example.com", "javascript:alert(1)"])
def test_the_way_back_never_leads_out(evil, db):
    assert Client().post("/accounts/appearance/", {"elder": "on", "next": evil}).headers["Location"] == "/"
