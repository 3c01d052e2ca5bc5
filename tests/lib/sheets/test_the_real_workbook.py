"""The workbook that a unit filled in 2021, from its bytes to rows that could be saved."""

import json
from collections import Counter
from datetime import date
from decimal import Decimal

from ruoyi_coop.lib.sheets import Context, Problem, Staged, answer_alike, detect, marked, read_rows, read_workbook

BLANK_ROWS = [8, 19, 24, 28, 34, 39, 41]


def test_the_heading_is_found_in_row_four_and_the_year_above_it(real):
    _sheet, found, _staged = real
    assert (found.header, found.year_hint, found.missing) == ((4, 4), 2021, [])


def test_each_column_is_proposed_and_the_unknown_ones_say_why(real):
    _sheet, found, _staged = real
    assert [(one.letter, one.target) for one in found.proposals] == [
        ("A", None),
        ("B", "unit"),
        ("C", "category"),
        ("D", "title"),
        ("E", "places"),
        ("F", "majors"),
        ("G", "degree"),
        ("H", "period"),
        ("I", "allowance"),
        ("J", None),
        ("K", "contact"),
        ("L", "phone"),
        ("M", None),
    ]
    assert [one.reason for one in found.proposals if not one.target] == [
        "序号列，不导入",
        "认不出这个列名",
        "认不出这个列名",
    ]


def test_29_rows_are_data_and_every_other_row_is_skipped_with_its_reason(real):
    sheet, found, staged = real
    assert len(staged.rows) == 29
    assert [(one.number, one.reason) for one in found.skipped if one.kind not in ("above", "heading")] == [
        *[(number, "空行") for number in BLANK_ROWS[:6]],
        (40, "合计行"),
        (41, "空行"),
        (42, "附注"),
    ]
    assert sorted([one.number for one in found.skipped] + found.rows) == list(range(1, len(sheet.rows) + 1))


def test_merged_units_are_filled_down_to_the_rows_they_span(real):
    _sheet, _found, staged = real
    assert Counter(row.cells["unit"].value for row in staged.rows) == {
        "亚宝药业集团": 3,
        "大禹生物": 2,
        "宏光医玻": 3,
        "同济药业": 3,
        "杨森包装": 2,
        "南通星辰": 4,
        "兆益生物": 3,
        "芮城县第一职业学校（示例）": 3,
        "永乐宫文旅（示例）": 2,
        "风陵渡开发区企业服务中心（示例）": 4,
    }


def test_places_add_up_though_written_as_4_11人_and_11_名(real):
    _sheet, _found, staged = real
    assert [row.cells["places"].value for row in staged.rows][:3] == [4, 11, 11]
    assert sum(row.cells["places"].value for row in staged.rows) == 192


def test_five_spellings_of_a_span_become_dates_and_an_assumed_year_is_said(real, spec):
    _sheet, _found, staged = real
    spans = Counter((row.values(spec)["starts_on"], row.values(spec)["ends_on"]) for row in staged.rows)
    assert spans == {
        (date(2021, 7, 10), date(2021, 8, 20)): 10,
        (date(2021, 7, 12), date(2021, 8, 25)): 7,
        (date(2021, 7, 15), date(2021, 8, 20)): 6,
        (date(2021, 7, 15), date(2021, 8, 31)): 6,
    }
    noted = [row.number for row in staged.rows if row.cells["period"].problem]
    assert noted == [6, 11, 23, 26, 30, 32]
    assert staged.row(6).cells["period"].message == "没有写年份，按 2021 年：读作 2021-07-15 至 2021-08-31。"


def test_without_a_year_from_the_caller_the_span_is_a_question(real_bytes, spec):
    sheet = read_workbook(real_bytes).sheet
    staged = read_rows(sheet, detect(sheet, spec), spec, Context())
    assert staged.row(6).cells["period"].problem is Problem.QUESTION


def test_telephones_kept_as_numbers_or_with_spaces_come_out_alike(real):
    _sheet, _found, staged = real
    phones = [staged.row(number).cells["phone"].value for number in (5, 6, 7)]
    assert phones == ["0359-3035382", "13834569869", "13834567603"]
    assert not [row for row in staged.rows if row.cells["phone"].problem]


def test_an_allowance_without_a_period_is_asked_and_negotiable_is_an_answer(real, spec):
    _sheet, _found, staged = real
    asked = [(group.raw, group.suggestions, len(group.rows)) for group in staged.groups()]
    assert asked == [("1200", ("1200元/月", "1200元/天"), 4), ("1000", ("1000元/月", "1000元/天"), 8)]
    assert staged.row(15).values(spec) | {"allowance_negotiable": True} == staged.row(15).values(spec)
    assert staged.row(7).cells["allowance"].value == {"amount": Decimal(80), "per": "day", "negotiable": False}


def test_the_two_questions_answered_once_each_make_all_29_rows_ready(real, spec):
    _sheet, _found, staged = real
    assert staged.counts() == {"rows": 29, "left_out": 0, "repeats": 0, "error": 0, "question": 12, "note": 14}
    assert answer_alike(staged, spec, 5, "allowance", "1200元/月") == [5, 16, 18, 33]
    assert not staged.ready
    assert len(answer_alike(staged, spec, 6, "allowance", "1000元/月")) == 8
    assert staged.ready


def test_it_survives_the_database_between_preview_and_confirmation(real):
    _sheet, _found, staged = real
    assert Staged.from_json(json.loads(json.dumps(staged.to_json()))) == staged


def test_the_marked_workbook_can_be_sent_in_again_and_says_the_same(real, spec):
    sheet, found, staged = real
    again = read_workbook(marked(sheet, staged, spec)).sheet
    second = detect(again, spec)
    assert [(one.number, one.kind) for one in second.skipped] == [(one.number, one.kind) for one in found.skipped]
    rows = read_rows(again, second, spec, Context(year=2021)).rows
    assert [row.cells for row in rows] == [row.cells for row in staged.rows]
