"""The office's own rows: seasons and categories of post."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, require
from bases.models import Host
from interns.models import Position, PositionCategory, Season, Tutor
from interns.workflow import PositionState
from notifications.actions import create, create_many, edit, first_time, post, record
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


MOMENTS = (
    "collect_opens",
    "publish_at",
    "apply_opens",
    "apply_closes",
    "check_by",
    "place_by",
    "confirm_by",
    "second_opens",
    "second_closes",
    "second_confirm_by",
    "fill_by",
)
RULES = ("method", "audience", "min_days", "max_choices", "notes")
COPIED = (
    *("host", "base", "category", "title", "places", "majors", "level", "grade", "tasks", "allowance", "allowance_per"),
    *("lodging", "safety", "secrecy", "tutor", "contact", "phone", "remarks", "pinyin"),
)


@transaction.atomic
def copy_season(season: Season, name: str, starts_on: date, hosts: Iterable[Host], *, by: Actor) -> Season:
    """Make the next season from this one, all dates moved by the same days, with drafts of these hosts' posts.

    The hosts are told that their posts wait to be checked. Raises NotAllowed, and NotNow for a name that is taken.
    """
    require(by, Permission.MANAGE_SEASON)
    gap = starts_on - season.starts_on
    moments = {field: getattr(season, field) and getattr(season, field) + gap for field in MOMENTS}
    days = {"starts_on": starts_on, "ends_on": season.ends_on + gap}
    days["closes_on"] = season.closes_on and season.closes_on + gap
    rules = {field: getattr(season, field) for field in RULES}
    made = create(Season(name=name, **moments, **days, **rules), by=by, label=_("沿用上一批新建批次"), note=str(season))
    posts = season.positions.filter(state=PositionState.PUBLISHED, host__in=hosts).select_related("host")
    rows = [_copy_of(post, made, gap) for post in posts]
    create_many(rows, by=by.sending(None), label=_("沿用上一批的岗位"), note=str(season))
    for row in {row.host_id: row for row in rows}.values():
        _tell_copied(row, made)
    return made


def _copy_of(position: Position, season: Season, gap: timedelta) -> Position:
    facts = {field: getattr(position, field) for field in COPIED}
    days = {"starts_on": position.starts_on + gap, "ends_on": position.ends_on + gap}
    return Position(season=season, copied_from=position, **facts, **days)


@transaction.atomic
def repeat_position(position: Position, *, by: Actor) -> Position:
    """Draw up a post of a past season again for the one that is collecting, dates moved along; a draft to be sent in.

    Raises NotAllowed for another host's; NotNow when no season is collecting, or it stands there already.
    """
    require(by, Permission.EDIT_POSITION, position)
    season = collecting(position)
    if season is None:
        raise NotNow(_("现在没有正在征集岗位的批次。"))
    Season.objects.select_for_update().get(pk=season.pk)
    first_time(by)
    if season.positions.filter(copied_from=position).exists():
        raise NotNow(_("这个岗位已经沿用到 %s 了。") % season)
    made = _copy_of(position, season, season.starts_on - position.season.starts_on)
    return create(made, by=by, label=_("沿用以前的岗位"), note=str(position.season))


def collecting(position: Position) -> Season | None:
    """The season, later than the post's own, that still takes posts and does not have this one."""
    later = Season.objects.filter(starts_on__gt=position.season.starts_on, apply_closes__gt=timezone.now())
    return later.exclude(positions__copied_from=position).order_by("starts_on").first()


def _tell_copied(row: Position, season: Season) -> None:
    title = _("%s 开始征集岗位，去年的岗位已为您备好") % season
    path = reverse("interns:list") + f"?season={season.pk}&host={row.host_id}"
    post(row.people(), season, key=f"copied:{row.host_id}", title=title, body=_("核对后点“提交审核”即可。"), path=path)


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


def save_tutor(tutor: Tutor | None, values: dict[str, Any], *, by: Actor, version: int | None = None) -> Tutor:
    """Add or change who teaches at a host. Raises NotAllowed for another host's."""
    made = Tutor(**values)
    require(by, Permission.EDIT_POSITION, tutor or made)
    if tutor is None:
        return create(made, by=by, label=_("登记带教老师"))
    return edit(tutor, values, by=by, version=version)
