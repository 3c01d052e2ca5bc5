"""Students: the profile, the choices, the application."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, require
from interns.models import (
    Application,
    Choice,
    Placement,
    Position,
    Season,
    StudentProfile,
    why_not_eligible,
)
from interns.workflow import APPLICATION, LIVE, ApplicationState, PositionState
from notifications.actions import create, edit, first_time, move, record
from ruoyi_coop.lib.errors import NotAllowed, NotNow


def save_profile(values: dict[str, Any], *, by: Actor) -> StudentProfile:
    """Fill in or correct what every application uses."""
    require(by, Permission.APPLY)
    profile = StudentProfile.objects.filter(user=by.user).first()
    if profile:
        return edit(profile, values, by=by)
    return create(StudentProfile(user=by.user, **values), by=by, label=_("填写学生资料"))


@transaction.atomic
def application_of(season: Season, *, by: Actor) -> Application:
    """Return the student's application of the season, made as a draft when there is none yet."""
    require(by, Permission.APPLY)
    mine = {"student": by.user, "season": season, "round": season.round_now}
    made = Application.objects.filter(**mine).first()
    if made:
        return made
    if season.round_now == 2 and Placement.objects.filter(student=by.user, season=season, state__in=LIVE).exists():
        raise NotNow(_("您在第一轮已有录用，第二轮只面向还没有去处的学生。"))
    try:
        return create(Application(**mine), by=by.sending(None), label=_("开始填报志愿"))
    except NotNow:  # a second click was faster
        return Application.objects.get(**mine)


@transaction.atomic
def choose(position: Position, *, by: Actor) -> Application:
    """Put a post at the end of one's choices. Raises NotNow: closed, full up with choices, not eligible, submitted."""
    application = _mine_open(application_of(position.season, by=by), by)
    if reason := position.why_not_open or why_not_eligible(_profile(by), position):
        raise NotNow(reason)
    chosen = _close_ranks(application.choices.all())
    if position.pk in [choice.position_id for choice in chosen]:
        raise NotNow(_("这个岗位已经在您的志愿里。"))
    if len(chosen) >= position.season.max_choices:
        raise NotNow(_("最多填 %d 个志愿，请先去掉一个。") % position.season.max_choices)
    Choice.objects.create(application=application, position=position, rank=len(chosen) + 1)
    record(by, "chosen", _("加入志愿"), application, note=f"{len(chosen) + 1}. {position}")
    return application


def _close_ranks(choices: Iterable[Choice]) -> list[Choice]:
    """Number the choices 1, 2, 3 … in the order given: a post that was withdrawn leaves a gap behind."""
    choices = list(choices)
    for rank, choice in enumerate(choices, 1):
        if choice.rank != rank:
            Choice.objects.filter(pk=choice.pk).update(rank=rank)
    return choices


@transaction.atomic
def rank_choices(application: Application, order: list[int], *, by: Actor, statement: str | None = None) -> Application:
    """Keep exactly the choices whose ids are in `order`, in that order; ids that are not there are ignored."""
    application = _mine_open(application, by)
    known = {choice.pk: choice for choice in application.choices.select_related("position")}
    kept = [known[pk] for pk in dict.fromkeys(order) if pk in known]
    application.choices.exclude(pk__in=[choice.pk for choice in kept]).delete()
    _close_ranks(kept)
    words = "；".join(f"{rank}. {choice.position}" for rank, choice in enumerate(kept, 1))
    record(by, "ranked", _("调整志愿"), application, note=words or _("没有志愿了"))
    if statement is not None:
        edit(application, {"statement": statement}, by=by.sending(None))
    return application


@transaction.atomic
def move_application(application: Application, name: str, *, by: Actor, note: str = "", version: int | None = None):
    """Submit, change, close or restart; what counts is the database's clock, and the deadline itself is too late."""
    must_own(application, Permission.APPLY, by)
    if not Season.objects.open().filter(pk=application.season_id).exists():
        raise NotNow(application.season.why_closed or _("报名刚刚截止。"))
    if application.round != application.season.round_now:
        raise NotNow(_("第一轮的志愿只能看，不能再改；第二轮请重新选岗位。"))
    if name == "submit":
        _check_submission(application, by)
    values = {"submitted_at": timezone.now()} if name == "submit" else {}
    return move(application, APPLICATION, name, by=by, note=note, values=values, version=version)


def _check_submission(application: Application, by: Actor) -> None:
    profile = _profile(by)
    if profile is None:
        raise NotNow(_("请先填写学生资料。"))
    for choice in application.choices.select_related("position"):
        if choice.position.state != PositionState.PUBLISHED:
            raise NotNow(_("“%s”已不再招人，请去掉后再提交。") % choice.position)
        if reason := why_not_eligible(profile, choice.position):
            raise NotNow(reason)


def _profile(by: Actor) -> StudentProfile | None:
    return StudentProfile.objects.filter(user=by.user).first()


def must_own(thing: Application | Placement, permission: Permission, by: Actor) -> None:
    """The student's role holds everywhere, but only for what is the student's own."""
    require(by, permission, thing)
    if by.user_id != thing.student_id:
        raise NotAllowed(_("只有学生本人能做这件事。"))


def _mine_open(application: Application, by: Actor) -> Application:
    row = Application.objects.select_for_update(of=("self",)).select_related("season").get(pk=application.pk)
    must_own(row, Permission.APPLY, by)
    first_time(by)
    if not Season.objects.open().filter(pk=row.season_id).exists():
        raise NotNow(row.season.why_closed or _("报名刚刚截止。"))
    if row.round != row.season.round_now:
        raise NotNow(_("第一轮的志愿只能看，不能再改；第二轮请重新选岗位。"))
    if row.state != ApplicationState.DRAFT:
        raise NotNow(_("志愿已经提交，要改请先点“修改志愿”。"))
    return row
