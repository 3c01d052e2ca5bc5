"""Posts from the spreadsheets that units make themselves."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Actor, Permission, Role
from bases.models import Host, host_id_of
from interns.actions import propose_positions
from interns.models import Position, PositionCategory, Season
from ruoyi_coop.lib.sheets import Choice, Column, Context, SheetSpec
from sheets.kinds import Kind

LEVELS = {str(label): value for value, label in Position.Level.choices}
SECRET = "保密"  # noqa: S105 - a word in the remarks


class Positions(Kind):
    """Posts come in as drafts, each in the season during which it runs."""

    name, title = "positions", lazy("实习岗位")
    permission, model = Permission.EDIT_POSITION, Position

    def spec(self, actor: Actor) -> SheetSpec:
        columns = (
            Column(
                "host",
                _("单位名称"),
                kind="choice",
                required=True,
                choices=lambda: _hosts(actor),
                synonyms=("用人单位", "企业名称", "单位", "企业"),
                carries=True,
                width=24,
            ),
            Column("category", _("岗位类别"), kind="choice", required=True, choices=_categories, synonyms=("类别",)),
            Column("title", _("岗位名称"), required=True, synonyms=("岗位", "职位"), max_length=60),
            Column(
                "places",
                _("需求人数"),
                kind="headcount",
                required=True,
                synonyms=("人数", "名额"),
                minimum=1,
                maximum=999,
            ),
            Column("majors", _("专业要求"), kind="list", synonyms=("专业", "所需专业"), unlimited=("不限",), width=24),
            Column("degree", _("学历/年级"), synonyms=("学历", "年级", "学历要求"), max_length=40),
            Column(
                "period",
                _("实习时间"),
                kind="date_range",
                required=True,
                synonyms=("时间", "起止时间"),
                fills=("starts_on", "ends_on"),
                example="2026-07-15至2026-08-20",
                width=24,
            ),
            Column("allowance", _("实习补贴"), kind="allowance", synonyms=("补贴", "待遇"), example="1000元/月"),
            Column(
                "lodging", _("食宿"), kind="choice", choices=Position.Lodging.choices, synonyms=("食宿情况", "住宿")
            ),
            Column("tasks", _("实习任务"), synonyms=("工作内容", "岗位职责"), max_length=1000, width=40),
            Column("contact", _("联系人"), max_length=40),
            Column("phone", _("联系电话"), kind="phone", synonyms=("电话", "手机", "联系方式"), width=16),
            Column("remarks", _("备注"), max_length=200, width=24),
        )
        return SheetSpec(self.name, self.title, columns, unique=("host", "title", "period"))

    def context(self, actor: Actor) -> Context:
        """A span without a year is taken in the latest season's year, and the page says so."""
        latest = Season.objects.order_by("-apply_opens").first()
        return Context(year=latest.starts_on.year if latest else None)

    def why_not(self, actor: Actor) -> str:
        return "" if Season.objects.exists() else _("还没有实习批次，请先由县合作办新建批次。")

    def note(self, actor: Actor) -> str:
        return _("岗位按实习时间归入批次，先作为草稿；补上实习任务后提交审核。")

    def objections(self, rows, actor: Actor) -> Iterable[tuple[int, str, str]]:
        seasons = list(Season.objects.all())
        known = set(Position.objects.values_list("season", "host", "title")) if rows else set()
        for number, values in rows:
            season = season_of(values, seasons)
            if season is None:
                yield number, "period", _("没有一个批次包含这段时间，请核对日期，或先由县合作办新建批次。")
            elif (season.pk, values["host"], values["title"]) in known:
                yield number, "title", _("这个单位在“%s”里已有同名岗位。") % season
            if values["allowance_per"] and values["allowance_per"] not in Position.Per.values:
                yield number, "allowance", _("补贴请写成每月、每周、每天或一次性。")

    def save(self, rows: list[dict], *, by: Actor) -> list[Position]:
        seasons, hosts = list(Season.objects.all()), Host.objects.in_bulk()
        return propose_positions([_values(values, seasons, hosts) for values in rows], by=by)


def season_of(values: dict, seasons: list[Season]) -> Season | None:
    """The season whose days overlap the post's the most."""

    def shared(season: Season) -> int:
        return (min(season.ends_on, values["ends_on"]) - max(season.starts_on, values["starts_on"])).days

    best = max(seasons, key=shared, default=None)
    return best if best and shared(best) >= 0 else None


def _values(values: dict, seasons: list[Season], hosts: dict) -> dict:
    degree, remarks = values["degree"] or "", values["remarks"] or ""
    level = LEVELS.get(degree, Position.Level.ANY)
    return {
        "season": season_of(values, seasons),
        "host": hosts[values["host"]],
        "category_id": values["category"],
        "title": values["title"],
        "places": values["places"],
        "majors": values["majors"] or [],
        "level": level,
        "grade": "" if degree in LEVELS else degree,
        "starts_on": values["starts_on"],
        "ends_on": values["ends_on"],
        "allowance": values["allowance_amount"],
        "allowance_per": values["allowance_per"] or "",
        "lodging": values["lodging"] or Position.Lodging.NONE,
        "tasks": values["tasks"] or "",
        "contact": values["contact"] or "",
        "phone": values["phone"] or "",
        "remarks": remarks,
        "secrecy": Position.Secrecy.BUSINESS if SECRET in remarks else Position.Secrecy.NONE,
    }


def _hosts(actor: Actor) -> list[Choice]:
    rows = Host.objects.order_by("pinyin")
    if actor.role == Role.MENTOR:
        rows = rows.filter(pk=host_id_of(actor))
    return [Choice(row.pk, row.name, (row.short_name,)) for row in rows]


def _categories() -> list[Choice]:
    return [Choice(row.pk, row.name) for row in PositionCategory.objects.all()]
