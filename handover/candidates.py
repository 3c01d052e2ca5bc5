"""Who may hold a thing next: somebody in the same place first, then the unit's officials, then the office."""

from django.db.models import Q

from accounts.models import Hat, User
from accounts.permissions import Actor, Role
from ruoyi_coop.lib.desk import Holding
from supervision.holdings import SEAT


def candidates(holdings: list[Holding], person: User, by: Actor) -> dict[str, list[Hat]]:
    """The hats that may have each thing, by its key, the proposed one first; one query for all."""
    pool = list(_pool(holdings).exclude(user=person))
    return {holding.key: _fitting(holding, pool, by) for holding in holdings}


def _pool(holdings: list[Holding]):
    units = {one.unit_id for one in holdings} - {None}
    universities = {one.university_id for one in holdings} - {None}
    wanted = Q(role__in=(Role.OFFICE, Role.LEADER)) | Q(role=Role.OFFICIAL, unit__in=units)
    wanted |= Q(role=Role.LIAISON, university_tie__university__in=universities)
    rows = Hat.objects.worn().filter(wanted).select_related("user", "unit", "university_tie")
    return rows.order_by("user__pinyin", "id")


def _fitting(holding: Holding, pool: list[Hat], by: Actor) -> list[Hat]:
    """Each person once, under the hat that fits best."""
    shut = {*holding.besides, *([by.user_id] if holding.key.startswith(f"{SEAT}:") else [])}
    ranked = [(rank, hat) for hat in pool if hat.user_id not in shut and (rank := _rank(holding, hat)) is not None]
    found = {}
    for _rank_of, hat in sorted(ranked, key=lambda pair: pair[0]):
        found.setdefault(hat.user_id, hat)
    return list(found.values())


def _rank(holding: Holding, hat: Hat) -> tuple | None:
    """Lower is better; None for who will not do."""
    if hat.role == holding.role and (place := _same_place(holding, hat)) is not None:
        return (0, place, not hat.is_head if hat.role == Role.LEADER else hat.is_head)
    if holding.strictly:
        return None
    if hat.role == Role.OFFICIAL and hat.unit_id == holding.unit_id:
        return (1, 0, not hat.is_head)
    return (2, 0, not hat.is_head) if hat.role == Role.OFFICE else None


def _same_place(holding: Holding, hat: Hat) -> int | None:
    """0 in the very place, 1 elsewhere in the county for roles that are not tied, None elsewhere."""
    if hat.role == Role.LIAISON:
        tied = hat.university_tie.university_id == holding.university_id
        return 0 if tied else None
    if hat.role in (Role.OFFICE, Role.LEADER):
        return 0 if hat.unit_id == holding.unit_id else 1
    return 0 if hat.unit_id == holding.unit_id else None
