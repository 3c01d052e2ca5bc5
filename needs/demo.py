"""The needs part of the demo county."""


def seed(world) -> None:
    pass
