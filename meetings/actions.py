"""Calling people together: the meeting, its invitations, its changes, the answers."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from accounts.permissions import Actor, Permission, can, require
from meetings.models import AgendaItem, Invitation, Meeting
from meetings.workflow import MEETING, State
from notifications.actions import create, edit, move, post, record, silence
from notifications.models import thing_of, working_calendar
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from supervision.actions import add_duty
from supervision.models import Duty

DECISION_DAYS = 10  # working days a decision has where nobody says otherwise
TOLD_FIELDS = {"title", "starts", "ends", "place", "link"}  # what the invited must hear of


def call_together(values: dict, *, by: Actor) -> Meeting:
    """Draft a meeting; an official only for the own unit."""
    meeting = Meeting(**values)
    require(by, Permission.CALL_MEETING, meeting)
    return create(meeting, by=by, label=_("新建会议"))


@transaction.atomic
def edit_meeting(meeting: Meeting, values: dict, *, by: Actor, version: int | None = None) -> Meeting:
    """Change a meeting; once it has been called the invited are told what changed, and calendars get a new sequence."""
    require(by, Permission.CALL_MEETING, meeting)
    before = Meeting.objects.get(pk=meeting.pk)
    row = edit(meeting, values, by=by, version=version)
    changed = [name for name in TOLD_FIELDS if getattr(before, name) != getattr(row, name)]
    if row.state == State.CALLED and changed:
        row.sequence += 1
        row.save(update_fields=["sequence"])
        silence(row)
        _tell(row, f"changed:{row.sequence}", _("会议有变动：%s") % row, by)
    return row


@transaction.atomic
def invite(meeting: Meeting, people: Iterable[User], *, by: Actor, unit: Unit | None = None) -> int:
    """Add people, and everybody who wears a hat of `unit`; those already invited stay as they are. Returns how many."""
    require(by, Permission.CALL_MEETING, meeting)
    if meeting.state not in (State.DRAFT, State.CALLED):
        raise NotNow(_("会议已结束或取消，不能再邀请。"))
    wanted = {person.pk: person for person in people if person.is_active}
    if unit:
        members = User.objects.filter(pk__in=unit.hats.worn().values("user"), is_active=True)
        wanted |= {person.pk: person for person in members}
    known = set(meeting.invitations.values_list("person", flat=True))
    new = [person for pk, person in wanted.items() if pk not in known]
    made = Invitation.objects.bulk_create([Invitation(meeting=meeting, person=person) for person in new])
    if made:
        record(by, "invited", _("邀请"), meeting, note="、".join(person.name for person in new)[:500])
    if meeting.state == State.CALLED:
        _announce(meeting, new, by)
    return len(made)


@transaction.atomic
def uninvite(invitation: Invitation, *, by: Actor) -> None:
    """Take one person off the list; who had been told is told so."""
    meeting = invitation.meeting
    require(by, Permission.CALL_MEETING, meeting)
    if meeting.state == State.CALLED:
        title = _("您不用参加：%s") % meeting
        post(
            [invitation.person],
            meeting,
            key=f"uninvited:{invitation.pk}",
            title=title,
            body=_when(meeting),
            urgent=True,
        )
    record(by, "uninvited", _("取消邀请"), meeting, note=invitation.person.name)
    invitation.delete()


@transaction.atomic
def move_meeting(meeting: Meeting, name: str, *, by: Actor, note: str = "", version: int | None = None) -> Meeting:
    """Call, close or cancel. Raises NotAllowed, NotNow, Conflict."""
    row = move(meeting, MEETING, name, by=by, note=note, version=version)
    if name == "call":
        _announce(row, row.invited(), by)
    if name == "cancel" and meeting.state == State.CALLED:
        Meeting.objects.filter(pk=row.pk).update(sequence=row.sequence + 1)
        _tell(row, "cancelled", _("会议取消：%s") % row, by, note)
    return row


@transaction.atomic
def set_agenda(meeting: Meeting, items: list[AgendaItem], *, by: Actor, version: int | None = None) -> Meeting:
    """Replace the agenda by these items, in their order. Raises NotAllowed, NotNow, Conflict."""
    require(by, Permission.CALL_MEETING, meeting)
    if meeting.state not in (State.DRAFT, State.CALLED):
        raise NotNow(_("会议已结束或取消，议程不能再改。"))
    listed = "；".join(f"{place}. {item.title}" for place, item in enumerate(items, 1)) or _("没有议题了")
    stamp = {"agenda_set_at": timezone.now()}
    row = edit(meeting, stamp, by=by, version=version, label=_("安排议程"), note=listed, verb="agenda")
    row.items.all().delete()
    AgendaItem.objects.bulk_create(_placed(row, items))
    return row


def _placed(meeting: Meeting, items: list[AgendaItem]) -> list[AgendaItem]:
    for place, item in enumerate(items, 1):
        item.meeting, item.place = meeting, place
    return items


@transaction.atomic
def send_agenda(meeting: Meeting, *, by: Actor) -> Meeting:
    """Send the agenda to everybody invited; calendars get it with the next sequence. Raises NotNow when it is empty."""
    require(by, Permission.CALL_MEETING, meeting)
    row = Meeting.objects.select_for_update().get(pk=meeting.pk)
    items = list(row.items.all())
    if not items:
        raise NotNow(_("议程是空的，先勾选议题。"))
    if row.state != State.CALLED:
        raise NotNow(_("会议通知还没有发出，发出通知时会带上议程。"))
    row.agenda_sent_at, row.sequence = timezone.now(), row.sequence + 1
    row.save(update_fields=["agenda_sent_at", "sequence"])
    record(by, "agenda_sent", _("发出议程"), row, note=_("共%d项") % len(items))
    _tell(row, f"agenda:{row.sequence}", _("议程：%s") % row, by, row.agenda_words)
    return row


def why_not_decide(meeting: Meeting, by: Actor) -> str:
    """Why this actor can turn no decision of this meeting into a duty now; "" when they can."""
    if not (can(by, Permission.CALL_MEETING, meeting) and can(by, Permission.DRAFT_DUTY)):
        return _("只有召集单位和县合作办能登记议定事项。")
    return "" if meeting.state in (State.CALLED, State.HELD) else _("会议通知发出以后才能登记议定事项。")


def decision_from(meeting: Meeting, item: AgendaItem | None) -> dict:
    """What the form of a decision begins with: the item's words, its duty's unit, ten working days."""
    duty = thing_of(item.source) if item and item.source else None
    duty = getattr(duty, "duty", duty)  # a blocker or an extension stands for the duty it is about
    from_day = max(timezone.localdate(meeting.starts), timezone.localdate())
    return {
        "title": item.title[:100] if item else "",
        "unit": getattr(duty, "unit_id", None) or meeting.unit_id,
        "university": getattr(duty, "university_id", None),
        "due": working_calendar().after(from_day, DECISION_DAYS),
    }


@transaction.atomic
def decide(meeting: Meeting, values: dict, *, by: Actor) -> Duty:
    """Write a decision down as the duty it is; it hangs on the meeting. Raises NotAllowed, NotNow."""
    require(by, Permission.CALL_MEETING, meeting)
    if reason := why_not_decide(meeting, by):
        raise NotNow(reason)
    return add_duty(values, by=by, kind=Duty.Kind.RESOLUTION, origin=meeting)


@transaction.atomic
def answer(meeting: Meeting, words: str, *, by: Actor, note: str = "") -> Invitation:
    """Say yes, no or maybe for oneself; may be changed until the meeting begins."""
    row = Invitation.objects.select_for_update().filter(meeting=meeting, person=by.user_id).first()
    if row is None:
        raise NotAllowed(_("您不在受邀名单里。"))
    require(by, Permission.ANSWER_INVITATION, row)
    if meeting.state != State.CALLED or meeting.starts <= timezone.now():
        raise NotNow(_("会议已经开始、结束或取消，不用再答复。"))
    values = {"answer": words, "note": note, "answered_at": timezone.now()}
    return edit(row, values, by=by, label=_("答复会议"))


def _announce(meeting: Meeting, people: Iterable[User], by: Actor) -> None:
    others = [person for person in people if person.pk != by.user_id]
    title = _("请您参加：%s") % meeting
    path = meeting.get_absolute_url()
    post(others, meeting, key="called", title=title, body=_when(meeting), path=path, deadline=meeting.starts)


def _tell(meeting: Meeting, key: str, title: str, by: Actor, note: str = "") -> None:
    people = [person for person in meeting.invited() if person.pk != by.user_id]
    body = f"{note}\n{_when(meeting)}".strip()
    post(people, meeting, key=key, title=title, body=body, path=meeting.get_absolute_url(), urgent=True)


def _when(meeting: Meeting) -> str:
    start = date_format(timezone.localtime(meeting.starts), "DATETIME_FORMAT")
    return _("时间：%(start)s\n地点：%(place)s") % {"start": start, "place": meeting.place or meeting.link}
