"""The ladder of one cooperation from first talks to close, and its exits."""

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Permission
from ruoyi_coop.lib.workflow import Move, Workflow
from supervision.workflow import SETTLED
from supervision.workflow import State as Progress


class Stage(TextChoices):
    TALKS = "talks", lazy("对接中")
    INTENTION = "intention", lazy("初步意向")
    VISIT = "visit", lazy("考察")
    FRAMEWORK = "framework", lazy("框架协议")
    CONTRACT = "contract", lazy("项目合同")
    LANDED = "landed", lazy("落地实施")
    ACCEPTED = "accepted", lazy("验收转化")
    CLOSED = "closed", lazy("结项")
    ON_HOLD = "on_hold", lazy("搁置")
    TERMINATED = "terminated", lazy("终止")


LADDER = (
    Stage.TALKS,
    Stage.INTENTION,
    Stage.VISIT,
    Stage.FRAMEWORK,
    Stage.CONTRACT,
    Stage.LANDED,
    Stage.ACCEPTED,
    Stage.CLOSED,
)
SIGNED = (Stage.CONTRACT, Stage.LANDED, Stage.ACCEPTED, Stage.CLOSED)
UNSIGNED = (Stage.TALKS, Stage.INTENTION, Stage.VISIT, Stage.FRAMEWORK)
RUNNING = LADDER[:-1]  # somebody has to do the next thing
ENDED = (Stage.CLOSED, Stage.TERMINATED)
RUNG_BELOW = dict(zip(LADDER[1:-1], LADDER, strict=False))  # rungs that can be taken back, and to which

TONES = {
    Stage.TALKS: "",
    Stage.INTENTION: "",
    Stage.VISIT: "",
    Stage.FRAMEWORK: "info",
    Stage.CONTRACT: "good",
    Stage.LANDED: "good",
    Stage.ACCEPTED: "good",
    Stage.CLOSED: "",
    Stage.ON_HOLD: "warn",
    Stage.TERMINATED: "bad",
}


def where_it_was(project) -> str:
    return project.held_from


def _milestones_settled(project) -> str:
    waiting = project.milestones.exclude(duty__state__in=(*SETTLED, Progress.CANCELLED)).count()
    return _("还有%d个里程碑没有复核销号。") % waiting if waiting else ""


def _climb(name: str, label, source: Stage, target: Stage, permission: Permission, more: tuple = (), guards=()) -> Move:
    """One rung up: every rung is a fact with its day and its proof; `more` is what else it asks for."""
    asks = ("day", "evidence", *more, "note")
    return Move(name, label, (source,), target, permission, guards=guards, asks=asks, tone="primary")


SIGNING = ("parties", "ends_on")  # what an agreement is made of, besides its day and its scan


PIPELINE = Workflow(
    name="project",
    states=Stage,
    initial=Stage.TALKS,
    final=frozenset(ENDED),
    moves=(
        _climb("intention", lazy("达成意向"), Stage.TALKS, Stage.INTENTION, Permission.ADVANCE_PROJECT),
        _climb(
            "visit", lazy("记录考察"), Stage.INTENTION, Stage.VISIT, Permission.ADVANCE_PROJECT, ("people", "sites")
        ),
        _climb("framework", lazy("签框架协议"), Stage.VISIT, Stage.FRAMEWORK, Permission.ADVANCE_PROJECT, SIGNING),
        _climb("contract", lazy("签项目合同"), Stage.FRAMEWORK, Stage.CONTRACT, Permission.ADVANCE_PROJECT, SIGNING),
        _climb("land", lazy("落地实施"), Stage.CONTRACT, Stage.LANDED, Permission.ADVANCE_PROJECT),
        _climb("accept", lazy("验收转化"), Stage.LANDED, Stage.ACCEPTED, Permission.DECIDE_PROJECT),
        _climb(
            "close", lazy("结项"), Stage.ACCEPTED, Stage.CLOSED, Permission.DECIDE_PROJECT, (), (_milestones_settled,)
        ),
        Move(
            "take_back",
            lazy("退回上一阶段"),
            tuple(RUNG_BELOW),
            RUNG_BELOW,
            Permission.DECIDE_PROJECT,
            asks=("reason",),
            warning=lazy("当前阶段的日期和佐证不再计数，但仍留在经过里。"),
        ),
        Move(
            "hold",
            lazy("搁置"),
            RUNNING,
            Stage.ON_HOLD,
            Permission.ADVANCE_PROJECT,
            asks=("day", "reason", "attachment"),
            warning=lazy("搁置期间不催办、不亮灯；恢复后回到现在的阶段。"),
        ),
        Move(
            "resume",
            lazy("恢复"),
            (Stage.ON_HOLD,),
            where_it_was,
            Permission.ADVANCE_PROJECT,
            may_reach=RUNNING,
            asks=("note",),
            tone="primary",
        ),
        Move(
            "terminate",
            lazy("终止"),
            (*RUNNING, Stage.ON_HOLD),
            Stage.TERMINATED,
            Permission.DECIDE_PROJECT,
            asks=("day", "reason", "attachment"),
            tone="danger",
            warning=lazy("终止后不再推进，也不计入签约项目，不能恢复。"),
        ),
    ),
)
