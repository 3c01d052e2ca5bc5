"""The loop of a duty with its events, messages and proofs; later days, nudges, blockers; who is refused and why."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils.formats import date_format

from notifications.models import Event, Message, working_calendar
from ruoyi_coop.lib.errors import AlreadyDone, Conflict, NotAllowed, NotNow
from supervision import actions, origins
from supervision.models import Blocker, Duty, Extension, Nudge, Report
from supervision.workflow import State
from tests.supervision.helpers import days, duty_in, happened, pdf, told

TITLE = "提交中试报告"
UNIT = ["jiaoyu", "mate"]


def on(offset: int) -> str:
    return date_format(days(offset))


def asked_for(scene, **more) -> dict:
    return {"title": TITLE, "unit": scene.units["教育局"], "due": days(9), "detail": "盖章"} | more


def extension_of(duty, by, to: int = 20) -> Extension:
    return actions.ask_extension(duty, days(to), reason="缺料", progress="一半", by=by)


def refusal(act, *args, kind=NotNow, **options) -> str:
    """The sentence with which the action is refused; nothing may have changed."""
    before = (Event.objects.count(), Message.objects.count(), Report.objects.count())
    with pytest.raises(kind) as error:
        act(*args, **options)
    assert (Event.objects.count(), Message.objects.count(), Report.objects.count()) == before
    return str(error.value)


# the loop


def test_the_whole_loop_leaves_its_events_messages_and_proof(scene):
    office, jiaoyu, mate = (scene.people[name] for name in ("office", "jiaoyu", "mate"))
    duty = actions.add_duty(asked_for(scene), by=jiaoyu, submit=False)
    actions.move_duty(duty, "submit", by=jiaoyu)
    actions.move_duty(duty, "approve", by=office)
    actions.move_duty(duty, "accept", by=mate)
    actions.report_progress(duty, status="on_plan", by=mate)
    actions.move_duty(duty, "report", by=mate, note="已盖章", upload=pdf(), done_on=days(-1))
    actions.move_duty(duty, "review", by=jiaoyu)
    row = actions.move_duty(duty, "close", by=office)
    assert happened() == ["created", "submit", "approve", "accept", "begin", "reported", "report", "review", "close"]
    assert told() == {
        f"待审批：{TITLE}": ["office"],
        f"交办：{TITLE}，请在 {on(9)} 前完成": UNIT,
        f"等复核：{TITLE}": ["office"],
        f"已销号：{TITLE}": UNIT,
    }
    assert (row.state, row.person, row.begun_on, row.done_on) == (State.CLOSED, mate.user, days(0), days(-1))
    assert (row.drafted_by, row.reported_by, row.reviewed_by) == (jiaoyu.user, mate.user, jiaoyu.user)
    said = list(Report.objects.order_by("id").values_list("kind", "status", "text", "upload__name"))
    assert said == [("progress", "on_plan", "", None), ("done", "", "已盖章", "proof.pdf")]


def test_the_loop_of_a_university_tells_the_university_and_has_the_unit_review(scene):
    office, jiaoyu, tsinghua = (scene.people[name] for name in ("office", "jiaoyu", "tsinghua"))
    values = asked_for(scene, university=scene.qinghua.university)
    duty = actions.add_duty(values, by=office)
    actions.move_duty(duty, "report", by=tsinghua, upload=pdf(), done_on=days(0))
    actions.move_duty(duty, "redo", by=jiaoyu, note="缺签字")
    actions.move_duty(duty, "report", by=tsinghua, upload=pdf(), done_on=days(0))
    actions.review_and_close(duty, by=office)
    assert told() == {
        f"交办：{TITLE}，请在 {on(9)} 前完成": ["tsinghua"],
        f"等复核：{TITLE}": sorted(UNIT * 2),
        f"退回重办：{TITLE}": ["tsinghua"],
        f"已销号：{TITLE}": ["tsinghua"],
    }
    assert (duty.partnership, duty.drafted_by) == (scene.qinghua, office.user)


def test_every_message_leads_to_the_duty_and_says_its_deadline(scene):
    duty = actions.add_duty(asked_for(scene), by=scene.people["office"])
    rows = Message.objects.bell().values_list("path", "body", "deadline__date")
    assert set(rows) == {(duty.get_absolute_url(), "盖章", days(9))}
    assert Message.objects.filter(channel="mail", state="pending").count() == 2


def test_a_new_duty_is_given_submitted_or_kept_as_a_draft(scene):
    states = [
        actions.add_duty(asked_for(scene), by=scene.people[who], submit=submit).state
        for who, submit in (("office", True), ("office", False), ("jiaoyu", True), ("jiaoyu", False))
    ]
    assert states == ["assigned", "draft", "approval", "draft"]


@pytest.mark.parametrize("who", ["leader", "admin", "tsinghua", "yabao", "student", "auditor", "outsider", "public"])
def test_others_draft_no_duties(who, scene):
    refusal(actions.add_duty, asked_for(scene), by=scene.people[who], kind=NotAllowed)


def test_the_latest_start_is_five_working_days_before_unless_planned(scene):
    office = scene.people["office"]
    usual = actions.add_duty(asked_for(scene, due=days(30)), by=office)
    planned = actions.add_duty(asked_for(scene, start_by=days(2)), by=office)
    late = actions.add_duty(asked_for(scene, start_by=days(20)), by=office)
    assert usual.start_by == usual.start_open == working_calendar().shift(days(30), -5)
    assert (planned.start_open, late.start_open) == (days(2), days(9))


def test_nothing_is_given_for_a_day_that_has_passed(scene):
    assert refusal(actions.add_duty, asked_for(scene, due=days(-1)), by=scene.people["office"]) == "期限不能早于今天。"


def test_nothing_is_given_to_a_university_without_a_partnership(scene):
    began = days(-400)
    scene.qinghua.during, scene.qinghua.end_reason = (began, days(-1)), "到期"
    scene.qinghua.save()
    values = asked_for(scene, university=scene.qinghua.university)
    said = refusal(actions.add_duty, values, by=scene.people["office"])
    assert said == "这所高校现在没有合作，不能交办。"


def test_who_drafted_hears_why_the_draft_came_back(scene):
    duty = duty_in(scene, "approval")
    actions.move_duty(duty, "send_back", by=scene.people["office"], note="写明要交什么")
    assert told() == {f"退回修改：{TITLE}": ["jiaoyu"]}
    assert Message.objects.bell().get().body == "写明要交什么"


def test_what_was_turned_down_goes_to_the_office_and_to_somebody_else(scene):
    office = scene.people["office"]
    duty = duty_in(scene, "assigned")
    actions.move_duty(duty, "turn_down", by=scene.people["mate"], note="不归我们管")
    row = actions.move_duty(duty, "reassign", by=office, unit=scene.units["工科局"], university=None, note="请接")
    assert (row.state, row.unit) == ("assigned", scene.units["工科局"])
    assert told() == {f"退回改派：{TITLE}": ["office"], f"交办：{TITLE}，请在 {on(5)} 前完成": ["gongke"]}


def test_a_reassigned_duty_keeps_its_day_and_forgets_what_the_former_had_begun(scene):
    duty = duty_in(scene, "doing", person=scene.users["mate"])
    asked = extension_of(duty, scene.people["jiaoyu"])
    university = scene.qinghua.university
    row = actions.move_duty(
        duty, "reassign", by=scene.people["office"], unit=scene.units["工科局"], university=university
    )
    assert (row.person, row.begun_on, row.start_open) == (None, None, duty.start_by)
    assert (row.due, row.original_due, row.university) == (days(5), days(5), university)
    asked.refresh_from_db()
    assert asked.state == "lapsed"


# reporting


def test_nothing_is_done_without_a_proof_or_in_the_future(scene):
    duty, mate = duty_in(scene), scene.people["mate"]
    assert refusal(actions.move_duty, duty, "report", by=mate, done_on=days(0)) == "请附上佐证材料。"
    said = refusal(actions.move_duty, duty, "report", by=mate, upload=pdf(), done_on=days(1))
    assert said == "完成日期不能晚于今天。"


def test_the_database_keeps_no_done_report_without_its_file(scene):
    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.create(duty=duty_in(scene), kind="done")


def test_the_first_progress_begins_the_work_and_later_ones_do_not(scene):
    duty, mate = duty_in(scene, "assigned"), scene.people["mate"]
    actions.report_progress(duty, status="on_plan", by=mate)
    duty.refresh_from_db()
    assert (duty.state, duty.begun_on, duty.start_open, duty.person) == ("doing", days(0), None, mate.user)
    actions.report_progress(duty, status="on_plan", by=scene.people["jiaoyu"])
    duty.refresh_from_db()
    assert (happened(), duty.person) == (["begin", "reported", "reported"], mate.user)


@pytest.mark.parametrize(("status", "word"), [("troubled", "有困难"), ("stalled", "已停滞")])
def test_trouble_needs_a_word_and_is_told_to_the_office(status, word, scene):
    duty, mate = duty_in(scene), scene.people["mate"]
    said = refusal(actions.report_progress, duty, status=status, text="  ", by=mate)
    assert said == f"“{TITLE}”有困难或停滞，请写一句原因。"
    actions.report_progress(duty, status=status, text="缺设备", by=mate)
    assert told() == {f"{word}：{TITLE}": ["office"]}


@pytest.mark.parametrize("state", ["draft", "returned", "reported", "closed", "suspended"])
def test_no_progress_is_reported_where_nobody_works(state, scene):
    duty = duty_in(scene, state)
    said = refusal(actions.report_progress, duty, status="on_plan", by=scene.people["jiaoyu"])
    assert said == f"现在是“{duty.get_state_display()}”，不用报进展。"


@pytest.mark.parametrize("who", ["office", "leader", "gongke", "xinong", "tsinghua", "auditor", "outsider", "public"])
def test_only_those_who_work_on_it_report_on_it(who, scene):
    refusal(actions.report_progress, duty_in(scene), status="on_plan", by=scene.people[who], kind=NotAllowed)


def line(duty, status="on_plan", **more) -> dict:
    return {"duty": duty, "status": status, "text": "", "upload": None, "done_on": None} | more


def test_many_are_reported_together_under_one_key(scene):
    duties = [duty_in(scene, "assigned", title=title) for title in "甲乙丙"]
    by = replace(scene.people["mate"], submission=uuid4())
    said = [line(duties[0]), line(duties[1], "done", upload=pdf()), line(duties[2], "troubled", text="缺人")]
    assert actions.report_many(said, by=by) == 3
    assert [Duty.objects.get(pk=duty.pk).state for duty in duties] == ["doing", "reported", "doing"]
    assert Duty.objects.get(pk=duties[1].pk).done_on == days(0)
    assert Event.objects.filter(submission=by.submission).count() == 1
    before = happened()
    with pytest.raises(AlreadyDone):
        actions.report_many(said, by=by)
    assert happened() == before


def test_one_that_cannot_be_reported_holds_back_all(scene):
    duties = [duty_in(scene, "assigned", title=title) for title in "甲乙"]
    said = [line(duties[0]), line(duties[1], "done")]
    assert refusal(actions.report_many, said, by=scene.people["mate"]) == "请附上佐证材料。"
    assert set(Duty.objects.values_list("state", flat=True)) == {"assigned"}


def test_who_no_longer_has_it_is_refused_also_on_a_page_opened_before(scene):
    before, mate = duty_in(scene), scene.people["mate"]
    actions.move_duty(before, "reassign", by=scene.people["office"], unit=scene.units["工科局"], university=None)
    for act, asked in (
        (actions.report_progress, {"status": "on_plan"}),
        (actions.ask_extension, {"to_due": days(9), "reason": "缺料", "progress": "一半"}),
        (actions.block, {"what": "缺料", "resolver": scene.people["office"].hat, "until": days(1)}),
    ):
        refusal(act, before, by=mate, kind=NotAllowed, **asked)


# a second person


def test_who_reported_does_not_close_many_and_none_of_them_is_closed(scene):
    office = scene.people["office"]
    duties = [duty_in(scene, "reviewed", title="甲"), duty_in(scene, "reported", title="乙", reported_by=office.user)]
    assert refusal(actions.close_many, duties, by=office) == "是您自己报的，要请另一个人销号。"
    assert set(Duty.objects.values_list("state", flat=True)) == {"reviewed", "reported"}


def test_many_are_closed_under_one_key_by_one_press(scene):
    by = replace(scene.people["office"], submission=uuid4())
    duties = [duty_in(scene, "reviewed", title=title) for title in "甲乙丙"]
    assert actions.close_many(duties, by=by) == 3
    assert (happened(), told()["已销号：丙"]) == (["close"] * 3, UNIT)
    with pytest.raises(AlreadyDone):
        actions.close_many(duties, by=by)


def test_review_and_close_are_two_events_of_one_press(scene):
    by = replace(scene.people["office"], submission=uuid4())
    row = actions.review_and_close(duty_in(scene, "reported"), by=by)
    assert (row.state, row.reviewed_by, happened()) == ("closed", by.user, ["review", "close"])
    with pytest.raises(AlreadyDone):
        actions.review_and_close(row, by=by)


def test_the_unit_cannot_review_and_close(scene):
    duty = duty_in(scene, "reported")
    refusal(actions.review_and_close, duty, by=scene.people["jiaoyu"], kind=NotAllowed)
    assert Duty.objects.get().state == "reported"


def test_closing_at_once_names_the_closer_as_reviewer(scene):
    row = actions.move_duty(duty_in(scene, "reported"), "close", by=scene.people["office"])
    assert row.reviewed_by == scene.users["office"]


def test_the_database_keeps_no_duty_reviewed_by_whoever_reported_it(scene):
    with pytest.raises(DatabaseError), transaction.atomic():
        duty_in(scene, "reviewed", reviewed_by=scene.users["mate"])


def test_what_is_sent_back_is_undone_again_with_its_old_day(scene):
    row = actions.move_duty(duty_in(scene, "reviewed"), "redo", by=scene.people["office"], note="数据不对")
    assert (row.state, row.done_on, row.reviewed_by, row.due) == ("doing", None, None, days(5))
    assert told() == {f"退回重办：{TITLE}": UNIT}


# a later day


def test_a_later_day_is_asked_for_granted_and_the_first_is_kept(scene):
    office, mate = scene.people["office"], scene.people["mate"]
    duty = duty_in(scene, "assigned", start_by=days(-2))
    asked = extension_of(duty, mate)
    assert (Duty.objects.get().due, asked.from_due, asked.by_hat) == (days(5), days(5), "马科员 · 教育局 · 单位干部")
    actions.decide_extension(asked, True, by=office, words="抓紧")
    duty.refresh_from_db()
    asked.refresh_from_db()
    calendar = working_calendar()
    assert (duty.due, duty.original_due, duty.was_moved) == (days(20), days(5), True)
    assert duty.start_by == duty.start_open == calendar.shift(days(20), -calendar.count(days(-2), days(5)))
    assert (asked.state, asked.decided_by, asked.decision) == ("granted", office.user, "抓紧")
    assert happened() == ["extension_asked", "extended"]
    assert told() == {f"申请延期：{TITLE}": ["office"], f"延期至 {on(20)} 已批准：{TITLE}": UNIT}
    assert Event.objects.get(verb="extended").changes == {"期限": [on(5), on(20)]}


def test_work_that_began_has_no_latest_start_after_an_extension_either(scene):
    duty = duty_in(scene, "doing")
    actions.decide_extension(extension_of(duty, scene.people["mate"]), True, by=scene.people["office"])
    assert Duty.objects.get().start_open is None


def test_two_extensions_still_keep_the_first_day(scene):
    office, mate = scene.people["office"], scene.people["mate"]
    duty = duty_in(scene)
    for to in (10, 20):
        duty.refresh_from_db()
        actions.decide_extension(extension_of(duty, mate, to), True, by=office)
    duty.refresh_from_db()
    assert (duty.due, duty.original_due) == (days(20), days(5))


def test_the_database_refuses_to_change_the_first_day(scene):
    duty = duty_in(scene)
    with pytest.raises(DatabaseError, match="the first deadline of a duty stays as it was"), transaction.atomic():
        Duty.objects.filter(pk=duty.pk).update(original_due=days(9))


def test_a_later_day_is_asked_for_on_the_last_day_but_not_after_it(scene):
    mate = scene.people["mate"]
    assert extension_of(duty_in(scene, due=0), mate).state == "asked"
    said = refusal(extension_of, duty_in(scene, due=-1), mate)
    assert said == f"期限 {on(-1)} 已过，不能再申请延期；请先报进展说明情况，由县合作办决定。"


def test_a_later_day_is_later_has_a_reason_and_is_asked_for_once(scene):
    duty, mate = duty_in(scene), scene.people["mate"]
    assert refusal(extension_of, duty, mate, 5) == f"申请的日期要晚于现在的期限 {on(5)}。"
    for words in ({"reason": " ", "progress": "一半"}, {"reason": "缺料", "progress": ""}):
        said = refusal(actions.ask_extension, duty, days(9), by=mate, **words)
        assert said == "延期要写明理由和目前进展。"
    extension_of(duty, mate)
    assert refusal(extension_of, duty, scene.people["jiaoyu"]) == "已经有一份延期申请在等批示。"
    refusal(extension_of, duty, scene.people["office"], kind=NotAllowed)


@pytest.mark.parametrize("state", ["draft", "returned", "reported", "suspended", "closed"])
def test_no_later_day_is_asked_for_where_nobody_works(state, scene):
    duty = duty_in(scene, state)
    said = refusal(extension_of, duty, scene.people["jiaoyu"])
    assert said == f"现在是“{duty.get_state_display()}”，不能申请延期。"


def test_refusing_needs_a_reason_and_leaves_the_day(scene):
    office, duty = scene.people["office"], duty_in(scene)
    asked = extension_of(duty, scene.people["mate"])
    Message.objects.all().delete()
    assert refusal(actions.decide_extension, asked, False, by=office, words=" ") == "不同意延期，请写明理由。"
    row = actions.decide_extension(asked, False, by=office, words="来得及")
    assert (row.state, Duty.objects.get().due, happened()[-1]) == ("refused", days(5), "refused")
    assert told() == {f"延期未批准，期限仍是 {on(5)}：{TITLE}": UNIT}
    assert refusal(actions.decide_extension, asked, True, by=office) == "这份申请已经处理过了。"


def test_nobody_decides_what_they_asked_for(scene):
    office = scene.people["office"]
    asked = Extension.objects.create(
        duty=duty_in(scene), from_due=days(5), to_due=days(9), reason="x", progress="y", asked_by=office.user
    )
    assert refusal(actions.decide_extension, asked, True, by=office) == "是您自己申请的，要请另一个人批示。"
    for who in ("jiaoyu", "leader", "tsinghua"):
        refusal(actions.decide_extension, asked, True, by=scene.people[who], kind=NotAllowed)


@pytest.mark.parametrize("move", ["report", "cancel"])
def test_what_was_asked_for_lapses_when_the_duty_is_over(move, scene):
    duty = duty_in(scene)
    asked = extension_of(duty, scene.people["mate"])
    by = scene.people["mate" if move == "report" else "office"]
    actions.move_duty(duty, move, by=by, note="因为", upload=pdf() if move == "report" else None)
    asked.refresh_from_db()
    assert asked.state == "lapsed"
    assert refusal(actions.decide_extension, asked, True, by=scene.people["office"]) == "这份申请已经处理过了。"


# hurrying on


def test_a_duty_is_hurried_on_once_a_day(scene):
    duty, leader, office = duty_in(scene), scene.people["leader"], scene.people["office"]
    actions.nudge(duty, by=leader, words="请抓紧")
    assert told() == {f"催办：{TITLE}（期限 {on(5)}）": UNIT}
    assert refusal(actions.nudge, duty, by=office) == "今天 李建国 · 县委 · 县领导 已经催办过。"
    Nudge.objects.update(day=days(-1))
    actions.nudge(duty, by=office)
    assert (happened(), Nudge.objects.count()) == (["nudged", "nudged"], 2)


def test_a_unit_hurries_its_university_on_and_not_itself(scene):
    jiaoyu = scene.people["jiaoyu"]
    said = refusal(actions.nudge, duty_in(scene, title="自己的"), by=jiaoyu, kind=NotAllowed)
    assert said == "本单位自己承办的事项不用催办。"
    actions.nudge(duty_in(scene, university=True), by=jiaoyu)
    assert told() == {f"催办：{TITLE}（期限 {on(5)}）": ["tsinghua"]}


@pytest.mark.parametrize("who", ["gongke", "tsinghua", "xinong", "admin", "auditor", "outsider", "public"])
def test_others_hurry_nobody(who, scene):
    refusal(actions.nudge, duty_in(scene, university=True), by=scene.people[who], kind=NotAllowed)


@pytest.mark.parametrize("state", ["draft", "reported", "closed", "suspended"])
def test_what_does_not_run_is_not_hurried_on(state, scene):
    duty = duty_in(scene, state)
    said = refusal(actions.nudge, duty, by=scene.people["office"])
    assert said == f"现在是“{duty.get_state_display()}”，不用催办。"


# what is in the way


def block(scene, duty, resolver: str, until: int = 2, by: str = "mate") -> Blocker:
    named = {"what": "缺环评批复", "resolver": scene.people[resolver].hat, "until": days(until)}
    return actions.block(duty, by=scene.people[by], **named)


@pytest.mark.parametrize("resolver", ["leader", "gongke", "office", "xinong"])
def test_the_one_named_hears_of_it_and_may_clear_it(resolver, scene):
    blocker = block(scene, duty_in(scene), resolver)
    assert told() == {f"请您在 {on(2)} 前解决：缺环评批复": [resolver]}
    actions.unblock(blocker, how="批了", by=scene.people[resolver])
    blocker.refresh_from_db()
    assert (blocker.how, blocker.resolved_at is not None, happened()) == ("批了", True, ["blocked", "unblocked"])
    assert told()[f"堵点已解决：{TITLE}"] == UNIT


def test_whoever_raised_it_and_the_office_may_clear_it_and_nobody_else(scene):
    duty = duty_in(scene)
    may = {who for who, actor in scene.people.items() if block(scene, duty, "gongke").may_be_cleared_by(actor)}
    assert may == {"gongke", "mate", "office"}
    refusal(actions.unblock, block(scene, duty, "gongke"), how="批了", by=scene.people["leader"], kind=NotAllowed)


def test_a_blocker_is_cleared_once(scene):
    blocker = block(scene, duty_in(scene), "gongke")
    actions.unblock(blocker, how="批了", by=scene.people["office"])
    said = refusal(actions.unblock, blocker, how="又批了", by=scene.people["gongke"])
    assert said == "这个堵点已经解决了。"
    assert Blocker.objects.get().how == "批了"


def test_a_blocker_has_a_day_ahead_and_a_duty_that_is_worked_on(scene):
    assert refusal(block, scene, duty_in(scene), "gongke", -1) == "请对方解决的日期不能早于今天。"
    assert refusal(block, scene, duty_in(scene, "reported"), "gongke") == "现在是“已反馈”，不用登记堵点。"
    refusal(block, scene, duty_in(scene), "gongke", by="office", kind=NotAllowed)


# changing what it says


def test_its_drafter_changes_a_draft_also_its_day_without_a_reason(scene):
    duty = duty_in(scene, "draft")
    row = actions.edit_duty(duty, {"title": "改了", "due": days(30)}, by=scene.people["jiaoyu"])
    assert (row.title, row.due, happened()) == ("改了", days(30), ["edited"])
    refusal(actions.edit_duty, duty, {"title": "再改"}, by=scene.people["mate"], kind=NotAllowed)


def test_what_was_given_is_changed_by_the_office_and_another_day_needs_a_reason(scene):
    duty, office = duty_in(scene, "assigned"), scene.people["office"]
    refusal(actions.edit_duty, duty, {"title": "改了"}, by=scene.people["jiaoyu"], kind=NotAllowed)
    assert refusal(actions.edit_duty, duty, {"due": days(30)}, by=office) == "改期限要写明理由。"
    assert refusal(actions.edit_duty, duty, {"due": days(-1)}, by=office, reason="x") == "期限不能早于今天。"
    row = actions.edit_duty(duty, {"due": days(30), "title": "改了"}, by=office, reason="设备晚到")
    calendar = working_calendar()
    assert (row.due, row.original_due) == (days(30), days(5))
    assert row.start_open == calendar.shift(days(30), -calendar.count(duty.start_by, days(5)))
    assert Event.objects.get().note == "设备晚到"


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_what_is_over_is_not_changed(state, scene):
    said = refusal(actions.edit_duty, duty_in(scene, state), {"title": "改了"}, by=scene.people["office"])
    assert said == "事项已经了结，不能再改。"


def test_equal_values_change_nothing_and_leave_no_event(scene):
    duty = duty_in(scene, "assigned")
    row = actions.edit_duty(duty, {"title": TITLE, "due": days(5)}, by=scene.people["office"])
    assert (row.version, happened()) == (1, [])


def test_the_second_writer_is_shown_the_words_of_the_first(scene):
    duty, office = duty_in(scene, "draft"), scene.people["office"]
    actions.edit_duty(duty, {"title": "先写的"}, by=scene.people["jiaoyu"], version=1)
    with pytest.raises(Conflict) as conflict:
        actions.edit_duty(duty, {"title": "后写的"}, by=office, version=1)
    assert (conflict.value.theirs, conflict.value.who, conflict.value.version) == ([("事项", "先写的")], "王秀兰", 2)
    assert actions.edit_duty(duty, {"title": "后写的"}, by=office, version=2).title == "后写的"


def test_a_move_on_a_stale_page_is_a_conflict(scene):
    duty = duty_in(scene, "assigned")
    actions.move_duty(duty, "accept", by=scene.people["mate"], version=1)
    with pytest.raises(Conflict) as conflict:
        actions.move_duty(duty, "turn_down", by=scene.people["jiaoyu"], version=1)
    assert conflict.value.theirs == [("状态", "已签收")]


# standing still


def test_suspending_resuming_and_cancelling_tell_those_who_have_it(scene):
    duty, office = duty_in(scene, "accepted"), scene.people["office"]
    actions.move_duty(duty, "suspend", by=office, note="等批复")
    actions.move_duty(duty, "resume", by=office)
    row = actions.move_duty(duty, "cancel", by=office, note="不做了")
    assert (row.state, row.held_from) == ("cancelled", "")
    assert told() == {f"已中止：{TITLE}": UNIT, f"已恢复：{TITLE}": UNIT, f"已撤销：{TITLE}": UNIT}


def test_each_event_keeps_the_facts_of_that_day(scene):
    duty = duty_in(scene, "assigned")
    actions.edit_duty(duty, {"due": days(30)}, by=scene.people["office"], reason="设备晚到")
    actions.move_duty(duty, "accept", by=scene.people["mate"])
    facts = Event.objects.order_by("id").values_list("facts", flat=True)
    assert [(fact["state"], fact["due"]) for fact in facts] == [
        ("assigned", days(30).isoformat()),
        ("accepted", days(30).isoformat()),
    ]


# what it hangs on


@pytest.fixture
def followed(monkeypatch):
    """Let duties hang on universities; lists who followed what."""
    calls = []
    origin = origins.Origin(("given", "correction"), lambda thing, by: calls.append((str(thing), by.name)))
    monkeypatch.setitem(origins._ORIGINS, "universities.university", origin)
    return calls


def test_what_a_duty_hangs_on_follows_each_change_and_shows_its_events(scene, followed):
    tsinghua, school = scene.people["tsinghua"], scene.qinghua.university
    values = asked_for(scene, university=school)
    duty = actions.add_duty(values, by=scene.people["office"], kind="correction", origin=school)
    actions.report_progress(duty, status="on_plan", by=tsinghua)
    actions.block(duty, what="缺料", resolver=scene.people["office"].hat, until=days(1), by=tsinghua)
    assert (duty.origin, duty.origin_label) == (school.key, "清华大学")
    assert set(followed) == {("清华大学", "薛明远"), ("清华大学", "陈思远")}
    assert sorted(event.verb for event in Event.objects.about(school)) == ["begin", "blocked", "created", "reported"]


def test_only_announced_and_seen_records_have_duties(scene, followed):
    school, unannounced, office = scene.qinghua.university, scene.qinghua, scene.people["office"]
    assert origins.seen(school.key, office) == school
    for key in ("", "x", ":", "universities.university:x", f"{school.key}0000000000", unannounced.key, "auth.user:1"):
        assert origins.seen(key, office) is None
    assert origins.seen(f"universities.university:{school.pk + 999}", office) is None
    assert origins.kinds_of(school.key) == ("given", "correction")
    assert origins.kinds_of(unannounced.key) == ()


def test_a_draft_whose_day_has_passed_is_not_given(scene):
    duty = duty_in(scene, State.APPROVAL, due=-1)
    assert refusal(actions.move_duty, duty, "approve", by=scene.people["office"]) == "期限已过，请先改期限再交办。"


def test_a_cancelled_draft_is_told_to_its_drafter_only(scene):
    duty = duty_in(scene, State.APPROVAL)
    actions.move_duty(duty, "cancel", by=scene.people["office"], note="重复")
    assert told() == {f"已撤销：{TITLE}": ["jiaoyu"]}


def test_given_to_another_university_a_duty_serves_its_partnership_and_the_former_one_hears(scene):
    duty = duty_in(scene, State.DOING, university=True)
    unit, xinong = scene.units["教育局"], scene.xinong.university
    row = actions.move_duty(duty, "reassign", by=scene.people["office"], unit=unit, university=xinong)
    assert (row.university, row.partnership) == (xinong, scene.xinong)
    assert told() == {
        f"交办：{TITLE}，请在 {on(5)} 前完成": ["xinong"],
        f"已改派给西北农林科技大学：{TITLE}": ["tsinghua"],
    }


def test_an_extension_of_a_suspended_duty_waits_until_it_goes_on(scene):
    duty = duty_in(scene, State.DOING)
    asked = extension_of(duty, scene.people["jiaoyu"])
    actions.move_duty(duty, "suspend", by=scene.people["office"], note="等设备")
    words = refusal(actions.decide_extension, asked, True, by=scene.people["office"])
    assert words == "事项现在是“已中止”，恢复办理后再批示。"
