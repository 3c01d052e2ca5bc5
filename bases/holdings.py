"""What of the hosts a person holds: being the last contact of one, or standing in for one."""

from django.utils.translation import gettext as _

from accounts.models import Hat, User
from accounts.permissions import Actor, Role
from bases import actions
from bases.models import Host, HostMember
from ruoyi_coop.lib.desk import Holding, number_of

LAST = "bases.hostmember.last"
STANDS_IN = "bases.host.caretaker"
KINDS = (LAST, STANDS_IN)


def held_by(person: User) -> list[Holding]:
    """Two queries."""
    return [*_last(person), *_standing_in(person)]


def _last(person: User) -> list[Holding]:
    mine = HostMember.objects.filter(hat__in=Hat.objects.worn().filter(user=person))
    others = HostMember.objects.filter(hat__in=Hat.objects.worn().exclude(user=person))
    cared = Host.objects.filter(caretaker__in=Hat.objects.worn().exclude(user=person))
    rows = mine.exclude(host__in=others.values("host")).exclude(host__in=cared.values("pk"))
    return [
        _of_host(f"{LAST}:{row.pk}", _("唯一的企业联系人"), row.host, row.hat)
        for row in rows.select_related("host", "hat").order_by("host__pinyin", "id")
    ]


def _standing_in(person: User) -> list[Holding]:
    spoken_for = HostMember.objects.filter(hat__in=Hat.objects.worn()).values("host")
    rows = Host.objects.filter(caretaker__user=person).exclude(pk__in=spoken_for).select_related("caretaker")
    return [
        _of_host(f"{STANDS_IN}:{row.pk}", _("代为联系的企业"), row, row.caretaker)
        for row in rows.order_by("pinyin", "id")
    ]


def _of_host(key: str, kind: str, host: Host, hat: Hat) -> Holding:
    """The unit in touch with it stands in first, then the office."""
    facts = {"since": hat.since, "hat_id": hat.pk, "role": Role.OFFICIAL, "unit_id": host.unit_id}
    return Holding(key=key, kind=kind, title=str(host), url=host.get_absolute_url(), **facts)


def pass_on(key: str, successor: Hat, *, of: User, by: Actor) -> bool:
    """Let the successor stand in; False when that person holds it no more. Raises NotNow."""
    if key not in {one.key for one in held_by(of)}:
        return False
    number = number_of(key)
    host = Host.objects.get(pk=number) if key.startswith(STANDS_IN) else Host.objects.get(members=number)
    actions.stand_in(host, successor, before=of, by=by)
    return True
