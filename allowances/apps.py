"""Puts allowances on the pages of placements and seasons, and says until when numbers are needed."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as lazy

from pages import parts


class AllowancesConfig(AppConfig):
    name = "allowances"

    def ready(self):
        from allowances import needs, part
        from allowances.actions import OBJECTION
        from allowances.views.notices import objection_by_link
        from links import purposes
        from vault import holds

        parts.register("interns.placement", part.of_placement, 30)
        parts.register("interns.season", part.of_season, 50)
        purposes.register(OBJECTION, lazy("异议的答复"), objection_by_link)
        holds.register(needed_until=needs.needed_until, why_not_yet=needs.why_not_yet)
