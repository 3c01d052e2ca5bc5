"""Announces what duties may hang on here."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self):
        from supervision import origins

        origins.register("meetings.meeting", "resolution")
