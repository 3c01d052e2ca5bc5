"""The ministry's list of 2017: how it is read, how each institution is abbreviated, how one is found."""

import csv
import re
from pathlib import Path

from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.db.models.functions import Length

from ruoyi_coop.lib.search import pinyin

FILE = Path(__file__).parent / "data" / "universities_moe_2017.csv"
LEVELS = {"本科": "bachelor", "专科": "college"}
HITS = 20

# What people say where no rule leads there; the first is shown as the short name.
KNOWN = {
    "清华大学": "清华",
    "北京大学": "北大",
    "中国人民大学": "人大 中国人大",
    "北京航空航天大学": "北航",
    "北京师范大学": "北师大",
    "北京邮电大学": "北邮",
    "北京理工大学": "北理工 北理",
    "北京科技大学": "北科大 北科",
    "北京林业大学": "北林",
    "北京中医药大学": "北中医",
    "北京外国语大学": "北外",
    "北京协和医学院": "协和",
    "中国农业大学": "中国农大 农大",
    "中国政法大学": "法大 中国政法",
    "中央财经大学": "央财 中财",
    "对外经济贸易大学": "贸大 对外经贸",
    "中国传媒大学": "中传",
    "中央民族大学": "民大 中央民大",
    "中国科学技术大学": "中科大 科大",
    "中国科学院大学": "国科大",
    "中国石油大学（北京）": "石油大学",
    "中国矿业大学": "矿大",
    "中国地质大学（武汉）": "地大",
    "中国海洋大学": "海大 中国海大",
    "南开大学": "南开",
    "天津大学": "天大",
    "大连理工大学": "大工 大连理工",
    "东北大学": "东大 东北大",
    "吉林大学": "吉大",
    "东北师范大学": "东北师大 东师",
    "东北林业大学": "东林",
    "东北农业大学": "东农",
    "哈尔滨工业大学": "哈工大",
    "哈尔滨工程大学": "哈工程",
    "复旦大学": "复旦",
    "同济大学": "同济",
    "上海交通大学": "上海交大 上交 交大",
    "华东师范大学": "华东师大 华师大",
    "华东理工大学": "华理 华东理工",
    "上海财经大学": "上财",
    "上海外国语大学": "上外",
    "南京大学": "南大",
    "东南大学": "东大 东南",
    "南京航空航天大学": "南航",
    "南京理工大学": "南理工",
    "南京农业大学": "南农",
    "南京师范大学": "南师大",
    "河海大学": "河海",
    "江南大学": "江大 江南",
    "苏州大学": "苏大",
    "浙江大学": "浙大",
    "厦门大学": "厦大",
    "山东大学": "山大",
    "山西大学": "山大 山西大",
    "武汉大学": "武大",
    "华中科技大学": "华科 华中科大 华工",
    "华中师范大学": "华师 华中师大",
    "华中农业大学": "华农 华中农大",
    "武汉理工大学": "武汉理工 武理工",
    "中南财经政法大学": "中南财大 中南财经",
    "湖南大学": "湖大",
    "中南大学": "中南",
    "湖南师范大学": "湖南师大",
    "长沙理工大学": "长理 长沙理工",
    "中山大学": "中大",
    "华南理工大学": "华南理工 华工",
    "华南农业大学": "华南农大 华农",
    "华南师范大学": "华南师大 华师",
    "暨南大学": "暨大",
    "四川大学": "川大",
    "电子科技大学": "电子科大 成电",
    "西南交通大学": "西南交大",
    "西南大学": "西大 西南大",
    "西南财经大学": "西财 西南财大",
    "四川农业大学": "川农",
    "重庆大学": "重大",
    "西安交通大学": "西安交大 西交大 西交",
    "西北工业大学": "西工大",
    "西安电子科技大学": "西电",
    "西北农林科技大学": "西农 西北农林 西北农大",
    "西北大学": "西大 西北大",
    "陕西师范大学": "陕师大 陕西师大",
    "长安大学": "长大 长安",
    "西安建筑科技大学": "西建大 西安建大",
    "西安理工大学": "西理工 西安理工",
    "西安石油大学": "西安石大",
    "西安外国语大学": "西外",
    "西北政法大学": "西法大",
    "兰州大学": "兰大",
    "中北大学": "中北",
    "太原理工大学": "太原理工 太理工",
    "太原科技大学": "太科大 太原科大",
    "山西农业大学": "山西农大 山农大",
    "山西医科大学": "山西医大 山医大",
    "山西师范大学": "山西师大 山师大",
    "山西财经大学": "山西财大 山财大",
    "山西中医药大学": "山西中医 山中医",
    "山西能源学院": "山西能源 能源学院",
    "山西大同大学": "大同大学 同大",
    "运城学院": "运院",
    "运城职业技术学院": "运城职院",
    "运城幼儿师范高等专科学校": "运城幼专",
    "郑州大学": "郑大",
    "河南大学": "河大",
    "中国药科大学": "药大 中国药大",
    "江西中医药大学": "江中医",
    "空军工程大学": "空工大 空军工大",
    "国防科技大学": "国防科大",
}

