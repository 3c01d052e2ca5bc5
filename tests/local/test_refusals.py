"""What cannot work is said in one line, ends with a status that is not 0, and loses nothing."""

import os
import shutil
import socket
import subprocess

import pytest


def test_a_second_start_on_the_same_home_is_refused_and_the_first_goes_on(running):
    assert f"bin/serve {running.process.pid}" in running.refused()
    assert running.status() == 200
    assert running.processes("gunicorn")


def test_a_taken_port_is_named(bare):
    with socket.create_server(("127.0.0.1", bare.port)):
        assert f"127.0.0.1:{bare.port}" in bare.refused()
    assert not (bare.home / "lock").exists()


def test_data_of_another_postgresql_is_left_alone(bare):
    data = bare.home / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("15\n")
    assert "PostgreSQL 15" in bare.refused()
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_a_failing_prepare_is_quoted_and_repeated_at_the_next_start(portal):
    (portal.home / "broken").touch()
    assert "Error: this prepare is broken" in portal.refused()
    assert portal.processes() == []
    (portal.home / "broken").unlink()
    portal.start()


def test_a_web_server_that_cannot_start_is_quoted(portal):
    (portal.root / "ruoyi_coop/wsgi.py").write_text("def connect():\n    import missing_thing\n")
    (portal.root / "manage.py").write_text("print()")
    assert "web" in portal.refused()
    assert portal.processes() == []


def test_a_broken_requirement_is_quoted_with_the_place_of_the_log(bare):
    (bare.home / "venv").unlink()
    (bare.root / "requirements.txt").write_text("no-such-thing-at-all==1 --hash=sha256:" + "0" * 64 + "\n")
    line = bare.refused(PIP_NO_INDEX="1", UV_NO_INDEX="1", UV_OFFLINE="1")
    assert "no-such-thing-at-all" in line and "install.log" in line
    assert list((bare.home / "venv").glob(".installed-*")) == []


def test_a_python_without_venv_is_told_what_to_install(bare, tmp_path):
    (bare.home / "venv").unlink()
    (tmp_path / "hide").mkdir()
    (tmp_path / "hide/sitecustomize.py").write_text(
        "import importlib.util as util\nreal = util.find_spec\n"
        "util.find_spec = lambda name, *rest: None if name == 'ensurepip' else real(name, *rest)\n"
    )
    done = bare.refused(PYTHONPATH=str(tmp_path / "hide"), PATH="/usr/bin:/bin")
    assert "apt-get install -y python3-venv" in done


def test_a_python_that_is_too_old_is_named(bare, tmp_path):
    old = tmp_path / "old"
    old.mkdir()
    (old / "python3").write_text("#!/bin/sh\nexit 1\n")
    (old / "python3").chmod(0o755)
    for name in ("sh", "dirname", "readlink"):
        (old / name).symlink_to(shutil.which(name))
    assert "3.11" in bare.refused(PATH=str(old))


def test_a_full_disk_is_refused_before_anything_is_touched(bare, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    if (
        os.geteuid()
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", small], check=False).returncode
    ):
        pytest.skip("cannot mount a small disk here")
    try:
        assert "20 MB left" in bare.refused(PORTAL_HOME=str(small)).replace("19 MB", "20 MB")
        assert not (small / "postgres").exists() and not (small / "venv").exists()
    finally:
        subprocess.run(["umount", small], check=True)
