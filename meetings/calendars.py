"""A meeting as a calendar file that any calendar program reads."""

from datetime import UTC

from django.conf import settings
from icalendar import Calendar, Event, vText

from meetings.models import Meeting
from meetings.workflow import State

STATUS = {State.DRAFT: "TENTATIVE", State.CALLED: "CONFIRMED", State.HELD: "CONFIRMED", State.CANCELLED: "CANCELLED"}


def ics(meeting: Meeting) -> bytes:
    """Return the .ics of one meeting: stable UID, growing SEQUENCE, times in UTC."""
    calendar = Calendar()
    calendar.add("prodid", "-//Ruicheng//County-University Portal//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if meeting.state == State.CANCELLED else "PUBLISH")
    calendar.add_component(_event(meeting))
    return calendar.to_ical()


def _event(meeting: Meeting) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.changed_at.astimezone(UTC))
    event.add("dtstart", meeting.starts.astimezone(UTC))
    event.add("dtend", meeting.ends.astimezone(UTC))
    event.add("summary", meeting.title)
    event.add("status", STATUS[meeting.state])
    event["location"] = vText(meeting.place or meeting.link)
    if words := meeting.agenda_words:
        event.add("description", words)
    event.add("url", settings.SITE["address"].rstrip("/") + meeting.get_absolute_url())
    return event
