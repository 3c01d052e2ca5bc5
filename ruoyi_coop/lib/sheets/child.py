"""Reads one untrusted workbook from stdin inside hard limits and answers with one JSON object; run by path, alone.

It imports nothing of the project, so that `python -I child.py` starts in a tenth of a second with an empty world.
Refusals are codes with figures; the sentences are made by the parent (reader.py).
"""

import csv
import io
import json
import math
import posixpath
import re
import resource
import sys
import zipfile
import zlib
from datetime import date, datetime
from xml.etree import ElementTree
from xml.parsers import expat

import python_calamine

MIMETYPE_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
ERRORS_IN_TEXT = re.compile(r"#(REF|N/A|VALUE|DIV/0|NAME|NULL|NUM)[!?]?")
SECONDARY = re.compile(r"说明|示例|样例|例表|选项|目录|下拉|附注")


class Refused(Exception):
    def __init__(self, code, **figures):
        super().__init__(code)
        self.code, self.figures = code, figures


def main():
    limits = json.loads(sys.argv[1])
    confine(limits)
    try:
        answer = read(sys.stdin.buffer.read(), limits)
    except Refused as refusal:
        answer = {"refused": refusal.code, "figures": refusal.figures}
    except MemoryError:
        answer = {"refused": "heavy", "figures": {}}
    sys.stdout.write(json.dumps(answer))


def confine(limits):
    """Memory, processor time, written files and core dumps of this process are bounded from here on."""
    lower(resource.RLIMIT_AS, limits["memory"])
    lower(resource.RLIMIT_CPU, limits["seconds"])
    lower(resource.RLIMIT_FSIZE, 0)
    lower(resource.RLIMIT_CORE, 0)


def lower(what, value):
    """A limit that the server has set tighter already stays."""
    hard = resource.getrlimit(what)[1]
    most = math.ceil(value) if hard == resource.RLIM_INFINITY else min(math.ceil(value), hard)
    resource.setrlimit(what, (most, most))


def read(data, limits):
    if limits["kind"] == "text":
        return read_csv(data, limits)
    if limits["kind"] == "zip":
        return read_zip(data, limits)
    return read_calamine(data, limits, {})


# ------------------------------------------------------------------ csv


def read_csv(data, limits):
    text = decode(data)
    if "\0" in text:
        raise Refused("binary")
    csv.field_size_limit(limits["long_text"] * 4)
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text)):
            rows.append([wire(value, limits) for value in row])
            check_extent(len(rows), len(row), limits)
    except csv.Error:
        raise Refused("broken") from None
    info = {"name": "csv", "rows": len(rows), "hidden": False, "too_large": False}
    info["columns"] = max(map(len, rows), default=0)
    info["cells"] = count(rows)
    return {"kind": "csv", "sheets": [info], "sheet": {"name": "csv", "rows": square(rows), "merges": []}}


def decode(data):
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return decode_as(data, "utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode_as(data, "gb18030")


def decode_as(data, encoding):
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Refused("encoding") from None


def delimiter(text):
    head = "\n".join(text.splitlines()[:20])
    return max(",\t;", key=head.count)


def check_extent(rows, columns, limits):
    if rows > limits["rows"] or columns > limits["columns"]:
        raise Refused("large", sheet="", row=rows, column=columns)


# ------------------------------------------------------------------ zip: xlsx, ods


def read_zip(data, limits):
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        check_archive(archive, limits)
        names = set(archive.namelist())
        if "xl/workbook.xml" in names:
            return read_calamine(data, limits, scan_workbook(archive, limits))
        if "mimetype" in names and archive.read("mimetype").strip() == MIMETYPE_ODS:
            return read_calamine(data, limits, {})
        raise Refused(foreign(names))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError, OSError):
        raise Refused("broken") from None
    except (ElementTree.ParseError, expat.ExpatError, zlib.error):
        raise Refused("broken") from None


