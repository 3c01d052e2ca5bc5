"""Each way of writing a number, a date, a telephone, an allowance, a choice — and what is asked instead of guessed."""

import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from ruoyi_coop.lib.sheets import Cell, Choice, Column, Context, Problem, parse
from ruoyi_coop.lib.sheets.cells import Fault, display
from ruoyi_coop.lib.sheets.kinds import KINDS
from ruoyi_coop.lib.sheets.kinds.number import arabic

YEAR = Context(year=2021)
ERROR, QUESTION, NOTE = Problem.ERROR, Problem.QUESTION, Problem.NOTE
COLOURS = (Choice("red", "红色", ("朱红",)), Choice("green", "绿色"), Choice(7, "深绿色"))


def read(kind, value, context=YEAR, hint="", **more) -> Cell:
    return parse(Column("x", "某列", kind=kind, **more), value, context, hint)


def outcome(kind, value, **more):
    cell = read(kind, value, **more)
    return cell.value if cell.problem is None else (cell.problem, *cell.suggestions)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, 5),
        (5.0, 5),
        ("5", 5),
        ("5人", 5),
        ("11 名", 11),
        ("１１名", 11),
        ("12个", 12),
        ("五人", 5),
        ("十二名", 12),
        ("二十", 20),
        ("一百零五人", 105),
        ("两名", 2),
        ("1,200", 1200),
        ("5.0", 5),
        ("约5人", (QUESTION, "5人")),
        ("5人左右", (QUESTION, "5人")),
        ("3-5人", (QUESTION, "3人", "5人")),
        ("男3人，女2人", (QUESTION, "5人")),
        ("若干", (QUESTION,)),
        ("不限", (QUESTION,)),
        (date(2021, 3, 5), (QUESTION,)),
        (True, (QUESTION,)),
        (5.5, (ERROR,)),
        ("5.5人", (ERROR,)),
        (0, (ERROR,)),
        ("-3", (ERROR,)),
        (1e300, (ERROR,)),
    ],
)
def test_headcounts(value, expected):
    assert outcome("headcount", value) == expected


def test_a_number_outside_its_bounds_is_an_error_that_names_the_bound():
    assert "不能大于 60" in read("integer", "61", maximum=60).message
    assert "不能小于 3" in read("integer", 2, minimum=3).message


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2021, 7, 15), date(2021, 7, 15)),
        (datetime(2021, 7, 15, 8), date(2021, 7, 15)),
        ("2021.7.15", date(2021, 7, 15)),
        ("2021-07-15", date(2021, 7, 15)),
        ("2021/7/15", date(2021, 7, 15)),
        ("2021年7月15日", date(2021, 7, 15)),
        ("2021 年 7 月 15 号", date(2021, 7, 15)),
        ("二〇二一年七月十五日", date(2021, 7, 15)),
        ("20210715", date(2021, 7, 15)),
        (20210715.0, date(2021, 7, 15)),
        ("2021-07-15 08:30:00", date(2021, 7, 15)),
        ("21.7.15", (QUESTION, "2021-07-15")),
        ("2021年7月", (QUESTION, "2021-07-01")),
        ("7/8/2021", (QUESTION, "2021-07-08", "2021-08-07")),
        ("长期", (QUESTION,)),
        (7.15, (QUESTION,)),
        ("2021年2月30日", (ERROR,)),
        (date(1850, 1, 1), (ERROR,)),
    ],
)
def test_dates(value, expected):
    assert outcome("date", value) == expected


def test_a_serial_number_and_a_missing_year_are_read_aloud():
    serial, short = read("date", 44392.0), read("date", "7月15日")
    assert (serial.value, serial.problem) == (date(2021, 7, 15), NOTE)
    assert (short.value, short.problem) == (date(2021, 7, 15), NOTE)
    assert "2021" in short.message
    assert read("date", "7月15日", Context()).problem is QUESTION


