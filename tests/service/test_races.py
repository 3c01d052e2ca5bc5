"""Two at once, each with a real connection: two holders for two requests, one request for a double click."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from notifications.models import Event, Message
from service import actions
from service.models import ServiceRequest
from service.workflow import State
from tests.bases.test_races import race
from tests.service.conftest import request_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_requests_at_once_go_to_two_different_people(scene):
    yabao, dayu = scene.people["yabao"], scene.people["dayu"]
    answers = race(lambda: actions.ask("guide", by=yabao), lambda: actions.ask("guide", by=dayu))
    assert answers == ["ServiceRequest", "ServiceRequest"]
    assert sorted(ServiceRequest.objects.values_list("holder__place", flat=True)) == [1, 2]


def test_a_double_click_in_two_windows_makes_one_request(scene):
    tsinghua = scene.people["tsinghua"]
    race(*[lambda: actions.ask("express", by=tsinghua.sending(uuid4()))] * 3)
    assert ServiceRequest.objects.count() == 1
    assert Event.objects.filter(verb="asked").count() == 1


def test_three_clocks_at_once_pass_a_request_on_once(scene):
    row = request_in(scene, answer_due=timezone.now() - timedelta(minutes=1))
    race(*[actions.escalate_due] * 3)
    row.refresh_from_db()
    assert (row.holder.place, row.tried) == (2, 1)
    assert Event.objects.filter(verb="passed_by_clock").count() == 1
    assert Message.objects.filter(channel="portal").count() == 3


def test_an_answer_and_the_clock_never_both_win(scene):
    row = request_in(scene, answer_due=timezone.now() - timedelta(minutes=1))
    race(lambda: actions.move_request(row, "answer", by=scene.people["gongke"], note="好"), actions.escalate_due)
    row.refresh_from_db()
    assert row.state == State.ANSWERED
    assert row.holder.hat_id == scene.people["gongke"].hat_id