TAKEN = {word for words in KNOWN.values() for word in words.split()}  # no rule gives these to anybody else

# Endings as they are usually said: 华东政法大学 → 华东政法, 安徽农业大学 → 安徽农大 and 安农大.
ENDINGS = {
    "师范大学": "师大",
    "农业大学": "农大",
    "林业大学": "林大",
    "科技大学": "科大",
    "工业大学": "工大",
    "理工大学": "理工",
    "交通大学": "交大",
    "财经大学": "财大",
    "医科大学": "医大",
    "中医药大学": "中医大",
    "民族大学": "民大",
    "海洋大学": "海大",
    "工商大学": "工商",
    "政法大学": "政法",
    "建筑大学": "建大",
    "外国语大学": "外大",
    "师范学院": "师院",
    "职业技术学院": "职院",
    "高等专科学校": "高专",
    "大学": "大",
}


def aliases(name: str) -> list[str]:
    """List the abbreviations of a name, the usual one first; an institution nobody abbreviates has none."""
    plain = re.sub(r"[（(].*?[）)]", "", name)
    found = KNOWN.get(name, "").split()
    ending = next((ending for ending in ENDINGS if plain.endswith(ending) and plain != ending), "")
    if ending:
        made = _by_ending(plain.removesuffix(ending), ENDINGS[ending], whole=ending == "大学")
        found += [word for word in made if word not in TAKEN]
    return list(dict.fromkeys(found))


def _by_ending(place: str, ending: str, *, whole: bool) -> list[str]:
    """西安 + 交大 → 西安交大, 西交大; 武汉 + 大 → 武大 (a whole place before 大 is not said)."""
    if not 2 <= len(place) <= 4:
        return []
    return [f"{place[0]}{ending}"] if whole else [f"{place}{ending}", f"{place[0]}{ending}"]


def read() -> list[dict]:
    """Read the shipped list: one dict per institution, ready for `ReferenceUniversity(**row)`."""
    with FILE.open(encoding="utf-8-sig", newline="") as lines:
        return [_complete(row) for row in csv.DictReader(lines)]


def _complete(row: dict) -> dict:
    row = {column: _mended(text) for column, text in row.items()}
    said = " ".join(aliases(row["name"]))[:200]
    return row | {"level": LEVELS[row["level"]], "aliases": said, "pinyin": pinyin(row["name"])}


def _mended(text: str) -> str:
    """The printed list broke some long names over two lines, which the file spells as backslash n."""
    return text.replace("\\n", "").strip()


def load(model) -> int:
    """Fill the table with what it lacks of the list; returns how many rows were added."""
    known = set(model.objects.values_list("moe_code", flat=True))
    rows = [model(**row) for row in read() if row["moe_code"] not in known]
    model.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def find(rows: QuerySet, words: str) -> QuerySet:
    """The best twenty for what somebody typed: a name or part of it, an abbreviation, pinyin or its initials.

    An abbreviation nobody listed is found too, as letters of the name in their order: 西交大 in 西安交通大学.
    """
    typed = re.sub(r"[\W_]+", "", words).lower()[:30]
    if not typed:
        return rows.none()
    in_order = ".*".join(typed)
    ranks = [
        When(name=typed, then=0),
        When(aliases__regex=rf"(^| ){typed}( |$)", then=1),
        When(pinyin__regex=rf"(^| ){typed}( |$)", then=2),
        When(name__startswith=typed, then=3),
        When(pinyin__startswith=typed, then=4),
        When(name__contains=typed, then=5),
        When(pinyin__regex=rf" {typed}", then=6),
        When(pinyin__contains=typed, then=7),
        When(name__regex=f"^{in_order}", then=8),
        When(name__regex=in_order, then=9),
        When(pinyin__regex=f" {'[^ ]*'.join(typed)}", then=10),
    ]
    hits = rows.annotate(rank=Case(*ranks, default=Value(None), output_field=IntegerField()), size=Length("name"))
    return hits.exclude(rank=None).order_by("rank", F("level").asc(), "size", "moe_code")[:HITS]
