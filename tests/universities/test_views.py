"""The pages: constant queries, the public's fields only, what was typed comes back, numbers equal their lists."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from files.models import Upload
from tests.universities.conftest import partner, register, speak
from universities import actions
from universities.models import Contact, Expert, Partnership, University

DAY = date(2025, 6, 1)
CALL = {"day": DAY, "kind": "phone", "direction": "theirs", "people": "李四", "summary": "商定来访"}


def text(page) -> str:
    assert page.status_code == 200
    return page.content.decode()


def table_of(page) -> list[str]:
    """The names in the first column of the list."""
    return [str(row.get_cell_value(next(iter(row.table.columns)).name)) for row in page.context["table"].paginated_rows]


def fill(campus, number: int) -> None:
    """So many more of everything that lists show."""
    for n in range(number):
        university = register(f"第{n}大学", f"900000000{n}")
        partner(university, campus.units["教育局"])
        Expert.objects.create(university=university, name=f"专家{n}", field="育种", is_public=True)
        Contact.objects.create(university=university, logged_by=campus.people["office"], **CALL)


@pytest.mark.parametrize(
    ("address", "who", "count"),
    [
        ("/universities/", None, 4),
        ("/universities/", "office", 9),
        ("/partnerships/", "office", 7),
        ("/experts/", None, 2),
        ("/experts/", "office", 7),
        ("/contacts/", "office", 6),
    ],
)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_asks_the_same_number_of_questions_whatever_its_length(
    campus, enter, queries, address, who, count, rows
):
    fill(campus, rows)
    client = enter(campus.people[who] if who else None)
    client.get(address)
    with queries(count):
        client.get(address)


@pytest.mark.parametrize(("who", "count"), [(None, 3), ("office", 11), ("tsinghua", 12)])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_university_asks_the_same_number_of_questions(campus, cast, enter, queries, who, count, rows):
    for n in range(rows):
        Expert.objects.create(university=campus.tsinghua, name=f"专家{n}", field="育种", is_public=True)
        actions.log_contact(campus.tsinghua, CALL, by=cast.office)
    client = enter(campus.people[who] if who else None)
    client.get(campus.tsinghua.get_absolute_url())
    with queries(count):
        client.get(campus.tsinghua.get_absolute_url())


@pytest.mark.parametrize(("who", "count"), [("office", 10), ("tsinghua", 11)])
def test_the_page_of_a_partnership_asks_the_same_number_of_questions(campus, cast, enter, queries, who, count):
    client, address = enter(campus.people[who]), campus.partnership.get_absolute_url()
    client.get(address)
    for _turn in range(2):
        with queries(count):
            client.get(address)
        lead = campus.units["教育局"]
        if campus.partnership.former.count() == 0:
            actions.hand_over(campus.partnership, lead, DAY, by=cast.office, reason="调整")


def test_the_public_list_shows_public_fields_of_partners_only(campus, cast, enter):
    actions.attach_leader(campus.tsinghua, campus.people["leader"].hats.get(), DAY, by=cast.office)
    actions.log_contact(campus.tsinghua, CALL, by=cast.office)
    page = enter().get("/universities/")
    assert table_of(page) == ["清华大学", "西北农林科技大学"]
    words = text(page)
    assert "2024年3月1日" in words and "工科局" in words
    for inner in ("北京大学", "李建国", "陈思远", "2025年6月1日", "最近联系"):
        assert inner not in words


def test_the_public_page_tells_nothing_that_is_not_public(campus, cast, enter):
    University.objects.filter(pk=campus.tsinghua.pk).update(remarks="内部备注", intro="共建基地")
    actions.attach_leader(campus.tsinghua, campus.people["leader"].hats.get(), DAY, by=cast.office)
    actions.log_contact(campus.tsinghua, CALL, by=cast.tsinghua)
    hidden = Expert.objects.create(university=campus.tsinghua, name="王保密", field="育种")
    shown = Expert.objects.create(
        university=campus.tsinghua, name="张公开", field="育种", mobile="13900001234", is_public=True
    )
    inner = ["内部备注", "李建国", "陈思远", "商定来访", "王保密", "4111010003", "13900001234", "登记联系", "经过"]
    for outsider in (None, "student", "yabao", "xinong"):
        client = enter(campus.people[outsider] if outsider else None)
        words = text(client.get(campus.tsinghua.get_absolute_url())) + text(client.get(shown.get_absolute_url()))
        assert [word for word in inner if word in words] == []
        assert "张公开" in words and "共建基地" in words
        assert client.get(hidden.get_absolute_url()).status_code == 404
    words = text(enter(campus.people["tsinghua"]).get(campus.tsinghua.get_absolute_url()))
    assert [word for word in inner if word not in words] == ["13900001234"]


def test_exports_have_the_columns_of_the_screen(campus, enter):
    def header_and_rows(who):
        answer = enter(campus.people[who] if who else None).get("/universities/?format=csv&q=清华")
        lines = io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))
        return list(csv.reader(lines))

    assert header_and_rows(None) == [
        ["校名", "省份", "办学层次", "合作起", "牵头单位"],
        ["清华大学", "北京市", "本科", "2024-03-01", "工科局"],
    ]
    assert header_and_rows("office") == [
        ["校名", "省份", "办学层次", "合作起", "牵头单位", "挂点领导", "联络员", "最近联系"],
        ["清华大学", "北京市", "本科", "2024-03-01", "工科局", "", "陈思远", ""],
    ]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("q=西农", ["西北农林科技大学"]),
        ("q=qhdx", ["清华大学"]),
        ("q=%00", []),
        ("province=陕西省", ["西北农林科技大学"]),
        ("level=bachelor", ["北京大学", "清华大学", "西北农林科技大学"]),
        ("partner=yes", ["清华大学", "西北农林科技大学"]),
        ("partner=no", ["北京大学"]),
        ("leader=no", ["清华大学", "西北农林科技大学"]),
        ("liaison=no", []),
        ("sort=-name", ["西北农林科技大学", "清华大学", "北京大学"]),
        ("sort=-since", ["清华大学", "西北农林科技大学", "北京大学"]),
        ("sort=last_contact_on", ["北京大学", "西北农林科技大学", "清华大学"]),
        ("sort=-last_contact_on", ["清华大学", "北京大学", "西北农林科技大学"]),
        ("sort=nonsense&page=x", ["北京大学", "清华大学", "西北农林科技大学"]),
    ],
)
def test_filters_and_sorting(campus, cast, enter, question, names):
    actions.log_contact(campus.tsinghua, CALL, by=cast.office)
    page = enter(cast.office).get(f"/universities/?{question}")
    assert table_of(page) == names


def test_the_list_of_one_lead_unit(campus, cast, enter):
    unit = campus.units["工科局"].pk
    client = enter(cast.office)
    assert table_of(client.get(f"/universities/?lead_unit={unit}")) == ["清华大学"]
    assert table_of(client.get(f"/partnerships/?lead_unit={unit}&state=running")) == ["清华大学"]
    assert table_of(client.get("/partnerships/?q=qinghua")) == ["清华大学"]
    assert table_of(client.get("/partnerships/?state=ended")) == []


def test_a_partnership_stands_once_in_the_list_after_a_hand_over(campus, cast, enter):
    actions.hand_over(campus.partnership, campus.units["教育局"], DAY, by=cast.office, reason="调整")
    page = enter(cast.office).get("/partnerships/")
    assert table_of(page) == ["清华大学", "西北农林科技大学"]
    former = Partnership.objects.get(successor=campus.partnership)
    words = text(enter(cast.office).get(former.get_absolute_url()))
    assert "这是工科局牵头的那一段" in words and "现在由教育局牵头" in words


def test_experts_are_found_by_university_and_counted_as_the_desk_counts_them(campus, enter):
    from accounts.models import actor_for
    from accounts.permissions import PUBLIC
    from universities import desk

    today = timezone.localdate()
    common = {"university": campus.tsinghua, "field": "育种", "is_public": True}
    Expert.objects.create(name="张三", pinyin="zhangsan zs", **common)
    Expert.objects.create(name="李四", pinyin="lisi ls", since=DAY, until=today - timedelta(days=1), **common)
    Expert.objects.create(name="王五", university=campus.beida, field="水", is_public=True)
    for who in (None, "office", "leader", "gongke", "tsinghua", "xinong", "student"):
        client = enter(campus.people[who] if who else None)
        for figure in desk.figures(actor_for(campus.people[who]) if who else PUBLIC):
            assert client.get(figure.url).context["table"].paginator.count == figure.value, (who, figure)
    client = enter(campus.people["office"])
    assert table_of(client.get("/experts/?q=清华&status=engaged")) == ["张三"]
    assert table_of(client.get("/experts/?q=zs")) == ["张三"]
    assert table_of(client.get(f"/experts/?of={campus.beida.pk}&reach=no")) == ["王五"]
    assert "只列出北京大学的" in text(client.get(f"/experts/?of={campus.beida.pk}"))
    assert table_of(client.get(f"/experts/?lead_unit={campus.units['工科局'].pk}")) == ["李四", "张三"]


# Adding a university


def test_a_university_is_added_in_three_steps(the_list, cast, enter):
    client = enter(cast.office)
    page = client.get("/universities/add/?q=北师大")
    assert page.context["hits"][0]["row"].name == "北京师范大学"
    assert 'href="/universities/add/4111010027/"' in text(page)
    form = client.get("/universities/add/4111010027/").context["form"]
    assert form.initial["name"] == "北京师范大学"
    sent = {name: value for name, value in form.initial.items() if value} | {"is_public": "on"}
    answer = client.post("/universities/add/4111010027/", sent)
    university = University.objects.get(name="北京师范大学")
    assert answer.url == university.get_absolute_url()
    assert (university.moe_code, university.short_name, university.level, university.pinyin) == (
        "4111010027",
        "北师大",
        "bachelor",
        "beijingshifandaxue bjsfdx",
    )


def test_typing_gets_the_hits_alone(the_list, cast, enter):
    answer = enter(cast.office).get("/universities/add/?q=qhdx", headers={"HX-Request": "true"})
    assert "清华大学" in text(answer) and "<html" not in text(answer)
    assert "HX-Request" in answer["Vary"]


def test_a_registered_university_leads_to_its_record(campus, the_list, cast, enter):
    client = enter(cast.office)
    hit = client.get("/universities/add/?q=清华").context["hits"][0]
    assert hit == {"row": hit["row"], "known": campus.tsinghua.pk}
    assert client.get("/universities/add/4111010003/").url == campus.tsinghua.get_absolute_url()


def test_a_university_registered_by_hand_is_found_before_it_is_entered_again(the_list, cast, enter):
    ours = register("空军工程大学", off_list_reason="军队院校")
    hits = enter(cast.office).get("/universities/add/?q=空军工程").context["hits"]
    assert [(hit["row"].name, hit["known"]) for hit in hits] == [("空军工程大学", ours.pk)]


def test_what_the_list_lacks_is_added_by_hand_with_a_reason(the_list, cast, enter):
    client = enter(cast.office)
    values = {"name": "海军工程大学", "short_name": "海工大", "province": "湖北省", "level": "bachelor"}
    page = client.post("/universities/add/by-hand/", values)
    assert page.context["form"].errors == {"off_list_reason": ["这个字段是必填项。"]}
    assert 'value="海军工程大学"' in text(page)
    client.post("/universities/add/by-hand/", values | {"off_list_reason": "军队院校"})
    assert University.objects.get().off_list_reason == "军队院校"


def test_what_the_list_has_is_not_added_by_hand(the_list, cast, enter):
    values = {"name": "北京师范大学", "short_name": "北师大", "province": "北京市", "level": "bachelor"}
    page = enter(cast.office).post(
        "/universities/add/by-hand/", values | {"off_list_reason": "没找到", "moe_code": "12"}
    )
    assert set(page.context["form"].errors) == {"name", "moe_code"}


def test_a_name_that_is_taken_is_said_beside_the_field(campus, cast, enter):
    values = {"name": "清华大学", "short_name": "清华", "province": "北京市", "level": "bachelor"}
    page = enter(cast.office).post(f"/universities/{campus.beida.pk}/edit/", values | {"version": 1})
    assert set(page.context["form"].errors) == {"name"}
    assert str(page.context["thing"]) == "北京大学"


def test_the_second_editor_sees_both_versions_and_may_overwrite(campus, cast, enter):
    values = {"name": "清华大学", "short_name": "清华", "province": "北京市", "level": "bachelor", "city": "海淀"}
    actions.edit_university(campus.tsinghua, {"city": "北京市"}, by=cast.office)
    client, address = enter(cast.office), f"/universities/{campus.tsinghua.pk}/edit/"
    page = client.post(address, values | {"version": 1})
    assert page.status_code == 409
    assert "海淀" in page.content.decode() and "北京市" in page.content.decode()
    client.post(address, values | {"version": page.context["form"]["version"].value()})
    campus.tsinghua.refresh_from_db()
    assert campus.tsinghua.city == "海淀"


# Partnerships and leaders


def test_begin_hand_over_and_end_by_their_forms(campus, cast, enter):
    client = enter(cast.office)
    begin = {"university": campus.beida.pk, "lead_unit": campus.units["教育局"].pk, "day": "2025-06-01", "goal": "共建"}
    row = Partnership.objects.get(university=campus.beida) if client.post("/partnerships/add/", begin).url else None
    address = row.get_absolute_url()
    sent = {"lead_unit": campus.units["人社局"].pk, "day": "2025-07-01", "reason": "调整", "version": 1}
    assert client.post(f"{address}hand_over/", sent).url == address
    assert client.post(f"{address}end/", {"day": "2025-08-01", "reason": "到期", "version": 2}).url == address
    row.refresh_from_db()
    assert (row.lead_unit.short_name, row.last_day, row.state) == ("人社局", date(2025, 8, 1), "ended")
    page = client.get(f"{address}end/")
    assert "现在是“已结束”，不能结束合作。" in text(page)


def test_a_form_sent_twice_shows_the_first_result(campus, cast, enter):
    client, key = enter(cast.office), "7c9e6679-7425-40de-944b-e07fc1f90ae7"
    begin = {"university": campus.beida.pk, "lead_unit": campus.units["教育局"].pk, "day": "2025-06-01"}
    answers = [client.post("/partnerships/add/", begin | {"submission": key}) for _turn in range(2)]
    row = Partnership.objects.get(university=campus.beida)
    assert [answer.url for answer in answers] == [row.get_absolute_url()] * 2


@pytest.mark.parametrize("day", ["2099-01-01", "2025-02-30", "", "昨天", "\x00"])
def test_a_day_that_is_no_day_or_lies_ahead_comes_back(campus, cast, enter, day):
    address = f"{campus.partnership.get_absolute_url()}end/"
    page = enter(cast.office).post(address, {"day": day, "reason": "到期", "version": 1})
    assert set(page.context["form"].errors) == {"day"}
    assert "到期" in text(page)


def test_a_refusal_of_the_action_stands_in_the_form(campus, cast, enter):
    begin = {"university": campus.beida.pk, "lead_unit": campus.units["教育局"].pk, "day": "2025-06-01"}
    partner(campus.beida, campus.units["工科局"], DAY, date(2025, 9, 1))
    page = enter(cast.office).post("/partnerships/add/", begin)
    assert "2025年8月31日才结束" in text(page)


def test_only_lead_units_and_leaders_are_offered(campus, cast, enter):
    client = enter(cast.office)
    units = client.get("/partnerships/add/").context["form"].fields["lead_unit"].queryset
    assert {unit.is_lead for unit in units} == {True} and len(units) == 8
    leaders = client.get(f"/universities/{campus.tsinghua.pk}/attach/").context["form"].fields["leader"]
    assert [label for _value, label in leaders.choices] == ["---------", "李建国 · 县委"]


def test_a_leader_is_attached_and_detached_by_forms(campus, cast, enter):
    client, address = enter(cast.office), campus.tsinghua.get_absolute_url()
    hat = campus.people["leader"].hats.get()
    assert client.post(f"{address}attach/", {"leader": hat.pk, "day": "2025-06-01"}).url == address
    assert "李建国" in text(client.get(address))
    assert client.post(f"{address}detach/", {"day": "2025-07-01", "reason": "调离", "version": 1}).url == address
    assert campus.tsinghua.attachment() is None


# Experts


def test_an_expert_is_entered_and_a_namesake_warned_of(campus, cast, enter):
    client = enter(cast.tsinghua)
    values = {
        "university": campus.tsinghua.pk,
        "name": "张 三",
        "department": "农学院",
        "field": "育种",
        "since": "2025-06-01",
    }
    first = client.post("/experts/add/", values)
    assert Expert.objects.get().name == "张三"
    assert first.url == Expert.objects.get().get_absolute_url()
    again = values | {"department": "环境学院", "name": "张三"}
    page = client.post("/experts/add/", again)
    assert page.context["form"].errors["another"] == ["这所高校已登记：张三，农学院。是同一个人就不要再登记。"]
    assert 'type="checkbox" name="another"' in text(page)
    client.post("/experts/add/", again | {"another": "on"})
    assert Expert.objects.filter(name="张三").count() == 2


def test_the_same_person_is_refused_even_when_said_to_be_another(campus, cast, enter):
    Expert.objects.create(university=campus.tsinghua, name="张三", department="农学院", field="育种")
    values = {"university": campus.tsinghua.pk, "name": "张三", "department": "农学院", "field": "育种"}
    page = enter(cast.tsinghua).post("/experts/add/", values | {"since": "2025-06-01", "another": "on"})
    assert page.context["form"].non_field_errors() == ["这所高校的同一院系已有同名专家；确是另一人的，请写明院系。"]


def test_each_enters_experts_only_where_the_hat_is_tied(campus, cast, enter):
    def offered(who):
        return set(enter(who).get("/experts/add/").context["form"].fields["university"].queryset)

    assert offered(cast.office) == {campus.tsinghua, campus.xinong, campus.beida}
    assert offered(cast.tsinghua) == {campus.tsinghua}
    assert offered(cast.gongke) == {campus.tsinghua}
    assert offered(cast.jiaoyu) == set()


def test_an_expert_does_not_end_before_beginning(campus, cast, enter):
    expert = Expert.objects.create(university=campus.tsinghua, name="张三", field="育种", since=DAY)
    sent = {"name": "张三", "field": "育种", "since": "2025-06-01", "until": "2025-05-31", "version": 1}
    page = enter(cast.tsinghua).post(f"{expert.get_absolute_url()}edit/", sent)
    assert page.context["form"].non_field_errors() == ["合作止不能早于合作起。"]


# Contacts


def test_a_contact_with_a_file_is_logged_shown_and_handed_out(campus, cast, enter):
    client, address = enter(cast.tsinghua), campus.tsinghua.get_absolute_url()
    pdf = SimpleUploadedFile("纪要.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF", "application/pdf")
    values = {"day": "2025-06-01", "kind": "online", "direction": "theirs", "summary": "补充检测数据", "upload": pdf}
    answer = client.post(f"{address}contacts/add/", values)
    assert answer.status_code == 302, answer.context["form"].errors
    words = text(enter(cast.jiaoyu).get(address))
    assert "补充检测数据" in words and "纪要.pdf" in words
    file = enter(cast.leader).get(f"/contacts/{Contact.objects.get().pk}/file/")
    assert (file["Content-Disposition"].startswith("attachment"), file.getvalue()[:5]) == (True, b"%PDF-")


def test_a_file_of_a_wrong_kind_is_refused_beside_the_field(campus, cast, enter):
    page = enter(cast.tsinghua).post(
        f"{campus.tsinghua.get_absolute_url()}contacts/add/",
        {
            "day": "2025-06-01",
            "kind": "online",
            "direction": "theirs",
            "summary": "补充检测数据",
            "upload": SimpleUploadedFile("run.exe", b"MZ"),
        },
    )
    assert set(page.context["form"].errors) == {"upload"}
    assert "补充检测数据" in text(page)
    assert Upload.objects.count() == 0


def test_a_contact_is_mended_by_who_logged_it_or_the_office(campus, cast, enter):
    contact = actions.log_contact(campus.tsinghua, CALL, by=cast.gongke)
    sent = CALL | {"day": "2025-06-02", "version": 1}
    assert enter(cast.tsinghua).post(f"/contacts/{contact.pk}/edit/", sent).status_code == 403
    assert enter(cast.gongke).post(f"/contacts/{contact.pk}/edit/", sent).status_code == 302
    campus.tsinghua.refresh_from_db()
    assert campus.tsinghua.last_contact_on == date(2025, 6, 2)


def test_the_log_of_one_university_and_of_some_days(campus, cast, enter):
    actions.log_contact(campus.tsinghua, CALL, by=cast.office)
    actions.log_contact(campus.xinong, CALL | {"day": date(2025, 7, 1)}, by=cast.office)
    client = enter(cast.office)

    def listed(question):
        return [row.record.university.short_name for row in client.get(f"/contacts/?{question}").context["table"].rows]

    assert listed("") == ["西农", "清华"]
    assert listed(f"of={campus.tsinghua.pk}") == ["清华"]
    assert listed("after=2025-06-15") == ["西农"]
    assert listed("before=2025-06-15&kind=phone&q=清华") == ["清华"]


def test_one_liaison_for_two_universities_wears_two_hats(campus, cast, enter):
    from accounts.demo import wear
    from ruoyi_coop.demo import World

    world = World(units=campus.units, people=campus.people)
    hat = wear(world, campus.people["xinong"], "liaison", place="北京大学")
    speak_row = speak.__globals__["UniversityMember"].objects.create(hat=hat, university=campus.beida)
    assert str(speak_row) == "刘春华 · 北京大学"
    assert enter(cast.xinong).get(campus.beida.get_absolute_url()).status_code == 404
