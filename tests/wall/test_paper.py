"""The PDF holds every row, has the size asked for, and no word of a person is read as a command."""

import json
import re
import time
from dataclasses import replace

import pytest

from ruoyi_coop.lib.errors import NotNow
from ruoyi_coop.lib.press.draw import draw
from tests.wall.charts import chart_of
from wall import paper

NASTY = '#panic("no") $x$ ] } */ <b>&" \\ `raw` @ref *粗* \u3000'


def sheets(chart, size: str) -> list[bytes]:
    """Each page as SVG."""
    found = draw(paper.TEMPLATE, json.dumps(paper.facts(chart, paper.SHEETS[size])), "svg")
    return found if isinstance(found, list) else [found]


@pytest.mark.parametrize(("size", "box"), [("a3", (420, 297)), ("a0", (1189, 841))])
def test_the_sheet_has_the_size_asked_for(size, box):
    found = paper.pdf(chart_of(3), size)
    width, height = re.search(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", found).groups()
    assert found.startswith(b"%PDF-")
    assert (round(float(width) / 72 * 25.4), round(float(height) / 72 * 25.4)) == box


def test_all_rows_go_on_as_many_sheets_as_they_need():
    assert len(sheets(chart_of(3, 4), "a3")) == 1
    assert len(sheets(chart_of(60, 4), "a3")) > 3
    assert len(sheets(chart_of(60, 4), "a0")) < len(sheets(chart_of(60, 4), "a3"))


def test_an_empty_chart_is_one_sheet_that_says_so():
    chart = replace(chart_of(1), rows=())
    assert len(sheets(chart, "a3")) == 1
    assert paper.facts(chart, paper.SHEETS["a3"])["words"]["empty"] == "没有符合条件的项目"


def test_words_of_a_person_are_never_read_as_commands():
    chart = chart_of(1)
    row = replace(chart.rows[0], title=NASTY, reason=NASTY, university=NASTY)
    mark = replace(row.marks[0], title=NASTY)
    assert paper.pdf(replace(chart, rows=(replace(row, marks=(mark,)),)), "a3").startswith(b"%PDF-")


@pytest.mark.parametrize("word", ["㙍村", "龘", "𠮷", "🍎"])
def test_a_rare_character_breaks_nothing(word):
    chart = chart_of(1, 1)
    assert paper.pdf(replace(chart, rows=(replace(chart.rows[0], title=word),)), "a3").startswith(b"%PDF-")


def test_paper_that_takes_too_long_is_given_up_with_a_sentence(monkeypatch):
    monkeypatch.setattr("ruoyi_coop.lib.press.PATIENCE", 0.01)
    with pytest.raises(NotNow, match="请先减少内容"):
        paper.pdf(chart_of(1))


def test_every_row_has_a_code_that_opens_its_project(settings, monkeypatch):
    settings.SITE = settings.SITE | {"address": "https://portal.example/"}
    asked = []
    monkeypatch.setattr(paper, "_code", lambda address: asked.append(address) or "<svg/>")
    paper.facts(chart_of(3), paper.SHEETS["a3"])
    assert asked == [f"https://portal.example/projects/{number}/" for number in (1, 2, 3)]


def test_each_light_keeps_its_letter_on_paper():
    looks = paper.facts(chart_of(1), paper.SHEETS["a3"])["looks"]
    assert {name: look["letter"] for name, look in looks.items()} == {
        "red": "逾",
        "yellow": "临",
        "grey": "静",
        "green": "正",
        "done": "✓",
        "off": "○",
    }


def test_forty_rows_are_printed_within_three_seconds():
    paper.pdf(chart_of(1))
    began = time.perf_counter()
    paper.pdf(chart_of(40, 12))
    assert time.perf_counter() - began < 3
