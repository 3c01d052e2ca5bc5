"""Puts the way to the board on the season's page."""

from django.apps import AppConfig

from pages import parts


class BoardConfig(AppConfig):
    name = "board"

    def ready(self):
        parts.register("interns.season", way_to_board, 10)


def way_to_board(actor, season) -> parts.Part | None:
    return parts.Part("board/way.html", {"season": season}) if actor.reads_all else None
