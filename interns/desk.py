"""What the internships tell the desk, the front page and the search box."""

from datetime import timedelta

from django.db.models import Count, Exists, F, Min, OuterRef, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Role
from interns.models import Application, Placement, Position, Season, StudentProfile, reasons_of_return
from interns.workflow import LIVE, ApplicationState, PlacementState, PositionState
from ruoyi_coop.lib.desk import Figure, Waiting

EACH = 8
SOON = timedelta(days=3)  # offers that lapse within it are the office's business too


def waiting_for(actor: Actor) -> list[Waiting]:
    jobs = {Role.LIAISON: _to_check, Role.STUDENT: _for_student, Role.MENTOR: _for_mentor, Role.OFFICE: _for_office}
    return jobs[actor.role](actor) if actor.role in jobs else []


def _to_check(actor: Actor) -> list[Waiting]:
    """Applications of one's own students that nobody has checked, as one line."""
    rows = Application.objects.visible_to(actor).unchecked()
    found = rows.aggregate(count=Count("pk"), since=Min("submitted_at"), until=Min("season__check_by"))
    if not found["count"]:
        return []
    title, why = _("%d 名学生的报名等核验") % found["count"], _("不核验就不能录用")
    return [Waiting(title, why, reverse("interns:checks"), _("去核验"), found["since"], found["until"])]


def _for_student(actor: Actor) -> list[Waiting]:
    offers = Placement.objects.filter(student=actor.user_id, state=PlacementState.OFFERED).select_related("position")
    found = [_offer(row) for row in offers]
    season = Season.objects.open().order_by("apply_closes").first()
    if season:
        found += _to_apply(actor, season)
    return found


def _offer(row: Placement) -> Waiting:
    title = _("“%s”录用了您，请确认") % row.position
    why = _("逾期不确认，名额让给别人")
    return Waiting(title, why, row.get_absolute_url(), _("去确认"), row.created_at, row.confirm_by)


def _to_apply(actor: Actor, season: Season) -> list[Waiting]:
    mine = Application.objects.filter(student=actor.user_id, season=season).first()
    if mine is None:
        words, url, verb = _("还没有选岗位"), reverse("interns:list") + "?open=yes", _("看岗位")
    elif mine.state == ApplicationState.DRAFT:
        words, url, verb = _("志愿还没有提交"), mine.get_absolute_url(), _("去提交")
    else:
        return []
    return [Waiting(_("%s 正在报名") % season, words, url, verb, season.apply_opens, season.apply_closes)]


def _for_mentor(actor: Actor) -> list[Waiting]:
    now = timezone.now()
    mine = Position.objects.visible_to(actor).filter(host__members__hat=actor.hat_id).select_related("season")
    drafts = mine.filter(state=PositionState.DRAFT, season__apply_closes__gt=now).order_by("-state_since")[:EACH]
    reasons = reasons_of_return(drafts)
    unanswered = Application.objects.submitted().filter(choices__position=OuterRef("pk"))
    unanswered = unanswered.exclude(student__placements__season=OuterRef("season"))
    deciding = mine.published().filter(season__in=Season.objects.deciding(), taken__lt=F("places"))
    deciding = deciding.filter(Exists(unanswered)).order_by("season__confirm_by", "pinyin")[:EACH]
    return [_draft(row, reasons.get(row.pk, "")) for row in drafts] + [_deciding(row) for row in deciding]


def _draft(row: Position, reason: str) -> Waiting:
    words = _("退回修改：%s") % reason if reason else _("岗位还没有提交审核")
    verb = _("去修改") if reason else _("去提交")
    return Waiting(str(row), words, row.get_absolute_url(), verb, row.state_since, row.season.apply_closes)


def _deciding(row: Position) -> Waiting:
    words = _("还有 %d 个名额，有学生等答复") % row.left
    since, until = row.season.apply_closes, row.season.confirm_by
    return Waiting(str(row), words, row.get_absolute_url(), _("去录用"), since, until)


