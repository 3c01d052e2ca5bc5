"""The page of holidays: a year is saved as a whole, wrong days come back with what was typed, nothing is cut off."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from notifications.models import CalendarDay, Event

PAGE = "/notifications/calendar/?year=2031"


@pytest.fixture
def office(cast, enter):
    return enter(cast.office)


def rows(*days: tuple) -> dict:
    sent = {}
    for place, (day, working, name) in enumerate(days):
        sent |= {f"days-{place}-day": day, f"days-{place}-is_working": working, f"days-{place}-name": name}
    return sent


def saved() -> list[tuple]:
    return list(CalendarDay.objects.filter(day__year=2031).values_list("day", "is_working", "name"))


def test_a_year_is_written_as_a_whole_and_the_log_says_what_it_was(office):
    office.post(PAGE, rows(("2031-10-01", "off", "国庆节"), ("2031-10-11", "on", "国庆节")))
    office.post(PAGE, rows(("2031-10-01", "off", "国庆节")))
    assert saved() == [(date(2031, 10, 1), False, "国庆节")]
    last = Event.objects.filter(verb="calendar").order_by("-id").first()
    assert last.changes == {"放假和调休": ["10-01放假、10-11上班", "10-01放假"]}


def test_other_years_stay_as_they_are(office):
    before = CalendarDay.objects.exclude(day__year=2031).count()
    office.post(PAGE, rows(("2031-10-01", "off", "")))
    assert CalendarDay.objects.exclude(day__year=2031).count() == before


def test_a_year_with_many_days_is_shown_and_saved_whole(office):
    days = [(date(2031, 1, 1) + timedelta(days=number)).isoformat() for number in range(60)]
    office.post(PAGE, rows(*((day, "off", "") for day in days)))
    assert len(saved()) == 60
    page = office.get(PAGE).content.decode()
    assert [day in page for day in days] == [True] * 60


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (rows(("2030-10-01", "off", "国庆节")), "不是2031年的日子"),
        (rows(("2031-10-01", "off", "国庆节"), ("2031-10-01", "on", "")), "有一天写了两次"),
        (rows(("2031-10-01", "", "国庆节")), "第1行“上班还是放假”"),
        (rows(("nonsense", "off", "国庆节")), "第1行“日期”"),
    ],
)
def test_what_is_wrong_gets_its_sentence_and_stays_as_typed(sent, sentence, office):
    answer = office.post(PAGE, sent)
    page = answer.content.decode()
    assert (answer.status_code, saved()) == (200, [])
    assert sentence in page
    assert 'value="国庆节"' in page


def test_a_second_press_changes_nothing(office):
    key = {"submission": str(uuid4())}
    office.post(PAGE, rows(("2031-10-01", "off", "国庆节")) | key)
    office.post(PAGE, rows(("2031-10-02", "off", "")) | key)
    assert saved() == [(date(2031, 10, 1), False, "国庆节")]


def test_a_year_nobody_filled_in_says_how_it_is_counted(office):
    assert "暂按周一至周五计算" in office.get(PAGE).content.decode()
