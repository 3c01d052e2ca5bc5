"""The pages of duties: what each reads, one submit for all that is due, what a wrong form gives back, what it costs."""

import csv
import io
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from notifications.models import Event, Message
from supervision import actions, origins
from supervision.models import Blocker, Duty, Extension, Nudge, Report
from tests.supervision.helpers import blocker_on, days, duty_in, happened, pdf

LIST = "/duties/"
ALL = "/duties/report/"


def titles(answer) -> list[str]:
    return [row.record.title for row in answer.context["table"].page.object_list]


@pytest.fixture
def several(scene):
    duty_in(scene, "doing", -1, title="甲")
    duty_in(scene, "assigned", 3, title="乙", university=True, unit=scene.units["工科局"])
    duty_in(scene, "suspended", 30, title="丙")
    duty_in(scene, "closed", -40, title="丁", kind="milestone")
    duty_in(scene, "doing", -90, title="戊", original_due=days(-99))


def test_the_list_begins_with_what_is_still_to_be_done(scene, enter):
    for title, state, due in (("早已办完", "closed", -90), ("晚些", "doing", 9), ("先办", "assigned", 2)):
        duty_in(scene, state, due=due, title=title)
    answer = enter(scene.people["office"]).get("/duties/")
    assert [row.record.title for row in answer.context["table"].page.object_list] == ["先办", "晚些", "早已办完"]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", "甲乙丙丁戊"),
        ("?state=open", "甲乙戊"),
        ("?state=done", "丁"),
        ("?state=suspended", "丙"),
        ("?kind=milestone", "丁"),
        ("?light=red", "甲戊"),
        ("?light=yellow", "乙"),
        ("?light=green", ""),
        ("?light=purple", ""),
        ("?order=red", "戊"),
        ("?only=moved", "戊"),
        ("?only=mine", ""),
        ("?q=乙", "乙"),
        ("?q=%00", ""),
        ("?page=99", "甲乙丙丁戊"),
    ],
)
def test_the_list_filters_and_searches(query, wanted, scene, several, enter):
    answer = enter(scene.people["office"]).get(LIST + query)
    assert (answer.status_code, sorted(titles(answer))) == (200, sorted(wanted))


def test_mine_and_blocked_are_picked(scene, several, enter):
    blocker_on(scene, Duty.objects.get(title="丙"))
    assert titles(enter(scene.people["mate"]).get(LIST + "?only=mine")) == ["戊", "甲"]
    assert titles(enter(scene.people["tsinghua"]).get(LIST + "?only=mine")) == ["乙"]
    assert titles(enter(scene.people["mate"]).get(LIST + "?only=blocked")) == ["丙"]


@pytest.mark.parametrize("who", ["office", "jiaoyu", "tsinghua"])
def test_the_list_costs_the_same_for_one_and_for_three_rows(who, scene, enter, queries):
    client = enter(scene.people[who])
    duty_in(scene, university=True)
    client.get(LIST)
    with queries(9):
        client.get(LIST)
    for number in range(2):
        duty_in(scene, due=-30 * number - 9, university=True)
    with queries(9):
        client.get(LIST)


def test_the_export_holds_the_rows_of_the_filter_in_words(scene, several, enter):
    answer = enter(scene.people["office"]).get(LIST + "?state=open&format=csv")
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert lines[0] == [
        "事项",
        "灯",
        "督办等级",
        "状态",
        "由谁办",
        "期限",
        "最初期限",
        "责任单位",
        "类别",
        "来源",
        "最近更新",
    ]
    assert [line[:5] for line in lines[1:]] == [
        ["戊", "红 · 逾期", "红色督办", "办理中", "教育局"],
        ["甲", "红 · 逾期", lines[2][2], "办理中", "教育局"],
        ["乙", "黄 · 临期", "", "已交办", "清华大学"],
    ]
    assert enter(scene.people["office"]).get(LIST + "?format=xlsx").status_code == 200


# the page of one duty

OFFERED = {  # moves offered, may say how it goes, may ask for a later day, may nudge, may edit
    "office": (["reassign", "suspend", "cancel"], False, False, True, True),
    "leader": ([], False, False, True, False),
    "jiaoyu": (["report"], True, True, True, False),
    "gongke": ([], False, False, False, False),
    "tsinghua": (["report"], True, True, False, False),
    "auditor": ([], False, False, False, False),
}


