"""What changes the register: who may, when not, what is written, who is told."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from notifications.models import Event, Message
from ruoyi_coop.lib.errors import AlreadyDone, Conflict, NotAllowed, NotNow
from tests.universities.conftest import BEGAN, register
from universities import actions
from universities.models import Contact, Expert, Partnership, University
from universities.workflow import PARTNERSHIP

DAY = date(2025, 6, 1)
PEKING = {"name": "北京师范大学", "short_name": "北师大", "province": "北京市", "moe_code": "4111010027"}
EXPERT = {"name": "张三", "department": "农学院", "field": "小麦育种"}
CALL = {"day": DAY, "kind": "phone", "direction": "theirs", "people": "", "summary": "商定来访"}
A_DAY = timedelta(days=1)


def told(title_has: str) -> set[str]:
    rows = Message.objects.filter(channel="portal", title__contains=title_has)
    return {row.recipient.username for row in rows.select_related("recipient")}


# The table of permissions: each action, each person.

ALLOWED = {
    "register": {"office"},
    "edit": {"office"},
    "begin": {"office"},
    "hand over": {"office"},
    "end": {"office"},
    "goal": {"office"},
    "attach": {"office"},
    "detach": {"office"},
    "add expert": {"office", "gongke", "tsinghua"},
    "edit expert": {"office", "gongke", "tsinghua"},
    "log": {"office", "leader", "gongke", "tsinghua"},
    "edit contact": {"office", "tsinghua"},
}


def attempts(campus, by):
    """Everything somebody could try on 清华大学."""
    leader = campus.people["leader"].hats.get()
    expert = Expert.objects.get_or_create(university=campus.tsinghua, **EXPERT)[0]
    contact = Contact.objects.get_or_create(
        university=campus.tsinghua, logged_by=campus.people["tsinghua"], defaults=CALL
    )[0]
    return {
        "register": lambda: actions.register_university(PEKING, by=by),
        "edit": lambda: actions.edit_university(campus.tsinghua, {"city": "北京市"}, by=by),
        "begin": lambda: actions.begin_partnership(campus.beida, campus.units["教育局"], DAY, by=by),
        "hand over": lambda: actions.hand_over(campus.partnership, campus.units["教育局"], DAY, by=by, reason="调整"),
        "end": lambda: actions.end_partnership(campus.partnership, DAY, by=by, reason="到期"),
        "goal": lambda: actions.edit_partnership(campus.partnership, {"goal": "共建"}, by=by),
        "attach": lambda: actions.attach_leader(campus.xinong, leader, DAY, by=by),
        "detach": lambda: actions.detach_leader(campus.tsinghua, DAY, by=by, reason="调离"),
        "add expert": lambda: actions.add_expert(EXPERT | {"university": campus.tsinghua, "name": "李四"}, by=by),
        "edit expert": lambda: actions.edit_expert(expert, {"title": "教授"}, by=by),
        "log": lambda: actions.log_contact(campus.tsinghua, CALL, by=by),
        "edit contact": lambda: actions.edit_contact(contact, {"people": "张三"}, by=by),
    }


@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_each_action_is_open_to_just_these_people(campus, cast, name):
    actions.attach_leader(campus.tsinghua, campus.people["leader"].hats.get(), BEGAN, by=cast.office)
    done = set()
    for who, actor in vars(cast).items():
        before = Event.objects.count()
        if who in ALLOWED[name]:
            done.add(who)
            continue
        with pytest.raises(NotAllowed):
            attempts(campus, actor)[name]()
        assert Event.objects.count() == before
    assert done == ALLOWED[name]


@pytest.mark.parametrize(("name", "who"), [(name, who) for name in sorted(ALLOWED) for who in sorted(ALLOWED[name])])
def test_each_allowed_action_writes_one_event(campus, cast, name, who):
    actions.attach_leader(campus.tsinghua, campus.people["leader"].hats.get(), BEGAN, by=cast.office)
    before = Event.objects.count()
    attempts(campus, getattr(cast, who))[name]()
    event = Event.objects.first()
    assert Event.objects.count() == before + 1
    assert (event.actor.username, event.actor_hat) == (who, getattr(cast, who).hat_label)


# Universities


def test_a_registered_university_can_be_sorted_and_found(cast):
    university = actions.register_university(PEKING, by=cast.office)
    assert university.pinyin == "beijingshifandaxue bjsfdx"


def test_a_university_is_registered_once(campus, cast):
    with pytest.raises(NotNow, match="同样的内容"):
        actions.register_university(PEKING | {"moe_code": campus.beida.moe_code}, by=cast.office)


def test_the_second_of_two_editors_is_told_what_the_first_wrote(campus, cast):
    actions.edit_university(campus.tsinghua, {"city": "北京市"}, by=cast.office, version=1)
    with pytest.raises(Conflict) as refusal:
        actions.edit_university(campus.tsinghua, {"city": "海淀"}, by=cast.office, version=1)
    assert refusal.value.theirs == [("城市", "北京市")]


def test_one_form_sent_twice_is_done_once(campus, cast):
    by = cast.office.sending(uuid4())
    actions.log_contact(campus.tsinghua, CALL, by=by)
    with pytest.raises(AlreadyDone):
        actions.log_contact(campus.tsinghua, CALL, by=by)
    assert Contact.objects.count() == 1


def test_a_move_sent_twice_is_done_once_and_not_refused(campus, cast):
    by = cast.office.sending(uuid4())
    actions.end_partnership(campus.partnership, DAY, by=by, reason="到期")
    with pytest.raises(AlreadyDone):
        actions.end_partnership(campus.partnership, DAY, by=by, reason="到期")
    by, leader = cast.office.sending(uuid4()), campus.people["leader"].hats.get()
    actions.attach_leader(campus.xinong, leader, DAY, by=by)
    with pytest.raises(AlreadyDone):
        actions.attach_leader(campus.xinong, leader, DAY, by=by)


# Partnerships: the whole table of moves × states


def ended(campus, cast) -> Partnership:
    return actions.end_partnership(campus.partnership, DAY, by=cast.office, reason="到期")


@pytest.mark.parametrize("state", ["running", "ended"])
@pytest.mark.parametrize("move", PARTNERSHIP.names)
def test_every_move_from_every_state(campus, cast, move, state):
    row = campus.partnership if state == "running" else ended(campus, cast)
    row.refresh_from_db()
    act = {
        "hand_over": lambda: actions.hand_over(row, campus.units["教育局"], DAY + A_DAY, by=cast.office, reason="调整"),
        "end": lambda: actions.end_partnership(row, DAY + A_DAY, by=cast.office, reason="到期"),
    }[move]
    if state == "ended":
        with pytest.raises(NotNow, match="已结束"):
            act()
    else:
        assert act().state == PARTNERSHIP[move].to_state


def test_a_partnership_begins_and_both_sides_hear_of_it(campus, cast):
    actions.attach_leader(campus.beida, campus.people["leader"].hats.get(), BEGAN, by=cast.office)
    row = actions.begin_partnership(campus.beida, campus.units["教育局"], DAY, by=cast.office, goal="共建基地")
    assert (row.since, row.until, row.began_on, row.state) == (DAY, None, DAY, "running")
    assert told("北京大学合作已建立，由教育局牵头") == {"jiaoyu", "leader"}


@pytest.mark.parametrize("day", [BEGAN - A_DAY, BEGAN, DAY])
def test_a_second_partnership_is_refused_with_the_name_of_the_first(campus, cast, day):
    with pytest.raises(NotNow, match="已由工科局牵头合作"):
        actions.begin_partnership(campus.tsinghua, campus.units["教育局"], day, by=cast.office)


def test_a_partnership_may_begin_again_on_the_day_after_its_end(campus, cast):
    ended(campus, cast)
    with pytest.raises(NotNow, match="2025年6月1日才结束"):
        actions.begin_partnership(campus.tsinghua, campus.units["教育局"], DAY, by=cast.office)
    again = actions.begin_partnership(campus.tsinghua, campus.units["教育局"], DAY + A_DAY, by=cast.office)
    assert again.began_on == DAY + A_DAY


def test_only_a_lead_unit_is_taken(campus, cast):
    finance = campus.units["财政局"]
    with pytest.raises(NotNow, match="财政局不是牵头单位"):
        actions.begin_partnership(campus.beida, finance, DAY, by=cast.office)
    with pytest.raises(NotNow, match="财政局不是牵头单位"):
        actions.hand_over(campus.partnership, finance, DAY, by=cast.office, reason="调整")


def test_a_hand_over_keeps_the_partnership_and_writes_the_past_as_a_row(campus, cast):
    row = actions.hand_over(campus.partnership, campus.units["教育局"], DAY, by=cast.office, reason="职能调整")
    former = Partnership.objects.get(successor=row)
    assert (row.pk, row.lead_unit.short_name, row.since, row.began_on) == (
        campus.partnership.pk,
        "教育局",
        DAY,
        BEGAN,
    )
    assert (former.lead_unit.short_name, former.since, former.until, former.end_reason) == (
        "工科局",
        BEGAN,
        DAY,
        "职能调整",
    )
    assert told("清华大学合作的牵头单位由工科局移交教育局") == {"gongke", "jiaoyu", "tsinghua"}
    assert set(Partnership.objects.whole()) == {row, campus.other}


def test_the_history_of_a_hand_over_reads_as_words(campus, cast):
    actions.hand_over(campus.partnership, campus.units["教育局"], DAY, by=cast.office, reason="职能调整")
    event = Event.objects.about(campus.tsinghua).first()
    assert (event.label, event.note) == ("移交牵头单位", "职能调整")
    assert event.changes == {
        "牵头单位": ["工科局", "教育局"],
        "牵头起止": ["2024年3月1日至今", "2025年6月1日至今"],
    }


def test_a_hand_over_needs_another_unit_and_a_later_day(campus, cast):
    with pytest.raises(NotNow, match="现在就是由工科局牵头"):
        actions.hand_over(campus.partnership, campus.units["工科局"], DAY, by=cast.office, reason="调整")
    with pytest.raises(NotNow, match="要晚于现牵头单位的开始日期"):
        actions.hand_over(campus.partnership, campus.units["教育局"], BEGAN, by=cast.office, reason="调整")


def test_a_stale_hand_over_changes_nothing(campus, cast):
    version = campus.partnership.version
    actions.hand_over(campus.partnership, campus.units["教育局"], DAY, by=cast.office, reason="调整", version=version)
    with pytest.raises(Conflict) as refusal:
        actions.hand_over(
            campus.partnership, campus.units["人社局"], DAY + A_DAY, by=cast.office, reason="调整", version=version
        )
    assert ("牵头单位", "教育局") in refusal.value.theirs
    assert Partnership.objects.filter(university=campus.tsinghua).count() == 2
    assert told("人社局") == set()


def test_every_day_of_a_handed_over_partnership_has_one_lead_unit(campus, cast):
    actions.hand_over(campus.partnership, campus.units["教育局"], DAY, by=cast.office, reason="调整")
    actions.hand_over(campus.partnership, campus.units["人社局"], DAY + A_DAY, by=cast.office, reason="调整")
    days = [BEGAN - A_DAY, BEGAN, DAY - A_DAY, DAY, DAY + A_DAY, timezone.localdate()]
    leads = [[row.lead_unit.short_name for row in campus.tsinghua.partnerships.current(day)] for day in days]
    assert leads == [[], ["工科局"], ["工科局"], ["教育局"], ["人社局"], ["人社局"]]


def test_an_ended_partnership_keeps_its_last_day_and_reason(campus, cast):
    row = ended(campus, cast)
    assert (row.last_day, row.end_reason, row.state) == (DAY, "到期", "ended")
    with pytest.raises(NotNow, match="不能早于开始日期"):
        actions.end_partnership(campus.other, BEGAN - A_DAY, by=cast.office, reason="到期")
    assert told("清华大学合作到2025年6月1日结束") == {"gongke", "tsinghua"}


# Leaders


def test_an_attached_leader_relieves_the_one_before(campus, cast, world):
    from accounts.demo import person, wear

    first = campus.people["leader"].hats.get()
    second = wear(world, person(world, "lingdao2", "周政协"), "leader", "县政协")
    actions.attach_leader(campus.tsinghua, first, BEGAN, by=cast.office)
    row = actions.attach_leader(campus.tsinghua, second, DAY, by=cast.office)
    assert [(one.leader.user.name, one.since, one.until) for one in campus.tsinghua.attachments.order_by("during")] == [
        ("李建国", BEGAN, DAY),
        ("周政协", DAY, None),
    ]
    assert (row.body, campus.tsinghua.attachment()) == ("县政协", row)
    assert Event.objects.first().note == "接替李建国"
    assert told("请您挂点联系清华大学") == {"leader", "lingdao2"}


def test_an_attachment_is_refused_for_no_leader_the_same_leader_or_an_earlier_day(campus, cast):
    leader = campus.people["leader"].hats.get()
    with pytest.raises(NotNow, match="在任的县领导"):
        actions.attach_leader(campus.tsinghua, campus.people["jiaoyu"].hats.get(), DAY, by=cast.office)
    actions.attach_leader(campus.tsinghua, leader, DAY, by=cast.office)
    with pytest.raises(NotNow, match="现在就是由李建国挂点"):
        actions.attach_leader(campus.tsinghua, leader, DAY + A_DAY, by=cast.office)
    with pytest.raises(NotNow, match="更晚的日期"):
        actions.attach_leader(campus.tsinghua, leader, DAY, by=cast.office)


def test_a_detached_university_can_be_attached_again(campus, cast):
    leader = campus.people["leader"].hats.get()
    actions.attach_leader(campus.tsinghua, leader, BEGAN, by=cast.office)
    actions.detach_leader(campus.tsinghua, DAY, by=cast.office, reason="工作调整")
    assert campus.tsinghua.attachment() is None
    with pytest.raises(NotNow, match="没有挂点领导"):
        actions.detach_leader(campus.tsinghua, DAY, by=cast.office, reason="工作调整")
    assert actions.attach_leader(campus.tsinghua, leader, DAY + A_DAY, by=cast.office).is_current


# Experts


def test_an_expert_counts_once(campus, cast):
    values = EXPERT | {"university": campus.tsinghua}
    actions.add_expert(values, by=cast.tsinghua)
    with pytest.raises(NotNow, match="同样的内容"):
        actions.add_expert(values, by=cast.office)
    other = actions.add_expert(values | {"department": "环境学院"}, by=cast.office)
    with pytest.raises(NotNow, match="同样的内容"):
        actions.edit_expert(other, {"department": "农学院"}, by=cast.office)


def test_a_renamed_expert_is_sorted_anew(campus, cast):
    expert = actions.add_expert(EXPERT | {"university": campus.tsinghua}, by=cast.tsinghua)
    assert actions.edit_expert(expert, {"name": "单田芳"}, by=cast.tsinghua).pinyin == "shantianfang stf"


# Contacts: the stored last day always equals what the rows say


def last_days_agree() -> bool:
    return all(
        university.last_contact_on == max((row.day for row in university.contacts.all()), default=None)
        for university in University.objects.all()
    )


def test_the_last_contact_follows_every_entry(campus, cast):
    actions.log_contact(campus.tsinghua, CALL, by=cast.tsinghua)
    late = actions.log_contact(campus.tsinghua, CALL | {"day": DAY + A_DAY}, by=cast.leader)
    actions.log_contact(campus.tsinghua, CALL | {"day": DAY - A_DAY}, by=cast.gongke)
    campus.tsinghua.refresh_from_db()
    assert campus.tsinghua.last_contact_on == DAY + A_DAY
    actions.edit_contact(late, {"day": DAY - A_DAY * 3}, by=cast.office)
    campus.tsinghua.refresh_from_db()
    assert campus.tsinghua.last_contact_on == DAY
    assert last_days_agree()


def test_a_file_is_kept_with_the_contact(campus, cast):
    upload = SimpleUploadedFile("纪要.pdf", b"%PDF-1.4 x", content_type="application/pdf")
    contact = actions.log_contact(campus.tsinghua, CALL, by=cast.tsinghua, upload=upload)
    assert (contact.upload.name, contact.upload.size) == ("纪要.pdf", 10)


def test_events_of_all_parts_stand_in_the_universitys_timeline(campus, cast):
    actions.log_contact(campus.tsinghua, CALL, by=cast.tsinghua)
    actions.attach_leader(campus.tsinghua, campus.people["leader"].hats.get(), DAY, by=cast.office)
    actions.edit_partnership(campus.partnership, {"goal": "共建"}, by=cast.office)
    labels = [event.label for event in Event.objects.about(campus.tsinghua)]
    assert labels == ["修改", "领导挂点", "登记联系"]


def test_a_university_registered_by_hand_has_no_code(cast):
    values = PEKING | {"name": "空军工程大学", "moe_code": None, "off_list_reason": "军队院校"}
    assert actions.register_university(values, by=cast.office).moe_code is None
    register("海军工程大学", off_list_reason="军队院校")


def test_a_range_is_open_ended_until_it_is_ended(campus):
    assert campus.partnership.during == DateRange(BEGAN, None)
