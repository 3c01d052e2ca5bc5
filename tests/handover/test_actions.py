"""Everything is passed on at once or not at all, nothing is lost, and everybody concerned hears of it."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import Hat, User
from accounts.permissions import Role
from bases.models import Host
from handover.actions import hand_over
from handover.checks import ownerless
from handover.holdings import held_by
from handover.models import Handover, Item
from notifications.models import Event, Message
from people import actions as people
from ruoyi_coop.lib.errors import AlreadyDone, NotAllowed, NotNow
from service.actions import move_request
from supervision.actions import move_duty
from supervision.models import Duty
from tests.handover.conftest import duty_in, fresh, plan_for, team_in
from universities.models import LeaderAttachment, University


def owners(full) -> dict[str, str]:
    for row in (full.duty, full.draft, full.blocker, full.request):
        row.refresh_from_db()
    return {
        "duty": full.duty.person.name,
        "draft": full.draft.drafted_by.name,
        "blocker": full.blocker.resolver.user.name,
        "request": full.request.holder.hat.user.name,
        "team": "、".join(member.hat.user.name for member in full.team.turn_order(after=0)),
    }


def told(person) -> list[str]:
    rows = Message.objects.filter(channel="portal", recipient=person)
    return sorted(rows.filter(subject__startswith="handover").values_list("title", flat=True))


def state_of_everything() -> list:
    counted = [Event, Message, Handover, Item, LeaderAttachment]
    return [model.objects.count() for model in counted] + list(
        Duty.objects.order_by("pk").values_list("person", "drafted_by", "version")
    )


def test_after_a_handover_nothing_is_held_and_everything_has_its_new_owner(full):
    row = hand_over(plan_for(full.leaver, by=full.office), by=full.office)
    assert held_by(full.leaver) == []
    assert owners(full) == {
        "duty": "马春",
        "draft": "马春",
        "blocker": "马春",
        "request": "马春",
        "team": "马春、李建国",
    }
    assert ownerless() == []
    assert row.summary == "马春 4件"
    assert list(row.items.values_list("to__name", flat=True)) == ["马春"] * 4


def test_every_thing_may_have_another_successor(full):
    plan = plan_for(full.leaver, by=full.office)
    key = next(key for key in plan.takers if key.startswith("supervision.duty.person"))
    hand_over(replace(plan, takers=plan.takers | {key: full.head}), by=full.office)
    assert (owners(full)["duty"], owners(full)["draft"]) == ("冯局", "马春")


def test_each_change_is_an_event_of_its_thing(full):
    hand_over(plan_for(full.leaver, by=full.office), by=full.office)
    event = Event.objects.get(subject=full.duty.key, verb="handed")
    assert (event.label, event.note, event.actor_name) == ("换人承办", "张志强 → 马春", "薛明远")
    assert Event.objects.get(verb="handed_over").note == "马春 4件"


def test_the_hats_end_with_it_and_not_before(full):
    with pytest.raises(NotNow) as refused:
        people.end_hat(full.hat, by=full.admin)
    assert str(refused.value) == "张志强还有3件事没有交接，请先办理工作交接。"
    row = hand_over(plan_for(full.leaver, by=full.office, ends=True), by=full.office)
    assert Hat.objects.worn().filter(user=full.leaver).count() == 0
    assert row.ended == "工科局 · 单位干部、商务局 · 单位干部"


def test_one_hat_takes_only_what_hangs_on_it(full):
    hand_over(plan_for(full.leaver, full.hat, by=full.office, ends=True), by=full.office)
    assert [hat.unit.short_name for hat in Hat.objects.of(full.leaver)] == ["商务局"]
    assert [one.title for one in held_by(full.leaver)] == ["起草中的事"]


def test_the_administrator_closes_the_account_in_the_same_step(full):
    hand_over(plan_for(full.leaver, by=full.admin, ends=True, closes=True), by=full.admin)
    assert User.objects.get(pk=full.leaver.pk).is_active is False


def test_the_office_cannot_close_accounts_or_end_hats_it_may_not_give(town):
    plan = plan_for(town.leader.user, by=town.office, ends=True, closes=True)
    with pytest.raises(NotAllowed):
        hand_over(plan, by=town.office)
    assert held_by(town.leader.user) != []
    hand_over(replace(plan, closes=False), by=town.office)
    assert held_by(town.leader.user) == []
    assert Hat.objects.worn().filter(pk=town.leader.pk).exists()
    with pytest.raises(NotAllowed):
        people.end_hat_after_handover(town.leader, by=town.office)


def test_an_attachment_goes_to_the_next_leader_from_today_and_keeps_its_history(town):
    hand_over(plan_for(town.leader.user, by=town.admin), by=town.admin)
    rows = LeaderAttachment.objects.order_by("during").values_list("leader__user__name", "during")
    (first, before), (second, after) = rows
    assert (first, second) == ("李建国", "高县长")
    assert before.upper == after.lower == timezone.localdate()
    assert after.upper is None
    assert ownerless() == []


def test_an_attachment_of_today_changes_its_leader(town):
    today = timezone.localdate()
    LeaderAttachment.objects.update(during=(today, None))
    hand_over(plan_for(town.leader.user, by=town.admin), by=town.admin)
    assert list(LeaderAttachment.objects.values_list("leader__user__name", flat=True)) == ["高县长"]


def test_somebody_stands_in_for_the_last_liaison_and_hands_that_on_too(town):
    hand_over(plan_for(town.liaison.user, by=town.office, ends=True), by=town.office)
    town.qinghua.refresh_from_db()
    assert town.qinghua.standing_in == town.ma
    assert ownerless() == []
    assert [(one.kind, one.title) for one in held_by(town.ma.user)] == [("代为联络的高校", "清华大学")]
    hand_over(plan_for(town.ma.user, by=town.office, ends=True), by=town.office)
    town.qinghua.refresh_from_db()
    assert town.qinghua.standing_in.user.name == "张志强"
    assert ownerless() == []


def test_somebody_stands_in_for_the_last_contact_of_a_host(lonely):
    hand_over(plan_for(lonely.mentor.user, by=lonely.office, ends=True), by=lonely.office)
    assert Host.objects.get().standing_in == lonely.ma
    assert held_by(lonely.mentor.user) == []


def test_the_last_official_gives_the_seat_to_another(lonely):
    hand_over(plan_for(lonely.leaver, by=lonely.admin, ends=True), by=lonely.admin)
    seats = Hat.objects.worn().filter(role=Role.OFFICIAL, unit=lonely.trade.unit)
    assert [hat.user.name for hat in seats] == ["薛明远"]
    assert ownerless() == []


def test_a_request_goes_with_the_place_and_its_asker_hears_of_it(full):
    hand_over(plan_for(full.leaver, by=full.office), by=full.office)
    titles = Message.objects.filter(channel="portal", recipient=full.liaison.user).values_list("title", flat=True)
    assert sorted(titles) == ["工作交接：原由张志强负责的事项换人接手", "服务请求“请派人带路”换人办理"]


# ------------------------------------------------------------------ telling


def test_the_university_the_successor_and_the_person_hear_of_it(full):
    User.objects.filter(pk=full.ma.user_id).update(mobile="13800000001")
    plan = plan_for(full.leaver, by=full.office)
    hand_over(plan, by=full.office)
    assert told(full.ma.user) == ["张志强的4件事交给您了"]
    assert told(full.leaver) == ["您的工作已经交接"]
    assert told(full.liaison.user) == ["工作交接：原由张志强负责的事项换人接手"]
    body = Message.objects.get(channel="portal", recipient=full.liaison.user, subject__startswith="handover").body
    assert "原由张志强负责的“建成中试线、用地手续、清华小组（连同1件没办完的请求）”由马春接手" in body
    assert "13800000001" in body
    assert "起草中的事" not in body


def test_a_university_that_is_not_concerned_hears_nothing(full):
    Duty.objects.filter(person=full.leaver).update(partnership=None)
    full.team.requests.all().delete()
    full.team.members.all().delete()
    full.blocker.delete()
    hand_over(plan_for(full.leaver, by=full.office), by=full.office)
    assert told(full.liaison.user) == []


# ------------------------------------------------------------------ what changes meanwhile


def test_what_somebody_else_closed_meanwhile_is_skipped_and_said(full):
    plan = plan_for(full.leaver, by=full.office)
    move_duty(full.duty, "cancel", by=full.office, note="不办了")
    row = hand_over(plan, by=full.office)
    assert list(row.items.filter(done_at=None).values_list("title", "to")) == [("建成中试线", None)]
    full.duty.refresh_from_db()
    assert (full.duty.person, full.duty.state) == (full.leaver, "cancelled")
    assert held_by(full.leaver) == []
    assert row.summary == "马春 3件"


def test_what_came_new_meanwhile_stops_the_handover_with_a_sentence(full):
    plan = plan_for(full.leaver, by=full.office)
    duty_in(full, "刚交办的事")
    before = state_of_everything()
    with pytest.raises(NotNow) as refused:
        hand_over(plan, by=full.office)
    assert str(refused.value) == "又多了1件要交接的事（刚交办的事），请选好接手人再提交。"
    assert state_of_everything() == before


@pytest.mark.parametrize("how", ["hat", "account"])
def test_a_successor_who_has_left_meanwhile_is_refused_and_nothing_is_changed(how, full):
    plan = plan_for(full.leaver, by=full.office)
    if how == "hat":
        Hat.objects.filter(pk=full.ma.pk).update(until=timezone.localdate() - timedelta(days=1))
    else:
        User.objects.filter(pk=full.ma.user_id).update(is_active=False)
    before = state_of_everything()
    with pytest.raises(NotNow) as refused:
        hand_over(plan, by=full.office)
    assert str(refused.value) == "马春（工科局 · 单位干部）已不在岗，请另选接手人。"
    assert state_of_everything() == before


def test_a_failure_at_the_last_thing_takes_all_back(full):
    plan = plan_for(full.leaver, by=full.office)
    place = next(key for key in plan.takers if key.startswith("service"))
    before = state_of_everything()
    with pytest.raises(NotNow):  # 李建国 is of the group already
        hand_over(replace(plan, takers=plan.takers | {place: full.leader}), by=full.office)
    assert state_of_everything() == before


def test_the_same_form_twice_is_one_handover(full):
    by, plan = full.office.sending(uuid4()), plan_for(full.leaver, by=full.office)
    hand_over(plan, by=by)
    with pytest.raises(AlreadyDone):
        hand_over(plan, by=by)
    assert Handover.objects.count() == 1


def test_nothing_held_and_nothing_to_end_is_no_handover(town):
    plan = plan_for(town.ma.user, by=town.office)
    with pytest.raises(NotNow) as refused:
        hand_over(plan, by=town.office)
    assert str(refused.value) == "马春没有要交接的事，也没有要停用的身份。"


# ------------------------------------------------------------------ who


@pytest.mark.parametrize("who", ["leader", "jiaoyu", "gongke", "tsinghua", "yabao", "student", "auditor", "outsider"])
def test_only_office_and_administrator_hand_over(who, full, cast):
    before = state_of_everything()
    with pytest.raises(NotAllowed):
        hand_over(plan_for(full.ma.user, by=full.office, ends=True), by=getattr(cast, who))
    assert state_of_everything() == before


def test_nobody_hands_over_himself(town):
    with pytest.raises(NotNow) as refused:
        hand_over(plan_for(town.office.user, by=town.office, ends=True), by=town.office)
    assert str(refused.value) == "不能给自己办理工作交接，请另一位同事办理。"


def test_whoever_has_a_thing_now_can_do_the_next_step(full):
    hand_over(plan_for(full.leaver, by=full.office, ends=True), by=full.office)
    full.draft.refresh_from_db()
    assert move_duty(full.draft, "submit", by=fresh(full.ma.user)).state == "approval"
    full.request.refresh_from_db()
    assert move_request(full.request, "answer", by=fresh(full.ma.user), note="好").state == "answered"


def test_a_place_in_two_groups_may_go_to_two_people(town):
    facts = {"short_name": "北大", "province": "北京市", "off_list_reason": "测试", "pinyin": "beida"}
    beida = University.objects.create(name="北京大学", **facts)
    one, two = team_in(town, town.hat, name="甲组"), team_in(town, town.hat, university=beida, name="乙组")
    plan = plan_for(town.leaver, by=town.office)
    keys = [f"service.teammember.place:{team.members.get().pk}" for team in (one, two)]
    hand_over(replace(plan, takers=dict(zip(keys, (town.ma, town.head), strict=True))), by=town.office)
    assert [str(team.turn_order(0)[0].hat.user) for team in (one, two)] == ["马春", "冯局"]
