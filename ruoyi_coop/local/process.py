"""Starts one process that dies when we die, and reads what its log said last."""

import contextlib
import ctypes
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import IO

from .layout import ROOT

LIBC = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG = 1
OURS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TELLING = ("FATAL", "PANIC", "ERROR", "error:", "Error:", "No space left", "Errno")


def as_we_are() -> None:
    """Stay who we are: what a child becomes unless it is told otherwise."""


def launch(
    argv: list,
    env: dict[str, str],
    log: Path | None,
    *,
    die_with: int = signal.SIGTERM,
    become: Callable[[], None] = as_we_are,
    keep: tuple[int, ...] = (),
    cwd: Path = ROOT,
    stdin: IO | None = None,
) -> subprocess.Popen:
    """Start a child; with a log it gets a session of its own, so that Ctrl-C reaches only us."""
    with contextlib.ExitStack() as stack:
        output = stack.enter_context(open(log, "ab")) if log else None
        return subprocess.Popen(
            [str(word) for word in argv],
            env=env,
            cwd=cwd,
            stdin=stdin or (subprocess.DEVNULL if log else None),
            stdout=output,
            stderr=output,
            start_new_session=bool(log),
            pass_fds=keep,
            preexec_fn=_born(os.getpid(), die_with, become),
        )


def _born(parent: int, die_with: int, become: Callable[[], None]) -> Callable[[], None]:
    """Return what the child does first; the wish to die with us comes last, as a change of identity forgets it."""

    def prepare() -> None:
        for number in OURS:
            signal.signal(number, signal.SIG_DFL)
        become()
        LIBC.prctl(PR_SET_PDEATHSIG, die_with, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def run(argv: list, env: dict[str, str], log: Path, **how) -> int:
    """Run a command to its end and return its exit status; whatever interrupts us ends it too."""
    child = launch(argv, env, log, die_with=signal.SIGKILL, **how)
    try:
        return child.wait()
    finally:
        sweep(child)


def sweep(child: subprocess.Popen) -> None:
    """Kill what is left of the child's process group and bury the child."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def text_since(log: Path, offset: int) -> str:
    with open(log, "rb") as file:
        file.seek(offset)
        return file.read().decode(errors="replace")


def size(log: Path) -> int:
    return log.stat().st_size if log.exists() else 0


def last_words(log: Path, offset: int = 0) -> str:
    """Return the line that best says why something ended: the last one that names an error, else the last."""
    lines = [line.strip() for line in text_since(log, max(offset, size(log) - 20_000)).splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in TELLING)]
    places = [line for line in lines if line.startswith('File "')]
    words = (telling or lines or [""])[-1][:300]
    return f"{words} ({places[-1]})" if places and words == lines[-1] else words
