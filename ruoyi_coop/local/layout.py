"""Where everything lies: the project's tree, the home that keeps the state, and a folder short enough for sockets."""

import hashlib
import os
import re
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .notices import Trouble

ROOT = Path(__file__).resolve().parents[2]
NEEDED_MB = 300
PLAIN_AND_SHORT = re.compile(r"/[A-Za-z0-9._/-]{0,70}")  # a socket's whole path must fit into 107 bytes


@dataclass(frozen=True)
class Layout:
    """The home: database, Valkey's file, logs, and what only lives while something runs."""

    home: Path
    venv: Path

    @classmethod
    def of(cls, environ) -> "Layout":
        home = Path(environ.get("PORTAL_HOME") or ROOT / "var").expanduser().resolve()
        return cls(home, home / "venv")

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def logs(self) -> Path:
        return self.home / "log"

    @property
    def run(self) -> Path:
        return self.home / "run"

    @property
    def digest(self) -> str:
        return hashlib.sha256(os.fsencode(self.home)).hexdigest()[:10]

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def make(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        for folder in (self.logs, self.run):
            folder.mkdir(mode=0o700, exist_ok=True)

    def sockets(self) -> Path:
        """Return a private folder for sockets: in the home, or a temporary one when that name is long or not plain."""
        return self.run if PLAIN_AND_SHORT.fullmatch(str(self.run)) else self.make_temp()

    def make_temp(self) -> Path:
        self.temp.mkdir(mode=0o700, exist_ok=True)
        if not _is_ours(self.temp):
            raise Trouble(
                f"{self.temp} 属于其他用户 | {self.temp} is somebody else's: set TMPDIR or a shorter PORTAL_HOME"
            )
        return self.temp

    @property
    def temp(self) -> Path:
        return Path(_temp()) / f"portal-{os.geteuid()}-{self.digest}"

    def drop_temp(self) -> None:
        if self.temp.is_dir() and _is_ours(self.temp):
            shutil.rmtree(self.temp, ignore_errors=True)


def _temp() -> str:
    place = tempfile.gettempdir()
    return place if PLAIN_AND_SHORT.fullmatch(place + "/portal-0000000000-0123456789") else "/tmp"  # noqa: S108


def _is_ours(folder: Path) -> bool:
    """A folder in a shared place may have been laid there by somebody else."""
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022


def check_space(folder: Path) -> None:
    free = shutil.disk_usage(folder).free // 2**20
    if free < NEEDED_MB:
        raise Trouble(
            f"磁盘空间不足:{folder} 只剩 {free} MB,至少需要 {NEEDED_MB} MB | "
            f"disk almost full: {free} MB left, {NEEDED_MB} MB needed; nothing was changed"
        )
