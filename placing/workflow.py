"""The life of a run: the worker brings it from waiting to a draft, the office publishes the draft or throws it away."""

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Permission
from ruoyi_coop.lib.workflow import Move, Workflow


class RunState(TextChoices):
    QUEUED = "queued", lazy("排队中")
    RUNNING = "running", lazy("计算中")
    DRAFT = "draft", lazy("草稿待公布")
    PUBLISHED = "published", lazy("已公布")
    DISCARDED = "discarded", lazy("已作废")


WORKING = (RunState.QUEUED, RunState.RUNNING)
TONES = {
    RunState.QUEUED: "info",
    RunState.RUNNING: "info",
    RunState.DRAFT: "warn",
    RunState.PUBLISHED: "good",
    RunState.DISCARDED: "bad",
}


def _in_time(run) -> str:
    return "" if run.can_still_be_confirmed else _("学生确认的期限已过，请先在批次里改期限，再公布。")


RUN = Workflow(
    name="run",
    states=RunState,
    initial=RunState.QUEUED,
    final=frozenset({RunState.PUBLISHED, RunState.DISCARDED}),
    moves=(
        Move(
            "publish",
            lazy("公布结果"),
            (RunState.DRAFT,),
            RunState.PUBLISHED,
            Permission.PLACE_STUDENTS,
            guards=(_in_time,),
            tone="primary",
            warning=lazy("公布后学生立即收到通知，种子、规则和匿名结果向社会公开，不能撤回。"),
        ),
        Move(
            "discard",
            lazy("作废重来"),
            (*WORKING, RunState.DRAFT),
            RunState.DISCARDED,
            Permission.PLACE_STUDENTS,
            asks=("reason",),
            tone="danger",
            warning=lazy("草稿作废后可以重新开始录用；抽签种子不变，作废的原因留在记录里。"),
        ),
    ),
)
