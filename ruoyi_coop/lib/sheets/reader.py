"""Opens a workbook that a stranger made: either its values come back, or one sentence says why not; nothing hangs."""

import json
import os
import re
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from .cells import from_wire, is_blank, letter, to_wire

CHILD = Path(__file__).with_name("child.py")


@dataclass(frozen=True)
class Limits:
    """What a workbook may cost; the child process enforces it."""

    file_bytes: int = 10 << 20
    entries: int = 2_000
    unpacked: int = 100 << 20
    ratio: int = 100
    rows: int = 5_000
    columns: int = 60
    long_text: int = 4_000
    memory: int = 1 << 30
    seconds: int = 15


class Unreadable(Exception):
    """The file was refused; str() is the sentence for the person, `code` is for tests and logs."""

    def __init__(self, code: str, sentence: str):
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class SheetInfo:
    """One sheet of the workbook, for the list from which the person may choose another."""

    name: str
    rows: int
    columns: int
    cells: int
    hidden: bool
    too_large: bool
    chosen: bool = False


@dataclass
class Sheet:
    """The values of one sheet as typed in the file; rows count from 1, columns from 0, `merges` map cell → origin."""

    name: str
    rows: list[list[Any]]
    merges: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def own(self, row: int, column: int) -> Any:
        """What stands in this very cell, as Excel stores it."""
        cells = self.rows[row - 1] if 0 < row <= len(self.rows) else []
        return cells[column] if column < len(cells) else None

    def value(self, row: int, column: int) -> Any:
        """What a reader sees in this cell: a merged cell counts for each row that it spans."""
        origin = self.merges.get((row, column))
        if origin and origin[1] == column:
            return self.own(*origin)
        return self.own(row, column)

    def beside(self, row: int, column: int) -> tuple[int, int] | None:
        """The origin of a merge that reaches this cell from another column: what it means here must be asked."""
        origin = self.merges.get((row, column))
        return origin if origin and origin[1] != column else None

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    def to_json(self) -> dict:
        merges = [[*cell, *origin] for cell, origin in self.merges.items()]
        return {"name": self.name, "rows": to_wire(self.rows), "merges": merges}

    @classmethod
    def from_json(cls, data: dict) -> "Sheet":
        merges = {(row, column): (top, left) for row, column, top, left in data["merges"]}
        return cls(data["name"], from_wire(data["rows"]), merges)


@dataclass(frozen=True)
class Workbook:
    kind: str  # xlsx | xls | ods | csv
    sheets: list[SheetInfo]
    sheet: Sheet


def read_workbook(data: bytes, sheet: str | None = None, limits: Limits | None = None) -> Workbook:
    """Read one sheet: the named one, else the one with the most data; raises Unreadable with a sentence."""
    limits = limits or Limits()
    if len(data) > limits.file_bytes:
        raise refusal("file", {"megabytes": limits.file_bytes >> 20}, limits)
    kind = sniff(data)
    if kind not in ("zip", "cfb", "text"):
        raise refusal(kind, {}, limits)
    answer = ask_child(data, {**asdict(limits), "kind": kind, "sheet": sheet}, limits)
    if "refused" in answer:
        raise refusal(answer["refused"], answer["figures"], limits)
    return build(answer)


def build(answer: dict) -> Workbook:
    chosen = answer["sheet"]["name"]
    infos = [
        SheetInfo(**{key: one[key] for key in one if key != "outside"}, chosen=one["name"] == chosen)
        for one in answer["sheets"]
    ]
    rows = [[None if is_blank(value) else value for value in row] for row in from_wire(answer["sheet"]["rows"])]
    return Workbook(answer["kind"], infos, Sheet(chosen, rows, spread(answer["sheet"]["merges"], rows)))


def spread(merges: list[list[int]], rows: list[list]) -> dict[tuple[int, int], tuple[int, int]]:
    """Merged ranges as covered cell → origin, cut to the area that holds values or could carry one down."""
    width = max(map(len, rows), default=0)
    covered = {}
    for top, left, bottom, right in merges:
        for row in range(top, min(bottom, len(rows) - 1) + 1):
            for column in range(left, min(right, width - 1) + 1):
                if (row, column) != (top, left):
                    covered[row + 1, column] = (top + 1, left)
    return covered


# ------------------------------------------------------------------ what kind of file it is, by its first bytes

HTML = re.compile(rb"<\s*(!doctype\s+html|html|table|head|body|meta)\b", re.IGNORECASE)
FIRST_BYTES = {
    b"PK\x03\x04": "zip",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "cfb",
    b"%PDF": "pdf",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"Rar!": "archive",
    b"7z\xbc\xaf": "archive",
    b"\x1f\x8b": "archive",
    b"{\\rtf": "office",
}
OLD_EXCEL = tuple(bytes([9, number, length, 0]) for number in (0, 2, 4, 8) for length in (4, 6, 8, 16))


