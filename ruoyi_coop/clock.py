"""The one list of reminder rules that the clock goes through."""

from bases import reminders as bases
from interns import reminders as interns
from meetings import reminders as meetings
from needs import reminders as needs
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
    *meetings.RULES,
)
