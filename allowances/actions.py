"""Rates set, lists computed, put up, objected to, approved and paid; whatever is exported leaves a trace."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Hat
from accounts.permissions import Actor, Permission, Role, require
from allowances.computing import lines_of, same_as_now, take_days
from allowances.models import AllowanceList, Batch, Line, Objection, Rate
from allowances.workflow import LIST, LineState, State
from interns.models import Season
from links.actions import link_to, mail_link
from links.models import PersonalLink
from notifications.actions import create, edit, first_time, move, post, record
from notifications.models import working_calendar
from ruoyi_coop.lib.calendar import DAY
from ruoyi_coop.lib.errors import NotNow
from ruoyi_coop.lib.masking import mask_name, personal_numbers
from vault.models import BankAccount

LOCK = 7402  # of the lists of one season, so that two at once do not both take a day
ANSWER_DAYS = 5  # working days in which an objection is answered
LINK_DAYS = 180  # how long whoever objected can read the answer
OBJECTION = "allowances.objection"


# ------------------------------------------------------------------ rates


def set_rate(values: dict[str, Any], *, by: Actor) -> Rate:
    """Let a new rate hold from a day on. Raises NotNow when days it would change have been put on a list already."""
    require(by, Permission.MANAGE_ALLOWANCE)
    used = Line.objects.counting().filter(paid_days__day__gte=values["from_day"])
    used = used.exclude(allowance_list__state=State.DRAFT)
    if values["season"]:
        used = used.filter(allowance_list__season=values["season"])
    if used.exists():
        raise NotNow(_("%s 之后的天数已经公示或发放过，标准不能倒改。请从以后的日期执行。") % values["from_day"])
    return create(Rate(**values), by=by, label=_("设定补贴标准"))


# ------------------------------------------------------------------ lists


@transaction.atomic
def draft_list(season: Season, values: dict[str, Any], *, by: Actor) -> AllowanceList:
    """Draw up a list from attendance. Raises NotNow without a rate, or when nobody has a day left to be paid."""
    require(by, Permission.MANAGE_ALLOWANCE)
    made = AllowanceList(season=season, drafted_by=by.user, **values)
    row = create(made, by=by, label=_("编制补贴清单"))
    _fill(row)
    return row


@transaction.atomic
def compute_again(row: AllowanceList, *, by: Actor) -> AllowanceList:
    """Draw a draft's lines up anew; what a person released stays released. Raises NotNow once it is public."""
    require(by, Permission.MANAGE_ALLOWANCE)
    row = AllowanceList.objects.select_for_update().get(pk=row.pk)
    first_time(by)
    if row.state != State.DRAFT:
        raise NotNow(_("清单已经公示，要改先撤回公示。"))
    _fill(row)
    record(by, "computed", _("重新计算"), row, note=_("共%(count)d人，%(sum)s元") % _size(row))
    return row


def _size(row: AllowanceList) -> dict:
    lines = row.lines.paying()
    return {"count": lines.count(), "sum": lines.total()}


def _fill(row: AllowanceList) -> None:
    _lock(row.season_id)
    lines = lines_of(row)
    if not lines:
        raise NotNow(_("这段时间没有可以计发补贴的在岗天数。"))
    row.lines.all().delete()
    _taking(Line.objects.bulk_create(lines))
    for line in row.lines.filter(state=LineState.HELD).with_people():
        _tell_held(line)


def _taking(lines: list[Line]) -> None:
    try:
        with transaction.atomic():
            take_days(lines)
    except IntegrityError as error:
        raise NotNow(_("有人的天数刚被列入另一张清单，请重新计算。")) from error


def _lock(season_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, season_id])


def _tell_held(line: Line) -> None:
    """The student hears once for each reason why the money does not come, and what to do."""
    title, path = _("实习补贴暂不能发放：%s") % line.why_held, reverse("vault:mine")
    key = f"held:{line.stay_id}:{sha256(line.why_held.encode()).hexdigest()[:12]}"
    body = _("补齐以后，下次计算时自动列入；有疑问请与县合作办联系。")
    post([line.stay.placement.student], line.allowance_list, key=key, title=title, body=body, path=path)


@transaction.atomic
def release(line: Line, note: str, *, by: Actor) -> Line:
    """Let a held line be paid after all, for a reason. Raises NotNow once the list is public or without an account."""
    require(by, Permission.MANAGE_ALLOWANCE)
    line = Line.objects.select_for_update(of=("self",)).with_people().get(pk=line.pk)
    first_time(by)
    if line.allowance_list.state != State.DRAFT:
        raise NotNow(_("清单已经公示，要改先撤回公示。"))
    if not BankAccount.objects.filter(user=line.stay.placement.student_id).exists():
        raise NotNow(_("没有银行账号，放行了也发不出去，请学生先填写。"))
    line.released_why, line.released_note = line.why_held, note
    line.state, line.why_held = LineState.READY, ""
    line.save(update_fields=["state", "released_why", "released_note", "why_held"])
    _taking([line])
    record(by, "released", _("放行补贴"), line.allowance_list, note=f"{line.stay.placement.student.name}：{note}")
    return line


