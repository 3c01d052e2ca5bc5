"""The virtual environment: complete with exactly the pinned requirements, or not marked as complete."""

import fcntl
import hashlib
import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from .layout import ROOT, Layout
from .notices import Trouble, say
from .process import last_words, run

PIP = ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
ASTRAY = ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_USER")
UV = ["pip", "install", "--quiet", "--no-deps", "--require-hashes"]


def ensure(layout: Layout, *names: str) -> None:
    """Install the named requirement files unless the stamps say that just these are installed."""
    with open(layout.home / "venv.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        missing = [name for name in names if not _is_installed(layout, name)]
        if missing:
            say(f"正在安装依赖({'、'.join(missing)}) | installing requirements into {layout.venv}")
            _install(layout, missing)


def _stamp(layout: Layout, name: str) -> Path:
    return layout.venv / f".installed-{name}"


def _digest(name: str) -> str:
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def _is_installed(layout: Layout, name: str) -> bool:
    stamp = _stamp(layout, name)
    return layout.python.exists() and stamp.exists() and stamp.read_text() == _digest(name)


def _install(layout: Layout, names: list[str]) -> None:
    """Try uv, then pip: they may be configured for different package mirrors."""
    for name in names:
        _stamp(layout, name).unlink(missing_ok=True)
    log = layout.log("install")
    log.write_bytes(b"")
    if not (_with_uv(layout, names, log) or _with_pip(layout, names, log)):
        raise Trouble(f"依赖安装失败 | installing requirements failed: {last_words(log)} (log: {log})")
    for name in names:
        _stamp(layout, name).write_text(_digest(name))


def _with_uv(layout: Layout, names: list[str], log: Path) -> bool:
    uv = shutil.which("uv")
    if not uv:
        return False
    make = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, layout.venv]
    if not layout.python.exists() and run(make, _env(), log):
        return False
    return run([uv, *UV, "--python", layout.python, *_files(names)], _env(), log) == 0


def _with_pip(layout: Layout, names: list[str], log: Path) -> bool:
    if not layout.python.exists() or run([layout.python, "-m", "pip", "--version"], _env(), log):
        _make_venv(layout, log)
    return run([layout.python, *PIP, *_files(names)], _env(), log) == 0


def _make_venv(layout: Layout, log: Path) -> None:
    if find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Trouble(
            f"缺少 venv 模块,请运行 apt-get install -y python3-venv | Python {version} has no venv/pip here: "
            f"run `apt-get install -y python3-venv` (or install uv)"
        )
    if run([sys.executable, "-m", "venv", "--clear", layout.venv], _env(), log):
        raise Trouble(f"无法建立虚拟环境 | no virtual environment: {last_words(log)} (log: {log})")


def _files(names: list[str]) -> list[str]:
    return [word for name in names for word in ("-r", str(ROOT / name))]


def _env() -> dict[str, str]:
    """Return our environment without what would lead an installer elsewhere."""
    return {name: value for name, value in os.environ.items() if name not in ASTRAY}