def test_the_page_offers_each_reader_what_they_may_do(scene, enter):
    address = duty_in(scene, "doing", university=True).get_absolute_url()
    offered = {}
    for who in OFFERED:
        context = enter(scene.people[who]).get(address).context
        forms = [context[name] is not None for name in ("report_form", "extension_form")]
        moves = [offer.name for offer in context["offers"]]
        offered[who] = (moves, *forms, context["may_nudge"], context["may_edit"])
    assert offered == OFFERED


@pytest.mark.parametrize("who", ["admin", "xinong", "yabao", "dayu", "student", "outsider"])
def test_unseen_and_missing_duties_look_the_same(who, scene, enter):
    duty = duty_in(scene, university=True)
    client = enter(scene.people[who])
    answers = [(at, client.get(at)) for at in (duty.get_absolute_url(), f"{LIST}{duty.pk + 1}/")]
    assert [answer.status_code for _at, answer in answers] == [404, 404]
    assert len({len(answer.content.decode().replace(at, "")) for at, answer in answers}) == 1


def test_the_page_says_who_has_it_and_what_comes_next_when_it_is_late(scene, enter):
    duty = duty_in(scene, "doing", -1, person=scene.users["mate"])
    page = enter(scene.people["jiaoyu"]).get(duty.get_absolute_url()).content.decode()
    words = ("教育局 · 马科员", f"期限 {date_format(days(-1))} 已过。", "将告知单位负责人", "不能再申请延期")
    assert [word for word in words if word not in page] == []


def test_the_page_costs_the_same_for_one_and_for_three_of_everything(scene, enter, queries):
    duty = duty_in(scene, university=True)
    client = enter(scene.people["office"])

    def add(number):
        actions.report_progress(duty, status="on_plan", upload=pdf(), by=scene.people["tsinghua"])
        blocker_on(scene, duty)
        Nudge.objects.create(duty=duty, by_hat="x", day=days(-number))
        facts = {"from_due": days(1), "to_due": days(9), "reason": "x", "progress": "y", "state": "refused"}
        Extension.objects.create(duty=duty, asked_by=scene.users["tsinghua"], **facts)

    add(0)
    client.get(duty.get_absolute_url())
    with queries(12):
        client.get(duty.get_absolute_url())
    add(1)
    add(2)
    with queries(12):
        client.get(duty.get_absolute_url())


def test_one_press_says_that_all_goes_well(scene, enter):
    duty = duty_in(scene, "assigned")
    answer = enter(scene.people["mate"]).post(f"{duty.get_absolute_url()}say/", {"status": "on_plan"})
    duty.refresh_from_db()
    assert (answer["Location"], duty.state) == (duty.get_absolute_url(), "doing")


WRONG = [
    ({}, {"status": ["请选一项。"]}),
    ({"status": "done"}, {"upload": ["报完成要附佐证材料。"]}),
    ({"status": "troubled", "text": " "}, {"text": ["有困难或停滞时，请写一句原因。"]}),
    ({"status": "on_plan", "done_on": days(1)}, {"done_on": ["完成日期不能晚于今天。"]}),
    ({"status": "great"}, ["status"]),
    ({"status": "stalled", "text": "x" * 501}, ["text"]),
    ({"status": "stalled", "text": "缺\x00料"}, ["text"]),
    ({"status": "on_plan", "submission": "\x00"}, ["submission"]),
]


@pytest.mark.parametrize(("data", "errors"), WRONG)
def test_a_wrong_report_comes_back_with_a_sentence_beside_the_field(data, errors, scene, enter):
    duty = duty_in(scene)
    answer = enter(scene.people["mate"]).post(f"{duty.get_absolute_url()}say/", data)
    found = answer.context["form"].errors
    assert (answer.status_code, found if isinstance(errors, dict) else list(found)) == (200, errors)
    assert Report.objects.count() == 0


