"""The real workbook of 2021, from upload to records and back again; and what goes wrong on the way."""

from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bases.models import Base
from interns.models import Position
from notifications.models import Event
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from ruoyi_coop.lib.sheets import Unreadable
from sheets import actions
from sheets.kinds import kind_of
from sheets.models import Import
from universities.models import Expert, University

REAL = Path(__file__).parents[1] / "data" / "positions_2021_as_a_unit_filled_it.xlsx"


def sent(content: bytes, name="岗位.xlsx"):
    return SimpleUploadedFile(name, content)


def workbook(rows) -> bytes:
    import io

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def office(county):
    return county.actor("office")


def taken_in(kind: str, content: bytes, by) -> Import:
    """Upload and confirm the columns as they are proposed."""
    batch = actions.take_in(sent(content), kind_of(kind), by=by)
    mapping = {int(index): target for index, target in batch.mapping.items()}
    return actions.confirm_columns(batch, by=by, mapping=mapping, constants={})


def answered(batch: Import, by) -> Import:
    """Answer as the office would: the group is 亚宝药业, bare figures are per month."""
    for group in batch.rows.groups():
        text = {"亚宝药业集团": "亚宝药业"}.get(group.raw, f"{group.raw}元/月")
        batch = actions.answer(batch, by=by, number=group.rows[0], name=group.name, text=text)
    return batch


def test_the_real_workbook_asks_three_kinds_of_question_and_saves_29_posts(office):
    batch = taken_in("positions", REAL.read_bytes(), office)
    asked = [(group.name, group.raw, len(group.rows)) for group in batch.rows.groups()]
    assert sorted(asked) == [("allowance", "1000", 8), ("allowance", "1200", 4), ("host", "亚宝药业集团", 3)]
    assert not Position.objects.filter(season__name="2021年暑期实习").exists()
    batch = actions.save(answered(batch, office), by=office)
    posts = Position.objects.filter(season__name="2021年暑期实习")
    assert (batch.state, posts.count(), sum(posts.values_list("places", flat=True))) == ("saved", 29, 192)
    first = posts.get(host__name="亚宝药业", title="教育教学助理")
    assert (first.allowance, first.allowance_per, first.lodging, first.places) == (1200, "month", "both", 4)
    assert (first.majors, first.level, first.phone) == (["财务管理", "会计学"], "any", "0359-3035382")
    assert set(posts.values_list("state", flat=True)) == {"draft"}
    told = Event.objects.filter(subject__startswith="interns.position", label="申报岗位", note="表格导入")
    assert told.count() == 29


def test_an_import_is_undone_as_a_whole(office):
    batch = actions.save(answered(taken_in("positions", REAL.read_bytes(), office), office), by=office)
    before = Position.objects.count()
    assert actions.undo(batch, by=office).state == "undone"
    assert Position.objects.count() == before - 29
    with pytest.raises(NotNow, match="已撤销"):
        actions.undo(batch, by=office)


def test_when_one_record_was_changed_since_nothing_is_undone(office):
    from interns.actions import edit_position

    batch = actions.save(answered(taken_in("positions", REAL.read_bytes(), office), office), by=office)
    edit_position(Position.objects.filter(season__name="2021年暑期实习").first(), {"places": 99}, by=office)
    with pytest.raises(NotNow, match="有人改过"):
        actions.undo(batch, by=office)
    assert Position.objects.filter(season__name="2021年暑期实习").count() == 29


def test_with_a_question_open_not_one_row_is_saved(office):
    batch = taken_in("positions", REAL.read_bytes(), office)
    before = Position.objects.count()
    with pytest.raises(NotNow, match="一行也没有导入"):
        actions.save(batch, by=office)
    assert Position.objects.count() == before


def test_the_same_sheet_a_second_time_says_that_the_posts_are_there(office):
    actions.save(answered(taken_in("positions", REAL.read_bytes(), office), office), by=office)
    batch = answered(taken_in("positions", REAL.read_bytes(), office), office)
    messages = {cell.message for row in batch.rows.kept for cell in row.cells.values() if cell.open}
    assert messages == {"这个单位在“2021年暑期实习”里已有同名岗位。"}


def test_rows_left_out_are_not_imported_and_can_come_back(office):
    batch = taken_in("positions", REAL.read_bytes(), office)
    numbers = [row.number for row in batch.rows.kept if row.open]
    batch = actions.drop_rows(batch, by=office, numbers=numbers)
    assert batch.rows.ready
    batch = actions.return_rows(batch, by=office, numbers=numbers[:1])
    assert not batch.rows.ready


