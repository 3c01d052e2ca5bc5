"""Which state of a position, an application and a placement may follow which, and who takes it there."""

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Permission
from ruoyi_coop.lib.workflow import Move, Workflow


class PositionState(TextChoices):
    DRAFT = "draft", lazy("草稿")
    SUBMITTED = "submitted", lazy("待审核")
    PUBLISHED = "published", lazy("已发布")
    WITHDRAWN = "withdrawn", lazy("已撤下")


class ApplicationState(TextChoices):
    DRAFT = "draft", lazy("未提交")
    SUBMITTED = "submitted", lazy("已提交")
    CLOSED = "closed", lazy("已撤回")


class PlacementState(TextChoices):
    OFFERED = "offered", lazy("待学生确认")
    CONFIRMED = "confirmed", lazy("已确认")
    DECLINED = "declined", lazy("已放弃")
    EXPIRED = "expired", lazy("逾期未确认")
    MOVED_UP = "moved_up", lazy("已转到更靠前的志愿")
    REVOKED = "revoked", lazy("已撤销")


class CheckState(TextChoices):
    """What the university says of its student's application; a rule of the season says whether it is asked."""

    WAITING = "waiting", lazy("待核验")
    PASSED = "passed", lazy("核验通过")
    REFUSED = "refused", lazy("核验未通过")


class WaitState(TextChoices):
    WAITING = "waiting", lazy("候补中")
    PROMOTED = "promoted", lazy("已递补")
    CLOSED = "closed", lazy("已结束")


LIVE = (PlacementState.OFFERED, PlacementState.CONFIRMED)
GIVEN_UP = (PlacementState.DECLINED, PlacementState.EXPIRED, PlacementState.REVOKED)
TONES = {
    PositionState.SUBMITTED: "warn",
    PositionState.PUBLISHED: "good",
    PlacementState.OFFERED: "warn",
    PlacementState.CONFIRMED: "good",
    PlacementState.DECLINED: "bad",
    PlacementState.EXPIRED: "bad",
    PlacementState.MOVED_UP: "info",
    PlacementState.REVOKED: "bad",
}
CHECK_TONES = {CheckState.WAITING: "warn", CheckState.PASSED: "good", CheckState.REFUSED: "bad"}
WAIT_TONES = {WaitState.WAITING: "warn", WaitState.PROMOTED: "good"}
APPLICATION_TONES = {ApplicationState.DRAFT: "warn", ApplicationState.SUBMITTED: "good"}


def _is_described(position) -> str:
    return "" if position.tasks.strip() else _("请先写明实习任务，学生要知道去做什么。")


def _tutor_has_room(position) -> str:
    tutor = position.tutor
    if tutor is None or tutor.load_with(position) <= tutor.most_students:
        return ""
    words = {"tutor": tutor.name, "most": tutor.most_students, "load": tutor.load_with(position)}
    return _("%(tutor)s 最多带 %(most)d 人，加上这个岗位有 %(load)d 人，请换一位带教老师或减少名额。") % words


def _in_the_future(position) -> str:
    return "" if not position.is_past else _("实习结束日期已过，请先改日期。")


def _no_red_line(position) -> str:
    flags = position.flags
    words = {"words": flags[0].words, "rule": flags[0].rule} if flags else {}
    return _("岗位里写了“%(words)s”：%(rule)s确实没有违反的，写明理由后发布。") % words if flags else ""


def _has_red_line(position) -> str:
    return "" if position.flags else _("没有红线词，直接发布就行。")


def _nobody_placed(position) -> str:
    return "" if not position.taken else _("已有 %d 名学生被录用，请先和学生说清并由其放弃。") % position.taken


def _before_deadline(application) -> str:
    return application.why_closed


def _has_choices(application) -> str:
    return "" if application.choices.exists() else _("还没有选岗位。")


def _can_be_answered(placement) -> str:
    return "" if placement.is_open else _("确认期限已过，名额已经让出。")


def _not_begun(placement) -> str:
    """A place given back after the first day would empty a post that was filled: that is an early end, not this."""
    if placement.state == PlacementState.CONFIRMED and placement.has_begun:
        return _("实习已经开始，提前结束要先和用人单位、县合作办说清，不能在这里放弃。")
    return ""


