"""What people do with messages: read their own, let go or drop those that were put aside."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, require
from mailroom.workflow import OUTBOX
from notifications import clock
from notifications.actions import create, edit, first_time, record
from notifications.models import CalendarDay, Ladder, Message
from notifications.outbox import nudge
from notifications.tick import Rule
from ruoyi_coop.lib.errors import NotNow


@transaction.atomic
def move(message: Message, name: str, *, by: Actor, reason: str = "") -> Message:
    """Take one arrow of the outbox's table. Raises NotAllowed (who) and NotNow (it has gone out meanwhile)."""
    arrow = OUTBOX[name]
    require(by, Permission(arrow.permission))
    row = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if words := OUTBOX.why_not(row, arrow):
        raise NotNow(words)
    row.state = arrow.to_state
    if row.state == Message.State.PENDING:
        row.attempts, row.failures, row.due, row.error = 0, 0, clock.now(), ""
        row.wanted_at, row.waits_for_digest = None, False
    row.save(update_fields=["state", "attempts", "failures", "due", "error", "wanted_at", "waits_for_digest"])
    record(by, f"message_{name}", _("%s消息") % arrow.label, row, note=reason)
    transaction.on_commit(nudge)
    return row


@transaction.atomic
def release_all(*, by: Actor) -> int:
    """Let everything go that is held, as after a restore from backup; returns how many."""
    require(by, Permission.RELEASE_MESSAGE)
    held = Message.objects.filter(state=Message.State.HELD)
    first = held.first()
    if first is None:
        raise NotNow(_("没有暂停的消息。"))
    count = held.update(state=Message.State.PENDING, due=clock.now())
    record(by, "messages_released", _("放行全部暂停的消息"), first, note=_("共%d条") % count)
    transaction.on_commit(nudge)
    return count


@transaction.atomic
def set_ladder(rule: Rule, values: dict, *, by: Actor, version: int | None = None) -> Ladder:
    """Say when a kind of reminder goes out; the next beat keeps to it. Raises NotAllowed, NotNow, Conflict."""
    require(by, Permission.MANAGE_REMINDERS)
    if rule.is_fixed:
        raise NotNow(_("这种提醒的时间由制度规定，不能改。"))
    ladder = Ladder.objects.filter(rule=rule.name).first()
    label = _("设置提醒“%s”") % rule.label
    if ladder:
        return edit(ladder, values, by=by, version=version, label=label)
    return create(Ladder(rule=rule.name, **values), by=by, label=label)


@transaction.atomic
def reset_ladder(rule: Rule, *, by: Actor) -> None:
    """Go back to the rule's own steps; without a change of the county there is nothing to do."""
    require(by, Permission.MANAGE_REMINDERS)
    ladder = Ladder.objects.select_for_update().filter(rule=rule.name).first()
    if ladder:
        record(by, "ladder_reset", _("恢复默认提醒“%s”") % rule.label, ladder)
        ladder.delete()


def note_export(title: str, *, by: Actor) -> None:
    """Record that somebody took the log away as a file."""
    record(by, "exported", _("导出"), by.user, note=title)


@transaction.atomic
def set_year(year: int, rows: list[dict], *, by: Actor) -> None:
    """Replace the days of one year that differ from their weekday: [{day, is_working, name}]. Raises NotAllowed."""
    require(by, Permission.MANAGE_CALENDAR)
    first_time(by)
    before = _told(CalendarDay.objects.filter(day__year=year).values("day", "is_working", "name"))
    CalendarDay.objects.filter(day__year=year).delete()
    days = CalendarDay.objects.bulk_create(CalendarDay(**row) for row in rows)
    label = _("修改%d年放假安排") % year
    changes = {str(_("放假和调休")): [before or "—", _told(rows) or "—"]}
    record(by, "calendar", label, days[0] if days else CalendarDay(pk=0, name=str(year)), changes=changes)


def _told(rows) -> str:
    words = {True: _("上班"), False: _("放假")}
    return "、".join(
        f"{row['day']:%m-%d}{words[row['is_working']]}" for row in sorted(rows, key=lambda row: row["day"])
    )
