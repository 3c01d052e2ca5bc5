"""Finds heading, columns and data rows in a sheet that people made, and tells its reason for each and every row."""

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from .cells import display, is_blank, letter, plain
from .reader import Sheet
from .spec import Column, SheetSpec

PROBLEMS_HEADING = "问题（系统填写）"
LOOK_FOR_HEADING = 40
LONGEST_HEADING = 30
SURE, LIKELY, DOUBTFUL = 1.0, 0.8, 0.6
START_WORDS = ("开始", "起", "起始", "开始时间", "开始日期", "起始时间", "起始日期", "自")
END_WORDS = ("结束", "止", "截止", "终止", "结束时间", "结束日期", "截止时间", "截止日期", "终止时间", "至")
SERIAL = {"序号", "编号", "no", "no.", "序", "行号"}
TOTAL = re.compile(r"(合计|总计|小计|共计|累计|总数|总人数|合计人数)[:]?[0-9.]*[人个名]?(\(.*\))?")
NOTE = re.compile(
    r"(\(?(备注|附注|注|说明|填表说明|填报说明|注意事项|注意|要求)\)?[0-9]*[:：.、]|填表说明$|填报说明$|※|\*\D)"
)
FOOT = re.compile(
    r"(填表人|填报人|制表人?|审核人?|单位负责人|负责人签字|经办人|填表日期|填报日期|填报单位|日期|签字|盖章)[:：(]"
)
EXAMPLE = re.compile(r"(例|示例|样例|填写示例|填写样例|例如|举例)[:：]?\d*")
YEAR = re.compile(r"(?<!\d)(20\d{2})年")


@dataclass(frozen=True)
class Proposal:
    """One column of the sheet, what it is taken for and why; target None means "not imported".

    A target is a column's name, or name:start and name:end when the sheet has two columns for a span of dates.
    """

    index: int
    heading: str
    target: str | None
    confidence: float
    reason: str

    @property
    def letter(self) -> str:
        return letter(self.index)


@dataclass(frozen=True)
class Skipped:
    """A row that is not imported: its number, the kind and reason, and its words so that a person can judge."""

    number: int
    kind: str  # above | heading | blank | total | note | foot | example | serial | unmapped
    reason: str
    text: str


@dataclass
class Detection:
    """What was found; `header` is (first, last) row of the heading, None when there is none to be recognised."""

    header: tuple[int, int] | None
    proposals: list[Proposal]
    rows: list[int] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    year_hint: int | None = None

    @property
    def mapping(self) -> dict[int, str]:
        return {one.index: one.target for one in self.proposals if one.target}

    @property
    def headings(self) -> dict[int, str]:
        return {one.index: one.heading for one in self.proposals}


def detect(
    sheet: Sheet,
    spec: SheetSpec,
    header: int | tuple[int, int] | None = None,
    mapping: dict[int, str | None] | None = None,
    keep: frozenset[int] | set[int] = frozenset(),
) -> Detection:
    """Look at a sheet; `header`, `mapping` and `keep` (rows that are data after all) are the person's corrections."""
    vocabulary = words_of(spec)
    rows = (header, header) if isinstance(header, int) else header or find_header(sheet, vocabulary)
    if rows is None:
        return Detection(None, [], year_hint=year_hint(sheet, LOOK_FOR_HEADING))
    proposals = propose(headings(sheet, rows), vocabulary)
    if mapping is not None:
        proposals = [overruled(one, mapping) for one in proposals]
    found = Detection(rows, proposals, year_hint=year_hint(sheet, rows[0]))
    found.missing = missing(spec, set(found.mapping.values()))
    classify(sheet, found, keep)
    return found


# ------------------------------------------------------------------ words


def words_of(spec: SheetSpec) -> dict[str, set[str]]:
    """Target → the headings that mean it, each in plain spelling."""
    found = {}
    for column in spec.columns:
        found[column.name] = {key(word) for word in (column.label, column.name, *column.synonyms)}
        if column.kind == "date_range":
            found |= parts_of(column, found[column.name])
    return found


def parts_of(column: Column, whole: set[str]) -> dict[str, set[str]]:
    ends = {"start": START_WORDS, "end": END_WORDS}
    return {
        f"{column.name}:{part}": {stem + key(word) for word in words for stem in ("", *whole) if stem or len(word) > 1}
        for part, words in ends.items()
    }


