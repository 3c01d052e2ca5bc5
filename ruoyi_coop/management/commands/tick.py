"""One beat of the reminder clock by hand, and the delivery of what is due."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from notifications import outbox
from notifications.tick import tick
from ruoyi_coop.clock import RULES, do_chores


class Command(BaseCommand):
    help = "Run one beat as if it were --at (ISO time; default now); print how many messages were made, sent, failed."

    def add_arguments(self, parser):
        parser.add_argument("--at", default="")

    def handle(self, *args, at, **options):
        now = _moment(at)
        do_chores(now if at else None)
        counts = tick(RULES, now)
        outbox.recover()
        shown = outbox.deliver_portal()
        outbox.deliver_rest()
        mails = outbox.deliver_mail()
        self.stdout.write(f"made {counts['made']}, sent {shown + mails['sent']}, failed {mails['failed']}")


def _moment(text: str):
    if not text:
        return timezone.now()
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"--at wants an ISO time such as 2026-07-01T09:00, not {text!r}")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
