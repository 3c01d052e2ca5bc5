"""A PostgreSQL of our own: made whole or not at all, on a private socket, never started on another version's data."""

import contextlib
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from .identity import Identity, choose
from .layout import Layout
from .notices import Trouble, say
from .process import last_words, run, size
from .supervisor import Service
from .wheels import postgres_bin

ELSEWHERE = Path("/var/lib/ruoyi-coop")  # for an account that cannot enter our home
INITDB = [
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C.UTF-8",
    "--lc-messages=C",
    "--auth-local=trust",
    "--auth-host=reject",
    "--username=postgres",
]
FLAGS = ["listen_addresses=", "max_connections=60", "timezone=UTC", "max_wal_size=256MB"]
FLAGS += ["recovery_init_sync_method=syncfs"]  # back after a crash in 0.1 s instead of 1-6 s on a busy disk
THROW_AWAY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
FIRST_WORDS = "CREATE ROLE portal LOGIN CREATEDB;\nCREATE DATABASE portal OWNER portal;\n"


@dataclass(frozen=True)
class Postgres:
    """One cluster: its programs, its data, its socket, and as whom it runs."""

    layout: Layout
    identity: Identity
    bin: Path
    data: Path
    sockets: Path
    throw_away: bool = False

    @property
    def log(self) -> Path:
        return self.layout.log("postgres")

    @property
    def url(self) -> str:
        return f"postgresql://portal@/portal?host={quote(str(self.sockets), safe='')}"

    def service(self) -> Service:
        flags = FLAGS + THROW_AWAY * self.throw_away
        return Service(
            name="postgres",
            argv=[self.bin / "postgres", "-D", self.data, "-k", self.sockets, *(w for f in flags for w in ("-c", f))],
            env=_plain_environment(),
            log=self.log,
            ready=self.answers,
            stop_with=signal.SIGINT,
            die_with=signal.SIGINT,
            patience=30,
            become=self.identity.become,
            before=self.clear_stale_files,
        )

    def answers(self) -> bool:
        """Say hello as a client would: 'R' is a welcome, 'E' is "still starting"."""
        words = b"user\0portal\0database\0portal\0\0"
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as talk:
            talk.settimeout(2)
            talk.connect(str(self.sockets / ".s.PGSQL.5432"))
            talk.sendall(struct.pack("!ii", len(words) + 8, 196608) + words)
            welcome = talk.recv(1) == b"R"
            talk.sendall(b"X\0\0\0\4")
            return welcome
        return False

    def clear_stale_files(self) -> None:
        """A pid in a lock file may be a stranger's by now; we hold the home's lock, so no postmaster of ours lives."""
        lock = self.data / "postmaster.pid"
        if lock.exists() and not _is_postmaster(lock, self.data):
            lock.unlink()
        for path in self.sockets.glob(".s.PGSQL.5432*"):
            path.unlink()

    def make(self) -> None:
        """Make the cluster in a folder aside and give it its name when it is complete."""
        fresh = self.data.with_name("postgres.unfinished")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self.identity.own(fresh)
        self.initdb(fresh)
        self.create_portal(fresh)
        fresh.rename(self.data)

    def initdb(self, fresh: Path) -> None:
        start = size(self.log)
        argv = [self.bin / "initdb", *INITDB, *["--no-sync"] * self.throw_away, "-D", fresh]
        if run(argv, _plain_environment(), self.log, become=self.identity.become, cwd="/"):
            raise Trouble(f"无法建立数据库 | initdb failed: {last_words(self.log, start)} (log: {self.log})")

    def create_portal(self, fresh: Path) -> None:
        """Say the first words in single-user mode: no server has to run for them."""
        start, script = size(self.log), self.layout.run / "first.sql"
        script.write_text(FIRST_WORDS)
        with open(script) as words:
            argv = [self.bin / "postgres", "--single", "-D", fresh, "-c", "exit_on_error=on", "postgres"]
            status = run(argv, _plain_environment(), self.log, become=self.identity.become, cwd="/", stdin=words)
        script.unlink()
        if status:
            raise Trouble(f"无法建立数据库 | no first database: {last_words(self.log, start)} (log: {self.log})")

    def check_version(self) -> None:
        found, ours = (self.data / "PG_VERSION").read_text().strip(), _major(self.bin)
        if found != ours:
            raise Trouble(
                f"数据库由 PostgreSQL {found} 建立,当前程序是 {ours},未做任何改动 | {self.data} is of PostgreSQL "
                f"{found}, the installed one is {ours}: nothing was changed; use that release, or dump and restore"
            )


