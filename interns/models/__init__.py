"""Seasons of internship, the posts enterprises offer, what students choose, and who is placed where."""

from interns.models.positions import Position, Tutor, hosts_of, reasons_of_return
from interns.models.seasons import MOST_CHOICES, PositionCategory, Season
from interns.models.students import Application, Choice, Placement, StudentProfile, Waiting, why_not_eligible

__all__ = [
    "MOST_CHOICES",
    "Application",
    "Choice",
    "Placement",
    "Position",
    "PositionCategory",
    "Season",
    "StudentProfile",
    "Tutor",
    "Waiting",
    "hosts_of",
    "reasons_of_return",
    "why_not_eligible",
]
