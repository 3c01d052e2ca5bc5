"""The words of an agreement, drawn from the records: nobody types twice what is known."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from interns.models import Placement, Position


def terms_of(placement: Placement) -> list[list[str]]:
    """The clauses as [heading, words], in order."""
    return [[heading, words] for heading, words in _clauses(placement, placement.position)]


def _clauses(placement: Placement, post: Position) -> list[tuple[str, str]]:
    return [
        (_("一、三方"), _parties(placement)),
        (_("二、岗位和时间"), _post(post)),
        (_("三、实习任务"), post.tasks or _("由用人单位按岗位安排，与所学专业相关。")),
        (_("四、带教"), _tutor(post)),
        (_("五、补贴和食宿"), _pay(post)),
        (_("六、保险"), _("实习开始前，须有覆盖全部实习日期的人身意外伤害保险；没有保险或保险不足的，不得报到上岗。")),
        (_("七、安全"), safety_words(post)),
        (_("八、保密"), secrecy_words(post)),
        (_("九、出勤和请假"), _("学生遵守用人单位作息，有事请假；用人单位每周确认一次出勤。")),
        (
            _("十、提前结束"),
            _("任何一方需要提前结束的，在平台写明理由，由县合作办审批；批准前各方照常履行。"),
        ),
        (
            _("十一、其他"),
            _("不得安排学生加班、从事高处、井下、有毒有害和其他禁止学生从事的劳动；未尽事宜由三方协商。"),
        ),
    ]


def _parties(placement: Placement) -> str:
    return _("甲方（实习单位）：%(host)s；乙方（高校）：%(university)s；丙方（学生）：%(student)s。") % {
        "host": placement.position.host.name,
        "university": university_of(placement),
        "student": student_words(placement),
    }


def student_words(placement: Placement) -> str:
    """The student with what the profile says of studies, and no number."""
    profile = getattr(placement.student, "student", None)
    studies = f"{profile.major}，{profile.grade}" if profile else ""
    return f"{placement.student.name}（{studies}）" if studies else placement.student.name


def university_of(placement: Placement) -> str:
    profile = getattr(placement.student, "student", None)
    return (profile.university_name if profile else "") or placement.student.affiliation or _("学生所在高校")


def _post(post: Position) -> str:
    return _("岗位：%(post)s；时间：%(first)s至%(last)s；地点：%(place)s。") % {
        "post": post.title,
        "first": date_format(post.starts_on, "DATE_FORMAT"),
        "last": date_format(post.ends_on, "DATE_FORMAT"),
        "place": post.host.address or post.host.name,
    }


def _tutor(post: Position) -> str:
    if not post.tutor_id:
        return _("甲方指定一名带教老师，在报到前告知学生；指定前由单位联系人负责。")
    job = f"（{post.tutor.job}）" if post.tutor.job else ""
    words = _("甲方指定%(name)s%(job)s为带教老师，负责业务指导、安全教育和每周出勤。")
    return words % {"name": post.tutor.name, "job": job}


def _pay(post: Position) -> str:
    return _("补贴：%(allowance)s；食宿：%(lodging)s。") % {
        "allowance": post.allowance_words,
        "lodging": post.get_lodging_display(),
    }


def safety_words(post: Position) -> str:
    more = {
        Position.Safety.OFFICE: _("上岗第一天熟悉消防通道和用电要求。"),
        Position.Safety.SHOP: _("上岗前完成车间安全培训，穿工作服、戴防护用品，不独自操作机器。"),
        Position.Safety.LAB: _("上岗前完成实验室安全培训，穿实验服，按规程使用和处置化学品、生物制品。"),
        Position.Safety.FIELD: _("外出不少于两人同行，注意天气和交通，随身带手机和饮水。"),
    }[post.safety]
    return _("安全类别：%(kind)s。%(more)s") % {"kind": post.get_safety_display(), "more": more}


def secrecy_words(post: Position) -> str:
    return _("保密类别：%(kind)s。学生不得外传实习单位的内部资料；涉密信息不得带出、不得上传。") % {
        "kind": post.get_secrecy_display()
    }
