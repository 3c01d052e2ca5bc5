"""Which state of an allowance list may follow which, and who takes it there."""

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Permission
from ruoyi_coop.lib.workflow import Move, Workflow


class State(TextChoices):
    DRAFT = "draft", lazy("编制中")
    NOTICED = "noticed", lazy("公示中")
    APPROVED = "approved", lazy("已批准")
    PAID = "paid", lazy("已发放")
    ARCHIVED = "archived", lazy("已归档")


class LineState(TextChoices):
    READY = "ready", lazy("待发放")
    HELD = "held", lazy("暂不发放")
    PAID = "paid", lazy("已发放")
    FAILED = "failed", lazy("退回未到账")
    CARRIED = "carried", lazy("转到下次发放")


TONES = {
    State.DRAFT: "warn",
    State.NOTICED: "info",
    State.APPROVED: "info",
    State.PAID: "good",
    LineState.HELD: "warn",
    LineState.FAILED: "bad",
    LineState.CARRIED: "warn",
}
NOT_PAID = (LineState.HELD, LineState.CARRIED)  # on the list, but paid by another one or not at all
PUBLIC = (State.NOTICED, State.APPROVED, State.PAID)  # what the notice page shows; the archive keeps the rest


def _has_lines(row) -> str:
    return "" if row.lines.paying().exists() else _("清单里没有可发放的人。")


def _nothing_unconfirmed(row) -> str:
    count = row.lines.exclude(unconfirmed=[]).count()
    return _("还有 %d 人有未确认的出勤周，请先由带教老师或单位确认，再重新计算。") % count if count else ""


def _notice_is_over(row) -> str:
    if timezone.localdate() > row.notice_until:
        return ""
    return _("公示到 %s 结束，之后才能批准。") % f"{row.notice_until:%Y-%m-%d}"


def _no_open_objection(row) -> str:
    return _("还有异议没有答复。") if row.objections.unanswered().exists() else ""


def _all_settled(row) -> str:
    if row.lines.filter(state=LineState.READY, amount__gt=0).exists():
        return _("还有人没有发放结果。")
    failed = row.lines.filter(state=LineState.FAILED).exists()
    return _("还有人退回未到账：核对账号后再导出一批，或转到下次发放。") if failed else ""


LIST = Workflow(
    name="allowance_list",
    states=State,
    initial=State.DRAFT,
    final=frozenset({State.ARCHIVED}),
    moves=(
        Move(
            "notice",
            lazy("公示"),
            (State.DRAFT,),
            State.NOTICED,
            Permission.MANAGE_ALLOWANCE,
            guards=(_has_lines, _nothing_unconfirmed),
            tone="primary",
            warning=lazy("公示后所有人都能看到隐去部分姓名的名单，清单不再变化。"),
        ),
        Move(
            "take_back",
            lazy("撤回公示，重新编制"),
            (State.NOTICED,),
            State.DRAFT,
            Permission.MANAGE_ALLOWANCE,
            asks=("reason",),
            tone="danger",
        ),
        Move(
            "approve",
            lazy("批准发放"),
            (State.NOTICED,),
            State.APPROVED,
            Permission.APPROVE_ALLOWANCE,
            guards=(_notice_is_over, _no_open_objection),
            tone="primary",
            not_by="drafted_by_id",
        ),
        Move(
            "pay",
            lazy("标记为已发放"),
            (State.APPROVED,),
            State.PAID,
            Permission.MANAGE_ALLOWANCE,
            guards=(_all_settled,),
            tone="primary",
        ),
        Move("archive", lazy("归档"), (State.PAID,), State.ARCHIVED, Permission.MANAGE_ALLOWANCE),
    ),
)
