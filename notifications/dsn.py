"""Reads the letters in which mail servers report that ours did not arrive; believes only those that cite ours."""

import re
from email.message import Message as Letter

from django.utils.translation import gettext as _

from notifications import bounces
from notifications.channels.mail import message_id
from notifications.models import Message

CITED = re.compile(r"^message-id:\s*(<([0-9a-f]{12})[0-9a-f]{40}@[^>\s]+>)", re.IGNORECASE | re.MULTILINE)


def take(report: Letter) -> str:
    """Mark the address of a final failure; returns it, or "" when the letter says nothing of the kind about us."""
    reason = _failure(report)
    message = _cited(report) if reason else None
    if message is None or not message.to:
        return ""
    bounces.note(message.to, reason)
    words = (_("退信：%s") % reason)[:300]
    Message.objects.filter(pk=message.pk).update(state=Message.State.DEAD, error=words)
    return message.to


def _failure(report: Letter) -> str:
    """The status and the server's words of a permanent failure, from the part made for machines (RFC 3464)."""
    for part in report.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for fields in part.get_payload():
            status = str(fields.get("Status", "")).strip()
            if str(fields.get("Action", "")).strip().lower() == "failed" and status.startswith("5"):
                said = str(fields.get("Diagnostic-Code", "")).partition(";")[2].strip()
                return " ".join(f"{status} {said}".split())
    return ""


def _cited(report: Letter) -> Message | None:
    """Our message whose id the report gives back, when the id is really that message's."""
    for part in report.walk():
        if part.get_content_type() not in {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers"}:
            continue
        found = CITED.search(part.as_string())
        message = Message.objects.filter(pk=int(found[2], 16)).select_related("recipient").first() if found else None
        if message and message_id(message).partition("@")[0] == found[1].partition("@")[0].lower():
            return message
    return None
