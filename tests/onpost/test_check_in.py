"""A check-in: each reason for refusing it in words, late ones, many at once, by whom."""

import pytest

from interns.models import Position
from notifications.models import Message
from onpost import actions, board
from onpost.models import Agreement, Insurance, Stay
from onpost.workflow import AgreementState
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from tests.scene import days
from tests.season import placement_in, position_in


@pytest.fixture
def ready(interns):
    """A confirmed placement with all its papers, whose post began three days ago."""
    post = position_in(interns, season=interns.offering, starts_on=days(-3), ends_on=days(30))
    return complete(placement_in(interns, "confirmed", post))


def complete(placement):
    covers = {"starts_on": placement.position.starts_on, "ends_on": placement.position.ends_on}
    Agreement.objects.create(placement=placement, state=AgreementState.SIGNED, **covers)
    Insurance.objects.create(placement=placement, insurer="人保", policy="1", **covers)
    return placement


def refusal(interns, placement, day=None) -> str:
    with pytest.raises(NotNow) as no:
        actions.check_in(placement, by=interns.people["yabao"], day=day)
    return str(no.value)


def test_a_complete_placement_is_checked_in_and_the_student_hears_of_it(ready, interns):
    stay = actions.check_in(ready, by=interns.people["yabao"])
    assert (stay.first_day, stay.planned_end, stay.state) == (days(0), days(30), "on_post")
    assert Message.objects.get(recipient=interns.student, channel="portal").title == "报到成功：研发助理"


def test_a_late_check_in_has_its_own_date(ready, interns):
    assert actions.check_in(ready, by=interns.people["office"], day=days(-2)).first_day == days(-2)


@pytest.mark.parametrize("state", ["offered", "declined", "expired"])
def test_only_a_confirmed_place_is_checked_in(state, ready, interns):
    type(ready).objects.update(state=state)
    assert refusal(interns, ready) == "学生还没有确认录用，不能报到。"


def test_nobody_is_checked_in_before_the_post_begins(ready, interns):
    assert "不能提前报到" in refusal(interns, ready, days(-4))


def test_nobody_is_checked_in_for_a_day_to_come(ready, interns):
    assert refusal(interns, ready, days(1)) == "报到日期不能晚于今天。"


def test_nobody_is_checked_in_after_the_post_has_ended(ready, interns):
    Position.objects.update(starts_on=days(-9), ends_on=days(-1))
    assert "不能再报到" in refusal(interns, ready)


def test_without_an_agreement_it_says_so(ready, interns):
    Agreement.objects.all().delete()
    assert refusal(interns, ready) == "实习协议还没有签齐（缺三方），不能报到。"


def test_an_agreement_half_signed_names_who_lacks(ready, interns):
    Agreement.objects.update(state=AgreementState.OPEN)
    actions.sign(Agreement.objects.get(), by=interns.people["student"])
    assert refusal(interns, ready) == "实习协议还没有签齐（缺实习单位、高校），不能报到。"


def test_an_agreement_must_hold_every_day(ready, interns):
    Agreement.objects.update(ends_on=days(29))
    assert refusal(interns, ready) == "实习协议没有包括全部实习日期，请作废后重签。"


def test_insurance_must_hold_every_day_and_the_sentence_names_the_others(ready, interns):
    Insurance.objects.update(ends_on=days(28))
    assert refusal(interns, ready) == f"意外险没有覆盖 {days(29)}至{days(30)}，补齐后才能报到。"


def test_insurance_that_begins_on_the_day_of_a_late_check_in_is_enough(ready, interns):
    Insurance.objects.update(starts_on=days(0))
    assert "意外险没有覆盖" in refusal(interns, ready, days(-1))
    assert actions.check_in(ready, by=interns.people["yabao"], day=days(0)).first_day == days(0)


def test_a_second_check_in_is_refused(ready, interns):
    actions.check_in(ready, by=interns.people["yabao"])
    assert refusal(interns, ready) == "已经报到过了。"
    assert Stay.objects.count() == 1


@pytest.mark.parametrize("who", ["student", "student2", "dayu", "tsinghua", "leader", "auditor", "outsider", "public"])
def test_others_do_not_check_in(who, ready, interns):
    with pytest.raises(NotAllowed):
        actions.check_in(ready, by=interns.people[who])


def test_many_at_once_leave_only_those_who_lack_something(ready, interns):
    other = placement_in(interns, "confirmed", ready.position, interns.student2)
    assert list(board.to_check_in()) == [ready]
    done, left = actions.check_in_many([ready, other], by=interns.people["yabao"])
    assert [stay.placement for stay in done] == [ready]
    assert left == [(other, "实习协议还没有签齐（缺三方），不能报到。")]


def test_the_page_for_many_checks_in_those_ticked(ready, interns, enter):
    client = enter(interns.people["yabao"])
    assert "周晓雨" in client.get("/interns/coming/check_in/").content.decode()
    answer = client.post("/interns/coming/check_in/", {"day": days(0), "placements": [ready.pk]}, follow=True)
    assert "已报到 1 人。" in answer.content.decode()


def test_bad_input_comes_back_with_a_sentence(ready, interns, enter):
    page = enter(interns.people["yabao"]).post(f"/interns/placements/{ready.pk}/check_in/", {"day": "昨天"})
    assert page.status_code == 200
    assert "昨天" in page.content.decode()
