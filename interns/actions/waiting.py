"""The waiting list of a post (候补): joined in order, passed on by itself, each freed place to one student once."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Hat
from accounts.permissions import Actor, Permission, Role, require
from interns.actions.places import free_place, lock_season, place, take_place, tell_offered
from interns.models import Application, Choice, Placement, Position, Season, Waiting
from interns.workflow import PlacementState, PositionState, WaitState
from notifications.actions import post, record
from ruoyi_coop.lib.calendar import CHINA
from ruoyi_coop.lib.errors import NotNow

CLOCK = Actor()  # nobody: what happens by itself
TIME_TO_ANSWER = timedelta(hours=48)


@transaction.atomic
def put_on_waiting_list(choice: Choice, *, by: Actor) -> Waiting:
    """A host puts one who chose the post at the end of its waiting list. Raises NotNow with the reason."""
    position, application = choice.position, choice.application
    require(by, Permission.DECIDE_APPLICATION, position)
    lock_season(position.season_id)
    position.refresh_from_db(fields=["taken", "places", "state"])
    if reason := _why_not_join(position, application):
        raise NotNow(reason)
    return join(position, application, choice.rank, by=by)


def _why_not_join(position: Position, application: Application) -> str:
    season = position.season
    if season.method != Season.Method.TWO_WAY:
        return _("本批次的候补由录用结果排出，不能手工加。")
    if not season.is_deciding or application.round != season.round_now:
        return _("现在不是录用的时间。")
    if not Application.objects.qualified().filter(pk=application.pk).exists():
        return _("这名学生没有提交报名，或高校还没有核验通过。")
    if position.left > 0:
        return _("还有名额，可以直接录用。")
    if Placement.objects.filter(student=application.student_id, position=position).live().exists():
        return _("%s 已经有一个录用。") % application.student
    return ""


@transaction.atomic
def join(position: Position, application: Application, rank: int | None, *, by: Actor) -> Waiting:
    """Put an application at the end of the post's waiting list and tell the student. The caller has checked who may.

    Raises NotNow when it stands there already.
    """
    lock_season(position.season_id)
    if Waiting.objects.filter(position=position, application=application).exists():
        raise NotNow(_("%s 已经在候补名单里。") % application.student)
    last = Waiting.objects.filter(position=position).aggregate(last=Max("number"))["last"] or 0
    row = Waiting.objects.create(position=position, application=application, number=last + 1, rank=rank)
    record(by, "waits", _("列入候补"), application, note=f"{position.host} · {position}")
    title = _("您是“%(position)s”的候补第 %(number)d 位") % {"position": position, "number": row.number}
    body = _("前面有人放弃时自动递补，会马上通知您。")
    key, path = f"waits:{position.pk}", application.get_absolute_url()
    post([application.student], application, key=key, title=title, body=body, path=path)
    return row


def close_waiting(student_id: int, season_id: int, *, position_id: int | None = None) -> int:
    """End the student's standing rows of the season (or for one post); returns how many."""
    rows = Waiting.objects.standing().filter(application__student=student_id, application__season=season_id)
    if position_id:
        rows = rows.filter(position=position_id)
    return rows.update(state=WaitState.CLOSED, settled_at=timezone.now())


@transaction.atomic
def promote(position: Position, places: int = 1) -> list[Placement]:
    """Pass up to so many free places on to those who wait, in the caller's transaction; returns the offers made.

    Who moves up from an unanswered offer at a lower choice frees that place, which passes on in turn.
    """
    lock_season(position.season_id)
    made, freed = [], [position.pk] * places
    while freed:
        offer, left = _pass_on(freed.pop(0))
        made += [offer] if offer else []
        freed += [left.position_id] if left else []
    return made


