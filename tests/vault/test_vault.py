"""Numbers are sealed at rest, masked for everybody, shown with a reason to the office only, and every look is told."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import Consent
from notifications.models import Event, Message
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from vault import actions, holds
from vault.models import BankAccount, Identity
from vault.retention import sweep

ID_NUMBER, CARD = "11010519491231002X", "4111111111111111"


@pytest.fixture
def kept(interns, cast):
    """`student` has filled in both numbers."""
    actions.keep_identity(ID_NUMBER, by=cast.student)
    actions.keep_bank_account({"number": CARD, "bank": "农业银行", "holder": "学生"}, by=cast.student)
    interns.identity = Identity.objects.get(user=interns.student)
    interns.account = BankAccount.objects.get(user=interns.student)
    interns.cast = cast
    return interns


@pytest.fixture
def asked_again(monkeypatch):
    """The password has just been asked for."""
    monkeypatch.setattr(
        "allauth.account.decorators.reauthentication.is_reauthentication_required", lambda request, app="": False
    )


def everything_at_rest() -> str:
    """Every row of every table as text: what somebody reads who steals the database."""
    found = []
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{name}" t')
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


def test_no_number_is_readable_at_rest(kept, cast):
    actions.reveal(kept.identity, "核对补贴清单", by=cast.office)
    dump = everything_at_rest()
    assert (ID_NUMBER in dump, CARD in dump) == (False, False)
    assert "002X" in dump


def test_the_same_number_is_found_again_without_being_readable(kept, cast):
    actions.keep_identity(ID_NUMBER, by=cast.student2)
    prints = Identity.objects.values_list("fingerprint", flat=True)
    assert len(set(prints)) == 1
    told = Message.objects.filter(channel="portal", title__contains="与另一个账号相同")
    assert {row.recipient for row in told} == {cast.office.user}


def test_a_second_number_replaces_the_first(kept, cast):
    actions.keep_bank_account({"number": "123456789012", "bank": "信用社", "holder": "学生"}, by=cast.student)
    assert BankAccount.objects.get(user=kept.student).masked == "**** 9012"


@pytest.mark.parametrize("form", ["identity", "bank"])
def test_the_consent_is_asked_separately_and_never_ticked_beforehand(kept, enter, form):
    page = enter(kept.student).get(reverse(f"vault:{form}")).content.decode()
    assert 'name="agree"' in page
    assert "checked" not in page


def test_without_the_consent_nothing_is_kept(interns, enter):
    page = enter(interns.student).post(reverse("vault:identity"), {"number": ID_NUMBER}).content.decode()
    assert "要勾选同意才能保存" in page
    assert not Identity.objects.exists()


def test_a_wrong_number_comes_back_with_what_is_wrong(interns, enter):
    said = {"number": "110105194912310021", "agree": "on"}
    assert "校验不对" in enter(interns.student).post(reverse("vault:identity"), said).content.decode()


def test_a_student_fills_in_and_sees_the_mask(interns, enter):
    student = enter(interns.student)
    student.post(reverse("vault:identity"), {"number": ID_NUMBER, "agree": "on"})
    page = student.get(reverse("vault:mine")).content.decode()
    assert "**** 002X" in page
    assert ID_NUMBER not in page


def test_withdrawing_deletes_the_number_and_ends_the_consent(kept, cast):
    actions.withdraw("bank", by=cast.student)
    assert not BankAccount.objects.exists()
    assert not Consent.objects.filter(kind="bank", withdrawn_at=None).exists()
    assert Identity.objects.exists()


def test_a_payment_under_way_holds_the_account_back(kept, cast, monkeypatch):
    monkeypatch.setattr(holds, "_HOLDS", [lambda user: "补贴正在发放，发完再撤回。"])
    with pytest.raises(NotNow, match="正在发放"):
        actions.withdraw("bank", by=cast.student)
    assert BankAccount.objects.exists()


@pytest.mark.parametrize("who", ["leader", "auditor", "jiaoyu", "tsinghua", "yabao", "student2", "outsider", "admin"])
def test_nobody_but_the_office_may_look(kept, who):
    with pytest.raises(NotAllowed):
        actions.reveal(kept.identity, "想看看", by=kept.people[who])
    assert not Event.objects.filter(verb="revealed").exists()


def test_the_person_reads_who_looked_and_why(kept, cast, enter):
    assert actions.reveal(kept.identity, "核对补贴清单", by=cast.office) == ID_NUMBER
    page = enter(kept.student).get(reverse("vault:mine")).content.decode()
    assert cast.office.name in page
    assert "核对补贴清单" in page


def test_the_password_is_asked_again_before_a_number_is_shown(kept, enter):
    office = enter(kept.people["office"])
    address = reverse("vault:reveal", args=["identity", kept.identity.pk])
    assert "reauthenticate" in office.get(address).url


def test_after_the_password_the_reason_shows_the_number_on_a_page_nobody_keeps(kept, enter, asked_again):
    office = enter(kept.people["office"])
    address = reverse("vault:reveal", args=["identity", kept.identity.pk])
    assert ID_NUMBER not in office.get(address).content.decode()
    answer = office.post(address, {"reason": "核对补贴清单"})
    assert ID_NUMBER in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert office.post(address, {"reason": ""}).status_code == 200
    assert Event.objects.filter(verb="revealed").count() == 1


def test_one_sees_the_own_number_only(kept, cast):
    assert actions.open_own(kept.account, by=cast.student) == CARD
    with pytest.raises(NotAllowed):
        actions.open_own(kept.account, by=cast.student2)


def test_very_many_looks_in_a_day_are_reported_once(kept, cast):
    for number in range(22):
        actions.reveal(kept.identity, f"第{number}次核对", by=cast.office)
    told = Message.objects.filter(channel="portal", title__contains="今天查看了")
    assert {row.recipient for row in told} == {cast.admin.user, cast.auditor.user}


def test_the_placement_page_shows_masks_to_the_office_and_nothing_to_others(kept, enter):
    from tests.season import placement_in

    placement = placement_in(kept, "confirmed")
    pages = {
        who: enter(kept.people[who]).get(placement.get_absolute_url()).content.decode()
        for who in ("office", "auditor", "yabao", "leader")
    }
    assert {who: "**** 002X" in page for who, page in pages.items()} == {
        "office": True,
        "auditor": True,
        "yabao": False,
        "leader": False,
    }


def test_numbers_go_when_their_time_is_over_and_the_person_is_told(kept):
    today = timezone.localdate()
    assert sweep(today + timedelta(days=180)) == 0
    assert sweep(today + timedelta(days=181)) == 1
    assert sweep(today + timedelta(days=181)) == 0
    assert (BankAccount.objects.exists(), Identity.objects.exists()) == (False, True)
    assert Message.objects.filter(recipient=kept.student, title__contains="银行账号").exists()


def test_a_number_that_is_still_needed_stays(kept, monkeypatch):
    today = timezone.localdate()
    monkeypatch.setattr(holds, "_NEEDED", [lambda user: today + timedelta(days=100)])
    assert sweep(today + timedelta(days=200)) == 0
    assert sweep(today + timedelta(days=281)) == 1


def test_the_export_has_the_own_mask_and_nothing_of_others(kept, enter):
    words = enter(kept.student).get(reverse("accounts:export_me")).content.decode()
    assert '"last": "002X"' in words
    assert ID_NUMBER not in words
    assert '"last": "002X"' not in enter(kept.student2).get(reverse("accounts:export_me")).content.decode()


def test_everybody_reads_how_long_what_is_kept(client):
    assert "最后一笔补贴发放后 180 天删除" in client.get(reverse("vault:retention")).content.decode()


def test_every_model_with_a_sealed_column_hides_it_from_forms():
    for model in apps.get_app_config("vault").get_models():
        assert not model._meta.get_field("sealed").editable
