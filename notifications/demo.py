"""Events of the demo county that lie in the past, so that a timeline has something to tell."""

from datetime import datetime

from notifications.models import Event, key_of


def past(world, thing, at: datetime, verb: str, label: str, username: str = "office", **more) -> Event:
    """An event as it would have been recorded then; the caller inserts many at once."""
    actor = world.actors[username]
    return Event(
        at=at,
        actor=actor.user,
        actor_name=actor.name,
        actor_role=actor.role,
        actor_hat=actor.hat_label,
        verb=verb,
        label=label,
        subject=key_of(thing),
        subject_label=str(thing)[:200],
        thread=thing.thread,
        **more,
    )
