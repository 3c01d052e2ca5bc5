"""Announces that nobody's hat or account is closed while something is still held."""

from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "handover"

    def ready(self):
        from handover.holdings import still_held  # noqa: PLC0415 - models are ready only now
        from people import leaving  # noqa: PLC0415

        leaving.GUARDS.append(still_held)
