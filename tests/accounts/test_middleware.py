"""Sessions end when they must: too old, idle for staff, or when the account has changed; polling keeps none alive."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

NOW = timezone.now() + timedelta(hours=1)  # after the accounts were made


def visits(client, *minutes, path="/accounts/me/"):
    """Answers of visits so many minutes after the beginning."""
    codes = []
    for minute in minutes:
        with time_machine.travel(NOW + timedelta(minutes=minute), tick=False):
            codes.append(client.get(path).status_code)
    return codes


@pytest.fixture
def staff(world, enter):
    with time_machine.travel(NOW, tick=False):
        return enter(world.people["office"])


@pytest.fixture
def student(world, enter):
    with time_machine.travel(NOW, tick=False):
        return enter(world.people["student"])


def test_staff_stay_while_they_work(staff):
    assert visits(staff, 0, 29, 58, 87) == [200] * 4


def test_staff_who_were_away_for_half_an_hour_log_in_again(staff):
    assert visits(staff, 0, 31) == [200, 302]


def test_students_may_be_away_longer(student):
    assert visits(student, 0, 31, 600) == [200, 200, 200]


def test_nobody_stays_longer_than_twelve_hours(staff, student):
    steps = list(range(0, 720, 20))
    assert visits(staff, *steps, 721) == [200] * len(steps) + [302]
    assert visits(student, 0, 721) == [200, 302]


def test_the_bell_that_asks_by_itself_keeps_no_session_alive(staff):
    assert visits(staff, 0) == [200]
    assert visits(staff, 10, 20, path="/notifications/unread/") == [200, 200]
    assert visits(staff, 31, path="/notifications/unread/") == [286]
    assert visits(staff, 32) == [302]


def test_after_a_time_out_the_log_in_leads_back(staff):
    visits(staff, 0)
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        assert staff.get("/accounts/me/").headers["Location"] == "/accounts/login/?next=/accounts/me/"


def test_a_changed_account_ends_its_sessions_at_the_next_request(staff, world):
    assert visits(staff, 0) == [200]
    office = world.people["office"]
    office.sessions_valid_from = NOW + timedelta(minutes=1)
    office.save()
    assert visits(staff, 2) == [302]


def test_a_hat_that_ended_counts_no_more_at_the_next_request(staff, world):
    assert visits(staff, 0, path="/accounts/people/") == [200]
    world.people["office"].hats.update(until=timezone.localdate() - timedelta(days=1))
    assert visits(staff, 1, path="/accounts/people/") == [403]
