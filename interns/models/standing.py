"""Where an application stands: in words, who has it, since when and until when."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Role
from interns.workflow import ApplicationState, CheckState


@dataclass(frozen=True)
class Standing:
    words: str
    holder: str
    since: datetime
    until: datetime | None = None


def standing_of(application) -> Standing:
    """The student until it is submitted; then the university, the county, the hosts, each until its own deadline."""
    if application.state != ApplicationState.SUBMITTED:
        words, until = application.get_state_display(), _next(application.window[1])
        return Standing(words, application.student.name, application.state_since, until)
    return _checking(application) or _being_placed(application)


def _checking(application) -> Standing | None:
    """While the university is asked, or after it has refused; None when its word is there or not wanted."""
    ends, check_by = application.check_ends, application.season.check_by
    if not check_by or application.check_state == CheckState.PASSED or timezone.now() >= ends:
        return None
    until = _next(check_by, ends)
    if application.check_state == CheckState.REFUSED:
        return Standing(_("高校核验未通过"), application.student.name, application.checked_at, until)
    words = _("等高校核验") if timezone.now() < check_by else _("高校逾期未核验，由县合作办核实")
    return Standing(words, _checker(application), application.state_since, until)


def _checker(application) -> str:
    profile = getattr(application.student, "student", None)
    in_time = timezone.now() < application.season.check_by
    return profile.university_name if profile and in_time and profile.has_liaison else str(Role.OFFICE.label)


def _being_placed(application) -> Standing:
    season, since = application.season, application.checked_at or application.state_since
    _opens, closes, confirm_by = application.window
    if timezone.now() < closes:
        return Standing(_("报名还没有截止，截止前都可以改"), str(Role.OFFICE.label), since, closes)
    if timezone.now() >= confirm_by:
        return Standing(_("本轮录用已经结束"), str(Role.OFFICE.label), since)
    if season.method == season.Method.TWO_WAY:
        return Standing(_("等用人单位录用"), _("用人单位和县合作办"), since, confirm_by)
    return Standing(_("等县合作办公布录用"), str(Role.OFFICE.label), since, _next(application.check_ends, confirm_by))


def _next(*deadlines: datetime) -> datetime | None:
    return next((moment for moment in deadlines if timezone.now() < moment), None)
