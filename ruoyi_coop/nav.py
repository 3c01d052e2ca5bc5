"""The menu: every item with the roles that see it."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import STAFF, Role

EVERYBODY = frozenset(Role)
SIGNED_IN = EVERYBODY - {Role.PUBLIC}
PARTNERS = frozenset({*STAFF, Role.LIAISON})


@dataclass(frozen=True)
class Item:
    label: Any
    name: str  # URL name
    icon: str
    roles: frozenset = EVERYBODY
    also: tuple[str, ...] = ()  # URL names of lists that belong to this item though their addresses begin otherwise


ITEMS = (
    Item(_("工作台"), "home", "layout-dashboard", SIGNED_IN),
    Item(_("首页"), "front", "home", frozenset({Role.PUBLIC})),
    Item(_("合作高校"), "universities:list", "school"),
    Item(_("1+1+N 合作"), "universities:partnerships", "affiliate", PARTNERS),
    Item(_("专家"), "universities:experts", "user-star"),
    Item(_("联系记录"), "universities:contacts", "message-circle", PARTNERS - {Role.ADMINISTRATOR}),
    Item(_("合作基地"), "bases:list", "building-community"),
    Item(
        _("需求与供给"),
        "needs:list",
        "arrows-exchange",
        (PARTNERS | {Role.MENTOR}) - {Role.ADMINISTRATOR},
        ("needs:supplies",),
    ),
    Item(_("合作意向"), "projects:intents", "route", PARTNERS - {Role.ADMINISTRATOR}),
    Item(_("项目"), "projects:list", "briefcase", PARTNERS - {Role.ADMINISTRATOR}, ("projects:templates",)),
    Item(_("协议"), "projects:agreements", "file-text", PARTNERS - {Role.ADMINISTRATOR}),
    Item(_("督办事项"), "supervision:list", "list-check", PARTNERS - {Role.ADMINISTRATOR}),
    Item(_("挂图作战"), "wall:wall", "target", PARTNERS - {Role.ADMINISTRATOR}),
    Item(_("三到服务"), "service:list", "heart-handshake", SIGNED_IN - {Role.STUDENT, Role.ADMINISTRATOR}),
    Item(_("实习岗位"), "interns:list", "backpack"),
    Item(_("我的志愿"), "interns:applications", "list-check", frozenset({Role.STUDENT}), ("interns:placements",)),
    Item(
        _("报名与录用"),
        "interns:applications",
        "list-check",
        SIGNED_IN - {Role.STUDENT, Role.ADMINISTRATOR},
        ("interns:placements",),
    ),
    Item(
        _("在岗实习"),
        "onpost:stays",
        "user-check",
        SIGNED_IN - {Role.STUDENT, Role.ADMINISTRATOR, Role.OFFICIAL},
        ("onpost:coming", "onpost:agreements", "onpost:problems"),
    ),
    Item(_("实习证明"), "certificates:list", "certificate", SIGNED_IN - {Role.ADMINISTRATOR, Role.OFFICIAL}),
    Item(_("实习补贴"), "allowances:lists", "coin", frozenset({Role.OFFICE, Role.LEADER, Role.AUDITOR})),
    Item(_("会议活动"), "meetings:list", "calendar-event", SIGNED_IN),
    Item(
        _("表格导入"), "sheets:list", "table-import", frozenset({Role.OFFICE, Role.OFFICIAL, Role.LIAISON, Role.MENTOR})
    ),
    Item(_("消息公告"), "news:list", "news"),
    Item(_("账号与单位"), "accounts:people", "users", frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.AUDITOR})),
    Item(_("工作交接"), "handover:list", "refresh", frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.AUDITOR})),
    Item(_("发件箱"), "notifications:outbox", "send", frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.AUDITOR})),
    Item(_("发送情况"), "notifications:operations", "history", frozenset({Role.ADMINISTRATOR})),
    Item(_("放假安排"), "notifications:calendar", "calendar", frozenset({Role.ADMINISTRATOR, Role.OFFICE})),
    Item(_("提醒的时间"), "notifications:ladders", "bell", frozenset({Role.ADMINISTRATOR, Role.OFFICE})),
    Item(_("操作日志"), "notifications:events", "history", frozenset({Role.ADMINISTRATOR, Role.AUDITOR})),
)


def menu(request) -> list[dict]:
    """Return the items the actor sees, the one whose address begins this page's marked as current."""
    items = [_entry(item) for item in ITEMS if request.actor.role in item.roles]
    items = [item for item in items if item]
    fitting = [(len(url), item) for item in items for url in item["covers"] if request.path.startswith(url)]
    current = max(fitting, key=lambda pair: pair[0], default=(0, None))[1]
    return [item | {"current": item is current} for item in items]


def _entry(item: Item) -> dict:
    try:
        covers = [reverse(name) for name in (item.name, *item.also)]
        return {"label": item.label, "url": covers[0], "icon": item.icon, "covers": covers}
    except NoReverseMatch:
        return {}
