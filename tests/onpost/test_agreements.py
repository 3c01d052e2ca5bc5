"""The agreement: words from records, three parties online or on paper, the office where a university has nobody."""

import pytest

from accounts.models import Hat
from interns.models import Position, StudentProfile, Tutor
from notifications.models import Message
from onpost import actions, board, papers
from onpost.models import Agreement, Signature
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from tests.scene import pdf
from tests.season import placement_in, position_in


@pytest.fixture
def placement(interns):
    StudentProfile.objects.update(university=interns.qinghua.university, university_name="清华大学")
    tutor = Tutor.objects.create(host=interns.yabao, name="张师傅")
    post = position_in(interns, season=interns.offering, allowance=None, safety="lab", tutor=tutor)
    return placement_in(interns, "confirmed", post)


@pytest.fixture
def agreement(placement, interns):
    return actions.agreement_of(placement, by=interns.people["student"])


def signed(agreement) -> list[tuple]:
    return list(Signature.objects.filter(agreement=agreement).values_list("party", "name", "on_paper"))


def test_the_words_come_from_the_records(agreement, interns, enter):
    page = enter(interns.people["student"]).get(agreement.get_absolute_url()).content.decode()
    words = ("亚宝药业", "清华大学", "周晓雨", "研发助理", "面议", "张师傅", "实验室安全培训", "意外伤害保险")
    assert {word: word in page for word in words} == dict.fromkeys(words, True)


def test_the_first_party_to_open_it_makes_it_once(placement, interns, enter):
    for who in ("student", "yabao", "tsinghua"):
        enter(interns.people[who]).get(f"/interns/placements/{placement.pk}/agreement/")
    assert Agreement.objects.filter(placement=placement).count() == 1


def test_three_signatures_complete_it_and_all_hear(agreement, interns):
    for who in ("student", "yabao", "tsinghua"):
        assert agreement.state == "open"
        agreement = actions.sign(agreement, by=interns.people[who])
    assert agreement.state == "signed"
    assert signed(agreement) == [
        ("student", "周晓雨", False),
        ("host", "赵铁柱", False),
        ("university", "陈思远", False),
    ]
    told = Message.objects.filter(channel="portal", title__startswith="实习协议三方已签齐")
    assert set(told.values_list("recipient__username", flat=True)) == {"student", "yabao"}


def test_the_words_are_frozen_by_the_first_signature(agreement, interns):
    actions.sign(agreement, by=interns.people["student"])
    Position.objects.update(tasks="搬砖")
    agreement.refresh_from_db()
    assert "搬砖" not in str(agreement.terms)
    assert "跟随带教老师做实验" in str(agreement.terms)


def test_nobody_signs_twice_or_for_others(agreement, interns):
    actions.sign(agreement, by=interns.people["student"])
    with pytest.raises(NotNow, match="已经签过"):
        actions.sign(agreement, by=interns.people["student"])
    for who in ("student2", "dayu", "xinong", "office", "leader", "auditor"):
        with pytest.raises(NotAllowed):
            actions.sign(agreement, by=interns.people[who])


def test_the_office_signs_for_a_university_that_has_nobody_here(agreement, interns):
    Hat.objects.filter(role="liaison").update(until="2020-01-01", since="2019-01-01")
    actions.sign(agreement, by=interns.people["office"])
    assert signed(agreement) == [("university", "薛明远", False)]


def test_a_stamped_scan_completes_what_was_begun_online(agreement, interns):
    actions.sign(agreement, by=interns.people["student"])
    row = actions.file_scan(agreement, pdf("盖章.pdf"), ["host", "university"], by=interns.people["office"])
    assert (row.state, row.scan.name) == ("signed", "盖章.pdf")
    assert signed(agreement)[1:] == [("host", "亚宝药业", True), ("university", "清华大学", True)]


def test_a_student_does_not_vouch_for_the_others(agreement, interns):
    with pytest.raises(NotAllowed):
        actions.file_scan(agreement, pdf(), ["host"], by=interns.people["student"])


def test_the_scan_is_sent_through_the_page(agreement, interns, enter):
    client = enter(interns.people["yabao"])
    sent = {"scan": pdf(), "parties": ["student", "host", "university"]}
    client.post(f"/interns/agreements/{agreement.pk}/scan/", sent)
    agreement.refresh_from_db()
    assert agreement.state == "signed"
    assert client.get(f"/interns/agreements/{agreement.pk}/scan/file/").status_code == 200


def test_after_a_void_one_a_new_one_is_made(agreement, placement, interns):
    actions.void(agreement, by=interns.people["office"], note="日期写错")
    again = actions.agreement_of(placement, by=interns.people["yabao"])
    assert (again.pk != agreement.pk, again.state) == (True, "open")


def test_one_click_prepares_all_that_are_missing(placement, interns, enter):
    other = placement_in(interns, "confirmed", placement.position, interns.student2)
    client = enter(interns.people["office"])
    assert "还有 2 名已确认的学生没有协议。" in client.get("/interns/agreements/").content.decode()
    assert "已生成 2 份协议。" in client.post("/interns/agreements/prepare/", follow=True).content.decode()
    assert "已生成 0 份协议。" in client.post("/interns/agreements/prepare/", follow=True).content.decode()
    assert set(Agreement.objects.values_list("placement", flat=True)) == {placement.pk, other.pk}


def test_without_an_agreement_that_holds_all_days_a_placement_stands_on_the_list(agreement, placement, interns):
    for who in ("student", "yabao", "tsinghua"):
        assert list(board.unsigned()) == [placement]
        agreement = actions.sign(agreement, by=interns.people[who])
    assert list(board.unsigned()) == []
    Position.objects.update(ends_on=agreement.ends_on.replace(year=2099))
    assert list(board.unsigned()) == [placement]


def test_the_paper_is_a_pdf_of_the_same_words(agreement, interns):
    assert papers.agreement_pdf(agreement)[:5] == b"%PDF-"
    actions.sign(agreement, by=interns.people["student"])
    row = Agreement.objects.with_people().get()
    assert [one["done"][:3] for one in papers._agreement(row)["parties"]] == ["周晓雨", "", ""]


def test_the_arrival_pack_says_where_whom_and_what(placement):
    words = str(papers.arrival(placement))
    assert {word: word in words for word in ("亚宝药业", "张师傅", "110", "实验室安全培训")} == {
        "亚宝药业": True,
        "张师傅": True,
        "110": True,
        "实验室安全培训": True,
    }
    assert papers.arrival_pdf(placement)[:5] == b"%PDF-"


def test_the_calendar_file_keeps_to_its_format(placement):
    placement.position.title = "研发；助理, 很长的名字" * 8
    lines = papers.arrival_ics(placement).split("\r\n")
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    assert max(len(line.encode()) for line in lines) <= 75
    assert f"DTSTART;TZID=Asia/Shanghai:{placement.position.starts_on:%Y%m%d}T090000" in lines
    assert "研发；助理\\, " in "".join(line.removeprefix(" ") for line in lines)
