"""Exports stream, keep types, and never contain a formula whatever stands in the database."""

import csv
import io
import json
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruoyi_coop.lib.sheets import export_csv, export_xlsx, harmless
from ruoyi_coop.lib.sheets.harmless import is_formula

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "\u200b=1",
    "\ufeff=1",
]


def xlsx(rows, headers=("一", "二")):
    file = io.BytesIO()
    count = export_xlsx(headers, rows, file)
    return count, openpyxl.load_workbook(file).active


def text_of(rows, headers=("一", "二")) -> str:
    return b"".join(export_csv(headers, rows)).decode("utf-8")


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_would_be_a_formula_is_text_in_both_formats(text):
    assert harmless(text).startswith("'")
    _count, page = xlsx([[text]])
    assert (page["A2"].data_type, page["A2"].quotePrefix) == ("s", True)


@pytest.mark.parametrize("value", ["芮城", "a=b", "0359-3035382", -5, Decimal("-1.5"), date(2021, 7, 15), None, True])
def test_what_is_no_formula_is_left_alone(value):
    assert not harmless(value).startswith("'")


def test_a_heading_is_made_harmless_too():
    assert text_of([], headers=["=1"]) == "\ufeff'=1\r\n"


def test_csv_begins_with_the_mark_that_tells_excel_its_encoding():
    assert b"".join(export_csv(["单位"], [["芮城,县"]])) == '\ufeff单位\r\n"芮城,县"\r\n'.encode()


def test_values_keep_their_types_in_xlsx():
    moment = datetime(2021, 7, 15, 0, 30, tzinfo=UTC)
    count, page = xlsx([[1, Decimal("2.50")], [date(2021, 7, 15), moment], [True, None], [12345678901234567890, "是"]])
    assert count == 4
    assert [[cell.value for cell in row] for row in page.iter_rows(min_row=2)] == [
        [1, 2.5],
        [datetime(2021, 7, 15), datetime(2021, 7, 15, 8, 30)],
        ["是", None],
        ["12345678901234567890", "是"],
    ]
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:B5")


def test_no_row_at_all_is_still_a_file():
    assert xlsx([])[0] == 0


def test_a_text_longer_than_a_cell_is_cut_and_says_so():
    assert xlsx([["长" * 40_000]])[1]["A2"].value.endswith("（过长，已截断）")


@given(st.lists(st.lists(st.text(max_size=20), min_size=1, max_size=3), max_size=5))
def test_any_text_can_be_exported_and_none_becomes_a_formula(rows):
    _count, page = xlsx(rows)
    assert all(cell.data_type in "sn" for row in page.iter_rows() for cell in row)
    cells = [cell for row in csv.reader(io.StringIO(text_of(rows), newline="")) for cell in row]
    assert not [cell for cell in cells if is_formula(cell)]


MEASURE = """
import json, sys, time
sys.path.insert(0, sys.argv[2])
from django.conf import settings
settings.configure(USE_I18N=False)
from ruoyi_coop.lib.sheets import export_csv, export_xlsx
rows = ([number, f"单位{number}", "=1", 5, "制药工程", "本科", "1000元/月", "李主任", f"1383456{number:04d}", "备注"]
        for number in range(100_000))
begun = time.monotonic()
if sys.argv[1] == "xlsx":
    export_xlsx([str(number) for number in range(10)], rows, open("/dev/null", "wb"))
else:
    sum(map(len, export_csv([str(number) for number in range(10)], rows)))
# VmHWM, not ru_maxrss: that one is inherited from the process that forked us.
used = int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) / 1024
print(json.dumps([time.monotonic() - begun, used]))
"""


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_100_000_rows_take_at_most_20_seconds_and_200_megabytes(kind, request):
    command = [sys.executable, "-c", MEASURE, kind, str(request.config.rootpath)]
    seconds, megabytes = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert seconds < 20
    assert megabytes < 200
