"""The life of a base: which step may follow which, who takes it, and what it must show."""

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Permission
from ruoyi_coop.lib.workflow import Move, Workflow


class State(TextChoices):
    PLAN = "plan", lazy("方案")
    AGREEMENT = "agreement", lazy("协议")
    PLAQUE = "plaque", lazy("授牌")
    OPERATING = "operating", lazy("运行")
    REVIEW = "review", lazy("年度复核")
    WITHDRAWN = "withdrawn", lazy("已摘牌")
    DROPPED = "dropped", lazy("已撤销")


# A base counts as built from its plaque until the plaque is taken down.
BUILT = (State.PLAQUE, State.OPERATING, State.REVIEW)
COMING = (State.PLAN, State.AGREEMENT)
ENDED = (State.WITHDRAWN, State.DROPPED)
LADDER = (State.PLAN, State.AGREEMENT, State.PLAQUE, State.OPERATING)
TONES = {
    State.PLAN: "",
    State.AGREEMENT: "info",
    State.PLAQUE: "good",
    State.OPERATING: "good",
    State.REVIEW: "warn",
    State.WITHDRAWN: "bad",
    State.DROPPED: "bad",
}

_BEFORE = {State.AGREEMENT: State.PLAN, State.PLAQUE: State.AGREEMENT, State.REVIEW: State.OPERATING}


def _belongs_somewhere(base) -> str:
    return "" if base.partnership_id else _("还没有挂到一个县校合作上，请先在“修改”里选择。")


LIFE = Workflow(
    name="base",
    states=State,
    initial=State.PLAN,
    final=frozenset(ENDED),
    moves=(
        Move(
            "sign",
            lazy("签订协议"),
            (State.PLAN,),
            State.AGREEMENT,
            Permission.ADVANCE_BASE,
            guards=(_belongs_somewhere,),
            asks=("day", "evidence", "note"),
            tone="primary",
        ),
        Move(
            "award",
            lazy("授牌"),
            (State.AGREEMENT,),
            State.PLAQUE,
            Permission.DECIDE_BASE,
            asks=("day", "evidence", "note"),
            tone="primary",
        ),
        Move(
            "operate",
            lazy("投入运行"),
            (State.PLAQUE,),
            State.OPERATING,
            Permission.ADVANCE_BASE,
            asks=("day", "next_review", "evidence", "note"),
            tone="primary",
        ),
        Move(
            "submit_review",
            lazy("报年度复核"),
            (State.OPERATING,),
            State.REVIEW,
            Permission.ADVANCE_BASE,
            asks=("day", "evidence", "note"),
            tone="primary",
        ),
        Move(
            "pass_review",
            lazy("复核通过"),
            (State.REVIEW,),
            State.OPERATING,
            Permission.DECIDE_BASE,
            asks=("day", "next_review", "attachment", "note"),
            tone="primary",
        ),
        Move(
            "send_back",
            lazy("退回修改"),
            tuple(_BEFORE),
            _BEFORE,
            Permission.DECIDE_BASE,
            asks=("reason",),
            warning=lazy("退回后，上一步的日期和佐证不再计数，但仍留在经过里。"),
        ),
        Move(
            "withdraw",
            lazy("摘牌"),
            BUILT,
            State.WITHDRAWN,
            Permission.DECIDE_BASE,
            asks=("day", "reason", "attachment"),
            tone="danger",
            warning=lazy("摘牌后，这个基地不再计入建成基地，也不再对外显示，不能恢复。"),
        ),
        Move(
            "drop",
            lazy("撤销"),
            COMING,
            State.DROPPED,
            Permission.DECIDE_BASE,
            asks=("reason",),
            tone="danger",
            warning=lazy("撤销后，这个基地不再推进，不能恢复。"),
        ),
    ),
)
