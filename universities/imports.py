"""Universities and experts from spreadsheets."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Actor, Permission, require
from notifications.actions import create_many
from ruoyi_coop.lib.search import person_pinyin, pinyin
from ruoyi_coop.lib.sheets import Choice, Column, SheetSpec
from sheets.kinds import Kind
from universities.models import Expert, Level, ReferenceUniversity, University
from universities.reference import find

KNOWN = ("moe_code", "province", "city", "level", "supervisor")


class Universities(Kind):
    """Each row's name is looked up in the ministry's list, which fills what the sheet leaves blank."""

    name, title = "universities", lazy("高校")
    permission, model = Permission.ADD_UNIVERSITY, University

    def spec(self, actor: Actor) -> SheetSpec:
        columns = (
            Column(
                "name", _("校名"), required=True, synonyms=("学校名称", "高校", "高校名称", "单位名称"), max_length=60
            ),
            Column("short_name", _("简称"), synonyms=("常用简称",), max_length=30),
            Column("province", _("省份"), synonyms=("省", "所在省"), max_length=20),
            Column("city", _("城市"), synonyms=("所在地", "市"), max_length=30),
            Column("level", _("办学层次"), kind="choice", choices=Level.choices, synonyms=("层次",)),
            Column("supervisor", _("主管部门"), max_length=40),
            Column("intro", _("合作简介"), synonyms=("简介", "合作内容"), max_length=2000, width=40),
            Column("off_list_reason", _("不在名单中的原因"), max_length=200),
            Column("remarks", _("备注"), max_length=200),
        )
        return SheetSpec(self.name, self.title, columns, unique=("name",))

    def note(self, actor: Actor) -> str:
        return _("校名能在教育部全国高校名单里找到的，省份、层次、主管部门可以不填。")

    def objections(self, rows, actor: Actor) -> Iterable[tuple[int, str, str]]:
        listed = _listed([values for _number, values in rows])
        names = dict(University.objects.values_list("name", "name"))
        codes = dict(University.objects.exclude(moe_code=None).values_list("moe_code", "name"))
        for number, values in rows:
            entry = listed.get(values["name"])
            if values["name"] in names:
                yield number, "name", _("这所高校已经登记过。")
            elif entry and entry.moe_code in codes:
                yield number, "name", _("这所高校已经登记过，现名%(name)s。") % {"name": codes[entry.moe_code]}
            elif entry is None:
                yield from self._off_list(number, values)

    def _off_list(self, number: int, values: dict):
        if not values["off_list_reason"]:
            close = find(ReferenceUniversity.objects.all(), values["name"]).first()
            hint = _("是不是“%(name)s”？") % {"name": close.name} if close else ""
            words = _("全国名单里没有这个校名。请改成全称；确实不在名单的，在这里写明原因。")
            yield number, "off_list_reason", hint + words
        elif not values["province"]:
            yield number, "province", _("不在全国名单里的学校要写省份。")

    def save(self, rows: list[dict], *, by: Actor) -> list[University]:
        require(by, self.permission)
        listed = _listed(rows)
        things = [_university(values, listed.get(values["name"])) for values in rows]
        return create_many(things, by=by, label=_("登记高校"), note=_("表格导入"))


def _listed(rows: list[dict]) -> dict[str, ReferenceUniversity]:
    return ReferenceUniversity.objects.in_bulk([values["name"] for values in rows], field_name="name")


def _university(values: dict, entry: ReferenceUniversity | None) -> University:
    values = {name: value or "" for name, value in values.items()}
    known = {name: getattr(entry, name) for name in KNOWN} if entry else {"moe_code": None, "level": Level.BACHELOR}
    filled = {name: values.get(name) or value for name, value in known.items()}
    short = values["short_name"] or (entry.short_name if entry else values["name"])[:30]
    return University(**values | filled | {"short_name": short}, pinyin=pinyin(values["name"]))


class Experts(Kind):
    name, title = "experts", lazy("专家")
    permission, model = Permission.EDIT_EXPERT, Expert

    def spec(self, actor: Actor) -> SheetSpec:
        columns = (
            Column(
                "university",
                _("高校"),
                kind="choice",
                required=True,
                choices=lambda: _universities(actor),
                synonyms=("学校", "所在高校", "单位", "工作单位", "校名"),
                carries=True,
                width=24,
            ),
            Column("name", _("姓名"), required=True, synonyms=("专家", "专家姓名"), max_length=40),
            Column("department", _("院系"), synonyms=("学院", "部门"), max_length=60),
            Column("title", _("职称"), synonyms=("职称职务", "职务"), max_length=30),
            Column("field", _("研究方向"), required=True, synonyms=("专业", "专业方向", "研究领域"), max_length=120),
            Column("mobile", _("手机号"), kind="phone", synonyms=("电话", "联系电话", "联系方式")),
            Column("email", _("电子邮箱"), kind="email", synonyms=("邮箱",)),
        )
        return SheetSpec(self.name, self.title, columns, unique=("university", "name", "department"))

    def why_not(self, actor: Actor) -> str:
        served = University.objects.served_by(actor).exists()
        return "" if served else _("您现在的身份没有负责的高校。")

    def objections(self, rows, actor: Actor) -> Iterable[tuple[int, str, str]]:
        names = {values["name"] for _number, values in rows}
        namesakes = Expert.objects.filter(name__in=names).values_list("university", "name", "department")
        known = {(university, name): department for university, name, department in namesakes}
        for number, values in rows:
            department = known.get((values["university"], values["name"]))
            if department is not None:
                words = {"name": values["name"], "department": department or _("未写院系")}
                yield (
                    number,
                    "name",
                    _("这所高校已登记%(name)s（%(department)s）；确是另一人的，请在页面上登记。") % words,
                )

    def save(self, rows: list[dict], *, by: Actor) -> list[Expert]:
        universities = University.objects.served_by(by).in_bulk({values["university"] for values in rows})
        for university in universities.values():
            require(by, self.permission, university)
        things = [_expert(values, universities[values["university"]]) for values in rows]
        return create_many(things, by=by, label=_("登记专家"), note=_("表格导入"))


def _universities(actor: Actor) -> list[Choice]:
    rows = University.objects.served_by(actor).order_by("pinyin")
    return [Choice(row.pk, row.name, (row.short_name,)) for row in rows]


def _expert(values: dict, university: University) -> Expert:
    words = {name: value or "" for name, value in values.items() if name != "university"}
    return Expert(university=university, since=timezone.localdate(), pinyin=person_pinyin(values["name"]), **words)
