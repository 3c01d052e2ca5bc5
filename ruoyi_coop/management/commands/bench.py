"""One line per main page: queries, server milliseconds, size, against the reference page measured in the same run."""

import time
from dataclasses import dataclass
from statistics import median, quantiles

from django.core.management.base import BaseCommand
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from accounts.models import User

PAGES = (
    ("/reference/", "office"),
    ("/", None),
    ("/home/", "office"),
    ("/home/", "student"),
    ("/universities/", None),
    ("/universities/", "office"),
    ("/universities/?q=大学", "office"),
    ("/partnerships/", "office"),
    ("/experts/", "office"),
    ("/experts/?q=张", "office"),
    ("/bases/", "office"),
    ("/projects/", "office"),
    ("/projects/?sort=-due", "office"),
    ("/interns/", None),
    ("/interns/?q=数据", None),
    ("/interns/applications/", "office"),
    ("/interns/placements/", "office"),
    ("/meetings/", "office"),
    ("/notifications/", "office"),
    ("/search/?q=清华", "office"),
)


@dataclass
class Measure:
    status: int
    queries: int
    cpu: float  # ms of process time, median
    p50: float  # ms of wall time
    p95: float
    size: int  # bytes of HTML


class Command(BaseCommand):
    help = "Measure the main pages on the data as they are (load some with seed_demo --scale 100)."

    def add_arguments(self, parser):
        parser.add_argument("--runs", type=int, default=15)

    @override_settings(ROOT_URLCONF="ruoyi_coop.reference", ALLOWED_HOSTS=["*"], SECURE_SSL_REDIRECT=False)
    def handle(self, *args, runs, **options):
        self.stdout.write(
            f"{'page':<34}{'as':<9}{'status':>7}{'queries':>8}{'cpu ms':>8}{'× ref':>7}{'p50':>7}{'p95':>7}{'kB':>6}"
        )
        reference = None
        for address, username in PAGES:
            found = measure(address, username, runs)
            reference = reference or found.cpu
            self.stdout.write(
                f"{address:<34}{username or 'public':<9}{found.status:>7}{found.queries:>8}{found.cpu:>8.1f}"
                f"{found.cpu / reference:>7.1f}{found.p50:>7.1f}{found.p95:>7.1f}{found.size / 1024:>6.0f}"
            )


def measure(address: str, username: str | None, runs: int) -> Measure:
    """Ask a page `runs` times after two warm-up rounds, in this process, through the whole stack."""
    client = Client()
    if username:
        client.force_login(User.objects.get(username=username))
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(address)
    asked = len(queries)  # now: the next request clears the log
    walls, cpus = [], []
    for _turn in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        client.get(address)
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    return Measure(
        answer.status_code, asked, median(cpus), median(walls), quantiles(walls, n=20)[-1], len(answer.content)
    )
