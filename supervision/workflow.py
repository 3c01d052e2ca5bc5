"""The closed loop of a duty (督办): drafted, approved, given, accepted, done with proof, reviewed, closed."""

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Permission
from ruoyi_coop.lib.workflow import Move, Workflow


class State(TextChoices):
    DRAFT = "draft", lazy("草稿")
    APPROVAL = "approval", lazy("待审批")
    ASSIGNED = "assigned", lazy("已交办")
    RETURNED = "returned", lazy("退回改派")
    ACCEPTED = "accepted", lazy("已签收")
    DOING = "doing", lazy("办理中")
    REPORTED = "reported", lazy("已反馈")
    REVIEWED = "reviewed", lazy("已复核")
    CLOSED = "closed", lazy("已销号")
    SUSPENDED = "suspended", lazy("已中止")
    CANCELLED = "cancelled", lazy("已撤销")


PLANNED = (State.DRAFT, State.APPROVAL)  # nobody has to do it yet
HELD = (State.ASSIGNED, State.ACCEPTED, State.DOING)  # its holder has to do it
OPEN = (*HELD, State.RETURNED)  # it has to be done, and its clock runs
CARRIED = (*OPEN, State.SUSPENDED)  # it is somebody's: to do now, or again when it is resumed
DONE = (State.REPORTED, State.REVIEWED, State.CLOSED)  # said to be done, with a day and a proof
SETTLED = (State.REVIEWED, State.CLOSED)  # done, and a second person agreed
FINAL = (State.CLOSED, State.CANCELLED)

TONES = {
    State.DRAFT: "",
    State.APPROVAL: "warn",
    State.ASSIGNED: "info",
    State.RETURNED: "warn",
    State.ACCEPTED: "info",
    State.DOING: "info",
    State.REPORTED: "warn",
    State.REVIEWED: "good",
    State.CLOSED: "good",
    State.SUSPENDED: "warn",
    State.CANCELLED: "bad",
}


def _still_ahead(duty) -> str:
    return "" if duty.due >= timezone.localdate() else _("期限已过，请先改期限再交办。")


def where_it_was(duty) -> str:
    return duty.held_from


LOOP = Workflow(
    name="duty",
    states=State,
    initial=State.DRAFT,
    final=frozenset(FINAL),
    moves=(
        Move("submit", lazy("送审"), (State.DRAFT,), State.APPROVAL, Permission.DRAFT_DUTY, tone="primary"),
        Move(
            "approve",
            lazy("批准交办"),
            (State.APPROVAL,),
            State.ASSIGNED,
            Permission.APPROVE_DUTY,
            guards=(_still_ahead,),
            tone="primary",
        ),
        Move(
            "send_back",
            lazy("退回修改"),
            (State.APPROVAL,),
            State.DRAFT,
            Permission.APPROVE_DUTY,
            asks=("reason",),
        ),
        Move("accept", lazy("签收"), (State.ASSIGNED,), State.ACCEPTED, Permission.WORK_DUTY, tone="primary"),
        Move(
            "turn_down",
            lazy("退回改派"),
            (State.ASSIGNED,),
            State.RETURNED,
            Permission.WORK_DUTY,
            asks=("reason",),
            warning=lazy("退回后由县合作办改派；改派前期限照常计算。"),
        ),
        Move(
            "reassign",
            lazy("改派"),
            OPEN,
            State.ASSIGNED,
            Permission.SUPERVISE_DUTY,
            asks=("unit", "university", "note"),
        ),
        Move("begin", lazy("开始办理"), (State.ASSIGNED, State.ACCEPTED), State.DOING, Permission.WORK_DUTY),
        Move(
            "report",
            lazy("反馈完成"),
            HELD,
            State.REPORTED,
            Permission.WORK_DUTY,
            asks=("done_on", "evidence", "text"),
            tone="primary",
        ),
        Move(
            "review",
            lazy("复核通过"),
            (State.REPORTED,),
            State.REVIEWED,
            Permission.REVIEW_DUTY,
            tone="primary",
            not_by="reported_by_id",
        ),
        Move(
            "redo",
            lazy("退回重办"),
            (State.REPORTED, State.REVIEWED),
            State.DOING,
            Permission.REVIEW_DUTY,
            asks=("reason",),
            warning=lazy("退回后，原来的期限不变。"),
            not_by="reported_by_id",
        ),
        Move(
            "close",
            lazy("销号"),
            (State.REPORTED, State.REVIEWED),
            State.CLOSED,
            Permission.SUPERVISE_DUTY,
            tone="primary",
            not_by="reported_by_id",
        ),
        Move(
            "suspend",
            lazy("中止"),
            OPEN,
            State.SUSPENDED,
            Permission.SUPERVISE_DUTY,
            asks=("reason",),
            warning=lazy("中止期间不催办、不亮灯；恢复后回到现在的状态，期限不变。"),
        ),
        Move(
            "resume",
            lazy("恢复"),
            (State.SUSPENDED,),
            where_it_was,
            Permission.SUPERVISE_DUTY,
            may_reach=OPEN,
            asks=("note",),
            tone="primary",
        ),
        Move(
            "cancel",
            lazy("撤销"),
            (*PLANNED, *OPEN, State.SUSPENDED),
            State.CANCELLED,
            Permission.SUPERVISE_DUTY,
            asks=("reason",),
            tone="danger",
            warning=lazy("撤销后不再办理，也不计入完成，不能恢复。"),
        ),
    ),
)
