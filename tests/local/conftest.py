"""A small portal without Django, run by the real bin/serve with real PostgreSQL, Valkey and gunicorn."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from ruoyi_coop.local.layout import Layout

REPO = Path(__file__).resolve().parents[2]

MANAGE = """
import os, pathlib, sys
import psycopg2
from ruoyi_coop.wsgi import connect
home = pathlib.Path(os.environ["PORTAL_HOME"])
if sys.argv[1] == "prepare":
    (home / "static").mkdir(exist_ok=True)
    if (home / "broken").exists():
        sys.exit("Error: this prepare is broken")
    connect().cursor().execute("CREATE TABLE IF NOT EXISTS note (text text)")
    with open(home / "prepared.log", "a") as log:
        log.write(" ".join(sys.argv[1:]) + chr(10))
    print("account: admin / Ruicheng-2021")
elif sys.argv[1] == "note":
    connect().cursor().execute("INSERT INTO note VALUES (%s)", sys.argv[2:])
elif sys.argv[1] == "notes":
    cursor = connect().cursor()
    cursor.execute("SELECT text FROM note ORDER BY text")
    print(" ".join(text for text, in cursor))
elif sys.argv[1] == "env":
    print(os.environ.get(sys.argv[2]))
elif sys.argv[1] == "exit":
    sys.exit(int(sys.argv[2]))
"""

WSGI = """
import os
from urllib.parse import parse_qsl, urlsplit
import psycopg2
import redis

def connect():
    host = dict(parse_qsl(urlsplit(os.environ["DATABASE_URL"]).query))["host"]
    connection = psycopg2.connect(host=host, user="portal", dbname="portal", connect_timeout=3)
    connection.autocommit = True
    return connection

def application(environ, start_response):
    try:
        connect().cursor().execute("SELECT 1")
        redis.Redis.from_url(os.environ["REDIS_URL"]).ping()
        status = "200 OK"
    except Exception as error:
        status = "503 Service Unavailable"
    start_response(status, [("Content-Type", "text/plain")])
    return [environ["PATH_INFO"].encode()]
"""

CELERY = """
import os
from celery import Celery
path = os.environ["REDIS_URL"].removeprefix("unix://")
app = Celery("ruoyi_coop", broker=f"redis+socket://{path}?virtual_host=0")
"""

SLEEPER = "import signal\nsignal.pause()\n"  # stands in for Celery where a test is not about it


class Portal:
    """A checkout of its own with a stub project in it; knows how to start, ask, kill and count."""

    def __init__(self, root: Path, cluster: Path | None = None, celery: bool = False) -> None:
        self.root, self.home = root, root / "var"
        self.output = root.with_name(root.name + ".output")
        self.port, self.process = free_port(), None
        self.lay_out()
        if not celery:
            (root / "celery").mkdir()
            (root / "celery/__main__.py").write_text(SLEEPER)
        if cluster:
            shutil.copytree(cluster, self.home / "postgres")

    def lay_out(self) -> None:
        shutil.copytree(REPO / "bin", self.root / "bin")
        shutil.copytree(REPO / "ruoyi_coop/local", self.root / "ruoyi_coop/local")
        shutil.copy(REPO / "requirements.txt", self.root)
        for name, text in {"wsgi.py": WSGI, "celery.py": CELERY, "__init__.py": ""}.items():
            (self.root / "ruoyi_coop" / name).write_text(text)
        (self.root / "manage.py").write_text(MANAGE)
        self.home.mkdir()
        (self.home / "venv").symlink_to(sys.prefix)

    @property
    def env(self) -> dict[str, str]:
        ours = ("PORTAL_", "DATABASE_URL", "REDIS_URL", "DJANGO_", "SECRET_KEY", "FIELD_KEY", "PYTEST", "COV_")
        path = f"{sys.base_prefix}/bin:{os.environ['PATH']}"
        return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | {"PATH": path}

    def start(self, *words: str, **env: str) -> "Portal":
        command = [self.root / "bin/serve", "--port", str(self.port), *words]
        with open(self.output, "wb") as output:
            self.process = subprocess.Popen(command, env=self.env | env, stdout=output, stderr=output, cwd="/")
        until(lambda: "/ (in " in self.said() or self.process.poll() is not None, 20)
        assert "ready:" in self.said(), self.said()
        return self

    def refused(self, *words: str, **env: str) -> str:
        """Start in vain and return the one line on stderr."""
        command = [self.root / "bin/serve", "--port", str(self.port), *words]
        done = subprocess.run(command, env=self.env | env, capture_output=True, text=True, timeout=30, check=False)
        assert done.returncode == 1, done
        assert done.stderr.count("\n") == 1 and done.stderr.startswith("错误:"), done.stderr
        return done.stderr

    def manage(self, *words: str, **env: str) -> subprocess.CompletedProcess:
        command = [self.root / "bin/manage", *words]
        return subprocess.run(command, env=self.env | env, capture_output=True, text=True, timeout=30, check=False)

    def said(self) -> str:
        return self.output.read_text()

    def status(self, path: str = "/") -> int:
        address = f"http://127.0.0.1:{self.port}{path}"
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status
        return 0

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(20)

    def processes(self, word: str = "") -> list[int]:
        """Return all that live and belong to this checkout, whatever they call themselves."""
        return [pid for pid, text in everything() if str(self.root) in text and word in text and pid != os.getpid()]

    def end(self) -> None:
        if self.process and self.process.poll() is None:
            self.stop()
        Layout.of({"PORTAL_HOME": self.home}).drop_temp()


def everything():
    """Yield each process with all that is known of its identity: command line, folder, environment."""
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit():
                parts = [(entry / "cmdline").read_bytes(), os.fsencode((entry / "cwd").readlink())]
                yield int(entry.name), b" ".join(parts).replace(b"\0", b" ").decode(errors="replace")


def until(true, seconds: float = 10) -> float:
    """Wait until it is true and return how long that took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, "it did not come true in time"
        time.sleep(0.03)
    return time.monotonic() - began


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.fixture(autouse=True)
def _places():
    """Nothing of Django here."""


@pytest.fixture(autouse=True)
def nudges():
    """Nothing of Celery's messages here."""


@pytest.fixture(scope="session")
def cluster(tmp_path_factory) -> Path:
    """A database as the first start leaves it: copying it is quicker than making one for each test."""
    first = Portal(tmp_path_factory.mktemp("first")).start()
    first.end()
    return first.home / "postgres"


@pytest.fixture(scope="module")
def running(tmp_path_factory, cluster):
    """One whole portal that several tests wound and watch recover."""
    portal = Portal(tmp_path_factory.mktemp("portal"), cluster, celery=True).start()
    yield portal
    portal.end()


@pytest.fixture
def bare(tmp_path):
    """A portal that was never started."""
    fresh = Portal(tmp_path / "bare")
    yield fresh
    fresh.end()


@pytest.fixture
def whole(tmp_path, cluster):
    """A portal that ran before, with a true Celery."""
    fresh = Portal(tmp_path / "whole", cluster, celery=True)
    yield fresh
    fresh.end()


@pytest.fixture
def portal(tmp_path, cluster):
    """A portal that ran before and is not running now."""
    fresh = Portal(tmp_path / "portal", cluster)
    yield fresh
    fresh.end()
