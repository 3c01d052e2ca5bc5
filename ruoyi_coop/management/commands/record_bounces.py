"""Reads returned mail from a mailbox, a maildir or standard input, and marks the addresses that refuse ours."""

import mailbox
import sys
from email import message_from_binary_file
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from notifications.dsn import take


class Command(BaseCommand):
    help = "Mark addresses that bounce, from delivery reports in a maildir folder, an mbox file, or - for one on stdin."

    def add_arguments(self, parser):
        parser.add_argument("source", help="maildir folder, mbox file, or -")

    def handle(self, *args, source, **options):
        marked = [address for report in _reports(source) if (address := take(report))]
        self.stdout.write(f"{len(marked)} bounced, {len(set(marked))} addresses marked")


def _reports(source: str):
    if source == "-":
        yield message_from_binary_file(sys.stdin.buffer)
        return
    path = Path(source)
    if not path.exists():
        raise CommandError(f"{source} is neither a maildir nor an mbox file")
    yield from (mailbox.Maildir(path, create=False) if path.is_dir() else mailbox.mbox(path, create=False))
