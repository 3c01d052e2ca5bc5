"""What must not go wrong with money: nobody is paid twice, nobody is forgotten, nothing is paid that was not put up."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from allowances import actions
from allowances.computing import lines_of
from allowances.models import AllowanceList, Line, Objection, Rate
from allowances.workflow import LineState, State
from interns.models import StudentProfile
from notifications.models import Message
from onpost.models import Absence
from ruoyi_coop.lib.errors import NotNow
from tests.allowances.people import ID_NUMBER, numbers_of
from tests.allowances.test_lists import approved, draft, noticed
from tests.scene import days
from tests.season import confirm_weeks, position_in, stay_in
from vault.models import BankAccount, Identity


def later(n=14):
    return time_machine.travel(timezone.now() + timedelta(days=n), tick=False)


def test_held_on_an_archived_list_can_be_paid_on_a_later_one(paid):
    other = stay_in(paid, paid.student2, begun=-60, lasts=39, position=paid.stay.placement.position, state="finished")
    confirm_weeks(other)  # student2 has no numbers: held back
    row = approved(paid)
    actions.make_batch(row, "发放给财务", by=paid.cast.office)
    line = row.lines.get(stay=paid.stay)
    actions.settle(row, {line.pk: True}, timezone.localdate(), by=paid.cast.office)
    row = actions.move_list(row, "pay", by=paid.cast.office)
    actions.move_list(row, "archive", by=paid.cast.office)
    assert row.lines.get(stay=other).state == LineState.HELD
    numbers_of(paid.student2, "11010519491231003X", "4222222222222222")
    assert (
        actions.draft_list(
            paid.offering, {"first_day": days(-60), "last_day": days(-21), "notice_days": 5}, by=paid.cast.office
        )
        .lines.get()
        .stay
        == other
    )


def test_failed_line_can_still_be_paid_after_the_list_is_marked_paid(paid):
    row = approved(paid)
    actions.make_batch(row, "发放给财务", by=paid.cast.office)
    line = row.lines.get()
    actions.settle(row, {line.pk: False}, timezone.localdate(), by=paid.cast.office)
    with pytest.raises(NotNow, match="退回未到账"):
        actions.move_list(row, "pay", by=paid.cast.office)
    actions.make_batch(row, "再发一次", by=paid.cast.office)
    actions.settle(row, {line.pk: True}, timezone.localdate(), by=paid.cast.office)
    assert actions.move_list(row, "pay", by=paid.cast.office).state == State.PAID


def test_what_comes_back_for_good_is_carried_to_a_later_list(paid, enter):
    row = approved(paid)
    actions.make_batch(row, "发放给财务", by=paid.cast.office)
    line = row.lines.get()
    with pytest.raises(NotNow):
        actions.carry_over(line, "已在路上", by=paid.cast.office)
    actions.settle(row, {line.pk: False}, timezone.localdate(), by=paid.cast.office)
    office = enter(paid.cast.office)
    assert "转到下次发放" in office.get(row.get_absolute_url()).content.decode()
    office.post(reverse("allowances:carry", args=[line.pk]), {"reason": "账号已注销"})
    notice = enter().get(reverse("allowances:notice", args=[row.pk]))
    assert len(notice.context["rows"]) == 1  # what was put up stays as it was
    again = draft(paid).lines.get()
    assert (again.days, again.state) == (line.days, LineState.READY)
    with pytest.raises(NotNow):
        actions.compute_again(AllowanceList.objects.get(pk=row.pk), by=paid.cast.office)


def test_once_is_paid_once_over_two_lists(paid):
    Rate.objects.all().delete()
    Rate.objects.create(per="once", amount=Decimal("240"), from_day=date(2020, 1, 1))
    draft(paid, first=-60, last=-41)
    draft(paid, first=-40, last=-21)
    assert sum(line.amount for line in Line.objects.all()) == Decimal("240.00")


@pytest.mark.parametrize("cap,most", [({"cap_amount": Decimal("600")}, 600), ({"cap_days": 10}, 500)])
def test_a_cap_per_person_holds_over_two_lists(paid, cap, most):
    Rate.objects.update(**cap)
    draft(paid, first=-60, last=-41)
    draft(paid, first=-40, last=-21)
    assert sum(line.amount for line in Line.objects.all()) <= most


def test_monthly_allowance_and_insurance_on_one_list(paid):
    Rate.objects.create(name="保险", per="once", amount=Decimal("240"), from_day=date(2020, 1, 2))
    line = draft(paid).lines.get()
    assert [part.split("：")[0] for part in line.parts] == ["保险", "实习补贴"]
    assert line.amount == Decimal(50) * line.days + 240


def test_a_list_over_the_whole_stay_pays_the_days_left_over(paid):
    draft(paid, first=-60, last=-41)
    assert draft(paid, first=-60, last=-21).lines.get().days > 0


def test_an_upheld_objection_keeps_the_list_from_approval(paid):
    row = noticed(paid)
    said = {"name": "路人", "reach": "0359-3000000", "words": "天数算错了"}
    objection = actions.object_to(row, said, by=paid.people["public"])
    actions.answer(objection, {"is_upheld": True, "answer": "成立，已更正"}, by=paid.cast.office)
    row.refresh_from_db()
    assert row.state == State.DRAFT
    with later(), pytest.raises(NotNow):
        actions.move_list(row, "approve", by=paid.cast.leader)


def test_who_objects_without_an_account_reads_the_answer(paid):
    row = noticed(paid)
    said = {"name": "路人", "reach": "who@example.com", "words": "天数算错了"}
    objection = actions.object_to(row, said, by=paid.people["public"])
    actions.answer(objection, {"is_upheld": False, "answer": "核对无误"}, by=paid.cast.office)
    from links.models import PersonalLink

    told = Message.objects.filter(address="who@example.com").exists()
    assert told or PersonalLink.objects.filter(subject=objection.key).exists()


def test_the_open_form_is_throttled(paid, enter):
    row, codes = noticed(paid), []
    for n in range(40):
        data = {"name": "路人", "reach": "x", "words": f"话 {n}"}
        codes.append(enter().post(reverse("allowances:object", args=[row.pk]), data).status_code)
    assert (codes[0], codes[-1]) == (302, 429)
    assert Objection.objects.count() == 10


def test_attendance_that_changed_after_computing_is_not_put_up(paid):
    row = draft(paid)
    before = row.lines.get().days
    working = Line.objects.get().breakdown[0][0]
    Absence.objects.create(
        stay=paid.stay, kind="leave", first_day=working, last_day=working, reason="事", state="granted"
    )
    with pytest.raises(NotNow, match="有变动"):
        actions.move_list(row, "notice", by=paid.cast.office)
    actions.compute_again(row, by=paid.cast.office)
    assert actions.move_list(row, "notice", by=paid.cast.office).lines.get().days == before - 1


def test_releasing_for_one_reason_does_not_release_a_double_claim_found_later(paid):
    Identity.objects.filter(user=paid.student).delete()
    row = draft(paid)
    actions.release(row.lines.get(), "身份证已当面核对", by=paid.cast.office)
    Identity.objects.filter(user=paid.student).delete()
    BankAccount.objects.filter(user=paid.student).delete()
    numbers_of(paid.student)
    twin = stay_in(paid, paid.student2, begun=-60, lasts=39, position=paid.stay.placement.position)
    confirm_weeks(twin)
    numbers_of(paid.student2, ID_NUMBER, "4222222222222222")
    actions.compute_again(row, by=paid.cast.office)
    assert row.lines.get(stay=paid.stay).state == LineState.HELD


def test_a_released_line_without_account_is_held_again(paid):
    Identity.objects.filter(user=paid.student).delete()
    row = draft(paid)
    actions.release(row.lines.get(), "身份证已当面核对", by=paid.cast.office)
    BankAccount.objects.all().delete()
    actions.compute_again(row, by=paid.cast.office)
    assert row.lines.get().state == LineState.HELD


def test_a_rate_of_the_season_from_midway_leaves_the_general_rate_before_it(paid):
    full = draft(paid).lines.get()
    days_all, full_amount = full.days, full.amount
    full.allowance_list.delete()
    Rate.objects.create(season=paid.offering, per="day", amount=Decimal("60"), from_day=days(-40))
    line = draft(paid).lines.get()
    assert line.amount >= full_amount, f"{days_all} days: {full_amount} before, {line.amount} with a HIGHER rate"


def test_a_payment_file_holds_only_who_can_be_paid(paid):
    row = approved(paid)
    BankAccount.objects.all().delete()
    with pytest.raises(NotNow, match="没有银行账号"):
        actions.make_batch(row, "发放给财务", by=paid.cast.office)


def test_who_is_held_back_is_told_once(paid):
    BankAccount.objects.all().delete()
    row = draft(paid)
    actions.compute_again(row, by=paid.cast.office)
    assert Message.objects.filter(recipient=paid.student, channel="portal").count() == 1


def test_two_stays_of_one_account_overlapping_are_held_also_without_an_id_number(paid):

    position = position_in(paid, season=paid.open, title="另一批次", starts_on=days(-60), ends_on=days(-21), places=9)
    confirm_weeks(stay_in(paid, begun=-60, lasts=39, position=position))
    Identity.objects.all().delete()
    assert "也有补贴" in draft(paid).lines.get().why_held


def test_same_person_two_seasons_with_id_number_is_held(paid):

    position = position_in(paid, season=paid.open, title="另一批次", starts_on=days(-60), ends_on=days(-21), places=9)
    confirm_weeks(stay_in(paid, begun=-60, lasts=39, position=position))
    assert draft(paid).lines.get().state == LineState.HELD


def test_an_objector_is_not_asked_to_publish_a_number_and_readers_see_it_masked(paid, enter):
    row = noticed(paid)
    said = {"name": "路人", "reach": "x", "words": "他的号码是 13834567603"}
    objection = actions.object_to(row, said, by=paid.people["public"])
    page = enter(paid.cast.auditor).get(objection.get_absolute_url()).content.decode()
    assert "13834567603" not in page


def test_an_earlier_file_fetched_again_is_the_same_file(paid):
    row = approved(paid)
    batch = actions.make_batch(row, "发放给财务", by=paid.cast.office)
    before = batch.lines.count()
    actions.settle(row, {row.lines.get().pk: False}, timezone.localdate(), by=paid.cast.office)
    assert batch.lines.count() == before


def test_a_list_costs_the_same_for_one_stay_and_for_three(paid):
    row = AllowanceList.objects.create(season=paid.offering, first_day=days(-60), last_day=days(-21))
    with CaptureQueriesContext(connection) as one:
        assert len(lines_of(row)) == 1
    for number in range(2):
        student = User.objects.create(username=f"more{number}", name=f"学生{number}")
        StudentProfile.objects.create(user=student, university_name="运城学院", major="农学", grade="大三")
        more = stay_in(paid, student, begun=-60, lasts=39, position=paid.stay.placement.position, state="finished")
        confirm_weeks(more)
    with CaptureQueriesContext(connection) as three:
        assert len(lines_of(row)) == 3
    assert len(three) == len(one)
