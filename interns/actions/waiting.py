"""The waiting list (候补): a place that comes free goes to who waits next, in the same transaction, exactly once."""

from collections import deque
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, require
from interns.models import Application, Choice, Placement, Position, Waiting
from interns.workflow import LIVE, PlacementState, PositionState, WaitState
from notifications.actions import create, post, record, silence
from ruoyi_coop.lib.errors import NotNow

LOCK = 7401  # of a season: whoever frees or fills a place waits for the others, so that chains never block each other
TIME_TO_ANSWER = timedelta(hours=48)
CLOCK = Actor()


def lock_season(season_id: int) -> None:
    """Until the transaction ends nobody else frees or gives a place of this season."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, season_id or 0])


@transaction.atomic
def join(choice: Choice, *, by: Actor) -> Waiting:
    """Put somebody who chose the post at the end of its waiting list. Raises NotAllowed, NotNow."""
    position, application = choice.position, choice.application
    require(by, Permission.DECIDE_APPLICATION, position)
    if not position.season.is_deciding:
        raise NotNow(_("现在不是录用的时间。"))
    lock_season(position.season_id)
    if Waiting.objects.filter(position=position, application=application).exists():
        raise NotNow(_("%s 已经在候补名单里。") % application.student)
    if Placement.objects.filter(student=application.student, season=application.season, state__in=LIVE).exists():
        raise NotNow(_("%s 已经有一个录用。") % application.student)
    number = Waiting.objects.filter(position=position).count() + 1
    row = Waiting.objects.create(position=position, application=application, number=number, rank=choice.rank)
    record(by, "waiting", _("列入候补"), application, note=f"{position} · {number}")
    title = _("您在“%(post)s”候补第 %(number)d 位") % {"post": position, "number": number}
    body = _("前面有人放弃就自动递补，到时会通知您确认。")
    path = application.get_absolute_url()
    post([application.student], application, key=f"waiting:{row.pk}", title=title, body=body, path=path)
    return row


def free_place(placement: Placement) -> None:
    """Give the place back and pass it on, and on. The caller holds the season's lock."""
    freed = deque([placement.position_id])
    while freed:
        pk = freed.popleft()
        Position.objects.filter(pk=pk, taken__gt=0).update(taken=F("taken") - 1)
        if left := _fill(pk):
            freed.append(left)


def _fill(position_id: int) -> int | None:
    """Offer the place to who waits next; returns the post whose place that student leaves for it, if any."""
    position = Position.objects.select_related("season", "host").get(pk=position_id)
    until = _answer_by(position)
    if until is None or position.state != PositionState.PUBLISHED or position.left <= 0:
        return None
    for row in Waiting.objects.standing().filter(position=position).select_related("application__student"):
        present = _live(row.application)
        if present is None or _is_better(row, present):
            _promote(row, position, until, present)
            return present.position_id if present else None
    return None


def _answer_by(position: Position) -> datetime | None:
    """Until when a student who moves up answers; None when too little time is left before the list closes."""
    closes, now = position.season.fills_until, timezone.now()
    until = min(max(position.season.confirm_by, now + TIME_TO_ANSWER), closes)
    return until if now < closes else None


def _live(application: Application) -> Placement | None:
    rows = Placement.objects.filter(student=application.student_id, season=application.season_id, state__in=LIVE)
    return rows.first()


def _is_better(row: Waiting, present: Placement) -> bool:
    """An unanswered offer gives way to a better choice; a confirmed one stands."""
    if present.state != PlacementState.OFFERED or row.rank is None:
        return False
    return present.rank is None or row.rank < present.rank


def _promote(row: Waiting, position: Position, until: datetime, present: Placement | None) -> None:
    if present:
        _leave(present)
    Position.objects.filter(pk=position.pk).update(taken=F("taken") + 1)
    application = row.application
    placement = Placement(
        student=application.student,
        season_id=application.season_id,
        position=position,
        rank=row.rank,
        round=application.round,
        source=Placement.Source.WAITING,
        confirm_by=until,
    )
    placement = create(placement, by=CLOCK, label=_("候补递补"), verb="promoted")
    row.state, row.settled_at, row.placement = WaitState.PROMOTED, timezone.now(), placement
    row.save(update_fields=["state", "settled_at", "placement"])
    _tell(placement)


def _leave(present: Placement) -> None:
    """The offer a student has not answered gives way; its place is passed on by the caller."""
    present.state, present.state_since, present.version = PlacementState.MOVED_UP, timezone.now(), present.version + 1
    present.save(update_fields=["state", "state_since", "version"])
    record(CLOCK, "moved_up", _("转到更靠前的志愿"), present)
    silence(present)


def _tell(placement: Placement) -> None:
    title = _("候补到您了：“%s”，请确认") % placement.position
    body = _("请在期限前确认；逾期不确认，名额自动让给下一位。")
    path, until = placement.get_absolute_url(), placement.confirm_by
    post([placement.student], placement, key="offered", title=title, body=body, path=path, deadline=until, urgent=True)
    told = _("%s 从候补递补") % placement.student
    post(placement.position.people(), placement, key="promoted", title=told, path=path, mail=False)


def stop_waiting(placement: Placement) -> int:
    """Whoever has confirmed waits no longer; returns how many lists were left."""
    rows = Waiting.objects.filter(
        application__student=placement.student_id, application__season=placement.season_id, state=WaitState.WAITING
    )
    return rows.update(state=WaitState.CLOSED, settled_at=timezone.now())
