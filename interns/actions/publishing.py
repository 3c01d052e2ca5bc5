"""A result that has been worked out becomes places: all offers, all waiting lists, all messages at once, or nothing."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, require
from interns.actions.places import lock_season
from interns.actions.waiting import promote
from interns.models import Application, Placement, Position, Season, Waiting
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

    Students who have got a live place meanwhile, or no longer qualify, are left out, and their places pass on to who
    waits. Raises NotAllowed, and NotNow when a post was withdrawn or has not enough places any more: then nothing is
    published.
    """
    require(by, Permission.PLACE_STUDENTS)
    lock_season(season.pk)
    free = Application.objects.qualified().filter(season=season)
    free = free.exclude(student__in=Placement.objects.live().filter(season=season).values("student"))
    known = set(free.values_list("pk", flat=True))
    wanted = [award for award in awards if award.application.pk in known]
    made = Placement.objects.bulk_create((_offer(award, source, confirm_by) for award in wanted), batch_size=1000)
    _take(made)
    record_many(by, "created", _("录用"), made)
    _queue(turn for turn in turns if turn.application.pk in known)
    _tell(made, confirm_by)
    _pass_on(Counter(award.position_id for award in awards if award.application.pk not in known))
    return made


def _pass_on(left: Counter) -> None:
    """The places of those left out go to who waits."""
    for pk, number in sorted(left.items()):
        promote(Position.objects.get(pk=pk), number)


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
    for pk, number in sorted(Counter(row.position_id for row in made).items()):
        rows = Position.objects.published().filter(pk=pk, taken__lte=F("places") - number)
        if not rows.update(taken=F("taken") + number):
            raise NotNow(_("“%s”已撤下或名额不够了，请作废后重新计算。") % Position.objects.get(pk=pk))


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
    title, body = _("您被“%s”录用，请确认"), _("请在期限前确认；逾期不确认，名额自动让给别人。")

    def note(row: Placement) -> Note:
        return Note(row, title % posts[row.position_id], body, row.get_absolute_url(), confirm_by)

    post_each([(row.student, note(row)) for row in made], key="offered", urgent=True)
