"""What people do with duties; each change locks the duty first, so two at once never lose one another's."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Hat, User
from accounts.permissions import Actor, Permission, Role, can, require
from files.models import kept
from notifications.actions import create, edit, first_time, move, post, record, silence
from notifications.models import Event, key_of, working_calendar
from ruoyi_coop.lib.calendar import end_of_day
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from supervision import origins
from supervision.models import Blocker, Duty, Extension, Nudge, Report
from supervision.workflow import CARRIED, FINAL, HELD, LOOP, OPEN, PLANNED, State

RESTED = "rested"  # the verb by which a duty that rests with its project is told from one the office suspended
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
def hang(values: dict, *, by: Actor, kind: str, origin=None, state: str = State.ASSIGNED, tell: bool = True) -> Duty:
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
    if tell:
        _tell_of_state(duty, by)
    origins.follow(duty.origin, by)
    return duty


@transaction.atomic
def edit_duty(duty: Duty, values: dict, *, by: Actor, reason: str = "", version: int | None = None) -> Duty:
    """Change what a duty says. Its drafter may until it is given; after that the office, another day with a reason.

    Raises NotAllowed, Conflict (with what the other person wrote), NotNow.
    """
    row = _locked(duty)
    require(by, Permission.DRAFT_DUTY if row.state in PLANNED else Permission.SUPERVISE_DUTY, row)
    if row.state in FINAL:
        raise NotNow(_("事项已经了结，不能再改。"))
    if values.get("due", row.due) != row.due:
        values = _with_new_due(row, values, reason)
    values = values | _partnership_after(row, values.get("university"))
    row = edit(row, values, by=by, version=version, note=reason)
    return _touched(row, by)


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
    before = _locked(duty)
    if name == "report":
        _check_report(upload, asked.get("done_on"))
    row = move(before, LOOP, name, by=by, note=note, values=_columns(before, name, by, asked), version=version)
    if name == "report":
        _say(row, by, kind=Report.Kind.DONE, text=note, upload=upload)
    if name in ("report", "cancel", "reassign"):
        row.extensions.asked().update(state=Extension.State.LAPSED)
    if name == "cancel" and before.state in PLANNED:  # nobody but its drafter knew of it
        _tell(row, f"dropped:{row.version}", [row.drafted_by], str(NEWS[row.state][0]), note, by)
    else:
        _tell_of_state(row, by, note, name)
    if name == "reassign" and before.state != State.RETURNED:
        _tell_former(before, row, note, by)
    return _touched(row, by)


@transaction.atomic
def set_aside(origin, *, by: Actor, note: str) -> None:
    """What a duty hangs on rests: its open duties rest too. The caller has checked the permission."""
    for row in _hanging(origin).filter(state__in=OPEN):
        values = {"state": State.SUSPENDED, "held_from": row.state, "state_since": timezone.now()}
        edit(row, values, by=by, label=_("随项目中止"), note=note, verb=RESTED)
        silence(row)


@transaction.atomic
def take_up(origin, *, by: Actor, note: str) -> None:
    """What a duty hangs on goes on: so do the duties that rested with it, each where it was."""
    for row in _hanging(origin).filter(state=State.SUSPENDED):
        if Event.objects.filter(subject=row.key).order_by("-id").first().verb == RESTED:
            values = {"state": row.held_from, "held_from": "", "state_since": timezone.now()}
            edit(row, values, by=by, label=_("随项目恢复"), note=note, verb="took_up")


@transaction.atomic
def let_go(origin, *, by: Actor, note: str) -> None:
    """What a duty hangs on was given up: nobody has to do its open duties any more."""
    for row in _hanging(origin).filter(state__in=(*PLANNED, *OPEN, State.SUSPENDED)):
        values = {"state": State.CANCELLED, "held_from": "", "state_since": timezone.now()}
        edit(row, values, by=by, label=_("随项目撤销"), note=note, verb="cancel")
        row.extensions.asked().update(state=Extension.State.LAPSED)
        silence(row)


def _hanging(origin):
    """The duties of a record, locked in one order; always before the record itself, as every action on a duty does."""
    return Duty.objects.select_for_update(of=["self"]).filter(origin=key_of(origin)).order_by("pk")


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


@transaction.atomic
def report_progress(duty: Duty, *, status: str, text: str = "", upload=None, by: Actor) -> Report:
    """Say how a duty goes; work that had not begun has begun now. Raises NotNow (not open, trouble without a word)."""
    row = _locked(duty)
    require(by, Permission.WORK_DUTY, row)
    if row.state not in HELD:
        raise NotNow(_("现在是“%s”，不用报进展。") % row.get_state_display())
    if status != Report.Status.ON_PLAN and not text.strip():
        raise NotNow(_("“%s”有困难或停滞，请写一句原因。") % row)
    first_time(by)
    if row.state != State.DOING:
        row = move(row, LOOP, "begin", by=replace(by, submission=None), values=_columns(row, "begin", by, {}))
    report = _say(row, by, kind=Report.Kind.PROGRESS, status=status, text=text, upload=upload)
    label = Report.Status(status).label
    record(by, "reported", _("报进展"), row, note=text, changes={str(_("进展")): ["", str(label)]})
    if status != Report.Status.ON_PLAN:
        _tell(row, f"said:{report.pk}", row.people_with(Role.OFFICE), _("%(status)s：%(duty)s"), text, by, status=label)
    _touched(row, by)
    return report


@transaction.atomic
def report_many(said: list[dict], *, by: Actor) -> int:
    """Report on several duties in one go: [{duty, status | done_on, text, upload}]. All or none; returns how many.

    Raises what `report_progress` and `move_duty` raise.
    """
    first_time(by)
    for place, one in enumerate(said):
        who = by if place == 0 else replace(by, submission=None)
        if one["status"] == Report.Kind.DONE:
            done = {"done_on": one.get("done_on") or timezone.localdate(), "upload": one.get("upload")}
            move_duty(one["duty"], "report", by=who, note=one["text"], **done)
        else:
            report_progress(one["duty"], status=one["status"], text=one["text"], upload=one.get("upload"), by=who)
    return len(said)


@transaction.atomic
def ask_extension(duty: Duty, to_due: date, *, reason: str, progress: str, by: Actor) -> Extension:
    """Ask for a later day, before the present one has passed. Raises NotNow (late, no reason, asked), NotAllowed."""
    row = _locked(duty)
    require(by, Permission.WORK_DUTY, row)
    first_time(by)
    return file_extension(row, to_due, reason=reason, progress=progress, by=by)


@transaction.atomic
def file_extension(duty: Duty, to_due: date, *, reason: str, progress: str, by: Actor) -> Extension:
    """The same where a plan asks with its acceptance. The caller has checked the permission."""
    row = _locked(duty)
    if why_not := why_no_extension(row):
        raise NotNow(why_not)
    if to_due <= row.due:
        raise NotNow(_("申请的日期要晚于现在的期限 %s。") % date_format(row.due))
    if not reason.strip() or not progress.strip():
        raise NotNow(_("延期要写明理由和目前进展。"))
    asked = Extension(
        duty=row, from_due=row.due, to_due=to_due, reason=reason, progress=progress, asked_by_id=by.user_id
    )
    asked.by_hat = _who(by)
    words = _("申请延至 %s") % date_format(to_due)
    create(asked, by=by, label=words, note=reason, verb="extension_asked")
    _tell(row, f"asked:{asked.pk}", row.people_with(Role.OFFICE), _("申请延期：%(duty)s"), f"{words}。{reason}", by)
    _touched(row, by)
    return asked


def why_no_extension(duty: Duty) -> str:
    """Return "" when a later day may be asked for now, else why not."""
    if duty.state not in HELD:
        return _("现在是“%s”，不能申请延期。") % duty.get_state_display()
    if duty.due < timezone.localdate():
        return _("期限 %s 已过，不能再申请延期；请先报进展说明情况，由县合作办决定。") % date_format(duty.due)
    return _("已经有一份延期申请在等批示。") if duty.extensions.asked().exists() else ""


@transaction.atomic
def decide_extension(extension: Extension, granted: bool, *, by: Actor, words: str = "") -> Extension:
    """Grant the later day, or refuse it with a reason; not by whoever asked. Raises NotAllowed, NotNow."""
    require(by, Permission.SUPERVISE_DUTY, extension)
    if granted and extension.duty.origin:  # its neighbours may move with it: all are locked, in one order
        list(Duty.objects.select_for_update(of=["self"]).filter(origin=extension.duty.origin).order_by("pk"))
    duty = _locked(extension.duty)
    first_time(by)
    row = Extension.objects.select_for_update().get(pk=extension.pk)
    if row.state != Extension.State.ASKED or duty.state not in HELD:
        raise NotNow(_("这份申请已经处理过了。"))
    if row.asked_by_id == by.user_id:
        raise NotNow(_("是您自己申请的，要请另一个人批示。"))
    if not granted and not words.strip():
        raise NotNow(_("不同意延期，请写明理由。"))
    state = Extension.State.GRANTED if granted else Extension.State.REFUSED
    values = {"state": state, "decided_at": timezone.now(), "decided_by_id": by.user_id, "decision": words}
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=[*values])
    label = _("批准延期") if granted else _("不同意延期")
    if granted:
        edit(duty, _shifted(duty, row.to_due), by=by, label=label, note=words or row.reason, verb="extended")
    else:
        record(by, "refused", label, duty, note=words)
    title = _("延期至 %(day)s 已批准：%(duty)s") if granted else _("延期未批准，期限仍是 %(day)s：%(duty)s")
    _tell(
        duty, f"decided:{row.pk}", duty.people(), title, words, by, day=date_format(row.to_due if granted else duty.due)
    )
    _touched(Duty.objects.get(pk=duty.pk), by)
    return row


@transaction.atomic
def nudge(duty: Duty, *, by: Actor, words: str = "") -> Nudge:
    """Hurry a duty on; once a day. Raises NotAllowed, NotNow."""
    row = _locked(duty)
    _require_nudge(row, by)
    first_time(by)
    if row.state not in OPEN:
        raise NotNow(_("现在是“%s”，不用催办。") % row.get_state_display())
    last = row.nudges.filter(day=timezone.localdate()).first()
    if last:
        raise NotNow(_("今天 %s 已经催办过。") % last.by_hat)
    made = Nudge.objects.create(duty=row, words=words, by_id=by.user_id, by_hat=_who(by))
    record(by, "nudged", _("催办"), row, note=words)
    title = _("催办：%(duty)s（期限 %(day)s）")
    _tell(row, f"nudge:{made.day}", row.people(), title, words, by, day=date_format(row.due))
    return made


def _require_nudge(duty: Duty, by: Actor) -> None:
    """A unit hurries a university whose work it answers for, not itself."""
    require(by, Permission.NUDGE_DUTY, duty)
    if by.role == Role.OFFICIAL and not duty.university_id:
        raise NotAllowed(_("本单位自己承办的事项不用催办。"))


@transaction.atomic
def block(duty: Duty, *, what: str, resolver: Hat, until: date, by: Actor) -> Blocker:
    """Say what is in the way, who can clear it and by when; that person hears of it. Raises NotAllowed, NotNow."""
    row = _locked(duty)
    require(by, Permission.WORK_DUTY, row)
    if row.state not in HELD:
        raise NotNow(_("现在是“%s”，不用登记堵点。") % row.get_state_display())
    if until < timezone.localdate():
        raise NotNow(_("请对方解决的日期不能早于今天。"))
    made = Blocker(duty=row, what=what, resolver=resolver, until=until, raised_by_id=by.user_id, by_hat=_who(by))
    create(
        made, by=by, label=_("登记堵点"), note=_("请%(who)s在 %(day)s 前解决") % _blocker_words(made), verb="blocked"
    )
    title = _("请您在 %(day)s 前解决：%(what)s")
    words = _blocker_words(made) | {"what": what}
    _tell(row, f"blocked:{made.pk}", [resolver.user], title, str(row), by, path=made.clearing_url, **words)
    _touched(row, by)
    return made


@transaction.atomic
def unblock(blocker: Blocker, *, how: str, by: Actor) -> Blocker:
    """Say how a blocker was cleared: the one it names, whoever raised it, or the office. Raises NotAllowed, NotNow."""
    duty = _locked(blocker.duty)
    row = Blocker.objects.select_for_update().get(pk=blocker.pk)
    if not row.may_be_cleared_by(by):
        raise NotAllowed(_("堵点由指定的解决人、提出人或县合作办销掉。"))
    first_time(by)
    if row.resolved_at:
        raise NotNow(_("这个堵点已经解决了。"))
    row.resolved_at, row.how = timezone.now(), how
    row.save(update_fields=["resolved_at", "how"])
    record(by, "unblocked", _("堵点已解决"), row, note=how)
    _tell(duty, f"unblocked:{row.pk}", duty.people(), _("堵点已解决：%(duty)s"), how, by)
    _touched(duty, by)
    return row


@transaction.atomic
def hand_duty(duty: Duty, successor: Hat, *, of: User, by: Actor) -> bool:
    """Let another person work on a duty in a handover; False when that person has it no more, or it is done."""
    require(by, Permission.HAND_OVER)
    row = _locked(duty)
    if row.person_id != of.pk or row.state not in CARRIED:
        return False
    edit(row, {"person": successor.user}, by=by, label=_("换人承办"), note=_from_to(of, successor), verb="handed")
    return True


@transaction.atomic
def hand_draft(duty: Duty, successor: Hat, *, of: User, by: Actor) -> bool:
    """Let another person finish a draft in a handover; False when it is that person's draft no more."""
    require(by, Permission.HAND_OVER)
    row = _locked(duty)
    if row.drafted_by_id != of.pk or row.state not in PLANNED:
        return False
    edit(row, {"drafted_by": successor.user}, by=by, label=_("换人起草"), note=_from_to(of, successor), verb="handed")
    return True


