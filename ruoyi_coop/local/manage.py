"""bin/manage: one Django command with the servers of whoever runs here, or with our own for its length."""

import contextlib
import os

from . import bootstrap, foreground, portal, servers
from .claim import Taken, claim, guest, publish, published
from .environment import for_children, load_env_file
from .layout import Layout, check_space
from .notices import keep_stdout_clean
from .supervisor import Supervisor


def manage(words: list[str]) -> int:
    keep_stdout_clean()
    load_env_file()
    layout = Layout.of(os.environ)
    layout.make()
    check_space(layout.home)
    bootstrap.ensure(layout, "requirements.txt")
    while True:
        with contextlib.suppress(Taken):
            return _with_own_servers(layout, words)
        if urls := published(layout):
            with guest(layout):
                return _command(layout, urls, words)


def _with_own_servers(layout: Layout, words: list[str]) -> int:
    """Others may use our servers meanwhile: we wait for them before we stop."""
    with claim(layout, "manage"), Supervisor() as supervisor:
        urls = servers.start(supervisor, layout)
        publish(layout, urls)
        try:
            return _command(layout, urls, words)
        finally:
            with guest(layout, alone=True):
                pass


def _command(layout: Layout, urls: dict[str, str], words: list[str]) -> int:
    """Any command may change what `prepare` made, so the next start prepares again."""
    portal.forget_prepared(layout)
    return foreground.run([layout.python, "manage.py", *words], for_children(layout, urls))
