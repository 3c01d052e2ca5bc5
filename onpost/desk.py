"""What this part of the internships tells the desk."""

from datetime import timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Role
from interns.models import Placement
from notifications.models import working_calendar
from onpost import board
from onpost.attendance import monday_of
from onpost.models import Absence, Agreement, Problem, Signature, Stay, WeekNote
from onpost.weeks import last_asked
from onpost.workflow import ON_POST, AbsenceState, AgreementState
from ruoyi_coop.lib.calendar import end_of_day
from ruoyi_coop.lib.counting import count_all
from ruoyi_coop.lib.desk import Waiting

AHEAD = timedelta(days=14)  # before the first day, that what is missing becomes the office's business
LATELY = timedelta(days=3)  # how long an answered leave stays on the desk
EACH = 8


def waiting_for(actor: Actor) -> list[Waiting]:
    """At most three queries for each role, none for the others."""
    jobs = {
        Role.STUDENT: _for_student,
        Role.MENTOR: _for_mentor,
        Role.LIAISON: _for_liaison,
        Role.OFFICE: _for_office,
        Role.LEADER: _for_leader,
    }
    return jobs[actor.role](actor) if actor.role in jobs else []


# ------------------------------------------------------------------ the student


def _for_student(actor: Actor) -> list[Waiting]:
    rows = list(_own(actor))
    if not rows:
        return []
    found = [line for row in rows for line in _steps(row)]
    if any(row.goes_on for row in rows):
        found += _leave(actor)
    return found


def _own(actor: Actor):
    """The student's placements that are not over, with what each still lacks. One query."""
    week = monday_of(timezone.localdate())
    signed = Signature.objects.filter(agreement__placement=OuterRef("pk"), party=Signature.Party.STUDENT)
    note = WeekNote.objects.filter(stay__placement=OuterRef("pk"), monday=week)
    rows = (
        board.under_way()
        .filter(student=actor.user_id)
        .select_related("position__host")
        .annotate(
            has_signed=Exists(signed.exclude(agreement__state=AgreementState.VOID)),
            lacks_cover=Exists(board.uninsured().filter(pk=OuterRef("pk"))),
            goes_on=Exists(Stay.objects.filter(placement=OuterRef("pk"), state__in=ON_POST)),
            has_written=Exists(note),
        )
    )
    return rows[:EACH]


def _steps(row: Placement) -> list[Waiting]:
    first, url = end_of_day(row.position.starts_on), row.get_absolute_url()
    begun, title = row.state_since, f"{row.position.host} · {row.position}"
    found = []
    if not row.has_signed and not row.goes_on:
        to_sign = reverse("onpost:agreement_of", args=[row.pk])
        found.append(Waiting(title, _("实习协议等您签"), to_sign, _("去签"), begun, first))
    if row.lacks_cover:
        insure = reverse("onpost:insure", args=[row.pk])
        found.append(Waiting(title, _("意外险还没有覆盖全部日期"), insure, _("去登记"), begun, first))
    if not row.goes_on and row.has_signed and not row.lacks_cover:
        day = date_format(row.position.starts_on, "DATE_FORMAT")
        found.append(Waiting(title, _("%s 报到，带好证件") % day, url, _("看报到须知"), begun, first))
    if row.goes_on and not row.has_written and timezone.localdate().weekday() >= 4:
        sunday = end_of_day(monday_of(timezone.localdate()) + timedelta(days=6))
        found.append(Waiting(_("写本周周记"), _("三项里写一项就行"), reverse("onpost:note"), _("去写"), None, sunday))
    return found


def _leave(actor: Actor) -> list[Waiting]:
    """Answered lately, and not over yet."""
    told = (AbsenceState.GRANTED, AbsenceState.REFUSED)
    rows = Absence.objects.filter(stay__placement__student=actor.user_id, asked_by=actor.user_id, state__in=told)
    rows = rows.filter(state_since__gte=timezone.now() - LATELY, last_day__gte=timezone.localdate())
    rows = rows.select_related("stay__placement__student")
    return [
        Waiting(
            _("请假：%s") % row.get_state_display(), row.reason, row.get_absolute_url(), _("看一看"), row.state_since
        )
        for row in rows[:EACH]
    ]


# ------------------------------------------------------------------ the others: figures that open their lists


def _counted(*lines) -> list[Waiting]:
    """One line for each (rows, title with %d, why, url, verb) that has rows. One query for all."""
    counts = count_all(*(line[0] for line in lines))
    return [
        Waiting(title % number, why, url, verb)
        for number, (_rows, title, why, url, verb) in zip(counts, lines, strict=True)
        if number
    ]