@transaction.atomic
def hand_blocker(blocker: Blocker, successor: Hat, *, of: User, by: Actor) -> bool:
    """Ask another person to clear a blocker in a handover; False when it waits for that person no more."""
    require(by, Permission.HAND_OVER)
    _locked(blocker.duty)
    row = Blocker.objects.select_related("resolver", "duty").get(pk=blocker.pk)
    if row.resolved_at or row.resolver.user_id != of.pk:
        return False
    edit(row, {"resolver": successor}, by=by, label=_("换人解决堵点"), note=_from_to(of, successor), verb="handed")
    return True


def _from_to(of: User, successor: Hat) -> str:
    return _("%(before)s → %(after)s") % {"before": of, "after": successor.user}


def _locked(duty: Duty) -> Duty:
    return Duty.objects.select_for_update(of=["self"]).select_related("unit", "university").get(pk=duty.pk)


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
    return values | _shifted(duty, values["due"])


def _shifted(duty: Duty, due: date) -> dict:
    """Another deadline, with the latest start as many working days before it as it was."""
    calendar = working_calendar()
    start = calendar.shift(due, -calendar.count(duty.start_by, duty.due))
    return {"due": due, "start_by": min(start, due), "start_open": None if duty.begun_on else min(start, due)}


def _partnership_of(duty: Duty, origin) -> int | None:
    """The cooperation a duty serves: that of what it hangs on, else the university's present one."""
    if found := getattr(origin, "partnership_id", None):
        return found
    if not duty.university_id:
        return None
    partnership = duty.university.partnership()
    if partnership is None:
        raise NotNow(_("这所高校现在没有合作，不能交办。"))
    return partnership.pk


