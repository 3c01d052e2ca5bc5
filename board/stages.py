"""How far a placement has come, from the offer to the certificate and the money: each stage is a condition in SQL."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as lazy

from allowances.models import Line
from allowances.workflow import LineState
from certificates.models import Certificate
from interns.models import Placement
from interns.workflow import LIVE, PlacementState
from onpost.models import Agreement, Stay


@dataclass(frozen=True)
class Stage:
    """`name` stands in addresses, `owner` takes a placement there, `reached` is a condition on Placement."""

    name: str
    label: Any
    owner: Any
    reached: Q | Exists


def _has(rows: QuerySet) -> Exists:
    return Exists(rows.filter(placement=OuterRef("pk")))


def _of_stay(rows: QuerySet) -> Exists:
    return Exists(rows.filter(stay__placement=OuterRef("pk")))


HOST, STUDENT, OFFICE = lazy("实习单位"), lazy("学生"), lazy("县合作办")
STAGES = (
    Stage("offered", lazy("已录用"), OFFICE, Q(state__in=LIVE)),
    Stage("confirmed", lazy("学生确认"), STUDENT, Q(state=PlacementState.CONFIRMED)),
    Stage("signed", lazy("协议签齐"), lazy("三方"), _has(Agreement.objects.signed())),
    Stage("on_post", lazy("已报到"), HOST, _has(Stay.objects.all())),
    Stage("ended", lazy("实习结束"), HOST, _has(Stay.objects.ended())),
    Stage("certified", lazy("已领证明"), OFFICE, _of_stay(Certificate.objects.valid())),
    Stage("paid", lazy("补贴已发"), OFFICE, _of_stay(Line.objects.filter(state=LineState.PAID))),
)
BY_NAME = {stage.name: stage for stage in STAGES}


def live(season) -> QuerySet:
    """The placements of a season that hold a place."""
    return Placement.objects.filter(season=season, state__in=LIVE)


def reached(rows: QuerySet, name: str) -> QuerySet:
    """The placements that have come to this stage: what the funnel counts and its list shows."""
    return rows.filter(BY_NAME[name].reached)


def with_steps(rows: QuerySet) -> QuerySet:
    """Add `steps`: how many stages each placement has behind it, and `<name>_done` for each of them."""
    done = {f"{stage.name}_done": Case(When(stage.reached, then=Value(1)), default=Value(0)) for stage in STAGES}
    total = sum((F(name) for name in list(done)[1:]), F(f"{STAGES[0].name}_done"))
    return rows.annotate(**done).annotate(steps=total)


def funnel(rows: QuerySet) -> dict[str, int]:
    """How many placements have reached each stage, in one query."""
    counts = {stage.name: Count("pk", filter=stage.reached) for stage in STAGES}
    return rows.aggregate(**counts)


def missing_of(placement) -> list[Stage]:
    """The stages an annotated placement has not reached yet, the next one first."""
    return [stage for stage in STAGES if not getattr(placement, f"{stage.name}_done")]
