"""Puts its part on the placement page, and says what a tutor's weekly link opens."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as lazy


class OnpostConfig(AppConfig):
    name = "onpost"

    def ready(self):
        from accounts.permissions import Permission
        from links import purposes
        from onpost.actions.weekly import PURPOSE
        from onpost.part import part_of
        from onpost.views.weekly import by_link
        from pages import parts

        parts.register("interns.placement", part_of, 10)
        purposes.register(PURPOSE, lazy("每周出勤"), by_link, Permission.CONFIRM_WEEK, Permission.CHECK_IN)
