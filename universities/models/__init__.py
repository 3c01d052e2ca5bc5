"""The universities the county works with: register, dated partnerships, attached leaders, experts, contacts."""

from universities.models.people import Contact, Expert
from universities.models.register import (
    LOOKS_INSIDE,
    Level,
    ReferenceUniversity,
    University,
    UniversityMember,
    university_id_of,
)
from universities.models.spans import LeaderAttachment, Partnership

__all__ = [
    "LOOKS_INSIDE",
    "Contact",
    "Expert",
    "LeaderAttachment",
    "Level",
    "Partnership",
    "ReferenceUniversity",
    "University",
    "UniversityMember",
    "university_id_of",
]