def _list(name: str, query: str = "") -> str:
    return reverse(f"onpost:{name}") + query


def _seen(rows, actor: Actor):
    """Placements of a figure that this person sees."""
    return rows if actor.reads_all else rows.filter(pk__in=Placement.objects.visible_to(actor).values("pk"))


def _to_sign(actor: Actor, party: str) -> tuple:
    rows = Agreement.objects.visible_to(actor).lacking(party)
    return rows, _("%d 份实习协议等签"), _("签齐才能报到"), _list("agreements", "?state=open"), _("去签")


def _before(actor: Actor) -> list[tuple]:
    soon = timezone.localdate() + AHEAD
    near = _seen(board.uninsured(), actor).filter(position__starts_on__lte=soon)
    ready = _seen(board.to_check_in(), actor)
    missing = _("%d 名学生的意外险没有覆盖全部日期")
    return [
        (near, missing, _("不足额不能报到"), _list("coming", "?lacks=uninsured"), _("去登记")),
        (ready, _("%d 名学生手续齐了，等报到"), _("已到开始日期"), _list("check_in_many"), _("去报到")),
    ]


def _silent(actor: Actor) -> tuple:
    """Students whose week nobody confirmed; the calendar is one query."""
    calendar = working_calendar()
    rows = board.silent_stays(last_asked(timezone.now(), calendar) or timezone.localdate(), calendar)
    why, url = _("带教老师或单位联系人点一下就行"), _list("weeks")
    return rows.visible_to(actor), _("%d 名学生上次问的那周出勤没有确认"), why, url, _("去确认")


def _for_mentor(actor: Actor) -> list[Waiting]:
    asked = Absence.objects.visible_to(actor).filter(state=AbsenceState.ASKED)
    leave = (asked, _("%d 条请假等批准"), _("学生在等答复"), _list("stays", "?state=on_post"), _("去批"))
    figures = [_to_sign(actor, Signature.Party.HOST), *_before(actor), _silent(actor), leave]
    return _counted(*figures) + _problems(board.open_problems().visible_to(actor))


def _for_liaison(actor: Actor) -> list[Waiting]:
    lines = _counted(_to_sign(actor, Signature.Party.UNIVERSITY))
    return lines + _problems(board.open_problems().visible_to(actor))


def _for_office(actor: Actor) -> list[Waiting]:
    soon = timezone.localdate() + AHEAD
    unsigned = board.unsigned().filter(position__starts_on__lte=soon, stay=None)
    late = board.not_checked_in()
    figures = [
        (unsigned, _("%d 名学生的协议没有签齐"), _("两周内要上岗"), _list("coming", "?lacks=unsigned"), _("去催签")),
        _before(actor)[0],
        (late, _("%d 名学生该到没到"), _("已过开始日期"), _list("coming", "?lacks=not_checked_in"), _("去看看")),
        _silent(actor),
        (board.leaving(), _("%d 人申请提前结束"), _("等县合作办审批"), _list("stays", "?state=leaving"), _("去审批")),
    ]
    return _counted(*figures) + _problems(board.open_problems())


def _for_leader(actor: Actor) -> list[Waiting]:
    return _problems(board.raised_problems(), "?state=raised")


def _problems(rows, query: str = "?state=unsolved") -> list[Waiting]:
    """All in one line, with the oldest and the nearest deadline of those nobody has taken up. One query."""
    untaken = Min("due_at", filter=Q(state="open"))
    found = rows.aggregate(count=Count("pk"), since=Min("created_at"), until=untaken)
    if not found["count"]:
        return []
    title = _("%d 个实习问题没有解决") % found["count"]
    why, url = _("24 小时内要有人受理"), _list("problems", query)
    return [Waiting(title, why, url, _("去处理"), found["since"], found["until"])]


# ------------------------------------------------------------------ about one person


def about_me(actor: Actor) -> dict:
    """Stays, leave, notes and problems of a student, for the page of one's own data."""
    if not actor.user_id:
        return {}
    stays = Stay.objects.filter(placement__student=actor.user_id)
    mine = {"stay__placement__student": actor.user_id}
    return {
        _("在岗"): list(stays.values("first_day", "planned_end", "last_day", "end_reason", "state")),
        _("请假和缺勤"): list(
            Absence.objects.filter(**mine).values("kind", "first_day", "last_day", "reason", "state")
        ),
        _("周记"): list(WeekNote.objects.filter(**mine).values("monday", "did", "learned", "wish", "reply")),
        _("实习问题"): list(Problem.objects.filter(**mine).values("kind", "words", "answer", "state", "created_at")),
    }
