"""Medians from rows, and every figure the length of the list that it opens."""

import re
from datetime import date, datetime

import pytest
from django.utils import timezone

from notifications.models import working_calendar
from ruoyi_coop.lib.calendar import CHINA
from service.figures import Month, months
from service.models import ServiceRequest
from tests.service.conftest import request_in


def at(day: int, hour: int, month: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=CHINA)


@pytest.fixture
def september(scene):
    """Five of September 2026 (asked on Tuesday the 1st at nine) and one of October."""
    due = {"asked_at": at(1, 9), "promised_at": at(1, 17), "answer_due": at(1, 17), "done_due": at(8, 18)}
    ended = {"done_said_at": at(4, 9)}
    request_in(scene, "confirmed", **due | ended | {"answered_at": at(1, 10), "confirmed_at": at(4, 10)})
    request_in(scene, "confirmed", **due | ended | {"answered_at": at(1, 11), "confirmed_at": at(7, 10)})
    late = {"answered_at": at(2, 9), "done_said_at": at(9, 9), "confirmed_at": at(11, 10)}
    request_in(scene, "confirmed", **due | late)
    request_in(scene, "withdrawn", **due)
    request_in(scene, "asked", **due)
    request_in(scene, "asked", asked_at=at(9, 9, month=10))


def test_the_figures_of_a_month(september, queries):
    calendar = working_calendar()
    with queries(1):
        october, found = months(ServiceRequest.objects.all(), date(2026, 10, 20), calendar)
    assert found == Month(date(2026, 9, 1), 5, 2.0, 4, in_time=2, late=2, done_in_time=2, done_late=1)
    assert (october.asked, october.hours, october.days) == (1, None, None)


def test_every_number_on_the_page_is_the_length_of_its_list(september, scene, enter):
    client = enter(scene.people["tsinghua"])
    page = client.get("/service/figures/").content.decode()
    links = re.findall(r'<a href="(/service/\?month=2026-09[^"]*)">([^<]+)</a>', page)
    opened = {
        address.replace("&amp;", "&").partition("2026-09")[2]: client.get(address.replace("&amp;", "&"))
        for address, _words in links
    }
    counts = {query: answer.context["table"].paginator.count for query, answer in opened.items()}
    assert counts == {"": 5, "&kept=answered": 3, "&state=confirmed": 3, "&kept=in_time": 2, "&kept=done_in_time": 2}
    assert {words for _address, words in links} == {"2026-09", "5", "2.0", "4", "50%（2/4）", "67%（2/3）"}


def test_no_person_is_named_in_the_figures(september, scene, enter):
    content = enter(scene.people["office"]).get("/service/figures/").content.decode()
    main = content[content.index("<main") :]
    assert [name for name in ("张志强", "李建国", "王秀兰", "陈思远") if name in main] == []


def test_a_county_without_requests_has_one_empty_month(scene):
    today = timezone.localdate()
    found = months(ServiceRequest.objects.all(), today, working_calendar())
    assert [(month.first, month.asked) for month in found] == [(today.replace(day=1), 0)]


def test_at_most_a_year_is_shown(scene):
    request_in(scene, asked_at=at(1, 9, month=1))
    assert len(months(ServiceRequest.objects.all(), date(2026, 12, 5), working_calendar())) == 12
    assert months(ServiceRequest.objects.all(), date(2027, 1, 5), working_calendar())[-1].asked == 0
