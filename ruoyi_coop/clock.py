"""The one list of reminder rules that the clock goes through."""

from allowances import reminders as allowances
from bases import reminders as bases
from certificates import reminders as certificates
from interns import reminders as interns
from meetings import reminders as meetings
from needs import reminders as needs
from onpost import reminders as onpost
from placing import reminders as placing
from projects import reminders as projects
from service import reminders as service
from supervision import reminders as supervision
from universities import reminders as universities

RULES = (
    *supervision.RULES,
    *service.RULES,
    *universities.RULES,
    *needs.RULES,
    *projects.RULES,
    *bases.RULES,
    *interns.RULES,
    *placing.RULES,
    *onpost.RULES,
    *certificates.RULES,
    *allowances.RULES,
    *meetings.RULES,
)
