"""What links may be for: apps above say which purposes there are, and which page opens."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Purpose:
    """`view(request, link)` answers; `permissions` are what the holder may do with the thing the link names."""

    label: Any
    view: Callable
    permissions: frozenset


_PURPOSES: dict[str, Purpose] = {}


def register(name: str, label, view: Callable, *permissions: str) -> None:
    """Announce a purpose from its app's `ready()`."""
    _PURPOSES[name] = Purpose(label, view, frozenset(permissions))


def purpose_of(name: str) -> Purpose | None:
    return _PURPOSES.get(name)


def label_of(name: str) -> str:
    return str(_PURPOSES[name].label) if name in _PURPOSES else name
