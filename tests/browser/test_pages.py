"""Every page of the menu, as each role, on a phone and on a desk: nothing overflows, nothing complains, one heading."""

import pytest

from tests.browser.conftest import DESK, PHONE

ROLES = [None, "admin", "office", "leader", "jiaoyu", "tsinghua", "yabao", "student", "auditor"]
LONGEST = 120


def addresses(page) -> list[str]:
    """The menu, and the first record of each list in it."""
    links = page.eval_on_selector_all(".rail a", "nodes => nodes.map(node => node.getAttribute('href'))")
    return [link for link in dict.fromkeys(links) if link]


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "public")
def test_pages_of_the_menu_fit_and_read_well(role, viewport, open_as):
    page = open_as(role, viewport)
    page.goto("/home/" if role else "/")
    wrong = []
    for address in addresses(page):
        answer = page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        heads = page.locator("h1").count()
        if answer.status != 200 or wide > 0 or heads != 1:
            wrong.append(f"{address}: {answer.status}, {wide} px too wide, {heads} headings")
        record = page.locator("main .table-list tbody a, main .card-link").first
        if record.count():
            target = record.get_attribute("href")
            answer = page.goto(target)
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if answer.status != 200 or wide > 0:
                wrong.append(f"{target}: {answer.status}, {wide} px too wide")
    assert wrong == []


def test_a_keyboard_reaches_the_text_and_every_menu_item(open_as):
    page = open_as("office")
    page.goto("/home/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_without_scripts_a_list_can_be_filtered_and_a_menu_opened(open_as):
    page = open_as(None, java_script_enabled=False)
    page.goto("/universities/")
    page.fill(".filters input[name=q]", "清华")
    page.click(".filters button")
    assert page.locator(".table-list tbody tr").count() == 1
    page.click("details.menu:not(.drawer) summary")
    assert page.locator("details.menu:not(.drawer)[open]").count() == 1


def test_elder_mode_makes_text_and_targets_large(open_as):
    page = open_as("office")
    page.goto("/home/")
    page.locator("details.menu:not(.drawer) > summary").click()
    page.get_by_role("button", name="大字版").click()
    page.wait_for_load_state()
    size = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    height = page.evaluate(
        "Math.min(...[...document.querySelectorAll('.btn')].map(b => b.getBoundingClientRect().height))"
    )
    assert size >= 18
    assert height >= 60
