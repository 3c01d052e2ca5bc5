"""Universities and experts as lists: what the ministry's list knows is filled in, who is known already is refused."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Actor, Permission
from notifications.actions import create_many
from ruoyi_coop.lib.search import pinyin
from ruoyi_coop.lib.sheets import Choice, Column, SheetSpec
from sheets.kinds import Kind
from universities.models import Expert, Level, ReferenceUniversity, University
from universities.reference import find

FROM_LIST = ("moe_code", "province", "city", "level", "supervisor")


class Universities(Kind):
    name = "universities"
    title = lazy("高校")
    permission = Permission.ADD_UNIVERSITY
    model = University

    def spec(self, actor: Actor) -> SheetSpec:
        return SheetSpec(
            self.name,
            self.title,
            (
                Column(
                    "name", _("校名"), required=True, synonyms=("学校", "学校名称", "高校", "高校名称"), max_length=60
                ),
                Column("short_name", _("简称"), synonyms=("学校简称",), max_length=30),
                Column("province", _("省份"), synonyms=("省", "所在省", "所在地"), max_length=20),
                Column("city", _("城市"), synonyms=("市", "所在市"), max_length=30),
                Column("level", _("办学层次"), kind="choice", synonyms=("层次",), choices=Level.choices),
                Column("supervisor", _("主管部门"), synonyms=("隶属", "主管单位"), max_length=40),
                Column("remarks", _("备注"), synonyms=("说明",), width=24),
                Column(
                    "off_list_reason",
                    _("不在名单中的原因"),
                    help=_("教育部2017年名单里没有的学校才填。"),
                    example=_("军队院校"),
                    width=24,
                ),
            ),
            unique=("name",),
        )

    def note(self, actor: Actor) -> str:
        return _("只填校名就够：省份、城市、层次和主管部门按教育部2017年名单补齐。")

    def objections(self, rows: list[tuple[int, dict]], actor: Actor) -> Iterable[tuple[int, str, str]]:
        listed = _listed([values for _number, values in rows])
        known = dict(University.objects.values_list("name", "name")) | dict(
            University.objects.exclude(moe_code=None).values_list("moe_code", "name")
        )
        for number, values in rows:
            row = listed.get(values["name"])
            if same := known.get(values["name"]) or known.get(row and row.moe_code):
                yield number, "name", _("%(name)s已经登记过。") % {"name": same}
            elif row is None:
                yield from _off_list(number, values)

    def save(self, rows: list[dict], *, by: Actor) -> list[University]:
        listed = _listed(rows)
        return create_many([_university(row, listed.get(row["name"])) for row in rows], by=by, label=_("导入高校"))


def _listed(rows: list[dict]) -> dict[str, ReferenceUniversity]:
    return ReferenceUniversity.objects.in_bulk([row["name"] for row in rows], field_name="name")


def _off_list(number: int, values: dict) -> Iterable[tuple[int, str, str]]:
    """A name the list lacks: is it an abbreviation of one it has, or is it said why?"""
    if not values["off_list_reason"]:
        close = find(ReferenceUniversity.objects.all(), values["name"]).first()
        hint = _("是不是“%(name)s”？") % {"name": close.name} if close else ""
        yield number, "name", hint + _("名单里没有这个校名；确不在名单中的，请填不在名单中的原因。")
    elif not values["province"]:
        yield number, "province", _("名单里没有这所高校，请填省份。")


def _university(values: dict, row: ReferenceUniversity | None) -> University:
    given = {name: value for name, value in values.items() if value not in (None, "")}
    from_list = {name: getattr(row, name) for name in (*FROM_LIST, "short_name")} if row else {}
    facts = {"short_name": values["name"][:30]} | from_list | given
    return University(**facts, pinyin=pinyin(values["name"]))


class Experts(Kind):
    name = "experts"
    title = lazy("专家")
    permission = Permission.EDIT_EXPERT
    model = Expert

    def spec(self, actor: Actor) -> SheetSpec:
        return SheetSpec(
            self.name,
            self.title,
            (
                Column(
                    "university",
                    _("高校"),
                    kind="choice",
                    required=True,
                    synonyms=("学校", "单位", "工作单位", "所在高校"),
                    choices=lambda: [Choice(row.pk, row.name, (row.short_name,)) for row in self.universities(actor)],
                    carries=True,
                    width=20,
                ),
                Column("name", _("姓名"), required=True, synonyms=("专家", "专家姓名"), max_length=40),
                Column("department", _("院系"), synonyms=("学院", "部门", "所在院系"), max_length=60),
                Column("title", _("职称"), synonyms=("职务", "职务职称"), max_length=30),
                Column(
                    "field", _("研究方向"), required=True, synonyms=("专业", "专长", "研究领域", "专业领域"), width=24
                ),
                Column(
                    "mobile",
                    _("手机号"),
                    kind="phone",
                    synonyms=("电话", "联系电话", "联系方式", "手机"),
                    max_length=20,
                ),
                Column("email", _("电子邮箱"), kind="email", synonyms=("邮箱", "邮件")),
                Column("since", _("合作起"), kind="date", synonyms=("聘任日期", "合作时间")),
                Column("is_public", _("对外公开"), kind="boolean", synonyms=("公开",), help=_("经本人同意后填“是”。")),
            ),
            unique=("university", "name", "department"),
        )

    def universities(self, actor: Actor):
        return University.objects.visible_to(actor).served_by(actor).order_by("pinyin")

    def why_not(self, actor: Actor) -> str:
        return "" if self.universities(actor).exists() else _("您现在的身份没有负责的高校。")

    def objections(self, rows: list[tuple[int, dict]], actor: Actor) -> Iterable[tuple[int, str, str]]:
        names = [values["name"] for _number, values in rows]
        known = {}
        for expert in Expert.objects.filter(name__in=names, university__in=self.universities(actor).values("pk")):
            known[expert.university_id, expert.name] = expert
        for number, values in rows:
            if namesake := known.get((values["university"], values["name"])):
                words = {"name": namesake.name, "department": namesake.department or _("未写院系")}
                yield (
                    number,
                    "name",
                    _("这所高校已登记%(name)s（%(department)s）；确是另一人的，请在页面上登记。") % words,
                )

    def save(self, rows: list[dict], *, by: Actor) -> list[Expert]:
        return create_many([_expert(row) for row in rows], by=by, label=_("导入专家"))


def _expert(values: dict) -> Expert:
    given = {name: value for name, value in values.items() if value not in (None, "")}
    facts = {"since": timezone.localdate(), "university_id": given.pop("university")} | given
    return Expert(**facts, pinyin=pinyin(values["name"]))