def _before_first_day(placement) -> str:
    if placement.has_begun:
        return _("实习已经开始，不能再撤销；要提前结束，请走提前结束的手续。")
    return ""


POSITION = Workflow(
    name="position",
    states=PositionState,
    initial=PositionState.DRAFT,
    moves=(
        Move(
            "submit",
            lazy("提交审核"),
            (PositionState.DRAFT,),
            PositionState.SUBMITTED,
            Permission.EDIT_POSITION,
            guards=(_is_described, _in_the_future, _tutor_has_room),
            tone="primary",
        ),
        Move(
            "publish",
            lazy("通过并发布"),
            (PositionState.SUBMITTED,),
            PositionState.PUBLISHED,
            Permission.DECIDE_POSITION,
            guards=(_in_the_future, _no_red_line),
            tone="primary",
        ),
        Move(
            "publish_flagged",
            lazy("说明理由后发布"),
            (PositionState.SUBMITTED,),
            PositionState.PUBLISHED,
            Permission.DECIDE_POSITION,
            guards=(_in_the_future, _has_red_line),
            asks=("reason",),
        ),
        Move(
            "send_back",
            lazy("退回修改"),
            (PositionState.SUBMITTED,),
            PositionState.DRAFT,
            Permission.DECIDE_POSITION,
            asks=("reason",),
        ),
        Move(
            "withdraw",
            lazy("撤下"),
            (PositionState.SUBMITTED, PositionState.PUBLISHED),
            PositionState.WITHDRAWN,
            Permission.EDIT_POSITION,
            guards=(_nobody_placed,),
            asks=("reason",),
            tone="danger",
            warning=lazy("撤下后学生看不到这个岗位，已选它的志愿作废。"),
        ),
        Move(
            "reopen",
            lazy("重新编辑"),
            (PositionState.WITHDRAWN,),
            PositionState.DRAFT,
            Permission.EDIT_POSITION,
        ),
    ),
)

APPLICATION = Workflow(
    name="application",
    states=ApplicationState,
    initial=ApplicationState.DRAFT,
    final=frozenset({ApplicationState.SUBMITTED, ApplicationState.CLOSED}),
    moves=(
        Move(
            "submit",
            lazy("提交志愿"),
            (ApplicationState.DRAFT,),
            ApplicationState.SUBMITTED,
            Permission.APPLY,
            guards=(_before_deadline, _has_choices),
            tone="primary",
        ),
        Move(
            "close",
            lazy("撤回报名"),
            (ApplicationState.DRAFT, ApplicationState.SUBMITTED),
            ApplicationState.CLOSED,
            Permission.APPLY,
            guards=(_before_deadline,),
            tone="danger",
            warning=lazy("撤回后本批次不再参加录用；截止前可以重新报名。"),
        ),
        Move(
            "restart",
            lazy("重新报名"),
            (ApplicationState.CLOSED,),
            ApplicationState.DRAFT,
            Permission.APPLY,
            guards=(_before_deadline,),
        ),
    ),
)

PLACEMENT = Workflow(
    name="placement",
    states=PlacementState,
    initial=PlacementState.OFFERED,
    final=frozenset({PlacementState.DECLINED, PlacementState.EXPIRED, PlacementState.MOVED_UP, PlacementState.REVOKED}),
    moves=(
        Move(
            "confirm",
            lazy("确认去实习"),
            (PlacementState.OFFERED,),
            PlacementState.CONFIRMED,
            Permission.ANSWER_OFFER,
            guards=(_can_be_answered,),
            tone="primary",
        ),
        Move(
            "decline",
            lazy("放弃"),
            (PlacementState.OFFERED, PlacementState.CONFIRMED),
            PlacementState.DECLINED,
            Permission.ANSWER_OFFER,
            guards=(_not_begun,),
            asks=("reason",),
            tone="danger",
            warning=lazy("放弃后名额立即让给别人，不能撤销，并记入放弃登记。"),
        ),
        Move(
            "revoke",
            lazy("撤销录用"),
            LIVE,
            PlacementState.REVOKED,
            Permission.PLACE_STUDENTS,
            guards=(_before_first_day,),
            asks=("reason",),
            tone="danger",
            warning=lazy("撤销后名额立即让给候补的学生，不能恢复，并记入放弃登记；学生和用人单位会收到理由。"),
        ),
    ),
)
