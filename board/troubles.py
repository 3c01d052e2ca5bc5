"""What is not as it should be in a season: each trouble is one queryset, counted on the board and listed behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy

from allowances.models import unpaid_stays, without_bank_account
from certificates.complete import without_appraisal, without_summary
from interns.models import Application, Placement, Position
from interns.workflow import CheckState, PlacementState, PositionState
from onpost import board as onpost
from onpost.models import Problem, Stay
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
OF_PLACEMENT = ("placement__student", "placement__position")
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
    return onpost.unsigned().filter(season=season)


def uninsured(season) -> QuerySet:
    return onpost.uninsured().filter(season=season)


def absent(season) -> QuerySet:
    """Students whose post has begun and who have not been checked in."""
    return onpost.not_checked_in().filter(season=season)


def silent(season) -> QuerySet:
    """Stays whose last week nobody has confirmed."""
    return onpost.silent_stays().filter(placement__season=season)


def no_tutor(season) -> QuerySet:
    return without_appraisal(season, "tutor")


def no_host(season) -> QuerySet:
    return without_appraisal(season, "host")


TROUBLES = (
    Trouble("problems", lazy("学生反映的问题没有解决"), lazy("实习单位、高校、县合作办"), danger, related=OF_STAY),
    Trouble("leaving", lazy("申请提前结束，等审批"), lazy("县合作办"), leaving, related=("placement__student",)),
    Trouble("unanswered", lazy("录用三天内到期，学生没有答复"), lazy("学生"), unanswered, related=PEOPLE),
    Trouble("unchecked", lazy("报名等高校核验"), lazy("高校"), unchecked, "submitted_at", ("student",)),
    Trouble("unreviewed", lazy("岗位等审核"), lazy("县合作办"), unreviewed, related=("host",)),
    Trouble("unsigned", lazy("已确认，协议没有签齐"), lazy("三方"), unsigned, related=PEOPLE),
    Trouble("uninsured", lazy("意外险没有覆盖全部日期"), lazy("实习单位、高校或学生"), uninsured, related=PEOPLE),
    Trouble("absent", lazy("已经开始，学生没有报到"), lazy("实习单位"), absent, related=PEOPLE),
    Trouble("silent", lazy("上次问的那周出勤没有确认"), lazy("带教老师和实习单位"), silent, related=OF_PLACEMENT),
    Trouble("no_summary", lazy("实习结束，没有交小结"), lazy("学生"), without_summary, related=OF_PLACEMENT),
    Trouble("no_tutor", lazy("实习结束，没有带教鉴定"), lazy("带教老师"), no_tutor, related=OF_PLACEMENT),
    Trouble("no_host", lazy("实习结束，没有单位鉴定"), lazy("实习单位"), no_host, related=OF_PLACEMENT),
    Trouble("no_account", lazy("没有银行账号，补贴发不出来"), lazy("学生"), without_bank_account, related=PEOPLE),
    Trouble("unpaid", lazy("实习结束，补贴没有发"), lazy("县合作办"), unpaid_stays, related=OF_PLACEMENT),
)
BY_NAME = {trouble.name: trouble for trouble in TROUBLES}
