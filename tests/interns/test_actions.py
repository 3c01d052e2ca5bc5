"""What each action on posts, choices and placements leaves behind: columns, places, events, messages, refusals."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from interns import actions
from interns.models import Application, Choice, Placement, Position, StudentProfile
from notifications.models import Event, Message
from ruoyi_coop.lib.errors import Conflict, NotAllowed, NotNow
from ruoyi_coop.lib.search import pinyin
from tests.scene import PEOPLE, days
from tests.season import application_in, choice_in, facts, moment, placement_in, position_in

SECOND = timedelta(seconds=1)


def told(key: str) -> list[tuple[str, str]]:
    """Who heard of this occasion in the portal, and in which words."""
    rows = Message.objects.filter(channel="portal", key__contains=f":{key}").order_by("recipient__username")
    return list(rows.values_list("recipient__username", "title"))


def verbs(thing) -> list[str]:
    return list(Event.objects.about(thing).order_by("id").values_list("verb", flat=True))


def wishes(application) -> list[tuple[int, str]]:
    return list(application.choices.order_by("rank").values_list("rank", "position__title"))


def refused(act, *words, **options) -> str:
    """The sentence with which the action says not now."""
    with pytest.raises(NotNow) as refusal:
        act(*words, **options)
    return str(refusal.value)


# ------------------------------------------------------------------ seasons


def test_only_the_office_makes_a_season(interns):
    values = {"name": "新批次", "starts_on": days(90), "ends_on": days(99)}
    dates = ("publish_at", "apply_opens", "apply_closes", "confirm_by")
    values |= {name: moment(place) for place, name in enumerate(dates)}
    for who in set(PEOPLE) - {"office"}:
        with pytest.raises(NotAllowed):
            actions.save_season(None, dict(values), by=interns.people[who])
    assert actions.save_season(None, values, by=interns.people["office"]).name == "新批次"


def test_a_deadline_never_falls_before_an_application_already_sent(interns):
    application = choice_in(interns, position_in(interns)).application
    early = {"apply_closes": application.submitted_at - SECOND}
    words = refused(actions.save_season, interns.open, early, by=interns.people["office"])
    assert words.startswith("已有学生在 ")
    exact = {"apply_closes": application.submitted_at}
    season = actions.save_season(interns.open, exact, by=interns.people["office"])
    assert season.apply_closes == application.submitted_at


# ------------------------------------------------------------------ posts


def test_a_mentor_proposes_for_the_own_host_only(interns):
    position = actions.propose_position(facts(interns), by=interns.people["yabao"])
    assert (position.state, position.pinyin[:5], verbs(position)) == ("draft", "yanfa", ["created"])
    with pytest.raises(NotAllowed):
        actions.propose_position(facts(interns, host=interns.dayu, title="别人的"), by=interns.people["yabao"])


def test_nobody_but_hosts_and_the_office_proposes(interns):
    for who in set(PEOPLE) - {"office", "yabao", "dayu"}:
        with pytest.raises(NotAllowed):
            actions.propose_position(facts(interns), by=interns.people[who])
    assert Position.objects.count() == 0


def test_an_import_with_one_foreign_host_proposes_nothing(interns):
    rows = [facts(interns, title="自己的"), facts(interns, title="别人的", host=interns.dayu)]
    with pytest.raises(NotAllowed):
        actions.propose_positions(rows, by=interns.people["yabao"])
    assert Position.objects.count() == 0
    assert len(actions.propose_positions(rows, by=interns.people["office"])) == 2


def test_the_same_post_proposed_twice_is_said_in_words(interns):
    actions.propose_position(facts(interns), by=interns.people["yabao"])
    words = refused(actions.propose_position, facts(interns), by=interns.people["yabao"])
    assert words == "刚刚有人登记了同样的内容，请核对后再提交。"


def test_a_mentor_edits_a_draft_and_the_office_edits_always(interns):
    position = position_in(interns, "draft")
    edited = actions.edit_position(position, {"title": "质检"}, by=interns.people["yabao"])
    assert (edited.title, edited.pinyin) == ("质检", pinyin("质检"))
    Position.objects.filter(pk=position.pk).update(state="published")
    position.refresh_from_db()
    words = refused(actions.edit_position, position, {"title": "化验"}, by=interns.people["yabao"])
    assert words == "岗位已经提交，请县合作办退回后再改。"
    assert actions.edit_position(position, {"title": "化验"}, by=interns.people["office"]).title == "化验"


def test_others_do_not_edit_a_post(interns):
    position = position_in(interns, "draft")
    for who in set(PEOPLE) - {"office", "yabao"}:
        with pytest.raises(NotAllowed):
            actions.edit_position(position, {"title": "改"}, by=interns.people[who])


def test_a_mentor_cannot_move_a_post_to_another_host(interns):
    with pytest.raises(NotAllowed):
        actions.edit_position(position_in(interns, "draft"), {"host": interns.dayu}, by=interns.people["yabao"])


def test_places_never_fall_below_those_taken_however_old_the_page(interns):
    position = position_in(interns, places=3)
    Position.objects.filter(pk=position.pk).update(taken=2)
    words = refused(actions.edit_position, position, {"places": 1}, by=interns.people["office"])
    assert words == "已录用 2 人，名额不能再少。"
    assert actions.edit_position(position, {"places": 2}, by=interns.people["office"]).places == 2


def test_a_stale_edit_is_a_conflict(interns):
    position = position_in(interns, "draft")
    actions.edit_position(position, {"title": "甲"}, by=interns.people["yabao"], version=1)
    with pytest.raises(Conflict):
        actions.edit_position(position, {"title": "乙"}, by=interns.people["office"], version=1)


@pytest.mark.parametrize(
    ("move", "title"), [("publish", "岗位“研发助理”已发布"), ("send_back", "岗位“研发助理”退回修改")]
)
def test_a_decision_is_told_to_the_people_of_the_host_only(move, title, interns):
    actions.move_position(position_in(interns, "submitted"), move, by=interns.people["office"], note="因为")
    assert told(f"{move}:") == [("yabao", title)]


def test_many_posts_are_published_each_on_its_own(interns):
    good = position_in(interns, "submitted", "甲")
    past = position_in(interns, "submitted", "乙", starts_on=days(-9), ends_on=days(-1))
    also = position_in(interns, "submitted", "丙")
    done, left = actions.publish_all([good, past, also], by=interns.people["office"])
    assert [row.title for row in done] == ["甲", "丙"]
    assert [(row.title, why) for row, why in left] == [("乙", "实习结束日期已过，请先改日期。")]
    assert list(Position.objects.order_by("id").values_list("state", flat=True)) == [
        "published",
        "submitted",
        "published",
    ]


def test_only_the_office_publishes_many(interns):
    position = position_in(interns, "submitted")
    for who in set(PEOPLE) - {"office"}:
        with pytest.raises(NotAllowed):
            actions.publish_all([position], by=interns.people[who])


def test_withdrawing_tells_those_who_chose_it_and_takes_it_out_of_drafts_only(interns):
    first, second = position_in(interns, title="甲"), position_in(interns, title="乙")
    draft = application_in(interns, "draft", first, second)
    sent = application_in(interns, "submitted", first, student=interns.student2)
    actions.move_position(first, "withdraw", by=interns.people["yabao"], note="停产")
    assert told("withdrawn:") == [("student", "您选的岗位“甲”已撤下"), ("student2", "您选的岗位“甲”已撤下")]
    assert [title for _rank, title in wishes(draft)] == ["乙"]
    assert wishes(sent) == [(1, "甲")]


# ------------------------------------------------------------------ choosing


def test_choosing_starts_a_draft_and_adds_to_its_end(interns):
    me = interns.people["student"]
    for title in ("甲", "乙"):
        application = actions.choose(position_in(interns, title=title), by=me)
    assert (application.state, wishes(application)) == ("draft", [(1, "甲"), (2, "乙")])
    assert verbs(application) == ["created", "chosen", "chosen"]


def test_nobody_but_students_chooses(interns):
    position = position_in(interns)
    for who in set(PEOPLE) - {"student"}:
        with pytest.raises(NotAllowed):
            actions.choose(position, by=interns.people[who])
    assert Application.objects.count() == 0


def test_a_post_is_chosen_once(interns):
    position, me = position_in(interns), interns.people["student"]
    actions.choose(position, by=me)
    assert refused(actions.choose, position, by=me) == "这个岗位已经在您的志愿里。"


def test_one_choice_too_many_is_refused(interns):
    me = interns.people["student"]
    for title in "甲乙丙":
        actions.choose(position_in(interns, title=title), by=me)
    assert refused(actions.choose, position_in(interns, title="丁"), by=me) == "最多填 3 个志愿，请先去掉一个。"


def test_a_choice_after_a_withdrawn_one_closes_the_gap(interns):
    me, rows = interns.people["student"], [position_in(interns, title=title) for title in "甲乙丙"]
    for row in rows[:2]:
        actions.choose(row, by=me)
    actions.move_position(rows[0], "withdraw", by=interns.people["office"], note="停产")
    application = actions.choose(rows[2], by=me)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert wishes(application) == [(1, "乙"), (2, "丙")]


@pytest.mark.parametrize(
    ("level", "wanted", "answer"),
    [
        ("college", "bachelor", "这个岗位要求本科及以上，您的资料是大专。"),
        ("bachelor", "master", "这个岗位要求研究生，您的资料是本科。"),
        ("bachelor", "bachelor", ""),
        ("doctor", "master", ""),
        ("college", "any", ""),
    ],
)
def test_the_degree_asked_for_must_be_reached(level, wanted, answer, interns):
    StudentProfile.objects.filter(user=interns.student).update(level=level)
    position, me = position_in(interns, level=wanted), interns.people["student"]
    said = refused(actions.choose, position, by=me) if answer else ""
    if not answer:
        actions.choose(position, by=me)
    assert (said, Choice.objects.count()) == (answer, 0 if answer else 1)


def test_majors_only_advise(interns):
    actions.choose(position_in(interns, majors=["计算机类"]), by=interns.people["student"])
    assert Choice.objects.count() == 1


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"state": "draft"}, "这个岗位没有发布。"),
        ({"state": "withdrawn"}, "这个岗位没有发布。"),
        ({"taken": 2}, "名额已满。"),
    ],
)
def test_a_post_that_is_not_open_cannot_be_chosen_and_no_application_is_left(columns, why, interns):
    position = position_in(interns, **columns)
    assert refused(actions.choose, position, by=interns.people["student"]) == why
    assert Application.objects.count() == 0


@pytest.mark.parametrize(
    ("edge", "shift", "chosen"),
    [
        ("apply_opens", -SECOND, 0),
        ("apply_opens", 0 * SECOND, 1),
        ("apply_closes", -SECOND, 1),
        ("apply_closes", 0 * SECOND, 0),
    ],
)
def test_the_opening_counts_and_the_deadline_itself_is_too_late(edge, shift, chosen, interns, clock):
    position = position_in(interns)
    clock(getattr(interns.open, edge) + shift)
    if chosen:
        actions.choose(position, by=interns.people["student"])
    else:
        refused(actions.choose, position, by=interns.people["student"])
    assert Choice.objects.count() == chosen


def test_a_withdrawn_application_is_restarted_before_its_choices_change(interns):
    application, me = application_in(interns, "closed", position_in(interns, title="甲")), interns.people["student"]
    why = "报名已经撤回，要再参加请先点“重新报名”。"
    assert refused(actions.choose, position_in(interns, title="乙"), by=me) == why
    assert refused(actions.rank_choices, application, [], by=me) == why
    assert wishes(application) == [(1, "甲")]


def test_a_submitted_application_stays_submitted_while_its_choices_change(interns):
    rows, me = [position_in(interns, title=title) for title in "甲乙丙"], interns.people["student"]
    application = application_in(interns, "submitted", *rows[:2])
    sent = application.submitted_at
    actions.choose(rows[2], by=me)
    first, _second, third = application.choices.order_by("rank").values_list("pk", flat=True)
    actions.rank_choices(application, [third, first], by=me)
    application.refresh_from_db()
    assert (application.state, application.submitted_at) == ("submitted", sent)
    assert wishes(application) == [(1, "丙"), (2, "甲")]


def test_every_version_of_the_choices_is_kept_in_order(interns):
    me, rows = interns.people["student"], [position_in(interns, title=title) for title in "甲乙"]
    for row in rows:
        application = actions.choose(row, by=me)
    actions.move_application(application, "submit", by=me)
    actions.rank_choices(application, list(application.choices.order_by("-rank").values_list("pk", flat=True)), by=me)
    notes = list(Event.objects.about(application).exclude(note="").order_by("id").values_list("verb", "note"))
    assert notes == [
        ("chosen", "1. 亚宝药业 · 甲"),
        ("chosen", "1. 亚宝药业 · 甲；2. 亚宝药业 · 乙"),
        ("submit", "1. 亚宝药业 · 甲；2. 亚宝药业 · 乙"),
        ("ranked", "1. 亚宝药业 · 乙；2. 亚宝药业 · 甲"),
    ]


def test_the_same_order_once_more_is_no_new_version(interns):
    application = application_in(interns, "submitted", position_in(interns))
    order = list(application.choices.values_list("pk", flat=True))
    actions.rank_choices(application, order, by=interns.people["student"], statement="想回家乡")
    assert verbs(application) == ["edited"]


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("published", "已提交的报名至少要留一个志愿；不想参加了，请点“撤回报名”。"),
        ("withdrawn", "“研发助理”已不再招人，请去掉后再提交。"),
    ],
)
def test_what_is_submitted_never_becomes_unfit(state, why, interns):
    application = application_in(interns, "submitted", position_in(interns, state))
    order = [] if state == "published" else list(application.choices.values_list("pk", flat=True))
    assert refused(actions.rank_choices, application, order, by=interns.people["student"]) == why
    assert (wishes(application), verbs(application)) == ([(1, "研发助理")], [])


@pytest.mark.parametrize(("shift", "changed"), [(-SECOND, True), (0 * SECOND, False)])
def test_after_the_deadline_a_submitted_application_is_read_only(shift, changed, interns, clock):
    application, me = application_in(interns, "submitted", position_in(interns)), interns.people["student"]
    other = position_in(interns, title="乙")
    clock(interns.open.apply_closes + shift)
    if changed:
        actions.choose(other, by=me)
    else:
        for act, words in ((actions.choose, (other,)), (actions.rank_choices, (application, []))):
            assert refused(act, *words, by=me).startswith("报名已于 ")
    assert application.choices.count() == 1 + changed


def test_ranking_keeps_what_is_named_in_that_order_and_ignores_the_rest(interns):
    application = application_in(interns, "draft", *(position_in(interns, title=title) for title in "甲乙丙"))
    first, _second, third = application.choices.order_by("rank").values_list("pk", flat=True)
    foreign = choice_in(interns, position_in(interns, title="丁"), interns.student2).pk
    order = [third, foreign, first, third, 999_999]
    actions.rank_choices(application, order, by=interns.people["student"], statement="想回家乡")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    application.refresh_from_db()
    assert (wishes(application), application.statement) == ([(1, "丙"), (2, "甲")], "想回家乡")
    assert verbs(application) == ["ranked", "edited"]


def test_nobody_ranks_the_choices_of_another(interns):
    application = application_in(interns, "draft", position_in(interns))
    for who in {*PEOPLE, "student2"} - {"student"}:
        with pytest.raises(NotAllowed):
            actions.rank_choices(application, [], by=interns.people[who])
    assert wishes(application) == [(1, "研发助理")]


def test_submitting_needs_a_profile(interns):
    application, me = application_in(interns, "draft", position_in(interns)), interns.people["student"]
    StudentProfile.objects.filter(user=interns.student).delete()
    assert refused(actions.move_application, application, "submit", by=me) == "请先填写学生资料。"
    actions.save_profile({"university_name": "清华大学", "major": "材料", "grade": "大四"}, by=me)
    assert actions.move_application(application, "submit", by=me).submitted_at is not None


def test_submitting_needs_a_choice(interns):
    application = application_in(interns, "draft")
    words = refused(actions.move_application, application, "submit", by=interns.people["student"])
    assert words == "还没有选岗位。"


def test_a_withdrawn_choice_must_go_before_submitting(interns):
    application = application_in(interns, "draft", position_in(interns, "withdrawn"))
    words = refused(actions.move_application, application, "submit", by=interns.people["student"])
    assert words == "“研发助理”已不再招人，请去掉后再提交。"


@pytest.mark.parametrize(("shift", "state"), [(-SECOND, "submitted"), (0 * SECOND, "draft")])
def test_submitting_at_the_deadline_itself_is_too_late(shift, state, interns, clock):
    application, me = application_in(interns, "draft", position_in(interns)), interns.people["student"]
    clock(interns.open.apply_closes + shift)
    if state == "submitted":
        actions.move_application(application, "submit", by=me)
    else:
        assert refused(actions.move_application, application, "submit", by=me).startswith("报名已于 ")
    application.refresh_from_db()
    assert application.state == state


# ------------------------------------------------------------------ placing


def test_an_offer_takes_a_place_and_tells_the_student(interns):
    position = position_in(interns, season=interns.offering)
    placement = actions.offer(choice_in(interns, position), by=interns.people["yabao"])
    position.refresh_from_db()
    assert (placement.state, placement.rank, placement.confirm_by) == ("offered", 1, interns.offering.confirm_by)
    assert (position.taken, verbs(placement)) == (1, ["created"])
    assert told("offered:") == [("student", "您被“研发助理”录用，请确认")]


def test_only_the_own_host_and_the_office_offer(interns):
    choice = choice_in(interns, position_in(interns, season=interns.offering))
    for who in {*PEOPLE, "student2"} - {"office", "yabao"}:
        with pytest.raises(NotAllowed):
            actions.offer(choice, by=interns.people[who])
    assert Placement.objects.count() == 0


def test_offers_wait_until_applications_are_closed(interns):
    choice = choice_in(interns, position_in(interns))
    words = refused(actions.offer, choice, by=interns.people["yabao"])
    assert words == "报名还没有截止，学生还可能改志愿。"


@pytest.mark.parametrize(
    ("edge", "shift", "made"),
    [
        ("apply_closes", -SECOND, 0),
        ("apply_closes", 0 * SECOND, 1),
        ("confirm_by", -SECOND, 1),
        ("confirm_by", 0 * SECOND, 0),
    ],
)
def test_offers_are_made_from_the_one_deadline_until_before_the_other(edge, shift, made, interns, clock):
    choice = choice_in(interns, position_in(interns, season=interns.offering))
    clock(getattr(interns.offering, edge) + shift)
    if made:
        actions.offer(choice, by=interns.people["yabao"])
    else:
        refused(actions.offer, choice, by=interns.people["yabao"])
    assert Placement.objects.count() == made


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_who_did_not_submit_gets_no_offer(state, interns):
    application = application_in(interns, state, position_in(interns, season=interns.offering))
    words = refused(actions.offer, application.choices.get(), by=interns.people["yabao"])
    assert words == "这名学生没有提交报名。"


def test_a_full_post_makes_no_offer_and_leaves_nothing(interns):
    position = position_in(interns, season=interns.offering, places=1, taken=1)
    words = refused(actions.offer, choice_in(interns, position), by=interns.people["yabao"])
    assert (words, Placement.objects.count(), Message.objects.count()) == ("“研发助理”的名额已满。", 0, 0)


def test_a_student_has_one_live_placement_and_the_second_post_keeps_its_place(interns):
    first, second = (position_in(interns, title=title, season=interns.offering) for title in "甲乙")
    one, two = application_in(interns, "submitted", first, second).choices.order_by("rank")
    actions.offer(one, by=interns.people["yabao"])
    assert refused(actions.offer, two, by=interns.people["yabao"]) == "周晓雨 已经有一个录用。"
    assert list(Position.objects.order_by("title").values_list("title", "taken")) == [("乙", 0), ("甲", 1)]


@pytest.mark.parametrize("state", ["declined", "expired", "moved_up", "revoked"])
def test_after_giving_up_another_post_may_offer(state, interns):
    placement_in(interns, state)
    choice = choice_in(interns, position_in(interns, season=interns.offering))
    assert actions.offer(choice, by=interns.people["yabao"]).state == "offered"


def test_confirming_keeps_the_place_and_tells_the_host(interns):
    placement = placement_in(interns)
    answered = actions.answer_offer(placement, "confirm", by=interns.people["student"])
    placement.position.refresh_from_db()
    assert (answered.state, answered.answered_at is not None, placement.position.taken) == ("confirmed", True, 1)
    assert told("confirm:") == [("yabao", "周晓雨 确认来实习")]


@pytest.mark.parametrize(("shift", "state"), [(-SECOND, "confirmed"), (0 * SECOND, "offered")])
def test_confirming_at_the_deadline_itself_is_too_late(shift, state, interns, clock):
    placement, me = placement_in(interns), interns.people["student"]
    clock(placement.confirm_by + shift)
    if state == "confirmed":
        actions.answer_offer(placement, "confirm", by=me)
    else:
        assert refused(actions.answer_offer, placement, "confirm", by=me) == "确认期限已过，名额已经让出。"
    placement.refresh_from_db()
    assert placement.state == state


@pytest.mark.parametrize("state", ["offered", "confirmed"])
def test_declining_frees_the_place_once(state, interns):
    placement, me = placement_in(interns, state), interns.people["student"]
    declined = actions.answer_offer(placement, "decline", by=me, note="考研")
    refused(actions.answer_offer, placement, "decline", by=me, note="考研")
    placement.position.refresh_from_db()
    assert (declined.state, declined.reason, placement.position.taken) == ("declined", "考研", 0)
    assert told("decline:") == [("yabao", "周晓雨 放弃了录用")]


def test_nobody_answers_for_another(interns):
    placement = placement_in(interns)
    for who in {*PEOPLE, "student2"} - {"student"}:
        with pytest.raises(NotAllowed):
            actions.answer_offer(placement, "decline", by=interns.people[who], note="替他")


def test_unanswered_offers_lapse_once_and_only_they(interns):
    position = position_in(interns, season=interns.offering, title="录用岗", places=3)
    late = placement_in(interns, position=position, confirm_by=moment(-0.01))
    position.refresh_from_db()
    kept = placement_in(interns, "confirmed", position, interns.student2, confirm_by=moment(-0.01))
    assert [actions.expire_offers(), actions.expire_offers()] == [1, 0]
    for row in (late, kept, position):
        row.refresh_from_db()
    assert (late.state, kept.state, position.taken, verbs(late)) == ("expired", "confirmed", 1, ["expired"])
    assert told("expired:") == [("student", "“录用岗”的录用因逾期未确认已失效")]


@pytest.mark.parametrize(("shift", "lapsed"), [(-SECOND, 0), (0 * SECOND, 1)])
def test_an_offer_lapses_at_the_deadline_itself(shift, lapsed, interns, clock):
    placement = placement_in(interns)
    clock(placement.confirm_by + shift)
    assert actions.expire_offers() == lapsed


@pytest.mark.parametrize("method", ["deferred", "lottery"])
def test_hosts_offer_by_hand_in_two_way_seasons_only(method, interns):
    choice = choice_in(interns, position_in(interns, season=interns.offering))
    type(interns.offering).objects.update(method=method)
    choice = Choice.objects.get(pk=choice.pk)
    words = refused(actions.offer, choice, by=interns.people["yabao"])
    assert words.startswith(f"本批次按“{choice.application.season.get_method_display()}”统一录用")


@pytest.mark.parametrize(
    ("check_state", "why"),
    [
        ("waiting", "高校还没有核验这名学生，核验通过后才能录用。"),
        ("refused", "高校核验没有通过，不能录用。"),
        ("passed", ""),
    ],
)
def test_where_the_season_asks_only_those_passed_get_an_offer(check_state, why, interns):
    choice = choice_in(interns, position_in(interns, season=interns.offering))
    type(interns.offering).objects.filter(pk=interns.offering.pk).update(check_by=moment(1))
    Application.objects.update(check_state=check_state)
    choice = Choice.objects.get(pk=choice.pk)
    said = refused(actions.offer, choice, by=interns.people["yabao"]) if why else ""
    if not why:
        actions.offer(choice, by=interns.people["yabao"])
    assert (said, Placement.objects.count()) == (why, 0 if why else 1)


@pytest.mark.parametrize("state", ["offered", "confirmed"])
def test_the_office_takes_a_place_back_with_a_reason_both_sides_read(state, interns):
    placement = placement_in(interns, state)
    revoked = actions.revoke(placement, by=interns.people["office"], note="材料不实")
    placement.position.refresh_from_db()
    assert (revoked.state, revoked.reason, placement.position.taken) == ("revoked", "材料不实", 0)
    assert told("revoked:") == [
        ("student", "“录用岗”的录用已被县合作办撤销"),
        ("yabao", "县合作办撤销了 周晓雨 的录用"),
    ]


@pytest.mark.parametrize("state", ["offered", "confirmed"])
def test_nothing_is_taken_back_from_the_first_day_on(state, interns):
    position = position_in(interns, season=interns.offering, title="录用岗", starts_on=days(0))
    placement = placement_in(interns, state, position)
    words = refused(actions.revoke, placement, by=interns.people["office"], note="材料不实")
    assert words.startswith("实习已经开始，不能再撤销")


# ------------------------------------------------------------------ what the database refuses


def refuses(change) -> bool:
    try:
        with transaction.atomic():
            change()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError:
        return True
    return False


def test_the_database_refuses_more_taken_than_places(interns):
    position = Position.objects.filter(pk=position_in(interns, places=2).pk)
    assert (refuses(lambda: position.update(taken=3)), refuses(lambda: position.update(taken=2))) == (True, False)


def test_the_database_refuses_a_second_live_placement(interns):
    placement_in(interns)
    other = position_in(interns, title="另一个", season=interns.offering)
    states = ("offered", "confirmed", "declined", "expired")
    answers = {state: refuses(lambda state=state: placement_in(interns, state, other)) for state in states}
    assert answers == {"offered": True, "confirmed": True, "declined": False, "expired": False}


def test_the_database_refuses_equal_ranks_at_the_end_of_the_transaction(interns):
    application = application_in(interns, "draft", *(position_in(interns, title=title) for title in "甲乙"))
    assert refuses(lambda: application.choices.update(rank=1)) is True


@pytest.mark.parametrize("rank", [0, 13])
def test_the_database_refuses_a_rank_out_of_range(rank, interns):
    application = application_in(interns, "draft", position_in(interns))
    assert refuses(lambda: application.choices.update(rank=rank)) is True


def test_the_database_refuses_the_same_post_twice_and_two_applications_a_season(interns):
    position = position_in(interns)
    application = application_in(interns, "draft", position)
    again = {"application": application, "position": position, "rank": 2}
    assert refuses(lambda: Choice.objects.create(**again)) is True
    assert refuses(lambda: application_in(interns, "draft")) is True