def test_a_program_is_refused_as_evidence_and_the_words_stay(scene, enter):
    address = f"{duty_in(scene).get_absolute_url()}say/"
    data = {"status": "done", "text": "都做完了", "upload": pdf("proof.exe"), "done_on": days(-1)}
    answer = enter(scene.people["mate"]).post(address, data)
    page = answer.content.decode()
    assert list(answer.context["form"].errors) == ["upload"]
    assert ["都做完了" in page, f'value="{days(-1)}"' in page, 'value="done"' in page] == [True] * 3


def test_the_proof_is_fetched_by_those_who_see_the_duty(scene, enter):
    duty = duty_in(scene, university=True)
    data = {"status": "done", "upload": pdf("现场.pdf"), "done_on": days(0)}
    enter(scene.people["tsinghua"]).post(f"{duty.get_absolute_url()}say/", data)
    address = reverse("supervision:report_file", args=[duty.pk, Report.objects.get().pk])
    assert "现场.pdf" in enter(scene.people["jiaoyu"]).get(duty.get_absolute_url()).content.decode()
    who = ("jiaoyu", "gongke", "xinong", "student")
    assert [enter(scene.people[name]).get(address).status_code for name in who] == [200, 200, 404, 404]


# all that are due on one page


def lines(duties, **said) -> dict:
    """What the browser sends: untouched lines send their offered day, the others what was said."""
    data = {}
    for duty in duties:
        data[f"d{duty.pk}-done_on"] = days(0)
        data |= {f"d{duty.pk}-{name}": value for name, value in said.get(duty.title, {}).items()}
    return data


@pytest.fixture
def three(scene):
    return [duty_in(scene, "assigned", title=title) for title in ("one", "two", "three")]


SAID = {
    "one": {"status": "on_plan"},
    "two": {"status": "done", "upload": "", "text": "盖了章"},
    "three": {"status": "troubled", "text": "缺人"},
}


def with_proof() -> dict:
    return SAID | {"two": {"status": "done", "text": "盖了章", "upload": pdf()}}


def states() -> dict[str, str]:
    return dict(Duty.objects.values_list("title", "state"))


def test_three_duties_are_reported_on_in_one_submit(scene, three, enter):
    answer = enter(scene.people["mate"]).post(ALL, lines(three, **with_proof()), follow=True)
    assert states() == {"one": "doing", "two": "reported", "three": "doing"}
    assert [str(message) for message in answer.context["messages"]] == ["已报送3项。"]


def test_an_untouched_line_says_nothing(scene, three, enter):
    client = enter(scene.people["mate"])
    client.post(ALL, lines(three, one={"status": "on_plan"}))
    assert states() == {"one": "doing", "two": "assigned", "three": "assigned"}
    assert "还没有选任何一项。" in client.post(ALL, lines(three)).content.decode()


def test_one_wrong_line_reports_none_and_keeps_all_that_was_typed(scene, three, enter):
    answer = enter(scene.people["mate"]).post(ALL, lines(three, **SAID))
    page = answer.content.decode()
    words = ("有1项还要补充，其余填的都保留着。", "报完成要附佐证材料。", "盖了章", "缺人")
    assert [word for word in words if word not in page] == []
    assert page.count("checked") == 3
    assert set(states().values()) == {"assigned"}


def test_a_double_submit_of_the_page_is_once(scene, three, enter):
    client, key = enter(scene.people["mate"]), {"submission": uuid4()}
    data = {"one": {"status": "on_plan"}, "three": {"status": "on_plan"}}
    client.post(ALL, lines(three, **data) | key)
    again = client.post(ALL, lines(three, **data) | key, follow=True)
    assert [str(message) for message in again.context["messages"]][-1] == "已经收到过，没有重复提交。"
    assert Report.objects.count() == 2


