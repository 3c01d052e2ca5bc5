"""Gives the first administrator a hat, where nobody can yet do it on a page."""

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Hat, Unit, User
from accounts.permissions import SITE_WIDE, Actor, Role
from notifications.actions import record


class Command(BaseCommand):
    help = (
        "Give USER a site-wide hat (administrator, office, leader, auditor); --unit names the unit by its short name."
    )

    def add_arguments(self, parser):
        parser.add_argument("user")
        parser.add_argument("role", choices=sorted(role.value for role in SITE_WIDE - {Role.PUBLIC, Role.STUDENT}))
        parser.add_argument("--unit", default="")

    def handle(self, *args, user, role, unit, **options):
        try:
            person = User.objects.get(username=user)
            place = Unit.objects.get(short_name=unit) if unit else None
        except (User.DoesNotExist, Unit.DoesNotExist) as error:
            raise CommandError(str(error)) from error
        hat = Hat.objects.get_or_create(user=person, role=role, unit=place, place="", until=None)[0]
        record(Actor(), "hat_given", "授予身份", person, note=str(hat))
        self.stdout.write(f"{person}: {hat}")
