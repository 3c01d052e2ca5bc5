"""bin/serve: from a bare checkout to a served page, and then nothing but keeping it so."""

import argparse
import contextlib
import os
import time
from collections.abc import Iterator

from . import bootstrap, portal, servers
from .claim import claim, publish
from .environment import for_children, load_env_file
from .layout import Layout, check_space
from .notices import Stop, say
from .supervisor import Supervisor

PUBLIC = ("DATABASE_URL", "REDIS_URL", "PORTAL_MODE", "SITE_URL")


def serve(words: list[str]) -> int:
    began, options = time.monotonic(), _options(words)
    load_env_file()
    layout = Layout.of(os.environ)
    layout.make()
    with claim(layout, "serve"):
        door = portal.Door.open(options.bind, options.port)
        check_space(layout.home)
        bootstrap.ensure(layout, "requirements.txt")
        with _farewell(), Supervisor() as supervisor:
            _start(supervisor, layout, door, options.empty, began)
            supervisor.watch()
    return 0


def _options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("bin/serve", description="Run the whole portal on this machine.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--bind", default="127.0.0.1", help="address to listen on (0.0.0.0 for all)")
    parser.add_argument("--empty", action="store_true", help="do not load the demo county")
    return parser.parse_args(words)


def _start(supervisor: Supervisor, layout: Layout, door: portal.Door, empty: bool, began: float) -> None:
    own_database = not os.environ.get("DATABASE_URL", "").strip()
    env = for_children(layout, servers.start(supervisor, layout))
    env.setdefault("SITE_URL", door.origin)
    demo = env["PORTAL_MODE"] == "demo"
    accounts = portal.prepare(layout, env, demo and not empty, trust_stamp=own_database)
    publish(layout, {name: env[name] for name in PUBLIC})
    _start_portal(supervisor, layout, env, door)
    say(f"ready: {door.origin}{portal.front(env)} (in {time.monotonic() - began:.1f} s)")
    for line in accounts if demo else []:
        say(f"  {line}")


def _start_portal(supervisor: Supervisor, layout: Layout, env: dict[str, str], door: portal.Door) -> None:
    """The page comes first; worker and beat share the two cores with nobody's waiting."""
    web, worker, beat = portal.services(layout, env, door)
    supervisor.start(web)
    supervisor.wait_for(web)
    supervisor.start(worker, beat)


@contextlib.contextmanager
def _farewell() -> Iterator[None]:
    try:
        yield
    except Stop:
        say("已停止 | stopped")
        raise
