"""What a placement puts on desks: the office begins or publishes, hosts mark."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Role
from interns.models import Position, Season
from placing.marking import placing_now, posts_to_mark, why_not
from placing.models import Run, closes_of, confirm_by_of, current_round, results_by
from placing.workflow import RunState
from ruoyi_coop.lib.desk import Waiting

EACH = 8


def waiting_for(actor: Actor) -> list[Waiting]:
    """For the office: begin, or publish the draft; for a host: mark who chose its posts."""
    jobs = {Role.OFFICE: _for_office, Role.MENTOR: _for_host}
    return jobs[actor.role](actor) if actor.role in jobs else []


def _for_office(actor: Actor) -> list[Waiting]:
    """Season by season that is matched or drawn. At most two queries."""
    seasons = placing_now()
    runs = Run.objects.standing().filter(season__in=seasons).select_related("season") if seasons else ()
    begun = {(run.season_id, run.round) for run in runs}
    fresh = [row for row in seasons if (row.pk, current_round(row)) not in begun and _is_time(row)]
    return [_to_begin(row) for row in fresh] + [_draft(run) for run in runs if run.state == RunState.DRAFT]


def _for_host(actor: Actor) -> list[Waiting]:
    """Its posts that still lack marks. One query when no season is being placed."""
    seasons = [row for row in placing_now() if _is_time(row) and not why_not(row)]
    rows = posts_to_mark(seasons).filter(host__members__hat=actor.hat_id) if seasons else ()
    until = {row.pk: results_by(row, current_round(row)) for row in seasons}
    return [_to_mark(row, until[row.season_id]) for row in rows[:EACH]]


def _is_time(season: Season) -> bool:
    round = current_round(season)
    return closes_of(season, round) <= timezone.now() < confirm_by_of(season, round)


def _to_mark(row: Position, until) -> Waiting:
    title, url = _("“%s”的报名学生等打分") % row, reverse("placing:marks", args=[row.pk])
    why = _("%d 人没打完分，到时按 0 分排") % row.unmarked
    return Waiting(title, why, url, _("去打分"), row.season.window(current_round(row.season))[1], until)


def _to_begin(row: Season) -> Waiting:
    title, url = _("%s 可以开始录用了") % row, reverse("placing:placing", args=[row.pk])
    round = current_round(row)
    return Waiting(title, _("报名已经截止"), url, _("去录用"), closes_of(row, round), results_by(row, round))


def _draft(run: Run) -> Waiting:
    return Waiting(_("录用草稿等公布"), str(run), run.get_absolute_url(), _("去公布"), run.state_since, run.until)
