"""How a need climbs to its answer and how a supply comes into the store: which step may follow which, and whose."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Permission
from ruoyi_coop.lib.workflow import Move, Workflow


class State(TextChoices):
    REGISTERED = "registered", lazy("待审核")
    RETURNED = "returned", lazy("退回补充")
    ACCEPTED = "accepted", lazy("已入库")
    IN_TALKS = "in_talks", lazy("对接中")
    MET = "met", lazy("已落实")
    ON_HOLD = "on_hold", lazy("已搁置")
    TERMINATED = "terminated", lazy("已终止")


class SupplyState(TextChoices):
    OFFERED = "offered", lazy("待入库")
    ACCEPTED = "accepted", lazy("已入库")
    WITHDRAWN = "withdrawn", lazy("已撤回")


OPEN = (State.ACCEPTED, State.IN_TALKS)  # in the store: partners see them, and the public figure counts them
PASSED = (*OPEN, State.MET)
GOING = (State.REGISTERED, State.RETURNED, *OPEN)
ENDED = (State.MET, State.TERMINATED)
LADDER = {  # the rungs as they are called once reached
    State.REGISTERED: lazy("需求登记"),
    State.ACCEPTED: lazy("审核入库"),
    State.IN_TALKS: lazy("对接"),
    State.MET: lazy("落实"),
}
TONES = {
    State.REGISTERED: "warn",
    State.RETURNED: "bad",
    State.ACCEPTED: "info",
    State.IN_TALKS: "good",
    State.MET: "good",
    State.ON_HOLD: "",
    State.TERMINATED: "bad",
}
SUPPLY_TONES = {SupplyState.OFFERED: "warn", SupplyState.ACCEPTED: "good", SupplyState.WITHDRAWN: ""}


def _where_it_was(need) -> str:
    return need.held_from


NEED = Workflow(
    name="need",
    states=State,
    initial=State.REGISTERED,
    final=frozenset(ENDED),
    moves=(
        Move(
            "accept",
            lazy("审核入库"),
            (State.REGISTERED,),
            State.ACCEPTED,
            Permission.DECIDE_NEED,
            asks=("day", "note"),
            tone="primary",
        ),
        Move(
            "send_back",
            lazy("退回补充"),
            (State.REGISTERED,),
            State.RETURNED,
            Permission.DECIDE_NEED,
            asks=("reason",),
        ),
        Move(
            "resubmit",
            lazy("重新提交"),
            (State.RETURNED,),
            State.REGISTERED,
            Permission.REGISTER_NEED,
            asks=("note",),
            tone="primary",
        ),
        Move(
            "begin_talks",
            lazy("开始对接"),
            (State.ACCEPTED,),
            State.IN_TALKS,
            Permission.MATCH_NEED,
            asks=("day", "note"),
            tone="primary",
        ),
        Move(
            "meet",
            lazy("报已落实"),
            (State.IN_TALKS,),
            State.MET,
            Permission.MATCH_NEED,
            asks=("day", "note"),
            tone="primary",
            warning=lazy("落实后，这条需求不再征集应答，不能恢复。"),
        ),
        Move(
            "talks_failed",
            lazy("对接未成"),
            (State.IN_TALKS,),
            State.ACCEPTED,
            Permission.MATCH_NEED,
            asks=("reason",),
            warning=lazy("需求回到“已入库”，重新征集应答；这次对接仍留在经过里。"),
        ),
        Move("hold", lazy("搁置"), GOING, State.ON_HOLD, Permission.DECIDE_NEED, asks=("reason",)),
        Move(
            "resume",
            lazy("恢复"),
            (State.ON_HOLD,),
            _where_it_was,
            Permission.DECIDE_NEED,
            asks=("note",),
            tone="primary",
            may_reach=GOING,
        ),
        Move(
            "terminate",
            lazy("终止"),
            (*GOING, State.ON_HOLD),
            State.TERMINATED,
            Permission.DECIDE_NEED,
            asks=("reason",),
            tone="danger",
            warning=lazy("终止后，这条需求不再对接，不能恢复。"),
        ),
    ),
)

SUPPLY = Workflow(
    name="supply",
    states=SupplyState,
    initial=SupplyState.OFFERED,
    final=frozenset({SupplyState.WITHDRAWN}),
    moves=(
        Move(
            "admit",
            lazy("审核入库"),
            (SupplyState.OFFERED,),
            SupplyState.ACCEPTED,
            Permission.DECIDE_NEED,
            asks=("note",),
            tone="primary",
        ),
        Move(
            "withdraw",
            lazy("撤回"),
            (SupplyState.OFFERED, SupplyState.ACCEPTED),
            SupplyState.WITHDRAWN,
            Permission.OFFER_SUPPLY,
            asks=("reason",),
            tone="danger",
            warning=lazy("撤回后，这条供给不再出现在推荐里，不能恢复。"),
        ),
    ),
)
