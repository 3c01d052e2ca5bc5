"""Only one of us works in a home at a time, and whatever an earlier one left behind is gone before we begin."""

import contextlib
import fcntl
import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from .layout import Layout
from .notices import Trouble

MARK = "PORTAL_SERVICE_OF"  # in the environment of each service: whose it is


class Taken(Trouble):
    """Somebody else works in this home."""


@contextlib.contextmanager
def claim(layout: Layout, what: str) -> Iterator[None]:
    """Hold the home's lock; it ends with us, however we end."""
    lock = _lock(layout.home / "lock")
    try:
        os.ftruncate(lock, 0)
        os.write(lock, f"{what} {os.getpid()}".encode())
        _servers(layout).unlink(missing_ok=True)
        clear_orphans(layout)
        yield
    finally:
        _servers(layout).unlink(missing_ok=True)
        layout.drop_temp()
        (layout.home / "lock").unlink(missing_ok=True)
        os.close(lock)


def _lock(path: Path) -> int:
    while True:
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(lock, 100).decode() or "?"
            os.close(lock)
            raise Taken(
                f"已经在运行:bin/{holder},数据目录 {path.parent} | already running: bin/{holder} is the process"
            ) from None
        if _still_there(lock, path):
            return lock
        os.close(lock)  # its last holder removed it between our open and our lock


def _still_there(lock: int, path: Path) -> bool:
    try:
        return os.fstat(lock).st_ino == path.stat().st_ino
    except FileNotFoundError:
        return False


def _servers(layout: Layout) -> Path:
    return layout.run / "servers.json"


def publish(layout: Layout, urls: dict[str, str]) -> None:
    """Tell bin/manage where our servers are."""
    path = _servers(layout)
    with open(os.open(path.with_suffix(".new"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(urls, file)
    path.with_suffix(".new").rename(path)


def published(layout: Layout, seconds: float = 60) -> dict[str, str] | None:
    """Return where the holder's servers are, waiting for them to start; None when it ended meanwhile."""
    end = time.monotonic() + seconds
    while (layout.home / "lock").exists() and time.monotonic() < end:
        with contextlib.suppress(FileNotFoundError, ValueError):
            return json.loads(_servers(layout).read_text())
        time.sleep(0.1)
    return None


@contextlib.contextmanager
def guest(layout: Layout, alone: bool = False) -> Iterator[None]:
    """Use another's servers; who started them for a command of its own waits (alone) until the guests have gone."""
    with open(layout.run / "guests", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield


def clear_orphans(layout: Layout) -> None:
    """Wait for what dies with its supervisor, then ask, then kill."""
    for number, seconds in ((0, 3), (signal.SIGINT, 4), (signal.SIGKILL, 5)):
        left = _tell_orphans(layout, number)
        end = time.monotonic() + seconds
        while left and time.monotonic() < end:
            time.sleep(0.05)
            left = orphans(layout)
        if not left:
            return
    raise Trouble(f"上次运行留下的进程无法结束 | processes of an earlier run do not end: {left}")


def _tell_orphans(layout: Layout, number: int) -> list[int]:
    found = orphans(layout)
    for pid in found:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
    return found


def orphans(layout: Layout) -> list[int]:
    """Return the services of this home that live although nobody holds it."""
    numbers = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [pid for pid in numbers if pid != os.getpid() and _is_ours(pid, layout)]


def _is_ours(pid: int, layout: Layout) -> bool:
    """PostgreSQL and Valkey write over their environment, so they are known by their command line."""
    process, mark = Path(f"/proc/{pid}"), os.fsencode(f"{MARK}={layout.home}")
    with contextlib.suppress(OSError):
        if mark in (process / "environ").read_bytes().split(b"\0"):
            return True
        words = (process / "cmdline").read_bytes()
        places = (layout.home, layout.temp, (layout.home / "postgres").resolve())
        server = (process / "exe").readlink().name.startswith(("postgres", "valkey-server", "redis-server"))
        return server and any(os.fsencode(f"{place}/") in words.replace(b"\0", b"/") for place in places)
    return False