def _check_report(upload, done_on: date | None) -> None:
    if not upload:
        raise NotNow(_("请附上佐证材料。"))
    if done_on and done_on > timezone.localdate():
        raise NotNow(_("完成日期不能晚于今天。"))


def _columns(duty: Duty, name: str, by: Actor, asked: dict) -> dict:
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


def _partnership_after(duty: Duty, university) -> dict:
    """What hangs on nothing serves the partnership of whoever does it; the rest stays with what it hangs on."""
    if duty.origin or university is None or university.pk == duty.university_id:
        return {}
    partnership = university.partnership()
    if partnership is None:
        raise NotNow(_("这所高校现在没有合作，不能交办。"))
    return {"partnership_id": partnership.pk}


def _say(duty: Duty, by: Actor, *, upload=None, **columns) -> Report:
    return Report.objects.create(duty=duty, upload=kept(upload, by=by), by_id=by.user_id, by_hat=_who(by), **columns)


def _touched(duty: Duty, by: Actor) -> Duty:
    """Note that somebody did something, and let what the duty hangs on follow."""
    duty.touched_at = timezone.now()
    Duty.objects.filter(pk=duty.pk).update(touched_at=duty.touched_at)
    origins.follow(duty.origin, by)
    return duty


def _who(by: Actor) -> str:
    return f"{by.name} · {by.hat_label}"


