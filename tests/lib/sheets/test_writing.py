"""The template guides the person who fills it in, and a returned workbook shows each wrong cell in words."""

import io
from datetime import date

import openpyxl
import pytest

from ruoyi_coop.lib.sheets import (
    Column,
    Context,
    Sheet,
    SheetSpec,
    answer,
    detect,
    marked,
    read_rows,
    read_workbook,
    template,
)


def opened(data: bytes):
    return openpyxl.load_workbook(io.BytesIO(data))


def test_the_template_is_recognised_completely_and_surely(spec):
    found = detect(read_workbook(template(spec)).sheet, spec)
    assert {one.target: one.confidence for one in found.proposals} == {
        **{column.name: 1.0 for column in spec.columns if column.name != "period"},
        "period:start": 1.0,
        "period:end": 1.0,
    }
    assert (found.rows, found.missing) == ([], [])


def test_the_example_in_the_template_is_never_imported_by_mistake(spec):
    assert read_workbook(template(spec)).sheet.name == "实习岗位"


def test_the_template_has_stars_drop_downs_comments_text_phones_and_a_frozen_heading(spec):
    book = opened(template(spec))
    page = book["实习岗位"]
    rules = {str(rule.sqref): (rule.type, rule.formula1) for rule in page.data_validations.dataValidation}
    assert page["A1"].value == "单位名称*"
    assert (page.freeze_panes, page["L1"].comment is not None) == ("A2", True)
    phone = next(one for one in page.column_dimensions.values() if one.min <= 11 <= one.max)
    assert phone.number_format == "@"
    assert rules["B2:B2001"][0] == "list"
    assert rules["D2:D2001"] == ("whole", "1")
    assert rules["G2:G2001"][0] == "date"
    assert rules["L2:L2001"] == ("list", '"是,否"')
    assert book["示例"]["A2"].value == "亚宝药业"


def test_a_long_list_stands_on_a_hidden_sheet():
    many = SheetSpec(
        "x", "表", (Column("c", "类别", kind="choice", choices=[(i, f"很长的类别名称第{i}号") for i in range(60)]),)
    )
    book = opened(template(many))
    assert book["表"].data_validations.dataValidation[0].formula1 == "'_选项'!$A$1:$A$60"
    assert (book["_选项"].sheet_state, book["_选项"]["A60"].value) == ("veryHidden", "很长的类别名称第59号")


def test_a_filled_template_comes_back_ready(spec, good_row):
    book = opened(template(spec))
    page = book["实习岗位"]
    values = {
        "A": "大禹生物",
        "B": "质量检验",
        "C": "质检员",
        "D": 2,
        "G": date(2021, 7, 1),
        "H": date(2021, 8, 1),
        "K": "13834560001",
    }
    for column, value in values.items():
        page[f"{column}2"] = value
    buffer = io.BytesIO()
    book.save(buffer)
    sheet = read_workbook(buffer.getvalue()).sheet
    staged = read_rows(sheet, detect(sheet, spec), spec)
    assert staged.ready
    assert staged.rows[0].values(spec)["ends_on"] == date(2021, 8, 1)


@pytest.fixture
def returned(spec, head, good_row):
    wrong = ["大禹生物", "质量检测", "=1+1", "约5人", "7月15日—8月31日", 12345.0]
    sheet = Sheet("岗位[1]", [["标题", *[None] * 5], head, good_row, wrong, ["合计", *[None] * 5]], {(4, 0): (3, 0)})
    sheet.rows[3][0] = None
    staged = read_rows(sheet, detect(sheet, spec), spec, Context(year=2021))
    return sheet, staged, opened(marked(sheet, staged, spec)).active


def test_wrong_cells_are_coloured_and_commented_and_good_ones_are_not(returned):
    page = returned[2]
    coloured = {
        cell.coordinate: cell.fill.fgColor.rgb
        for row in page.iter_rows(min_row=3)
        for cell in row
        if cell.fill.fill_type
    }
    assert coloured == {"C4": "FFFDE68A", "E4": "FFFDE68A", "F4": "FFDBEAFE", "G4": "FFF8B4B4"}
    assert page["E4"].comment.text == "请确认：“约5人”不是确数，请写一个数。\n可以写：5人"
    assert page["G4"].comment.text.startswith("错误：")
    assert page["F4"].comment.text.startswith("说明：")


def test_the_first_column_lists_the_problems_of_each_row_in_words(returned):
    page = returned[2]
    assert page["A2"].value == "问题（系统填写）"
    assert page["A3"].value is None
    assert [line.partition("：")[0] for line in page["A4"].value.split("\n")] == ["岗位类别", "需求人数", "联系电话"]
    assert page["A5"].value is None


def test_what_the_person_wrote_is_given_back_as_it_was_and_never_as_a_formula(returned):
    page = returned[2]
    assert [cell.value for cell in page[4]][1:] == ["大禹生物", "质量检测", "=1+1", "约5人", "7月15日—8月31日", 12345]
    assert page["D4"].data_type == "s"


def test_the_answers_given_meanwhile_stand_in_the_returned_workbook(returned, spec):
    sheet, staged, _page = returned
    answer(staged, spec, 4, "places", "5人")
    assert opened(marked(sheet, staged, spec)).active["E4"].value == "5人"
