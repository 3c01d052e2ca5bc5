"""Any bytes end in values or in one sentence, soon and in bounded memory."""

import io
import struct
import time
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from ruoyi_coop.lib.sheets import Limits, Sheet, Unreadable, read_workbook
from ruoyi_coop.lib.sheets.cells import Fault, letter
from ruoyi_coop.lib.sheets.reader import sniff

TYPES = b"""<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"""
BOOK = b"""<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
 <sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"""
RELS = b"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
 <Relationship Id="rId1" Target="worksheets/sheet1.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>"""

ROOT = b"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
 <Relationship Id="rId1" Target="xl/workbook.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>"""


def by_hand(sheet_xml: str, **more: bytes) -> bytes:
    """An xlsx with this inside <sheetData>, and other parts by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", ROOT)
        archive.writestr("xl/workbook.xml", BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", RELS)
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            f"<sheetData>{sheet_xml}</sheetData></worksheet>",
        )
        for name, content in more.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def refused(data: bytes, **arguments) -> str:
    with pytest.raises(Unreadable) as caught:
        read_workbook(data, **arguments)
    assert str(caught.value).endswith("。")
    return caught.value.code


def test_each_cell_keeps_the_type_it_has_in_the_file(make_xlsx):
    moment = datetime(2021, 7, 15, 8, 30)
    sheet = read_workbook(make_xlsx([["文字", 5, 1.5, True, date(2021, 7, 15), moment, "0012", None]])).sheet
    assert sheet.rows == [["文字", 5, 1.5, True, date(2021, 7, 15), moment, "0012"]]
    assert isinstance(sheet.rows[0][6], str)


def test_formulas_without_a_result_and_excel_errors_are_not_taken_for_empty_cells(make_xlsx):
    sheet = read_workbook(make_xlsx([["人数", 1], ["=SUM(B1:B1)", "#REF!"]])).sheet
    assert sheet.rows[1] == [Fault("formula", ""), Fault("error", "#REF!")]


def test_the_fullest_visible_sheet_is_read_and_the_others_are_listed(make_xlsx):
    book = read_workbook(make_xlsx([["封面"]], 岗位=[["a", "b"], [1, 2]], 填写说明=[["长"] * 9] * 9))
    assert book.sheet.name == "岗位"
    assert [(one.name, one.cells, one.chosen) for one in book.sheets] == [
        ("Sheet", 1, False),
        ("岗位", 4, True),
        ("填写说明", 81, False),
    ]


def test_the_person_may_choose_another_sheet(make_xlsx):
    data = make_xlsx([["封面"]], 岗位=[["a", "b"]])
    assert read_workbook(data, sheet="Sheet").sheet.rows == [["封面"]]
    assert refused(data, sheet="没有的") == "no_such_sheet"


def test_an_old_xls_is_read_with_its_merged_cells(data_file):
    book = read_workbook(data_file("positions_old.xls"))
    assert (book.kind, book.sheet.value(4, 0), book.sheet.own(4, 0)) == ("xls", "大禹生物", None)


def test_an_ods_is_read(data_file):
    book = read_workbook(data_file("positions.ods"))
    assert (book.kind, book.sheet.rows[2]) == ("ods", ["大禹生物", "化验员", "3人"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_the_encodings_that_excel_and_wps_write(encoding):
    book = read_workbook("单位名称,电话\r\n䶮芮城县,0359-3035382\r\n".encode(encoding))
    assert book.sheet.rows == [["单位名称", "电话"], ["䶮芮城县", "0359-3035382"]]


def test_csv_with_tabs_semicolons_quotes_and_line_breaks_is_read():
    assert read_workbook(b"a\tb\n1\t2").sheet.rows == [["a", "b"], ["1", "2"]]
    assert read_workbook(b'a;b;c\n"1;\n2";;3').sheet.rows == [["a", "b", "c"], ["1;\n2", None, "3"]]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\0\0\0", "empty"),
        (b"name,a\0b\n1,2", "binary"),
        ("a,b".encode("utf-16") + "\0".encode("utf-16-le"), "binary"),
        (b"a,b\n\xff\xff\xff\xff", "encoding"),
        (b"%PDF-1.7", "pdf"),
        (b"\x89PNG\r\n", "picture"),
        (b"Rar!\x1a\x07", "archive"),
        (b"\xef\xbb\xbf\n<html><table><tr><td>1</td></tr></table></html>", "html"),
        (b"<table><tr><td>1</table>", "html"),
        (b"<?xml version='1.0'?><Workbook/>", "xml"),
        (b"\x09\x08\x06\x00\x00\x00", "old"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"), "macros"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 3000, "broken"),
        (b"PK\x03\x04 and nothing else", "broken"),
    ],
)
def test_what_is_no_workbook_is_refused_with_its_own_sentence(data, code):
    assert refused(data) == code


def test_a_workbook_behind_a_password_is_refused(data_file):
    assert refused(data_file("positions_locked.xlsx")) == "password"


def test_zips_that_are_something_else_are_refused():
    assert refused(by_hand("", **{"xl/vbaProject.bin": b"x"})) == "macros"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "x")
    assert refused(buffer.getvalue()) == "office"


def test_an_empty_workbook_and_too_large_a_file_are_refused(make_xlsx):
    assert refused(make_xlsx([])) == "empty"
    assert refused(b"a" * 2000, limits=Limits(file_bytes=1000)) == "file"


def test_one_cell_at_the_far_corner_is_refused_at_once_with_its_address():
    data = by_hand('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    begun = time.monotonic()
    with pytest.raises(Unreadable, match="XFD1048576"):
        read_workbook(data)
    assert len(data) < 4096
    assert time.monotonic() - begun < 5


def test_an_empty_but_painted_far_corner_is_no_reason_to_refuse():
    data = by_hand('<row r="1"><c r="A1"><v>7</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>')
    assert read_workbook(data).sheet.rows == [[7]]


def test_a_far_corner_on_another_sheet_does_not_hinder_the_good_one(make_xlsx):
    book = openpyxl.load_workbook(io.BytesIO(make_xlsx([["a", "b"], [1, 2]])))
    book.create_sheet("远")["XFD1048576"] = 1
    buffer = io.BytesIO()
    book.save(buffer)
    infos = read_workbook(buffer.getvalue()).sheets
    assert [(one.name, one.chosen, one.too_large) for one in infos] == [("Sheet", True, False), ("远", False, True)]
    assert refused(buffer.getvalue(), sheet="远") == "large"


@pytest.mark.parametrize(("rows", "columns"), [(5001, 1), (1, 61)])
def test_more_than_5000_rows_or_60_columns_are_refused(rows, columns):
    assert refused("\n".join([",".join("x" * columns)] * rows).encode()) == "large"
    cells = "".join(f'<row r="{row}">{"<c><v>1</v></c>" * columns}</row>' for row in range(1, rows + 1))
    assert refused(by_hand(cells)) == "large"


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    assert refused(by_hand("", **{"xl/media/zeros.bin": b"\0" * (101 << 20)})) == "bomb"
    assert refused(by_hand("", **{"xl/media/zeros.bin": b"\0" * (20 << 20)})) == "bomb"
    assert refused(by_hand("", **{f"xl/{number}": b"" for number in range(2000)})) == "entries"


def test_a_zip_that_lies_about_its_size_is_refused():
    data = by_hand("", **{"xl/media/zeros.bin": b"\0" * (2 << 20)})
    honest, lie = struct.pack("<L", 2 << 20), struct.pack("<L", 1000)
    assert refused(data.replace(honest, lie)) == "broken"


def test_entities_in_the_xml_are_refused():
    entities = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet><sheetData/></worksheet>'
    buffer = io.BytesIO(by_hand(""))
    with zipfile.ZipFile(buffer) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = entities.encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert refused(buffer.getvalue()) == "broken"


ODS_BOMB = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
 <table:table table:name="S"><table:table-row table:number-rows-repeated="1048576">
 <table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>
 </table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""


def test_an_ods_that_repeats_one_cell_a_billion_times_is_refused_within_the_limits():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS_BOMB)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    begun = time.monotonic()
    assert refused(buffer.getvalue()) in ("heavy", "large", "broken")
    assert time.monotonic() - begun < 20


def test_work_that_takes_too_long_ends_in_a_sentence(real_bytes):
    assert refused(real_bytes, limits=Limits(seconds=0.01)) == "heavy"


def test_one_long_text_used_by_every_cell_is_refused_within_the_memory_limit():
    """300,000 cells × 32,000 characters would be ten gigabytes; the file has a megabyte."""
    cells = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{letter(column)}{row}" t="s"><v>0</v></c>' for column in range(60))
        + "</row>"
        for row in range(1, 5001)
    )
    strings = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%s</t></si></sst>'
    assert refused(by_hand(cells, **{"xl/sharedStrings.xml": (strings % ("x" * 32_000)).encode()})) == "heavy"


def test_too_long_a_text_is_kept_apart_instead_of_cut_in_silence():
    sheet = read_workbook(("甲,乙\n" + "长" * 5000 + ",1").encode()).sheet
    assert sheet.rows[1][0] == Fault("long", "长" * 60 + "…")


def test_a_sheet_survives_json(real):
    assert Sheet.from_json(real[0].to_json()) == real[0]


@effort(max_examples=25, deadline=None)
@given(st.binary(max_size=600))
def test_no_bytes_at_all_bring_the_reader_down(data):
    try:
        assert isinstance(read_workbook(data).sheet.rows, list)
    except Unreadable as refusal:
        assert str(refusal)


@effort(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 8000), patch=st.binary(min_size=1, max_size=40))
def test_no_damage_to_a_good_file_brings_the_reader_down(place, patch, real_bytes):
    try:
        read_workbook(real_bytes[:place] + patch + real_bytes[place + len(patch) :])
    except Unreadable as refusal:
        assert str(refusal)


@given(st.binary(max_size=300))
def test_the_first_look_never_fails(data):
    assert isinstance(sniff(data), str)