def place(layout: Layout, throw_away: bool = False) -> Postgres:
    """Decide who runs it and where program, data and socket lie, so that this identity reaches all three."""
    identity = choose(os.environ.get("PORTAL_PG_AS", ""))
    programs, data, sockets = (find(layout, identity) for find in (_reachable_bin, _data, _sockets))
    postgres = Postgres(layout, identity, programs, data, sockets, throw_away)
    if (postgres.data / "PG_VERSION").exists():
        postgres.check_version()
    else:
        postgres.make()
    identity.own(postgres.data)
    return postgres


def _data(layout: Layout, identity: Identity) -> Path:
    """Return the data folder; where the account cannot enter the home, the home holds a link to it."""
    data = layout.home / "postgres"
    if data.is_symlink() or identity.can(layout.home):
        return data.resolve()
    elsewhere = _elsewhere() / layout.digest / "postgres"
    elsewhere.parent.mkdir(mode=0o711, exist_ok=True)
    if data.exists():
        shutil.move(data, elsewhere)
    data.symlink_to(elsewhere)
    say(f"数据库放在 {elsewhere} | the database lies there, as PostgreSQL's account cannot enter {layout.home}")
    return elsewhere


def _reachable_bin(layout: Layout, identity: Identity) -> Path:
    """Return the programs' folder, or that of a copy which the account may read."""
    programs = postgres_bin(layout)
    if identity.can(programs / "postgres"):
        return programs
    package = programs.parents[1]
    copy = _elsewhere() / f"postgresql-{_version(programs)}"
    if not copy.exists():
        _copy(package, copy)
    return copy / package.name / programs.relative_to(package)


def _copy(package: Path, target: Path) -> None:
    """Copy the wheel's folder and the libraries that lie beside it, whole or not at all."""
    unfinished = target.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    for folder in (package, package.with_name(package.name + ".libs")):
        if folder.exists():
            shutil.copytree(folder, unfinished / folder.name, symlinks=True)
    unfinished.rename(target)


def _elsewhere() -> Path:
    ELSEWHERE.mkdir(mode=0o755, parents=True, exist_ok=True)
    return ELSEWHERE


def _sockets(layout: Layout, identity: Identity) -> Path:
    """Return PostgreSQL's own folder for its socket, private to it and us."""
    outer = layout.sockets()
    if identity.name == "account":
        outer.chmod(0o711)
        outer = outer if identity.can(outer) else layout.make_temp()
        outer.chmod(0o711)
    inner = outer / "pg"
    inner.mkdir(mode=0o700, exist_ok=True)
    os.chown(inner, identity.uid, identity.gid)
    return inner


def _is_postmaster(lock: Path, data: Path) -> bool:
    """Return whether the lock file's process is dead or truly of this data: PostgreSQL then copes itself."""
    try:
        pid = int(lock.read_text().split()[0])
        return os.fsencode(data) in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except FileNotFoundError:
        return True
    except (ValueError, IndexError):
        return False


def _version(programs: Path) -> str:
    said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return re.search(r"\d+(\.\d+)*", said)[0]


def _major(programs: Path) -> str:
    return _version(programs).split(".")[0]


def _plain_environment() -> dict[str, str]:
    """PostgreSQL reads PG… variables of its own; the operator's are not meant for it."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}
