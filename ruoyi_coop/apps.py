"""The roof as an app: it brings the commands, the template tags and the Celery app that nudges are sent through."""

from django.apps import AppConfig


class RoofConfig(AppConfig):
    name = "ruoyi_coop"

    def ready(self):
        from ruoyi_coop import celery, logs  # noqa: F401, PLC0415 - both take effect by being imported, once apps are ready
