"""Places: offered, answered, given back, lapsed."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, require
from interns.actions.choosing import must_own
from interns.actions.waiting import free_place, lock_season, stop_waiting
from interns.models import (
    Application,
    Choice,
    Placement,
    Position,
    Season,
)
from interns.workflow import PLACEMENT, ApplicationState, PlacementState, PositionState
from notifications.actions import create, move, post, record
from ruoyi_coop.lib.errors import NotNow

CLOCK = Actor()  # nobody: what the clock does


@transaction.atomic
def offer(choice: Choice, *, by: Actor) -> Placement:
    """Give a place to one who chose the post: the place is taken and the offer made in one transaction, or neither.

    Raises NotNow when the post is full, the student has a live place already, or the time for it has passed.
    """
    position, application = choice.position, choice.application
    require(by, Permission.DECIDE_APPLICATION, position)
    if application.state != ApplicationState.SUBMITTED:
        raise NotNow(_("这名学生没有提交报名。"))
    _opens, closes, confirm_by = position.season.window
    if timezone.now() < closes:
        raise NotNow(_("报名还没有截止，学生还可能改志愿。"))
    if timezone.now() >= confirm_by:
        raise NotNow(_("学生确认的期限已过，这个批次不能再录用。"))
    if not Application.objects.qualified().filter(pk=application.pk).exists():
        raise NotNow(_("高校还没有核验通过这名学生的报名。"))
    lock_season(position.season_id)
    placement = _offered(position, application, choice.rank, by)  # before the place: giving up locks in this order too
    _take(position)
    _tell_offered(placement)
    return placement


def _take(position: Position) -> None:
    """One guarded statement: whoever races whom, `taken` never passes `places`, nor is a place given too late.

    The row's own columns are compared in the statement itself, never in a subquery: PostgreSQL looks at them again
    after waiting for the row, and at a subquery it does not.
    """
    in_time = Season.objects.deciding().values("pk")
    free = Position.objects.filter(pk=position.pk, taken__lt=F("places"), state=PositionState.PUBLISHED)
    if free.filter(season__in=in_time).update(taken=F("taken") + 1):
        return
    position.refresh_from_db(fields=["taken", "places", "state"])
    raise NotNow(_why_no_place(position))


def _why_no_place(position: Position) -> str:
    if position.state != PositionState.PUBLISHED:
        return _("“%s”已撤下，不能再录用。") % position
    return _("“%s”的名额已满。") % position if position.left <= 0 else _("现在不是录用的时间。")


def _offered(position: Position, application: Application, rank: int | None, by: Actor) -> Placement:
    placement = Placement(
        student=application.student,
        season=application.season,
        position=position,
        rank=rank,
        round=application.round,
        confirm_by=application.season.window[2],
    )
    try:
        return create(placement, by=by, label=_("录用"))
    except NotNow as error:
        raise NotNow(_("%s 已经有一个录用。") % application.student) from error


def _tell_offered(placement: Placement) -> None:
    body = _("请在期限前确认；逾期不确认，名额自动让给别人。")
    title = _("您被“%s”录用，请确认") % placement.position
    path, until = placement.get_absolute_url(), placement.confirm_by
    post([placement.student], placement, key="offered", title=title, body=body, path=path, deadline=until, urgent=True)


@transaction.atomic
def answer_offer(
    placement: Placement, name: str, *, by: Actor, note: str = "", version: int | None = None
) -> Placement:
    """Confirm or give up. Giving up frees the place in the same transaction, once."""
    must_own(placement, Permission.ANSWER_OFFER, by)
    if name == "confirm" and not Placement.objects.filter(pk=placement.pk, confirm_by__gt=Now()).exists():
        raise NotNow(_("确认期限已过，名额已经让出。"))
    values = {"answered_at": timezone.now()} | ({"reason": note} if name == "decline" else {})
    lock_season(placement.season_id)
    row = move(placement, PLACEMENT, name, by=by, note=note, values=values, version=version)
    if name == "decline":
        free_place(row)
    if name == "confirm":
        stop_waiting(row)
    words = _("%s 确认来实习") if name == "confirm" else _("%s 放弃了录用")
    title = words % row.student
    post(row.position.people(), row, key=name, title=title, body=note, path=row.get_absolute_url(), mail=False)
    return row


def move_placement(
    placement: Placement, name: str, *, by: Actor, note: str = "", version: int | None = None
) -> Placement:
    """Take one step with a placement: the student's answer, or the office's taking back."""
    if name == "revoke":
        return revoke_placement(placement, note, by=by)
    return answer_offer(placement, name, by=by, note=note, version=version)


@transaction.atomic
def revoke_placement(placement: Placement, note: str, *, by: Actor) -> Placement:
    """Take a place back before the first day, for a reason that the student reads. Raises NotAllowed, NotNow."""
    lock_season(placement.season_id)
    row = move(placement, PLACEMENT, "revoke", by=by, note=note, values={"reason": note})
    free_place(row)
    title = _("“%s”的录用已撤销") % row.position
    people = [row.student, *row.position.people()]
    post(people, row, key="revoked", title=title, body=note, path=row.get_absolute_url())
    return row


def expire_offers(now: datetime | None = None) -> int:
    """Let lapse what nobody answered in time, each offer in its own transaction; returns how many. Repeatable."""
    return sum(_expire(pk, now) for pk in Placement.objects.overdue(now).values_list("pk", flat=True))


@transaction.atomic
def _expire(pk: int, now: datetime | None) -> int:
    season = Placement.objects.filter(pk=pk).values_list("season", flat=True).first()
    lock_season(season)
    row = Placement.objects.overdue(now).select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if row is None:
        return 0
    row.state, row.version, row.state_since = PlacementState.EXPIRED, row.version + 1, timezone.now()
    row.changed_at = row.state_since
    row.save(update_fields=["state", "state_since", "version", "changed_at"])
    free_place(row)
    record(CLOCK, "expired", _("逾期未确认，名额让出"), row)
    title = _("“%s”的录用因逾期未确认已失效") % row.position
    post([row.student], row, key="expired", title=title, path=row.get_absolute_url())
    return 1
