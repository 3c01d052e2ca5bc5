"""The three ways anything changes: create, edit, move. One transaction, one event, and the messages it causes."""

from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, require
from notifications import clock
from notifications.manner import NOTICE, Manners
from notifications.models import Event, Message, Record, Staged, key_of
from notifications.outbox import nudge
from ruoyi_coop.lib.errors import AlreadyDone, Conflict, NotNow
from ruoyi_coop.lib.workflow import Workflow

UNIQUE_VIOLATION = "23505"


def record(
    by: Actor,
    verb: str,
    label: str,
    thing: models.Model,
    *,
    note: str = "",
    changes: dict | None = None,
    thread: str = "",
) -> Event:
    """Add the one event row of a change. Raises AlreadyDone when this form's key was used before.

    Call it inside the action's transaction, after the change; `changes` is {label: [before, after]} in words.
    """
    try:
        with transaction.atomic():
            return Event.objects.create(
                actor_id=by.user_id,
                actor_name=by.name,
                actor_role=by.role,
                actor_hat=by.hat_label,
                verb=verb,
                label=label,
                subject=key_of(thing),
                subject_label=str(thing)[:200],
                thread=thread or getattr(thing, "thread", key_of(thing)),
                note=note,
                changes=changes or {},
                facts=getattr(thing, "facts", None),
                submission=by.submission,
            )
    except IntegrityError as error:
        if "event_submission_once" in str(error):
            raise AlreadyDone from error
        raise


def record_many(by: Actor, verb: str, label: str, things: Iterable[models.Model], *, note: str = "") -> None:
    """Add one event for each of many things at once, for imports; they carry no one-time key."""
    now = timezone.now()
    Event.objects.bulk_create(
        Event(
            at=now,
            actor_id=by.user_id,
            actor_name=by.name,
            actor_role=by.role,
            actor_hat=by.hat_label,
            verb=verb,
            label=label,
            subject=key_of(thing),
            subject_label=str(thing)[:200],
            thread=getattr(thing, "thread", key_of(thing)),
            facts=getattr(thing, "facts", None),
            note=note,
        )
        for thing in things
    )


@transaction.atomic
def create_many(things: list[models.Model], *, by: Actor, label: str = "", note: str = "") -> list[models.Model]:
    """Insert many records and the first event of each, in two statements. The caller has checked the permission."""
    made = type(things[0])._base_manager.bulk_create(things, batch_size=1000) if things else []
    record_many(by, "created", label or _("登记"), made, note=note)
    return made


@transaction.atomic
def create(thing: models.Model, *, by: Actor, label: str = "", note: str = "", verb: str = "created") -> models.Model:
    """Insert a new record and its first event. The caller has checked the permission."""
    with _repeats_in_words():
        thing.save(force_insert=True)
    record(by, verb, label or _("登记"), thing, note=note)
    return thing


@transaction.atomic
def edit(
    thing: Record,
    values: dict[str, Any],
    *,
    by: Actor,
    version: int | None = None,
    label: str = "",
    note: str = "",
    verb: str = "edited",
) -> Record:
    """Write only the fields that differ, under a row lock, and record before and after.

    `version` is the one the form was opened with; when the row has moved on, raises Conflict with what the other
    person wrote and changes nothing. Equal values write nothing and record nothing.
    """
    row = type(thing)._base_manager.select_for_update().get(pk=thing.pk)
    first_time(by)
    changes = {name: value for name, value in values.items() if getattr(row, name) != value}
    if changes and version is not None and version != row.version:
        raise _conflict(row, changes)
    if not changes:
        return row
    words = {_label(row, name): [shown(row, name), ""] for name in changes if _is_told(row, name)}
    for name, value in changes.items():
        setattr(row, name, value)
    for name in changes:
        if _is_told(row, name):
            words[_label(row, name)][1] = shown(row, name)
    _stamp(row)
    with _repeats_in_words():
        row.save(update_fields=[*changes, "version", "changed_at"])
    record(by, verb, label or _("修改"), row, note=note, changes=words)
    return row


@transaction.atomic
def move(
    thing: Staged,
    workflow: Workflow,
    name: str,
    *,
    by: Actor,
    note: str = "",
    values: dict[str, Any] | None = None,
    version: int | None = None,
) -> Staged:
    """Take one arrow of a workflow: lock the row, check who and whether, set the state, record it.

    `values` are further columns set with the state (a date, a file). Reminders about the thing that have not gone
    out are silenced in the same transaction; the next beat brings back those still wanted.
    Raises NotAllowed (who), NotNow (state or proof), Conflict (stale form).
    """
    row = type(thing)._base_manager.select_for_update().get(pk=thing.pk)
    first_time(by)
    arrow = workflow[name]
    require(by, Permission(arrow.permission), row)
    if version is not None and version != row.version:
        raise _conflict(row, {"state": None})
    target = arrow.target(row) if row.state in arrow.from_states else ""
    for column, value in (values or {}).items():
        setattr(row, column, value)
    if reason := workflow.why_not(row, arrow, by):
        raise NotNow(reason)
    before = row.get_state_display()
    row.state, row.state_since = target, timezone.now()
    _stamp(row)
    row.save(update_fields=[*(values or {}), "state", "state_since", "version", "changed_at"])
    record(by, name, str(arrow.label), row, note=note, changes={_("状态"): [before, row.get_state_display()]})
    silence(row)
    return row


