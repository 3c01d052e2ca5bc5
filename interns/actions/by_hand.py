"""A place given by hand (人工安排): by the office alone, with a reason that is kept, told and counted in the report."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, require
from interns.actions.places import lock_season, place, take_place, tell_offered
from interns.actions.waiting import TIME_TO_ANSWER, close_waiting, last_moment
from interns.models import Application, Placement, Position, Season, why_not_eligible
from ruoyi_coop.lib.errors import NotNow


@transaction.atomic
def place_by_hand(application: Application, position: Position, reason: str, *, by: Actor) -> Placement:
    """Offer a place outside the season's method. Raises NotAllowed; NotNow with what stands against it."""
    require(by, Permission.PLACE_STUDENTS)
    lock_season(position.season_id)
    position.refresh_from_db(fields=["taken", "places", "state"])
    if no := why_not_by_hand(application) or _why_not_here(application, position, reason):
        raise NotNow(no)
    rank = application.choices.filter(position=position).values_list("rank", flat=True).first()
    known = {"rank": rank, "source": Placement.Source.BY_HAND, "source_note": reason[:200]}
    placement = place(application, position, by=by, confirm_by=_answer_by(application, position), **known)
    take_place(position, Season.objects.filter(pk=application.season_id))
    close_waiting(application.student_id, position.season_id, position_id=position.pk)
    tell_offered(placement, _("由县合作办安排：%s。请在期限前确认；逾期不确认，名额自动让给别人。") % reason)
    return placement


def why_not_by_hand(application: Application) -> str:
    """Why this application cannot be given any place by hand now; "" when it can."""
    if not Application.objects.qualified().filter(pk=application.pk).exists():
        return _("这名学生没有提交报名，或高校还没有核验通过。")
    if timezone.now() < application.window[1]:
        return _("报名还没有截止，学生还可能改志愿。")
    if Placement.objects.live().filter(student=application.student_id, season=application.season_id).exists():
        return _("%s 已经有一个录用。") % application.student
    return ""


def _why_not_here(application: Application, position: Position, reason: str) -> str:
    if not reason.strip():
        return _("请写明理由，学生和公开的结果里都会看到。")
    if position.season_id != application.season_id:
        return _("这个岗位不在本批次。")
    if timezone.now() >= last_moment(position):
        return _("递补已经截止，不能再安排。")
    return why_not_eligible(getattr(application.student, "student", None), position)


def _answer_by(application: Application, position: Position):
    return min(max(application.window[2], timezone.now() + TIME_TO_ANSWER), last_moment(position))