@transaction.atomic
def move_list(row: AllowanceList, name: str, *, by: Actor, note: str = "", version: int | None = None):
    """Put up, take back, approve, mark as paid, archive. Raises NotAllowed, NotNow, Conflict."""
    values: dict[str, Any] = {}
    if name == "notice":
        _must_be_fresh(row)
        values = _notice_values(row)
    if name == "approve":
        values = {"approved_by": by.user}
    moved = move(row, LIST, name, by=by, note=note, values=values, version=version)
    if name == "notice":
        _tell_students(moved)
    return moved


def _must_be_fresh(row: AllowanceList) -> None:
    """What is put up equals attendance, rates and numbers at that moment."""
    _lock(row.season_id)
    if row.state == State.DRAFT and not same_as_now(row):
        raise NotNow(_("编制以后出勤、标准或收款资料有变动；请先点“按最新出勤重新计算”，核对后再公示。"))


def _notice_values(row: AllowanceList) -> dict[str, Any]:
    """The notice begins today and its days are counted from tomorrow: N working days later it is over."""
    if found := personal_numbers(notice_text(row)):
        raise NotNow(_("公示内容里有身份证号或手机号：%s。请改好再公示。") % "、".join(found[:3]))
    today = timezone.localdate()
    until = working_calendar().after(today - DAY, row.notice_days) if row.notice_days else today
    return {"notice_on": today, "notice_until": until, "digest": digest_of(row)}


def notice_text(row: AllowanceList) -> str:
    """All that the notice shows, as one text."""
    words = [str(row.season), row.contact]
    for line in row.lines.put_up().with_people():
        placement = line.stay.placement
        words += [
            mask_name(placement.student.name),
            placement.student.student.university_name,
            str(placement.position.host),
        ]
    return "\n".join(words)


def digest_of(row: AllowanceList) -> str:
    """A hash over the lines and the days they are computed from: equal inputs and sums, equal hash."""
    lines = row.lines.order_by("stay").values_list("stay", "present", "amount", "state", "breakdown")
    return sha256(json.dumps([[str(cell) for cell in line] for line in lines]).encode()).hexdigest()


def _tell_students(row: AllowanceList) -> None:
    title = _("您的实习补贴正在公示")
    for line in row.lines.paying().with_people():
        body = _("%(amount)s 元，公示到 %(day)s。有出入请在公示期内提出。") % {
            "amount": line.amount,
            "day": row.notice_until,
        }
        path = line.stay.placement.get_absolute_url()
        post(
            [line.stay.placement.student],
            row,
            key=f"notice:{row.version}",
            title=title,
            body=body,
            path=path,
            mail=False,
        )


# ------------------------------------------------------------------ objections


@transaction.atomic
def object_to(row: AllowanceList, values: dict[str, Any], *, by: Actor) -> Objection:
    """Anybody objects during the notice. Raises NotNow when it is over."""
    row = AllowanceList.objects.select_for_update().get(pk=row.pk)
    if row.state != State.NOTICED or timezone.localdate() > row.notice_until:
        raise NotNow(_("公示期已过，请直接与县合作办联系。"))
    due = working_calendar().after(timezone.localdate(), ANSWER_DAYS)
    who = by if by.user else replace(by, guest=values["name"])  # whoever has no account signs with the name they gave
    made = create(Objection(allowance_list=row, by=by.user, due_on=due, **values), by=who, label=_("提出异议"))
    office = Hat.objects.worn().filter(role=Role.OFFICE).people()
    title = _("补贴公示收到异议，%s 前要答复") % f"{due:%Y-%m-%d}"
    post(office, made, key="objection", title=title, body=made.masked_words, path=made.get_absolute_url())
    return made


def link_of(objection: Objection, *, by: Actor) -> PersonalLink:
    """The link under which whoever objected without an account reads the answer."""
    address = objection.reach if "@" in objection.reach else ""
    until = timezone.now() + timedelta(days=LINK_DAYS)
    return link_to(objection, OBJECTION, holder=objection.name, expires_at=until, by=by, address=address)


