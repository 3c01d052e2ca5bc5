"""PostgreSQL and Valkey: those whose addresses are given, else our own, started and answering."""

import os

from . import postgres, valkey
from .layout import Layout
from .notices import say
from .supervisor import Supervisor


def start(supervisor: Supervisor, layout: Layout, throw_away: bool = False) -> dict[str, str]:
    """Return both addresses."""
    urls = {name: os.environ.get(name, "").strip() for name in ("DATABASE_URL", "REDIS_URL")}
    if not urls["DATABASE_URL"]:
        urls["DATABASE_URL"] = _start_postgres(supervisor, layout, throw_away)
    if not urls["REDIS_URL"]:
        service, urls["REDIS_URL"] = valkey.place(layout, dict(os.environ))
        supervisor.start(service)
    supervisor.wait_for(*supervisor.services)
    return urls


def _start_postgres(supervisor: Supervisor, layout: Layout, throw_away: bool) -> str:
    if not throw_away and not (layout.home / "postgres").exists():
        say(f"正在建立数据库 | creating the database in {layout.home}/postgres")
    database = postgres.place(layout, throw_away)
    supervisor.start(database.service())
    return database.url