def post(
    to: Iterable,
    thing: models.Model,
    *,
    key: str,
    title: str,
    body: str = "",
    path: str = "",
    deadline=None,
    consequence: str = "",
    mail: bool = True,
    urgent: bool = False,
) -> None:
    """Tell people something now: the bell row is written with the change itself, the mail waits in the outbox.

    The mail goes with the next digest; at once when it is `urgent`, when the person wants that, or when the deadline
    would be over by then. `key` names the occasion within the thing ("published", "answered:3"); the same occasion is
    never told twice.
    """
    people = {person.pk: person for person in to if person.is_active}.values()
    note = Note(thing, title, body, path, deadline, consequence)
    _post([(person, note) for person in people], key=key, mail=mail, urgent=urgent)


@dataclass(frozen=True)
class Note:
    """What is said about one thing: see `post`."""

    thing: models.Model
    title: str
    body: str = ""
    path: str = ""
    deadline: datetime | None = None
    consequence: str = ""


def post_each(notes: Iterable[tuple[Any, Note]], *, key: str, mail: bool = True, urgent: bool = False) -> None:
    """Tell each of many people something of their own, [(person, note)], in a few statements. As `post` otherwise."""
    _post([(person, note) for person, note in notes if person.is_active], key=key, mail=mail, urgent=urgent)


def _post(notes: list[tuple[Any, Note]], *, key: str, mail: bool, urgent: bool) -> None:
    now = clock.now()
    manners = Manners(now, people={person.pk for person, _note in notes}) if mail and notes else None
    rows = [row for person, note in notes for row in _told(person, note, key, manners, now, urgent)]
    Message.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    transaction.on_commit(nudge)


def _told(person, note: Note, key: str, manners: Manners | None, now: datetime, urgent: bool):
    """The rows by which one person hears of one thing: under the bell now, outside as they wish."""
    common = {
        "key": f"{key_of(note.thing)}:{key}:{person.pk}",
        "recipient": person,
        "subject": key_of(note.thing),
        "title": note.title[:200],
        "body": note.body,
        "consequence": note.consequence[:300],
        "path": note.path,
        "deadline": note.deadline,
        "is_urgent": urgent,
    }
    yield Message(channel="portal", state="done", due=now, sent_at=now, **common)
    if manners:
        yield from _outside(person, manners, common)


def _outside(person, manners: Manners, common: dict):
    """The mail and the text message of what one person is told."""
    asked = {"urgent": common["is_urgent"], "deadline": common["deadline"]}
    letter = manners.mail(person.pk, NOTICE, required=True, **asked) if person.email else None
    if letter:
        yield Message(channel="mail", due=letter.due, waits_for_digest=letter.in_digest, **common)
    if due := manners.sms(person, NOTICE, **asked):
        yield Message(channel="sms", due=due, **common)


def post_mail(
    address: str, *, key: str, title: str, body: str, path: str = "", recipient=None, about: str = ""
) -> None:
    """Put one private letter into the outbox: to an address that need not belong to an account, or not yet.

    It carries a link that lets somebody in (an invitation, a new password), so the row is emptied once it is sent.
    """
    Message.objects.create(
        key=key,
        channel=Message.Channel.MAIL,
        recipient=recipient,
        address=address,
        is_private=True,
        subject=about,
        title=title[:200],
        body=body,
        path=path,
        due=clock.now(),
    )
    transaction.on_commit(nudge)


def silence(thing: models.Model) -> int:
    """Take back every reminder about the thing that has not gone out yet."""
    return Message.objects.unsent().reminders().filter(subject=key_of(thing)).delete()[0]


def mark_read(messages: models.QuerySet, *, by: Actor) -> int:
    """Note that the actor has seen these of their own messages."""
    return messages.of(by).unread().update(read_at=timezone.now())


def shown(row: models.Model, name: str) -> str:
    """A field's value as a person reads it, for the history."""
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name.removesuffix("_id"))
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list | tuple):
        return "、".join(map(str, value))
    if isinstance(value, DateRange):
        return _span(value)
    return str(localize(value))


def _span(days: DateRange) -> str:
    """A range of days by its first and last day."""
    last = date_format(days.upper - timedelta(days=1)) if days.upper else _("今")
    return _("%(first)s至%(last)s") % {"first": date_format(days.lower), "last": last}


def _label(row: models.Model, name: str) -> str:
    return str(row._meta.get_field(name).verbose_name)


def _is_told(row: models.Model, name: str) -> bool:
    """History tells what people fill in; derived columns (pinyin, counters) change silently with them."""
    return row._meta.get_field(name).editable


def first_time(by: Actor) -> None:
    """Raise AlreadyDone for a form that was sent twice: neither a conflict nor too late. Call it under the lock."""
    if by.submission and Event.objects.filter(submission=by.submission).exists():
        raise AlreadyDone


@contextmanager
def _repeats_in_words():
    """Two people who register the same at once both passed the form's check; the database refuses the second."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if getattr(error.__cause__, "pgcode", "") != UNIQUE_VIOLATION:
            raise
        raise NotNow(_("刚刚有人登记了同样的内容，请核对后再提交。")) from error


def _stamp(row: Record) -> None:
    row.version += 1
    row.changed_at = timezone.now()


def _conflict(row: Record, values: dict[str, Any]) -> Conflict:
    last = Event.objects.filter(subject=key_of(row)).order_by("-id").first()
    theirs = [(_label(row, name), shown(row, name)) for name in values if name == "state" or _is_told(row, name)]
    return Conflict(theirs, last.actor_name if last else "", row.version)
