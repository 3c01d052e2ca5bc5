"""The moves of a partnership. Its state is not stored: it follows from the days it covers."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from ruoyi_coop.lib.workflow import Move, Workflow


class PartnershipState(TextChoices):
    RUNNING = "running", _("合作中")
    ENDED = "ended", _("已结束")


PARTNERSHIP = Workflow(
    name="partnership",
    states=PartnershipState,
    initial=PartnershipState.RUNNING,
    moves=(
        Move(
            name="hand_over",
            label=_("移交牵头单位"),
            from_states=(PartnershipState.RUNNING,),
            to_state=PartnershipState.RUNNING,
            permission=Permission.MANAGE_PARTNERSHIP,
            warning=_("移交后由新单位牵头，双方都会收到通知；这项合作的基地、项目和历史都不变。"),
        ),
        Move(
            name="end",
            label=_("结束合作"),
            from_states=(PartnershipState.RUNNING,),
            to_state=PartnershipState.ENDED,
            permission=Permission.MANAGE_PARTNERSHIP,
            tone="danger",
            warning=_("结束后这所高校不再计入合作高校，公开页面也不再显示；记录都保留，以后可以重新建立合作。"),
        ),
    ),
    final=frozenset({PartnershipState.ENDED}),
)
