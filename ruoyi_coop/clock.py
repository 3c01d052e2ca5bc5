"""The one list of reminder rules that the clock goes through."""

from bases import reminders as bases
from interns import reminders as interns
from meetings import reminders as meetings
from projects import reminders as projects

RULES = (*projects.RULES, *bases.RULES, *interns.RULES, *meetings.RULES)
