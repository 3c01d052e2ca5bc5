"""What a duty hangs on: apps above say which of their records may have duties, and what follows when one changes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from notifications.models import thing_of


@dataclass(frozen=True)
class Origin:
    """The `kinds` of duties a record may have; `follow(thing, by)` is called in the duty's own transaction."""

    kinds: tuple[str, ...]
    follow: Callable[[Any, Any], None] | None = None


_ORIGINS: dict[str, Origin] = {}


def register(model_label: str, *kinds: str, follow: Callable[[Any, Any], None] | None = None) -> None:
    """Announce a model ("projects.project") from its app's `ready()`."""
    _ORIGINS[model_label] = Origin(kinds, follow)


def kinds_of(key: str) -> tuple[str, ...]:
    """The kinds of duties that may hang on the record with this key; none for a model nobody announced."""
    origin = _ORIGINS.get(key.partition(":")[0])
    return origin.kinds if origin else ()


def seen(key: str, actor):
    """The record behind a key if duties may hang on it and the actor may see it, else None."""
    label, _colon, pk = key.partition(":")
    if label not in _ORIGINS or not pk.isdigit() or len(pk) > 9:
        return None
    thing = thing_of(key)
    return thing if thing and type(thing).objects.visible_to(actor).filter(pk=pk).exists() else None


def follow(key: str, by) -> None:
    """Let the record behind the key bring its derived columns up to date."""
    origin = _ORIGINS.get(key.partition(":")[0])
    if origin and origin.follow:
        origin.follow(thing_of(key), by)