def key(heading: Any) -> str:
    """A heading without spaces, marks and its trailing bracket: 需求人数（人）* → 需求人数."""
    bare = re.sub(r"[*★:：·\-_.、,]|必填|选填", "", plain(heading))
    return re.sub(r"\([^()]*\)$|\[[^\[\]]*\]$|【[^【】]*】$", "", bare) or bare


def hint_in(heading: str) -> str:
    """What stands in the bracket of a heading: 实习补贴（元/月） → 元/月."""
    match = re.search(r"[(（\[]([^()（）\[\]]*)[)）\]]", heading)
    return match[1] if match else ""


# ------------------------------------------------------------------ the heading


def find_header(sheet: Sheet, vocabulary: dict[str, set[str]]) -> tuple[int, int] | None:
    """The row, or pair of rows, in which most columns of the list are recognised; one alone is not enough."""
    best, found = 1.0 if len(vocabulary) > 1 else 0.5, None
    for number in range(1, min(len(sheet.rows), LOOK_FOR_HEADING) + 1):
        for rows in ((number, number), (number, number + 1)):
            points = score(sheet, rows, vocabulary)
            if points > best + 1e-9:
                best, found = points, rows
    return found


def score(sheet: Sheet, rows: tuple[int, int], vocabulary: dict[str, set[str]]) -> float:
    """Points for recognised columns; a second heading row counts only as such when it stands under a merged one."""
    if rows[0] != rows[1] and not two_storeys(sheet, rows):
        return 0.0
    best: dict[str, float] = {}
    for text in {key(one) for one in headings(sheet, rows)}:
        for target, words in vocabulary.items():
            best[target] = max(best.get(target, 0.0), rate(text, words)[0])
    return sum(best.values())


def two_storeys(sheet: Sheet, rows: tuple[int, int]) -> bool:
    top, bottom = rows
    return any(sheet.beside(top, column) or (bottom, column) in sheet.merges for column in range(sheet.width))


def headings(sheet: Sheet, rows: tuple[int, int]) -> list[str]:
    return [heading(sheet, rows, column) for column in range(sheet.width)]


def heading(sheet: Sheet, rows: tuple[int, int], column: int) -> str:
    """The words above a column; of a two-storey heading both, the upper one spread over what it spans."""
    top = sheet.own(*(sheet.merges.get((rows[0], column)) or (rows[0], column)))
    parts = [top] if rows[0] == rows[1] else [top, sheet.own(rows[1], column)]
    return "".join(dict.fromkeys(" ".join(display(part).split()) for part in parts if not is_blank(part)))


def propose(texts: list[str], vocabulary: dict[str, set[str]]) -> list[Proposal]:
    """Each column its best target, the surest matches first and from the left; no target is given twice."""
    rated = [
        (*max(rate(key(text), words), rate_alike(key(text), words)), index, target)
        for index, text in enumerate(texts)
        for target, words in vocabulary.items()
    ]
    taken: dict[int, tuple] = {}
    for points, why, index, target in sorted(rated, key=lambda one: (-one[0], one[2])):
        if points and index not in taken and target not in {one[0] for one in taken.values()}:
            taken[index] = (target, points, why)
    return [proposal(index, text, taken.get(index)) for index, text in enumerate(texts)]


def proposal(index: int, text: str, taken: tuple | None) -> Proposal:
    if taken:
        return Proposal(index, text, *taken)
    return Proposal(index, text, None, 0.0, why_unmatched(text))


def why_unmatched(text: str) -> str:
    if not text:
        return _("没有列名")
    if plain(text) in SERIAL:
        return _("序号列，不导入")
    return _("系统填写的列，不导入") if text == PROBLEMS_HEADING else _("认不出这个列名")


UNKNOWN = (0.0, "")


def rate(heading: str, words: set[str]) -> tuple[float, str]:
    """How surely a heading means one of the words, and why."""
    if not heading or len(heading) > LONGEST_HEADING or heading == key(PROBLEMS_HEADING):
        return UNKNOWN
    if heading in words:
        return SURE, _("列名相同或是同义词")
    if "/" in heading and words & {part for part in heading.split("/") if len(part) > 1}:
        return LIKELY, _("列名的一部分相同")
    shares = [share(heading, word) for word in words if word in heading or heading in word]
    return (DOUBTFUL + max(shares) / 10, _("列名包含相同的字，请核对")) if any(shares) else UNKNOWN


def share(heading: str, word: str) -> float:
    """How much of the longer one the shorter one fills; single characters say nothing."""
    short, long = sorted((len(heading), len(word)))
    return short / long if short > 1 else 0.0


