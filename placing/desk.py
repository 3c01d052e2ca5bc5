"""What a placement tells the office's desk: it can begin, or its draft waits."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Role
from interns.models import Season
from placing.models import Run
from placing.workflow import RunState
from ruoyi_coop.lib.desk import Waiting


def waiting_for(actor: Actor) -> list[Waiting]:
    return [*_to_begin(), *_drafts()] if actor.role == Role.OFFICE else []


def _to_begin() -> list[Waiting]:
    """Seasons whose applications are in and that nobody has placed."""
    now = timezone.now()
    standing = Run.objects.standing().filter(season=OuterRef("pk"), round=1)
    rows = Season.objects.exclude(method=Season.Method.TWO_WAY).filter(~Exists(standing))
    return [
        Waiting(
            _("%s 可以开始录用了") % row,
            _("报名已经截止"),
            reverse("placing:placing", args=[row.pk]),
            _("去录用"),
            row.apply_closes,
            row.place_by or row.confirm_by,
        )
        for row in rows.filter(apply_closes__lte=now, confirm_by__gt=now)
    ]


def _drafts() -> list[Waiting]:
    rows = Run.objects.filter(state=RunState.DRAFT).select_related("season")
    return [
        Waiting(_("录用草稿等公布"), str(row), row.get_absolute_url(), _("去公布"), row.state_since, row.until)
        for row in rows
    ]
