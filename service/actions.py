"""Asking for help, answering in turn, saying and confirming that it is done; and what happens when nobody answers."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Hat, User
from accounts.permissions import Actor, Permission, Role, require
from notifications.actions import create, edit, first_time, move, post, record, silence
from notifications.models import working_calendar
from ruoyi_coop.lib.calendar import local_day
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from ruoyi_coop.lib.search import pinyin
from service import clock
from service.models import PLACES, SUBJECTS, Promise, ServiceRequest, ServiceTeam, Style, TeamMember
from service.workflow import SERVICE, State

CLOCK = Actor()  # nobody: what the clock does
SAME = timedelta(minutes=2)  # the same person asking the same within this time means it once
WAITS_FOR_CONFIRMATION = 5  # working days before the asker is reminded


@transaction.atomic
def ask(style: str, *, by: Actor, subject: str = "", detail: str = "") -> ServiceRequest:
    """Ask for help: the next of the group of three has it at once, and the promised times begin.

    The same asked again within two minutes is the first request. Raises NotNow without a group or a promise.
    """
    require(by, Permission.ASK_SERVICE)
    values = {"style": style, "subject": subject or str(SUBJECTS[Style(style)]), "detail": detail}
    university_id = _university_of(by)
    team = _team_for(university_id)
    first_time(by)
    if same := _just_asked(values, by):
        return same
    row = ServiceRequest(
        **values | _promised(style, timezone.now()),
        asker=by.user,
        asker_hat=by.hat_label,
        university_id=university_id,
        host_name="" if university_id else by.hat.place,
        team=team,
        holder=_take_turn(team),
        pinyin=pinyin(values["subject"])[:400],
    )
    create(row, by=by, label=_("请求服务"), note=detail, verb="asked")
    _tell([row.holder.hat.user], row, "asked", _("新的服务请求：%s") % row, row.detail)
    return row


def _university_of(by: Actor) -> int | None:
    member = getattr(by.hat, "university_tie", None) if by.role == Role.LIAISON else None
    return member.university_id if member else None


def _team_for(university_id: int | None) -> ServiceTeam:
    """The group in charge, locked: one turn is given at a time."""
    team = ServiceTeam.objects.serving(university_id)
    if team is None:
        raise NotNow(_("县里还没有安排能接您请求的三人小组，请直接联系县合作办。"))
    return ServiceTeam.objects.select_for_update().get(pk=team.pk)


def _just_asked(values: dict, by: Actor) -> ServiceRequest | None:
    since = timezone.now() - SAME
    rows = ServiceRequest.objects.filter(asker=by.user_id, state=State.ASKED, asked_at__gte=since, **values)
    return rows.order_by("id").first()


def _take_turn(team: ServiceTeam) -> TeamMember:
    """The member after the one whose turn it was last."""
    member = team.turn_order(after=team.last_place)[0]
    team.last_place = member.place
    team.save(update_fields=["last_place"])
    return member


def _promised(style: str, now: datetime) -> dict[str, Any]:
    """What was promised on the day of asking, as moments."""
    promise = Promise.objects.on(style, local_day(now))
    if promise is None:
        raise NotNow(_("县里还没有公布这种服务的承诺时限，请直接联系县合作办。"))
    calendar = working_calendar()
    answer = clock.add_working(calendar, now, promise.hours)
    return {
        "promise": promise,
        "asked_at": now,
        "held_since": now,
        "state_since": now,
        "promised_at": answer,
        "answer_due": answer,
        "done_due": clock.add_days(calendar, now, promise.done_days),
    }


@transaction.atomic
def add_words(request: ServiceRequest, values: dict, *, by: Actor, version: int | None = None) -> ServiceRequest:
    """Say more exactly what is wanted; only the asker does. Raises NotNow when it has ended, Conflict."""
    must_be_tied(request, Permission.ASK_SERVICE, by)
    if request.has_ended:
        raise NotNow(_("这件事已经结束，要补充请重新请求。"))
    more = {"pinyin": pinyin(values["subject"])[:400]} if "subject" in values else {}
    row = edit(request, values | more, by=by, version=version, label=_("补充说明"), verb="words")
    if row.version != request.version:
        _tell([row.holder.hat.user], row, "words", _("“%s”有补充说明") % row, row.detail)
    return row


@transaction.atomic
def move_request(
    request: ServiceRequest,
    name: str,
    *,
    by: Actor,
    note: str = "",
    satisfied: bool | None = None,
    version: int | None = None,
) -> ServiceRequest:
    """Take one arrow: the group answers, passes on and says done; only the asker confirms, disagrees or withdraws.

    Raises NotAllowed (also for an office or a leader who is not of the group), NotNow, Conflict.
    """
    before = ServiceRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    must_be_tied(before, SERVICE[name].permission, by, only_holder=name == "pass_on")
    values = _columns(before, name, by, timezone.now(), note, satisfied) if not _why_not(before, name) else {}
    row = move(before, SERVICE, name, by=by, note=note, values=values, version=version)
    title = _("服务请求“%(request)s”：%(step)s") % {"request": row, "step": SERVICE[name].label}
    _tell([person for person in _hearers(row, before, name) if person.pk != by.user_id], row, name, title, note)
    return row


def must_be_tied(request: ServiceRequest, permission: str, by: Actor, only_holder: bool = False) -> None:
    """The roles of office and leader hold everywhere, but a request is answered by its group and ended by its asker."""
    require(by, Permission(permission), request)
    if by.role not in request.roles_of(by):
        raise NotAllowed(_("这件事只能由负责的三人小组办理。"))
    if only_holder and request.holder.hat_id != by.hat_id:
        raise NotAllowed(_("现在由%s办理，只能由本人转给下一位。") % request.holder)


def may(actor: Actor, permission: str, request: ServiceRequest) -> bool:
    """Whether the actor is one of those a move is for; what `Workflow.moves_for` asks."""
    try:
        must_be_tied(request, permission, actor)
    except NotAllowed:
        return False
    return True


def offers(request: ServiceRequest, actor: Actor) -> list:
    """The moves this actor may take now, as buttons."""
    is_holder = request.holder.hat_id == actor.hat_id
    return [offer for offer in SERVICE.moves_for(request, actor, may) if is_holder or offer.name != "pass_on"]


def _why_not(request: ServiceRequest, name: str) -> str:
    return SERVICE.why_not(request, SERVICE[name])


def _columns(row: ServiceRequest, name: str, by: Actor, now: datetime, note: str, satisfied: bool | None) -> dict:
    """What is set together with the state."""
    if name in ("answer", "say_done"):
        mine = _as_holder(row, by, now)
        return mine | ({"answered_at": now} if name == "answer" else _done(now))
    if name == "pass_on":
        return {"holder": row.next_member(), "held_since": now}
    if name == "confirm":
        return {"confirmed_at": now, "satisfied": satisfied, "rating": note}
    return _given_back(row, now) if name == "not_yet" else {}


def _as_holder(row: ServiceRequest, by: Actor, now: datetime) -> dict:
    """Whoever of the group does it has it from then on."""
    member = row.team.members.filter(hat=by.hat_id, left_on=None).first()
    return {"holder": member, "held_since": now} if member and member.pk != row.holder_id else {}


def _done(now: datetime) -> dict:
    return {"done_said_at": now, "confirm_due": clock.add_days(working_calendar(), now, WAITS_FOR_CONFIRMATION)}


def _given_back(row: ServiceRequest, now: datetime) -> dict:
    """The days it lay with the asker are not the group's: the deadline moves by so many working days."""
    calendar = working_calendar()
    waited = calendar.count(local_day(row.done_said_at), local_day(now))
    due = clock.add_days(calendar, row.done_due, waited) if waited else row.done_due
    return {"done_due": due, "held_since": now, "done_said_at": None, "confirm_due": None}


