"""What is not as it should be in a season: each trouble is one queryset, counted on the board and listed behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy

from interns.models import Application, Placement, Position
from interns.workflow import CheckState, PlacementState, PositionState
from onpost.models import Agreement, Problem, Stay
from onpost.workflow import StayState

SOON = timedelta(days=3)  # an offer that lapses within it is worth a telephone call


@dataclass(frozen=True)
class Trouble:
    """`rows(season)` is what is wrong, `owner` who must act, `since` the column that says since when."""

    name: str
    label: Any
    owner: Any
    rows: Callable[[Any], QuerySet]
    since: str = "state_since"
    related: tuple[str, ...] = ()


PEOPLE = ("student", "position")
OF_STAY = ("stay__placement__student", "stay__placement__position")


def danger(season) -> QuerySet:
    return Problem.objects.unsolved().filter(stay__placement__season=season)


def leaving(season) -> QuerySet:
    return Stay.objects.filter(placement__season=season, state=StayState.LEAVING)


def unanswered(season) -> QuerySet:
    """Offers that lapse soon."""
    soon = timezone.now() + SOON
    return Placement.objects.filter(season=season, state=PlacementState.OFFERED, confirm_by__lte=soon)


def unchecked(season) -> QuerySet:
    """Applications that the university has not looked at; none where the season does not ask."""
    rows = Application.objects.submitted().filter(season=season, season__check_by__isnull=False)
    return rows.filter(check_state=CheckState.WAITING)


def unreviewed(season) -> QuerySet:
    return Position.objects.filter(season=season, state=PositionState.SUBMITTED)


def unsigned(season) -> QuerySet:
    confirmed = Placement.objects.filter(season=season).confirmed()
    return confirmed.exclude(pk__in=Agreement.objects.signed().values("placement"))


TROUBLES = (
    Trouble("problems", lazy("学生反映的问题没有解决"), lazy("实习单位、高校、县合作办"), danger, related=OF_STAY),
    Trouble("leaving", lazy("申请提前结束，等审批"), lazy("县合作办"), leaving, related=("placement__student",)),
    Trouble("unanswered", lazy("录用三天内到期，学生没有答复"), lazy("学生"), unanswered, related=PEOPLE),
    Trouble("unchecked", lazy("报名等高校核验"), lazy("高校"), unchecked, "submitted_at", ("student",)),
    Trouble("unreviewed", lazy("岗位等审核"), lazy("县合作办"), unreviewed, related=("host",)),
    Trouble("unsigned", lazy("已确认，协议没有签齐"), lazy("三方"), unsigned, related=PEOPLE),
)
BY_NAME = {trouble.name: trouble for trouble in TROUBLES}
