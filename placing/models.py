"""What a placement is made of: sealed lots, public codes, marks by published criteria, the run and what it gave."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Actor, Role
from interns.models import Application, Choice, Position, Season
from notifications.models import Staged
from placing.workflow import TONES, WORKING, RunState
from ruoyi_coop.lib.secrets import decrypt

ROUNDS = Q(round__range=(1, 2))


class Lot(models.Model):
    """The seed of one round's lots: sealed until the result, its hash published before the deadline."""

    season = models.ForeignKey(Season, models.PROTECT, related_name="lots", verbose_name=_("批次"))
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)
    sealed = models.TextField(_("密封的种子"))
    digest = models.CharField(_("种子的 SHA-256"), max_length=64)
    made_at = models.DateTimeField(_("公布哈希的时间"), default=timezone.now)
    revealed_at = models.DateTimeField(_("公开种子的时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("抽签种子")
        constraints = [
            models.UniqueConstraint(fields=["season", "round"], name="lot_once_a_round"),
            models.CheckConstraint(condition=ROUNDS, name="lot_round_in_range"),
        ]

    def __str__(self):
        return f"{self.season} · {self.round}"

    @property
    def seed(self) -> str:
        """The seed in hex; only the run and a published result may ask for it."""
        return decrypt(self.sealed)

    @property
    def was_in_time(self) -> bool:
        """The hash was out before the last application could come in."""
        closes = closes_of(self.season, self.round)
        return closes is not None and self.made_at < closes


class Entry(models.Model):
    """The name under which an application stands in public: random, and drawn before the lots are known."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="entry", verbose_name=_("报名"))
    code = models.CharField(_("公开编号"), max_length=12, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = _("公开编号")

    def __str__(self):
        return self.code


class Criterion(models.Model):
    """One published ground on which those who choose a post are marked, with the most it can give."""

    season = models.ForeignKey(Season, models.CASCADE, related_name="criteria", verbose_name=_("批次"))
    name = models.CharField(_("打分项目"), max_length=40)
    most = models.PositiveSmallIntegerField(_("满分"))
    order = models.PositiveSmallIntegerField(_("顺序"), default=1)

    class Meta:
        verbose_name = verbose_name_plural = _("打分项目")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["season", "name"], name="criterion_once_a_season"),
            models.CheckConstraint(condition=Q(most__range=(1, 100)), name="criterion_most_in_range"),
        ]

    def __str__(self):
        return _t("%(name)s（满分 %(most)d）") % {"name": self.name, "most": self.most}


class Mark(models.Model):
    """What one who chose a post got on one ground; a choice without marks counts as nought."""

    choice = models.ForeignKey(Choice, models.CASCADE, related_name="marks", verbose_name=_("志愿"))
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="marks", verbose_name=_("打分项目"))
    value = models.PositiveSmallIntegerField(_("得分"))

    class Meta:
        verbose_name = verbose_name_plural = _("得分")
        constraints = [models.UniqueConstraint(fields=["choice", "criterion"], name="mark_once")]

    def __str__(self):
        return f"{self.criterion.name} {self.value}"


class RunQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        return self if actor.reads_all else self.none()

    def standing(self):
        """Those that were not thrown away: at most one a season and round."""
        return self.exclude(state=RunState.DISCARDED)

    def published(self):
        return self.filter(state=RunState.PUBLISHED)


class Run(Staged):
    """One placement of a season's round: its frozen inputs, how far it is, and what came out in numbers."""

    season = models.ForeignKey(Season, models.PROTECT, related_name="runs", verbose_name=_("批次"))
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)
    method = models.CharField(_("录用办法"), max_length=10, choices=Season.Method)
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="runs", verbose_name=_("抽签种子"))
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("发起人"))
    inputs = models.TextField(_("冻结的数据"), blank=True)
    done = models.PositiveIntegerField(_("已完成"), default=0)
    total = models.PositiveIntegerField(_("总数"), default=0)
    started_at = models.DateTimeField(_("开始计算"), null=True)
    heartbeat = models.DateTimeField(_("最近一次进展"), null=True)
    counts = models.JSONField(_("结果概况"), default=dict)
    state = models.CharField(_("状态"), max_length=10, choices=RunState, default=RunState.QUEUED, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("录用计算")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["season", "round"], condition=~Q(state=RunState.DISCARDED), name="run_one_standing_a_round"
            ),
            models.CheckConstraint(condition=ROUNDS, name="run_round_in_range"),
        ]
        indexes = [models.Index(fields=["state"], condition=Q(state__in=WORKING), name="run_working")]

    def __str__(self):
        return _t("%(season)s 第%(round)d轮录用") % {"season": self.season, "round": self.round}

    def get_absolute_url(self):
        return reverse("placing:run", args=[self.pk])

    def roles_of(self, actor: Actor) -> set[Role]:
        return set()

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_working(self) -> bool:
        return self.state in WORKING

    @property
    def holder(self) -> str:
        return _t("系统") if self.is_working else str(Role.OFFICE.label)

    @property
    def until(self) -> datetime | None:
        waits = self.state not in (RunState.PUBLISHED, RunState.DISCARDED)
        return results_by(self.season, self.round) if waits else None

    @property
    def can_still_be_confirmed(self) -> bool:
        return timezone.now() < confirm_by_of(self.season, self.round)


class OutcomeQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        """The county sees drafts; everybody else what is published of the applications they may see."""
        if actor.reads_all:
            return self
        return self.filter(run__state=RunState.PUBLISHED, application__in=Application.objects.visible_to(actor))


class Outcome(models.Model):
    """What one run gave one student, and the facts its letter is written from."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="outcomes", verbose_name=_("录用计算"))
    application = models.ForeignKey(Application, models.PROTECT, related_name="outcomes", verbose_name=_("报名"))
    position = models.ForeignKey(Position, models.PROTECT, null=True, related_name="outcomes", verbose_name=_("岗位"))
    rank = models.PositiveSmallIntegerField(_("第几志愿"), null=True)
    lot = models.PositiveIntegerField(_("抽签号"))
    letter = models.JSONField(_("说明依据"), default=dict)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("录用结果")
        ordering = ["lot"]
        constraints = [models.UniqueConstraint(fields=["run", "application"], name="outcome_once_a_run")]
        indexes = [
            models.Index(fields=["run", "lot"], name="outcome_lot"),
            models.Index(fields=["run", "position", "lot"], name="outcome_position"),
        ]

    def get_absolute_url(self):
        return self.application.get_absolute_url()


def closes_of(season: Season, round: int) -> datetime | None:
    """When the applications of a round close."""
    return season.apply_closes if round == 1 else season.second_closes


def confirm_by_of(season: Season, round: int) -> datetime:
    return season.second_confirm_by or season.confirm_by if round == 2 else season.confirm_by


def results_by(season: Season, round: int) -> datetime:
    """By when the result of a round is to be out."""
    return season.place_by if round == 1 and season.place_by else confirm_by_of(season, round)


def current_round(season: Season) -> int:
    """The second begins when its applications open."""
    return 2 if season.second_opens and season.second_closes and season.second_opens <= timezone.now() else 1


def lot_of(season: Season, round: int) -> Lot | None:
    return Lot.objects.filter(season=season, round=round).first()
