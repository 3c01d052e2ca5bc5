"""What a placement shows on the pages of a season and of an application: the hash, the way on, the letter."""

from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, can
from interns.models import Application, Position, Season
from pages.parts import Part
from placing.models import Outcome, Run, current_round, lot_of


def of_season(actor: Actor, season: Season) -> Part | None:
    """How places are given here; for the office the way to the run."""
    if season.method == Season.Method.TWO_WAY:
        return None
    round = current_round(season)
    context = {
        "season": season,
        "lot": lot_of(season, round),
        "may_place": can(actor, Permission.PLACE_STUDENTS),
        "published": Run.objects.published().filter(season=season),
    }
    return Part("placing/_of_season.html", context)


def of_application(actor: Actor, application: Application) -> Part | None:
    """The letter: where, why, and why not the higher choices."""
    rows = Outcome.objects.visible_to(actor).filter(application=application, run__state="published")
    outcome = rows.select_related("run__season", "position__host").first()
    if outcome is None:
        return None
    return Part("placing/_letter.html", {"outcome": outcome, "reasons": reasons(outcome), "run": outcome.run})


def reasons(outcome: Outcome) -> list[str]:
    """One sentence for each choice above the one that was given: who was the last one accepted there."""
    posts = Position.objects.in_bulk([post for post, *_last in outcome.letter])
    return [_reason(posts[post], last, outcome.lot) for post, _priority, last in outcome.letter]


def _reason(position: Position, last: int | None, own: int) -> str:
    if last is None:
        return _("“%s”没有剩下名额。") % position
    words = {"post": position, "last": last, "own": own}
    return _("“%(post)s”名额已满：最后录用的抽签号是 %(last)d，您的是 %(own)d，号小的在前。") % words
