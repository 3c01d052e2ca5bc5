"""What a placement tells the office's desk: it can begin, or its draft waits."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Role
from interns.models import Season
from placing.models import Run
from placing.workflow import RunState
from ruoyi_coop.lib.desk import Waiting


def waiting_for(actor: Actor) -> list[Waiting]:
    """For the office, season by season that is matched or drawn: begin, or publish the draft. At most two queries."""
    if actor.role != Role.OFFICE:
        return []
    rows = Season.objects.exclude(method=Season.Method.TWO_WAY).filter(apply_closes__lte=timezone.now())
    seasons = list(rows.filter(ends_on__gte=timezone.localdate()))
    runs = Run.objects.standing().filter(season__in=seasons).select_related("season") if seasons else ()
    begun = {run.season_id for run in runs if run.round == 1}
    fresh = [row for row in seasons if row.pk not in begun and timezone.now() < row.confirm_by]
    return [_to_begin(row) for row in fresh] + [_draft(run) for run in runs if run.state == RunState.DRAFT]


def _to_begin(row: Season) -> Waiting:
    title, url = _("%s 可以开始录用了") % row, reverse("placing:placing", args=[row.pk])
    return Waiting(title, _("报名已经截止"), url, _("去录用"), row.apply_closes, row.place_by or row.confirm_by)


def _draft(run: Run) -> Waiting:
    return Waiting(_("录用草稿等公布"), str(run), run.get_absolute_url(), _("去公布"), run.state_since, run.until)
