"""What the allowances show on other apps' pages."""

from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, Role, can
from allowances.models import AllowanceList, Line
from interns.models import Placement, Season
from pages.parts import Part


def of_placement(actor: Actor, placement: Placement) -> Part | None:
    """The student and those who read all see what has been computed, and what is missing to be paid."""
    if not hasattr(placement, "stay") or not (actor.reads_all or actor.user_id == placement.student_id):
        return None
    lines = Line.objects.filter(stay__placement=placement).select_related("allowance_list__season").order_by("during")
    own = actor.role == Role.STUDENT
    return Part("allowances/_of_placement.html", {"lines": lines, "missing": _missing(placement) if own else ""})


def _missing(placement: Placement) -> str:
    lacks = [] if hasattr(placement.student, "identity") else [_("身份证号")]
    lacks += [] if hasattr(placement.student, "bank_account") else [_("银行账号")]
    return _("还没有填写%s，补贴发不出来。") % _("和").join(lacks) if lacks else ""


def of_season(actor: Actor, season: Season) -> Part | None:
    if not actor.reads_all:
        return None
    lists = AllowanceList.objects.filter(season=season).order_by("first_day")
    may_manage = can(actor, Permission.MANAGE_ALLOWANCE)
    return Part("allowances/_of_season.html", {"season": season, "lists": lists, "may_manage": may_manage})