@transaction.atomic
def answer(objection: Objection, values: dict[str, Any], *, by: Actor) -> Objection:
    """Answer an objection {is_upheld, answer} and tell whoever raised it; one that is upheld takes the notice back.

    Raises NotNow when it is answered.
    """
    require(by, Permission.MANAGE_ALLOWANCE)
    row = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    first_time(by)
    if row.answered_at:
        raise NotNow(_("已经答复过了。"))
    row = edit(row, values | {"answered_at": timezone.now()}, by=by, label=_("答复异议"), verb="answered")
    if row.is_upheld and row.allowance_list.state == State.NOTICED:
        move(row.allowance_list, LIST, "take_back", by=by.sending(None), note=_("异议成立：%s") % row.answer)
    _tell_answered(row, by)
    return row


def _tell_answered(row: Objection, by: Actor) -> None:
    title = _("您提出的异议已答复")
    if row.by:
        post([row.by], row, key="answered", title=title, body=row.answer, path=row.get_absolute_url())
    elif "@" in row.reach:
        mail_link(link_of(row, by=by), title=title, body=row.answer, key="answered")


# ------------------------------------------------------------------ paying


@transaction.atomic
def make_batch(row: AllowanceList, reason: str, *, by: Actor) -> Batch:
    """Gather what is ready, or came back, into one payment file. Raises NotNow when there is nothing to pay."""
    require(by, Permission.MANAGE_ALLOWANCE)
    require(by, Permission.REVEAL_NUMBER)
    row = AllowanceList.objects.select_for_update().get(pk=row.pk)
    first_time(by)
    if row.state != State.APPROVED:
        raise NotNow(_("批准以后才能导出发放表。"))
    lines = row.lines.to_send()
    if not lines:
        raise NotNow(_("没有待发放的人，或者他们都没有银行账号。"))
    made = Batch(allowance_list=row, number=row.batches.count() + 1, reason=reason, made_by=by.user)
    batch = create(made, by=by, label=_("导出发放表"), note=reason)
    batch.lines.set(lines)
    Line.objects.filter(pk__in=[line.pk for line in lines]).update(batch=batch, state=LineState.READY)
    return batch


@transaction.atomic
def carry_over(line: Line, reason: str, *, by: Actor) -> Line:
    """Take a line that could not be paid off an approved list, so that a later list pays its days.

    Raises NotNow for one that is on its way or paid.
    """
    require(by, Permission.MANAGE_ALLOWANCE)
    line = Line.objects.select_for_update(of=("self",)).with_people().get(pk=line.pk)
    first_time(by)
    if line.allowance_list.state != State.APPROVED or not line.can_be_carried:
        raise NotNow(_("只有批准后退回未到账或还没导出的，才能转到下次发放。"))
    line.state, line.why_held, line.batch = LineState.CARRIED, reason[:300], None
    line.save(update_fields=["state", "why_held", "batch"])
    line.paid_days.all().delete()
    record(by, "carried", _("转到下次发放"), line.allowance_list, note=f"{line.stay.placement.student.name}：{reason}")
    _tell_held(line)
    return line


@transaction.atomic
def note_export(batch: Batch, lines: Iterable[Line], *, by: Actor) -> None:
    """Every file with full numbers is a look at each of them, and each person reads so."""
    require(by, Permission.REVEAL_NUMBER)
    for line in lines:
        student = line.stay.placement.student
        record(by.sending(None), "revealed", _("导出发放表，含完整身份证号和银行账号"), student, note=batch.reason)


@transaction.atomic
def settle(row: AllowanceList, results: dict[int, bool], paid_on: date, *, by: Actor) -> int:
    """Note the finance office's answer {line: arrived or not}; returns how many. What failed may be paid again."""
    require(by, Permission.MANAGE_ALLOWANCE)
    row = AllowanceList.objects.select_for_update().get(pk=row.pk)
    first_time(by)
    if row.state != State.APPROVED:
        raise NotNow(_("现在不能登记发放结果。"))
    lines = row.lines.select_for_update(of=("self",)).filter(pk__in=results, batch__isnull=False, state=LineState.READY)
    for line in lines.with_people():
        _settle(line, results[line.pk], paid_on)
    record(by, "settled", _("登记发放结果"), row, note=_("共%d人") % len(results))
    return len(results)


def _settle(line: Line, arrived: bool, paid_on: date) -> None:
    line.state = LineState.PAID if arrived else LineState.FAILED
    line.paid_on, line.batch = (paid_on, line.batch) if arrived else (None, None)
    line.save(update_fields=["state", "paid_on", "batch"])
    title = _("实习补贴 %s 元已发放") if arrived else _("实习补贴 %s 元没有到账，请核对银行账号")
    placement = line.stay.placement
    key = f"paid:{line.pk}:{line.state}"
    post([placement.student], placement, key=key, title=title % line.amount, path=placement.get_absolute_url())
