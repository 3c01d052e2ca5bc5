"""Puts allowances on the pages of placements and seasons, and says until when numbers are needed."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as lazy

from pages import parts


class AllowancesConfig(AppConfig):
    name = "allowances"

    def ready(self):
        from allowances import needs, part  # noqa: PLC0415 - models are ready only now
        from allowances.actions import OBJECTION  # noqa: PLC0415
        from allowances.views import objection_by_link  # noqa: PLC0415
        from links import purposes  # noqa: PLC0415
        from vault import holds  # noqa: PLC0415

        parts.register("interns.placement", part.of_placement, 30)
        parts.register("interns.season", part.of_season, 50)
        purposes.register(OBJECTION, lazy("异议的答复"), objection_by_link)
        holds.register(needed_until=needs.needed_until, why_not_yet=needs.why_not_yet)
