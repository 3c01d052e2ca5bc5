"""What the meetings tell the desk, the front page and the search box."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Role
from meetings.models import Invitation, Meeting
from meetings.workflow import State
from ruoyi_coop.lib.desk import Figure, Waiting

SOON = timedelta(days=2)
EACH = 8


def waiting_for(actor: Actor) -> list[Waiting]:
    """Invitations to answer, meetings of today and tomorrow, and for those who call: drafts not sent."""
    mine = Invitation.objects.visible_to(actor).filter(meeting__state=State.CALLED, meeting__starts__gt=timezone.now())
    rows = list(mine.select_related("meeting__unit").order_by("meeting__starts")[:EACH])
    return [_waiting(row) for row in rows if not row.answer or _is_soon(row)] + _drafts(actor)


def _is_soon(row: Invitation) -> bool:
    return row.answer != Invitation.Answer.NO and row.meeting.starts - timezone.now() < SOON


def _waiting(row: Invitation) -> Waiting:
    meeting = row.meeting
    why = _("请答复是否参加") if not row.answer else _("地点：%s") % (meeting.place or meeting.link)
    verb = _("看看") if row.answer else _("去答复")
    url = meeting.get_absolute_url()
    return Waiting(str(meeting), why, url, verb, row.created_at, meeting.starts, meeting.unit.short_name)


def _drafts(actor: Actor) -> list[Waiting]:
    if actor.role != Role.OFFICIAL:
        return []
    rows = Meeting.objects.filter(unit=actor.unit_id, state=State.DRAFT, starts__gt=timezone.now())[:EACH]
    words, verb = _("会议通知还没有发出"), _("去发通知")
    return [Waiting(str(row), words, row.get_absolute_url(), verb, row.created_at, row.starts) for row in rows]


def coming(actor: Actor):
    """Events ahead that the actor may see, the next one first."""
    return Meeting.objects.visible_to(actor).coming()


def figures(actor: Actor) -> list[Figure]:
    return []


def searchable(actor: Actor) -> list[tuple]:
    return [(_("会议活动"), reverse("meetings:list"), Meeting.objects.visible_to(actor))]