def _pass_on(pk: int) -> tuple[Placement | None, Placement | None]:
    """Give one free place of the post to the next who takes it: the offer made, and the offer it replaced."""
    position = Position.objects.select_related("season", "host").get(pk=pk)
    if position.state != PositionState.PUBLISHED or position.left <= 0:
        return None, None
    found = next(_candidates(position), None)
    if found is None:
        return None, None
    if timezone.now() + TIME_TO_ANSWER > last_moment(position):
        _tell_too_late(position)
        return None, None
    row, current = found
    try:
        with transaction.atomic():
            if current:
                _move_up(current, position)
            return _promote(row, position), current
    except NotNow:  # the last moment has just passed: whoever gave the place back is not to hear of it
        return None, None


def _candidates(position: Position):
    """Those who wait and would take the place, the first one first, each with the unanswered offer it would replace."""
    qualified = Application.objects.qualified().values("pk")
    rows = Waiting.objects.standing().filter(position=position, application__in=qualified)
    rows = list(rows.select_related("application__student", "application__season"))
    students = [row.application.student_id for row in rows]
    live = {
        one.student_id: one for one in Placement.objects.live().filter(student__in=students, season=position.season)
    }
    for row in rows:
        current = live.get(row.application.student_id)
        if current is None or _is_better(row, current):
            yield row, current


def _is_better(row: Waiting, current: Placement) -> bool:
    """An unanswered offer gives way to a choice further up on the same list; a confirmed place never does."""
    if current.state != PlacementState.OFFERED or current.round != row.application.round:
        return False
    return bool(row.rank and current.rank and row.rank < current.rank)


def last_moment(position: Position) -> datetime:
    """Until when anybody moves up: the season's last day of filling, and never into the first day on post."""
    first_day = datetime.combine(position.starts_on, time(), tzinfo=CHINA)
    return min(position.season.fill_by or first_day, first_day)


def _move_up(placement: Placement, position: Position) -> None:
    settle(placement, PlacementState.MOVED_UP)
    free_place(placement)
    record(CLOCK, "moved_up", _("递补到更靠前的志愿，让出名额"), placement, note=str(position))
    title = _("%s 递补到更靠前的志愿，让出名额") % placement.student
    path = placement.get_absolute_url()
    post(placement.position.people(), placement, key="moved_up", title=title, path=path, mail=False)


def settle(placement: Placement, state: str, **columns) -> None:
    """Set the state that an unanswered offer ends in when nobody moves it by hand."""
    now = timezone.now()
    placement.state, placement.state_since, placement.changed_at = state, now, now
    placement.version += 1
    for name, value in columns.items():
        setattr(placement, name, value)
    placement.save(update_fields=["state", "state_since", "changed_at", "version", *columns])


def _promote(row: Waiting, position: Position) -> Placement:
    confirm_by = max(row.application.window[2], timezone.now() + TIME_TO_ANSWER)
    confirm_by = min(confirm_by, last_moment(position))
    words = {"rank": row.rank, "source": Placement.Source.WAITING, "confirm_by": confirm_by}
    placement = place(row.application, position, by=CLOCK, **words)
    take_place(position, Season.objects.filling())
    row.state, row.placement, row.settled_at = WaitState.PROMOTED, placement, timezone.now()
    row.save(update_fields=["state", "placement", "settled_at"])
    tell_offered(placement, _("您由候补递补录用。请在期限前确认；逾期不确认，名额自动让给下一位。"))
    title = _("%(student)s 由候补递补到“%(position)s”") % {"student": placement.student, "position": position}
    people = [*position.people(), *office_people()]
    post(people, placement, key="promoted", title=title, path=placement.get_absolute_url(), mail=False)
    return placement


def office_people():
    return Hat.objects.worn().filter(role=Role.OFFICE).people()


def _tell_too_late(position: Position) -> None:
    """Less time is left than a student needs to answer: the office decides."""
    title = _("“%s”空出名额，离递补截止不足 48 小时，不再自动递补") % position
    path = position.get_absolute_url()
    key = f"too_late:{timezone.now():%Y%m%d%H%M}"
    post(office_people(), position, key=key, title=title, body=_("候补学生仍在名单里，请和他们联系。"), path=path)
