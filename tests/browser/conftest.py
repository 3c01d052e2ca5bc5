"""A real Chromium against the real pages with the demo county in them; left out, loudly, where there is no browser."""

import os
import shutil
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

from accounts import demo
from bases.models import BaseType
from ruoyi_coop.demo import seed

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


def pytest_collection_modifyitems(config, items):
    here = Path(__file__).parent
    ours = [item for item in items if here in Path(item.fspath).parents]
    for item in ours:
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.xdist_group("browser"))
    if not CHROMIUM:
        config.left_out = len(ours)
        for item in ours:
            item.add_marker(pytest.mark.skip(reason="no Chromium: apt-get install chromium"))


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def site(transactional_db, live_server, settings):
    """The demo county on a live server; returns its address."""
    _migrated_rows()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    seed()
    return live_server.url


def _migrated_rows() -> None:
    """Bring back what migrations filled in: the flush after each test with a live server takes it away."""
    if BaseType.objects.exists():
        return
    for module in (
        "bases.migrations.0002_types",
        "interns.migrations.0002_categories",
        "notifications.migrations.0003_calendar",
        "notifications.migrations.0006_holidays_in_chinese",
        "service.migrations.0002_promises",
    ):
        import_module(module).fill(apps, None)


@pytest.fixture
def open_as(chromium, site):
    """Return a function (user name or None, viewport, …) → page, logged in, that fails the test on a script error."""
    contexts, complaints = [], []

    def open_page(username=None, viewport=DESK, **options):
        context = chromium.new_context(viewport=viewport, locale="zh-CN", base_url=site, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if username:
            log_in(page, username)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [text for text in complaints if "404" not in text and "403" not in text] == []


def log_in(page, username: str) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", demo.PASSWORD)
    page.click("main form button.btn-primary")
    page.wait_for_url("**/home/")
