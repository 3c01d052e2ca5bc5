"""Between reading and saving: questions have their place, are answered singly or together, and nothing is lost."""

import json
from datetime import date

import pytest

from ruoyi_coop.lib.sheets import (
    Context,
    Problem,
    Staged,
    allow_repeat,
    answer,
    answer_alike,
    leave_out,
    places_in_words,
    refuse,
    sentence,
    take_back,
)


def test_a_good_row_is_ready_and_its_values_stand_under_the_names_they_fill(stage, spec, head, good_row):
    staged = stage([head, good_row])
    assert staged.ready
    assert staged.rows[0].values(spec) == {
        "unit": "大禹生物",
        "category": 16,
        "title": "质检员",
        "places": 2,
        "majors": None,
        "degree": None,
        "starts_on": date(2021, 7, 15),
        "ends_on": date(2021, 8, 20),
        "allowance_amount": None,
        "allowance_per": None,
        "allowance_negotiable": None,
        "contact": None,
        "phone": "13834560001",
        "lodging": None,
    }


def test_nothing_to_save_is_not_ready(stage, head):
    assert not stage([head]).ready


def test_a_problem_is_told_with_its_place_in_the_persons_own_workbook(stage, spec, head, good_row):
    staged = stage([["某某表"], head, good_row[:3] + ["约5人"] + good_row[4:]])
    assert sentence(staged, spec, 3, "places") == "D3 需求人数：“约5人”不是确数，请写一个数。"
    assert ("实习时间", "E") in places_in_words(staged, spec)


def test_an_answer_is_read_like_the_cell_itself_and_remembers_what_stood_there(stage, spec, head, good_row):
    staged = stage([head, good_row[:3] + ["约5人"] + good_row[4:]])
    assert answer(staged, spec, 2, "places", "很多").problem is Problem.QUESTION
    cell = answer(staged, spec, 2, "places", "5人")
    assert (cell.value, cell.raw, cell.was) == (5, "5人", "约5人")
    assert staged.ready


def test_the_same_question_is_answered_once_for_all_its_rows_and_only_those(stage, spec, head, good_row):
    rows = [
        [*good_row[:2], f"岗位{text}{number}", text, *good_row[4:]]
        for number, text in enumerate(["若干", "若干", "约5人"])
    ]
    staged = stage([head, *rows])
    assert [(group.raw, group.rows) for group in staged.groups()] == [("若干", (2, 3)), ("约5人", (4,))]
    assert answer_alike(staged, spec, 2, "places", "3") == [2, 3]
    assert [row.cells["places"].value for row in staged.rows] == [3, 3, None]


def test_a_gap_under_a_unit_that_is_not_merged_is_asked_with_the_row_above_as_offer(stage, head, good_row):
    staged = stage([head, good_row, [None, *good_row[1:2], "化验员", *good_row[3:]]])
    cell = staged.row(3).cells["unit"]
    assert (cell.problem, cell.suggestions, cell.value) == (Problem.QUESTION, ("大禹生物",), None)


def test_a_ditto_is_asked_with_the_row_above_as_offer(stage, head, good_row):
    staged = stage([head, good_row, ["大禹生物", "同上", "化验员", *good_row[3:]]])
    assert staged.row(3).cells["category"].suggestions == ("质量检验",)


def test_a_cell_merged_from_the_side_is_asked(stage, head, good_row):
    row = [*good_row[:3], None, *good_row[4:]]
    staged = stage([head, row], merges={(2, 3): (2, 2)})
    assert staged.row(2).cells["places"].message == "这一格与 C2 合并在一起，内容是否也是“质检员”？"


def test_start_and_end_in_two_columns_make_one_span(stage, spec, head, good_row):
    heads = [*head[:4], "开始时间", "结束时间", head[5]]
    staged = stage([heads, [*good_row[:4], date(2021, 7, 1), "2021年8月1日", good_row[5]], [*good_row[:4], "2021.7.1"]])
    assert staged.row(2).cells["period"].value == {"start": date(2021, 7, 1), "end": date(2021, 8, 1)}
    assert staged.row(3).cells["period"].problem is Problem.QUESTION
    assert staged.address(2, "period") == "E2"


def test_a_column_that_the_sheet_lacks_may_be_given_once_for_all_rows(stage, head, good_row):
    staged = stage([head[1:], good_row[1:]], constants={"unit": "亚宝药业集团"})
    assert staged.rows[0].cells["unit"].value == "亚宝药业集团"
    assert stage([head[1:], good_row[1:]]).rows[0].cells["unit"].problem is Problem.ERROR


def test_a_row_that_repeats_another_is_asked_until_it_is_allowed_changed_or_left_out(stage, spec, head, good_row):
    def twice():
        return stage([head, good_row, good_row])

    staged = twice()
    assert (staged.row(3).repeats, staged.counts()["repeats"], staged.ready) == (2, 1, False)
    allow_repeat(staged, 3)
    assert staged.ready
    staged = twice()
    answer(staged, spec, 3, "title", "化验员")
    assert staged.ready
    staged = twice()
    leave_out(staged, spec, [2], "重复")
    assert (staged.ready, [row.number for row in staged.kept]) == (True, [3])
    take_back(staged, spec, [2])
    assert not staged.ready


def test_a_row_left_out_asks_nothing_any_more(stage, spec, head, good_row):
    staged = stage([head, good_row, ["大禹生物"]])
    assert not staged.ready
    leave_out(staged, spec, [3], "没有填完")
    assert (staged.ready, staged.counts()["left_out"], staged.groups()) == (True, 1, [])


def test_the_objection_of_a_form_is_put_to_the_cell_and_a_new_answer_takes_it_away(stage, spec, head, good_row):
    staged = stage([head, good_row])
    refuse(staged, 2, "unit", "没有这个单位。")
    assert (staged.ready, staged.row(2).cells["unit"].raw) == (False, "大禹生物")
    answer(staged, spec, 2, "unit", "亚宝药业")
    assert staged.ready


@pytest.mark.parametrize("change", [None, "answer", "leave_out"])
def test_every_state_survives_json(stage, spec, head, good_row, change):
    staged = stage([["表"], head, good_row, ["大禹生物", "同上"]], context=Context(year=2021))
    if change == "answer":
        answer(staged, spec, 4, "category", "质量检验")
    if change == "leave_out":
        leave_out(staged, spec, [4], "")
    assert Staged.from_json(json.loads(json.dumps(staged.to_json()))) == staged
