"""Everything one person holds in all apps, and whether a hat or an account may be closed."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Hat, User
from accounts.permissions import Actor
from bases import holdings as bases
from people.leaving import Obstacle
from ruoyi_coop.lib.desk import Holding
from service import holdings as service
from supervision import holdings as supervision
from universities import holdings as universities

ROOMS = (supervision, universities, service, bases)


def held_by(person: User, hat: Hat | None = None) -> list[Holding]:
    """All of it; with a hat, what hangs on that one, and the person's own when there is no other hat left."""
    found = [holding for room in ROOMS for holding in room.held_by(person)]
    if hat is None:
        return found
    is_last = not Hat.objects.worn().filter(user=person).exclude(pk=hat.pk).exists()
    return [one for one in found if one.hat_id == hat.pk or (one.hat_id is None and is_last)]


def pass_on(key: str, successor: Hat, *, of: User, by: Actor) -> bool:
    """Give one thing to its successor; False when that person holds it no more. Raises NotNow."""
    kind = key.rpartition(":")[0]
    room = next(room for room in ROOMS if kind in room.KINDS)
    return room.pass_on(key, successor, of=of, by=by)


def still_held(user: User, hat: Hat | None = None) -> Obstacle | None:
    """The guard of `people`: how many things would be nobody's."""
    number = len(held_by(user, hat))
    if not number:
        return None
    words = _("%(person)s还有%(n)d件事没有交接，请先办理工作交接。") % {"person": user, "n": number}
    return Obstacle(words, address(user, hat))


def address(person: User, hat: Hat | None = None) -> str:
    """The page on which this is handed over."""
    return f"{reverse('handover:new')}?person={person.pk}" + (f"&hat={hat.pk}" if hat else "")
