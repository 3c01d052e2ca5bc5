"""Everything that changes the register: universities, partnerships, attached leaders, experts, contacts, ties."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Hat, Unit, User
from accounts.permissions import Actor, Permission, Role, require
from files.models import keep
from notifications.actions import create, edit, first_time, post
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from ruoyi_coop.lib.search import person_pinyin, pinyin
from universities.models import Contact, Expert, LeaderAttachment, Partnership, University
from universities.workflow import PARTNERSHIP

A_DAY = timedelta(days=1)


@transaction.atomic
def register_university(values: dict[str, Any], *, by: Actor) -> University:
    """Put a university on the register. Raises NotNow when its name or code is there already."""
    require(by, Permission.ADD_UNIVERSITY)
    return create(University(**_sorted(values)), by=by, label=_("登记高校"))


@transaction.atomic
def edit_university(
    university: University, values: dict[str, Any], *, by: Actor, version: int | None = None
) -> University:
    """Write what differs. Raises Conflict with a stale version, NotNow when the name belongs to another."""
    require(by, Permission.EDIT_UNIVERSITY, university)
    return edit(university, _sorted(values), by=by, version=version)


@transaction.atomic
def begin_partnership(university: University, lead_unit: Unit, day: date, *, by: Actor, goal: str = "") -> Partnership:
    """Begin 1+1+N from a day on and tell both sides. Raises NotNow when a partnership covers the day or a later one."""
    require(by, Permission.MANAGE_PARTNERSHIP)
    _lock(university, by)
    _check_lead(lead_unit)
    later = university.partnerships.filter(during__overlap=(day, None)).order_by("during").last()
    if later:
        raise NotNow(_taken(later))
    row = Partnership(university=university, lead_unit=lead_unit, began_on=day, during=DateRange(day, None), goal=goal)
    create(row, by=by, label=_("建立合作"), verb="began")
    title = _("%(university)s合作已建立，由%(unit)s牵头") % {"university": university, "unit": lead_unit}
    _tell_both_sides(row, "began", title, by)
    return row


@transaction.atomic
def edit_partnership(row: Partnership, values: dict[str, Any], *, by: Actor, version: int | None = None) -> Partnership:
    """Write the goal anew. Raises Conflict with a stale version."""
    require(by, Permission.MANAGE_PARTNERSHIP, row)
    return edit(row, values, by=by, version=version)


@transaction.atomic
def hand_over(
    partnership: Partnership, lead_unit: Unit, day: date, *, by: Actor, reason: str, version: int | None = None
) -> Partnership:
    """Give the partnership to another lead unit from a day on; the time of the former one becomes a row of its own.

    Raises NotNow (ended, same unit, a day outside this unit's time), Conflict (stale form).
    """
    row = _for_move(partnership, "hand_over", by)
    _check_hand_over(row, lead_unit, day)
    former = Partnership(
        university=row.university,
        lead_unit=row.lead_unit,
        began_on=row.began_on,
        during=DateRange(row.since, day),
        goal=row.goal,
        end_reason=reason,
        successor=row,
    )
    words = {"university": row.university, "before": row.lead_unit, "after": lead_unit}
    title = _("%(university)s合作的牵头单位由%(before)s移交%(after)s") % words
    _tell_both_sides(row, f"handed:{day:%Y%m%d}", title, by)
    values = {"lead_unit": lead_unit, "during": DateRange(day, None)}
    row = edit(row, values, by=by, version=version, label=_("移交牵头单位"), note=reason, verb="hand_over")
    former.save(force_insert=True)
    _tell_both_sides(row, f"handed:{day:%Y%m%d}", title, by)
    return row


def _check_hand_over(row: Partnership, lead_unit: Unit, day: date) -> None:
    _check_lead(lead_unit)
    if lead_unit == row.lead_unit:
        raise NotNow(_("现在就是由%(unit)s牵头。") % {"unit": lead_unit})
    if day <= row.since:
        raise NotNow(_("移交日期要晚于现牵头单位的开始日期%(day)s。") % {"day": date_format(row.since)})


@transaction.atomic
def end_partnership(
    partnership: Partnership, day: date, *, by: Actor, reason: str, version: int | None = None
) -> Partnership:
    """End the partnership: `day` is its last day. Raises NotNow, Conflict."""
    row = _for_move(partnership, "end", by)
    if day < row.since:
        raise NotNow(_("结束日期不能早于开始日期%(day)s。") % {"day": date_format(row.since)})
    title = _("%(university)s合作到%(day)s结束") % {"university": row.university, "day": date_format(day)}
    _tell_both_sides(row, f"ended:{day:%Y%m%d}", title, by)
    values = {"during": DateRange(row.since, day + A_DAY), "end_reason": reason}
    return edit(row, values, by=by, version=version, label=_("结束合作"), note=reason, verb="end")


@transaction.atomic
def attach_leader(university: University, leader: Hat, day: date, *, by: Actor) -> LeaderAttachment:
    """Attach a county leader from a day on; the one before is relieved the day before. Raises NotNow."""
    require(by, Permission.ATTACH_LEADER)
    _lock(university, by)
    if leader.role != Role.LEADER or not Hat.objects.worn().filter(pk=leader.pk).exists():
        raise NotNow(_("只能由在任的县领导挂点。"))
    note = _relieve(university, leader, day)
    row = LeaderAttachment(university=university, leader=leader, during=DateRange(day, None))
    create(row, by=by, label=_("领导挂点"), verb="attached", note=note)
    title = _("请您挂点联系%(university)s") % {"university": university}
    post([leader.user], row, key="attached", title=title, path=university.get_absolute_url())
    return row


def _relieve(university: University, leader: Hat, day: date) -> str:
    """Close the attachment that is open; return whom the new one follows, in words."""
    last = university.attachments.select_related("leader__user").order_by("during").last()
    if last is None or (last.until and last.until <= day):
        return ""
    if last.until or day <= last.since:
        raise NotNow(_("%(leader)s挂点到这一天以后，请选更晚的日期。") % {"leader": last.leader.user})
    if last.leader == leader:
        raise NotNow(_("现在就是由%(leader)s挂点。") % {"leader": leader.user})
    last.during = DateRange(last.since, day)
    last.save(update_fields=["during"])
    return _("接替%(leader)s") % {"leader": last.leader.user}


@transaction.atomic
def hand_attachment(attachment: LeaderAttachment, leader: Hat, *, of: User, by: Actor) -> bool:
    """Give an attachment to another leader in a handover, from today on; its days and what is planned stay.

    Returns False when that person has it no more. Raises NotNow when the successor is no leader.
    """
    require(by, Permission.HAND_OVER)
    University.objects.select_for_update().get(pk=attachment.university_id)
    row = LeaderAttachment.objects.select_related("university", "leader__user").get(pk=attachment.pk)
    today = timezone.localdate()
    if row.leader.user_id != of.pk or (row.until and row.until <= today):
        return False
    if leader.role != Role.LEADER:
        raise NotNow(_("只能由在任的县领导挂点。"))
    note = _("接替%(leader)s") % {"leader": row.leader.user}
    if row.since < today:
        later = LeaderAttachment(university=row.university, during=DateRange(today, row.until))
        edit(row, {"during": DateRange(row.since, today)}, by=by, label=_("结束挂点"), verb="detached")
        later.leader = leader
        row = create(later, by=by, label=_("领导挂点"), verb="attached", note=note)
    else:
        row = edit(row, {"leader": leader}, by=by, label=_("领导挂点"), verb="attached", note=note)
    title = _("请您挂点联系%(university)s") % {"university": row.university}
    key = f"attached:{leader.pk}"
    post([leader.user], row, key=key, title=title, path=row.university.get_absolute_url())
    return True


@transaction.atomic
def stand_in(university: University, hat: Hat, *, before: User, by: Actor) -> University:
    """Name who of the county looks after a university's affairs until it names a liaison. Raises NotNow."""
    require(by, Permission.HAND_OVER)
    if hat.role not in (Role.OFFICIAL, Role.OFFICE):
        raise NotNow(_("代为联络的只能是单位干部或县合作办。"))
    note = _("%(before)s → %(after)s") % {"before": before, "after": hat.user}
    return edit(university, {"caretaker": hat}, by=by, label=_("代为联络"), note=note, verb="caretaker")


@transaction.atomic
def detach_leader(
    university: University, day: date, *, by: Actor, reason: str, version: int | None = None
) -> LeaderAttachment:
    """End the attachment that runs: `day` is its last day. Raises NotNow when there is none, Conflict."""
    require(by, Permission.ATTACH_LEADER, university)
    _lock(university, by)
    row = university.attachments.open_ended().first()
    if row is None:
        raise NotNow(_("现在没有挂点领导。"))
    if day < row.since:
        raise NotNow(_("结束日期不能早于开始日期%(day)s。") % {"day": date_format(row.since)})
    values = {"during": DateRange(row.since, day + A_DAY)}
    return edit(row, values, by=by, version=version, label=_("结束挂点"), note=reason, verb="detached")


@transaction.atomic
def add_expert(values: dict[str, Any], *, by: Actor) -> Expert:
    """Enter an expert. Raises NotNow when that department has one of that name: everybody counts once."""
    expert = Expert(**_sorted(values, person_pinyin))
    require(by, Permission.EDIT_EXPERT, expert.university)
    return create(expert, by=by, label=_("登记专家"))


@transaction.atomic
def edit_expert(expert: Expert, values: dict[str, Any], *, by: Actor, version: int | None = None) -> Expert:
    """Write what differs. Raises Conflict, NotNow (name taken in that department)."""
    require(by, Permission.EDIT_EXPERT, expert)
    return edit(expert, _sorted(values, person_pinyin), by=by, version=version)


@transaction.atomic
def log_contact(university: University, values: dict[str, Any], *, by: Actor, upload=None) -> Contact:
    """Enter a contact; the university's last contact follows in the same transaction."""
    require(by, Permission.LOG_CONTACT, university)
    _lock(university, by)
    kept = keep(upload, by=by) if upload else None
    contact = Contact(university=university, logged_by_id=by.user_id, upload=kept, **values)
    create(contact, by=by, label=_("登记联系"), verb="logged")
    refresh_last_contact(University.objects.filter(pk=university.pk))
    return contact


@transaction.atomic
def edit_contact(
    contact: Contact, values: dict[str, Any], *, by: Actor, upload=None, version: int | None = None
) -> Contact:
    """Mend an entry: the one who made it or the office. Raises NotAllowed, Conflict."""
    require(by, Permission.LOG_CONTACT, contact)
    if not contact.may_be_edited_by(by):
        raise NotAllowed(_("联系记录只能由登记人或县合作办修改。"))
    _lock(contact.university, by)
    if upload:
        values = values | {"upload": keep(upload, by=by)}
    contact = edit(contact, values, by=by, version=version)
    refresh_last_contact(University.objects.filter(pk=contact.university_id))
    return contact


def refresh_last_contact(universities) -> None:
    """Set the stored day of the last contact to what the rows say."""
    latest = Contact.objects.filter(university=OuterRef("pk")).order_by("-day").values("day")[:1]
    universities.update(last_contact_on=Subquery(latest))


def _for_move(partnership: Partnership, name: str, by: Actor) -> Partnership:
    """Lock the university and the row, in this order always; check who and whether."""
    _lock(partnership.university, by)
    row = (
        Partnership.objects.select_for_update(of=["self"])
        .select_related("university", "lead_unit")
        .get(pk=partnership.pk)
    )
    move = PARTNERSHIP[name]
    require(by, Permission(move.permission), row)
    if reason := PARTNERSHIP.why_not(row, move):
        raise NotNow(reason)
    return row


def _lock(university: University, by: Actor) -> None:
    """One change of a university's dated rows at a time; the exclusion constraints stand behind it."""
    University.objects.select_for_update().get(pk=university.pk)
    first_time(by)


def _check_lead(unit: Unit) -> None:
    if not unit.is_lead:
        raise NotNow(_("%(unit)s不是牵头单位。") % {"unit": unit})


def _taken(row: Partnership) -> str:
    if row.until is None:
        return _("这所高校从%(day)s起已由%(unit)s牵头合作。") % {"day": date_format(row.since), "unit": row.lead_unit}
    last = date_format(row.until - A_DAY)
    return _("这所高校的上一段合作到%(day)s才结束，请选更晚的日期。") % {"day": last}


def _tell_both_sides(row: Partnership, occasion: str, title: str, by: Actor) -> None:
    """Officials of the lead unit of the moment, the liaisons, the attached leader; whoever did it knows already."""
    people = row.people_with(Role.OFFICIAL, Role.LIAISON, Role.LEADER).exclude(pk=by.user_id)
    post(people, row, key=occasion, title=title, path=row.get_absolute_url())


def _sorted(values: dict[str, Any], read=pinyin) -> dict[str, Any]:
    """The values, with the column that lists sort by and searches find by."""
    return values | {"pinyin": read(values["name"])} if "name" in values else values
