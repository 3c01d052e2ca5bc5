"""The lists of posts, applications, placements and seasons."""

from interns.tables.positions import PositionFilter, PositionTable, PublicPositionFilter, PublicPositionTable
from interns.tables.seasons import CategoryFilter, CategoryTable, SeasonFilter, SeasonTable
from interns.tables.students import ApplicationFilter, ApplicationTable, PlacementFilter, PlacementTable

__all__ = [
    "ApplicationFilter",
    "ApplicationTable",
    "CategoryFilter",
    "CategoryTable",
    "PlacementFilter",
    "PlacementTable",
    "PositionFilter",
    "PositionTable",
    "PublicPositionFilter",
    "PublicPositionTable",
    "SeasonFilter",
    "SeasonTable",
]
