"""Makes a database and a folder ready to serve: tables, cache, translations, static files, and the demo if wanted."""

import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from accounts import demo as accounts
from accounts.models import Unit
from ruoyi_coop.demo import seed


class Command(BaseCommand):
    help = "Migrate, compile translations, collect static files; --demo loads the demo county into an empty database."

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true")

    def handle(self, *args, demo, **options):
        for folder in (settings.MEDIA_ROOT, settings.HOME / "mail"):
            folder.mkdir(parents=True, exist_ok=True)
        compile_catalogues()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable")
        call_command("collectstatic", verbosity=0, interactive=False)
        if demo and not settings.PRODUCTION and not Unit.objects.exists():
            seed()
        for username, words in accounts.accounts():
            self.stdout.write(f"account: {username:<10} {accounts.PASSWORD}  {words}")


def compile_catalogues() -> None:
    """Write the .mo beside each .po; done here because a machine with only Python has no msgfmt."""
    for folder in settings.LOCALE_PATHS:
        for catalogue in folder.glob("*/LC_MESSAGES/*.po"):
            polib.pofile(str(catalogue)).save_as_mofile(str(catalogue.with_suffix(".mo")))
