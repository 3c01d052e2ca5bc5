"""Tested on the common season."""

from tests.season import clock, interns, on_post, scene

__all__ = ["clock", "interns", "on_post", "scene"]
