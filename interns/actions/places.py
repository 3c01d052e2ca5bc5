"""Taking and freeing one place: guarded statements, under one lock a season so that chains never deadlock."""

from datetime import datetime

from django.db import connection
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from interns.models import Application, Placement, Position, Season
from interns.workflow import PositionState
from notifications.actions import create, post
from ruoyi_coop.lib.errors import NotNow

LOCK = 4071  # names the locks of seasons among all advisory locks


def lock_season(season_id: int) -> None:
    """Taken first by whatever gives, frees or passes on a place; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, season_id])


def take_place(position: Position, seasons: QuerySet[Season]) -> None:
    """One guarded statement: whoever races whom, `taken` never passes `places`, nor is a place given too late.

    `seasons` are those in which it is not too late. The row's own columns are compared in the statement itself, never
    in a subquery: PostgreSQL looks at them again after waiting for the row, and at a subquery it does not.
    Raises NotNow when there is no place.
    """
    free = Position.objects.filter(pk=position.pk, taken__lt=F("places"), state=PositionState.PUBLISHED)
    if free.filter(season__in=seasons.values("pk")).update(taken=F("taken") + 1):
        return
    position.refresh_from_db(fields=["taken", "places", "state"])
    raise NotNow(_why_no_place(position))


def _why_no_place(position: Position) -> str:
    if position.state != PositionState.PUBLISHED:
        return _("“%s”已撤下，不能再录用。") % position
    return _("“%s”的名额已满。") % position if position.left <= 0 else _("现在不是录用的时间。")


def free_place(placement: Placement) -> None:
    Position.objects.filter(pk=placement.position_id, taken__gt=0).update(taken=F("taken") - 1)


def place(
    application: Application,
    position: Position,
    *,
    by: Actor,
    rank: int | None,
    source: str,
    confirm_by: datetime,
    source_note: str = "",
) -> Placement:
    """Write the offer down. Raises NotNow when the student has a live place already."""
    facts = {"student": application.student, "season": application.season, "position": position, "rank": rank}
    placement = Placement(**facts, round=application.round, source=source, confirm_by=confirm_by)
    placement.source_note = source_note
    note = f"{placement.get_source_display()} {source_note}".strip()
    try:
        return create(placement, by=by, label=_("录用"), note=note)
    except NotNow as error:
        raise NotNow(_("%s 已经有一个录用。") % application.student) from error


def tell_offered(placement: Placement, body: str = "") -> None:
    body = body or _("请在期限前确认；逾期不确认，名额自动让给别人。")
    title = _("您被“%s”录用，请确认") % placement.position
    path, until = placement.get_absolute_url(), placement.confirm_by
    post([placement.student], placement, key="offered", title=title, body=body, path=path, deadline=until, urgent=True)