def check_archive(archive, limits):
    """The bill before the meal: entries, unpacked size and ratio as declared, then as they really unpack."""
    entries = archive.infolist()
    size = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > limits["entries"]:
        raise Refused("entries", entries=len(entries))
    if size > limits["unpacked"] or size > limits["ratio"] * max(packed, 1):
        raise Refused("bomb", size=size, packed=packed)
    if any(entry.filename.endswith("vbaProject.bin") for entry in entries):
        raise Refused("macros")
    for entry in entries:
        with archive.open(entry) as stream:
            while stream.read(1 << 16):
                pass


def foreign(names):
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.startswith(("word/", "ppt/")) for name in names):
        return "office"
    return "not_a_workbook"


def scan_workbook(archive, limits):
    """Sheet name → what a streaming look at its XML found: extent, formulas without a result, error cells."""
    names = set(archive.namelist())
    return {name: scan_sheet(archive, part, limits) for name, part in sheet_parts(archive) if part in names}


def sheet_parts(archive):
    targets = {}
    for node in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels")):
        targets[node.get("Id")] = posixpath.normpath(posixpath.join("/xl", node.get("Target", ""))).lstrip("/")
    for node in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if node.tag.endswith("}sheet"):
            relation = next((value for key, value in node.attrib.items() if key.endswith("}id")), "")
            yield node.get("name"), targets.get(relation, "")


class SheetScan:
    """Expat handlers that stop at the first filled cell outside the limits."""

    def __init__(self, limits):
        self.limits, self.row, self.column, self.text = limits, 0, 0, ""
        self.found = {"rows": 0, "columns": 0, "cells": 0, "faults": [], "outside": None}
        self.cell, self.formula, self.filled, self.inside = {}, False, False, False

    def start(self, tag, attributes):
        tag = tag.rpartition(":")[2]
        if tag == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif tag == "c":
            self.cell, self.formula, self.filled, self.text = attributes, False, False, ""
            self.place(attributes.get("r"))
        elif tag == "f":
            self.formula = True
        elif tag in ("v", "t"):
            self.inside = True

    def place(self, reference):
        if reference is None:
            self.column += 1
            return
        letters = reference.rstrip("0123456789")
        self.row = int(reference[len(letters) :])
        self.column = 0
        for one in letters.upper():
            self.column = self.column * 26 + ord(one) - 64

    def data(self, text):
        if self.inside:
            self.filled = True
            self.text = self.text or text

    def end(self, tag):
        tag = tag.rpartition(":")[2]
        if tag in ("v", "t"):
            self.inside = False
        elif tag == "c" and (self.filled or self.formula):
            self.count()

    def count(self):
        found = self.found
        found["rows"], found["columns"] = max(found["rows"], self.row), max(found["columns"], self.column)
        found["cells"] += 1
        if self.cell.get("t") == "e":
            found["faults"].append([self.row, self.column, "error", self.text])
        elif self.formula and not self.filled:
            found["faults"].append([self.row, self.column, "formula", ""])
        if self.row > self.limits["rows"] or self.column > self.limits["columns"]:
            found["outside"] = [self.row, self.column]
            raise StopIteration

    def doctype(self, *_):
        raise Refused("broken")


def scan_sheet(archive, part, limits):
    scan, parser = SheetScan(limits), expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = scan.start, scan.end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = scan.data, scan.doctype
    try:
        with archive.open(part) as stream:
            parser.ParseFile(stream)
    except StopIteration:
        pass
    return scan.found


# ------------------------------------------------------------------ calamine: xlsx, xls, ods


def read_calamine(data, limits, scans):
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return choose_and_read(book, limits, scans)
    except python_calamine.PasswordError:
        raise Refused("password") from None
    except (python_calamine.CalamineError, OSError, ValueError) as problem:
        raise Refused("password" if "password" in str(problem).lower() else "broken") from None


