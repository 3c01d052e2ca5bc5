"""bin/serve serves a page, says so, and hands its children the environment it promises."""

import json
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import urllib.request
from pathlib import Path

import pytest

from ruoyi_coop.local.environment import parse

from .conftest import Portal, until


def test_it_says_ready_when_the_page_is_there_and_then_the_accounts(running):
    lines = running.said().splitlines()
    ready = next(number for number, line in enumerate(lines) if line.startswith("ready: "))
    assert lines[ready].startswith(f"ready: http://127.0.0.1:{running.port}/ (in ")
    assert lines[ready + 1] == "  admin / Ruicheng-2021"
    assert running.status() == 200


def test_a_warm_start_prepares_only_when_something_changed(portal):
    def prepared() -> int:
        return (portal.home / "prepared.log").read_text().count("prepare --demo")

    portal.start().stop()
    portal.start().stop()
    assert prepared() == 1
    assert "  admin / Ruicheng-2021" in portal.said()
    (portal.root / "ruoyi_coop/fresh.py").touch()
    portal.start()
    assert prepared() == 2


def test_empty_and_production_load_no_demo_and_a_prefix_is_kept(portal):
    portal.start("--empty", URL_PREFIX="/portal", PORTAL_MODE="production", ALLOWED_HOSTS="coop.example.cn")
    assert (portal.home / "prepared.log").read_text() == "prepare\n"
    assert f"ready: http://127.0.0.1:{portal.port}/portal/ (in" in portal.said()
    assert "admin" not in portal.said()


def test_a_long_chinese_path_with_spaces_works(tmp_path):
    portal = Portal(tmp_path / ("山西省运城市芮城县 校地合作" * 4))
    try:
        portal.start()
        assert portal.manage("note", "好").returncode == 0
        assert len(portal.manage("env", "REDIS_URL").stdout) < 107
        portal.stop(signal.SIGKILL)
        portal.start()
        assert portal.manage("notes").stdout == "好\n"
    finally:
        portal.end()
    assert not list(Path(tempfile.gettempdir()).glob("portal-*/redis.sock"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has two ways")
@pytest.mark.parametrize("way", ["namespace", "account"])
def test_both_ways_of_root_work_on_the_same_data(portal, way):
    portal.start(PORTAL_PG_AS=way)
    assert portal.manage("note", way).returncode == 0
    portal.stop(signal.SIGKILL)
    until(lambda: not portal.processes(), 5)
    other = "account" if way == "namespace" else "namespace"
    portal.start(PORTAL_PG_AS=other)
    assert portal.manage("notes").stdout == way + "\n"
    portal.stop()
    link = portal.home / "postgres"
    if link.is_symlink():
        shutil.rmtree(link.resolve().parent)


def test_secrets_are_made_once_and_private(running):
    key, field = running.home / "secret_key", running.home / "field_key"
    assert running.manage("env", "SECRET_KEY").stdout == key.read_text()
    assert running.manage("env", "FIELD_KEY").stdout == field.read_text()
    assert {stat.S_IMODE(path.stat().st_mode) for path in (key, field)} == {0o600}


def test_manage_uses_the_running_servers_and_returns_the_commands_status(running):
    servers = json.loads((running.home / "run/servers.json").read_text())
    assert running.manage("env", "DATABASE_URL").stdout.strip() == servers["DATABASE_URL"]
    assert running.manage("exit", "7").returncode == 7


def test_manage_alone_starts_its_own_servers_and_leaves_none(portal):
    assert portal.manage("note", "alone").returncode == 0
    assert portal.manage("notes").stdout == "alone\n"
    assert portal.processes() == [] and not (portal.home / "lock").exists()


def test_two_commands_at_once_share_the_servers_of_the_first(portal):
    slow = "import sys, time\nimport ruoyi_coop.wsgi as it\ntime.sleep(float(sys.argv[1]))\nit.connect()\nprint('done')"
    (portal.root / "manage.py").write_text(slow)
    commands = [
        subprocess.Popen([portal.root / "bin/manage", pause], env=portal.env, stdout=subprocess.PIPE, text=True)
        for pause in ("0.5", "1.5")
    ]
    assert [command.communicate(timeout=20)[0] for command in commands] == ["done\n", "done\n"]


def test_an_address_that_is_given_is_used_and_nothing_of_ours_is_started(running, tmp_path):
    servers = json.loads((running.home / "run/servers.json").read_text())
    guest = Portal(tmp_path / "guest")
    try:
        guest.start(DATABASE_URL=servers["DATABASE_URL"], REDIS_URL=servers["REDIS_URL"])
        assert guest.status() == 200
        assert not (guest.home / "postgres").exists() and not (guest.home / "valkey").exists()
    finally:
        guest.end()


def test_connections_wait_while_the_web_server_comes_back(running):
    for pid in running.processes("gunicorn"):
        os.kill(pid, signal.SIGKILL)
    with urllib.request.urlopen(f"http://127.0.0.1:{running.port}/", timeout=5) as answer:
        assert answer.status == 200


def test_an_env_file_is_read_as_plain_lines():
    text = "\n# comment\nA=1\nexport B = 'two words' \nC=x # why\nD=\"#not\"\nE\nF=a=b\n"
    assert parse(text) == {"A": "1", "B": "two words", "C": "x", "D": "#not", "F": "a=b"}
