"""Puts database and uploads into one archive."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ruoyi_coop.archive import ArchiveError, back_up


class Command(BaseCommand):
    help = "Write database and uploads to FILE (.tar.gz), with a manifest and a checksum; never over an existing file."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, file, **options):
        try:
            manifest = back_up(file.resolve())
        except (ArchiveError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{file}: {file.stat().st_size:,} bytes, {manifest['made_at']}")
