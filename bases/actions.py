"""What people do with bases, their kinds and their hosts; every step of a base leaves a day, a proof and a name."""

from calendar import isleap
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Hat, User
from accounts.permissions import Actor, Permission, Role, require
from bases.models import PLANNED, Base, BaseType, Host
from bases.workflow import LIFE, State
from files import steps
from notifications.actions import create, edit, move, post
from ruoyi_coop.lib.errors import NotNow
from ruoyi_coop.lib.masking import personal_numbers
from ruoyi_coop.lib.search import pinyin

# Who hears of a step: the office of what the unit did, the unit and its partners of what the office decided.
OFFICE_HEARS = {"sign", "operate", "submit_review"}
PARTNERS_HEAR = {"award", "withdraw"}
PARTNERS = (Role.OFFICIAL, Role.LIAISON, Role.MENTOR)
PUBLIC_TEXTS = ("name", "address", "summary")
REPORTED_BY = {State.AGREEMENT: "sign", State.PLAQUE: "award", State.REVIEW: "submit_review"}


@transaction.atomic
def add_base(values: dict, *, by: Actor, day: date | None = None, evidence=None) -> Base:
    """Register a base as a plan; `values` are its columns, `evidence` the plan itself if there is a file."""
    base = Base(**values, pinyin=pinyin(values["name"]))
    require(by, Permission.ADD_BASE, base)
    _check_public(base)
    create(base, by=by, label=_("登记基地方案"))
    steps.take(base.steps, PLANNED, by=by, day=day, evidence=evidence)
    return base


@transaction.atomic
def edit_base(base: Base, values: dict, *, by: Actor, version: int | None = None) -> Base:
    """Change what is written about a base. Only the office may hand it to another unit. Raises Conflict, NotNow."""
    require(by, Permission.EDIT_BASE, base)
    if base.unit_id != values.get("unit", base.unit).pk:
        require(by, Permission.DECIDE_BASE, base)
    if not values.get("partnership", base.partnership) and base.state not in (State.PLAN, State.DROPPED):
        raise NotNow(_("签了协议的基地必须属于一个县校合作。"))
    row = edit(base, values | {"pinyin": pinyin(values.get("name", base.name))}, by=by, version=version)
    _check_public(row)
    return row


@transaction.atomic
def move_base(
    base: Base,
    name: str,
    *,
    by: Actor,
    day: date | None = None,
    next_review: date | None = None,
    evidence=None,
    note: str = "",
    version: int | None = None,
) -> Base:
    """Take one step in a base's life and keep its proof (a checked file).

    Raises NotAllowed, Conflict, and NotNow when the state, a missing partnership or the day forbids it.
    """
    if "evidence" in LIFE[name].asks and not evidence:
        raise NotNow(_("请附上佐证材料。"))
    before = Base.objects.select_for_update().get(pk=base.pk)
    day = day or timezone.localdate()
    row = move(before, LIFE, name, by=by, note=note, values=_columns(before, name, day, next_review), version=version)
    if name == "send_back":
        steps.strike(row.steps, REPORTED_BY[before.state])
    else:
        if reason := steps.why_not_day(row.steps, day):
            raise NotNow(reason)
        steps.take(row.steps, name, by=by, day=day, evidence=evidence, note=note)
    _tell(row, name, by, note)
    return row


def a_year_after(day: date) -> date:
    """The same day a year later; 29 February becomes 28."""
    leap_day = (day.month, day.day) == (2, 29) and not isleap(day.year + 1)
    return day.replace(year=day.year + 1, day=28 if leap_day else day.day)


def edit_type(kind: BaseType, values: dict, *, by: Actor, version: int | None = None) -> BaseType:
    """Change a row of the provincial list."""
    require(by, Permission.EDIT_BASE_TYPE, kind)
    return edit(kind, values, by=by, version=version)


def add_host(values: dict, *, by: Actor) -> Host:
    """Register an enterprise or institution; an official registers those of the own unit."""
    host = Host(**values, pinyin=pinyin(values["name"]))
    require(by, Permission.EDIT_HOST, host)
    return create(host, by=by, label=_("登记企业"))


@transaction.atomic
def edit_host(host: Host, values: dict, *, by: Actor, version: int | None = None) -> Host:
    """Change what is written about a host. Raises Conflict."""
    require(by, Permission.EDIT_HOST, host)
    if host.unit != values.get("unit", host.unit):
        require(by, Permission.DECIDE_BASE, host)
    return edit(host, values | {"pinyin": pinyin(values.get("name", host.name))}, by=by, version=version)


@transaction.atomic
def stand_in(host: Host, hat: Hat, *, before: User, by: Actor) -> Host:
    """Name who of the county looks after a host until it names a contact. Raises NotNow."""
    require(by, Permission.HAND_OVER)
    if hat.role not in (Role.OFFICIAL, Role.OFFICE):
        raise NotNow(_("代为联系的只能是单位干部或县合作办。"))
    note = _("%(before)s → %(after)s") % {"before": before, "after": hat.user}
    return edit(host, {"caretaker": hat}, by=by, label=_("代为联系"), note=note, verb="caretaker")


def personal_words(name: str, text: str) -> str:
    """Return "" when a text may stand on the public page, else what must not."""
    found = "、".join(personal_numbers(text or "")) if name in PUBLIC_TEXTS else ""
    return _("这一栏会公开，不能有身份证号或手机号：%s") % found if found else ""


def _check_public(base: Base) -> None:
    for name in PUBLIC_TEXTS:
        if base.is_public and (words := personal_words(name, getattr(base, name))):
            raise NotNow(words)


def _columns(base: Base, name: str, day: date, next_review: date | None) -> dict:
    """The dates on the base that a step sets or takes back."""
    if name == "award":
        return {"plaque_on": day}
    if name in {"operate", "pass_review"}:
        return {"review_due": next_review or a_year_after(day)}
    if name == "send_back" and base.state == State.PLAQUE:
        return {"plaque_on": None}
    return {"review_due": None} if name == "withdraw" else {}


def _tell(base: Base, name: str, by: Actor, note: str) -> None:
    label = LIFE[name].label
    post(
        [person for person in _hearers(base, name) if person.pk != by.user_id],
        base,
        key=f"{name}:{base.version}",
        title=_("基地“%(base)s”：%(step)s") % {"base": base, "step": label},
        body=note,
        path=base.get_absolute_url(),
    )


def _hearers(base: Base, name: str):
    if name in OFFICE_HEARS:
        return base.people_with(Role.OFFICE)
    return base.people_with(*PARTNERS if name in PARTNERS_HEAR else (Role.OFFICIAL,))
