"""The wall is tested on the common scene and on charts of random rows."""

from tests.scene import scene

__all__ = ["scene"]
