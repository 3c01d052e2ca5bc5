"""Bases from spreadsheets: they come in as plans."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Unit
from accounts.permissions import Actor, Permission, Role
from bases.actions import PUBLIC_TEXTS, add_base, personal_words
from bases.models import Base, BaseType, Host
from ruoyi_coop.lib.sheets import Choice, Column, SheetSpec
from sheets.kinds import Kind
from universities.models import Partnership


class Bases(Kind):
    name, title = "bases", lazy("基地")
    permission, model = Permission.ADD_BASE, Base
    parts = frozenset({"bases.BaseStep"})

    def spec(self, actor: Actor) -> SheetSpec:
        columns = (
            Column("name", _("基地名称"), required=True, synonyms=("名称", "基地"), max_length=80, width=28),
            Column(
                "base_type",
                _("基地类型"),
                kind="choice",
                required=True,
                choices=lambda: [Choice(row.pk, row.name, (row.code,)) for row in BaseType.objects.all()],
                synonyms=("类型", "类别"),
                width=24,
            ),
            Column(
                "host",
                _("依托单位"),
                kind="choice",
                required=True,
                choices=_hosts,
                synonyms=("企业", "单位", "承建单位", "企业名称"),
                width=24,
            ),
            Column(
                "unit",
                _("牵头单位"),
                kind="choice",
                required=True,
                choices=lambda: _units(actor),
                synonyms=("责任单位", "主管单位"),
            ),
            Column(
                "partnership",
                _("合作高校"),
                kind="choice",
                choices=_partnerships,
                synonyms=("高校", "所属合作", "合作院校"),
                width=22,
            ),
            Column("address", _("地址"), synonyms=("地点",), max_length=120, width=24),
            Column("summary", _("简介"), synonyms=("主要内容", "建设内容"), max_length=2000, width=40),
        )
        return SheetSpec(self.name, self.title, columns, unique=("name",))

    def note(self, actor: Actor) -> str:
        return _("导入的基地都是“方案”，签协议、授牌等步骤要带佐证另外办理。依托单位不在名单里的，请先登记企业。")

    def objections(self, rows, actor: Actor) -> Iterable[tuple[int, str, str]]:
        names = [values["name"] for _number, values in rows]
        known = set(Base.objects.filter(name__in=names).values_list("name", flat=True))
        for number, values in rows:
            if values["name"] in known:
                yield number, "name", _("已有同名的基地。")
            for name in PUBLIC_TEXTS:
                if words := personal_words(name, values[name]):
                    yield number, name, words

    def save(self, rows: list[dict], *, by: Actor) -> list[Base]:
        tables = {"base_type": BaseType, "host": Host, "unit": Unit, "partnership": Partnership}
        found = {
            name: model.objects.in_bulk({values[name] for values in rows} - {None}) for name, model in tables.items()
        }
        return [add_base(_values(values, found), by=by.sending(None)) for values in rows]


def _values(values: dict, found: dict) -> dict:
    linked = {name: rows.get(values[name]) for name, rows in found.items()}
    return {name: value or "" for name, value in values.items()} | linked


def _hosts() -> list[Choice]:
    return [Choice(row.pk, row.name, (row.short_name,)) for row in Host.objects.order_by("pinyin")]


def _units(actor: Actor) -> list[Choice]:
    rows = Unit.objects.filter(is_lead=True).order_by("pinyin")
    if actor.role == Role.OFFICIAL:
        rows = rows.filter(pk=actor.unit_id)
    return [Choice(row.pk, row.short_name, (row.name,)) for row in rows]


def _partnerships() -> list[Choice]:
    rows = Partnership.objects.current().select_related("university").order_by("university__pinyin")
    return [Choice(row.pk, row.university.name, (row.university.short_name,)) for row in rows]
