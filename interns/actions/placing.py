"""Places: offered, answered, given back, taken back, lapsed; what is freed passes on to who waits."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, require
from interns.actions.choosing import must_own
from interns.actions.places import free_place, lock_season, place, take_place, tell_offered
from interns.actions.waiting import CLOCK, close_waiting, promote, settle
from interns.models import Application, Choice, Placement, Season
from interns.workflow import PLACEMENT, ApplicationState, CheckState, PlacementState
from notifications.actions import move, post, record
from ruoyi_coop.lib.errors import NotNow


@transaction.atomic
def offer(choice: Choice, *, by: Actor) -> Placement:
    """Give a place to one who chose the post: the place is taken and the offer made in one transaction, or neither.

    Raises NotNow when the season places otherwise, the student does not qualify, the post is full, the student has a
    live place already, or the time for it has passed.
    """
    position, application = choice.position, choice.application
    require(by, Permission.DECIDE_APPLICATION, position)
    if reason := _why_no_offer(application):
        raise NotNow(reason)
    lock_season(position.season_id)
    known = {"rank": choice.rank, "source": Placement.Source.CHOSEN, "confirm_by": application.window[2]}
    placement = place(application, position, by=by, **known)
    take_place(position, Season.objects.deciding())
    close_waiting(application.student_id, position.season_id, position_id=position.pk)
    tell_offered(placement)
    return placement


def _why_no_offer(application: Application) -> str:
    season, (_opens, closes, confirm_by) = application.season, application.window
    if season.method != Season.Method.TWO_WAY:
        words = _("本批次按“%s”统一录用，不能直接录用；请给报名学生打分，由县合作办公布结果。")
        return words % season.get_method_display()
    if application.state != ApplicationState.SUBMITTED:
        return _("这名学生没有提交报名。")
    if timezone.now() < closes:
        return _("报名还没有截止，学生还可能改志愿。")
    if timezone.now() >= confirm_by:
        return _("学生确认的期限已过，这个批次不能再录用。")
    return _why_not_qualified(application)


def _why_not_qualified(application: Application) -> str:
    if Application.objects.qualified().filter(pk=application.pk).exists():
        return ""
    if application.check_state == CheckState.REFUSED:
        return _("高校核验没有通过，不能录用。")
    return _("高校还没有核验这名学生，核验通过后才能录用。")


def move_placement(
    placement: Placement, name: str, *, by: Actor, note: str = "", version: int | None = None
) -> Placement:
    """Take one step with a placement: the student answers, the office takes back."""
    act = revoke if name == "revoke" else answer_offer
    return act(placement, name, by=by, note=note, version=version)


@transaction.atomic
def answer_offer(
    placement: Placement, name: str, *, by: Actor, note: str = "", version: int | None = None
) -> Placement:
    """Confirm or give up. Confirming ends the student's waiting; giving up frees the place once and passes it on."""
    must_own(placement, Permission.ANSWER_OFFER, by)
    lock_season(placement.season_id)
    if name == "confirm" and not Placement.objects.filter(pk=placement.pk, confirm_by__gt=Now()).exists():
        raise NotNow(_("确认期限已过，名额已经让出。"))
    values = {"answered_at": timezone.now()} | ({"reason": note} if name == "decline" else {})
    row = move(placement, PLACEMENT, name, by=by, note=note, values=values, version=version)
    words = _("%s 确认来实习") if name == "confirm" else _("%s 放弃了录用")
    _tell_host(row, name, words % row.student, note)
    if name == "confirm":
        close_waiting(row.student_id, row.season_id)
    else:
        _release(row)
    return row


def _tell_host(row: Placement, key: str, title: str, body: str = "") -> None:
    post(row.position.people(), row, key=key, title=title, body=body, path=row.get_absolute_url(), mail=False)


def _release(placement: Placement) -> None:
    """Free the place and pass it on, in the same transaction."""
    free_place(placement)
    promote(placement.position)


@transaction.atomic
def revoke(
    placement: Placement, name: str = "revoke", *, by: Actor, note: str, version: int | None = None
) -> Placement:
    """The office takes an offer or a confirmed place back before the first day, with a reason both sides read."""
    require(by, Permission.PLACE_STUDENTS, placement)
    lock_season(placement.season_id)
    row = move(placement, PLACEMENT, name, by=by, note=note, values={"reason": note}, version=version)
    title = _("“%s”的录用已被县合作办撤销") % row.position
    post([row.student], row, key="revoked", title=title, body=note, path=row.get_absolute_url())
    _tell_host(row, "revoked", _("县合作办撤销了 %s 的录用") % row.student, note)
    _release(row)
    return row


def expire_offers(now: datetime | None = None) -> int:
    """Let lapse what nobody answered in time, each offer in its own transaction; returns how many. Repeatable."""
    return sum(_expire(*row, now) for row in Placement.objects.overdue(now).values_list("pk", "season_id"))


@transaction.atomic
def _expire(pk: int, season_id: int, now: datetime | None) -> int:
    lock_season(season_id)
    row = Placement.objects.overdue(now).select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        return 0
    settle(row, PlacementState.EXPIRED)
    record(CLOCK, "expired", _("逾期未确认，名额让出"), row)
    title = _("“%s”的录用因逾期未确认已失效") % row.position
    post([row.student], row, key="expired", title=title, path=row.get_absolute_url())
    _release(row)
    return 1
