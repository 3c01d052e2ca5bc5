"""Says which texts have no English yet; the Chinese ones in code and templates are the source."""

import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

CATALOGUE = settings.BASE_DIR / "locale" / "en" / "LC_MESSAGES" / "django.po"
IGNORED = [
    "var/*",
    "tests/*",
    "static/*",
    "ruoyi_coop/local/*",
    "ruoyi_coop/styleguide.py",
    "templates/styleguide.html",
]


class Command(BaseCommand):
    help = "Collect all marked texts (needs gettext); fail when one lacks its English. --write keeps the catalogue."

    def add_arguments(self, parser):
        parser.add_argument("--write", action="store_true")

    def handle(self, *args, write, **options):
        before = CATALOGUE.read_bytes() if CATALOGUE.exists() else None
        try:
            collect()
            missing = untranslated()
        finally:
            if before is not None and not write:
                CATALOGUE.write_bytes(before)
        if missing:
            raise CommandError(f"{len(missing)} texts without English:\n" + "\n".join(missing[:40]))
        self.stdout.write("every text has its English")


def collect() -> None:
    """Let gettext gather the texts of all rooms into the English catalogue."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    call_command(
        "makemessages",
        locale=["en"],
        no_location=True,
        no_obsolete=True,
        ignore_patterns=IGNORED,
        extensions=["html", "txt", "py"],
        verbosity=0,
    )


def untranslated() -> list[str]:
    entries = polib.pofile(str(CATALOGUE))
    return [entry.msgid for entry in entries if not entry.obsolete and not entry.translated()]
