"""Heading, columns and data rows in sheets of many makes; the person can overrule everything."""

import time

import pytest

from ruoyi_coop.lib.sheets import Column, Sheet, SheetSpec, detect, read_workbook


def sheet_of(*rows, merges=None) -> Sheet:
    width = max(map(len, rows))
    return Sheet("表", [list(row) + [None] * (width - len(row)) for row in rows], merges or {})


def targets(found):
    return [one.target for one in found.proposals]


def test_headings_match_through_marks_spaces_brackets_and_line_breaks(spec):
    found = detect(sheet_of(["★ 单位 名称：", "需求\n人数（人）*", "联系电话(手机)", "岗位名称【必填】"]), spec)
    assert targets(found) == ["unit", "places", "phone", "title"]
    assert {one.confidence for one in found.proposals} == {1.0}


def test_half_a_heading_or_a_slip_of_the_pen_is_proposed_with_less_confidence(spec):
    found = detect(sheet_of(["用人单位名称", "岗位名称", "联系电活", "专业/学位"]), spec)
    assert targets(found) == ["unit", "title", "phone", "majors"]
    sure = {one.target: one.confidence for one in found.proposals}
    assert sure["title"] == 1.0
    assert all(sure[name] < 1.0 for name in ("unit", "phone", "majors"))


def test_two_columns_never_get_the_same_target(spec):
    found = detect(sheet_of(["单位名称", "用人单位", "岗位名称"]), spec)
    assert targets(found) == ["unit", None, "title"]


def test_a_heading_of_two_storeys_is_read_as_one(spec):
    merges = {(1, 2): (1, 1), (2, 0): (1, 0), (2, 3): (1, 3)}
    sheet = sheet_of(
        ["单位名称", "实习时间", None, "联系电话"],
        [None, "开始", "结束", None],
        ["甲", "2021.7.1", "2021.8.1", "0359-3035382"],
        merges=merges,
    )
    found = detect(sheet, spec)
    assert (found.header, targets(found)) == ((1, 2), ["unit", "period:start", "period:end", "phone"])
    assert found.rows == [3]


def test_missing_required_columns_are_named(spec):
    assert detect(sheet_of(["单位名称", "岗位名称", "联系电话"]), spec).missing == ["岗位类别", "需求人数", "实习时间"]


def test_without_a_recognisable_heading_nothing_is_invented(spec):
    sheet = sheet_of(["甲", "乙"], ["丙", "丁"])
    assert (detect(sheet, spec).header, detect(sheet, spec).rows) == (None, [])
    chosen = detect(sheet, spec, header=1, mapping={0: "unit", 1: "title"})
    assert (chosen.mapping, chosen.rows) == ({0: "unit", 1: "title"}, [2])


def test_the_person_may_take_a_column_out_or_give_it_another_meaning(spec):
    sheet = sheet_of(["单位名称", "联系电话", "手机"], ["甲", "1", "2"])
    found = detect(sheet, spec, mapping={0: "unit", 1: None, 2: "phone"})
    assert found.mapping == {0: "unit", 2: "phone"}
    assert found.proposals[2].reason == "由人指定"


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ([None, None, None, None], "blank"),
        ([None, "合 计", None, 12], "total"),
        ([None, "总计：", None, "12人"], "total"),
        ([None, "小计", None, 3], "total"),
        (["注：1.请如实填写", None, None, None], "note"),
        (["说明：下同", None, None, None], "note"),
        (["填表人：张三", None, "审核人：李四", None], "foot"),
        (["例", "某公司", "质检员", 5], "example"),
        (["序号", "单位名称", "岗位名称", "需求人数"], "heading"),
        ([7, None, None, None], "serial"),
        ([7, "合计机械厂", "钳工", 2], ""),
        ([7, "说明书印刷厂", "排版", 2], ""),
        ([8, "只有名字", None, None], ""),
        ([9, "芮城县职校（示例）", "教员", 1], ""),
    ],
)
def test_each_row_is_data_or_is_skipped_with_its_kind(spec, row, kind):
    found = detect(sheet_of(["序号", "单位名称", "岗位名称", "需求人数"], row), spec)
    assert [one.kind for one in found.skipped if one.number == 2] == ([kind] if kind else [])
    assert found.rows == ([] if kind else [2])


def test_lines_that_go_on_under_a_note_are_notes_but_a_row_after_them_is_data(spec):
    heading = ["单位名称", "岗位名称", "需求人数"]
    found = detect(sheet_of(heading, ["甲", "乙", 1], ["注：一"], ["二、如实填写"], ["丙", "丁", 2]), spec)
    assert [(one.number, one.kind) for one in found.skipped[1:]] == [(3, "note"), (4, "note")]
    assert found.rows == [2, 5]


def test_a_skipped_row_can_be_kept_after_all(spec):
    sheet = sheet_of(["单位名称", "岗位名称", "需求人数"], ["合计", "质检员", 1])
    assert detect(sheet, spec, keep={2}).rows == [2]


def test_a_column_outside_the_list_that_alone_is_filled_is_reported(spec):
    found = detect(sheet_of(["单位名称", "岗位名称", "颜色"], [None, None, "红"]), spec)
    assert [(one.kind, one.text) for one in found.skipped[1:]] == [("unmapped", "红")]


def test_a_list_of_one_column_is_recognised():
    assert detect(
        sheet_of(["大学名单"], ["名称"], ["清华大学"]), SheetSpec("u", "大学", (Column("n", "名称"),))
    ).rows == [3]


def test_the_largest_sheet_allowed_is_recognised_within_three_seconds(spec):
    heading = ["单位名称", "岗位名称", *[f"自己的列{number}" for number in range(58)]]
    begun = time.monotonic()
    found = detect(sheet_of(*[["标题很长的一行" * 3] * 60] * 20, heading, *[["值"] * 60] * 4979), spec)
    assert (found.header, len(found.rows)) == ((21, 21), 4979)
    assert time.monotonic() - begun < 3


def test_the_filled_xls_is_recognised_too(data_file, spec):
    found = detect(read_workbook(data_file("positions_old.xls")).sheet, spec)
    assert (found.header, found.rows, targets(found)) == ((2, 2), [3, 4], ["unit", "title", "places", "phone"])