def days(first, last):
    return {"start": date.fromisoformat(first), "end": date.fromisoformat(last)}


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2021.7.15-8.20", "2021-07-15", "2021-08-20"),
        ("2021/7/10-2021/8/20", "2021-07-10", "2021-08-20"),
        ("2021-7-10-2021-8-20", "2021-07-10", "2021-08-20"),
        ("2021-07-10至2021-08-20", "2021-07-10", "2021-08-20"),
        ("2021年7月12日至8月25日", "2021-07-12", "2021-08-25"),
        ("2021年7月12日起至2021年8月25日止", "2021-07-12", "2021-08-25"),
        ("2021年7月12日 — 8月25日", "2021-07-12", "2021-08-25"),
        ("2021.7.15～8.20", "2021-07-15", "2021-08-20"),
        ("20210715-20210820", "2021-07-15", "2021-08-20"),
    ],
)
def test_spans_with_a_year(value, first, last):
    assert outcome("date_range", value) == days(first, last)


@pytest.mark.parametrize(
    ("value", "first", "last", "said"),
    [
        ("7月15日—8月31日", "2021-07-15", "2021-08-31", "没有写年份"),
        ("7.15-8.31", "2021-07-15", "2021-08-31", "没有写年份"),
        ("2021.12.20-1.20", "2021-12-20", "2022-01-20", "第二年"),
        ("2021年7月15日-31日", "2021-07-15", "2021-07-31", "同一个月"),
    ],
)
def test_spans_with_something_assumed_say_what(value, first, last, said):
    cell = read("date_range", value)
    assert (cell.value, cell.problem) == (days(first, last), NOTE)
    assert said in cell.message


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2021年7-8月", (QUESTION, "2021-07-01至2021-08-31")),
        ("11-12月", (QUESTION, "2021-11-01至2021-12-31")),
        ("2021.7.15-8.20（约五周）", (QUESTION, "2021-07-15至2021-08-20")),
        ("暑假期间", (QUESTION,)),
        ("2021.7.15", (QUESTION,)),
        (date(2021, 7, 15), (QUESTION,)),
        (44392.0, (QUESTION,)),
        ("2021.8.20-2021.7.15", (ERROR,)),
        ("2021.7.15-2.30", (ERROR,)),
    ],
)
def test_spans_that_are_not_guessed(value, expected):
    assert outcome("date_range", value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (13834567603.0, "13834567603"),
        ("138 3456 9869", "13834569869"),
        ("138-3456-9869", "13834569869"),
        ("+86 138 3456 9869", "13834569869"),
        ("１３８３４５６９８６９", "13834569869"),
        ("0359-3035382", "0359-3035382"),
        ("03593035382", "0359-3035382"),
        ("(0359)3035382", "0359-3035382"),
        ("0359—3035382", "0359-3035382"),
        ("010-66001234", "010-66001234"),
        ("0359-3035382转801", "0359-3035382-801"),
        ("400-123-4567", "400-123-4567"),
        (3593035382.0, (QUESTION, "0359-3035382")),
        ("3035382", (QUESTION, "0359-3035382")),
        ("13834567603/0359-3035382", (QUESTION, "13834567603", "0359-3035382")),
        ("李主任13834567603", (QUESTION, "13834567603")),
        ("见名片", (QUESTION,)),
        ("1383456760", (ERROR,)),
        ("138345676033", (ERROR,)),
        (0.5, (ERROR,)),
        (date(2021, 7, 15), (ERROR,)),
    ],
)
def test_telephones(value, expected):
    assert outcome("phone", value) == expected


def pay(amount, per):
    return {"amount": Decimal(amount), "per": per, "negotiable": False}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1000元/月", pay(1000, "month")),
        ("1000元每月", pay(1000, "month")),
        ("每月1000元", pay(1000, "month")),
        ("1,000/月", pay(1000, "month")),
        ("￥1000元/人/月", pay(1000, "month")),
        ("1000元/人·月", pay(1000, "month")),
        ("月薪3000", pay(3000, "month")),
        ("0.2万元/月", pay(2000, "month")),
        ("80元/天", pay(80, "day")),
        ("日补贴80元", pay(80, "day")),
        ("一次性2000元", pay(2000, "once")),
        ("无", pay(0, "")),
        (0, pay(0, "")),
        ("面议", {"amount": None, "per": "", "negotiable": True}),
        (1200.0, (QUESTION, "1200元/月", "1200元/天")),
        ("1000", (QUESTION, "1000元/月", "1000元/天")),
        ("80元", (QUESTION, "80元/天", "80元/月")),
        ("1000-1500元/月", (QUESTION, "1000元/月", "1500元/月")),
        ("1000元/月另加奖金", (QUESTION, "1000元/月")),
        ("按公司规定", (QUESTION,)),
        (date(2021, 7, 15), (QUESTION,)),
    ],
)
def test_allowances(value, expected):
    assert outcome("allowance", value) == expected


