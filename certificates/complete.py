"""Whether a stay's record is complete: what is still missing for the certificate, and who owes it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from certificates.models import Appraisal, Certificate, Summary
from certificates.workflow import State
from interns.models import Season
from onpost.attendance import present_days
from onpost.models import Stay
from onpost.workflow import StayState

ENDED = (StayState.FINISHED, StayState.ENDED_EARLY)


@dataclass(frozen=True)
class Missing:
    """One thing that is not there yet: a name for tests and filters, a sentence, and who owes it."""

    name: str
    words: str
    owner: str


@dataclass(frozen=True)
class Record:
    """What stands for a certificate: days present, and what is missing; complete when nothing is."""

    days: int
    missing: tuple[Missing, ...]

    @property
    def is_complete(self) -> bool:
        return not self.missing


def records(stays: Iterable[Stay]) -> dict[int, Record]:
    """The record of each stay by its id; six queries for any number. `stays` come `with_people()`."""
    stays = list(stays)
    summaries = set(Summary.objects.submitted().filter(stay__in=stays).values_list("stay", flat=True))
    appraisals = {(row.stay_id, row.kind): row for row in Appraisal.objects.filter(stay__in=stays)}
    presence = present_days(stays, date.min, date.max) if stays else {}
    return {stay.pk: _record(stay, stay.pk in summaries, appraisals, *presence[stay.pk]) for stay in stays}


def record_of(stay: Stay) -> Record:
    return records([stay])[stay.pk]


def _record(stay: Stay, has_summary: bool, appraisals: dict, present: list[date], unconfirmed: list[date]) -> Record:
    placement = stay.placement
    student, host = str(placement.student), str(placement.position.host)
    least = placement.season.min_days
    given = {kind: appraisals.get((stay.pk, kind)) for kind in Appraisal.Kind}
    failed = given[Appraisal.Kind.HOST] and given[Appraisal.Kind.HOST].grade == Appraisal.Grade.FAIL
    found = (
        Missing("ended", _("实习还没有结束"), host) if stay.state not in ENDED else None,
        Missing("weeks", _("有 %d 周出勤没有确认") % len(unconfirmed), host) if unconfirmed else None,
        Missing("days", _("出勤 %(days)d 天，不够 %(least)d 天") % {"days": len(present), "least": least}, student)
        if len(present) < least
        else None,
        Missing("summary", _("没有交实习小结"), student) if not has_summary else None,
        Missing("self", _("没有自评"), student) if not given[Appraisal.Kind.SELF] else None,
        Missing("tutor", _("没有带教鉴定"), str(placement.position.tutor or host)) if not given["tutor"] else None,
        Missing("host", _("没有单位鉴定"), host) if not given["host"] else None,
        Missing("grade", _("单位鉴定不合格"), host) if failed else None,
    )
    return Record(len(present), tuple(row for row in found if row))


def ended(season: Season | None = None):
    """Stays that are over; of one season, or all."""
    rows = Stay.objects.ended().with_people().select_related("placement__position__tutor")
    return rows.filter(placement__season=season) if season else rows


def certified():
    return Certificate.objects.filter(state=State.VALID).values("stay")


def to_issue(season: Season | None = None) -> list[Stay]:
    """Stays whose record is complete and that have no valid certificate."""
    stays = list(ended(season).exclude(pk__in=certified()))
    found = records(stays)
    return [stay for stay in stays if found[stay.pk].is_complete]


def without_summary(season: Season):
    """Stays that are over and whose student has sent no summary."""
    return ended(season).exclude(pk__in=Summary.objects.submitted().values("stay"))


def without_appraisal(season: Season, kind: str):
    """Stays that are over and lack this appraisal."""
    return ended(season).exclude(pk__in=Appraisal.objects.filter(kind=kind).values("stay"))
