"""Every change in a season: posts proposed and decided, choices made, places offered, answered and given back."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, Role, require
from bases.models import Host, host_id_of
from interns.models import (
    Application,
    Choice,
    Placement,
    Position,
    PositionCategory,
    Season,
    StudentProfile,
    why_not_eligible,
)
from interns.workflow import APPLICATION, PLACEMENT, POSITION, ApplicationState, PlacementState, PositionState
from notifications.actions import create, create_many, edit, first_time, move, post, record
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from ruoyi_coop.lib.search import pinyin

CLOCK = Actor()  # nobody: what the clock does


# ------------------------------------------------------------------ seasons


def save_season(season: Season | None, values: dict[str, Any], *, by: Actor, version: int | None = None) -> Season:
    """Make or change a season. Raises NotNow when a deadline would fall before applications already sent."""
    require(by, Permission.MANAGE_SEASON)
    if season is None:
        return create(Season(**values), by=by, label=_("新建批次"))
    last = season.applications.submitted().order_by("-submitted_at").values_list("submitted_at", flat=True).first()
    if last and values["apply_closes"] < last:
        raise NotNow(_("已有学生在 %s 提交报名，截止时间不能早于它。") % f"{timezone.localtime(last):%Y-%m-%d %H:%M}")
    return edit(season, values, by=by, version=version)


# ------------------------------------------------------------------ positions


def propose_position(values: dict[str, Any], *, by: Actor) -> Position:
    """Draft a post; a mentor only for the own host."""
    require(by, Permission.EDIT_POSITION)
    _may_offer(values["host"], by)
    return create(_position(values), by=by, label=_("申报岗位"))


def propose_positions(rows: Iterable[dict[str, Any]], *, by: Actor) -> list[Position]:
    """Draft many posts at once, as an import does: all or none."""
    require(by, Permission.EDIT_POSITION)
    rows = list(rows)
    for host in {values["host"] for values in rows}:
        _may_offer(host, by)
    return create_many([_position(values) for values in rows], by=by, label=_("申报岗位"), note=_("表格导入"))


def _position(values: dict[str, Any]) -> Position:
    return Position(**values, pinyin=pinyin(values["title"]))


def _may_offer(host: Host, by: Actor) -> None:
    if by.role == Role.MENTOR and host_id_of(by) != host.pk:
        raise NotAllowed(_("只能为自己的单位申报岗位。"))


@transaction.atomic
def edit_position(position: Position, values: dict[str, Any], *, by: Actor, version: int | None = None) -> Position:
    """Change a post. A mentor changes drafts only; places never fall below those taken."""
    require(by, Permission.EDIT_POSITION, position)
    position = Position.objects.select_for_update(of=("self",)).get(pk=position.pk)  # an offer may be made meanwhile
    _may_offer(values.get("host", position.host), by)
    if by.role == Role.MENTOR and position.state != PositionState.DRAFT:
        raise NotNow(_("岗位已经提交，请县合作办退回后再改。"))
    if values.get("places", position.places) < position.taken:
        raise NotNow(_("已录用 %d 人，名额不能再少。") % position.taken)
    return edit(position, values | {"pinyin": pinyin(values.get("title", position.title))}, by=by, version=version)


@transaction.atomic
def move_position(position: Position, name: str, *, by: Actor, note: str = "", version: int | None = None) -> Position:
    """Take one step with a post and tell those concerned. Raises NotAllowed, NotNow, Conflict."""
    row = move(position, POSITION, name, by=by, note=note, version=version)
    if name in {"publish", "send_back"}:
        _tell_host(row, name, by, note)
    if name == "withdraw":
        _tell_choosers(row, note)
        row.choices.filter(application__state=ApplicationState.DRAFT).delete()
    return row


Decided = tuple[list[Position], list[tuple[Position, str]]]


def publish_all(positions: Iterable[Position], *, by: Actor) -> Decided:
    """Publish many posts, each on its own: returns (published, [(post, why not)])."""
    return _decide_all(positions, "publish", by)


def send_back_all(positions: Iterable[Position], *, by: Actor, note: str) -> Decided:
    """Send many posts back for the same reason, each on its own: returns (sent back, [(post, why not)])."""
    return _decide_all(positions, "send_back", by, note)


def _decide_all(positions: Iterable[Position], name: str, by: Actor, note: str = "") -> Decided:
    done, left = [], []
    for position in positions:
        try:
            done.append(move_position(position, name, by=by.sending(None), note=note))
        except NotNow as no:
            left.append((position, str(no)))
    return done, left


def _tell_host(position: Position, name: str, by: Actor, note: str) -> None:
    title = _("岗位“%s”已发布") if name == "publish" else _("岗位“%s”退回修改")
    people = [person for person in position.people() if person.pk != by.user_id]
    key = f"{name}:{position.version}"
    post(people, position, key=key, title=title % position, body=note, path=position.get_absolute_url())


def _tell_choosers(position: Position, note: str) -> None:
    students = {choice.application.student for choice in position.choices.select_related("application__student")}
    title = _("您选的岗位“%s”已撤下") % position
    post(
        students,
        position,
        key=f"withdrawn:{position.version}",
        title=title,
        body=note,
        path=reverse("interns:application_mine"),
    )


# ------------------------------------------------------------------ choosing


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
    made = Application.objects.filter(student=by.user, season=season).first()
    if made:
        return made
    try:
        return create(Application(student=by.user, season=season), by=by.sending(None), label=_("开始填报志愿"))
    except NotNow:  # a second click was faster
        return Application.objects.get(student=by.user, season=season)


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
    _must_own(application, Permission.APPLY, by)
    if not Season.objects.open().filter(pk=application.season_id).exists():
        raise NotNow(application.season.why_closed or _("报名刚刚截止。"))
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


def _must_own(thing: Application | Placement, permission: Permission, by: Actor) -> None:
    """The student's role holds everywhere, but only for what is the student's own."""
    require(by, permission, thing)
    if by.user_id != thing.student_id:
        raise NotAllowed(_("只有学生本人能做这件事。"))


def _mine_open(application: Application, by: Actor) -> Application:
    row = Application.objects.select_for_update(of=("self",)).select_related("season").get(pk=application.pk)
    _must_own(row, Permission.APPLY, by)
    first_time(by)
    if not Season.objects.open().filter(pk=row.season_id).exists():
        raise NotNow(row.season.why_closed or _("报名刚刚截止。"))
    if row.state != ApplicationState.DRAFT:
        raise NotNow(_("志愿已经提交，要改请先点“修改志愿”。"))
    return row


# ------------------------------------------------------------------ placing


@transaction.atomic
def offer(choice: Choice, *, by: Actor) -> Placement:
    """Give a place to one who chose the post: the place is taken and the offer made in one transaction, or neither.

    Raises NotNow when the post is full, the student has a live place already, or the time for it has passed.
    """
    position, application = choice.position, choice.application
    require(by, Permission.DECIDE_APPLICATION, position)
    if application.state != ApplicationState.SUBMITTED:
        raise NotNow(_("这名学生没有提交报名。"))
    if timezone.now() < position.season.apply_closes:
        raise NotNow(_("报名还没有截止，学生还可能改志愿。"))
    if timezone.now() >= position.season.confirm_by:
        raise NotNow(_("学生确认的期限已过，这个批次不能再录用。"))
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
        confirm_by=application.season.confirm_by,
    )
    try:
        return create(placement, by=by, label=_("录用"))
    except NotNow as error:
        raise NotNow(_("%s 已经有一个录用。") % application.student) from error


def _tell_offered(placement: Placement) -> None:
    body = _("请在期限前确认；逾期不确认，名额自动让给别人。")
    title = _("您被“%s”录用，请确认") % placement.position
    path, until = placement.get_absolute_url(), placement.confirm_by
    post([placement.student], placement, key="offered", title=title, body=body, path=path, deadline=until)


@transaction.atomic
def answer_offer(
    placement: Placement, name: str, *, by: Actor, note: str = "", version: int | None = None
) -> Placement:
    """Confirm or give up. Giving up frees the place in the same transaction, once."""
    _must_own(placement, Permission.ANSWER_OFFER, by)
    if name == "confirm" and not Placement.objects.filter(pk=placement.pk, confirm_by__gt=Now()).exists():
        raise NotNow(_("确认期限已过，名额已经让出。"))
    values = {"answered_at": timezone.now()} | ({"reason": note} if name == "decline" else {})
    row = move(placement, PLACEMENT, name, by=by, note=note, values=values, version=version)
    if name == "decline":
        _give_back(row)
    words = _("%s 确认来实习") if name == "confirm" else _("%s 放弃了录用")
    title = words % row.student
    post(row.position.people(), row, key=name, title=title, body=note, path=row.get_absolute_url(), mail=False)
    return row


def _give_back(placement: Placement) -> None:
    Position.objects.filter(pk=placement.position_id, taken__gt=0).update(taken=F("taken") - 1)


def expire_offers() -> int:
    """Let lapse what nobody answered in time, each offer in its own transaction; returns how many. Repeatable."""
    lapsed = 0
    for pk in Placement.objects.overdue().values_list("pk", flat=True):
        lapsed += _expire(pk)
    return lapsed


@transaction.atomic
def _expire(pk: int) -> int:
    row = Placement.objects.overdue().select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if row is None:
        return 0
    row.state, row.version, row.state_since = PlacementState.EXPIRED, row.version + 1, timezone.now()
    row.changed_at = row.state_since
    row.save(update_fields=["state", "state_since", "version", "changed_at"])
    _give_back(row)
    record(CLOCK, "expired", _("逾期未确认，名额让出"), row)
    title = _("“%s”的录用因逾期未确认已失效") % row.position
    post([row.student], row, key="expired", title=title, path=row.get_absolute_url())
    return 1


# ------------------------------------------------------------------ categories


def save_category(category: PositionCategory | None, values: dict[str, Any], *, by: Actor) -> PositionCategory:
    require(by, Permission.MANAGE_SEASON)
    category = category or PositionCategory()
    with transaction.atomic():
        for name, value in values.items():
            setattr(category, name, value)
        category.pinyin = pinyin(category.name)[:100]
        category.save()
        record(by, "category_saved", _("修改岗位类别"), category)
    return category
