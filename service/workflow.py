"""How a request goes from asked to confirmed: the group answers and works, only the asker says that it is done."""

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Permission
from ruoyi_coop.lib.workflow import Move, Workflow


class State(TextChoices):
    ASKED = "asked", lazy("待答复")
    ANSWERED = "answered", lazy("办理中")
    DONE_SAID = "done_said", lazy("待确认")
    CONFIRMED = "confirmed", lazy("已办好")
    WITHDRAWN = "withdrawn", lazy("已撤回")


WITH_TEAM = (State.ASKED, State.ANSWERED)
ENDED = (State.CONFIRMED, State.WITHDRAWN)
TONES = {
    State.ASKED: "warn",
    State.ANSWERED: "info",
    State.DONE_SAID: "warn",
    State.CONFIRMED: "good",
    State.WITHDRAWN: "",
}
STAYS = {State.ASKED: State.ASKED, State.ANSWERED: State.ANSWERED}


def _has_somebody_next(request) -> str:
    return "" if request.next_member() else _("小组里没有别的人可以接手，请联系县合作办。")


SERVICE = Workflow(
    name="service",
    states=State,
    initial=State.ASKED,
    final=frozenset(ENDED),
    moves=(
        Move(
            "answer",
            lazy("答复"),
            (State.ASKED,),
            State.ANSWERED,
            Permission.ANSWER_SERVICE,
            asks=("words",),
            tone="primary",
        ),
        Move(
            "say_done",
            lazy("办结，请对方确认"),
            (State.ANSWERED,),
            State.DONE_SAID,
            Permission.ANSWER_SERVICE,
            asks=("words",),
            tone="primary",
        ),
        Move(
            "pass_on",
            lazy("转给下一位"),
            tuple(STAYS),
            STAYS,
            Permission.ANSWER_SERVICE,
            guards=(_has_somebody_next,),
            asks=("reason",),
            warning=lazy("转给小组里的下一位，对方会收到通知；县里承诺的时限不变。"),
        ),
        Move(
            "confirm",
            lazy("确认办好"),
            (State.DONE_SAID,),
            State.CONFIRMED,
            Permission.ASK_SERVICE,
            asks=("satisfied", "note"),
            tone="primary",
        ),
        Move(
            "not_yet",
            lazy("还没办好"),
            (State.DONE_SAID,),
            State.ANSWERED,
            Permission.ASK_SERVICE,
            asks=("reason",),
        ),
        Move(
            "withdraw",
            lazy("撤回"),
            WITH_TEAM,
            State.WITHDRAWN,
            Permission.ASK_SERVICE,
            asks=("note",),
            tone="danger",
            warning=lazy("撤回后小组不再办理，不能恢复；需要时可以重新请求。"),
        ),
    ),
)
