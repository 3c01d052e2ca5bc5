"""Puts allowances on the pages of placements and seasons, and says until when numbers are needed."""

from django.apps import AppConfig

from pages import parts


class AllowancesConfig(AppConfig):
    name = "allowances"

    def ready(self):
        from allowances import needs, part  # noqa: PLC0415 - models are ready only now
        from vault import holds  # noqa: PLC0415

        parts.register("interns.placement", part.of_placement, 30)
        parts.register("interns.season", part.of_season, 50)
        holds.register(needed_until=needs.needed_until, why_not_yet=needs.why_not_yet)
