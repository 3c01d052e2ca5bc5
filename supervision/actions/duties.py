"""What people do with duties themselves: draft, give, move through the loop, put on another day, sign off."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, can, require
from notifications.actions import create, edit, first_time, move
from notifications.models import key_of, working_calendar
from ruoyi_coop.lib.errors import NotNow
from supervision import origins
from supervision.actions.common import NEWS, locked, say, tell, tell_former, tell_of_state, touched
from supervision.models import Duty, Extension, Report
from supervision.workflow import FINAL, LOOP, OPEN, PLANNED, State

USUAL = 5  # working days of work where nobody planned the length


@transaction.atomic
def add_duty(values: dict, *, by: Actor, kind: str = Duty.Kind.GIVEN, origin=None, submit: bool = True) -> Duty:
    """Draft a duty. Whoever may approve gives it at once; others submit it for approval, or keep a draft.

    Raises NotAllowed, NotNow (a day in the past, a university without a running partnership).
    """
    require(by, Permission.DRAFT_DUTY)
    state = State.APPROVAL if submit else State.DRAFT
    if submit and can(by, Permission.APPROVE_DUTY):
        state = State.ASSIGNED
    return hang(values | {"drafted_by_id": by.user_id}, by=by, kind=kind, origin=origin, state=state)


@transaction.atomic
def hang(values: dict, *, by: Actor, kind: str, origin=None, state: str = State.ASSIGNED) -> Duty:
    """Insert a duty that hangs on a record, in a state. The caller has checked the permission. Raises NotNow."""
    duty = Duty(kind=kind, state=state, **_with_start(values))
    duty.original_due = duty.due
    if origin is not None:
        duty.origin, duty.origin_label = key_of(origin), str(origin)[:200]
    duty.partnership_id = duty.partnership_id or _partnership_of(duty, origin)
    if state not in PLANNED and duty.due < timezone.localdate():
        raise NotNow(_("期限不能早于今天。"))
    duty.start_open = duty.start_by
    create(duty, by=by, label=str(LOOP["approve"].label if state in OPEN else _("起草督办事项")))
    tell_of_state(duty, by)
    origins.follow(duty.origin, by)
    return duty


@transaction.atomic
def edit_duty(duty: Duty, values: dict, *, by: Actor, reason: str = "", version: int | None = None) -> Duty:
    """Change what a duty says. Its drafter may until it is given; after that the office, another day with a reason.

    Raises NotAllowed, Conflict (with what the other person wrote), NotNow.
    """
    row = locked(duty)
    require(by, row.editing, row)
    if row.state in FINAL:
        raise NotNow(_("事项已经了结，不能再改。"))
    if values.get("due", row.due) != row.due:
        values = _with_new_due(row, values, reason)
    values = values | _partnership_after(row, values.get("university"))
    row = edit(row, values, by=by, version=version, note=reason)
    return touched(row, by)


@transaction.atomic
def move_due(duty: Duty, due: date, start_by: date, *, by: Actor, label: str, note: str = "") -> Duty:
    """Put a duty on another day because a plan was computed again. The caller has checked the permission."""
    values = {"due": due, "start_by": min(start_by, due), "start_open": None if duty.begun_on else min(start_by, due)}
    return edit(duty, values, by=by, label=label, note=note, verb="replanned")


@transaction.atomic
def move_duty(
    duty: Duty, name: str, *, by: Actor, note: str = "", version: int | None = None, upload=None, **asked
) -> Duty:
    """Take one arrow of the loop. `asked` is what its form asked for: done_on, unit, university.

    Raises NotAllowed (who), NotNow (state, proof, second person), Conflict (stale form).
    """
    before = locked(duty)
    if name == "report":
        _check_report(upload, asked.get("done_on"))
    row = move(before, LOOP, name, by=by, note=note, values=columns(before, name, by, asked), version=version)
    if name == "report":
        say(row, by, kind=Report.Kind.DONE, text=note, upload=upload)
    if name in ("report", "cancel", "reassign"):
        row.extensions.asked().update(state=Extension.State.LAPSED)
    if name == "cancel" and before.state in PLANNED:  # nobody but its drafter knew of it
        tell(row, f"dropped:{row.version}", row.drafters(), str(NEWS[row.state][0]), note, by)
    else:
        tell_of_state(row, by, note, name)
    if name == "reassign" and before.state != State.RETURNED:
        tell_former(before, row, note, by)
    return touched(row, by)


@transaction.atomic
def review_and_close(duty: Duty, *, by: Actor, version: int | None = None) -> Duty:
    """Review and sign off in one step, for those who may do both. Raises NotAllowed, NotNow, Conflict."""
    row = move_duty(duty, "review", by=by, version=version)
    return move_duty(row, "close", by=replace(by, submission=None))


@transaction.atomic
def close_many(duties: Iterable[Duty], *, by: Actor) -> int:
    """Sign off all of these; returns how many. All or none. Raises NotAllowed, NotNow."""
    first_time(by)
    count = 0
    for duty in duties:
        move_duty(duty, "close", by=by if not count else replace(by, submission=None))
        count += 1
    return count


def _with_start(values: dict) -> dict:
    """The values with a latest start: the given one, else the usual length before the deadline."""
    due = values["due"]
    start = values.get("start_by") or working_calendar().shift(due, -USUAL)
    return values | {"start_by": min(start, due)}


def _with_new_due(duty: Duty, values: dict, reason: str) -> dict:
    if duty.state not in PLANNED and not reason.strip():
        raise NotNow(_("改期限要写明理由。"))
    if values["due"] < timezone.localdate():
        raise NotNow(_("期限不能早于今天。"))
    return values | shifted(duty, values["due"])


def shifted(duty: Duty, due: date) -> dict:
    """Another deadline, with the latest start as many working days before it as it was."""
    calendar = working_calendar()
    start = calendar.shift(due, -calendar.count(duty.start_by, duty.due))
    return {"due": due, "start_by": min(start, due), "start_open": None if duty.begun_on else min(start, due)}


def _partnership_of(duty: Duty, origin) -> int | None:
    """The cooperation a duty serves: that of what it hangs on, else the university's present one."""
    if found := getattr(origin, "partnership_id", None):
        return found
    return _running_partnership(duty.university) if duty.university_id else None


