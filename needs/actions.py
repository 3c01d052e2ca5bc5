"""What people do with needs and supplies; every rung a need reaches leaves a day and a name."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, Role, require
from bases.models import Host, host_id_of
from files import steps
from needs.models import REGISTERED, Dismissal, Need, Supply
from needs.workflow import NEED, SUPPLY, SupplyState
from notifications.actions import create, edit, move, post, record
from ruoyi_coop.lib.errors import NotNow
from ruoyi_coop.lib.masking import personal_numbers
from ruoyi_coop.lib.search import pinyin
from universities.models import university_id_of

RUNGS = {"accept", "begin_talks", "meet"}  # moves that climb; the others turn aside or back
OWNERS = (Role.OFFICIAL, Role.MENTOR)
TALKS = {"begin_talks", "meet", "talks_failed"}  # everybody at the table hears of them
OPEN_TEXTS = ("title", "detail")


@transaction.atomic
def register_need(values: dict, *, by: Actor) -> Need:
    """Register a need; `values` are its columns. A mentor registers for the own enterprise, whatever `values` say.

    Raises NotAllowed, and NotNow when nobody answers for the enterprise or a text holds personal numbers.
    """
    if by.role == Role.MENTOR:
        values = values | _own_host(by)
    need = Need(**values, **_derived(values))
    require(by, Permission.REGISTER_NEED, need)
    _check_texts(values)
    create(need, by=by, label=_("登记需求"))
    steps.take(need.steps, REGISTERED, by=by)
    _tell(need, f"registered:{need.pk}", _("新登记的需求“%s”等审核") % need, need.people_with(Role.OFFICE), by)
    return need


@transaction.atomic
def edit_need(need: Need, values: dict, *, by: Actor, version: int | None = None) -> Need:
    """Change what is written about a need. Only the office may hand it to another unit. Raises Conflict, NotNow."""
    require(by, Permission.REGISTER_NEED, need)
    if need.has_ended:
        raise NotNow(_("这条需求已经了结，不能再修改。"))
    if need.unit_id != values.get("unit", need.unit).pk:
        require(by, Permission.DECIDE_NEED, need)
    _check_texts(values)
    return edit(need, values | _derived(values), by=by, version=version)


@transaction.atomic
def move_need(
    need: Need, name: str, *, by: Actor, day: date | None = None, note: str = "", version: int | None = None
) -> Need:
    """Take one step in a need's life; `day` is the day it happened.

    Raises NotAllowed, Conflict, and NotNow when the state or the day forbids it.
    """
    before = Need.objects.select_for_update().get(pk=need.pk)
    day = day or timezone.localdate()
    values = {"rung_on": day, "held_from": before.state if name == "hold" else ""}
    row = move(before, NEED, name, by=by, note=note, values=values, version=version)
    if name == "talks_failed":
        steps.strike(row.steps, "begin_talks")
    if name in RUNGS:
        if reason := steps.why_not_day(row.steps, day):
            raise NotNow(reason)
        steps.take(row.steps, name, by=by, day=day, note=note)
    _tell(row, f"{name}:{row.version}", _step_words(row, name), _hearers(row, name), by, note)
    return row


@transaction.atomic
def offer_supply(values: dict, *, by: Actor) -> Supply:
    """Offer something to the county, perhaps as the answer to a need, whose owners hear of it at once.

    A liaison offers for the own university, whatever `values` say. Raises NotAllowed, and NotNow when the need
    no longer looks for answers.
    """
    if by.role == Role.LIAISON:
        values = {name: value for name, value in values.items() if name != "university"}
        values["university_id"] = university_id_of(by)
    supply = Supply(**values, **_derived(values))
    require(by, Permission.OFFER_SUPPLY, supply)
    _check_supply(supply, values)
    create(supply, by=by, label=_("应答需求") if supply.answers_id else _("发布供给"))
    _tell(supply, "offered", _("%(university)s发布供给“%(supply)s”，等入库") % _names(supply), _office(supply), by)
    if need := supply.answers:
        words = _("%(university)s应答了需求“%(need)s”") % {"university": supply.university, "need": need}
        _tell(need, f"answered:{supply.pk}", words, need.people_with(*OWNERS), by)
    return supply


@transaction.atomic
def edit_supply(supply: Supply, values: dict, *, by: Actor, version: int | None = None) -> Supply:
    """Change what is written about a supply; what it answers and whose it is stay. Raises Conflict, NotNow."""
    require(by, Permission.OFFER_SUPPLY, supply)
    if supply.state == SupplyState.WITHDRAWN:
        raise NotNow(_("这条供给已经撤回，不能再修改；可以重新发布一条。"))
    _check_texts(values)
    _check_expert(values.get("expert"), supply)
    return edit(supply, values | _derived(values), by=by, version=version)


@transaction.atomic
def move_supply(supply: Supply, name: str, *, by: Actor, note: str = "", version: int | None = None) -> Supply:
    """Take a supply into the store, or withdraw it. Raises NotAllowed, NotNow, Conflict."""
    row = move(supply, SUPPLY, name, by=by, note=note, version=version)
    hearers = row.people_with(Role.LIAISON, *((Role.OFFICE, Role.OFFICIAL) if name == "withdraw" else ()))
    words = _("供给“%(supply)s”：%(step)s") % {"supply": row, "step": SUPPLY[name].label}
    _tell(row, f"{name}:{row.version}", words, hearers, by, note)
    return row


@transaction.atomic
def dismiss(need: Need, supply: Supply, reason: str, *, by: Actor) -> Dismissal:
    """Say that a supply does not fit a need, so that it is no longer proposed. Raises NotAllowed, NotNow."""
    require(by, Permission.MATCH_NEED, need)
    if Dismissal.objects.filter(need=need, supply=supply).exists():
        raise NotNow(_("这条供给已经标为不合适。"))
    row = Dismissal(need=need, supply=supply, reason=reason, by=by.user)
    return create(row, by=by, label=_("标为不合适"), note=reason)


@transaction.atomic
def take_back_dismissal(need: Need, supply: Supply, *, by: Actor) -> None:
    """Let a supply be proposed for a need again. Raises NotAllowed, NotNow."""
    require(by, Permission.MATCH_NEED, need)
    row = Dismissal.objects.select_for_update().filter(need=need, supply=supply).first()
    if row is None:
        raise NotNow(_("这条供给没有标为不合适。"))
    record(by, "taken_back", _("撤销“不合适”"), row)
    row.delete()


def personal_words(name: str, text: str) -> str:
    """Return "" when a text may be read by the other side, else what must not stand in it."""
    found = "、".join(personal_numbers(text or "")) if name in OPEN_TEXTS else ""
    return _("这一栏对方也看得到，不能有身份证号或手机号：%s。电话请填在“联系电话”里。") % found if found else ""


def _own_host(by: Actor) -> dict:
    host = Host.objects.select_related("unit").filter(pk=host_id_of(by)).first()
    if host is None or host.unit is None:
        raise NotNow(_("贵单位还没有县里的联系单位，请先与县合作办联系。"))
    return {"host": host, "unit": host.unit}


def _derived(values: dict) -> dict:
    """The columns that follow from others: for sorting by sound, and for finding by keyword."""
    made = {"pinyin": pinyin(values["title"])} if "title" in values else {}
    return made | ({"words": " ".join(values["keywords"])} if "keywords" in values else {})


def _check_texts(values: dict) -> None:
    for name in OPEN_TEXTS:
        if words := personal_words(name, values.get(name, "")):
            raise NotNow(words)


def _check_supply(supply: Supply, values: dict) -> None:
    _check_texts(values)
    _check_expert(supply.expert, supply)
    if supply.answers_id and not Need.objects.select_for_update().get(pk=supply.answers_id).is_open:
        raise NotNow(_("这条需求现在不征集应答，可以不选需求，直接发布供给。"))


def _check_expert(expert, supply: Supply) -> None:
    if expert and expert.university_id != supply.university_id:
        raise NotNow(_("专家不是这所高校的，请重新选择。"))


def _step_words(need: Need, name: str) -> str:
    return _("需求“%(need)s”：%(step)s") % {"need": need, "step": NEED[name].label}


def _hearers(need: Need, name: str):
    if name == "resubmit":
        return need.people_with(Role.OFFICE)
    return need.people_with(*OWNERS, *((Role.OFFICE, Role.LIAISON) if name in TALKS else ()))


def _names(supply: Supply) -> dict:
    return {"university": supply.university, "supply": supply}


def _office(supply: Supply):
    return supply.people_with(Role.OFFICE)


def _tell(thing, key: str, title: str, people, by: Actor, body: str = "") -> None:
    others = [person for person in people if person.pk != by.user_id]
    post(others, thing, key=key, title=title, body=body, path=thing.get_absolute_url())