def _hearers(row: ServiceRequest, before: ServiceRequest, name: str) -> list:
    """The other side, whoever had it and has it now, and the leader to whom it was reported."""
    holders = [before.holder.hat.user, row.holder.hat.user]
    leaders = list(row.leaders()) if row.escalated_at else []
    return [row.asker, *holders, *leaders]


def _tell(people, row: ServiceRequest, occasion: str, title: str, said: str = "") -> None:
    """Every message says in its body who has it now and until when."""
    body = "\n".join(part for part in (said, row.whose) if part)
    key, path = f"{occasion}:{row.version}", row.get_absolute_url()
    post(people, row, key=key, title=title, body=body, path=path, deadline=row.has_until)


# ------------------------------------------------------------------ the clock


def escalate_due(now: datetime | None = None) -> int:
    """Pass on what its holder did not answer in time; report to the leader what all three let lie or is not done.

    Each request in its own transaction; returns how many were passed on or reported. Repeatable.
    """
    now = now or timezone.now()
    due = list(ServiceRequest.objects.unheard(now).values_list("pk", flat=True))
    return sum(_hurry(pk, now) for pk in due)


@transaction.atomic
def _hurry(pk: int, now: datetime) -> int:
    rows = ServiceRequest.objects.unheard(now).select_for_update(skip_locked=True, of=("self",))
    row = rows.filter(pk=pk).first()
    if row is None:
        return 0
    team = {row.holder_id, *row.team.members.current().values_list("pk", flat=True)}
    if row.state == State.ASKED and row.done_due > now and row.tried + 1 < len(team):
        _pass_by_clock(row, now)
    else:
        _report(row, now)
    return 1


