"""What higher apps add to a lower app's page: each says for which model, and builds its part for one actor."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Part:
    """A piece of a page: a template, and the context it is drawn with (and nothing else)."""

    template: str
    context: dict[str, Any]


Builder = Callable[[Any, Any], Part | None]  # (actor, thing) → the part, or None when there is nothing to show
_BUILDERS: dict[str, list[tuple[int, Builder]]] = {}


def register(model_label: str, builder: Builder, order: int) -> None:
    """Add a part to a model's page ("interns.placement"), from the higher app's `ready()`; low orders come first."""
    _BUILDERS.setdefault(model_label, []).append((order, builder))
    _BUILDERS[model_label].sort(key=lambda entry: entry[0])


def parts_of(actor, thing) -> list[Part]:
    """The parts of this thing's page that have something to show to this actor."""
    built = (builder(actor, thing) for _order, builder in _BUILDERS.get(thing._meta.label_lower, ()))
    return [part for part in built if part]
