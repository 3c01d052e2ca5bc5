"""A result that has been worked out becomes places: all offers, all waiting lists, all messages at once, or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, require
from interns.actions.places import lock_season
from interns.models import Application, Placement, Position, Season, Waiting
from interns.workflow import LIVE
from notifications.actions import Note, post_each, record_many
from ruoyi_coop.lib.errors import NotNow


@dataclass(frozen=True)
class Award:
    """One student's place: which post, and which choice it was."""

    application: Application
    position_id: int
    rank: int


@dataclass(frozen=True)
class Turn:
    """One student's turn on a post's waiting list, in the order given."""

    application: Application
    position_id: int
    rank: int


@transaction.atomic
def publish_results(
    season: Season, awards: list[Award], turns: Iterable[Turn], *, source: str, confirm_by: datetime, by: Actor
) -> list[Placement]:
    """Make the offers and the waiting lists of a result.

    Students who have got a live place meanwhile are left out. Raises NotAllowed, and NotNow when a post has not enough
    places any more: then nothing is published.
    """
    require(by, Permission.PLACE_STUDENTS)
    lock_season(season.pk)
    placed = set(Placement.objects.filter(season=season, state__in=LIVE).values_list("student", flat=True))
    wanted = [award for award in awards if award.application.student_id not in placed]
    made = Placement.objects.bulk_create((_offer(award, source, confirm_by) for award in wanted), batch_size=1000)
    _take(made)
    record_many(by, "created", _("录用"), made)
    _queue(turns)
    _tell(made, confirm_by)
    return made


def _offer(award: Award, source: str, confirm_by: datetime) -> Placement:
    application = award.application
    return Placement(
        student=application.student,
        season=application.season,
        position_id=award.position_id,
        rank=award.rank,
        round=application.round,
        source=source,
        confirm_by=confirm_by,
    )


def _take(made: list[Placement]) -> None:
    """One guarded statement a post: a result that no longer fits takes nothing."""
    numbers: dict[int, int] = {}
    for row in made:
        numbers[row.position_id] = numbers.get(row.position_id, 0) + 1
    for pk, number in sorted(numbers.items()):
        rows = Position.objects.filter(pk=pk, taken__lte=F("places") - number)
        if not rows.update(taken=F("taken") + number):
            raise NotNow(_("“%s”的名额不够了，请作废后重新计算。") % Position.objects.get(pk=pk))


def _queue(turns: Iterable[Turn]) -> None:
    turns, rows = list(turns), []
    queues = Waiting.objects.filter(position__in={turn.position_id for turn in turns}).order_by()
    last = dict(queues.values("position").annotate(last=Max("number")).values_list("position", "last"))
    for turn in turns:
        last[turn.position_id] = last.get(turn.position_id, 0) + 1
        number = {"number": last[turn.position_id], "rank": turn.rank}
        rows.append(Waiting(position_id=turn.position_id, application=turn.application, **number))
    Waiting.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


def _tell(made: list[Placement], confirm_by: datetime) -> None:
    posts = Position.objects.in_bulk({row.position_id for row in made})
    body = _("请在期限前确认；逾期不确认，名额自动让给别人。")
    notes = [
        (
            row.student,
            Note(row, _("您被“%s”录用，请确认") % posts[row.position_id], body, row.get_absolute_url(), confirm_by),
        )
        for row in made
    ]
    post_each(notes, key="offered", urgent=True)