def _pass_by_clock(row: ServiceRequest, now: datetime) -> None:
    before, row.holder = row.holder, row.next_member()
    row.tried, row.held_since = row.tried + 1, now
    row.answer_due = clock.add_working(working_calendar(), now, row.promise.hours)
    _written(row, now, "holder", "tried", "held_since", "answer_due")
    words = _("%(before)s逾期未答复，自动转给%(after)s") % {"before": before, "after": row.holder}
    record(CLOCK, "passed_by_clock", _("逾期未答复，自动转给下一位"), row, note=words)
    people = [before.hat.user, row.holder.hat.user, row.asker]
    _tell(people, row, "passed_by_clock", _("服务请求“%s”逾期未答复，转给下一位") % row, words)


def _report(row: ServiceRequest, now: datetime) -> None:
    attachment = row.university.attachment() if row.university_id else None
    row.escalated_at, row.escalated_to = now, attachment and attachment.leader
    _written(row, now, "escalated_at", "escalated_to")
    words = _("三人小组逾期未答复") if row.state == State.ASKED else _("逾期未办结")
    record(CLOCK, "reported", _("上报县领导"), row, note=f"{words}：{row.leader_words}")
    people = [row.holder.hat.user, row.asker, *row.leaders()]
    _tell(people, row, "reported", _("服务请求“%s”已上报县领导") % row, words)


def _written(row: ServiceRequest, now: datetime, *columns: str) -> None:
    row.version, row.changed_at = row.version + 1, now
    row.save(update_fields=[*columns, "version", "changed_at"])
    silence(row)


# ------------------------------------------------------------------ groups and promises


@transaction.atomic
def save_team(
    team: ServiceTeam | None, values: dict, hats: list[Hat | None], *, by: Actor, version: int | None = None
) -> ServiceTeam:
    """Make or change a group; `hats` are its three places in order, None for an empty one.

    What a person who leaves still held goes to whoever takes the place, else to the next of the group.
    Raises NotNow (name taken, a second active group, nobody left to take over), Conflict.
    """
    require(by, Permission.MANAGE_SERVICE)
    if team is None:
        team = create(ServiceTeam(**values), by=by, label=_("设立三人小组"))
    else:
        team = edit(team, values, by=by, version=version)
    before = _named(team)
    for place, hat in zip(PLACES, hats, strict=True):
        _vacate(team, place, hat)
    for place, hat in zip(PLACES, hats, strict=True):
        _fill(team, place, hat)
    if before != _named(team):
        changes = {_("小组成员"): [before or "—", _named(team) or "—"]}
        record(by.sending(None), "members", _("调整小组成员"), team, changes=changes)
    _hand_over_held(team, by)
    return team


def _named(team: ServiceTeam) -> str:
    members = team.members.filter(left_on=None).select_related("hat__user", "hat__unit").order_by("place")
    return "、".join(str(member) for member in members)


def _vacate(team: ServiceTeam, place: int, hat: Hat | None) -> None:
    leaving = team.members.filter(place=place, left_on=None).exclude(hat=hat)
    leaving.update(left_on=timezone.localdate(), changed_at=timezone.now())


