"""The county's working day in clicks, counted from each role's home as that person would press them."""

import pytest
from django.utils import timezone

from accounts.models import User, actor_for
from files.demo import _pdf
from projects.models import Milestone, Project
from supervision.models import Duty, Extension, Report
from tests.browser.conftest import DESK, PHONE

PROOF = {"name": "佐证.pdf", "mimeType": "application/pdf", "buffer": _pdf("proof")}


class Presses:
    """Counts what a person presses; typing and choosing a file are not presses."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def __call__(self, locator):
        locator.first.click()
        self.page.wait_for_load_state()
        self.count += 1


@pytest.fixture
def at_home(open_as):
    def begin(username, viewport=DESK):
        page = open_as(username, viewport)
        page.goto("/home/")
        return page, Presses(page)

    return begin


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_three_duties_are_reported_on_one_page_with_one_submit(viewport, at_home):
    page, press = at_home("gongke", viewport)
    before = Report.objects.count()
    press(page.locator("main").get_by_role("link", name="一次报完到期事项"))
    lines = page.locator("main section.panel")
    for place in range(3):
        lines.nth(place).get_by_text("按计划", exact=True).click()
    press(page.get_by_role("button", name="全部报送"))
    assert (Report.objects.count() - before, press.count) == (3, 2)
    page.get_by_text("已报送3项。").wait_for()


def test_a_project_is_planned_with_three_clicks(at_home):
    project = Project.objects.get(title="药用玻璃新配方中试（示例）")
    Milestone.objects.filter(project=project).delete()
    Duty.objects.filter(origin=project.key).delete()
    page, press = at_home("gongke")
    press(page.locator(f"main a.btn[href$='/projects/{project.pk}/plan/']"))
    press(page.locator("main").get_by_role("link", name="培训活动"))
    press(page.get_by_role("button", name="接受并建立里程碑"))
    assert (Milestone.objects.filter(project=project).count(), press.count) == (5, 3)


def test_an_extension_is_asked_for_with_two_clicks(at_home):
    page, press = at_home("gongke")
    duty = (
        Duty.objects.held_by(_actor("gongke"))
        .filter(due__gte=timezone.localdate(), extensions=None)
        .order_by("due")
        .first()
    )
    press(page.locator(f"main a.btn[href$='{duty.get_absolute_url()}']"))
    page.fill("#extend_reason", "设备晚到")
    page.fill("#extend_progress", "场地已落实")
    press(page.get_by_role("button", name="申请", exact=True))
    assert (Extension.objects.filter(duty=duty, state="asked").count(), press.count) == (1, 2)


def test_a_duty_is_reported_done_with_its_evidence_in_two_clicks(at_home):
    page, press = at_home("gongke")
    duty = Duty.objects.held_by(_actor("gongke")).order_by("due").first()
    press(page.locator(f"main a.btn[href$='{duty.get_absolute_url()}']"))
    page.locator("#report").get_by_text("已完成", exact=True).click()
    page.set_input_files("#say_upload", PROOF)
    press(page.get_by_role("button", name="报送"))
    duty.refresh_from_db()
    assert (duty.state, duty.reports.first().upload.name, press.count) == ("reported", "佐证.pdf", 2)


def test_the_office_reviews_and_closes_with_two_clicks(at_home):
    page, press = at_home("office")
    press(page.locator("main .task", has_text="等复核").get_by_role("link", name="去复核"))
    press(page.get_by_role("button", name="复核并销号"))
    assert press.count == 2
    page.get_by_text("已复核并销号。").wait_for()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_a_liaison_says_how_a_project_goes_with_one_click_from_the_desk(viewport, at_home):
    page, press = at_home("tsinghua", viewport)
    press(page.locator("main").get_by_role("button", name="按计划"))
    page.get_by_text("已报送，对方会收到消息。").wait_for()
    assert press.count == 1


def test_help_is_asked_for_with_one_click(at_home):
    page, press = at_home("tsinghua", PHONE)
    press(page.locator("main").get_by_role("button", name="快递式"))
    assert press.count == 1
    assert "/service/" in page.url
    assert "谁在办" in page.content()


def test_a_need_is_answered_with_last_times_data_in_two_clicks(at_home):
    page, press = at_home("tsinghua")
    press(page.locator("main").get_by_role("link", name="去应答"))
    press(page.get_by_role("link", name="应答")) if not page.locator("form [name=title]").count() else None
    press(page.get_by_role("button", name="提交应答"))
    assert press.count <= 3


def _actor(username):
    return actor_for(User.objects.get(username=username))
