"""Lists of universities and experts as units make them: filled in from the ministry's list, nobody twice."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from ruoyi_coop.lib.errors import NotAllowed, NotNow
from sheets import actions as sheets
from sheets.kinds import kind_of
from sheets.models import Import
from universities.models import Expert, University


def workbook(*rows) -> SimpleUploadedFile:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet("名单")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return SimpleUploadedFile("名单.xlsx", file.getvalue())


def read(kind: str, by, *rows) -> Import:
    batch = sheets.take_in(workbook(*rows), kind_of(kind), by=by)
    mapping = {int(index): target for index, target in batch.mapping.items()}
    return sheets.confirm_columns(batch, by=by, mapping=mapping, constants={})


def complaints(batch: Import) -> list[tuple[int, str]]:
    return [(row.number, cell.message) for row in batch.rows.kept for cell in row.cells.values() if cell.open]


HEADING = ("2021年合作高校名单",)


def test_a_name_is_enough(the_list, cast):
    batch = read(
        "universities", cast.office, HEADING, ("序号", "学校名称", "备注"), (1, "北京师范大学"), (2, "西安交通大学")
    )
    assert complaints(batch) == []
    sheets.save(batch, by=cast.office)
    rows = University.objects.values_list("name", "short_name", "moe_code", "province", "level", "pinyin")
    assert sorted(rows) == [
        ("北京师范大学", "北师大", "4111010027", "北京市", "bachelor", "beijingshifandaxue bjsfdx"),
        ("西安交通大学", "西安交大", "4161010698", "陕西省", "bachelor", "xianjiaotongdaxue xajtdx"),
    ]


def test_what_is_known_or_not_on_the_list_is_asked_about(campus, the_list, cast):
    batch = read(
        "universities",
        cast.office,
        ("校名", "省份", "不在名单中的原因"),
        ("清华大学", "", ""),
        ("西交大", "", ""),
        ("空军工程大学", "", "军队院校"),
        ("海军工程大学", "湖北省", "军队院校"),
    )
    assert complaints(batch) == [
        (2, "这所高校已经登记过。"),
        (3, "是不是“西安交通大学”？全国名单里没有这个校名。请改成全称；确实不在名单的，在这里写明原因。"),
        (4, "不在全国名单里的学校要写省份。"),
    ]
    with pytest.raises(NotNow):
        sheets.save(batch, by=cast.office)
    assert University.objects.count() == 3


def test_a_university_that_was_renamed_is_known_by_its_code(campus, the_list, cast):
    University.objects.filter(pk=campus.tsinghua.pk).update(name="国立清华大学")
    batch = read("universities", cast.office, ("校名", "省份"), ("清华大学", ""))
    assert complaints(batch) == [(2, "这所高校已经登记过，现名国立清华大学。")]


def test_experts_come_in_once_and_only_where_the_hat_is_tied(campus, cast):
    Expert.objects.create(university=campus.tsinghua, name="张三", department="农学院", field="育种")
    batch = read(
        "experts",
        cast.tsinghua,
        ("工作单位", "专家姓名", "职称", "专业领域", "联系电话", "学院"),
        ("清华大学", "李四", "教授", "花椒加工", 13900001234, "环境学院"),
        ("清华", "张三", "教授", "花椒加工", "", "环境学院"),
        ("西北农林科技大学", "王五", "教授", "育种", "", ""),
    )
    (known, elsewhere) = complaints(batch)
    assert known == (3, "这所高校已登记张三（农学院）；确是另一人的，请在页面上登记。")
    assert (elsewhere[0], elsewhere[1][:12]) == (4, "没有“西北农林科技大学”")
    batch = sheets.drop_rows(batch, by=cast.tsinghua, numbers=[3, 4])
    sheets.save(batch, by=cast.tsinghua)
    expert = Expert.objects.get(name="李四")
    assert (expert.university, expert.mobile, expert.pinyin, expert.is_public) == (
        campus.tsinghua,
        "13900001234",
        "lisi ls",
        False,
    )


def test_who_may_bring_lists_in(campus, the_list, cast):
    rows = (("校名",), ("北京师范大学",))
    for name, actor in vars(cast).items():
        if name != "office":
            with pytest.raises(NotAllowed):
                sheets.take_in(workbook(*rows), kind_of("universities"), by=actor)
    with pytest.raises(NotNow, match="没有负责的高校"):
        sheets.take_in(workbook(("高校", "姓名", "研究方向")), kind_of("experts"), by=cast.jiaoyu)


def test_an_import_is_undone_as_a_whole(the_list, cast):
    batch = sheets.save(
        read("universities", cast.office, ("校名", "简称"), ("北京师范大学",), ("武汉大学",)), by=cast.office
    )
    assert University.objects.count() == 2
    sheets.undo(batch, by=cast.office)
    assert University.objects.count() == 0
