"""The one list of reminder rules that the clock goes through."""

from interns import reminders as interns
from meetings import reminders as meetings
from projects import reminders as projects

RULES = (*projects.RULES, *interns.RULES, *meetings.RULES)
