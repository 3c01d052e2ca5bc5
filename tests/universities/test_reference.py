"""Finding a university in the ministry's list, as people type it."""

import pytest

from universities import reference
from universities.models import ReferenceUniversity


def names(rows, words: str) -> list[str]:
    return [row.name for row in reference.find(rows, words)]


def test_the_list_is_shipped_whole(the_list):
    assert the_list.count() == 2631
    assert the_list.filter(level="bachelor").count() == 1243
    assert the_list.filter(name__contains="\\").count() == 0


def test_loading_the_list_again_adds_nothing(the_list):
    assert reference.load(ReferenceUniversity) == 0


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("清华大学", "清华大学"),
        ("清华", "清华大学"),
        ("北大", "北京大学"),
        ("西农", "西北农林科技大学"),
        ("西交大", "西安交通大学"),
        ("武大", "武汉大学"),
        ("华科", "华中科技大学"),
        ("山大", "山西大学"),
        ("西电", "西安电子科技大学"),
        ("陕师大", "陕西师范大学"),
        ("中科大", "中国科学技术大学"),
        ("山西农大", "山西农业大学"),
        ("河南农大", "河南农业大学"),
        ("哈工大", "哈尔滨工业大学"),
        ("qhdx", "清华大学"),
        ("QHDX", "清华大学"),
        ("qinghua", "清华大学"),
        ("xibeinonglin", "西北农林科技大学"),
        ("xbnl", "西北农林科技大学"),
        ("cqdx", "重庆大学"),
        ("changanda", "长安大学"),
        ("zgkj", "中国科学技术大学"),
        ("运城 幼儿", "运城幼儿师范高等专科学校"),
        ("中国石油大学（北京）", "中国石油大学（北京）"),
    ],
)
def test_a_name_an_abbreviation_or_pinyin_finds_it_first(the_list, words, first):
    assert names(the_list, words)[0] == first


def test_both_universities_of_one_abbreviation_are_found(the_list):
    assert names(the_list, "山大")[:2] == ["山西大学", "山东大学"]


def test_letters_of_a_name_in_their_order_find_it(the_list):
    assert "长沙理工大学" in names(the_list, "长沙工大")


@pytest.mark.parametrize("words", ["", " ", "()", "%", ".*", "\\", "克莱登大学", "' or 1=1", "[", "\u3000"])
def test_what_is_no_university_finds_nothing(the_list, words):
    assert names(the_list, words) == []


def test_at_most_twenty_are_shown(the_list):
    assert len(names(the_list, "大学")) == 20


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("安徽农业大学", ["安徽农大", "安农大"]),
        ("武汉大学", ["武大"]),
        ("西南交通大学", ["西南交大"]),
        ("景德镇陶瓷大学", []),
        ("中国人民公安大学", []),
    ],
)
def test_the_rule_abbreviates_as_people_do_and_takes_nobodys_name(name, said):
    assert reference.aliases(name) == said


def test_the_search_asks_once(the_list, queries):
    with queries(1):
        names(the_list, "西交大")