def _running_partnership(university) -> int:
    partnership = university.partnership()
    if partnership is None:
        raise NotNow(_("这所高校现在没有合作，不能交办。"))
    return partnership.pk


def _partnership_after(duty: Duty, university) -> dict:
    """What hangs on nothing serves the partnership of whoever does it; the rest stays with what it hangs on."""
    if duty.origin or university is None or university.pk == duty.university_id:
        return {}
    return {"partnership_id": _running_partnership(university)}


def _check_report(upload, done_on: date | None) -> None:
    if not upload:
        raise NotNow(_("请附上佐证材料。"))
    if done_on and done_on > timezone.localdate():
        raise NotNow(_("完成日期不能晚于今天。"))


def columns(duty: Duty, name: str, by: Actor, asked: dict) -> dict:
    """The columns beside the state that a move sets or clears."""
    today = timezone.localdate()
    begun = {"begun_on": duty.begun_on or today, "start_open": None, "person_id": duty.person_id or by.user_id}
    cleared = {"done_on": None, "reviewed_by_id": None}  # not reported_by_id: the move asks it who may not send back
    columns = {
        "accept": {"person_id": by.user_id},
        "begin": begun,
        "report": begun | {"done_on": asked.get("done_on") or today, "reported_by_id": by.user_id},
        "review": {"reviewed_by_id": by.user_id},
        "close": {"reviewed_by_id": duty.reviewed_by_id or by.user_id},
        "redo": cleared,
        "suspend": {"held_from": duty.state},
        "resume": {"held_from": ""},
        "cancel": {"held_from": ""},
    }
    return _given_to(duty, asked) if name == "reassign" else columns.get(name, {})


def _given_to(duty: Duty, asked: dict) -> dict:
    """Who has it from now on; whatever the former doer had begun counts no more."""
    fresh = {"person_id": None, "begun_on": None, "start_open": duty.start_by}
    university = asked.get("university")
    given = {"unit_id": asked["unit"].pk, "university_id": university.pk if university else None}
    return fresh | given | _partnership_after(duty, university)
