"""What a person may do with a message the machine put aside; its own steps are in notifications.outbox."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from notifications.models import Message
from ruoyi_coop.lib.workflow import Move, Workflow

S = Message.State

OUTBOX = Workflow(
    name="outbox",
    states=S,
    initial=S.PENDING,
    final=frozenset({S.DONE, S.DROPPED}),
    moves=(
        Move("hold", _("暂停"), (S.PENDING,), S.HELD, Permission.RELEASE_MESSAGE),
        Move("release", _("放行"), (S.HELD,), S.PENDING, Permission.RELEASE_MESSAGE, tone="primary"),
        Move("retry", _("重发"), (S.DEAD,), S.PENDING, Permission.RELEASE_MESSAGE, tone="primary"),
        Move(
            "discard",
            _("作废"),
            (S.PENDING, S.HELD, S.DEAD),
            S.DROPPED,
            Permission.RELEASE_MESSAGE,
            asks=("reason",),
            tone="danger",
            warning=_("作废后这条消息不再发出，收件人不会收到。"),
        ),
    ),
)
