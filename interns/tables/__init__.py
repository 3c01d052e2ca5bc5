"""The lists of posts, applications, placements and seasons."""

from interns.tables.positions import (
    PositionFilter,
    PositionTable,
    PublicPositionFilter,
    PublicPositionTable,
    TutorFilter,
    TutorTable,
)
from interns.tables.seasons import CategoryFilter, CategoryTable, SeasonFilter, SeasonTable
from interns.tables.students import (
    ApplicationFilter,
    ApplicationTable,
    GiveUpFilter,
    GiveUpTable,
    PlacementFilter,
    PlacementTable,
)

__all__ = [
    "ApplicationFilter",
    "ApplicationTable",
    "CategoryFilter",
    "CategoryTable",
    "GiveUpFilter",
    "GiveUpTable",
    "PlacementFilter",
    "PlacementTable",
    "PositionFilter",
    "PositionTable",
    "PublicPositionFilter",
    "PublicPositionTable",
    "SeasonFilter",
    "SeasonTable",
    "TutorFilter",
    "TutorTable",
]
