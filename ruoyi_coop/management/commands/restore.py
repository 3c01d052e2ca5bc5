"""Puts an archive's database and uploads back in place."""

from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from ruoyi_coop.archive import ArchiveError, restore
from ruoyi_coop.statistics import analyze


class Command(BaseCommand):
    help = "Restore database and uploads from FILE; a database that is not empty is refused unless --replace."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true")

    def handle(self, *args, file, replace, **options):
        try:
            held = restore(file.resolve(), replace=replace)
        except (ArchiveError, OSError) as error:
            raise CommandError(str(error)) from error
        call_command("migrate", verbosity=0, interactive=False)
        analyze()
        self.stdout.write(f"restored from {file}; {held} messages are held until a person releases them")
