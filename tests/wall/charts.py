"""Makes charts of random rows, the same ones every time."""

from datetime import date, timedelta
from random import Random

from django.utils import timezone

from wall.chart import Chart, Mark, Row

LIGHTS = ("red", "yellow", "grey", "green", "done", "off")
UNITS = ("工科局", "教育局", "农业农村局", "卫健体局")
UNIVERSITIES = ("清华大学", "西北农林科技大学", "太原理工大学")
TITLES = ("设备安装调试", "中试线通过验收", "签订项目合同", "首批学生到岗", "专家团队第二次进驻", "提交年度报告")
PROJECTS = ("玻璃中试", "苹果新品种选育与示范", "医药包装材料联合研发", "黄河流域生态修复")


def chart_of(rows: int = 3, marks: int = 12, **changes) -> Chart:
    """A chart of a year and a half around today."""
    random = Random(20210908)
    today = timezone.localdate()
    start, end = today - timedelta(days=150), today + timedelta(days=390)
    made = tuple(row_of(number, marks, start, random) for number in range(1, rows + 1))
    facts = {"compared_with": today - timedelta(days=20), "note": ""} | changes
    return Chart(**{"as_of": today, "is_past": False, "start": start, "end": end, "rows": made} | facts)


def row_of(number: int, marks: int, start: date, random: Random) -> Row:
    light = LIGHTS[number % 4]
    return Row(
        number=number,
        title=f"{random.choice(PROJECTS)}（第{number}期）",
        path=f"/projects/{number}/",
        university=random.choice(UNIVERSITIES),
        lead=random.choice(UNITS),
        unit=random.choice(UNITS),
        stage="落地实施",
        light=light,
        reason="期限 2021年9月8日 已过。",
        since=start,
        until=start + timedelta(days=300),
        escalation=random.choice(("", "", "", "orange", "red")),
        change=random.choice(("", "", "里程碑“设备安装”完成")),
        marks=tuple(sorted((mark_of(start, random) for _mark in range(marks)), key=lambda mark: mark.day)),
    )


def mark_of(start: date, random: Random) -> Mark:
    day = start + timedelta(days=random.randrange(0, 540))
    moved = random.random() < 0.2
    return Mark(
        day=day,
        title=random.choice(TITLES),
        light=random.choice(LIGHTS),
        holder=random.choice(UNITS),
        original=day - timedelta(days=random.randrange(5, 60)) if moved else None,
        is_changed=random.random() < 0.1,
    )
