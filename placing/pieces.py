"""What a placement shows on the pages of a season and of an application: the hash, the way on, the letter."""

from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, can
from interns.models import Application, Position, Season
from pages.parts import Part
from placing.marking import posts_to_mark, total_of, why_fixed, why_not
from placing.models import Outcome, Run, current_round, lot_of


def of_season(actor: Actor, season: Season) -> Part | None:
    """How places are given here; for the office the way to the run."""
    if season.method == Season.Method.TWO_WAY:
        return None
    round = current_round(season)
    context = {
        "season": season,
        "criteria": season.criteria.all() if total_of(season) else (),
        "may_set": can(actor, Permission.MANAGE_SEASON) and not why_fixed(season),
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
    total = total_of(outcome.run.season)
    return [_reason(posts[post], total, (best, last), (own, outcome.lot)) for post, best, last, own in outcome.letter]


def _reason(position: Position, total: int, last: tuple, own: tuple) -> str:
    """(marks missing to the most, lot) of the last one accepted and of oneself."""
    if last[1] is None:
        return _("“%s”没有剩下名额。") % position
    words = {"post": position, "last": last[1], "own": own[1]}
    if not total:
        return _("“%(post)s”名额已满：最后录用的抽签号是 %(last)d，您的是 %(own)d，号小的在前。") % words
    words |= {"marks": total - last[0], "mine": total - own[0]}
    return (
        _(
            "“%(post)s”名额已满：最后录用的是 %(marks)d 分、抽签号 %(last)d，您是 %(mine)d 分、抽签号 %(own)d；"
            "分高的在前，同分号小的在前。"
        )
        % words
    )


def of_position(actor: Actor, position: Position) -> Part | None:
    """For those who decide: the way to mark who chose the post, and how many wait for it."""
    season = position.season
    if not can(actor, Permission.DECIDE_APPLICATION, position) or why_not(season):
        return None
    waiting = posts_to_mark([season]).filter(pk=position.pk).values_list("unmarked", flat=True).first() or 0
    return Part("placing/_of_position.html", {"position": position, "waiting": waiting})
