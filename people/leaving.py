"""What stands in the way of somebody's leaving: apps above say what a person still holds and where to hand it over."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import Hat, User
from ruoyi_coop.lib.errors import NotNow


@dataclass(frozen=True)
class Obstacle:
    """A sentence for whoever tries, and the page that clears it away."""

    words: str
    url: str


# Each is asked for one hat, or with None for the whole account; an app adds its own in `ready()`.
GUARDS: list[Callable[[User, Hat | None], Obstacle | None]] = []


def obstacle(user: User, hat: Hat | None = None) -> Obstacle | None:
    """The first thing that keeps the hat (None: the account) from being closed, or None."""
    return next((found for guard in GUARDS if (found := guard(user, hat))), None)


def must_be_free(user: User, hat: Hat | None = None) -> None:
    """Raise NotNow while something is still held. The person's row is locked, so that no handover runs meanwhile."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if found := obstacle(user, hat):
        raise NotNow(found.words)
