"""Loads the demo county: deterministic, and repeatable without doubling anything."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ruoyi_coop.demo import seed


class Command(BaseCommand):
    help = "Load the demo county of 芮城; --scale N multiplies people, applications and projects."

    def add_arguments(self, parser):
        parser.add_argument("--scale", type=int, default=1)

    def handle(self, *args, scale, **options):
        if settings.PRODUCTION:
            raise CommandError("demo data are refused in production (PORTAL_MODE=production)")
        if scale < 1:
            raise CommandError("--scale must be 1 or more")
        seed(scale)
        self.stdout.write("demo county loaded")
