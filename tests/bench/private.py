"""A PostgreSQL and a Valkey for one measurement, in a folder of their own that disappears: free to be killed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ruoyi_coop.local import postgres, valkey
from ruoyi_coop.local.layout import Layout

REPO = Path(__file__).resolve().parents[2]
SECRETS = {
    "SECRET_KEY": "bench-secret-key-bench-secret-key-bench-secret-key",
    "FIELD_KEY": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "PORTAL_MODE": "test",
}


class House:
    """Use it as a context; `url`, `redis_url` and `env` are for whatever runs on it."""

    def __enter__(self) -> "House":
        self.home = Path(tempfile.mkdtemp(prefix="portal-bench-"))
        self.home.chmod(0o711)
        self.layout = Layout(self.home, Path(sys.prefix))
        self.layout.make()
        cluster = postgres.place(self.layout)
        self.database, self.url = cluster.service(), cluster.url
        self.redis, self.redis_url = valkey.place(self.layout, dict(os.environ))
        addresses = {"DATABASE_URL": self.url, "REDIS_URL": self.redis_url, "PORTAL_HOME": str(self.home)}
        self.env = os.environ | SECRETS | addresses
        up(self.database), up(self.redis)
        return self

    def __exit__(self, *reason) -> None:
        for service in (self.redis, self.database):
            service.asked = False
            service.stop()
        self.layout.drop_temp()
        shutil.rmtree(self.home, ignore_errors=True)

    def migrate(self) -> None:
        """The tables of the portal, without the demo."""
        words = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(words, cwd=REPO, env=self.env, check=True)
        subprocess.run(
            [sys.executable, "manage.py", "createcachetable", "--verbosity", "0"], cwd=REPO, env=self.env, check=True
        )

    def django(self) -> None:
        """Let this very process be the portal."""
        import django

        os.environ.update(self.env, DJANGO_SETTINGS_MODULE="ruoyi_coop.settings")
        django.setup()


def up(service) -> None:
    """Start it and wait until it answers."""
    service.start()
    until = time.monotonic() + 60
    while not service.ready():
        if time.monotonic() > until or service.process.poll() is not None:
            raise RuntimeError(f"{service.name} does not answer: {service.last_words()}")
        time.sleep(0.05)


def crash(service) -> None:
    """kill -9 of its first process; what it left ends by itself."""
    service.process.send_signal(signal.SIGKILL)
    service.process.wait()
