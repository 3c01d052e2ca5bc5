"""Who may do what: the only place where roles meet permissions."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ruoyi_coop.lib.errors import NotAllowed


class Role(TextChoices):
    PUBLIC = "public", lazy("公众")
    ADMINISTRATOR = "administrator", lazy("系统管理员")
    OFFICE = "office", lazy("县合作办")
    LEADER = "leader", lazy("县领导")
    OFFICIAL = "official", lazy("单位干部")
    LIAISON = "liaison", lazy("高校联络员")
    MENTOR = "mentor", lazy("企业联系人")
    STUDENT = "student", lazy("学生")
    AUDITOR = "auditor", lazy("审计员")


# What each role is for, in the words shown when a hat is given or chosen.
DESCRIPTIONS = {
    Role.PUBLIC: lazy("没有登录的访客：只看公开的高校、基地、岗位、活动和消息。"),
    Role.ADMINISTRATOR: lazy("管账号、单位和系统设置，不办理业务。"),
    Role.OFFICE: lazy("统筹全县合作：登记高校和基地、审核岗位、召集会议、分派事项。"),
    Role.LEADER: lazy("看全县合作的进展，参加会议，查看挂点高校。"),
    Role.OFFICIAL: lazy("代表一个单位推进本单位牵头的合作、基地和项目。"),
    Role.LIAISON: lazy("代表一所高校更新项目进展、维护本校专家和联系记录、核验实习学生。"),
    Role.MENTOR: lazy("代表一家企业或单位申报实习岗位、选学生、办理报到和出勤。"),
    Role.STUDENT: lazy("填报实习志愿、确认录用，实习期间写周记、反映问题，结束后领取证明。"),
    Role.AUDITOR: lazy("查看一切记录和日志，不改动任何内容。"),
}

# These hold everywhere; the others only on the unit, university or host the hat is tied to.
SITE_WIDE = {Role.PUBLIC, Role.ADMINISTRATOR, Role.OFFICE, Role.LEADER, Role.STUDENT, Role.AUDITOR}
READS_ALL = {Role.OFFICE, Role.LEADER, Role.AUDITOR}
STAFF = {Role.ADMINISTRATOR, Role.OFFICE, Role.LEADER, Role.OFFICIAL, Role.AUDITOR}


class Permission(StrEnum):
    READ_ACCOUNTS = "read_accounts"
    MANAGE_ACCOUNTS = "manage_accounts"
    INVITE = "invite"
    READ_AUDIT = "read_audit"
    READ_OUTBOX = "read_outbox"
    RELEASE_MESSAGE = "release_message"

    ADD_UNIVERSITY = "add_university"
    EDIT_UNIVERSITY = "edit_university"
    EDIT_EXPERT = "edit_expert"
    MANAGE_PARTNERSHIP = "manage_partnership"
    ATTACH_LEADER = "attach_leader"
    LOG_CONTACT = "log_contact"

    EDIT_BASE_TYPE = "edit_base_type"
    ADD_BASE = "add_base"
    EDIT_BASE = "edit_base"
    ADVANCE_BASE = "advance_base"
    DECIDE_BASE = "decide_base"
    EDIT_HOST = "edit_host"

    ADD_PROJECT = "add_project"
    EDIT_PROJECT = "edit_project"
    ADVANCE_PROJECT = "advance_project"
    DECIDE_PROJECT = "decide_project"
    REPORT_PROGRESS = "report_progress"
    EDIT_MILESTONE = "edit_milestone"
    FINISH_MILESTONE = "finish_milestone"
    CONFIRM_MILESTONE = "confirm_milestone"

    MANAGE_TEMPLATE = "manage_template"
    KEEP_AGREEMENT = "keep_agreement"

    REGISTER_NEED = "register_need"
    DECIDE_NEED = "decide_need"
    OFFER_SUPPLY = "offer_supply"
    MATCH_NEED = "match_need"

    DRAFT_DUTY = "draft_duty"
    APPROVE_DUTY = "approve_duty"
    WORK_DUTY = "work_duty"
    REVIEW_DUTY = "review_duty"
    SUPERVISE_DUTY = "supervise_duty"
    NUDGE_DUTY = "nudge_duty"

    ASK_SERVICE = "ask_service"
    ANSWER_SERVICE = "answer_service"
    MANAGE_SERVICE = "manage_service"

    MANAGE_CALENDAR = "manage_calendar"
    MANAGE_REMINDERS = "manage_reminders"
    HAND_OVER = "hand_over"

    MANAGE_SEASON = "manage_season"
    EDIT_POSITION = "edit_position"
    DECIDE_POSITION = "decide_position"
    APPLY = "apply"
    DECIDE_APPLICATION = "decide_application"
    ANSWER_OFFER = "answer_offer"
    CHECK_STUDENT = "check_student"
    PLACE_STUDENTS = "place_students"
    SIGN_INTERNSHIP = "sign_internship"
    KEEP_INSURANCE = "keep_insurance"
    CHECK_IN = "check_in"
    CONFIRM_WEEK = "confirm_week"
    WRITE_NOTE = "write_note"
    REPORT_PROBLEM = "report_problem"
    ANSWER_PROBLEM = "answer_problem"
    DECIDE_EARLY_END = "decide_early_end"
    APPRAISE = "appraise"
    RATE_HOST = "rate_host"
    ISSUE_CERTIFICATE = "issue_certificate"
    MANAGE_ALLOWANCE = "manage_allowance"
    APPROVE_ALLOWANCE = "approve_allowance"
    OBJECT_TO_NOTICE = "object_to_notice"
    SEND_LINK = "send_link"
    KEEP_OWN_NUMBERS = "keep_own_numbers"
    REVEAL_NUMBER = "reveal_number"

    CALL_MEETING = "call_meeting"
    ANSWER_INVITATION = "answer_invitation"
    EDIT_NEWS = "edit_news"


# Each permission in words, for the page of roles.
LABELS = {
    Permission.READ_ACCOUNTS: lazy("查看人员和单位"),
    Permission.MANAGE_ACCOUNTS: lazy("管理账号和单位"),
    Permission.INVITE: lazy("邀请人员"),
    Permission.READ_AUDIT: lazy("查看操作日志"),
    Permission.READ_OUTBOX: lazy("查看发件箱"),
    Permission.RELEASE_MESSAGE: lazy("放行、重发消息"),
    Permission.ADD_UNIVERSITY: lazy("登记高校"),
    Permission.EDIT_UNIVERSITY: lazy("修改高校"),
    Permission.EDIT_EXPERT: lazy("维护专家"),
    Permission.MANAGE_PARTNERSHIP: lazy("建立、移交、结束合作"),
    Permission.ATTACH_LEADER: lazy("安排挂点领导"),
    Permission.LOG_CONTACT: lazy("记录联系"),
    Permission.EDIT_BASE_TYPE: lazy("修改基地类型"),
    Permission.ADD_BASE: lazy("登记基地"),
    Permission.EDIT_BASE: lazy("修改基地"),
    Permission.ADVANCE_BASE: lazy("推进基地建设"),
    Permission.DECIDE_BASE: lazy("授牌、复核、摘牌"),
    Permission.EDIT_HOST: lazy("维护企业和单位"),
    Permission.ADD_PROJECT: lazy("登记项目"),
    Permission.EDIT_PROJECT: lazy("修改项目"),
    Permission.ADVANCE_PROJECT: lazy("推进项目阶段"),
    Permission.DECIDE_PROJECT: lazy("搁置、终止、结项"),
    Permission.REPORT_PROGRESS: lazy("填报进展"),
    Permission.EDIT_MILESTONE: lazy("安排里程碑"),
    Permission.FINISH_MILESTONE: lazy("报告里程碑完成"),
    Permission.CONFIRM_MILESTONE: lazy("确认里程碑完成"),
    Permission.MANAGE_TEMPLATE: lazy("维护工期模板"),
    Permission.KEEP_AGREEMENT: lazy("登记协议和考察"),
    Permission.REGISTER_NEED: lazy("登记需求"),
    Permission.DECIDE_NEED: lazy("审核需求"),
    Permission.OFFER_SUPPLY: lazy("发布供给、应答需求"),
    Permission.MATCH_NEED: lazy("供需对接"),
    Permission.DRAFT_DUTY: lazy("拟定督办事项"),
    Permission.APPROVE_DUTY: lazy("交办督办事项"),
    Permission.WORK_DUTY: lazy("签收、办理、反馈督办事项"),
    Permission.REVIEW_DUTY: lazy("复核督办事项"),
    Permission.SUPERVISE_DUTY: lazy("销号、延期、中止、改派督办事项"),
    Permission.NUDGE_DUTY: lazy("催办"),
    Permission.ASK_SERVICE: lazy("请求服务"),
    Permission.ANSWER_SERVICE: lazy("办理服务请求"),
    Permission.MANAGE_SERVICE: lazy("安排三人小组和承诺时限"),
    Permission.MANAGE_CALENDAR: lazy("维护节假日和调休"),
    Permission.MANAGE_REMINDERS: lazy("设置提醒的时间"),
    Permission.HAND_OVER: lazy("办理工作交接"),
    Permission.MANAGE_SEASON: lazy("管理实习批次"),
    Permission.EDIT_POSITION: lazy("申报岗位"),
    Permission.DECIDE_POSITION: lazy("审核岗位"),
    Permission.APPLY: lazy("填报志愿"),
    Permission.DECIDE_APPLICATION: lazy("录用学生"),
    Permission.ANSWER_OFFER: lazy("确认录用"),
    Permission.CHECK_STUDENT: lazy("核验本校学生"),
    Permission.PLACE_STUDENTS: lazy("组织录用、公布结果"),
    Permission.SIGN_INTERNSHIP: lazy("签实习协议"),
    Permission.KEEP_INSURANCE: lazy("登记意外险"),
    Permission.CHECK_IN: lazy("办理报到"),
    Permission.CONFIRM_WEEK: lazy("确认每周出勤"),
    Permission.WRITE_NOTE: lazy("写周记"),
    Permission.REPORT_PROBLEM: lazy("反映实习问题"),
    Permission.ANSWER_PROBLEM: lazy("处理实习问题"),
    Permission.DECIDE_EARLY_END: lazy("审批提前结束实习"),
    Permission.APPRAISE: lazy("填写实习鉴定"),
    Permission.RATE_HOST: lazy("评价实习单位"),
    Permission.ISSUE_CERTIFICATE: lazy("开具、撤销实习证明"),
    Permission.MANAGE_ALLOWANCE: lazy("编制补贴清单"),
    Permission.APPROVE_ALLOWANCE: lazy("审批补贴清单"),
    Permission.OBJECT_TO_NOTICE: lazy("对公示提出异议"),
    Permission.SEND_LINK: lazy("发送和收回专用链接"),
    Permission.KEEP_OWN_NUMBERS: lazy("填写本人身份证号和银行账号"),
    Permission.REVEAL_NUMBER: lazy("查看完整身份证号和银行账号"),
    Permission.CALL_MEETING: lazy("召集会议"),
    Permission.ANSWER_INVITATION: lazy("答复会议"),
    Permission.EDIT_NEWS: lazy("发布消息"),
}

P = Permission
_UNIVERSITY = {P.ADD_UNIVERSITY, P.EDIT_UNIVERSITY, P.EDIT_EXPERT, P.MANAGE_PARTNERSHIP, P.ATTACH_LEADER, P.LOG_CONTACT}
_BASE = {P.EDIT_BASE_TYPE, P.ADD_BASE, P.EDIT_BASE, P.ADVANCE_BASE, P.DECIDE_BASE, P.EDIT_HOST}
_PROJECT = {
    P.ADD_PROJECT,
    P.EDIT_PROJECT,
    P.ADVANCE_PROJECT,
    P.DECIDE_PROJECT,
    P.EDIT_MILESTONE,
    P.FINISH_MILESTONE,
    P.CONFIRM_MILESTONE,
    P.MANAGE_TEMPLATE,
    P.KEEP_AGREEMENT,
}
_NEED = {P.REGISTER_NEED, P.DECIDE_NEED, P.OFFER_SUPPLY, P.MATCH_NEED}
_DUTY = {P.DRAFT_DUTY, P.APPROVE_DUTY, P.REVIEW_DUTY, P.SUPERVISE_DUTY, P.NUDGE_DUTY}
_INTERN = {
    P.MANAGE_SEASON,
    P.EDIT_POSITION,
    P.DECIDE_POSITION,
    P.DECIDE_APPLICATION,
    P.CHECK_STUDENT,
    P.PLACE_STUDENTS,
    P.SIGN_INTERNSHIP,
    P.KEEP_INSURANCE,
    P.CHECK_IN,
    P.CONFIRM_WEEK,
    P.ANSWER_PROBLEM,
    P.DECIDE_EARLY_END,
    P.APPRAISE,
    P.ISSUE_CERTIFICATE,
    P.MANAGE_ALLOWANCE,
    P.APPROVE_ALLOWANCE,
    P.SEND_LINK,
    P.REVEAL_NUMBER,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.PUBLIC: frozenset(),
    Role.ADMINISTRATOR: frozenset(
        {
            P.READ_ACCOUNTS,
            P.MANAGE_ACCOUNTS,
            P.INVITE,
            P.READ_AUDIT,
            P.READ_OUTBOX,
            P.RELEASE_MESSAGE,
            P.MANAGE_CALENDAR,
            P.MANAGE_REMINDERS,
            P.HAND_OVER,
        }
    ),
    Role.OFFICE: frozenset(
        _UNIVERSITY
        | _BASE
        | _PROJECT
        | _NEED
        | _DUTY
        | _INTERN
        | {
            P.ANSWER_SERVICE,
            P.MANAGE_SERVICE,
            P.MANAGE_CALENDAR,
            P.MANAGE_REMINDERS,
            P.HAND_OVER,
            P.READ_ACCOUNTS,
            P.INVITE,
            P.READ_OUTBOX,
            P.CALL_MEETING,
            P.ANSWER_INVITATION,
            P.EDIT_NEWS,
            P.REPORT_PROGRESS,
        }
    ),
    Role.LEADER: frozenset(
        {
            P.LOG_CONTACT,
            P.ANSWER_INVITATION,
            P.NUDGE_DUTY,
            P.ANSWER_SERVICE,
            P.ANSWER_PROBLEM,
            P.APPROVE_ALLOWANCE,
        }
    ),
    Role.OFFICIAL: frozenset(
        {
            P.EDIT_EXPERT,
            P.LOG_CONTACT,
            P.ADD_BASE,
            P.EDIT_BASE,
            P.ADVANCE_BASE,
            P.EDIT_HOST,
            P.ADD_PROJECT,
            P.EDIT_PROJECT,
            P.ADVANCE_PROJECT,
            P.REPORT_PROGRESS,
            P.EDIT_MILESTONE,
            P.FINISH_MILESTONE,
            P.CONFIRM_MILESTONE,
            P.KEEP_AGREEMENT,
            P.REGISTER_NEED,
            P.MATCH_NEED,
            P.DRAFT_DUTY,
            P.WORK_DUTY,
            P.REVIEW_DUTY,
            P.NUDGE_DUTY,
            P.ANSWER_SERVICE,
            P.CALL_MEETING,
            P.ANSWER_INVITATION,
        }
    ),
    Role.LIAISON: frozenset(
        {
            P.EDIT_EXPERT,
            P.LOG_CONTACT,
            P.REPORT_PROGRESS,
            P.FINISH_MILESTONE,
            P.OFFER_SUPPLY,
            P.WORK_DUTY,
            P.ASK_SERVICE,
            P.ANSWER_INVITATION,
            P.CHECK_STUDENT,
            P.SIGN_INTERNSHIP,
            P.KEEP_INSURANCE,
            P.ANSWER_PROBLEM,
        }
    ),
    Role.MENTOR: frozenset(
        {
            P.EDIT_POSITION,
            P.DECIDE_APPLICATION,
            P.REGISTER_NEED,
            P.ASK_SERVICE,
            P.ANSWER_INVITATION,
            P.SIGN_INTERNSHIP,
            P.KEEP_INSURANCE,
            P.CHECK_IN,
            P.CONFIRM_WEEK,
            P.ANSWER_PROBLEM,
            P.APPRAISE,
            P.SEND_LINK,
        }
    ),
    Role.STUDENT: frozenset(
        {
            P.APPLY,
            P.ANSWER_OFFER,
            P.ANSWER_INVITATION,
            P.SIGN_INTERNSHIP,
            P.KEEP_INSURANCE,
            P.WRITE_NOTE,
            P.REPORT_PROBLEM,
            P.APPRAISE,
            P.RATE_HOST,
            P.OBJECT_TO_NOTICE,
            P.KEEP_OWN_NUMBERS,
        }
    ),
    Role.AUDITOR: frozenset({P.READ_ACCOUNTS, P.READ_AUDIT, P.READ_OUTBOX}),
}


@dataclass(frozen=True)
class Actor:
    """Who acts, under which hat, and the one-time key of the form that was sent: the `by=` of every action."""

    user: Any = None  # accounts.User, or None for the public and for the clock
    hat: Any = None  # accounts.Hat
    hats: tuple = ()
    submission: UUID | None = None
    role: Role = field(default=Role.PUBLIC)
    guest: str = ""  # the name of somebody without an account who came by a personal link
    opened: frozenset = frozenset()  # the {(permission, key of the thing)} that this link opens, and nothing else

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user else None

    @property
    def hat_id(self) -> int | None:
        return self.hat.pk if self.hat else None

    @property
    def unit_id(self) -> int | None:
        return self.hat.unit_id if self.hat else None

    @property
    def name(self) -> str:
        return self.user.name if self.user else self.guest or _("系统")

    @property
    def hat_label(self) -> str:
        if self.guest:
            return _("专用链接") if self.opened else str(self.role.label)
        if self.user is None:
            return _("自动办理")
        return str(self.hat) if self.hat else str(self.role.label)

    def sending(self, submission: UUID | None) -> "Actor":
        """The same actor, carrying the one-time key of the form being sent."""
        return replace(self, submission=submission)

    @property
    def reads_all(self) -> bool:
        return self.role in READS_ALL


PUBLIC = Actor()


def granted(role: Role, permission: Permission) -> bool:
    return permission in GRANTS[role]


def can(actor: Actor, permission: Permission, thing: Any = None) -> bool:
    """Say whether the actor's hat grants this, site-wide or on the thing.

    Role on a thing comes from `thing.roles_of(actor)`; without a thing a tied role counts only as "somewhere".
    Who came by a personal link may do what the link opens, on the thing it names.
    """
    if actor.guest:
        return thing is not None and (permission, getattr(thing, "key", "")) in actor.opened
    if not granted(actor.role, permission):
        return False
    return actor.role in SITE_WIDE or thing is None or actor.role in thing.roles_of(actor)


def require(actor: Actor, permission: Permission, thing: Any = None) -> None:
    """Raise NotAllowed (403) with a sentence unless `can()`."""
    if not can(actor, permission, thing):
        raise NotAllowed(_("您现在的身份“%(hat)s”不能做这件事。") % {"hat": actor.hat_label})


def roles_granting(permission: Permission) -> list[Role]:
    return [role for role, grants in GRANTS.items() if permission in grants]
