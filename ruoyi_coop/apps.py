"""The roof as an app: commands, template tags, the Celery app that nudges go through, the list of reminders."""

from django.apps import AppConfig


class RoofConfig(AppConfig):
    name = "ruoyi_coop"

    def ready(self):
        from notifications.tick import announce
        from ruoyi_coop import celery, logs  # noqa: F401, PLC0415 - both take effect by being imported
        from ruoyi_coop.clock import RULES

        announce(RULES)
