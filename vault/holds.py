"""Until when a number is needed: apps above say so, and may say why it cannot go yet."""

from collections.abc import Callable
from datetime import date

_NEEDED: list[Callable] = []  # (user) → the last day on which the numbers are needed, or None
_HOLDS: list[Callable] = []  # (user) → why the bank account cannot be withdrawn now, or ""


def register(*, needed_until: Callable | None = None, why_not_yet: Callable | None = None) -> None:
    """Announce from an app's `ready()` until when numbers are needed, or what holds the bank account back."""
    _NEEDED.extend([needed_until] if needed_until else [])
    _HOLDS.extend([why_not_yet] if why_not_yet else [])


def needed_until(user) -> date | None:
    days = [day for ask in _NEEDED if (day := ask(user))]
    return max(days, default=None)


def why_not_yet(user) -> str:
    return next((words for ask in _HOLDS if (words := ask(user))), "")