def test_a_mentor_imports_for_the_own_host_only(county):
    by = county.actor("dayu")
    batch = taken_in("positions", REAL.read_bytes(), by)
    open_rows = [row.number for row in batch.rows.kept if row.cells["host"].open]
    batch = actions.drop_rows(batch, by=by, numbers=open_rows, why="不是我们单位")
    saved = actions.save(answered(batch, by), by=by)
    hosts = Position.objects.filter(pk__in=saved.imported.values("subject_id")).values_list("host__name", flat=True)
    assert list(hosts) == ["大禹生物", "大禹生物"]


def test_universities_fill_from_the_list_and_say_what_is_known_already(office):
    rows = [["校名", "省份"], ["山东大学", ""], ["清华大学", "北京市"], ["没有的大学", "山西省"]]
    batch = taken_in("universities", workbook(rows), office)
    said = {row.number: cell.message for row in batch.rows.kept for cell in row.cells.values() if cell.open}
    assert said == {
        3: "这所高校已经登记过。",
        4: "全国名单里没有这个校名。请改成全称；确实不在名单的，在这里写明原因。",
    }
    batch = actions.drop_rows(batch, by=office, numbers=[3, 4])
    actions.save(batch, by=office)
    made = University.objects.get(name="山东大学")
    assert (made.province, made.level, made.moe_code[:2]) == ("山东省", "bachelor", "41")


def test_experts_and_bases_come_in_too(office):
    rows = [["高校", "姓名", "研究方向", "联系电话"], ["清华", "测试专家", "新能源", 13900000001]]
    actions.save(taken_in("experts", workbook(rows), office), by=office)
    expert = Expert.objects.get(name="测试专家")
    assert (expert.university.name, expert.mobile) == ("清华大学", "13900000001")
    rows = [
        ["基地名称", "基地类型", "依托单位", "牵头单位", "合作高校"],
        ["测试实训基地", "大学生实习实训基地", "亚宝药业", "教育局", "清华大学"],
    ]
    batch = actions.save(taken_in("bases", workbook(rows), office), by=office)
    assert Base.objects.get(name="测试实训基地").state == "plan"
    actions.undo(batch, by=office)
    assert not Base.objects.filter(name="测试实训基地").exists()


def test_what_is_no_workbook_is_refused_with_a_sentence(office):
    with pytest.raises(Unreadable, match="PDF"):
        actions.take_in(sent(b"%PDF-1.7 ...", "表.xlsx"), kind_of("positions"), by=office)
    assert Import.objects.count() == 0


def test_who_may_not_add_records_may_not_import_them(county, cast):
    with pytest.raises(NotAllowed):
        actions.take_in(sent(REAL.read_bytes()), kind_of("universities"), by=county.actor("yabao"))
    with pytest.raises(NotAllowed):
        actions.take_in(sent(REAL.read_bytes()), kind_of("positions"), by=cast.outsider)


def test_only_who_uploaded_it_goes_on_with_it(office, county):
    batch = taken_in("positions", REAL.read_bytes(), office)
    with pytest.raises(NotAllowed, match="由别人上传"):
        actions.save(batch, by=county.actor("yabao"))


def test_the_pages_lead_from_upload_to_records(office, enter):
    client = enter(office)
    answer = client.post("/imports/positions/new/", {"file": sent(REAL.read_bytes())})
    page = answer["Location"]
    batch = Import.objects.get()
    shown = client.get(page).content.decode()
    assert "认不出这个列名" in shown or "序号列，不导入" in shown
    columns = {f"column_{index}": target or "" for index, target in batch.mapping.items()}
    client.post(f"{page}columns/", columns)
    shown = client.get(page).content.decode()
    assert "“亚宝药业集团”" in shown
    for group in Import.objects.get().rows.groups():
        text = {"亚宝药业集团": "亚宝药业"}.get(group.raw, f"{group.raw}元/月")
        client.post(f"{page}answer/", {"number": group.rows[0], "name": group.name, "text": text})
    client.post(f"{page}save/")
    assert Position.objects.filter(season__name="2021年暑期实习").count() == 29
    marked = client.get(f"{page}marked/")
    assert marked["Content-Type"].endswith("spreadsheetml.sheet")
    client.post(f"{page}undo/")
    assert Position.objects.filter(season__name="2021年暑期实习").count() == 0


@pytest.mark.parametrize("kind", ["universities", "experts", "bases", "positions"])
def test_each_kind_offers_a_template(office, enter, kind):
    answer = enter(office).get(f"/imports/{kind}/template/")
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"


def test_a_file_of_the_wrong_kind_comes_back_with_a_sentence_beside_the_field(office, enter):
    answer = enter(office).post("/imports/positions/new/", {"file": sent(b"x", "a.txt")})
    assert answer.status_code == 200
    assert "请上传表格文件：xlsx、xls、ods 或 csv。" in answer.content.decode()
