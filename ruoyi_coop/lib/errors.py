"""The ways an action can say no, each with a sentence for the person who asked."""

from django.core.exceptions import PermissionDenied


class NotAllowed(PermissionDenied):
    """The person wears no hat that allows this: 403."""


class NotNow(Exception):
    """The thing is not in a state, or lacks a proof, that this needs; the sentence says what to do."""


class Conflict(Exception):
    """Somebody else changed the record since the form was opened.

    `theirs` is a list of (field label, their value) pairs for the page that shows both versions.
    """

    def __init__(self, theirs: list[tuple[str, str]], who: str, version: int):
        super().__init__()
        self.theirs, self.who, self.version = theirs, who, version


class AlreadyDone(Exception):
    """The same form was sent before (double click, back button); nothing was done a second time."""
