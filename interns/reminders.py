"""When a student ought to hear of a deadline."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from interns.models import Application, Placement
from interns.workflow import ApplicationState, PlacementState
from notifications.tick import Rule, Wanted


def unsubmitted(start: datetime, end: datetime):
    """Students who began to choose and have not submitted. One query."""
    rows = Application.objects.filter(
        state=ApplicationState.DRAFT, season__apply_closes__gte=start, season__apply_closes__lt=end
    ).select_related("student", "season")
    for application in rows:
        yield Wanted(
            application,
            application.season.apply_closes,
            [application.student],
            _("%s 的志愿还没有提交") % application.season,
            _("截止前没有提交的，不参加本批次录用。"),
            application.get_absolute_url(),
        )


def unconfirmed(start: datetime, end: datetime):
    """Students whose offer waits for an answer. One query."""
    rows = Placement.objects.filter(state=PlacementState.OFFERED, confirm_by__gte=start, confirm_by__lt=end)
    for placement in rows.select_related("student", "position"):
        yield Wanted(
            placement,
            placement.confirm_by,
            [placement.student],
            _("请确认“%s”的录用") % placement.position,
            _("逾期不确认，名额自动让给别人。"),
            reverse("interns:placement", args=[placement.pk]),
        )


RULES = (
    Rule("application_deadline", lazy("报名截止"), unsubmitted, steps=(3, 1, 0), hours_before=3),
    Rule("confirmation_deadline", lazy("确认截止"), unconfirmed, steps=(3, 1, 0), hours_before=3),
)