def _for_office(actor: Actor) -> list[Waiting]:
    return [*_to_review(), *_lapsing()]


def _to_review() -> list[Waiting]:
    rows = Position.objects.filter(state=PositionState.SUBMITTED).select_related("host", "season")
    first = rows.annotate(queued=Window(Count("pk"))).order_by("state_since").first()
    if not first:
        return []
    title = _("%d 个岗位等审核") % first.queued
    words = _("最早的一个：%(host)s · %(title)s") % {"host": first.host, "title": first}
    return [Waiting(title, words, reverse("interns:list"), _("去审核"), first.state_since, first.season.apply_closes)]


def _lapsing() -> list[Waiting]:
    """Offers that nobody has answered and that lapse soon: one telephone call may save the place."""
    now = timezone.now()
    soon = Placement.objects.filter(state=PlacementState.OFFERED, confirm_by__gt=now, confirm_by__lte=now + SOON)
    found = soon.aggregate(count=Count("pk"), since=Min("state_since"), until=Min("confirm_by"))
    if not found["count"]:
        return []
    title = _("%d 个录用学生还没有确认") % found["count"]
    url = reverse("interns:placements") + f"?state={PlacementState.OFFERED}&sort=confirm_by"
    return [Waiting(title, _("逾期不确认，名额自动让出"), url, _("去联系"), found["since"], found["until"])]


def open_positions(actor: Actor):
    """Posts one can choose now, the newest first."""
    return Position.objects.visible_to(actor).open().select_related("host", "category").order_by("-state_since", "id")


def figures(actor: Actor) -> list[Figure]:
    students = Placement.objects.visible_to(actor).confirmed() if actor.reads_all else Placement.objects.none()
    positions = Position.objects.visible_to(actor).open()
    found = [Figure(_("正在招人的岗位"), positions, reverse("interns:list") + "?open=yes")]
    if actor.reads_all:
        found.append(Figure(_("实习学生"), students, reverse("interns:placements") + "?state=confirmed", _("历年确认")))
    return found


def owed_to(actor: Actor) -> list[Waiting]:
    """Where a student's application stands: who has it, since when, until when. Nothing is to be done about it."""
    if actor.role != Role.STUDENT:
        return []
    live = Placement.objects.filter(student=actor.user_id, season=OuterRef("season"), state__in=LIVE)
    rows = Application.objects.submitted().filter(~Exists(live), student=actor.user_id)
    rows = rows.filter(season__ends_on__gte=timezone.localdate())
    rows = rows.select_related("season", "student").annotate(wishes=Count("choices"))
    return [_standing(row) for row in rows.order_by("-submitted_at")[:EACH]]


def _standing(row: Application) -> Waiting:
    title = _("%(season)s：已提交 %(count)d 个志愿") % {"season": row.season, "count": row.wishes}
    why = row.get_check_state_display() if row.season.check_by else _("等录用结果")
    return Waiting(title, why, row.get_absolute_url(), _("看志愿"), row.submitted_at, row.until, row.holder)


def about_me(actor: Actor) -> dict:
    """For the file a person takes away: the profile, every application with its choices, every placement."""
    own = {"student": actor.user_id}
    applications = Application.objects.filter(**own).select_related("season").prefetch_related("choices__position")
    placements = Placement.objects.filter(**own).select_related("season", "position__host")
    columns = ("university_name", "major", "level", "grade", "hometown", "skills", "emergency_name", "emergency_phone")
    return {
        "profile": list(StudentProfile.objects.filter(user=actor.user_id).values(*columns)),
        "applications": [
            {"season": str(row.season), "round": row.round, "choices": row.choice_words, "state": row.state}
            for row in applications
        ],
        "placements": [
            {"season": str(row.season), "post": str(row.position), "state": row.state, "reason": row.reason}
            for row in placements
        ],
    }


def searchable(actor: Actor) -> list[tuple]:
    return [(_("实习岗位"), reverse("interns:list"), Position.objects.visible_to(actor).select_related("host"))]
