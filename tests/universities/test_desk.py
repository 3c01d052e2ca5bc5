"""What the desk says: gaps for the office, unreachable experts for a liaison, nothing for others."""

from tests.universities.conftest import register
from universities import actions, desk
from universities.models import Expert

VISIT = {"kind": "visited", "direction": "ours", "people": "", "summary": "走访"}


def lines(actor) -> list[tuple[str, str]]:
    return [(task.title, task.why) for task in desk.waiting_for(actor)]


def test_the_office_reads_the_gaps_of_one_plus_one(campus, cast):
    register("第一大学", "9000000001")
    campus.tsinghua.members.all().delete()
    assert lines(cast.office) == [
        ("2所在册高校还没有牵头单位", "北京大学、第一大学"),
        ("2所合作高校还没有挂点领导", "清华大学、西北农林科技大学"),
        ("1所合作高校还没有联络员", "清华大学"),
    ]


def test_each_line_opens_just_the_rows_it_counts(campus, cast, enter):
    for task in desk.waiting_for(cast.office):
        count = enter(cast.office).get(task.url).context["table"].paginator.count
        assert task.title.startswith(str(count))


def test_a_filled_gap_is_no_line(campus, cast):
    hat = campus.people["leader"].hats.get()
    for university in (campus.tsinghua, campus.xinong):
        actions.attach_leader(university, hat, university.partnership().since, by=cast.office)
    assert [title for title, _why in lines(cast.office)] == ["1所在册高校还没有牵头单位"]


def test_a_liaison_reads_of_own_experts_only(campus, cast, enter):
    Expert.objects.create(university=campus.tsinghua, name="张三", field="育种", pinyin="zhangsan")
    Expert.objects.create(university=campus.tsinghua, name="李四", field="育种", email="l@example.cn")
    Expert.objects.create(university=campus.xinong, name="王五", field="育种")
    assert lines(cast.tsinghua) == [("1位专家没有联系方式，县里有事找不到人", "张三")]
    (task,) = desk.waiting_for(cast.tsinghua)
    assert enter(cast.tsinghua).get(task.url).context["table"].paginator.count == 1


def test_nobody_else_is_asked_for_anything(campus, cast):
    Expert.objects.create(university=campus.tsinghua, name="张三", field="育种")
    actions.log_contact(campus.tsinghua, VISIT, by=cast.office)  # else its lead unit hears that it is quiet
    others = set(vars(cast)) - {"office", "tsinghua"}
    assert {name: lines(getattr(cast, name)) for name in others} == dict.fromkeys(others, [])


def test_a_leader_and_an_official_read_how_many_are_theirs(campus, cast):
    actions.attach_leader(campus.xinong, campus.people["leader"].hats.get(), campus.other.since, by=cast.office)

    def read(actor):
        return [(figure.label, figure.value) for figure in desk.figures(actor)]

    assert read(cast.leader) == [("合作高校", 2), ("我挂点的高校", 1), ("专家", 0)]
    assert read(cast.gongke) == [("合作高校", 2), ("本单位牵头的高校", 1), ("专家", 0)]
    assert read(cast.jiaoyu) == [("合作高校", 2), ("本单位牵头的高校", 0), ("专家", 0)]


def test_the_search_box_finds_what_the_actor_may_see(campus, cast, enter):
    Expert.objects.create(university=campus.tsinghua, name="秘不示", field="育种", pinyin="mibushi mbs")
    assert "秘不示" in enter(cast.office).get("/search/?q=秘不示").content.decode()
    found = enter(cast.student).get("/search/?q=秘不示")
    assert found.context["groups"] == []
