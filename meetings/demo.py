"""The meetings part of the demo county."""


def seed(world) -> None:
    return None
