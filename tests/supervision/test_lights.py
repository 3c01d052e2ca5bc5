"""A light comes from dates only; the database, Python and the filter of the list agree on every row."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ruoyi_coop.lib.calendar import CHINA
from supervision import lights
from supervision.models import Duty
from supervision.workflow import OPEN, State
from tests.supervision.helpers import days, duty_in

COLOURS = ["red", "yellow", "grey", "green"]

# (days until it is due, days until the latest start, or None once begun, days since anybody touched it) → light
TABLE = [
    ((-1, None, 0), "red"),
    ((-1, -9, 90), "red"),
    ((-400, None, 0), "red"),
    ((0, None, 0), "yellow"),
    ((7, None, 0), "yellow"),
    ((7, None, 90), "yellow"),
    ((8, None, 0), "green"),
    ((8, None, 30), "green"),
    ((8, None, 31), "grey"),
    ((40, -1, 0), "yellow"),
    ((40, -1, 31), "yellow"),
    ((40, 0, 0), "green"),
    ((40, 0, 31), "grey"),
    ((40, 20, 0), "green"),
    ((None, None, 0), "green"),
    ((None, None, 31), "grey"),
    ((None, -1, 0), "yellow"),
]


def touched(ago: int, hour: int = 12) -> datetime:
    return datetime.combine(days(-ago), time(hour), tzinfo=CHINA)


def row(scene, due: int, start: int | None, ago: int, state: str = State.DOING) -> Duty:
    start_open = None if start is None else days(start)
    start_by = min(days(due), start_open or days(due))
    return duty_in(scene, state, due, start_by=start_by, start_open=start_open, touched_at=touched(ago))


@pytest.mark.parametrize(("offsets", "colour"), TABLE)
def test_the_light_of_a_day_is_the_one_in_the_table(offsets, colour):
    due, start = [None if offset is None else days(offset) for offset in offsets[:2]]
    assert lights.of(days(0), True, due, start, touched(offsets[2])) == colour
    assert lights.of(days(0), False, due, start, touched(offsets[2])) == ""


@pytest.mark.django_db
def test_the_database_lights_the_table_the_same(scene):
    made = {row(scene, *offsets).pk: colour for offsets, colour in TABLE if offsets[0] is not None}
    assert dict(Duty.objects.lit().values_list("pk", "light")) == made


def test_the_thirtieth_silent_day_is_still_green_from_its_first_moment():
    midnight = datetime.combine(days(-30), time(), tzinfo=CHINA)
    assert lights.of(days(0), True, days(40), None, midnight) == "green"
    assert lights.of(days(0), True, days(40), None, midnight - timedelta(seconds=1)) == "grey"


ROWS = st.lists(
    st.tuples(
        st.sampled_from(State.values),
        st.integers(-12, 50),
        st.none() | st.integers(-3, 3),
        st.integers(27, 34) | st.integers(0, 90),
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_database_python_and_filter_agree_on_any_rows(scene, rows):
    Duty.objects.all().delete()
    made = [row(scene, due, start, ago, state) for state, due, start, ago in rows]
    in_python = {
        duty.pk: lights.of(days(0), duty.state in OPEN, duty.due, duty.start_open, duty.touched_at) for duty in made
    }
    assert dict(Duty.objects.lit().values_list("pk", "light")) == in_python
    for colour in COLOURS:
        shown = set(Duty.objects.showing(colour).values_list("pk", flat=True))
        assert shown == {pk for pk, light in in_python.items() if light == colour}


@pytest.mark.django_db
def test_the_lights_of_a_past_day_are_those_of_that_day(scene):
    duty = row(scene, 3, None, 0)
    seen = [Duty.objects.lit(today=days(ahead)).get(pk=duty.pk).light for ahead in (-10, 0, 4)]
    assert seen == ["green", "yellow", "red"]


@pytest.mark.django_db
def test_what_does_not_run_has_no_light(scene):
    for state in set(State.values) - set(OPEN):
        row(scene, -9, None, 0, state)
    assert set(Duty.objects.lit().values_list("light", flat=True)) == {""}
    assert [Duty.objects.showing(colour).count() for colour in COLOURS] == [0, 0, 0, 0]


def test_each_light_says_why():
    year = timezone.localdate().year
    due, start, at = days(0).replace(month=3, day=5), days(0).replace(month=3, day=1), touched(0)
    before, long_before = due - timedelta(days=2), due - timedelta(days=40)
    assert [
        lights.because("red", due, None, at, due + timedelta(days=1)),
        lights.because("yellow", due, None, at, before),
        lights.because("yellow", due, start, at, long_before),
        lights.because("green", due, None, at, long_before),
        lights.because("green", None, None, at, long_before),
        lights.because("", due, None, at, before),
    ] == [
        f"期限 {year}年3月5日 已过。",
        f"{year}年3月5日 到期。",
        f"最迟应在 {year}年3月1日 开工，还没有开始办理。",
        f"下一个期限是 {year}年3月5日。",
        "没有期限，近期有更新。",
        "",
    ]
