"""How a meeting goes from a draft to held or cancelled."""

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Permission
from ruoyi_coop.lib.workflow import Move, Workflow


class State(TextChoices):
    DRAFT = "draft", lazy("草稿")
    CALLED = "called", lazy("已通知")
    HELD = "held", lazy("已结束")
    CANCELLED = "cancelled", lazy("已取消")


TONES = {State.DRAFT: "warn", State.CALLED: "info", State.HELD: "good", State.CANCELLED: "bad"}


def _somebody_invited(meeting) -> str:
    return "" if meeting.invitations.exists() else _("还没有邀请人。")


def _not_begun(meeting) -> str:
    return "" if meeting.starts > timezone.now() else _("开始时间已过，请先改时间。")


def _begun(meeting) -> str:
    return "" if meeting.starts <= timezone.now() else _("会议还没有开始。")


MEETING = Workflow(
    name="meeting",
    states=State,
    initial=State.DRAFT,
    final=frozenset({State.HELD, State.CANCELLED}),
    moves=(
        Move(
            "call",
            lazy("发出通知"),
            (State.DRAFT,),
            State.CALLED,
            Permission.CALL_MEETING,
            guards=(_somebody_invited, _not_begun),
            tone="primary",
        ),
        Move("hold", lazy("标记为已结束"), (State.CALLED,), State.HELD, Permission.CALL_MEETING, guards=(_begun,)),
        Move(
            "cancel",
            lazy("取消会议"),
            (State.DRAFT, State.CALLED),
            State.CANCELLED,
            Permission.CALL_MEETING,
            asks=("reason",),
            tone="danger",
            warning=lazy("取消后会告诉所有受邀的人，不能恢复。"),
        ),
    ),
)
