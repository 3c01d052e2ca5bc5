"""Tasks that call and do nothing else; each may be lost or repeated without harm."""

from celery import shared_task
from django.core.management import call_command

from handover.checks import tell_office
from notifications import clock, outbox
from notifications.models import Heartbeat
from notifications.tick import tick as beat
from people import throttle
from projects.actions import replan_all
from ruoyi_coop.clock import RULES, do_chores
from vault import retention


@shared_task(name="ruoyi_coop.tasks.tick")
def tick():
    now = clock.now()
    do_chores(now)
    beat(RULES, now)
    outbox.nudge()


@shared_task(name="ruoyi_coop.tasks.deliver")
def deliver():
    Heartbeat.touch("worker")
    outbox.recover()
    outbox.deliver_portal()
    outbox.deliver_rest()
    counts = outbox.deliver_mail()
    if sum(counts.values()) == outbox.MAIL_BATCH:
        outbox.nudge()


@shared_task(name="ruoyi_coop.tasks.nightly")
def nightly():
    call_command("clearsessions")
    throttle.sweep()
    replan_all()
    tell_office()
    retention.sweep()
