"""What this part of the internships tells the desk."""

from accounts.permissions import Actor
from ruoyi_coop.lib.desk import Waiting


def waiting_for(actor: Actor) -> list[Waiting]:
    return []
