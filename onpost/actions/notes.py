"""Weekly notes: written by the student, read and answered by tutor or host."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission
from notifications.actions import create, edit, first_time, post
from onpost.access import must
from onpost.attendance import monday_of
from onpost.models import GRACE, Stay, WeekNote
from ruoyi_coop.lib.errors import NotNow

PROMPTS = ("did", "learned", "wish")


@transaction.atomic
def write_note(stay: Stay, monday: date, values: dict[str, str], *, by: Actor) -> WeekNote:
    """Write or correct the note of one week; a single word is enough. Raises NotNow for an empty or foreign week."""
    must(by, Permission.WRITE_NOTE, stay.placement)
    stay = Stay.objects.select_for_update(of=("self",)).get(pk=stay.pk)
    if not any(values.get(name, "").strip() for name in PROMPTS):
        raise NotNow(_("还没有写内容，三项里写一项就行。"))
    if reason := _why_not(stay, monday):
        raise NotNow(reason)
    note = WeekNote.objects.filter(stay=stay, monday=monday).first()
    if note:
        return edit(note, values, by=by, label=_("修改周记"))
    return create(WeekNote(stay=stay, monday=monday, is_demo=stay.is_demo, **values), by=by, label=_("写周记"))


def _why_not(stay: Stay, monday: date) -> str:
    today = timezone.localdate()
    if today > stay.until + GRACE:
        return _("实习结束已超过 14 天，不能再写周记。")
    first, last = monday_of(stay.first_day), monday_of(min(today, stay.until))
    inside = monday.weekday() == 0 and first <= monday <= last
    return "" if inside else _("这一周不在您的实习期里。")


@transaction.atomic
def answer_note(note: WeekNote, reply: str, *, by: Actor) -> WeekNote:
    """Answer a student's note, by the tutor's link or the host's account; the student is told."""
    must(by, Permission.CONFIRM_WEEK, note.stay.placement)
    first_time(by)
    if not reply.strip():
        raise NotNow(_("还没有写回复。"))
    values = {"reply": reply.strip(), "replied_at": timezone.now(), "replied_by": by.name}
    row = edit(note, values, by=by, label=_("回复周记"), verb="replied")
    title = _("%s 回复了您的周记") % by.name
    path = row.get_absolute_url()
    post([row.stay.placement.student], row, key=f"reply:{row.version}", title=title, body=reply, path=path, mail=False)
    return row
