"""Duties of the demo county that hang on no project: given by the office, drafted by a unit, sent back, overdue."""

from files.demo import paper
from supervision import actions
from supervision.models import Duty
from supervision.workflow import State

# (title, unit, days until due, what became of it)
GIVEN = [
    ("汇总全县人才需求目录", "人社局", 12, "accept"),
    ("更新合作高校联系人名单", "教育局", 3, "begin"),
    ("报送半年工作小结", "商务局", 20, "turn_down"),
    ("协调专家周转房", "组织部", 30, ""),
    ("整理科技特派员台账", "工科局", 9, "report"),
]
OFFICIAL = {"人社局": "renshe", "教育局": "jiaoyu", "商务局": "shangwu", "组织部": "zuzhi", "工科局": "gongke"}


def seed(world) -> None:
    if Duty.objects.filter(is_demo=True, origin="").exists():
        return
    office = world.actor("office")
    for title, unit, days, verb in GIVEN:
        values = {"title": f"{title}（示例）", "unit": world.units[unit], "due": world.day(days), "is_demo": True}
        duty = actions.add_duty(values, by=office)
        if verb:
            _go_on(world, duty, verb, world.actor(OFFICIAL[unit]))
    _draft(world)
    _let_one_be_late(world)


def _go_on(world, duty: Duty, verb: str, who) -> None:
    if verb == "report":
        actions.move_duty(duty, "report", by=who, note="台账已整理。", upload=paper(world), done_on=world.today)
    else:
        actions.move_duty(duty, verb, by=who, note="本单位没有这项职能。" if verb == "turn_down" else "")


def _draft(world) -> None:
    """One that a lead unit drafted and the office has still to approve."""
    values = {"title": "联合开展校园招聘（示例）", "unit": world.units["人社局"], "due": world.day(40), "is_demo": True}
    actions.add_duty(values, by=world.actor("renshe"))


def _let_one_be_late(world) -> None:
    """One long overdue, so that the ladder has something to show; the deadline lies back, as if time had passed."""
    values = {"title": "落实实习学生住宿（示例）", "unit": world.units["教育局"], "due": world.day(1), "is_demo": True}
    duty = actions.add_duty(values, by=world.actor("office"))
    past = {"due": world.day(-13), "start_by": world.day(-20), "start_open": None, "begun_on": world.day(-20)}
    Duty.objects.filter(pk=duty.pk).update(state=State.DOING, touched_at=world.moment(-14), **past)
