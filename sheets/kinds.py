"""What an app says of the lists it takes in; the roof names them all in one place (settings.IMPORTS)."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils.module_loading import import_string

from accounts.permissions import Actor, Permission, can
from ruoyi_coop.lib.sheets import Context, SheetSpec


class Kind:
    """One importable list. An app subclasses it in its `imports.py`; instances hold no state."""

    name = ""
    title: Any = ""
    permission: Permission
    model: type
    parts: frozenset[str] = frozenset()  # rows that are born and die with the record: "bases.BaseStep"

    def spec(self, actor: Actor) -> SheetSpec:
        """The columns as this actor may fill them (choices narrowed to what they may see)."""
        raise NotImplementedError

    def context(self, actor: Actor) -> Context:
        return Context()

    def note(self, actor: Actor) -> str:
        """What the person should know before: where the rows will go."""
        return ""

    def why_not(self, actor: Actor) -> str:
        """A sentence when nothing can be imported at all now, else ""."""
        return ""

    def objections(self, rows: list[tuple[int, dict]], actor: Actor) -> Iterable[tuple[int, str, str]]:
        """Yield (row number, column, sentence) for what the database already knows better; constant queries."""
        return ()

    def save(self, rows: list[dict], *, by: Actor) -> list:
        """Make the records of all rows in order, in the caller's transaction; return them."""
        raise NotImplementedError


def kinds() -> dict[str, Kind]:
    return {kind.name: kind for kind in import_string(settings.IMPORTS)}


def kind_of(name: str) -> Kind:
    """Return the kind of that name, or 404."""
    try:
        return kinds()[name]
    except KeyError as error:
        raise Http404 from error


def kinds_for(actor: Actor) -> list[Kind]:
    return [kind for kind in kinds().values() if can(actor, kind.permission)]
