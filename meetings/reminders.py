"""When the invited ought to hear that a meeting is near."""

from datetime import datetime

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from meetings.models import Invitation, Meeting
from meetings.workflow import State
from notifications.tick import Rule, Wanted


def ahead(start: datetime, end: datetime):
    """Called meetings that begin in the window, with those who did not decline. Two queries."""
    coming = Invitation.objects.exclude(answer=Invitation.Answer.NO).select_related("person")
    rows = Meeting.objects.filter(state=State.CALLED, starts__gte=start, starts__lt=end)
    for meeting in rows.prefetch_related(Prefetch("invitations", queryset=coming)):
        yield Wanted(
            meeting,
            meeting.starts,
            [invitation.person for invitation in meeting.invitations.all()],
            _("会议提醒：%s") % meeting,
            _("地点：%s") % (meeting.place or meeting.link),
            meeting.get_absolute_url(),
        )


RULES = (
    Rule(
        "meeting_ahead",
        lazy("会议临近"),
        ahead,
        steps=(1,),
        hours_before=2,
        consequence=lazy("没有答复的，会前由县合作办逐个电话确认。"),
    ),
)
