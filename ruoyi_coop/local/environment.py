"""The environment of every child: the operator's, the .env file's where the operator is silent, and what we add."""

import base64
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from .layout import ROOT, Layout

NOT_FOR_TESTS = (
    "URL_PREFIX", "EMAIL_URL", "HTTPS", "DEBUG", "BEHIND_PROXY", "ALLOWED_HOSTS", "SITE_URL", "CSRF_TRUSTED_ORIGINS",
    "SECOND_FACTOR_FOR_STAFF", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEY", "PORTAL_HOME", "PORTAL_MODE",
)  # fmt: skip


def load_env_file(path: Path = ROOT / ".env") -> None:
    """Add the file's KEY=VALUE lines to our environment; what is set there already wins."""
    if path.exists():
        for name, value in parse(path.read_text(encoding="utf-8-sig")).items():
            os.environ.setdefault(name, value)


def parse(text: str) -> dict[str, str]:
    found = {}
    for line in text.splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and not name.startswith("#"):
            found[name.strip()] = _unquoted(value.strip())
    return found


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value.split(" #")[0].rstrip()


def for_children(layout: Layout, urls: Mapping[str, str], mode: str = "demo") -> dict[str, str]:
    """Return the whole environment of a child; an empty variable counts as one not set."""
    given = {name: value for name, value in os.environ.items() if value.strip()}
    ours = {
        "PORTAL_MODE": mode,
        "SECRET_KEY": given.get("SECRET_KEY") or _kept(layout.home / "secret_key", lambda: secrets.token_urlsafe(50)),
        "FIELD_KEY": given.get("FIELD_KEY") or _kept(layout.home / "field_key", _field_key),
        "PYTHONUTF8": "1",
    }
    fixed = {"PORTAL_HOME": str(layout.home), "PYTHONUNBUFFERED": "1"}
    return ours | given | dict(urls) | fixed


def forget_configuration() -> None:
    """Tests are deaf to how this machine's portal is configured."""
    for name in NOT_FOR_TESTS:
        os.environ.pop(name, None)


def _field_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _kept(path: Path, make: Callable[[], str]) -> str:
    """Return the secret in the file; the first time make it, readable by its owner only, whole or not at all."""
    if path.exists() and (found := path.read_text().strip()):
        return found
    fresh = path.with_suffix(f".{os.getpid()}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(make() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return _first_of_all(fresh, path)


def _first_of_all(fresh: Path, path: Path) -> str:
    """Of several commands that begin at once one decides the secret; an empty file counts as none."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        if not path.read_text().strip():
            fresh.replace(path)
    fresh.unlink(missing_ok=True)
    return path.read_text().strip()
