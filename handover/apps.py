"""Announces that nobody's hat or account is closed while something is still held."""

from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "handover"

    def ready(self):
        from handover.holdings import still_held
        from people import leaving

        leaving.GUARDS.append(still_held)
