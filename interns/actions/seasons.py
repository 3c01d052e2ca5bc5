"""The office's own rows: seasons and categories of post."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, require
from interns.models import (
    PositionCategory,
    Season,
)
from notifications.actions import create, edit, record
from ruoyi_coop.lib.errors import NotNow
from ruoyi_coop.lib.search import pinyin


def save_season(season: Season | None, values: dict[str, Any], *, by: Actor, version: int | None = None) -> Season:
    """Make or change a season. Raises NotNow when a deadline would fall before applications already sent."""
    require(by, Permission.MANAGE_SEASON)
    if season is None:
        return create(Season(**values), by=by, label=_("新建批次"))
    last = season.applications.submitted().order_by("-submitted_at").values_list("submitted_at", flat=True).first()
    if last and values["apply_closes"] < last:
        raise NotNow(_("已有学生在 %s 提交报名，截止时间不能早于它。") % f"{timezone.localtime(last):%Y-%m-%d %H:%M}")
    return edit(season, values, by=by, version=version)


def save_category(category: PositionCategory | None, values: dict[str, Any], *, by: Actor) -> PositionCategory:
    require(by, Permission.MANAGE_SEASON)
    category = category or PositionCategory()
    with transaction.atomic():
        for name, value in values.items():
            setattr(category, name, value)
        category.pinyin = pinyin(category.name)[:100]
        category.save()
        record(by, "category_saved", _("修改岗位类别"), category)
    return category