def test_a_unit_in_the_heading_answers_the_question_and_says_so():
    cell = read("allowance", 1000, hint="元/月")
    assert (cell.value, cell.problem) == (pay(1000, "month"), NOTE)


@pytest.mark.parametrize(
    ("value", "hint", "expected"),
    [
        ("100万元", "", Decimal(1_000_000)),
        ("1.5亿", "", Decimal(150_000_000)),
        ("3,500.50元", "", Decimal("3500.50")),
        (35, "万元", Decimal(350_000)),
        (35, "元", Decimal(35)),
        (35, "", (QUESTION, "35元", "35万元")),
        ("约100万元", "", (QUESTION, "100万元")),
        ("-5元", "", (ERROR,)),
    ],
)
def test_sums_of_money(value, hint, expected):
    assert outcome("money", value, hint=hint) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("红色", "red"),
        (" 朱 红", "red"),
        ("RED", "red"),
        ("深绿色", 7),
        ("浅绿色", (QUESTION, "深绿色", "绿色")),
        ("红", (QUESTION, "红色")),
        ("橙", (QUESTION,)),
        (7, (QUESTION,)),
    ],
)
def test_choices_are_taken_by_their_words_and_near_misses_are_asked(value, expected):
    found = outcome("choice", value, choices=COLOURS)
    assert found == expected or (found[0], set(found[1:])) == (expected[0], set(expected[1:]))


def test_the_same_word_for_two_choices_is_a_question():
    twice = (Choice(1, "甲", ("丙",)), Choice(2, "乙", ("丙",)))
    assert outcome("choice", "丙", choices=twice) == (QUESTION, "甲", "乙")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("财务管理，会计学", ["财务管理", "会计学"]),
        ("市场营销/电子商务", ["市场营销", "电子商务"]),
        ("计算机类（软件、网络）、会计学", ["计算机类（软件、网络）", "会计学"]),
        ("机械设计制造及其自动化", ["机械设计制造及其自动化"]),
        ("不限", []),
        ("专业不限", ["专业不限"]),
    ],
)
def test_lists(value, expected):
    assert outcome("list", value, unlimited=("不限",)) == expected


def test_and_related_subjects_is_kept_as_an_item_and_said():
    cell = read("list", "生物工程、制药工程等相关专业")
    assert (cell.value, cell.problem) == (["生物工程", "制药工程", "相关专业"], NOTE)


def test_a_list_of_choices_asks_about_the_first_unknown_item():
    assert outcome("list", "红色、绿色", choices=COLOURS) == ["red", "green"]
    assert outcome("list", "红色、浅绿", choices=COLOURS)[0] is QUESTION


@pytest.mark.parametrize(
    ("value", "expected"),
    [("是", True), ("√", True), (True, True), (0, False), ("无", False), ("大概", (QUESTION, "是", "否"))],
)
def test_yes_and_no(value, expected):
    assert outcome("boolean", value) == expected


def test_mail_addresses():
    assert outcome("email", " Li.Ming@EXAMPLE.com ") == "li.ming@example.com"
    assert outcome("email", "li.ming#example.com") == (ERROR,)


def test_identity_numbers_in_numeric_cells_are_refused_and_never_repeated():
    good = "11010519491231002X"
    assert outcome("id_number", good.lower()) == good
    for wrong in (110105194912310000.0, 123456.0, "110105194912310021", "1101051949"):
        cell = read("id_number", wrong)
        assert cell.problem is ERROR
        assert "110105" not in cell.message
    assert outcome("text", 140827199001011234.0) == (ERROR,)
    assert outcome("text", "1.40827E+17") == (ERROR,)


