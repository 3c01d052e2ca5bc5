"""The seasons of internship and the categories of post: what posts and applications hang on."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor, Role
from notifications.models import Record

MOST_CHOICES = 12


# Dates that a season may leave out, each in order where it is set: (name, it is left out, the order).
LATER_DATES = (
    ("season_collects_first", Q(collect_opens=None), Q(collect_opens__lte=F("publish_at"))),
    ("season_checks_in_time", Q(check_by=None), Q(check_by__gte=F("apply_closes"), check_by__lte=F("confirm_by"))),
    ("season_places_in_time", Q(place_by=None), Q(place_by__gte=F("apply_closes"), place_by__lte=F("confirm_by"))),
    ("season_fills_after", Q(fill_by=None), Q(fill_by__gte=F("confirm_by"))),
    ("season_closes_after", Q(closes_on=None), Q(closes_on__gte=F("ends_on"))),
    (
        "season_second_round",
        Q(second_opens=None, second_closes=None, second_confirm_by=None),
        Q(
            second_opens__gte=F("apply_closes"),
            second_closes__gt=F("second_opens"),
            second_confirm_by__gte=F("second_closes"),
        ),
    ),
)


class SeasonQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        return self

    def open(self):
        """Those that take applications at this moment, by the database's clock."""
        first = Q(apply_opens__lte=Now(), apply_closes__gt=Now())
        return self.filter(first | Q(second_opens__lte=Now(), second_closes__gt=Now()))

    def deciding(self):
        """Those whose hosts may give places at this moment: applications are in, confirmations not yet over."""
        first = Q(apply_closes__lte=Now(), confirm_by__gt=Now())
        return self.filter(first | Q(second_closes__lte=Now(), second_confirm_by__gt=Now()))

    def filling(self):
        """Those in which a place that comes free may still be passed on to who waits."""
        return self.filter(Q(fill_by=None) | Q(fill_by__gt=Now()))

    def current(self):
        """The season one speaks of now: the last one that has been published."""
        return self.filter(publish_at__lte=timezone.now()).order_by("-apply_opens").first()


