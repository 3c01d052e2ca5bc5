"""Marks by criteria that were published before anybody applied; they rank those who choose the same post."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, require
from interns.models import Application, Choice, Position, Season
from notifications.actions import first_time, record
from placing.models import Criterion, Mark, Run, closes_of, current_round
from ruoyi_coop.lib.errors import NotNow

MOST_CRITERIA = 6


def placing_now() -> list[Season]:
    """Seasons that are matched or drawn, whose first applications are in and which are not over."""
    rows = Season.objects.exclude(method=Season.Method.TWO_WAY).filter(apply_closes__lte=timezone.now())
    return list(rows.filter(ends_on__gte=timezone.localdate()))


def total_of(season: Season) -> int:
    """The most marks one can get in the season; 0 where nobody is marked."""
    if season.method != Season.Method.DEFERRED:
        return 0
    return season.criteria.aggregate(total=Coalesce(Sum("most"), 0))["total"]


def why_fixed(season: Season) -> str:
    """Why the criteria can no longer be changed: who applies must have been able to read them. "" when they can."""
    if season.method != Season.Method.DEFERRED:
        return _("只有“志愿优先匹配”的批次才打分。")
    return _("报名已经开始，打分项目不能再改。") if timezone.now() >= season.apply_opens else ""


@transaction.atomic
def save_criteria(season: Season, rows: list[dict], *, by: Actor) -> list[Criterion]:
    """Set what is marked: [{name, most}] in order, none for lots alone. Raises NotAllowed; NotNow once one can."""
    require(by, Permission.MANAGE_SEASON)
    Season.objects.select_for_update().get(pk=season.pk)
    first_time(by)
    if reason := why_fixed(season):
        raise NotNow(reason)
    season.criteria.all().delete()
    made = [Criterion(season=season, order=order, **row) for order, row in enumerate(rows, 1)]
    Criterion.objects.bulk_create(made)
    record(by, "criteria", _("公布打分项目"), season, note="；".join(map(str, made)) or _("不打分，只抽签"))
    return made


def choices_of(position: Position) -> QuerySet[Choice]:
    """Those of the round at hand who take part in the placement and chose this post, in an order that says nothing."""
    season = position.season
    rows = Choice.objects.filter(position=position, application__in=Application.objects.qualified())
    rows = rows.filter(application__round=current_round(season)).select_related("application__student__student")
    return rows.order_by("application__student__pinyin", "pk")


def why_not(season: Season) -> str:
    """Why nobody can be marked now, in a sentence; "" when one can."""
    round = current_round(season)
    if not total_of(season):
        return _("本批次不打分。")
    if timezone.now() < closes_of(season, round):
        return _("报名还没有截止，截止后再打分。")
    if Run.objects.standing().filter(season=season, round=round).exists():
        return _("录用已经开始计算，不能再改打分。")
    return ""


@transaction.atomic
def give(position: Position, marks: dict[int, dict[int, int | None]], *, by: Actor) -> int:
    """Keep marks {choice: {criterion: value, None to take it away}}; returns how many choices changed.

    Raises NotAllowed, and NotNow outside the time for it or beyond the most a criterion gives.
    """
    require(by, Permission.DECIDE_APPLICATION, position)
    Season.objects.select_for_update().get(pk=position.season_id)  # a run that begins now waits, or has begun
    first_time(by)
    if reason := why_not(position.season):
        raise NotNow(reason)
    criteria = list(position.season.criteria.all())
    changed = 0
    for choice in choices_of(position).filter(pk__in=marks).prefetch_related("marks"):
        wanted = _wanted(marks[choice.pk], criteria)
        if wanted != {mark.criterion_id: mark.value for mark in choice.marks.all()}:
            _keep(choice, wanted)
            note = _words(position, wanted, criteria)
            # in the post's history: other hosts and the student read the application's
            record(by.sending(None), "marked", _("打分"), choice.application, note=note, thread=position.key)
            changed += 1
    return changed


def _wanted(values: dict[int, int | None], criteria: list[Criterion]) -> dict[int, int]:
    """What is to be kept of what was typed. Raises NotNow beyond the most a criterion gives."""
    given = {one: values[one.pk] for one in criteria if values.get(one.pk) is not None}
    for one, value in given.items():
        if not 0 <= value <= one.most:
            raise NotNow(_("“%s”的得分超出了满分。") % one)
    return {one.pk: value for one, value in given.items()}


def _keep(choice: Choice, wanted: dict[int, int]) -> None:
    choice.marks.all().delete()
    Mark.objects.bulk_create(Mark(choice=choice, criterion_id=pk, value=value) for pk, value in wanted.items())


def _words(position: Position, wanted: dict[int, int], criteria: list[Criterion]) -> str:
    marks = "，".join(f"{one.name} {wanted.get(one.pk, '—')}" for one in criteria)
    return f"{position}：{marks}"


def priorities_of(season: Season, choices: QuerySet[Choice]) -> QuerySet[Choice]:
    """Add `priority` to each choice: the marks missing to the most, 0 the best; 0 for all in a season without marks."""
    total = total_of(season)
    given = Mark.objects.filter(choice=OuterRef("pk")).order_by().values("choice").annotate(n=Sum("value")).values("n")
    marked = Coalesce(Subquery(given, output_field=IntegerField()), 0)
    return choices.annotate(priority=total - marked if total else marked)


def posts_to_mark(seasons: Iterable[Season]) -> QuerySet[Position]:
    """Published posts of these seasons with somebody whom not every criterion has marked; `unmarked` counts them."""
    rounds = [Q(position__season=season, application__round=current_round(season)) for season in seasons]
    if not rounds:
        return Position.objects.none()
    asked = Count("position__season__criteria", distinct=True)
    rows = Choice.objects.filter(reduce(or_, rounds), application__in=Application.objects.qualified())
    rows = rows.annotate(given=Count("marks", distinct=True), asked=asked).filter(given__lt=F("asked"))
    posts = Position.objects.published().filter(season__in=seasons)
    posts = posts.annotate(unmarked=Count("choices", filter=Q(choices__in=rows.values("pk")))).filter(unmarked__gt=0)
    return posts.select_related("season").order_by("host__pinyin", "pinyin")
