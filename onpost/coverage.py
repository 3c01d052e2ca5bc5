"""Which days of a post are not covered: by the policies of a placement together, or by its agreement."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils import timezone

from interns.models import Placement
from onpost.models import Stay

DAY = timedelta(days=1)
Span = tuple[date, date]


def gaps(first: date, last: date, spans: Iterable[Span]) -> list[Span]:
    """The stretches of first..last that no span holds; every span includes both its ends."""
    found, begins = [], first
    for start, end in sorted(spans):
        if start > last:
            break
        if start > begins:
            found.append((begins, start - DAY))
        begins = max(begins, end + DAY)
    if begins <= last:
        found.append((begins, last))
    return found


def span_of(placement: Placement, day: date | None = None) -> Span:
    """The days that must be covered: those of the stay, else those of the post from `day` (today) on."""
    stay = Stay.objects.filter(placement=placement).first()
    if stay:
        return stay.first_day, stay.until
    return max(placement.position.starts_on, day or timezone.localdate()), placement.position.ends_on


def uninsured(placement: Placement, day: date | None = None) -> list[Span]:
    """The stretches of a placement's days that no policy covers."""
    rows = placement.insurances.filter(struck_at=None).values_list("starts_on", "ends_on")
    return gaps(*span_of(placement, day), rows)


def said(spans: Iterable[Span]) -> str:
    """Stretches in words: 2026-11-03至2026-11-05、2026-11-09."""
    return "、".join(f"{first}至{last}" if first != last else str(first) for first, last in spans)
