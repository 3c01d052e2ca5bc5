"""Mail: text and HTML, a Message-ID that is the same for every attempt, and a way to switch the kind off."""

from hashlib import sha256
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core import mail
from django.template.loader import render_to_string

from notifications import bounces, digest, unsubscribe
from notifications.channels import Refused
from notifications.models import DIGEST, Message

NO_SUCH_BOX = {550, 551, 553}  # the other permanent codes are about us or today, so they are tried again


class Mail:
    """One connection for a whole round; it opens with the first letter."""

    def __enter__(self):
        self._connection = mail.get_connection()
        return self

    def __exit__(self, *error):
        self._connection.close()

    def send(self, message: Message) -> None:
        self._connection.open()  # does nothing when open already
        try:
            letter(message, self._connection).send()
        except SMTPRecipientsRefused as error:
            code, words = error.recipients.get(message.to, (0, b""))
            if code not in NO_SUCH_BOX:
                raise
            reason = f"{code} {words.decode('utf-8', 'replace')}"
            bounces.note(message.to, reason)
            raise Refused(reason) from error

    def reset(self) -> None:
        self._connection.close()


def letter(message: Message, connection=None) -> mail.EmailMultiAlternatives:
    is_digest = message.key.startswith(DIGEST)
    words = {"base": settings.SITE["address"].rstrip("/")} | (digest.words(message) if is_digest else {})
    message.title = words.get("title", message.title)
    off = unsubscribe.headers(message, [part.rule for _heading, parts in words.get("sections", ()) for part in parts])
    words |= {"message": message, "link": link(message.path), "site": settings.SITE}
    name = "digest" if is_digest else "message"
    made = mail.EmailMultiAlternatives(
        subject=message.title.replace("\n", " "),
        body=render_to_string(f"mail/{name}.txt", words),
        to=[message.to],
        headers={"Message-ID": message_id(message)} | off,
        connection=connection,
    )
    made.attach_alternative(render_to_string(f"mail/{name}.html", words), "text/html")
    return made


def link(path: str) -> str:
    return settings.SITE["address"].rstrip("/") + path if path else ""


def message_id(message: Message) -> str:
    """The same for every attempt, in hex: some mail servers cut an id at the first colon.

    The row's number comes first, so that a bounce which cites it can be told from one that somebody made up.
    """
    digest = sha256(f"{message.key}:{message.channel}:{message.created_at.isoformat()}".encode()).hexdigest()[:40]
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return f"<{message.pk:012x}{digest}@{domain}>"
