"""Keeps services alive: starts them in order, restarts what dies after a growing pause, stops them in reverse."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .notices import Trouble, say
from .process import as_we_are, last_words, launch, size, sweep

STEADY = 30  # seconds after which earlier failures are forgotten
LONGEST_PAUSE = 10
FAILURES_AT_START = 5
LARGEST_LOG = 20 * 2**20


def nothing() -> None:
    """Do nothing: the default of every hook."""


@dataclass
class Service:
    """One program that should be running: how it starts, how one sees that it serves, how it ends."""

    name: str
    argv: list
    env: dict[str, str]
    log: Path
    ready: Callable[[], bool]
    stop_with: int = signal.SIGTERM
    die_with: int = signal.SIGTERM
    patience: float = 10
    early: bool = False  # asked to end at once with the others of its kind; the rest is stopped one by one
    become: Callable[[], None] = as_we_are
    keep: tuple[int, ...] = ()
    before: Callable[[], None] = nothing  # before each start
    repair: Callable[[], None] = nothing  # when it failed again and again
    process: subprocess.Popen | None = field(default=None, init=False)
    started: float = field(default=0, init=False)
    start_again: float = field(default=0, init=False)
    failures: int = field(default=0, init=False)
    log_from: int = field(default=0, init=False)
    asked: bool = field(default=False, init=False)

    def start(self) -> None:
        self.before()
        self.log_from = size(self.log)
        self.started = time.monotonic()
        self.process = launch(self.argv, self.env, self.log, die_with=self.die_with, become=self.become, keep=self.keep)

    def bury(self) -> int:
        """Note that it ended, sweep what it left, decide when to try again; return its exit status."""
        status = self.process.returncode
        sweep(self.process)
        self.process = None
        self.failures = 1 if time.monotonic() - self.started > STEADY else self.failures + 1
        self.start_again = time.monotonic() + self.pause
        return status

    @property
    def pause(self) -> float:
        return min(0.05 * 2 ** min(self.failures, 10), LONGEST_PAUSE)

    def ask(self) -> None:
        """Ask it to end, once: a second signal means "drop everything" to some."""
        if self.process and not self.asked:
            self.asked = True
            self.process.send_signal(self.stop_with)

    def stop(self) -> None:
        if self.process is None:
            return
        self.ask()
        if not self._ends_within(self.patience):
            self.process.send_signal(signal.SIGQUIT)
            self._ends_within(3)
        sweep(self.process)

    def _ends_within(self, seconds: float) -> bool:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
            return True
        return False

    def last_words(self) -> str:
        return last_words(self.log, self.log_from)


class Supervisor:
    """Use it as a context: leaving it stops everything, whatever the reason."""

    def __init__(self) -> None:
        self.services: list[Service] = []
        self.looked_at_logs = time.monotonic()

    def __enter__(self) -> "Supervisor":
        return self

    def __exit__(self, *reason) -> None:
        """A second Ctrl-C changes nothing: every step here has an end."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for service in reversed(self.services):
            if service.early:
                service.ask()
        for service in reversed(self.services):
            service.stop()

    def start(self, *services: Service) -> None:
        for service in services:
            self.services.append(service)
            service.start()

    def wait_for(self, *services: Service, seconds: float = 60) -> None:
        """Return when all of them serve; raise Trouble when one cannot."""
        end = time.monotonic() + seconds
        while not all(service.ready() for service in services):
            self.tend(quietly=True)
            for service in services:
                _give_up(service, late=time.monotonic() > end)
            time.sleep(0.03)

    def tend(self, quietly: bool = False) -> None:
        """Look at each service once."""
        for service in self.services:
            if service.process and service.process.poll() is not None:
                _mourn(service, quietly)
            if service.process is None and time.monotonic() >= service.start_again:
                _revive(service)
        self.shorten_logs()

    def watch(self) -> None:
        """Tend for ever; a signal ends it."""
        while True:
            self.tend()
            time.sleep(0.1)

    def shorten_logs(self) -> None:
        if time.monotonic() - self.looked_at_logs > 60:
            self.looked_at_logs = time.monotonic()
            for service in self.services:
                _shorten(service)


def _mourn(service: Service, quietly: bool) -> None:
    status = service.bury()
    if service.failures % FAILURES_AT_START == FAILURES_AT_START - 1:
        service.repair()
    if not quietly:
        how = f"signal {-status}" if status < 0 else f"exit {status}"
        say(
            f"{service.name} 意外停止,{service.pause:.1f} 秒后重启 | {service.name} ended ({how}), "
            f"restarting: {service.last_words() if status > 0 else 'log in ' + str(service.log)}"
        )


def _revive(service: Service) -> None:
    """No memory or no disk for a moment is a reason to try again, not to end."""
    try:
        service.start()
    except OSError as error:
        service.failures += 1
        service.start_again = time.monotonic() + service.pause
        say(f"{service.name} 暂时无法启动 | {service.name} cannot be started now: {error}")


def _give_up(service: Service, late: bool) -> None:
    if late or service.failures >= FAILURES_AT_START:
        why = f"{service.last_words()} (log: {service.log})"
        raise Trouble(f"{service.name} 无法启动 | {service.name} does not start: {why}")


def _shorten(service: Service) -> None:
    """Keep one old copy; the child goes on writing to the same file, which it opened for appending."""
    if size(service.log) > LARGEST_LOG:
        shutil.copyfile(service.log, service.log.with_suffix(".log.1"))
        os.truncate(service.log, 0)
        service.log_from = 0
