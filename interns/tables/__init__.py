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
    CheckFilter,
    CheckTable,
    GivenUpFilter,
    GivenUpTable,
    PlacementFilter,
    PlacementTable,
    StudentPositionTable,
    WaitingFilter,
    WaitingTable,
)

__all__ = [
    "ApplicationFilter",
    "ApplicationTable",
    "CategoryFilter",
    "CategoryTable",
    "CheckFilter",
    "CheckTable",
    "GivenUpFilter",
    "GivenUpTable",
    "PlacementFilter",
    "PlacementTable",
    "PositionFilter",
    "PositionTable",
    "PublicPositionFilter",
    "PublicPositionTable",
    "SeasonFilter",
    "SeasonTable",
    "StudentPositionTable",
    "TutorFilter",
    "TutorTable",
    "WaitingFilter",
    "WaitingTable",
]
