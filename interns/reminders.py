"""When a student ought to hear of a deadline."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Hat
from accounts.permissions import Role
from interns.models import Application, Placement, Season
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


def unchecked(start: datetime, end: datetime):
    """Liaisons with students whose application waits for their check. Two queries a season."""
    for season in Season.objects.filter(check_by__gte=start, check_by__lt=end):
        rows = Application.objects.unchecked().filter(season=season).values("student__student__university")
        hats = Hat.objects.worn().filter(role=Role.LIAISON, university_tie__university__in=rows)
        title = _("%s 的报名等您核验") % season
        body, path = _("不核验，学生就不能录用。"), reverse("interns:checks")
        yield Wanted(season, season.check_by, hats.people(), title, body, path)


RULES = (
    Rule(
        "application_deadline",
        lazy("报名截止"),
        unsubmitted,
        steps=(3, 1, 0),
        hours_before=3,
        consequence=lazy("%(day)s 报名截止后自动关闭，没有提交的志愿不算报名。"),
        roles=frozenset({Role.STUDENT}),
    ),
    Rule(
        "check_deadline",
        lazy("高校核验截止"),
        unchecked,
        steps=(3, 1, 0),
        consequence=lazy("%(day)s 前没有核验的学生不能参加录用。"),
        roles=frozenset({Role.LIAISON, Role.OFFICE}),
    ),
    Rule(
        "confirmation_deadline",
        lazy("确认截止"),
        unconfirmed,
        steps=(3, 1, 0),
        hours_before=3,
        consequence=lazy("%(day)s 截止时没有确认的，录用自动作废，名额给候补的同学。"),
        roles=frozenset({Role.STUDENT}),
    ),
)
