"""A spec of positions as the app will have it, the real workbook, and ways to make workbooks on the spot."""

import io
import os
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings

if not (settings.configured or os.environ.get("DJANGO_SETTINGS_MODULE")):
    settings.configure(USE_I18N=False, USE_TZ=True, TIME_ZONE="Asia/Shanghai")

from ruoyi_coop.lib.sheets import Choice, Column, Context, Sheet, SheetSpec, detect, read_rows, read_workbook

DATA = Path(__file__).parents[2] / "data"
CATEGORIES = (
    "教育教学 信息技术 化工材料 药品生产 包装设计 微生物发酵 电子商务 农业技术 法务合规 人力资源 饲料营养 "
    "电气自动化 药物研发 文化旅游 新媒体运营 质量检验 市场营销 公共服务 机械设备 财务会计 医疗护理 行政文秘"
).split()


@pytest.fixture
def spec() -> SheetSpec:
    columns = (
        Column("unit", "单位名称", required=True, synonyms=("用人单位", "企业名称"), carries=True, example="亚宝药业"),
        Column(
            "category",
            "岗位类别",
            kind="choice",
            required=True,
            choices=lambda: [Choice(number, name) for number, name in enumerate(CATEGORIES, 1)],
        ),
        Column("title", "岗位名称", required=True, synonyms=("岗位", "职位")),
        Column("places", "需求人数", kind="headcount", required=True, synonyms=("人数",)),
        Column("majors", "专业要求", kind="list", synonyms=("专业",), unlimited=("不限",)),
        Column("degree", "学历要求", synonyms=("学历", "年级", "学历/年级")),
        Column(
            "period",
            "实习时间",
            kind="date_range",
            required=True,
            fills=("starts_on", "ends_on"),
            example="2021-07-15至2021-08-20",
        ),
        Column("allowance", "实习补贴", kind="allowance", synonyms=("补贴",)),
        Column("contact", "联系人"),
        Column("phone", "联系电话", kind="phone", required=True, synonyms=("电话", "手机")),
        Column("lodging", "提供住宿", kind="boolean"),
    )
    return SheetSpec("positions", "实习岗位", columns, unique=("unit", "title"))


@pytest.fixture
def real_bytes() -> bytes:
    return (DATA / "positions_2021_as_a_unit_filled_it.xlsx").read_bytes()


@pytest.fixture
def data_file():
    return lambda name: (DATA / name).read_bytes()


@pytest.fixture
def real(real_bytes, spec):
    """The unit's workbook read, recognised and staged for 2021: (sheet, detection, staged)."""
    sheet = read_workbook(real_bytes).sheet
    found = detect(sheet, spec)
    return sheet, found, read_rows(sheet, found, spec, Context(year=2021))


@pytest.fixture
def make_xlsx():
    """Rows → bytes of a workbook, other sheets by keyword; `merge` lists ranges of the first sheet."""

    def make(rows, merge=(), **others) -> bytes:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        for cells in merge:
            book.active.merge_cells(cells)
        for title, more in others.items():
            page = book.create_sheet(title)
            for row in more:
                page.append(row)
        return saved(book)

    return make


def saved(book) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def stage(spec):
    """Rows of a sheet → staged rows, without a file between."""

    def make(rows, merges=None, context=None, **arguments):
        width = max(map(len, rows))
        sheet = Sheet("岗位", [list(row) + [None] * (width - len(row)) for row in rows], merges or {})
        found = detect(sheet, spec)
        return read_rows(sheet, found, spec, context or Context(year=2021), **arguments)

    return make


HEADINGS = ["单位名称", "岗位类别", "岗位名称", "需求人数", "实习时间", "联系电话"]


@pytest.fixture
def good_row():
    return ["大禹生物", "质量检验", "质检员", 2, "2021.7.15-8.20", "13834560001"]


@pytest.fixture
def head():
    return list(HEADINGS)
