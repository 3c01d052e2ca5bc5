"""This app's part of the demo county."""


def seed(world) -> None:
    pass
