"""What the internships tell the desk, the front page and the search box."""

from datetime import timedelta

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Role
from interns.models import Application, Placement, Position, Season, StudentProfile, reasons_of_return
from interns.models import Waiting as Queue
from interns.workflow import ApplicationState, CheckState, PlacementState, PositionState
from ruoyi_coop.lib.desk import Figure, Waiting

EACH = 8
SOON = timedelta(days=3)  # offers that lapse within it are the office's business too


def waiting_for(actor: Actor) -> list[Waiting]:
    jobs = {
        Role.STUDENT: _for_student,
        Role.LIAISON: _for_liaison,
        Role.MENTOR: _for_mentor,
        Role.OFFICE: _for_office,
    }
    return jobs[actor.role](actor) if actor.role in jobs else []


def _for_student(actor: Actor) -> list[Waiting]:
    live = Placement.objects.live().filter(student=actor.user_id).select_related("position")
    found = [_offer(row) for row in live if row.state == PlacementState.OFFERED]
    own = list(_own(actor))
    found += [_refused(row) for row in own if row.check_state == CheckState.REFUSED and row.may_be_checked]
    season = Season.objects.open().order_by("apply_closes").first()
    if season and not (season.round_now == 2 and season.pk in {row.season_id for row in live}):
        found += _to_apply(season, own)
    return found


def _own(actor: Actor):
    """The student's applications of the seasons that are not over, the newest first."""
    rows = Application.objects.filter(student=actor.user_id, season__ends_on__gte=timezone.localdate())
    rows = rows.select_related("season", "student__student").annotate(wishes=Count("choices"))
    return rows.order_by("-season__apply_opens", "-round")


def _offer(row: Placement) -> Waiting:
    title = _("“%s”录用了您，请确认") % row.position
    why = _("逾期不确认，名额让给别人")
    return Waiting(title, why, row.get_absolute_url(), _("去确认"), row.created_at, row.confirm_by)


def _refused(row: Application) -> Waiting:
    title, url = _("高校核验未通过，请改正学生资料"), reverse("interns:profile")
    return Waiting(title, row.check_note, url, _("去改正"), row.checked_at, row.until)


def _to_apply(season: Season, own: list[Application]) -> list[Waiting]:
    mine = next((row for row in own if (row.season_id, row.round) == (season.pk, season.round_now)), None)
    if mine is None:
        words, url, verb = _("还没有选岗位"), reverse("interns:list") + "?open=yes", _("看岗位")
    elif mine.state == ApplicationState.DRAFT:
        words, url, verb = _("志愿还没有提交"), mine.get_absolute_url(), _("去提交")
    else:
        return []
    opens, closes, _confirm_by = season.window(season.round_now)
    return [Waiting(_("%s 正在报名") % season, words, url, verb, opens, closes)]


def standing(actor: Actor) -> list[Waiting]:
    """Where a student stands in each season that is not over, also when there is nothing to do."""
    if actor.role != Role.STUDENT:
        return []
    live = Placement.objects.live().filter(student=actor.user_id, season__ends_on__gte=timezone.localdate())
    live = {row.season_id: row for row in live.select_related("position__host", "season")}
    waits = Queue.objects.standing().filter(application__student=actor.user_id).with_ahead()
    waits = list(waits.select_related("position", "application"))
    newest = {row.season_id: row for row in reversed(list(_own(actor))) if not _is_begun(row)}
    found = [_confirmed(row) for row in live.values() if row.state == PlacementState.CONFIRMED]
    found += [_applied(row, waits) for row in newest.values() if row.season_id not in live]
    return found


def _is_begun(row: Application) -> bool:
    """A draft that can still be sent is something to do, and stands among that."""
    return row.state == ApplicationState.DRAFT and row.is_open


def _confirmed(row: Placement) -> Waiting:
    position = row.position
    day = date_format(position.ends_on if row.has_begun else position.starts_on, "DATE_FORMAT")
    words = _("已确认，正在实习，%s 结束") if row.has_begun else _("已确认，下一步：%s 报到")
    title = f"{position.host} · {position}"
    return Waiting(title, words % day, row.get_absolute_url(), _("看录用"), row.state_since)


def _applied(row: Application, waits: list[Queue]) -> Waiting:
    stands, words = row.standing, []
    if row.state == ApplicationState.SUBMITTED:
        words.append(_("已提交 %d 个志愿") % row.wishes)
    words.append(stands.words)
    words += [_waits(one) for one in waits if one.application.season_id == row.season_id]
    title = _("%s 第二轮") % row.season if row.round == 2 else str(row.season)
    url, words = row.get_absolute_url(), "，".join(words)
    return Waiting(title, words, url, _("看志愿"), stands.since, stands.until, holder=stands.holder)