def sniff(data: bytes) -> str:
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        return "empty"
    found = next((kind for first, kind in FIRST_BYTES.items() if data.startswith(first)), "")
    if found == "cfb":
        return sniff_compound(data)
    if found:
        return found
    return "old" if data.startswith(OLD_EXCEL) else sniff_text(data[:4096])


def sniff_compound(data: bytes) -> str:
    """The old container holds workbooks, documents, and new workbooks behind a password; its stream names tell."""
    if holds(data, "EncryptedPackage"):
        return "password"
    if holds(data, "WordDocument") or holds(data, "PowerPoint Document"):
        return "office"
    return "macros" if holds(data, "_VBA_PROJECT") else "cfb"


def holds(data: bytes, stream: str) -> bool:
    return stream.encode("utf-16-le") in data


def sniff_text(head: bytes) -> str:
    if HTML.search(head):
        return "html"
    if b"<?xml" in head[:100] or b"schemas-microsoft-com:office:spreadsheet" in head:
        return "xml"
    if b"\0" in head and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return "binary"
    return "text"


# ------------------------------------------------------------------ the child process


def ask_child(data: bytes, order: dict, limits: Limits) -> dict:
    command = [sys.executable, "-I", str(CHILD), json.dumps(order)]
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(  # noqa: S603 our own file, no shell
            command, input=data, capture_output=True, timeout=limits.seconds, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        return {"refused": "heavy", "figures": {}}
    return verdict(done, limits)


def verdict(done: subprocess.CompletedProcess, limits: Limits) -> dict:
    """A child that died of its limits says "too heavy", one that stumbled says "broken"."""
    if done.returncode == 0:
        return json.loads(done.stdout)
    heavy = done.returncode < 0 or b"memory" in done.stderr.lower()
    return {"refused": "heavy" if heavy else "broken", "figures": {}}


# ------------------------------------------------------------------ sentences


def refusal(code: str, figures: dict, limits: Limits) -> Unreadable:
    if code == "large":
        return Unreadable(code, too_large(figures, limits))
    return Unreadable(code, sentences(limits)[code] % figures)


def too_large(figures: dict, limits: Limits) -> str:
    return _(
        "工作表%(sheet)s太大：%(cell)s 处还有内容，一次最多读 %(rows)s 行、%(columns)s 列（到 %(last)s 列）。"
        "请删去多余的行列，或分成几个文件。"
    ) % {
        "sheet": f"“{figures['sheet']}”" if figures["sheet"] else "",
        "cell": f"{letter(figures['column'] - 1)}{figures['row']}",
        "rows": limits.rows,
        "columns": limits.columns,
        "last": letter(limits.columns - 1),
    }


def sentences(limits: Limits) -> dict[str, str]:
    return {
        "file": _("文件超过 %(megabytes)s MB，请删去图片等无关内容，或分成几个文件。"),
        "empty": _("这个文件里没有内容。"),
        "pdf": _("这是 PDF 文件，不是表格。请上传 Excel 或 csv 文件。"),
        "picture": _("这是图片，不是表格。请上传 Excel 或 csv 文件。"),
        "archive": _("这是压缩包。请解压后上传里面的表格。"),
        "office": _("这是 Word 或 PPT 文件，不是表格。请把表格复制到 Excel 中，另存为 xlsx 再上传。"),
        "html": _("这个文件是网页，只是名字像表格。请用 Excel 或 WPS 打开它，另存为 xlsx 再上传。"),
        "xml": _("这个文件是 XML 文本。请用 Excel 或 WPS 打开它，另存为 xlsx 再上传。"),
        "old": _("这是很旧的 Excel 格式。请用 Excel 或 WPS 打开它，另存为 xlsx 再上传。"),
        "xlsb": _("这是二进制工作簿（xlsb）。请另存为 xlsx 再上传。"),
        "binary": _("这个文件不是表格，也不是文本。请上传 Excel 或 csv 文件。"),
        "not_a_workbook": _("这是压缩包，里面不是 Excel 工作簿。请上传 Excel 或 csv 文件。"),
        "password": _("这个文件有打开密码。请去掉密码再上传。"),
        "macros": _("这个文件里有宏，不能上传。请另存为不含宏的 xlsx。"),
        "encoding": _("认不出这个文本文件的编码。请另存为 UTF-8 的 csv，或 xlsx。"),
        "broken": _("这个文件损坏了，读不出来。请用 Excel 或 WPS 打开它，另存为 xlsx 再上传。"),
        "entries": _("这个文件里有 %(entries)s 个部件，多得不正常，没有打开。请另存为新的 xlsx 再上传。"),
        "bomb": _("这个文件展开后大得不正常，没有打开。请另存为新的 xlsx 再上传。"),
        "heavy": _("读这个文件要用的时间或内存太多，没有读完。请只留下要导入的数据，另存为新的 xlsx 再上传。"),
        "no_such_sheet": _("文件里没有名为“%(sheet)s”的工作表。"),
    }
