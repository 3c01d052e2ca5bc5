"""Runs the one command that owns the terminal, and returns its exit status."""

import signal
import sys

from .notices import Stop
from .process import launch


def run(argv: list, env: dict[str, str]) -> int:
    """Ctrl-C at a terminal is the command's own affair; any other wish to end is handed on to it."""
    if sys.stdin.isatty():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    child = launch(argv, env, None)
    try:
        return _status(child.wait())
    except Stop as stop:
        child.send_signal(stop.args[0])
        return _status(child.wait(20))
    finally:
        child.kill()
        child.wait()


def _status(returncode: int) -> int:
    return returncode if returncode >= 0 else 128 - returncode
