"""What an internship post must not ask or offer: red-line words, each with the rule it breaks, negations left alone.

The rules are those of the 《职业学校学生实习管理规定》 (教育部等八部门, 2021), in our words.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as lazy


@dataclass(frozen=True)
class RedLine:
    """`pattern` finds the words, `rule` says what the regulation wants."""

    name: str
    pattern: re.Pattern
    rule: Any


@dataclass(frozen=True)
class Flag:
    """One place in a post that breaks a rule: the words found, and the rule."""

    words: str
    rule: str


def _line(name: str, words: str, rule) -> RedLine:
    return RedLine(name, re.compile(words), rule)


RED_LINES = (
    _line(
        "money",
        r"押金|保证金|(?:收|交|缴|付)[^，。；]{0,4}(?:实习费|培训费|服装费|管理费|中介费|报名费)|(?:培训费|实习费|中介费)",
        lazy("实习单位不得向学生收取押金、培训费、实习报酬提成、管理费或其他费用。"),
    ),
    _line(
        "papers",
        r"扣[押留](?:[^，。；]{0,6})(?:证件|身份证|学生证|毕业证)|(?:身份证|学生证|毕业证)原件?(?:[^，。；]{0,4})(?:抵押|代管|保管)",
        lazy("实习单位不得扣押学生的居民身份证或其他证件，不得要求提供担保。"),
    ),
    _line(
        "night",
        r"夜班|晚班|通宵|倒班|三班倒|两班倒|大夜",
        lazy("不得安排学生夜班；确有专业需要的，须有主管部门批准。"),
    ),
    _line(
        "overtime",
        r"加班|超时工作|(?:每天|每日)(?:工作)?1[0-9](?:个)?小时|单休|无休",
        lazy("不得安排学生加班，要保证休息。"),
    ),
    _line(
        "danger",
        r"井下|高空|高处作业|高温作业|放射|剧毒|高毒|易燃易爆|爆破|涉毒|第四级体力",
        lazy("不得安排学生从事高空、井下、放射性、有毒、易燃易爆及其他高风险的实习。"),
    ),
    _line(
        "places",
        r"酒吧|夜总会|夜店|KTV|歌厅|舞厅|洗浴|足浴|按摩|棋牌室|网吧|陪酒",
        lazy("不得安排学生到酒吧、夜总会、歌厅、洗浴中心、网吧等营业性娱乐场所实习。"),
    ),
    _line(
        "agents",
        r"(?:劳务派遣|派遣公司|劳务公司|中介(?:公司|机构)|职介所)",
        lazy("不得通过中介机构或有偿代理组织、安排和管理学生实习。"),
    ),
    _line("age", r"(?:未满|不满)1[0-6]周?岁|(?<!\d)1[0-5]周?岁", lazy("不得接收未满16周岁的学生顶岗实习。")),
)
# "不收押金", "无需交培训费", "严禁扣押证件": said to reassure, not to ask
NEGATED = re.compile(r"(?:不|无|没有|未|免|非|严禁|禁止|杜绝|拒绝|从不|绝不)[^，。；！\s]{0,6}$")


def flags_of(texts: Iterable[str]) -> list[Flag]:
    """The flags in these texts, each rule once, with the first words that break it."""
    whole = "。".join(texts)
    found = [(line, _first(line.pattern, whole)) for line in RED_LINES]
    return [Flag(words, str(line.rule)) for line, words in found if words]


def _first(pattern: re.Pattern, text: str) -> str:
    hits = (
        hit.group() for hit in pattern.finditer(text) if not NEGATED.search(text[max(0, hit.start() - 8) : hit.start()])
    )
    return next(hits, "")
