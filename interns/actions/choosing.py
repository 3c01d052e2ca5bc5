"""Students: the profile, the choices, the application. What is submitted stays submitted while it is changed."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, require
from interns.actions.checking import ask_again, carried_check
from interns.models import Application, Choice, Placement, Position, Season, StudentProfile, why_not_eligible
from interns.workflow import APPLICATION, ApplicationState, PositionState
from notifications.actions import create, edit, first_time, move, record
from ruoyi_coop.lib.errors import NotAllowed, NotNow


@transaction.atomic
def save_profile(values: dict[str, Any], *, by: Actor) -> StudentProfile:
    """Fill in or correct what every application uses; what a university vouched for is asked of it again."""
    require(by, Permission.APPLY)
    profile = StudentProfile.objects.filter(user=by.user).first()
    if profile is None:
        return create(StudentProfile(user=by.user, **values), by=by, label=_("填写学生资料"))
    before = [getattr(profile, name) for name in StudentProfile.CHECKED]
    saved = edit(profile, values, by=by)
    if before != [getattr(saved, name) for name in StudentProfile.CHECKED]:
        ask_again(by)
    return saved


@transaction.atomic
def application_of(season: Season, *, by: Actor) -> Application:
    """Return the student's application of the season's present round, made as a draft when there is none yet.

    Raises NotNow when a second round is asked for by one who has a place.
    """
    require(by, Permission.APPLY)
    mine = {"student": by.user, "season": season, "round": season.round_now}
    made = Application.objects.filter(**mine).first()
    if made:
        return made
    _must_be_free(by, season)
    application = Application(**mine, **carried_check(by, season))
    try:
        return create(application, by=by.sending(None), label=_("开始填报志愿"))
    except NotNow:  # a second click was faster
        return Application.objects.get(**mine)


def _must_be_free(by: Actor, season: Season) -> None:
    """Only who has no place takes part in a second round."""
    if season.round_now == 2 and Placement.objects.live().filter(student=by.user_id, season=season).exists():
        raise NotNow(_("您本批次已有录用，不能再报第二轮。"))


@transaction.atomic
def choose(position: Position, *, by: Actor) -> Application:
    """Put a post at the end of one's choices, submitted or not.

    Raises NotNow: no profile, closed, full up with choices, not eligible, withdrawn from the season.
    """
    profile = _profile(by)
    application = _mine_open(application_of(position.season, by=by), by)
    if profile is None:
        raise NotNow(_("请先填写学生资料。"))
    if reason := position.why_not_open or why_not_eligible(profile, position):
        raise NotNow(reason)
    chosen = _close_ranks(application.choices.all())
    if position.pk in [choice.position_id for choice in chosen]:
        raise NotNow(_("这个岗位已经在您的志愿里。"))
    if len(chosen) >= position.season.max_choices:
        raise NotNow(_("最多填 %d 个志愿，请先去掉一个。") % position.season.max_choices)
    Choice.objects.create(application=application, position=position, rank=len(chosen) + 1)
    record(by, "chosen", _("加入志愿"), application, note=application.listed)
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
    """Keep exactly the choices whose ids are in `order`, in that order; ids that are not there are ignored.

    A submitted application stays submitted, so what remains must be fit to be submitted: raises NotNow when not.
    """
    application = _mine_open(application, by)
    known = {choice.pk: choice for choice in application.choices.select_related("position")}
    before = [choice.pk for choice in sorted(known.values(), key=lambda choice: choice.rank)]
    kept = [known[pk] for pk in dict.fromkeys(order) if pk in known]
    application.choices.exclude(pk__in=[choice.pk for choice in kept]).delete()
    _close_ranks(kept)
    if application.state == ApplicationState.SUBMITTED:
        _must_stay_fit(application, by)
    if before != [choice.pk for choice in kept]:
        record(by, "ranked", _("调整志愿"), application, note=application.listed)
        by = by.sending(None)
    if statement is not None:
        edit(application, {"statement": statement}, by=by)
    return application


def _must_stay_fit(application: Application, by: Actor) -> None:
    if not application.choices.exists():
        raise NotNow(_("已提交的报名至少要留一个志愿；不想参加了，请点“撤回报名”。"))
    _check_submission(application, by)


@transaction.atomic
def move_application(application: Application, name: str, *, by: Actor, note: str = "", version: int | None = None):
    """Submit, close or restart; what counts is the database's clock, and the deadline itself is too late."""
    must_own(application, Permission.APPLY, by)
    if not Application.objects.in_time().filter(pk=application.pk).exists():
        raise NotNow(application.why_closed or _("报名刚刚截止。"))
    if name == "submit":
        _check_submission(application, by)
        _must_be_free(by, application.season)
        note = note or application.listed
    values = {"submitted_at": timezone.now()} if name == "submit" else {}
    return move(application, APPLICATION, name, by=by, note=note, values=values, version=version)


def _check_submission(application: Application, by: Actor) -> None:
    profile = _profile(by)
    if profile is None:
        raise NotNow(_("请先填写学生资料。"))
    for choice in application.choices.select_related("position__season"):
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
    if not Application.objects.in_time().filter(pk=row.pk).exists():
        raise NotNow(row.why_closed or _("报名刚刚截止。"))
    if row.state == ApplicationState.CLOSED:
        raise NotNow(_("报名已经撤回，要再参加请先点“重新报名”。"))
    return row