def test_a_double_submit_of_what_is_done_is_once_too(scene, enter):
    duty = duty_in(scene, title="two")
    client, key = enter(scene.people["mate"]), {"submission": uuid4()}
    for _n in range(2):
        answer = client.post(ALL, lines([duty], **with_proof()) | key, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["已经收到过，没有重复提交。"]
    assert Report.objects.count() == 1


def test_what_somebody_else_reported_meanwhile_is_said_and_nothing_typed_is_lost(scene, three, enter):
    actions.move_duty(three[2], "report", by=scene.people["jiaoyu"], upload=pdf())
    client = enter(scene.people["mate"])
    page = client.post(ALL, lines(three, **with_proof())).content.decode()
    assert ["现在是“已反馈”" in page, "缺人" in page, "盖了章" in page] == [True] * 3
    assert states() == {"one": "assigned", "two": "assigned", "three": "reported"}
    rest = {name: said for name, said in with_proof().items() if name != "three"} | {"three": {"text": "缺人"}}
    client.post(ALL, lines(three, **rest))
    assert states() == {"one": "doing", "two": "reported", "three": "reported"}


def test_nonsense_in_the_address_and_in_the_key_is_no_accident(scene, three, enter):
    client = enter(scene.people["mate"])
    for query in ("?days=x", "?days=-1", "?days=99999999999", "?days=%00"):
        assert client.get(ALL + query).status_code == 200
    answer = client.post(ALL, lines(three, one={"status": "on_plan"}) | {"submission": "\x00"})
    assert answer.status_code == 200


def test_the_page_shows_what_is_due_in_two_weeks_and_all_when_asked(scene, enter):
    duty_in(scene, title="近", due=14)
    duty_in(scene, title="远", due=15)
    client = enter(scene.people["mate"])
    shown = [[duty.title for duty, _form in client.get(ALL + query).context["lines"]] for query in ("", "?days=3660")]
    assert shown == [["近"], ["近", "远"]]


def test_the_page_costs_the_same_for_one_and_for_three_lines(scene, enter, queries):
    client = enter(scene.people["mate"])
    duty_in(scene)
    client.get(ALL)
    with queries(5):
        client.get(ALL)
    duty_in(scene, university=False)
    duty_in(scene)
    with queries(5):
        client.get(ALL)


# giving and changing


def asked(scene, **more) -> dict:
    return {"title": "交报告", "unit": scene.units["教育局"].pk, "due": days(9), "detail": ""} | more


def test_a_duty_is_given_submitted_or_kept_by_the_button(scene, enter):
    for who, button in (("office", {}), ("jiaoyu", {}), ("jiaoyu", {"draft": "1"})):
        answer = enter(scene.people[who]).post("/duties/add/", asked(scene) | button)
        assert answer["Location"] == Duty.objects.latest("pk").get_absolute_url()
    assert list(Duty.objects.order_by("pk").values_list("state", flat=True)) == ["assigned", "approval", "draft"]


def test_a_double_submit_gives_one_duty_and_leads_to_it(scene, enter):
    client, data = enter(scene.people["office"]), asked(scene, submission=uuid4())
    answers = [client.post("/duties/add/", data)["Location"] for _n in range(2)]
    assert answers == [Duty.objects.get().get_absolute_url()] * 2


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ({"title": "x" * 101}, ["title"]),
        ({"title": "交\x00报告"}, ["title"]),
        ({"due": days(-1)}, ["due"]),
        ({"due": "9999-99-99"}, ["due"]),
        ({"unit": "x\x00"}, ["unit"]),
        ({"university": 10**20}, ["university"]),
    ],
)
def test_a_wrong_duty_comes_back_as_it_was_typed(data, fields, scene, enter):
    answer = enter(scene.people["office"]).post("/duties/add/", asked(scene, detail="盖章为准") | data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, fields)
    assert "盖章为准" in answer.content.decode()


def test_a_title_of_forty_signs_is_kept_whole(scene, enter):
    long = "药用玻璃新配方中试线建设方案专家评审意见汇总及整改落实情况报告（含附件和佐证材料）"[:40]
    enter(scene.people["office"]).post("/duties/add/", asked(scene, title=long))
    assert long in enter(scene.people["jiaoyu"]).get(Duty.objects.get().get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "key", ["x", "x:1", "universities.partnership:1", "accounts.user:1", "universities.university:x", "\x00"]
)
def test_a_duty_on_nonsense_is_404(key, scene, enter):
    assert enter(scene.people["office"]).get("/duties/add/", {"origin": key}).status_code == 404


@pytest.fixture
def hangs_on_duties(monkeypatch):
    """Let a duty hang on another, as a record that not everybody sees."""
    monkeypatch.setitem(origins._ORIGINS, "supervision.duty", origins.Origin(("correction", "given")))


