"""Puts the end of an internship on the pages below, and says what a tutor's link opens."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Permission
from pages import parts


class CertificatesConfig(AppConfig):
    name = "certificates"

    def ready(self):
        from certificates import part
        from certificates.actions import APPRAISE
        from certificates.views import by_link
        from links import purposes

        parts.register("interns.placement", part.of_placement, 20)
        parts.register("interns.season", part.of_season, 40)
        purposes.register(APPRAISE, lazy("实习鉴定"), by_link, Permission.APPRAISE)
