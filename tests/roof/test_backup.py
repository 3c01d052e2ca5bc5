"""The drill: back up, lose, restore; and archives that must not be trusted."""

import io
import os
import subprocess
import sys
import tarfile

import psycopg2
import pytest
from django.conf import settings
from django.db import connection


@pytest.fixture
def scratch(db, tmp_path):
    """An own database and folder, as a real installation has; returns a function that runs manage.py there."""
    name = f"{connection.settings_dict['NAME']}_drill"
    server = psycopg2.connect(
        host=connection.settings_dict["HOST"], user=connection.settings_dict["USER"], dbname="postgres"
    )
    server.autocommit = True
    server.cursor().execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    server.cursor().execute(f'CREATE DATABASE "{name}"')
    host, user = connection.settings_dict["HOST"], connection.settings_dict["USER"]
    environment = os.environ | {
        "DATABASE_URL": f"postgresql://{user}@/{name}?host={host}",
        "PORTAL_HOME": str(tmp_path),
        "PORTAL_MODE": "demo",
        "LOG_LEVEL": "ERROR",
    }

    def manage(*words, ok=True) -> str:
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(
            command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
        )
        assert (done.returncode == 0) == ok, done.stderr[-2000:]
        return done.stdout + done.stderr

    yield manage
    server.cursor().execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    server.close()


def shell(manage, code: str) -> str:
    return manage("shell", "-c", code).strip().splitlines()[-1]


def test_what_was_backed_up_comes_back_and_unsent_messages_are_held(scratch, tmp_path):
    scratch("migrate", "-v0")
    scratch(
        "shell",
        "-c",
        "from accounts.models import User; from notifications.models import Message;"
        "p = User.objects.create(username='p', name='某人', email='p@example.com');"
        "Message.objects.create(key='k', channel='mail', subject='x:1', recipient=p, title='提醒')",
    )
    (tmp_path / "uploads" / "ab").mkdir(parents=True)
    (tmp_path / "uploads" / "ab" / "abc").write_bytes(b"proof")
    archive = tmp_path / "a.tar.gz"
    scratch("backup", str(archive))
    scratch("shell", "-c", "from accounts.models import User; User.objects.all().delete()")
    (tmp_path / "uploads" / "ab" / "abc").unlink()
    assert "1 messages are held" in scratch("restore", str(archive))
    count = "from accounts.models import User; from notifications.models import Message; "
    assert shell(scratch, count + "print(User.objects.get().name, Message.objects.get().state)") == "某人 held"
    assert (tmp_path / "uploads" / "ab" / "abc").read_bytes() == b"proof"
    assert "not empty" in scratch("restore", str(archive), ok=False)
    assert "exists already" in scratch("backup", str(archive), ok=False)
    assert "restored" in scratch("restore", "--replace", str(archive))


def test_a_damaged_or_foreign_archive_changes_nothing(scratch, tmp_path):
    scratch("migrate", "-v0")
    scratch("backup", str(tmp_path / "good.tar.gz"))
    members = {}
    with tarfile.open(tmp_path / "good.tar.gz") as good:
        for name in ("manifest.json", "database.dump"):
            members[name] = good.extractfile(name).read()
    members["database.dump"] = members["database.dump"][:-10] + b"0123456789"
    write(tmp_path / "bad.tar.gz", members)
    write(tmp_path / "outside.tar.gz", {"../outside": b"x"})
    (tmp_path / "noise.tar.gz").write_bytes(b"no archive at all")
    assert "damaged" in scratch("restore", "--replace", str(tmp_path / "bad.tar.gz"), ok=False)
    assert "cannot be read" in scratch("restore", "--replace", str(tmp_path / "outside.tar.gz"), ok=False)
    assert "cannot be read" in scratch("restore", "--replace", str(tmp_path / "noise.tar.gz"), ok=False)
    assert not (tmp_path.parent / "outside").exists()


def write(path, members: dict[str, bytes]) -> None:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
