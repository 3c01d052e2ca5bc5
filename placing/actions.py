"""A placement: lots sealed beforehand, the run worked out and kept as a draft, published or thrown away."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, require
from interns.actions import Award, Turn, publish_results
from interns.models import Application, Choice, Placement, Position, Season
from interns.workflow import LIVE, PositionState
from notifications.actions import Note, create, first_time, move, post, post_each, record
from notifications.outbox import nudge
from placing.marking import priorities_of, total_of
from placing.models import Entry, Lot, Outcome, Run, closes_of, confirm_by_of, current_round, lot_of
from placing.sheet import Sheet, Solved, solve
from placing.workflow import RUN, WORKING, RunState
from ruoyi_coop.lib.errors import NotNow
from ruoyi_coop.lib.secrets import encrypt

LOCK = 7405  # of a run: it is worked on by one worker at a time, and free again when that one dies
STALE = timedelta(seconds=60)  # without a sign of life, after which another worker takes a run over
CLOCK = Actor()


# ------------------------------------------------------------------ lots


def ensure_lots(now: datetime | None = None) -> int:
    """Seal a seed and publish its hash for every season that will draw lots, before its applications close.

    Returns how many were made. Repeatable.
    """
    now = now or timezone.now()
    rows = Season.objects.exclude(method=Season.Method.TWO_WAY).filter(publish_at__lte=now)
    made = [lot for season in rows for round in (1, 2) if (lot := _ensure(season, round, now))]
    return len(made)


@transaction.atomic
def _ensure(season: Season, round: int, now: datetime) -> Lot | None:
    closes = closes_of(season, round)
    if closes is None or closes <= now or lot_of(season, round):
        return None
    seed = token_hex(32)
    digest = sha256(bytes.fromhex(seed)).hexdigest()
    lot, is_new = Lot.objects.get_or_create(
        season=season, round=round, defaults={"sealed": encrypt(seed), "digest": digest}
    )
    if is_new:
        record(CLOCK, "sealed", _("封存抽签种子，公布哈希"), season, note=digest)
    return lot if is_new else None


# ------------------------------------------------------------------ what a run would use


def applications_of(season: Season, round: int):
    """Those that take part: qualified, of this round, without a live place."""
    placed = Placement.objects.filter(season=season, state__in=LIVE).values("student")
    return Application.objects.qualified().filter(season=season, round=round).exclude(student__in=placed)


def positions_of(season: Season):
    """Published posts with places left."""
    rows = Position.objects.filter(season=season, state=PositionState.PUBLISHED)
    return [row for row in rows.order_by("pk") if row.left > 0]


def sheet_of(season: Season, round: int) -> Sheet:
    """The table that is matched: posts by number, students by public code, in an order that says nothing."""
    posts = {str(row.pk): row.left for row in positions_of(season)}
    applications = list(applications_of(season, round).order_by("pk").values_list("pk", flat=True))
    codes = _codes(applications)
    students: dict[str, list] = {codes[pk]: [] for pk in sorted(applications, key=lambda pk: codes[pk])}
    rows = priorities_of(season, Choice.objects.filter(application__in=applications)).order_by("application", "rank")
    for application, position, priority in rows.values_list("application", "position", "priority"):
        if str(position) in posts:
            students[codes[application]].append((str(position), priority))
    return Sheet(posts, students)


def _codes(applications: list[int]) -> dict[int, str]:
    """The public code of each application, drawn when first needed."""
    known = dict(Entry.objects.filter(application__in=applications).values_list("application", "code"))
    new = [Entry(application_id=pk, code=token_hex(6)) for pk in applications if pk not in known]
    Entry.objects.bulk_create(new, batch_size=1000)
    return known | {row.application_id: row.code for row in new}


def what_if(season: Season, round: int) -> list[tuple[str, dict]]:
    """How the numbers would be with shorter lists or more places; nothing is kept, and the lots are thrown ones."""
    sheet, seed = sheet_of(season, round), sha256(b"what if").hexdigest()
    ways = (
        (_("照现在的规则"), {}),
        (_("最多填 3 个志愿"), {"longest": 3}),
        (_("名额多一成"), {"percent": 10}),
        (_("名额少一成"), {"percent": -10}),
    )
    if total_of(season):
        ways += ((_("不看打分，只抽签"), {"by_lot_alone": True}),)
    return [(label, solve(sheet.changed(**change), seed).figures()) for label, change in ways]


# ------------------------------------------------------------------ runs


@transaction.atomic
def start(season: Season, *, by: Actor) -> Run:
    """Ask for a run of the round at hand. Raises NotAllowed; NotNow when it is too early, or one stands already."""
    require(by, Permission.PLACE_STUDENTS)
    season = Season.objects.select_for_update().get(pk=season.pk)
    first_time(by)
    round = current_round(season)
    if reason := why_not(season, round):
        raise NotNow(reason)
    run = Run(season=season, round=round, method=season.method, lot=lot_of(season, round), asked_by=by.user)
    run = create(run, by=by, label=_("开始录用"))
    transaction.on_commit(nudge)
    return run


def why_not(season: Season, round: int) -> str:
    """Why no run can begin now, in a sentence; "" when one can."""
    if season.method == Season.Method.TWO_WAY:
        return _("本批次是双向选择，由用人单位在岗位页面录用。")
    if timezone.now() < closes_of(season, round):
        return _("报名还没有截止，截止后才能录用。")
    if timezone.now() >= confirm_by_of(season, round):
        return _("学生确认的期限已过，请先在批次里改期限。")
    if lot_of(season, round) is None:
        return _("报名截止前没有封存抽签种子，不能用这个办法录用；请改成双向选择。")
    if Run.objects.standing().filter(season=season, round=round).exists():
        return _("已经有一次录用计算，作废后才能重来。")
    return ""


def resume_runs(now: datetime | None = None) -> int:
    """Work on every run that waits, or whose worker died; returns how many were finished. Repeatable."""
    now = now or timezone.now()
    rows = Run.objects.filter(state__in=WORKING).order_by("pk")
    waiting = [run for run in rows if run.heartbeat is None or run.heartbeat < now - STALE]
    return sum(_work(run.pk) for run in waiting)


def _work(pk: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, pk])
        if not cursor.fetchone()[0]:
            return 0
        try:
            return _work_out(Run.objects.select_related("season", "lot").get(pk=pk))
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, pk])


def _work_out(run: Run) -> int:
    """Freeze the inputs, match, explain, keep the draft. A second time begins with the frozen inputs."""
    if run.state not in WORKING:
        return 0
    if not run.inputs:
        run.inputs = sheet_of(run.season, run.round).text()
    sheet = Sheet.read(run.inputs)
    run.state, run.total, run.started_at = RunState.RUNNING, len(sheet.students), timezone.now()
    _beat(run, 0, "inputs", "state", "total", "started_at")
    solved = solve(sheet, run.lot.seed, lambda done, _total: _beat(run, done))
    return _keep(run, solved)


def _beat(run: Run, done: int, *columns: str) -> None:
    run.done, run.heartbeat = done, timezone.now()
    run.save(update_fields=["done", "heartbeat", *columns])


@transaction.atomic
def _keep(run: Run, solved: Solved) -> int:
    """Store the draft: an outcome for each student with the facts of the letter."""
    fresh = Run.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if fresh.state not in WORKING:  # thrown away meanwhile
        return 0
    applications = dict(Entry.objects.filter(code__in=solved.codes).values_list("code", "application"))
    Outcome.objects.filter(run=run).delete()
    Outcome.objects.bulk_create(
        (_outcome(run, solved, place, code, applications[code]) for place, code in enumerate(solved.codes)),
        batch_size=2000,
    )
    fresh.state, fresh.state_since, fresh.counts = RunState.DRAFT, timezone.now(), solved.figures()
    fresh.done, fresh.version = run.total, fresh.version + 1
    fresh.save(update_fields=["state", "state_since", "counts", "done", "version"])
    record(CLOCK, "drafted", _("录用草稿算好了"), fresh)
    if fresh.asked_by:
        title, path = _("录用草稿算好了：%s") % fresh.season, fresh.get_absolute_url()
        post([fresh.asked_by], fresh, key="drafted", title=title, path=path, mail=False)
    return 1


def _outcome(run: Run, solved: Solved, place: int, code: str, application: int) -> Outcome:
    choices, rank = solved.sheet.students[code], int(solved.matched.rank_of[place])
    missed = choices if rank < 0 else choices[:rank]
    letter = [[int(post), *(solved.last_of(post) or (None, None)), own] for post, own in missed]
    got = int(choices[rank][0]) if rank >= 0 else None
    own = {"run": run, "application_id": application, "position_id": got, "lot": solved.lots[code]}
    return Outcome(**own, rank=rank + 1 if rank >= 0 else None, letter=letter)


@transaction.atomic
def move_run(run: Run, name: str, *, by: Actor, note: str = "", version: int | None = None) -> Run:
    """Publish a draft, or throw it away. Raises NotAllowed, NotNow, Conflict; publishing is all or nothing."""
    moved = move(run, RUN, name, by=by, note=note, version=version)
    if name == "publish":
        _publish(moved, by)
    return moved


def _publish(run: Run, by: Actor) -> None:
    rows = list(run.outcomes.select_related("application__student", "application__season").order_by("lot"))
    awards = [Award(row.application, row.position_id, row.rank) for row in rows if row.position_id]
    sources = {Season.Method.LOTTERY: Placement.Source.LOTTERY}
    source = sources.get(run.method, Placement.Source.MATCHED)
    confirm_by = confirm_by_of(run.season, run.round)
    publish_results(run.season, awards, _turns(rows), source=source, confirm_by=confirm_by, by=by.sending(None))
    Lot.objects.filter(pk=run.lot_id, revealed_at=None).update(revealed_at=timezone.now())
    _tell_unplaced(run, [row for row in rows if not row.position_id])


def _turns(rows: list[Outcome]) -> list[Turn]:
    """Who was turned away from a better choice waits for it, the best marks first, then by lot."""
    missed = [(own, row.lot, rank, post, row) for row in rows for rank, (post, *_last, own) in enumerate(row.letter, 1)]
    return [
        Turn(row.application, post, rank) for _own, _lot, rank, post, row in sorted(missed, key=lambda one: one[:3])
    ]


def _tell_unplaced(run: Run, rows: list[Outcome]) -> None:
    title, body = _("%s 的录用结果") % run.season, _("这一轮没有录用到您填的岗位，已列入候补，有人放弃会自动递补。")
    notes = [
        (row.application.student, Note(row.application, title, body, row.application.get_absolute_url()))
        for row in rows
    ]
    post_each(notes, key=f"unplaced:{run.pk}")
