"""The ways out of the portal: each opens once for a round, sends one message at a time, and says why when it cannot.

A way out is a context manager with `send(message)` and `reset()`. What it raises decides what happens next:
`Refused` is final for this message, anything in `AWAY` is tried again later.
"""

from importlib import import_module


class Refused(Exception):
    """This message will never be taken: no such mailbox, no such group, a template that is not ours."""


class Away(Exception):
    """The other side is not there or wants us to come later."""


AWAY = (Away, OSError)  # smtplib's and urllib's exceptions are OSErrors

WAYS = {
    "mail": "notifications.channels.mail.Mail",
    "sms": "notifications.channels.sms.Sms",
    "wecom": "notifications.channels.wecom.Wecom",
}


def way(channel: str):
    """Open the way out of a channel, for `with`."""
    module, _dot, name = WAYS[channel].rpartition(".")
    return getattr(import_module(module), name)()
