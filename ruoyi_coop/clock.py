"""What the clock goes through at each beat: chores that must happen by themselves, then the rules of the reminders."""

from allowances import reminders as allowances
from bases import reminders as bases
from certificates import reminders as certificates
from certificates.actions import ask_follow_ups, send_appraisal_links
from interns import reminders as interns
from interns.actions import expire_offers
from meetings import reminders as meetings
from needs import reminders as needs
from onpost import reminders as onpost
from onpost.actions import finish_stays, raise_problems, send_week_links
from placing import reminders as placing
from placing.actions import ensure_lots, resume_runs
from projects import reminders as projects
from service import reminders as service
from service.actions import escalate_due
from supervision import reminders as supervision
from supervision.groups import tell_groups
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

# What happens by itself when its time has come: each takes the moment (None: now), may be repeated or missed.
CHORES = (
    ensure_lots,
    resume_runs,
    send_appraisal_links,
    ask_follow_ups,
    expire_offers,
    escalate_due,
    raise_problems,
    finish_stays,
    send_week_links,
    tell_groups,
)


def do_chores(now=None) -> None:
    for chore in CHORES:
        chore(now)
