"""What a person holds in service on call: a place in a group, with its requests, and requests left in other groups."""

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.models import Hat, User
from accounts.permissions import Actor
from ruoyi_coop.lib.desk import Holding, number_of
from service import actions
from service.models import ServiceRequest, TeamMember
from service.workflow import WITH_TEAM

PLACE = "service.teammember.place"
REQUEST = "service.servicerequest.holder"
KINDS = (PLACE, REQUEST)


def held_by(person: User) -> list[Holding]:
    """Three queries."""
    return [*_places(person), *_requests(person)]


def _places(person: User) -> list[Holding]:
    """Places in groups on duty; what is not finished yet goes with the place."""
    rows = TeamMember.objects.filter(hat__user=person, left_on=None, team__is_active=True)
    rows = rows.annotate(number_held=Count("held", filter=Q(held__state__in=WITH_TEAM)))
    rows = rows.select_related("team", "hat").order_by("team__name", "id")
    taken = TeamMember.objects.filter(left_on=None, team__in=[row.team_id for row in rows])
    besides = {}
    for team, user in taken.values_list("team", "hat__user"):
        besides.setdefault(team, []).append(user)
    return [
        Holding(
            key=f"{PLACE}:{row.pk}",
            kind=_("三人小组成员"),
            title=_place_words(row),
            url=row.team.get_absolute_url(),
            since=row.created_at,
            hat_id=row.hat_id,
            universities=(row.team.university_id,) if row.team.university_id else (),
            role=row.hat.role,
            unit_id=row.hat.unit_id,
            besides=tuple(besides[row.team_id]),
        )
        for row in rows
    ]


def _place_words(row: TeamMember) -> str:
    if not row.number_held:
        return str(row.team)
    return _("%(team)s（连同%(n)d件没办完的请求）") % {"team": row.team, "n": row.number_held}


def _requests(person: User) -> list[Holding]:
    """What the person still has in groups that are not on duty any more, or that they have left."""
    rows = ServiceRequest.objects.with_team().filter(holder__hat__user=person).with_names()
    rows = rows.exclude(holder__left_on=None, team__is_active=True).order_by("asked_at", "id")
    return [
        Holding(
            key=f"{REQUEST}:{row.pk}",
            kind=_("服务请求"),
            title=str(row),
            url=row.get_absolute_url(),
            since=row.held_since,
            hat_id=row.holder.hat_id,
            universities=(row.university_id,) if row.university_id else (),
            role=row.holder.hat.role,
            unit_id=row.holder.hat.unit_id,
        )
        for row in rows
    ]


def pass_on(key: str, successor: Hat, *, of: User, by: Actor) -> bool:
    """Give it to the successor; False when that person holds it no more. Raises NotNow."""
    if key.startswith(f"{PLACE}:"):
        member = TeamMember.objects.filter(pk=number_of(key)).first()
        return bool(member) and actions.replace_member(member, successor, of=of, by=by)
    request = ServiceRequest.objects.filter(pk=number_of(key)).first()
    return bool(request) and actions.hand_request(request, successor, of=of, by=by)
