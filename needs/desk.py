"""What the needs app tells the desk and the search box."""

from accounts.permissions import Actor
from ruoyi_coop.lib.desk import Figure, Waiting


def waiting_for(actor: Actor) -> list[Waiting]:
    return []


def figures(actor: Actor) -> list[Figure]:
    return []


def searchable(actor: Actor) -> list[tuple]:
    return []