def test_a_duty_hangs_on_what_its_drafter_sees(hangs_on_duties, scene, enter):
    whole = duty_in(scene, title="示范区建设")
    address = f"/duties/add/?origin={whole.key}"
    codes = {who: enter(scene.people[who]).get(address).status_code for who in ("jiaoyu", "gongke")}
    assert codes == {"jiaoyu": 200, "gongke": 404}
    enter(scene.people["office"]).post(address, asked(scene, kind="given"))
    part = Duty.objects.get(title="交报告")
    assert (part.origin, part.origin_label, part.kind) == (whole.key, "示范区建设", "given")


def test_the_second_writer_sees_both_texts_and_may_then_overwrite(scene, enter):
    duty = duty_in(scene, "draft")
    address = reverse("supervision:edit", args=[duty.pk])
    data = asked(scene, due=days(5), version=1)
    enter(scene.people["jiaoyu"]).post(address, data | {"title": "先写的"})
    client = enter(scene.people["office"])
    clash = client.post(address, data | {"title": "后写的"})
    page = clash.content.decode()
    assert clash.status_code == 409
    assert [word in page for word in ("王秀兰", "先写的", 'value="后写的"')] == [True] * 3
    client.post(address, data | {"title": "后写的", "version": clash.context["form"].data["version"]})
    duty.refresh_from_db()
    assert (duty.title, duty.version) == ("后写的", 3)


def test_another_day_of_what_was_given_is_asked_for_a_reason(scene, enter):
    duty = duty_in(scene, "assigned")
    client, address = enter(scene.people["office"]), reverse("supervision:edit", args=[duty.pk])
    answer = client.post(address, asked(scene, due=days(30)))
    assert answer.context["form"].errors == {"reason": ["改期限要写明理由。"]}
    client.post(address, asked(scene, due=days(30), reason="设备晚到"))
    duty.refresh_from_db()
    assert (duty.due, duty.original_due) == (days(30), days(5))


def test_a_move_pressed_too_late_says_so_in_a_sentence(scene, enter):
    duty = duty_in(scene, "accepted")
    answer = enter(scene.people["mate"]).post(f"{duty.get_absolute_url()}accept/", {})
    assert (answer.status_code, "现在是“已签收”，不能签收。" in answer.content.decode()) == (200, True)
    assert enter(scene.people["mate"]).get(f"{duty.get_absolute_url()}nonsense/").status_code == 404


def test_the_loop_through_its_forms(scene, enter):
    duty = duty_in(scene, "draft")
    at, page = duty.get_absolute_url(), {who: enter(scene.people[who]) for who in ("office", "jiaoyu", "mate")}
    page["jiaoyu"].post(f"{at}submit/", {})
    page["office"].post(f"{at}approve/", {})
    page["mate"].post(f"{at}turn_down/", {"reason": "不归我们"})
    page["office"].post(f"{at}reassign/", {"unit": scene.units["教育局"].pk, "note": "归你们"})
    page["mate"].post(f"{at}accept/", {})
    page["mate"].post(f"{at}report/", {"done_on": days(0), "evidence": pdf(), "text": "好了"})
    page["office"].post(f"{at}review_and_close/", {})
    verbs = ["submit", "approve", "turn_down", "reassign", "accept", "report", "review", "close"]
    assert (happened(), Report.objects.get().text) == (verbs, "好了")


# a later day, a nudge, a blocker


def test_a_later_day_through_its_forms(scene, enter):
    duty = duty_in(scene)
    mate, office = enter(scene.people["mate"]), enter(scene.people["office"])
    address = f"{duty.get_absolute_url()}extend/"
    wrong = mate.post(address, {"to_due": days(5), "reason": "缺料", "progress": "一半"})
    assert wrong.context["form"].errors == {"to_due": ["申请的日期要晚于现在的期限。"]}
    assert "缺料" in wrong.content.decode()
    mate.post(address, {"to_due": days(20), "reason": "缺料", "progress": "一半"})
    decide = reverse("supervision:decide", args=[Extension.objects.get().pk])
    refused = office.post(decide, {"granted": "no"})
    assert refused.context["form"].errors == {"words": ["不同意延期，请写明理由。"]}
    assert "缺料" in office.get(duty.get_absolute_url()).content.decode()
    office.post(decide, {"granted": "yes"})
    duty.refresh_from_db()
    assert (duty.due, duty.original_due) == (days(20), days(5))


