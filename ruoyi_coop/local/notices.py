"""One thing said is one line, Chinese first; trouble is one line on stderr and the end."""

import contextlib
import sys

_quiet_on = {"stdout": False}


class Trouble(Exception):
    """Something a person must mend; its text is the one line they read."""


class Stop(BaseException):
    """Somebody asked us to end: Ctrl-C, SIGTERM or a closed terminal."""


def keep_stdout_clean() -> None:
    """Send notices to stderr from now on: stdout belongs to the command that runs."""
    _quiet_on["stdout"] = True


def say(text: str) -> None:
    _write(sys.stderr if _quiet_on["stdout"] else sys.stdout, text)


def complain(text: str) -> None:
    _write(sys.stderr, f"错误:{' '.join(text.split())}")


def _write(stream, text: str) -> None:
    """A closed terminal or a broken pipe must not stop the portal."""
    with contextlib.suppress(OSError, ValueError):
        stream.reconfigure(errors="replace")
        stream.write(text + "\n")
        stream.flush()
