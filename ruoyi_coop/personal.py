"""What the portal keeps about one person, from every app whose desk says so with `about_me(actor)`."""

from bases import desk as bases
from interns import desk as interns
from meetings import desk as meetings
from projects import desk as projects
from universities import desk as universities

DESKS = (interns, meetings, projects, bases, universities)


def about(actor) -> dict:
    """Return {name of a list: rows}, ready for JSON; apps without personal data say nothing."""
    found = {}
    for desk in DESKS:
        about_me = getattr(desk, "about_me", None)
        found |= about_me(actor) if about_me else {}
    return found
