"""Seasons of internship, the posts enterprises offer, what students choose, and who is placed where."""

from interns.models.eligibility import Rule, eligibility, why_not_eligible
from interns.models.positions import Position, Tutor, hosts_of, reasons_of_return
from interns.models.seasons import MOST_CHOICES, PositionCategory, Season
from interns.models.standing import Standing
from interns.models.students import Application, Choice, Placement, StudentProfile, Waiting

__all__ = [
    "MOST_CHOICES",
    "Application",
    "Choice",
    "Placement",
    "Position",
    "PositionCategory",
    "Rule",
    "Season",
    "Standing",
    "StudentProfile",
    "Tutor",
    "Waiting",
    "eligibility",
    "hosts_of",
    "reasons_of_return",
    "why_not_eligible",
]