def choose_and_read(book, limits, scans):
    loaded = {}
    infos = [info(book, meta, limits, scans, loaded) for meta in book.sheets_metadata if is_worksheet(meta)]
    chosen = choose(infos, limits.get("sheet"))
    if chosen["too_large"]:
        row, column = chosen.pop("outside", None) or (chosen["rows"], chosen["columns"])
        raise Refused("large", sheet=chosen["name"], row=row, column=column)
    sheet = loaded.get(chosen["name"]) or load(book, chosen["name"], limits, scans)
    return {"kind": kind_of(scans, limits), "sheets": infos, "sheet": sheet}


def kind_of(scans, limits):
    return "xlsx" if scans else {"zip": "ods", "cfb": "xls"}[limits["kind"]]


def is_worksheet(meta):
    return meta.typ == python_calamine.SheetTypeEnum.WorkSheet


def info(book, meta, limits, scans, loaded):
    scan = scans.get(meta.name)
    if scan is None:
        scan = measure(book, meta.name, limits, loaded)
    return {
        "name": meta.name,
        "rows": scan["rows"],
        "columns": scan["columns"],
        "cells": scan["cells"],
        "hidden": meta.visible != python_calamine.SheetVisibleEnum.Visible,
        "too_large": bool(scan["outside"]),
        "outside": scan["outside"],
    }


def measure(book, name, limits, loaded):
    """xls and ods have no part to look at beforehand: the sheet is loaded, inside the memory limit."""
    sheet = book.get_sheet_by_name(name)
    rows, columns = (end + 1 for end in sheet.end or (-1, -1))
    outside = [rows, columns] if rows > limits["rows"] or columns > limits["columns"] else None
    cells = rows
    if not outside:
        loaded[name] = load(book, name, limits, {})
        cells = count(loaded[name]["rows"])
    return {"rows": rows, "columns": columns, "cells": cells, "outside": outside}


def choose(infos, wanted):
    """The sheet the person named; else the fullest that is visible and not by its name an instruction or an example."""
    named = [one for one in infos if one["name"] == wanted]
    if wanted is not None and not named:
        raise Refused("no_such_sheet", sheet=wanted)
    filled = [one for one in infos if one["cells"] or one["too_large"]]
    if not (named or filled):
        raise Refused("empty")
    return named[0] if named else max(filled, key=rank)


def rank(one):
    return (not one["hidden"], not SECONDARY.search(one["name"]), one["cells"])


def load(book, name, limits, scans):
    sheet = book.get_sheet_by_name(name)
    rows = [[wire(value, limits) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for row, column, why, text in scans.get(name, {}).get("faults", ()):
        put_fault(rows, row - 1, column - 1, why, text)
    merges = [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
    return {"name": name, "rows": rows, "merges": merges}


def put_fault(rows, row, column, why, text):
    while len(rows) <= row:
        rows.append([])
    rows[row] += [None] * (column + 1 - len(rows[row]))
    rows[row][column] = {"$": "fault", "v": [why, text]}


# ------------------------------------------------------------------ values


def wire(value, limits):
    if isinstance(value, str):
        return wire_text(value, limits)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return value if math.isfinite(value) else {"$": "fault", "v": ["error", "#NUM!"]}
    if isinstance(value, datetime):
        return {"$": "datetime", "v": value.isoformat()}
    if isinstance(value, date):
        return {"$": "date", "v": value.isoformat()}
    return str(value)


def wire_text(value, limits):
    if len(value) > limits["long_text"]:
        return {"$": "fault", "v": ["long", value[:60] + "…"]}
    if ERRORS_IN_TEXT.fullmatch(value):
        return {"$": "fault", "v": ["error", value]}
    return value or None


def count(rows):
    return sum(value is not None for row in rows for value in row)


def square(rows):
    width = max(map(len, rows), default=0)
    return [row + [None] * (width - len(row)) for row in rows]


if __name__ == "__main__":
    main()