def _fill(team: ServiceTeam, place: int, hat: Hat | None) -> None:
    if hat and not team.members.filter(place=place, left_on=None).exists():
        TeamMember.objects.create(team=team, hat=hat, place=place)


def _hand_over_held(team: ServiceTeam, by: Actor) -> None:
    rows = team.requests.with_team().exclude(holder__in=team.members.current()).with_names()
    for row in rows.select_for_update(of=("self",)):
        _take_over(row, _successor(team, row.holder), by)


def _take_over(row: ServiceRequest, member: TeamMember, by: Actor) -> None:
    before, row.holder = row.holder, member
    row.held_since = timezone.now()
    _written(row, row.held_since, "holder", "held_since")
    words = _("%(before)s离开小组，由%(after)s接手") % {"before": before, "after": row.holder}
    record(by.sending(None), "taken_over", _("换人接手"), row, note=words)
    people = [before.hat.user, row.holder.hat.user, row.asker]
    _tell(people, row, "taken_over", _("服务请求“%s”换人办理") % row, words)


def _successor(team: ServiceTeam, before: TeamMember) -> TeamMember:
    """Whoever took the place, else the next of the group."""
    order = team.turn_order(after=before.place - 1)
    if not order:
        raise NotNow(_("小组还有没办完的请求，至少要留一个人。"))
    return order[0]


@transaction.atomic
def replace_member(member: TeamMember, hat: Hat, *, of: User, by: Actor) -> bool:
    """Put another person into a member's place in a handover; what the member still held goes along.

    Returns False when that person sits there no more. Raises NotNow when the successor is of the group already.
    """
    require(by, Permission.HAND_OVER)
    team = ServiceTeam.objects.select_for_update().get(pk=member.team_id)
    row = team.members.filter(pk=member.pk, left_on=None, hat__user=of).first()
    if row is None:
        return False
    if team.members.filter(left_on=None, hat__user=hat.user_id).exists():
        raise NotNow(_("%(person)s已经在“%(team)s”里，请另选一位。") % {"person": hat.user, "team": team})
    before = _named(team)
    _vacate(team, row.place, hat)
    _fill(team, row.place, hat)
    record(by, "members", _("调整小组成员"), team, changes={_("小组成员"): [before or "—", _named(team)]})
    _hand_over_held(team, by)
    return True


@transaction.atomic
def hand_request(request: ServiceRequest, hat: Hat, *, of: User, by: Actor) -> bool:
    """Give a request to another person in a handover; one who is not of the group takes the holder's place in it.

    Returns False when that person has it no more.
    """
    require(by, Permission.HAND_OVER)
    team = ServiceTeam.objects.select_for_update().get(pk=request.team_id)
    row = team.requests.with_team().with_names().select_for_update(of=("self",)).filter(pk=request.pk).first()
    if row is None or row.holder.hat.user_id != of.pk:
        return False
    member = team.members.current().filter(hat__user=hat.user_id).select_related("hat__user", "hat__unit").first()
    if member is None and row.holder.left_on:
        raise NotNow(_("%(person)s不在“%(team)s”里，请先调整小组成员。") % {"person": hat.user, "team": team})
    if member is None:
        _vacate(team, row.holder.place, hat)
        member = TeamMember.objects.create(team=team, hat=hat, place=row.holder.place)
    _take_over(row, member, by)
    return True


@transaction.atomic
def publish_promise(values: dict, *, by: Actor) -> Promise:
    """Promise other hours from a day on, today at the earliest; what was asked before keeps its own promise.

    Raises NotNow when that day's promise is in use already.
    """
    require(by, Permission.MANAGE_SERVICE)
    day: date = values["published_on"]
    if day < timezone.localdate():
        raise NotNow(_("公布日期不能早于今天。"))
    same = Promise.objects.filter(style=values["style"], published_on=day).first()
    if same is None:
        return create(Promise(**values), by=by, label=_("公布承诺时限"))
    if ServiceRequest.objects.filter(promise=same).exists():
        raise NotNow(_("今天已有请求按这一天公布的承诺计时，请从明天起公布新的。"))
    return edit(same, values, by=by, label=_("公布承诺时限"))