def test_the_day_a_plan_found_possible_is_offered_and_nonsense_is_not(scene, enter):
    client, address = enter(scene.people["mate"]), f"{duty_in(scene).get_absolute_url()}extend/"
    assert client.get(f"{address}?to={days(12)}").context["form"].initial["to_due"] == days(12)
    assert [client.get(address + query).context["form"].initial for query in ("?to=x", "?to=%00", "")] == [{}] * 3


def test_a_second_nudge_of_the_day_says_who_was_first(scene, enter):
    address = f"{duty_in(scene).get_absolute_url()}nudge/"
    enter(scene.people["leader"]).post(address, {"words": "请抓紧"})
    answer = enter(scene.people["office"]).post(address, {"words": "快"})
    assert "已经催办过。" in answer.content.decode()
    assert Nudge.objects.get().words == "请抓紧"


def named(scene, resolver: str) -> dict:
    return {"what": "缺环评批复", "resolver": scene.people[resolver].hat.pk, "until": days(2)}


def test_the_one_named_gets_there_from_the_message_also_where_the_duty_is_not_theirs(scene, enter):
    duty = duty_in(scene)
    enter(scene.people["mate"]).post(f"{duty.get_absolute_url()}block/", named(scene, "gongke"))
    client = enter(scene.people["gongke"])
    assert client.get(duty.get_absolute_url()).status_code == 404
    path = Message.objects.bell().get(recipient=scene.users["gongke"]).path
    page = client.get(path)
    assert (page.status_code, "缺环评批复" in page.content.decode()) == (200, True)
    key = {"how": "批了", "submission": uuid4()}
    assert [client.post(path, key)["Location"] for _n in range(2)] == [reverse("home")] * 2
    assert Blocker.objects.get().how == "批了"
    assert Event.objects.filter(verb="unblocked").count() == 1


def test_only_those_who_see_a_blocker_or_are_named_open_it(scene, enter):
    address = reverse("supervision:unblock", args=[blocker_on(scene, duty_in(scene)).pk])
    codes = {who: enter(scene.people[who]).get(address).status_code for who in scene.people if who != "public"}
    answers = {200: {"office", "jiaoyu", "gongke"}, 403: {"mate", "leader", "auditor"}}
    assert {code: {who for who in codes if codes[who] == code} for code in answers} == answers
    assert set(codes.values()) == {200, 403, 404}


@pytest.mark.parametrize(
    ("data", "field"),
    [({"until": days(-1)}, "until"), ({"resolver": 10**12}, "resolver"), ({"what": "缺\x00"}, "what")],
)
def test_a_wrong_blocker_comes_back_as_it_was_typed(data, field, scene, enter):
    address = f"{duty_in(scene).get_absolute_url()}block/"
    answer = enter(scene.people["mate"]).post(address, named(scene, "gongke") | data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])


# signing off together


def test_those_ticked_are_closed_and_the_rest_stay(scene, enter):
    duties = [duty_in(scene, "reviewed", title=title) for title in ("one", "two", "three")]
    client = enter(scene.people["office"])
    answer = client.post("/duties/close/", {"duty": [duties[0].pk, duties[2].pk, "x", "9" * 30]}, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["已销号2项。"]
    assert states() == {"one": "closed", "two": "reviewed", "three": "closed"}
    assert "请至少选一项。" in client.post("/duties/close/", {}).content.decode()


def test_signing_off_twice_is_once(scene, enter):
    duty = duty_in(scene, "reviewed")
    client, data = enter(scene.people["office"]), {"duty": [duty.pk], "submission": uuid4()}
    for _n in range(2):
        answer = client.post("/duties/close/", data, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["已经收到过，没有重复提交。"]
    assert happened() == ["close"]


def test_what_one_reported_oneself_is_not_offered_for_signing_off(scene, enter):
    duty_in(scene, "reviewed", title="own", reported_by=scene.users["office"])
    duty_in(scene, "reviewed", title="other")
    rows = enter(scene.people["office"]).get("/duties/close/").context["rows"]
    assert [row.title for row in rows] == ["other"]
