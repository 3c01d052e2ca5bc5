"""The portal's own processes: what prepares its database and files, the web server, the worker, the beat."""

import contextlib
import hashlib
import http.client
import json
import os
import select
import signal
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .claim import MARK
from .layout import ROOT, Layout
from .notices import Trouble, say
from .process import last_words, run, size, text_since
from .supervisor import Service

ACCOUNT = "account: "
NOT_THE_TREE = {"__pycache__", "var", "tests", "node_modules"}


@dataclass(frozen=True)
class Door:
    """The listening socket, ours for the whole run: a restart of the web server refuses no connection."""

    bind: str
    port: int
    socket: socket.socket

    @classmethod
    def open(cls, bind: str, port: int) -> "Door":
        family = socket.AF_INET6 if ":" in bind else socket.AF_INET
        try:
            return cls(bind, port, socket.create_server((bind, port), family=family, backlog=512))
        except (OSError, OverflowError) as error:
            raise Trouble(
                f"端口 {port} 无法使用,可用 --port 另选 | cannot listen on {bind}:{port}, try --port: {error}"
            ) from None

    @property
    def host(self) -> str:
        local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.bind, self.bind)  # noqa: S104
        return f"[{local}]" if ":" in local else local

    @property
    def origin(self) -> str:
        return f"http://{self.host}:{self.port}"


def services(layout: Layout, env: dict[str, str], door: Door) -> tuple[Service, Service, Service]:
    """Return web, worker and beat."""
    return _web(layout, env, door), _worker(layout, env), _beat(layout, env)


def _service(name: str, layout: Layout, env: dict[str, str], words: list, **how) -> Service:
    return Service(
        name, [layout.python, "-m", *words], env | {MARK: str(layout.home)}, layout.log(name), early=True, **how
    )


def _web(layout: Layout, env: dict[str, str], door: Door) -> Service:
    workers, threads = env.get("WEB_CONCURRENCY", "1"), env.get("WEB_THREADS", "4")
    words = (
        f"gunicorn --bind fd://{door.socket.fileno()} --worker-class gthread --workers {workers} --threads {threads}"
    )
    words += " --preload --no-control-socket --graceful-timeout 5 ruoyi_coop.wsgi:application"
    return _service(
        "web",
        layout,
        env,
        words.split(),
        die_with=signal.SIGQUIT,
        keep=(door.socket.fileno(),),
        ready=FrontPage(env, door),
    )


def _worker(layout: Layout, env: dict[str, str]) -> Service:
    words = ["celery", "-A", "ruoyi_coop", "worker", "-c", "2", "--without-gossip", "--without-mingle"]
    return _service("worker", layout, env, words, ready=lambda: True)


def _beat(layout: Layout, env: dict[str, str]) -> Service:
    schedule = layout.run / "beat"
    words = ["celery", "-A", "ruoyi_coop", "beat", "--schedule", schedule, "--pidfile="]
    return _service("beat", layout, env, words, ready=lambda: True, repair=lambda: _forget(schedule))


def _forget(schedule: Path) -> None:
    for path in schedule.parent.glob(schedule.name + "*"):
        path.unlink()


class FrontPage:
    """Asks for the front page and looks, without waiting, whether it has come; a redirect is an answer too."""

    def __init__(self, env: dict[str, str], door: Door) -> None:
        self.env, self.door, self.talk = env, door, None

    def __call__(self) -> bool:
        with contextlib.suppress(OSError, http.client.HTTPException):
            self.talk = self.talk or self.ask()
            if not select.select([self.talk.sock], [], [], 0)[0]:
                return False
            if self.talk.getresponse().status < 500:
                return True
        self.talk = None
        return False

    def ask(self) -> http.client.HTTPConnection:
        talk = http.client.HTTPConnection(self.door.host.strip("[]"), self.door.port, timeout=10)
        talk.request("GET", front(self.env), headers={"Host": _host(self.env, self.door), "Connection": "close"})
        return talk


def front(env: dict[str, str]) -> str:
    return "/" + f"{env.get('URL_PREFIX', '').strip('/')}/".lstrip("/")


def _host(env: dict[str, str], door: Door) -> str:
    """Name a host that Django will accept."""
    names = [name.strip().lstrip(".") for name in env.get("ALLOWED_HOSTS", "*").split(",")]
    ours = f"{door.host}:{door.port}"
    return ours if not names[0] or "*" in names or door.host in names else names[0]


def prepare(layout: Layout, env: dict[str, str], demo: bool, trust_stamp: bool) -> list[str]:
    """Run `manage.py prepare` unless nothing has changed since it last ran; return the demo accounts' lines."""
    stamp = layout.run / "prepared.json"
    if trust_stamp and (known := _read(stamp)) and known["tree"] == fingerprint(layout, env, demo):
        return known["accounts"]
    say("正在准备数据库和静态文件 | preparing database and static files")
    stamp.unlink(missing_ok=True)
    accounts = _prepare(layout, env, demo)
    stamp.write_text(json.dumps({"tree": fingerprint(layout, env, demo), "accounts": accounts}))
    stamp.chmod(0o600)
    return accounts


def _prepare(layout: Layout, env: dict[str, str], demo: bool) -> list[str]:
    log = layout.log("prepare")
    start = size(log)
    if run([layout.python, "manage.py", "prepare", *["--demo"] * demo], env, log):
        raise Trouble(f"准备失败 | manage.py prepare failed: {last_words(log, start)} (log: {log})")
    lines = text_since(log, start).splitlines()
    return [line.removeprefix(ACCOUNT) for line in lines if line.startswith(ACCOUNT)]


def forget_prepared(layout: Layout) -> None:
    (layout.run / "prepared.json").unlink(missing_ok=True)


def _read(stamp: Path) -> dict | None:
    with contextlib.suppress(OSError, ValueError):
        return json.loads(stamp.read_text())
    return None


def fingerprint(layout: Layout, env: dict[str, str], demo: bool) -> str:
    """Sum up all that `prepare` depends on: the tree, the database it filled, what it collected, the mode."""
    found = hashlib.sha256(f"{demo} {env['PORTAL_MODE']} {env.get('DEBUG')}".encode())
    for path in (layout.home / "postgres/PG_VERSION", layout.home / "static"):
        found.update(f"{path.stat().st_ino if path.exists() else None}".encode())
    for path, bytes_, changed in sorted(_files(ROOT, NOT_THE_TREE | {layout.home.name})):
        found.update(os.fsencode(f"{path} {bytes_} {changed}\n"))
    return found.hexdigest()


def _files(root: Path, skip: set[str]) -> Iterator[tuple[str, int, int]]:
    """Yield path, size and time of change; editors may be at work, so a file may be gone by then."""
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in skip and not name.startswith(".")]
        for name in names if folder != str(root) else ["requirements.txt"]:
            with contextlib.suppress(FileNotFoundError):
                facts = os.lstat(os.path.join(folder, name))
                yield os.path.join(folder, name), facts.st_size, facts.st_mtime_ns
