"""Bases are tested on the common scene."""

from tests.scene import scene

__all__ = ["scene"]
