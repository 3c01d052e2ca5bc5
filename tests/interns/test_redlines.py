"""Posts that break a rule are flagged with the words and the rule; what reassures is not."""

import pytest

from interns.redlines import RED_LINES, flags_of

FLAGGED = [
    ("入职需交押金500元", "押金"),
    ("收取保证金，离职退还", "保证金"),
    ("需缴纳培训费", "培训费"),
    ("先交服装费200元", "服装费"),
    ("实习费自理并上交", "实习费"),
    ("入职后扣押身份证", "扣押"),
    ("公司扣留毕业证至期满", "扣留"),
    ("身份证原件由公司保管", "身份证"),
    ("能上夜班者优先", "夜班"),
    ("车间三班倒", "倒"),
    ("需要通宵值守", "通宵"),
    ("旺季要加班", "加班"),
    ("每天工作12小时", "12小时"),
    ("实行单休", "单休"),
    ("协助井下测量", "井下"),
    ("高处作业需佩戴安全带", "高处作业"),
    ("接触剧毒化学品", "剧毒"),
    ("在KTV做服务员", "KTV"),
    ("洗浴中心前台", "洗浴"),
    ("由劳务派遣公司签约", "派遣"),
    ("中介机构统一安排", "中介"),
    ("15周岁以上均可", "15周岁"),
]
FINE = [
    "不收取押金",
    "无押金，包吃住",
    "无需交培训费",
    "免培训费",
    "严禁扣押证件",
    "不上夜班",
    "没有夜班",
    "不安排加班",
    "绝不加班",
    "非中介机构",
    "参加公司组织的安全培训",
    "每天工作8小时，双休",
    "酒店管理专业优先",
    "协助证件照拍摄",
    "跟随带教老师做高分子实验",
]


@pytest.mark.parametrize(("text", "words"), FLAGGED)
def test_what_breaks_a_rule_is_flagged_with_its_words(text, words):
    found = flags_of([text])
    assert len(found) == 1
    assert words in found[0].words
    assert found[0].rule


@pytest.mark.parametrize("text", FINE)
def test_what_reassures_or_is_harmless_is_not_flagged(text):
    assert flags_of([text]) == []


def test_each_rule_is_named_once_and_all_fields_are_read():
    found = flags_of(["交押金", "押金可退", "夜班"])
    assert [flag.words for flag in found] == ["押金", "夜班"]
    assert len({line.name for line in RED_LINES}) == len(RED_LINES)
