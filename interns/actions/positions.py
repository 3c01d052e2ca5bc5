"""Posts: proposed, decided, withdrawn."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, Role, require
from bases.models import Host, host_id_of
from interns.actions.places import lock_season
from interns.actions.waiting import promote
from interns.models import (
    Position,
)
from interns.workflow import POSITION, ApplicationState, PositionState
from notifications.actions import create, create_many, edit, move, post
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from ruoyi_coop.lib.search import pinyin


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
    """Change a post. A mentor changes drafts only; places never fall below those taken, new ones go to who waits."""
    require(by, Permission.EDIT_POSITION, position)
    lock_season(position.season_id)
    position = Position.objects.select_for_update(of=("self",)).get(pk=position.pk)  # an offer may be made meanwhile
    _may_offer(values.get("host", position.host), by)
    if by.role == Role.MENTOR and position.state != PositionState.DRAFT:
        raise NotNow(_("岗位已经提交，请县合作办退回后再改。"))
    if values.get("places", position.places) < position.taken:
        raise NotNow(_("已录用 %d 人，名额不能再少。") % position.taken)
    more = max(0, values.get("places", position.places) - position.places)
    row = edit(position, values | {"pinyin": pinyin(values.get("title", position.title))}, by=by, version=version)
    promote(row, more)
    return row


@transaction.atomic
def move_position(position: Position, name: str, *, by: Actor, note: str = "", version: int | None = None) -> Position:
    """Take one step with a post and tell those concerned. Raises NotAllowed, NotNow, Conflict."""
    row = move(position, POSITION, name, by=by, note=note, version=version)
    if name in {"publish", "publish_flagged", "send_back"}:
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
    title = _("岗位“%s”退回修改") if name == "send_back" else _("岗位“%s”已发布")
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
