"""Shows on the pages of a season, a post and an application what a placement has to say of them."""

from django.apps import AppConfig

from pages import parts


class PlacingConfig(AppConfig):
    name = "placing"

    def ready(self):
        from placing import pieces

        parts.register("interns.season", pieces.of_season, 30)
        parts.register("interns.position", pieces.of_position, 30)
        parts.register("interns.application", pieces.of_application, 30)
