"""What the portal keeps about one person, from every app whose desk says so with `about_me(actor)`."""

from allowances import desk as allowances
from bases import desk as bases
from certificates import desk as certificates
from interns import desk as interns
from meetings import desk as meetings
from onpost import desk as onpost
from placing import desk as placing
from projects import desk as projects
from universities import desk as universities
from vault import desk as vault

DESKS = (vault, interns, placing, onpost, certificates, allowances, meetings, projects, bases, universities)


def about(actor) -> dict:
    """Return {name of a list: rows}, ready for JSON; apps without personal data say nothing."""
    found = {}
    for desk in DESKS:
        about_me = getattr(desk, "about_me", None)
        found |= about_me(actor) if about_me else {}
    return found
