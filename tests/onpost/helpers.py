"""Moves really tried and rolled back."""

from django.db import transaction

from ruoyi_coop.lib.errors import NotAllowed, NotNow


class Undo(Exception):
    pass


def tried(action, *args, **options) -> str:
    """Take a move and roll it back; say the state reached, or how it was refused."""
    try:
        with transaction.atomic():
            state = action(*args, **options).state
            raise Undo
    except Undo:
        return state
    except (NotAllowed, NotNow) as refusal:
        return type(refusal).__name__