def rate_alike(heading: str, words: set[str]) -> tuple[float, str]:
    """A slip of the pen: 联系电活."""
    if not heading or len(heading) > LONGEST_HEADING:
        return UNKNOWN
    alike = max((SequenceMatcher(None, heading, word).ratio() for word in words), default=0)
    return (DOUBTFUL * alike, _("列名相近，请核对")) if alike >= 0.75 else UNKNOWN


def overruled(one: Proposal, mapping: dict[int, str | None]) -> Proposal:
    target = mapping.get(one.index)
    if target == one.target:
        return one
    return Proposal(one.index, one.heading, target, SURE if target else 0.0, _("由人指定"))


def missing(spec: SheetSpec, targets: set[str]) -> list[str]:
    """Labels of required columns that no column of the sheet was taken for."""
    whole = {target.partition(":")[0] for target in targets}
    return [str(column.label) for column in spec.columns if column.required and column.name not in whole]


def year_hint(sheet: Sheet, before: int) -> int | None:
    """A year named above the heading (填报日期：2021年6月28日), for the caller to offer as context."""
    texts = (display(value) for row in sheet.rows[: before - 1] for value in row)
    found = [match[1] for text in texts if (match := YEAR.search(text))]
    return int(found[-1]) if found else None


# ------------------------------------------------------------------ the rows


def classify(sheet: Sheet, found: Detection, keep: frozenset[int] | set[int]) -> None:
    """Every row of the sheet ends up either in `rows` or, with its reason, in `skipped`."""
    first, last = found.header
    own = [one.index for one in found.proposals if one.heading != PROBLEMS_HEADING]
    for number in range(1, len(sheet.rows) + 1):
        kind = kind_above(number, first, last) or kind_of(sheet, number, own, found)
        if number in keep and number > last or not kind:
            found.rows.append(number)
        else:
            found.skipped.append(Skipped(number, kind, reason(kind), words(sheet, number, own)))


def kind_above(number: int, first: int, last: int) -> str:
    if number < first:
        return "above"
    return "heading" if number <= last else ""


def kind_of(sheet: Sheet, number: int, own: list[int], found: Detection) -> str:
    filled = {index: value for index in own if not is_blank(value := sheet.own(number, index))}
    if not filled:
        return "blank"
    kind = kind_by_words([plain(value) for value in filled.values()])
    if kind or is_note_continued(filled, found):
        return kind or "note"
    if is_repeated_heading(filled, found):
        return "heading"
    if not set(filled) & set(found.mapping):
        return "serial" if only_serial(filled, found) else "unmapped"
    return ""


def kind_by_words(texts: list[str]) -> str:
    """A total or an example says so in its first words; a note or foot stands alone, or with a signature."""
    first = next((text for text in texts if not text.replace(".", "").isdigit()), "")
    if TOTAL.fullmatch(first):
        return "total"
    if EXAMPLE.fullmatch(first):
        return "example"
    if len(texts) <= 3 and NOTE.match(first):
        return "note"
    return "foot" if len(texts) <= 3 and FOOT.match(first) else ""


def is_note_continued(filled: dict[int, Any], found: Detection) -> bool:
    """A line that goes on with a note: alone in its row, right under the note, not a number."""
    above = found.skipped[-1] if found.skipped else None
    alone = len(filled) == 1 and isinstance(next(iter(filled.values())), str)
    return bool(alone and above and above.kind == "note" and not (found.rows and found.rows[-1] > above.number))


def is_repeated_heading(filled: dict[int, Any], found: Detection) -> bool:
    return len(filled) > 1 and all(key(value) == key(found.headings[index]) for index, value in filled.items())


def only_serial(filled: dict[int, Any], found: Detection) -> bool:
    return all(plain(found.headings[index]) in SERIAL for index in filled)


def reason(kind: str) -> str:
    return {
        "above": _("在列名行之前，是标题或说明"),
        "heading": _("列名行"),
        "blank": _("空行"),
        "total": _("合计行"),
        "note": _("附注"),
        "foot": _("表尾的签字或日期"),
        "example": _("填写示例"),
        "serial": _("只有序号"),
        "unmapped": _("要导入的各列都空着"),
    }[kind]


def words(sheet: Sheet, number: int, own: list[int]) -> str:
    texts = [display(sheet.own(number, index)).strip() for index in own]
    return " ".join(filter(None, texts))[:200]
