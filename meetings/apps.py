"""Announces what duties may hang on here."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self):
        from supervision import origins  # noqa: PLC0415 - models are ready only now

        origins.register("meetings.meeting", "resolution")
