"""The internships are tested on the common season."""

from tests.season import clock, interns, scene

__all__ = ["clock", "interns", "scene"]
