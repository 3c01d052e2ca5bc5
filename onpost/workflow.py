"""Which state of an agreement, a stay, an absence and a problem may follow which, and who takes it there."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Permission
from ruoyi_coop.lib.workflow import Move, Workflow


class AgreementState(TextChoices):
    OPEN = "open", lazy("待签")
    SIGNED = "signed", lazy("已签齐")
    VOID = "void", lazy("已作废")


class StayState(TextChoices):
    ON_POST = "on_post", lazy("在岗")
    LEAVING = "leaving", lazy("申请提前结束")
    FINISHED = "finished", lazy("已完成")
    ENDED_EARLY = "ended_early", lazy("提前结束")


class AbsenceState(TextChoices):
    ASKED = "asked", lazy("待批准")
    GRANTED = "granted", lazy("已批准")
    REFUSED = "refused", lazy("未批准")
    TAKEN_BACK = "taken_back", lazy("已取消")


class ProblemState(TextChoices):
    OPEN = "open", lazy("待受理")
    TAKEN = "taken", lazy("处理中")
    CLOSED = "closed", lazy("已解决")


ON_POST = (StayState.ON_POST, StayState.LEAVING)
AGREEMENT_TONES = {AgreementState.OPEN: "warn", AgreementState.SIGNED: "good", AgreementState.VOID: "bad"}
STAY_TONES = {
    StayState.ON_POST: "good",
    StayState.LEAVING: "warn",
    StayState.FINISHED: "info",
    StayState.ENDED_EARLY: "bad",
}
ABSENCE_TONES = {
    AbsenceState.ASKED: "warn",
    AbsenceState.GRANTED: "good",
    AbsenceState.REFUSED: "bad",
    AbsenceState.TAKEN_BACK: "",
}
PROBLEM_TONES = {ProblemState.OPEN: "bad", ProblemState.TAKEN: "warn", ProblemState.CLOSED: "good"}
PARTIES = 3  # who sign an agreement: student, host, university
REOPENED_WITHIN = timedelta(days=7)


def _is_signed_by_all(agreement) -> str:
    """Where a signature leads: to the next party, or with the last one to the end."""
    complete = agreement.signatures.count() == PARTIES
    return AgreementState.SIGNED if complete else AgreementState.OPEN


def _nobody_on_post(agreement) -> str:
    stay = getattr(agreement.placement, "stay", None)
    return _("学生正在岗，协议不能作废；要结束实习，请办理提前结束。") if stay and stay.is_on_post else ""


def _still_to_come(absence) -> str:
    """Days that were granted and have begun are no longer the student's to take back."""
    begun = absence.state == AbsenceState.GRANTED and absence.first_day <= timezone.localdate()
    return _("请假已经开始，要改请联系用人单位。") if begun else ""


def _stay_goes_on(absence) -> str:
    return "" if absence.stay.is_on_post else _("实习已经结束，不再改请假。")


def _closed_lately(problem) -> str:
    late = timezone.now() - problem.state_since > REOPENED_WITHIN
    return _("解决已超过 7 天，请重新反映。") if late else ""


AGREEMENT = Workflow(
    name="agreement",
    states=AgreementState,
    initial=AgreementState.OPEN,
    final=frozenset({AgreementState.VOID}),
    moves=(
        Move(
            "sign",
            lazy("同意并签署"),
            (AgreementState.OPEN,),
            _is_signed_by_all,
            Permission.SIGN_INTERNSHIP,
            tone="primary",
            may_reach=(AgreementState.OPEN, AgreementState.SIGNED),
        ),
        Move(
            "void",
            lazy("作废"),
            (AgreementState.OPEN, AgreementState.SIGNED),
            AgreementState.VOID,
            Permission.MANAGE_SEASON,
            guards=(_nobody_on_post,),
            asks=("reason",),
            tone="danger",
            warning=lazy("作废后三方要重新签一份。"),
        ),
    ),
)

STAY = Workflow(
    name="stay",
    states=StayState,
    initial=StayState.ON_POST,
    final=frozenset({StayState.FINISHED, StayState.ENDED_EARLY}),
    moves=(
        Move(
            "ask_end",
            lazy("申请提前结束"),
            (StayState.ON_POST,),
            StayState.LEAVING,
            Permission.SIGN_INTERNSHIP,
            asks=("reason",),
            warning=lazy("由县合作办审批；批准前照常到岗。"),
        ),
        Move(
            "approve_end",
            lazy("同意提前结束"),
            (StayState.LEAVING,),
            StayState.ENDED_EARLY,
            Permission.DECIDE_EARLY_END,
            asks=("day", "note"),
            tone="danger",
            warning=lazy("同意后不能恢复，出勤只算到最后一天。"),
        ),
        Move(
            "refuse_end",
            lazy("不同意，继续实习"),
            (StayState.LEAVING,),
            StayState.ON_POST,
            Permission.DECIDE_EARLY_END,
            asks=("reason",),
        ),
    ),
)

ABSENCE = Workflow(
    name="absence",
    states=AbsenceState,
    initial=AbsenceState.ASKED,
    final=frozenset({AbsenceState.REFUSED, AbsenceState.TAKEN_BACK}),
    moves=(
        Move(
            "grant",
            lazy("批准"),
            (AbsenceState.ASKED,),
            AbsenceState.GRANTED,
            Permission.CONFIRM_WEEK,
            guards=(_stay_goes_on,),
            tone="primary",
        ),
        Move(
            "refuse",
            lazy("不批准"),
            (AbsenceState.ASKED,),
            AbsenceState.REFUSED,
            Permission.CONFIRM_WEEK,
            guards=(_stay_goes_on,),
            asks=("reason",),
        ),
        Move(
            "take_back",
            lazy("取消请假"),
            (AbsenceState.ASKED, AbsenceState.GRANTED),
            AbsenceState.TAKEN_BACK,
            Permission.WRITE_NOTE,
            guards=(_stay_goes_on, _still_to_come),
        ),
        Move(
            "strike",
            lazy("撤回这条缺勤"),
            (AbsenceState.GRANTED,),
            AbsenceState.TAKEN_BACK,
            Permission.CONFIRM_WEEK,
            asks=("reason",),
        ),
    ),
)

PROBLEM = Workflow(
    name="problem",
    states=ProblemState,
    initial=ProblemState.OPEN,
    final=frozenset({ProblemState.CLOSED}),
    moves=(
        Move(
            "take",
            lazy("受理"),
            (ProblemState.OPEN,),
            ProblemState.TAKEN,
            Permission.ANSWER_PROBLEM,
            tone="primary",
        ),
        Move(
            "close",
            lazy("答复并办结"),
            (ProblemState.OPEN, ProblemState.TAKEN),
            ProblemState.CLOSED,
            Permission.ANSWER_PROBLEM,
            asks=("answer",),
            tone="primary",
        ),
        Move(
            "reopen",
            lazy("还没解决，重新打开"),
            (ProblemState.CLOSED,),
            ProblemState.OPEN,
            Permission.REPORT_PROBLEM,
            guards=(_closed_lately,),
            asks=("reason",),
        ),
    ),
)