def test_texts_are_kept_as_written_but_without_what_cannot_be_seen():
    assert outcome("text", " （芮城）\u200b第一\x00中学 ") == "（芮城）第一中学"
    assert outcome("text", 2021.0) == "2021"
    assert outcome("text", date(2021, 3, 5)) == (QUESTION, "2021-03-05")
    assert outcome("text", "字" * 201) == (ERROR,)


@pytest.mark.parametrize("blank", [None, "", "  ", "/", "——", "\u3000"])
def test_an_empty_cell_is_an_error_only_where_it_is_required(blank):
    assert outcome("phone", blank) is None
    assert read("phone", blank, required=True).message == "“某列”是必填项，这里空着。"


def test_what_excel_could_not_show_is_asked_or_refused():
    assert read("headcount", Fault("formula")).problem is QUESTION
    assert read("headcount", Fault("error", "#REF!")).problem is ERROR
    assert read("text", Fault("long", "……")).problem is ERROR
    assert read("text", "同上").problem is QUESTION


# ------------------------------------------------------------------ for all inputs

PIECES = st.sampled_from(
    list("0123456789.-/~—至年月日元天人名约男女十百万,，、() 　\0=+@Ee") + ["面议", "不限", "2021", "138"]
)
ODD_TEXT = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=14).map("".join))
ANYTHING = st.one_of(
    ODD_TEXT,
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(),
    st.builds(Fault, st.sampled_from(["error", "formula", "long"]), st.text(max_size=5)),
)


@effort(max_examples=300, deadline=None)
@given(value=ANYTHING, year=st.sampled_from([None, 2021]), hint=st.sampled_from(["", "元/月", "万元"]))
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_value_makes_a_parser_raise_and_every_result_survives_json(kind, value, year, hint):
    cell = read(kind, value, Context(year=year), hint, choices=COLOURS if kind == "choice" else None)
    assert bool(cell.message) == bool(cell.problem)
    assert Cell.from_json(json.loads(json.dumps(cell.to_json()))) == cell


@given(
    st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["%Y-%m-%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"])
)
def test_every_day_written_out_is_read_back(day, pattern):
    assert outcome("date", day.strftime(pattern)) == day


@given(
    st.lists(st.dates(date(1900, 1, 1), date(2100, 12, 31)), min_size=2, max_size=2).map(sorted),
    st.sampled_from("-~至"),
)
def test_every_span_written_out_is_read_back(pair, sign):
    assert outcome("date_range", f"{pair[0]:%Y.%m.%d}{sign}{pair[1]:%Y.%m.%d}") == dict(
        zip(("start", "end"), pair, strict=True)
    )


@given(st.integers(13_000_000_000, 19_999_999_999), st.booleans())
def test_every_mobile_number_is_read_from_text_and_from_a_numeric_cell(number, as_number):
    text = str(number)
    assert outcome("phone", float(number) if as_number else f"{text[:3]} {text[3:7]} {text[7:]}") == text


@given(st.integers(1, 10**6), st.sampled_from(["", "人", " 名", ".0"]))
def test_every_headcount_is_read_back(number, unit):
    assert outcome("headcount", f"{number}{unit}") == number


@given(st.integers(1, 10**6), st.sampled_from(["month", "day", "week", "once"]))
def test_every_allowance_is_read_back(amount, per):
    label = {"month": "月", "day": "天", "week": "周", "once": "次"}[per]
    assert outcome("allowance", f"{amount}元/{label}") == pay(amount, per)


@given(st.sampled_from([PIECES, st.text(max_size=3)]).flatmap(lambda one: one))
@example(":0:")
def test_suggestions_are_always_understood(piece):
    for kind in ("headcount", "phone", "allowance", "date_range", "date", "money"):
        for suggestion in read(kind, f"约 5 {piece} 2021.7.15-8.20 1000元/月 13834567603").suggestions:
            assert not read(kind, suggestion).open


@given(st.integers(1, 199))
def test_chinese_numerals(number):
    digits = "零一二三四五六七八九"
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    word = (digits[hundreds] + "百" if hundreds else "") + (
        digits[tens] + "十" if tens else "零" * (hundreds and ones > 0)
    )
    assert arabic(word + (digits[ones] if ones else "")) == str(number)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_shown_as_a_person_writes_them(number):
    assert float(display(number)) == number
