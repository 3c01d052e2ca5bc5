"""Problems: heard at once by all who can help, taken up within 24 hours or raised to the leader, solved, reopened."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission
from notifications.actions import create, first_time, move, post, record
from onpost.access import host_people, leaders, liaisons, must, officers
from onpost.models import GRACE, Problem, Stay
from onpost.workflow import PROBLEM
from ruoyi_coop.lib.errors import NotNow

CLOCK = Actor()  # nobody: what the clock does
HEARD_WITHIN = timedelta(hours=24)  # by the clock on the wall, nights and holidays too


@transaction.atomic
def report_problem(stay: Stay, kind: str, words: str, *, by: Actor) -> Problem:
    """Report a problem or a danger: base, university and office hear at once, of a danger the leaders too."""
    must(by, Permission.REPORT_PROBLEM, stay.placement)
    first_time(by)
    if timezone.localdate() > stay.until + GRACE:
        raise NotNow(_("实习结束已超过 14 天，请直接联系县合作办。"))
    now = timezone.now()
    problem = Problem(stay=stay, kind=kind, words=words, due_at=now + HEARD_WITHIN, is_demo=stay.is_demo)
    problem.raised_at = now if kind == Problem.Kind.DANGER else None
    create(problem, by=by, label=_("反映问题"), note=words)
    _tell(_hearers(problem), problem, "reported", _("%s，请马上受理") % problem, words)
    return problem


def _hearers(problem: Problem) -> list:
    placement = problem.stay.placement
    people = [*host_people(placement), *liaisons(placement), *officers()]
    return people + (list(leaders()) if problem.raised_at else [])


@transaction.atomic
def move_problem(problem: Problem, name: str, *, by: Actor, note: str = "", version: int | None = None) -> Problem:
    """Take up, answer and close; the student may open it again within seven days.

    Raises NotAllowed, NotNow, Conflict.
    """
    must(by, Permission(PROBLEM[name].permission), problem.stay.placement)
    row = move(problem, PROBLEM, name, by=by, note=note, values=_columns(name, by, note), version=version)
    title = f"{PROBLEM[name].label}：{row}"
    people = _hearers(row) if name == "reopen" else [row.stay.placement.student]
    _tell(people, row, f"{name}:{row.version}", title, note)
    return row


def _columns(name: str, by: Actor, note: str) -> dict:
    who = f"{by.name} · {by.hat_label}"[:120]
    if name == "reopen":
        return {"due_at": timezone.now() + HEARD_WITHIN, "raised_at": None, "taken_by": ""}
    return {"taken_by": who} | ({"answer": note} if name == "close" else {})


def raise_problems(now: datetime | None = None) -> int:
    """Tell the leaders, once, of every problem that nobody took up in time; returns how many. Repeatable."""
    now = now or timezone.now()
    return sum(_raise(pk, now) for pk in Problem.objects.unheard(now).values_list("pk", flat=True))


@transaction.atomic
def _raise(pk: int, now: datetime) -> int:
    rows = Problem.objects.unheard(now).select_for_update(skip_locked=True, of=("self",))
    row = rows.filter(pk=pk).first()
    if row is None:
        return 0
    row.raised_at, row.changed_at, row.version = now, now, row.version + 1
    row.save(update_fields=["raised_at", "changed_at", "version"])
    record(CLOCK, "raised", _("24 小时无人受理，报告县领导"), row)
    people = [*leaders(), *officers()]
    _tell(people, row, f"raised:{row.version}", _("24 小时无人受理：%s") % row, row.words)
    return 1


def _tell(people, row: Problem, key: str, title: str, body: str) -> None:
    post(people, row, key=key, title=title, body=body, path=row.get_absolute_url(), deadline=row.until, urgent=True)
