"""Announces what duties may hang on here."""

from django.apps import AppConfig


class BasesConfig(AppConfig):
    name = "bases"

    def ready(self):
        from supervision import origins

        origins.register("bases.base", "base_plan", "correction")
