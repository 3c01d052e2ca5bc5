"""A list is computed from attendance, put up with masked names, approved by a second person, paid once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from allowances import actions, desk
from allowances.models import AllowanceList, Line, Objection, unpaid_stays, without_bank_account
from allowances.workflow import LIST, LineState, State
from notifications.models import CalendarDay, Event, Message
from notifications.tick import tick
from onpost.models import Absence
from ruoyi_coop.lib.calendar import CHINA
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from tests.allowances.people import CARD, ID_NUMBER, numbers_of
from tests.scene import days
from tests.season import confirm_weeks, stay_in
from vault import actions as vault
from vault.models import BankAccount, Identity


def period(first: int = -60, last: int = -21) -> dict:
    return {"first_day": days(first), "last_day": days(last), "notice_days": 5, "contact": "县合作办"}


def draft(paid, **more) -> AllowanceList:
    return actions.draft_list(paid.offering, period(**more), by=paid.cast.office)


def noticed(paid) -> AllowanceList:
    return actions.move_list(draft(paid), "notice", by=paid.cast.office)


def approved(paid) -> AllowanceList:
    row = noticed(paid)
    with time_machine.travel(timezone.now() + timedelta(days=14), tick=False):
        return actions.move_list(row, "approve", by=paid.cast.leader)


def test_a_line_is_what_attendance_says(paid):
    row = draft(paid)
    line = row.lines.get()
    assert (line.state, line.amount) == (LineState.READY, Decimal(50) * line.days)
    assert line.days > 20
    assert line.parts == [
        f"{line.breakdown[0][0]} 至 {line.breakdown[0][1]} 出勤 {line.days} 天 × 50.00 元 = {line.amount} 元"
    ]


def test_absent_days_are_not_paid_and_computing_again_sees_them(paid):
    row = draft(paid)
    before = row.lines.get().days
    working = date.fromisoformat(row.lines.get().breakdown[0][0])
    Absence.objects.create(
        stay=paid.stay, kind="missing", first_day=working, last_day=working, reason="缺勤", state="granted"
    )
    actions.compute_again(row, by=paid.cast.office)
    assert row.lines.get().days == before - 1


def test_weeks_nobody_confirmed_keep_the_list_from_being_put_up(paid):
    paid.stay.weeks.order_by("monday").last().delete()
    row = draft(paid)
    with pytest.raises(NotNow, match="1 人有未确认的出勤周"):
        actions.move_list(row, "notice", by=paid.cast.office)


@pytest.mark.parametrize(("model", "words"), [(Identity, "没有填写身份证号"), (BankAccount, "没有填写银行账号")])
def test_who_has_no_number_is_held_back_with_the_reason(paid, model, words):
    model.objects.all().delete()
    line = draft(paid).lines.get()
    assert (line.state, line.why_held) == (LineState.HELD, words)


def test_one_person_under_two_accounts_is_found_by_the_keyed_hash(paid):
    other = stay_in(paid, paid.student2, begun=-60, lasts=39, state="finished", position=paid.stay.placement.position)
    confirm_weeks(other)
    numbers_of(paid.student2, card="6228480402564890018")
    assert {line.state for line in draft(paid).lines.all()} == {LineState.HELD}
    assert "同一身份证号" in Line.objects.first().why_held


def test_a_held_line_is_released_with_a_reason_that_survives_computing_again(paid):
    Identity.objects.all().delete()
    row = draft(paid)
    actions.release(row.lines.get(), "已核对纸质身份证", by=paid.cast.office)
    actions.compute_again(row, by=paid.cast.office)
    assert row.lines.get().state == LineState.READY


def test_without_an_account_nothing_is_released(paid):
    BankAccount.objects.all().delete()
    with pytest.raises(NotNow, match="发不出去"):
        actions.release(draft(paid).lines.get(), "先放着", by=paid.cast.office)


def test_no_day_is_paid_twice(paid):
    draft(paid)
    with pytest.raises(NotNow, match="没有可以计发"):
        draft(paid, first=-40)


@pytest.mark.django_db(transaction=True)
def test_two_lists_at_once_take_each_day_once(paid):
    def one(_number):
        try:
            return draft(paid)
        except NotNow:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(one, range(2)))
    assert sum(row is not None for row in made) == 1
    assert Line.objects.count() == 1


def test_the_notice_of_september_2024_ran_five_working_days(paid):
    for day, is_working in (("2024-09-14", True), ("2024-09-16", False), ("2024-09-17", False)):
        CalendarDay.objects.update_or_create(day=day, defaults={"is_working": is_working})
    row = draft(paid)
    with time_machine.travel(timezone.datetime(2024, 9, 12, 10, tzinfo=CHINA), tick=False):
        actions.move_list(row, "notice", by=paid.cast.office)
    row.refresh_from_db()
    assert (row.notice_on, row.notice_until) == (date(2024, 9, 12), date(2024, 9, 19))


def test_the_notice_shows_masks_only(paid, enter):
    row = noticed(paid)
    page = enter().get(reverse("allowances:notice", args=[row.pk])).content.decode()
    name = paid.student.name
    assert f"{name[0]}*" in page
    assert name not in page
    assert "运城学院" in page
    for secret in (ID_NUMBER, CARD, ID_NUMBER[-4:], paid.student.mobile or "13900000000"):
        assert secret not in page


def test_a_draft_is_no_notice(paid, enter):
    row = draft(paid)
    assert enter().get(reverse("allowances:notice", args=[row.pk])).status_code == 404
    assert str(row.season) not in enter().get(reverse("allowances:notices")).content.decode()


def test_a_number_in_the_contact_keeps_the_notice_back(paid):
    row = actions.draft_list(paid.offering, period() | {"contact": "13834567603"}, by=paid.cast.office)
    with pytest.raises(NotNow, match="138"):
        actions.move_list(row, "notice", by=paid.cast.office)


def test_nothing_is_approved_while_the_notice_runs_or_by_who_drew_it_up(paid):
    row = noticed(paid)
    with pytest.raises(NotNow, match="公示到"):
        actions.move_list(row, "approve", by=paid.cast.leader)
    with time_machine.travel(timezone.now() + timedelta(days=14), tick=False):
        with pytest.raises(NotNow, match="另一个人"):
            actions.move_list(row, "approve", by=paid.cast.office)
        assert actions.move_list(row, "approve", by=paid.cast.leader).approved_by == paid.cast.leader.user


def test_an_open_objection_holds_the_approval_and_its_answer_is_told(paid, enter):
    row = noticed(paid)
    student = enter(paid.student)
    said = {"name": "学生", "reach": "13900000000", "words": "少算了两天"}
    student.post(reverse("allowances:object", args=[row.pk]), said)
    objection = Objection.objects.get()
    with time_machine.travel(timezone.now() + timedelta(days=14), tick=False):
        with pytest.raises(NotNow, match="异议没有答复"):
            actions.move_list(row, "approve", by=paid.cast.leader)
        actions.answer(objection, {"is_upheld": False, "answer": "已复核，无误"}, by=paid.cast.office)
        with pytest.raises(NotNow, match="已经答复过"):
            actions.answer(objection, {"is_upheld": True, "answer": "再答"}, by=paid.cast.office)
        actions.move_list(row, "approve", by=paid.cast.leader)
    assert "已复核，无误" in student.get(objection.get_absolute_url()).content.decode()
    assert enter(paid.student2).get(objection.get_absolute_url()).status_code == 404


def test_anybody_objects_without_an_account_and_only_during_the_notice(paid, enter):
    row = noticed(paid)
    address = reverse("allowances:object", args=[row.pk])
    enter().post(address, {"name": "村民", "reach": "a@example.com", "words": "此人没有上岗"})
    assert Objection.objects.get().by is None
    with time_machine.travel(timezone.now() + timedelta(days=14), tick=False):
        page = enter().post(address, {"name": "村民", "reach": "a@example.com", "words": "晚了"})
    assert "公示期已过" in page.content.decode()


def test_taken_back_it_is_a_draft_again(paid):
    row = actions.move_list(noticed(paid), "take_back", by=paid.cast.office, note="更正")
    assert row.state == State.DRAFT
    actions.compute_again(row, by=paid.cast.office)


def test_the_payment_file_has_full_numbers_as_text_and_everybody_in_it_reads_of_it(paid, enter, monkeypatch):
    monkeypatch.setattr(
        "allauth.account.decorators.reauthentication.is_reauthentication_required", lambda request, app="": False
    )
    batch = actions.make_batch(approved(paid), "报财政局发放", by=paid.cast.office)
    answer = enter(paid.people["office"]).get(reverse("allowances:batch", args=[batch.pk]))
    rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0).to_python()
    assert rows[1][2] == ID_NUMBER
    assert rows[1][5] == CARD
    assert rows[-1][6] == float(Line.objects.get().amount)
    assert Event.objects.filter(subject=f"accounts.user:{paid.student.pk}", verb="revealed").count() == 1


def test_the_payment_file_wants_the_password_first(paid, enter):
    batch = actions.make_batch(approved(paid), "报财政局发放", by=paid.cast.office)
    assert "reauthenticate" in enter(paid.people["office"]).get(reverse("allowances:batch", args=[batch.pk])).url


def test_what_did_not_arrive_goes_into_the_next_file(paid):
    row = approved(paid)
    line = row.lines.get()
    actions.make_batch(row, "第一次发放", by=paid.cast.office)
    actions.settle(row, {line.pk: False}, days(0), by=paid.cast.office)
    assert row.lines.get().state == LineState.FAILED
    actions.make_batch(row, "第二次发放", by=paid.cast.office)
    actions.settle(row, {line.pk: True}, days(0), by=paid.cast.office)
    assert row.lines.get().paid_on == days(0)
    row = actions.move_list(row, "pay", by=paid.cast.office)
    assert actions.move_list(row, "archive", by=paid.cast.office).state == State.ARCHIVED


def test_a_file_with_nothing_in_it_is_not_made(paid):
    row = approved(paid)
    actions.make_batch(row, "第一次发放", by=paid.cast.office)
    with pytest.raises(NotNow, match="没有待发放"):
        actions.make_batch(row, "再来一次", by=paid.cast.office)


def test_an_account_cannot_be_withdrawn_while_its_payment_runs(paid):
    noticed(paid)
    with pytest.raises(NotNow, match="正在公示或发放"):
        vault.withdraw("bank", by=paid.cast.student)


def test_a_rate_never_reaches_back_over_days_that_were_put_up(paid):
    noticed(paid)
    values = {"season": None, "per": "day", "amount": Decimal(60), "from_day": days(-30)}
    with pytest.raises(NotNow, match="不能倒改"):
        actions.set_rate(values, by=paid.cast.office)
    assert actions.set_rate(values | {"from_day": days(-20)}, by=paid.cast.office).amount == 60


@pytest.mark.parametrize("who", ["leader", "auditor", "jiaoyu", "tsinghua", "yabao", "student", "admin", "outsider"])
def test_only_the_office_draws_up_lists_and_pays(paid, who):
    by = paid.people[who]
    with pytest.raises(NotAllowed):
        actions.draft_list(paid.offering, period(), by=by)
    row = approved(paid)
    with pytest.raises(NotAllowed):
        actions.make_batch(row, "报财政局发放", by=by)


@pytest.mark.parametrize(
    "who", ["office", "leader", "auditor", "gongke", "tsinghua", "yabao", "student", "outsider", "public"]
)
@pytest.mark.parametrize("name", LIST.names)
@pytest.mark.parametrize("state", State.values)
def test_every_move_from_every_state_by_everybody(paid, name, state, who):
    from accounts.permissions import PUBLIC, granted

    row = draft(paid)
    noticed_on = {"notice_on": days(-20), "notice_until": days(-10)}
    AllowanceList.objects.filter(pk=row.pk).update(state=state, drafted_by=paid.people["gongke"].user, **noticed_on)
    if state in ("approved", "paid"):
        row.lines.update(state=LineState.PAID, paid_on=days(-1))
    row.refresh_from_db()
    by = paid.people.get(who, PUBLIC)
    allowed = granted(by.role, LIST[name].permission)
    fits = state in LIST[name].from_states
    if allowed and fits:
        actions.move_list(row, name, by=by, note="理由")
        row.refresh_from_db()
        assert row.state == LIST[name].to_state
    else:
        with pytest.raises(NotNow if allowed else NotAllowed):
            actions.move_list(row, name, by=by, note="理由")
        row.refresh_from_db()
        assert row.state == state


def test_the_student_sees_the_breakdown_and_what_is_missing(paid, enter):
    draft(paid)
    BankAccount.objects.all().delete()
    page = enter(paid.student).get(paid.stay.get_absolute_url()).content.decode()
    assert Line.objects.get().parts[0] in page
    assert "还没有填写银行账号，补贴发不出来。" in page
    assert "实习补贴" not in enter(paid.people["yabao"]).get(paid.stay.get_absolute_url()).content.decode()


def test_the_desk_says_who_must_act(paid):
    row = noticed(paid)
    assert [task.title for task in desk.waiting_for(paid.cast.leader)] == []
    with time_machine.travel(timezone.now() + timedelta(days=14), tick=False):
        assert [task.title for task in desk.waiting_for(paid.cast.leader)] == ["补贴公示期满，等批准"]
        assert desk.waiting_for(paid.cast.office) == []
        actions.move_list(row, "approve", by=paid.cast.leader)
        assert [task.title for task in desk.waiting_for(paid.cast.office)] == ["补贴已批准，等发放"]
    BankAccount.objects.all().delete()
    assert [task.title for task in desk.waiting_for(paid.cast.student)] == ["填写银行账号"]


def test_the_office_is_reminded_of_an_objection_once_a_step(paid):
    from allowances.reminders import RULES

    row = noticed(paid)
    values = {"name": "村民", "reach": "a@example.com", "words": "有出入"}
    objection = actions.object_to(row, values, by=paid.cast.student)
    moment = timezone.datetime.combine(objection.due_on, timezone.datetime.min.time(), tzinfo=CHINA) + timedelta(
        hours=10
    )
    with time_machine.travel(moment, tick=False):
        tick(RULES), tick(RULES)
        assert Message.objects.filter(rule="objection_due", channel="portal").count() == 1


def test_what_is_unpaid_and_who_has_no_account_are_lists(paid):
    assert list(unpaid_stays(paid.offering)) == [paid.stay]
    assert list(without_bank_account(paid.offering)) == []
    BankAccount.objects.all().delete()
    assert list(without_bank_account(paid.offering)) == [paid.stay.placement]


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_take_the_same_queries_for_one_and_for_three(paid, enter, queries, count):
    for number in range(count):
        AllowanceList.objects.create(season=paid.offering, first_day=days(-60 - number), last_day=days(-50))
    office = enter(paid.people["office"])
    office.get(reverse("allowances:lists"))
    with queries(7):
        office.get(reverse("allowances:lists"))
