"""A unit's group hears once a working day what is overdue; without a robot or anything late it hears nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import CalendarDay, Message, Robot
from ruoyi_coop.lib.calendar import local_day
from ruoyi_coop.lib.secrets import encrypt
from supervision.groups import tell_groups
from supervision.models import Duty
from tests.notifications.test_tick import at
from tests.supervision.helpers import duty_in

NOW = at("2035-03-16 09:30")  # a Friday


@pytest.fixture
def late(scene):
    CalendarDay.objects.all().delete()
    duty = duty_in(scene, "doing")
    Duty.objects.filter(pk=duty.pk).update(due=local_day(NOW) - timedelta(days=2))
    duty.refresh_from_db()
    return duty


@pytest.fixture
def robot(late):
    return Robot.objects.create(
        unit=late.unit, sealed=encrypt("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1")
    )


def test_the_group_hears_once_a_day_what_is_overdue(late, robot):
    assert [tell_groups(NOW), tell_groups(NOW + timedelta(hours=2))] == [1, 0]
    row = Message.objects.get(channel="wecom")
    assert (row.robot, late.title in row.body, "1 件" in row.title) == (robot, True, True)


@pytest.mark.parametrize("moment", ["2035-03-16 08:59", "2035-03-17 10:00"])
def test_not_before_nine_and_not_on_a_day_off(moment, late, robot):
    assert tell_groups(at(moment)) == 0


def test_nothing_overdue_and_no_robot_mean_silence(late, robot):
    Robot.objects.update(is_on=False)
    assert tell_groups(NOW) == 0
    Robot.objects.update(is_on=True)
    Duty.objects.filter(pk=late.pk).update(due=timezone.localdate() + timedelta(days=9999))
    assert tell_groups(NOW) == 0