def _blocker_words(blocker: Blocker) -> dict:
    return {"who": blocker.resolver.user.name, "day": date_format(blocker.until)}


NEWS = {
    State.APPROVAL: (lazy("待审批：%(duty)s"), (Role.OFFICE,)),
    State.RETURNED: (lazy("退回改派：%(duty)s"), (Role.OFFICE,)),
    State.REPORTED: (lazy("等复核：%(duty)s"), (Role.OFFICE,)),
    State.SUSPENDED: (lazy("已中止：%(duty)s"), ()),
    State.CANCELLED: (lazy("已撤销：%(duty)s"), ()),
    State.CLOSED: (lazy("已销号：%(duty)s"), ()),
}


def _tell_of_state(duty: Duty, by: Actor, note: str = "", name: str = "") -> None:
    """Tell those who have it now, or whom the change concerns."""
    key = f"{duty.state}:{duty.version}"
    if duty.state == State.ASSIGNED:
        title = _("交办：%(duty)s，请在 %(day)s 前完成")
        return _tell(duty, key, duty.people(), title, note or duty.detail, by, day=date_format(duty.due))
    if name == "redo":
        return _tell(duty, key, duty.people(), _("退回重办：%(duty)s"), note, by)
    if name == "send_back":
        return _tell(duty, key, [duty.drafted_by] if duty.drafted_by else [], _("退回修改：%(duty)s"), note, by)
    if name == "resume":
        return _tell(duty, key, duty.people(), _("已恢复：%(duty)s"), note, by)
    if duty.state == State.REPORTED and duty.university_id:
        return _tell(duty, key, duty.people_with(Role.OFFICIAL), _("等复核：%(duty)s"), note, by)
    if duty.state in NEWS:
        title, roles = NEWS[duty.state]
        _tell(duty, key, duty.people_with(*roles) if roles else duty.people(), str(title), note, by)
    return None


def _tell_former(before: Duty, row: Duty, note: str, by: Actor) -> None:
    """Whoever had it and did not give it back hears who has it now; the duty itself they may no longer see."""
    now = set(row.people())
    former, title = [person for person in before.people() if person not in now], _("已改派给%(to)s：%(duty)s")
    _tell(row, f"taken:{row.version}", former, title, note, by, to=row.doer, path=reverse("home"))


def _tell(duty: Duty, key: str, people, title: str, body: str, by: Actor, *, path: str = "", **words) -> None:
    people = [person for person in people if person.pk != by.user_id]
    title = title % ({"duty": duty} | words)
    path = path or duty.get_absolute_url()
    post(people, duty, key=key, title=title, body=body, path=path, deadline=end_of_day(duty.due))
