"""Whatever is killed comes back within seconds, and what the portal leaves when it is killed itself is nothing."""

import os
import signal

import pytest

from .conftest import until


def child(portal, word: str) -> int:
    """Return the main process of a service: the child of bin/serve whose command line has the word."""
    mine = [pid for pid in portal.processes(word) if parent(pid) == portal.process.pid]
    assert len(mine) == 1, (word, mine)
    return mine[0]


def parent(pid: int) -> int:
    with open(f"/proc/{pid}/stat") as stat:
        return int(stat.read().rpartition(")")[2].split()[1])


@pytest.mark.parametrize("word", ["bin/postgres", "valkey-server", "gunicorn", " worker ", " beat "])
def test_a_killed_service_is_back_within_seconds(running, word):
    until(lambda: len([pid for pid in running.processes(word) if parent(pid) == running.process.pid]) == 1)
    victim = child(running, word)
    os.kill(victim, signal.SIGKILL)
    took = until(
        lambda: [pid for pid in running.processes(word) if parent(pid) == running.process.pid and pid != victim]
    )
    took += until(lambda: running.status() == 200)
    assert took < 5  # a second on a quiet machine
    assert victim not in running.processes()


def test_a_killed_backend_does_not_lose_what_was_written(running):
    assert running.manage("note", "kept").returncode == 0
    child_of_postmaster = all_children(child(running, "bin/postgres"))[0]
    os.kill(child_of_postmaster, signal.SIGKILL)
    until(lambda: running.status() == 200)
    assert "kept" in running.manage("notes").stdout


def all_children(pid: int) -> list[int]:
    with open(f"/proc/{pid}/task/{pid}/children") as children:
        return [int(word) for word in children.read().split()]


def test_a_killed_serve_leaves_nothing_and_the_next_start_has_all_data(whole):
    whole.start()
    whole.manage("note", "before")
    until(lambda: len(whole.processes("celery")) >= 4)
    whole.stop(signal.SIGKILL)
    whole.start()
    assert whole.manage("notes").stdout.split() == ["before"]
    whole.stop(signal.SIGKILL)
    until(lambda: not whole.processes(), 5)
    assert not list(whole.home.rglob("*.sock")) and not list(whole.home.rglob(".s.PGSQL*"))


def test_a_lock_file_that_names_a_strangers_pid_does_not_stop_the_start(portal):
    portal.start()
    portal.stop(signal.SIGKILL)
    until(lambda: not portal.processes(), 5)
    (portal.home / "postgres/postmaster.pid").write_text(f"{os.getpid()}\n/nowhere\n1\n5432\n/nowhere\n\n  1  1\n")
    portal.start()
    assert portal.status() == 200


def test_a_broken_valkey_file_is_laid_aside(portal):
    portal.start()
    portal.stop()
    for path in (portal.home / "valkey/appendonlydir").iterdir():
        path.write_text("this is no such file")
    portal.start()
    assert portal.status() == 200
    assert list(portal.home.glob("valkey.broken-*"))


def test_sigterm_ends_everything_in_order_and_leaves_no_lock(whole):
    whole.start()
    until(lambda: len(whole.processes("celery")) >= 4)
    assert whole.stop(signal.SIGTERM) == 0
    assert whole.processes() == []
    assert not (whole.home / "lock").exists() and not (whole.home / "postgres/postmaster.pid").exists()
    assert [path.name for path in (whole.home / "run").rglob("*") if path.is_socket()] == []
    assert whole.said().splitlines()[-1] == "已停止 | stopped"
