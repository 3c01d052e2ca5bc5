"""bin/test: pytest on throw-away servers in a home of their own, so that the portal's data is never near."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from . import bootstrap, foreground, servers
from .claim import claim
from .environment import for_children, forget_configuration
from .layout import Layout, check_space
from .notices import Trouble, keep_stdout_clean, say
from .supervisor import Supervisor

PREFIX = "portal-test-"


def test(words: list[str]) -> int:
    keep_stdout_clean()
    layout = Layout.of(os.environ)
    layout.make()
    check_space(layout.home)
    bootstrap.ensure(layout, "requirements.txt", "requirements-dev.txt")
    _look_for_chromium()
    forget_configuration()
    with _home(layout.venv) as place, claim(place, "test"), Supervisor() as supervisor:
        env = for_children(place, servers.start(supervisor, place, throw_away=True), mode="test")
        return foreground.run([layout.python, "-m", "pytest", *(words or ["-n", "2"])], env)


@contextlib.contextmanager
def _home(venv: Path) -> Iterator[Layout]:
    _remove_left_homes()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(0o711)  # PostgreSQL's account passes through
    place = Layout(folder, venv)
    place.make()
    try:
        yield place
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_left_homes() -> None:
    """A run that was killed could not take its home away."""
    for folder in Path(tempfile.gettempdir()).glob(PREFIX + "*"):
        with contextlib.suppress(OSError, Trouble):
            if time.time() - folder.stat().st_mtime > 60:
                with claim(Layout(folder, folder / "venv"), "test"):
                    shutil.rmtree(folder)


def _look_for_chromium() -> None:
    if not _has_chromium() and os.environ.get("CI") == "true" and os.geteuid() == 0 and shutil.which("apt-get"):
        _install_chromium()
    if not _has_chromium():
        say("！！没有 Chromium,跳过浏览器测试 | NO CHROMIUM (apt-get install -y chromium): browser tests are left out")


def _has_chromium() -> bool:
    return Path(os.environ.get("CHROMIUM") or "/usr/bin/chromium").exists()


def _install_chromium() -> None:
    say("正在安装 Chromium | installing chromium")
    for words in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", "-qq", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
