"""When a student, or the university that vouches for students, ought to hear of a deadline."""

from datetime import datetime

from django.db.models import Count, Q
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
    first = Q(round=1, season__apply_closes__gte=start, season__apply_closes__lt=end)
    second = Q(round=2, season__second_closes__gte=start, season__second_closes__lt=end)
    rows = Application.objects.filter(first | second, state=ApplicationState.DRAFT)
    for application in rows.select_related("student", "season"):
        yield Wanted(
            application,
            application.window[1],
            [application.student],
            _("%s 的志愿还没有提交") % application.season,
            _("截止前没有提交的，不参加本批次录用。"),
            application.get_absolute_url(),
        )


def unchecked(start: datetime, end: datetime):
    """Liaisons whose own students wait for their word. Three queries, however many."""
    rows = Application.objects.to_check().filter(season__check_by__gte=start, season__check_by__lt=end)
    rows = rows.order_by().values_list("season", "student__student__university").annotate(number=Count("pk"))
    found = list(rows)
    seasons = Season.objects.in_bulk({season for season, *_rest in found}) if found else {}
    liaisons = _liaisons({university for _season, university, _number in found}) if found else {}
    for season, university, number in found:
        if university in liaisons:
            yield Wanted(
                seasons[season],
                seasons[season].check_by,
                liaisons[university],
                _("%d 名学生等核验") % number,
                _("没有核验的学生不能参加录用。"),
                reverse("interns:check_list"),
            )


def _liaisons(universities: set) -> dict[int, list]:
    hats = Hat.objects.worn().filter(university_tie__university__in=universities)
    return hats.select_related("university_tie").people_by("university_tie.university_id")


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