def _waits(row: Queue) -> str:
    words = {"position": row.position, "number": row.number, "ahead": row.ahead}
    return _("“%(position)s”候补第 %(number)d 位（前面 %(ahead)d 人）") % words


def _for_liaison(actor: Actor) -> list[Waiting]:
    """The university's own students who wait for its word."""
    rows = Application.objects.visible_to(actor).to_check()
    found = rows.aggregate(count=Count("pk"), since=Min("state_since"), until=Min("season__check_by"))
    if not found["count"]:
        return []
    title, url = _("%d 名学生等核验") % found["count"], reverse("interns:check_list")
    return [Waiting(title, _("核验后才能录用"), url, _("去核验"), found["since"], found["until"])]


def _unchecked() -> list[Waiting]:
    """All that wait for a university, and how many of them nobody but the office can check."""
    rows = Application.objects.to_check().with_liaison()
    found = rows.aggregate(
        count=Count("pk"),
        alone=Count("pk", filter=Q(has_liaison=False)),
        since=Min("state_since"),
        until=Min("season__check_by"),
    )
    if not found["count"]:
        return []
    title = _("%d 名学生等高校核验") % found["count"]
    why = _("其中 %d 名的高校没有联络员，由县合作办核验") % found["alone"]
    return [Waiting(title, why, reverse("interns:check_list"), _("去核验"), found["since"], found["until"])]


def _for_mentor(actor: Actor) -> list[Waiting]:
    now = timezone.now()
    mine = Position.objects.visible_to(actor).filter(host__members__hat=actor.hat_id).select_related("season")
    drafts = mine.filter(state=PositionState.DRAFT, season__apply_closes__gt=now).order_by("-state_since")[:EACH]
    reasons = reasons_of_return(drafts)
    unanswered = Application.objects.qualified().filter(choices__position=OuterRef("pk"))
    unanswered = unanswered.exclude(student__placements__season=OuterRef("season"))
    season = Season.objects.deciding().filter(method=Season.Method.TWO_WAY)
    deciding = mine.published().filter(season__in=season, taken__lt=F("places"))
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
    return [*_to_review(), *_lapsing(), *_unchecked()]


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


def searchable(actor: Actor) -> list[tuple]:
    return [(_("实习岗位"), reverse("interns:list"), Position.objects.visible_to(actor).select_related("host"))]


def about_me(actor: Actor) -> dict[str, list[dict]]:
    """What is kept about a person here, as plain data for their own export."""
    profiles = StudentProfile.objects.filter(user=actor.user_id)
    applications = Application.objects.filter(student=actor.user_id).select_related("season").order_by("id")
    applications = applications.prefetch_related("choices__position__host")
    placements = Placement.objects.filter(student=actor.user_id).select_related("position__host", "season")
    return {
        "student_profile": [_plain(row, *PROFILE) for row in profiles],
        "applications": [_application(row) for row in applications],
        "placements": [_placement(row) for row in placements.order_by("id")],
        "waiting": [_queued(row) for row in _mine_in_queues(actor)],
    }


PROFILE = (
    "university_name",
    "student_number",
    "major",
    "level",
    "grade",
    "is_native",
    "hometown",
    "skills",
    "emergency_name",
    "emergency_phone",
)


def _plain(row, *names: str) -> dict:
    return {name: getattr(row, name) for name in names}


def _application(row: Application) -> dict:
    known = _plain(row, "round", "statement", "state", "submitted_at", "check_state", "check_note", "checked_at")
    choices = [f"{one.rank}. {one.position.host} · {one.position}" for one in row.choices.all()]
    return {"season": str(row.season), "choices": choices} | known


def _placement(row: Placement) -> dict:
    known = _plain(row, "rank", "round", "source", "source_note", "state", "confirm_by", "answered_at", "reason")
    return {"season": str(row.season), "position": str(row.position), "host": str(row.position.host)} | known


def _mine_in_queues(actor: Actor):
    rows = Queue.objects.filter(application__student=actor.user_id).select_related("position__host")
    return rows.order_by("id")


def _queued(row: Queue) -> dict:
    return {"position": str(row.position)} | _plain(row, "number", "state", "since", "settled_at")
