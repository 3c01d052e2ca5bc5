"""The drawing tells every fact by shape and letter, escapes every word, and stays light."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.wall.charts import chart_of
from wall import drawing
from wall.chart import Cell, Mark, Matrix
from wall.layout import LANE, WIDTH, Axis, spread

NASTY = "<b>&\"'<script>alert(1)</script>"
LETTERS = {"wr": "逾", "wy": "临", "ws": "静", "wg": "正"}


def drawn(chart, **style) -> str:
    return drawing.draw(chart, chart.rows, **style)


def one_row(**facts):
    chart = chart_of(1, 0)
    return replace(chart, rows=(replace(chart.rows[0], **{"change": "", "escalation": ""} | facts),))


def mark(days: int, light: str = "green", **facts) -> Mark:
    return Mark(timezone.localdate() + timedelta(days=days), "设备安装", light, **facts)


def test_every_project_stands_once_and_leads_to_its_page():
    chart = chart_of(40)
    html = drawn(chart)
    assert [html.count(f">{row.title}</a>") for row in chart.rows] == [1] * 40
    assert [html.count(f'href="{row.path}"') for row in chart.rows] == [1] * 40


@pytest.mark.parametrize("draw", [drawing.draw, drawing.table])
def test_what_people_wrote_is_shown_as_words_and_never_read_as_html(draw):
    nasty = Mark(timezone.localdate(), NASTY, "red", holder=NASTY)
    names = ("title", "path", "university", "lead", "unit", "stage", "reason", "change")
    chart = one_row(marks=(nasty,), **dict.fromkeys(names, NASTY))
    html = draw(chart, chart.rows)
    assert "<script" not in html
    assert "<b>&amp;" not in html
    assert "&lt;b&gt;&amp;&quot;" in html


@pytest.mark.parametrize(("code", "letter"), LETTERS.items())
def test_each_light_has_its_shape_and_its_letter_beside_its_colour(code, letter):
    shape = re.search(rf'<g id="{code}".*?</g></g>', drawing.symbols()).group()
    assert re.search(r"<text[^>]*>(.)</text>", shape).group(1) == letter
    others = [
        re.search(rf'<g id="{other}".*?</g></g>', drawing.symbols()).group() for other in LETTERS if other != code
    ]
    outline = re.search(r"<(rect|circle|path)[^>]*>", shape).group()
    assert outline not in "".join(others)


@pytest.mark.parametrize("light", drawing.LOOKS)
def test_a_mark_is_drawn_with_the_shape_of_its_light(light):
    html = drawn(one_row(marks=(mark(5, light),)))
    row = html[html.index("<tbody>") :]
    assert f'<use href="#{drawing.LOOKS[light].code}" x=' in row


def test_nothing_needs_a_style_or_script_that_the_policy_refuses():
    html = drawn(chart_of(40), labels=True) + drawing.table(chart_of(3), chart_of(3).rows)
    assert re.findall(r"\sstyle=|<script|\son\w+=|<style", html) == []


def test_a_moved_milestone_shows_where_it_was_first_promised():
    first = timezone.localdate() - timedelta(days=40)
    html = drawn(one_row(marks=(mark(5, original=first),)))
    assert html.count('href="#ww"') == 1
    assert html.count('class="moved"') == 1


def test_a_milestone_that_kept_its_day_shows_no_second_mark():
    html = drawn(one_row(marks=(mark(5, original=timezone.localdate() + timedelta(days=5)), mark(50))))
    assert html.count('href="#ww"') == 0


def test_what_changed_since_the_meeting_is_ringed_and_the_row_says_so():
    html = drawn(one_row(marks=(mark(5, is_changed=True), mark(50))))
    assert html.count('href="#wc"') == 1
    assert html.count(">变</span>") == 1


def test_a_row_without_change_does_not_say_so():
    assert ">变</span>" not in drawn(one_row(marks=(mark(5),)))


def test_today_has_a_line_and_the_day_shown_a_second_one_when_it_is_past():
    today = timezone.localdate()
    now = drawn(replace(one_row(), compared_with=None))
    past = drawn(replace(one_row(), compared_with=None, is_past=True, as_of=today - timedelta(days=30)))
    assert re.findall(r'<path class="(now|as-of)"', now) == ["now"]
    assert re.findall(r'<path class="(now|as-of)"', past) == ["now", "as-of"]


def test_a_mark_outside_the_axis_stands_wholly_inside_the_drawing():
    chart = one_row(marks=(mark(-900), mark(900)))
    places = [spot.x for spot in spread(chart.rows[0].marks, Axis(chart), labels=False)[0]]
    assert (places[0] > 8, places[1] < WIDTH - 8) == (True, True)


@pytest.mark.parametrize("labels", [False, True])
def test_marks_on_one_lane_never_cover_each_other(labels):
    chart = chart_of(60, 12)
    for row in chart.rows:
        taken = {}
        for spot in spread(row.marks, Axis(chart), labels)[0]:
            assert spot.x - taken.get(spot.lane, -LANE) >= LANE
            taken[spot.lane] = spot.x


def test_a_page_of_forty_projects_leaves_room_for_the_rest_of_the_page():
    assert len(drawn(chart_of(40, 12)).encode()) < 87 * 1024


def test_the_big_screen_shows_every_project_once():
    chart = chart_of(90, 6)
    pages = drawing.screens(chart)
    assert [row for page in pages for row in page] == list(chart.rows)
    assert len(pages) > 1


def test_a_big_screen_without_projects_is_one_empty_screen():
    assert drawing.screens(replace(chart_of(1), rows=())) == [[]]


def test_the_big_screen_names_nobody_and_leads_nowhere():
    html = drawn(
        one_row(marks=(mark(5, holder="王小明"),), change="王小明报告完成"), links=False, labels=True, holders=False
    )
    assert "王小明" not in html
    assert "<a " not in html


def test_the_table_says_each_milestone_in_words():
    first = timezone.localdate() - timedelta(days=40)
    chart = one_row(marks=(mark(5, "red", holder="教育局", original=first, is_changed=True),))
    html = drawing.table(chart, chart.rows)
    day = (timezone.localdate() + timedelta(days=5)).isoformat()
    assert f"<li>逾 {day} 设备安装 · 教育局 · 原定 {first.isoformat()} · 变</li>" in html


def test_a_cell_of_the_matrix_counts_by_light_and_leads_to_its_rows():
    cell = Cell({"red": 2, "green": 0}, "/projects/?unit=1&light=red")
    html = drawing.matrix(
        Matrix((("清华大学", "工科局", ("中试基地", "实训基地")),), ("教育局", "商务局"), {(0, 1): cell})
    )
    assert "<small>中试基地、实训基地</small>" in html
    assert 'href="/projects/?unit=1&amp;light=red"' in html
    assert re.findall(r"</span>(\d+)</span>", html) == ["2"]
    assert html.count('class="blank"') == 1