class Season(Record):
    """One summer (or winter): its dates say which phase it is in; a phase without dates is left out."""

    class Method(models.TextChoices):
        DEFERRED = "deferred", _("志愿优先匹配")
        TWO_WAY = "two_way", _("双向选择")
        LOTTERY = "lottery", _("公开摇号")

    class Audience(models.TextChoices):
        ANY = "any", _("不限")
        NATIVE = "native", _("芮城籍学生")
        PARTNER = "partner", _("合作高校学生")
        EITHER = "either", _("芮城籍或合作高校学生")

    name = models.CharField(_("批次名称"), max_length=60, unique=True)
    publish_at = models.DateTimeField(_("岗位发布"))
    apply_opens = models.DateTimeField(_("报名开始"))
    apply_closes = models.DateTimeField(_("报名截止"))
    confirm_by = models.DateTimeField(_("学生确认截止"))
    starts_on = models.DateField(_("实习开始"))
    ends_on = models.DateField(_("实习结束"))
    collect_opens = models.DateTimeField(_("岗位征集开始"), null=True, blank=True)
    check_by = models.DateTimeField(_("高校核验截止"), null=True, blank=True)
    place_by = models.DateTimeField(_("公布录用"), null=True, blank=True)
    fill_by = models.DateTimeField(_("递补截止"), null=True, blank=True)
    second_opens = models.DateTimeField(_("第二轮报名开始"), null=True, blank=True)
    second_closes = models.DateTimeField(_("第二轮报名截止"), null=True, blank=True)
    second_confirm_by = models.DateTimeField(_("第二轮确认截止"), null=True, blank=True)
    closes_on = models.DateField(_("办结日期"), null=True, blank=True)
    method = models.CharField(_("录用办法"), max_length=10, choices=Method, default=Method.TWO_WAY)
    audience = models.CharField(_("报名范围"), max_length=10, choices=Audience, default=Audience.ANY)
    min_days = models.PositiveSmallIntegerField(_("最少实习天数"), default=0)
    max_choices = models.PositiveSmallIntegerField(_("志愿个数上限"), default=5)
    notes = models.TextField(_("报名须知"), blank=True, max_length=2000)
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)

    objects = SeasonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("实习批次")
        ordering = ["-apply_opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(publish_at__lte=F("apply_opens"))
                & Q(apply_opens__lt=F("apply_closes"))
                & Q(apply_closes__lte=F("confirm_by"))
                & Q(starts_on__lte=F("ends_on")),
                name="season_dates_in_order",
            ),
            models.CheckConstraint(condition=Q(max_choices__range=(1, MOST_CHOICES)), name="season_choices_capped"),
            *(models.CheckConstraint(condition=unset | rule, name=name) for name, unset, rule in LATER_DATES),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("interns:season", args=[self.pk])

    def roles_of(self, actor: Actor) -> set[Role]:
        return set()

    @property
    def phase(self) -> str:
        """What the season is doing now, in words, from its dates."""
        now = timezone.now()
        return next((words for until, words in self._steps() if now < until), _t("已结束"))

    def _steps(self) -> list[tuple[datetime, str]]:
        """Every phase with its end, in order; one without a date is left out."""
        steps = [
            (self.collect_opens, _t("准备中")),
            (self.publish_at, _t("征集岗位") if self.collect_opens else _t("准备中")),
            (self.apply_opens, _t("已发布，等待报名")),
            (self.apply_closes, _t("报名中")),
            (self.check_by, _t("高校核验")),
            (self.confirm_by, _t("录用与确认")),
            (self.second_opens, _t("等待第二轮报名")),
            (self.second_closes, _t("第二轮报名")),
            (self.second_confirm_by, _t("第二轮录用与确认")),
            (self.fill_by, _t("候补递补")),
            (_end_of(self.starts_on), _t("等待上岗")),
            (_end_of(self.ends_on), _t("实习中")),
            (_end_of(self.closes_on) if self.closes_on else None, _t("鉴定、证明和补贴")),
        ]
        return [(until, words) for until, words in steps if until]

    @property
    def phases(self) -> list[dict]:
        """The phases as the `steps` component shows them: each with its last moment, done or current."""
        now, shown, begun = timezone.now(), [], False
        for until, words in self._steps():
            state = "done" if now >= until else "" if begun else "current"
            begun = begun or state == "current"
            shown.append({"label": words, "note": _t("到 %s") % _said(until), "state": state})
        return shown

    @property
    def round_now(self) -> int:
        """2 from the opening of the second round on, where there is one."""
        return 2 if self.second_opens and timezone.now() >= self.second_opens else 1

    @property
    def accepts_applications(self) -> bool:
        opens, closes, _confirm_by = self.window(self.round_now)
        return opens <= timezone.now() < closes

    @property
    def is_deciding(self) -> bool:
        """Hosts may give places now."""
        _opens, closes, confirm_by = self.window(self.round_now)
        return closes <= timezone.now() < confirm_by

    @property
    def why_closed(self) -> str:
        return self.why_round_closed(self.round_now)

    def window(self, number: int) -> tuple[datetime, datetime, datetime]:
        """When a round opens, closes, and until when its offers may be answered."""
        if number == 1:
            return self.apply_opens, self.apply_closes, self.confirm_by
        return self.second_opens, self.second_closes, self.second_confirm_by

    def why_round_closed(self, number: int) -> str:
        opens, closes, _confirm_by = self.window(number)
        if timezone.now() < opens:
            return _t("报名还没有开始，%s 开始。") % _said(opens)
        return _t("报名已于 %s 截止。") % _said(closes)

    def check_ends(self, number: int) -> datetime:
        """Until when a university's word still counts: the placement of that round."""
        return (self.place_by if number == 1 else None) or self.window(number)[2]


def _said(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def _end_of(day) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.max.time().replace(microsecond=0)))


class PositionCategory(models.Model):
    """One of the categories of post; the office edits the list."""

    name = models.CharField(_("岗位类别"), max_length=20, unique=True)
    order = models.PositiveSmallIntegerField(_("顺序"), default=100)
    pinyin = models.CharField(max_length=100, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("岗位类别")
        ordering = ["order", "id"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("interns:category", args=[self.pk])
