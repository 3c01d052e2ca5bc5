"""Puts its part on the placement page, and says what a tutor's weekly link opens."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as lazy


class OnpostConfig(AppConfig):
    name = "onpost"

    def ready(self):
        from accounts.permissions import Permission  # noqa: PLC0415 - models are ready only now
        from links import purposes  # noqa: PLC0415
        from onpost.actions.weekly import PURPOSE  # noqa: PLC0415
        from onpost.part import part_of  # noqa: PLC0415
        from onpost.views.weekly import by_link  # noqa: PLC0415
        from pages import parts  # noqa: PLC0415

        parts.register("interns.placement", part_of, 10)
        purposes.register(PURPOSE, lazy("每周出勤"), by_link, Permission.CONFIRM_WEEK, Permission.CHECK_IN)
