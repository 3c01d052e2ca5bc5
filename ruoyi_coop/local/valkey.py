"""A Valkey of our own on a private socket; nothing due is kept in it, so a broken file is laid aside."""

import contextlib
import shutil
import socket
import time
from pathlib import Path

from .layout import Layout
from .notices import say
from .supervisor import Service
from .wheels import valkey_server

FLAGS = "--port 0 --unixsocketperm 700 --appendonly yes --maxmemory-policy noeviction --daemonize no".split()


def place(layout: Layout, env: dict[str, str]) -> tuple[Service, str]:
    """Return the service and the address of its socket."""
    data, door = layout.home / "valkey", layout.sockets() / "redis.sock"
    data.mkdir(mode=0o700, exist_ok=True)
    service = Service(
        name="valkey",
        argv=[valkey_server(layout), *FLAGS, "--save", "", "--unixsocket", door, "--dir", data],
        env=env,
        log=layout.log("valkey"),
        ready=lambda: _answers(door),
        before=lambda: door.unlink(missing_ok=True),
        repair=lambda: _lay_aside(data),
    )
    return service, f"unix://{door}"


def _answers(door: Path) -> bool:
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as talk:
        talk.settimeout(2)
        talk.connect(str(door))
        talk.sendall(b"PING\r\n")
        return talk.recv(5) == b"+PONG"
    return False


def _lay_aside(data: Path) -> None:
    """Nothing due is kept in here: starting empty is better than not starting."""
    aside = data.with_name(f"valkey.broken-{time.time_ns() // 10**9}")
    shutil.move(data, aside)
    data.mkdir(mode=0o700)
    say(f"Valkey 的数据无法读取,已移到 {aside} | Valkey could not read its data, laid aside in {aside}")
