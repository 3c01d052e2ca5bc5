"""Allowances of interns: effective-dated rates, lists computed from attendance, notices, objections, payments."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import F, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor, Role
from allowances.sums import Part, Price
from allowances.workflow import NOT_PAID, PUBLIC, TONES, LineState, State
from interns.models import Placement, Season
from notifications.models import Record, Staged
from onpost.models import Stay
from ruoyi_coop.lib.masking import mask_email, mask_mobile, mask_text

USER = settings.AUTH_USER_MODEL


class RateQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        return self if actor.reads_all else self.none()

    def of(self, season: Season):
        """The general rates and the season's own, which go before them from their first day on."""
        return self.filter(Q(season=None) | Q(season=season))


class Rate(Record):
    """An amount that holds from a day until the next of its kind and season begins; used ones are never changed."""

    class Per(models.TextChoices):
        MONTH = "month", _("每月")
        WEEK = "week", _("每周")
        DAY = "day", _("每天")
        ONCE = "once", _("一次性")

    season = models.ForeignKey(
        Season, models.PROTECT, null=True, blank=True, related_name="rates", verbose_name=_("批次")
    )
    name = models.CharField(_("补贴项目"), max_length=20, default="实习补贴")
    per = models.CharField(_("计发方式"), max_length=8, choices=Per, default=Per.MONTH)
    amount = models.DecimalField(_("标准（元）"), max_digits=9, decimal_places=2)
    from_day = models.DateField(_("执行日期"))
    cap_amount = models.DecimalField(_("每人最多（元）"), max_digits=9, decimal_places=2, null=True, blank=True)
    cap_days = models.PositiveSmallIntegerField(_("每人最多计几天"), null=True, blank=True)
    source = models.CharField(_("文件依据"), max_length=120, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = RateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("补贴标准")
        ordering = ["-from_day", "-id"]
        indexes = [models.Index(fields=["from_day", "id"], name="rate_from_day")]
        constraints = [
            models.UniqueConstraint(fields=["season", "name", "from_day"], nulls_distinct=False, name="rate_one_a_day"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="rate_pays"),
        ]

    def __str__(self):
        return f"{self.name} {self.amount} {self.get_per_display()}"

    def get_absolute_url(self):
        return reverse("allowances:rates")

    @property
    def price(self) -> Price:
        own = self.season_id is not None
        return Price(self.per, self.amount, self.from_day, self.cap_amount, self.cap_days, self.name, own)


class ListQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        return self if actor.reads_all else self.none()

    def public(self):
        """Those whose notice anybody may read."""
        return self.filter(state__in=PUBLIC)


class AllowanceList(Staged):
    """Who of a season gets how much for which days: drafted, put up as a public notice, approved, paid, archived."""

    season = models.ForeignKey(Season, models.PROTECT, related_name="allowance_lists", verbose_name=_("批次"))
    first_day = models.DateField(_("从"))
    last_day = models.DateField(_("到"))
    notice_days = models.PositiveSmallIntegerField(_("公示几个工作日"), default=5)
    notice_on = models.DateField(_("公示开始"), null=True, editable=False)
    notice_until = models.DateField(_("公示结束"), null=True, editable=False)
    contact = models.CharField(_("异议联系方式"), max_length=100, blank=True)
    digest = models.CharField(max_length=64, blank=True, editable=False)  # over the lines as they were put up
    drafted_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("编制人")
    )
    approved_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("批准人")
    )
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = ListQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("补贴清单")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(first_day__lte=F("last_day")), name="allowance_list_days_in_order"),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT) | Q(notice_until__isnull=False), name="allowance_list_was_noticed"
            ),
        ]

    def __str__(self):
        return f"{self.season} {self.first_day:%Y-%m-%d}—{self.last_day:%Y-%m-%d}"

    def get_absolute_url(self):
        return reverse("allowances:list", args=[self.pk])

    def roles_of(self, actor: Actor) -> set[Role]:
        return set()

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "")

    @property
    def holder(self) -> str:
        return str(Role.OFFICE.label)

    @property
    def until(self) -> date | None:
        return self.notice_until if self.state == State.NOTICED else None

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC


class LineQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        if actor.reads_all:
            return self
        if actor.role == Role.STUDENT:
            return self.filter(stay__placement__student=actor.user_id)
        return self.none()

    def paying(self):
        """Lines that are to be paid, or have been."""
        return self.counting().filter(amount__gt=0)

    def put_up(self):
        """What the notice shows, for good: also what came back and was carried to a later list."""
        return self.exclude(state=LineState.HELD).filter(amount__gt=0)

    def counting(self):
        """Lines whose days are taken: neither held back nor carried to a later list."""
        return self.exclude(state__in=NOT_PAID)

    def to_send(self):
        """Ready or come back, in no file now, of somebody whose account is known."""
        rows = self.paying().filter(state__in=(LineState.READY, LineState.FAILED), batch=None)
        return rows.filter(stay__placement__student__bank_account__isnull=False)

    def stuck(self):
        """Not paid and not on their way: they may wait for a later list."""
        return self.paying().filter(Q(state=LineState.FAILED) | Q(state=LineState.READY, batch=None))

    def total(self) -> Decimal:
        return self.aggregate(sum=Sum("amount"))["sum"] or Decimal("0.00")

    def with_people(self):
        return self.select_related(
            "stay__placement__student__student", "stay__placement__position__host", "allowance_list__season"
        )


class Line(models.Model):
    """One student on one list; the days it pays are its `PaidDay`s, none while it is held."""

    allowance_list = models.ForeignKey(AllowanceList, models.CASCADE, related_name="lines")
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="allowance_lines", verbose_name=_("在岗"))
    during = DateRangeField(_("计发期间"))
    days = models.PositiveSmallIntegerField(_("出勤天数"))
    amount = models.DecimalField(_("金额（元）"), max_digits=9, decimal_places=2)
    breakdown = models.JSONField(default=list)  # [[first, last, days, of, per, rate, amount, name]] as text
    present = ArrayField(models.DateField(), default=list)  # the days it is computed from
    unconfirmed = ArrayField(models.DateField(), default=list)  # Mondays of weeks nobody has confirmed
    state = models.CharField(_("状态"), max_length=8, choices=LineState, default=LineState.READY)
    why_held = models.CharField(_("暂不发放的原因"), max_length=300, blank=True)
    released_note = models.CharField(_("放行理由"), max_length=300, blank=True)
    released_why = models.CharField(max_length=300, blank=True)  # the reason that was released, and no other
    paid_on = models.DateField(_("发放日期"), null=True)
    batch = models.ForeignKey("Batch", models.PROTECT, null=True, related_name="+", verbose_name=_("发放批次"))

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("补贴明细")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="allowance_line_not_negative"),
            models.CheckConstraint(
                condition=~Q(state__in=NOT_PAID) | ~Q(why_held=""), name="allowance_line_held_for_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state=LineState.PAID) | Q(paid_on__isnull=False), name="allowance_line_paid_on_a_day"
            ),
        ]

    def __str__(self):
        return f"{self.stay.placement.student.name} · {self.amount}"

    @property
    def parts(self) -> list[str]:
        """How the amount came about, one sentence for each part; together they are the amount."""
        kinds = {part.name for part in self.earned}
        return [_part_words(*part[:7], part[7] if len(kinds) > 1 else "") for part in self.breakdown]

    @property
    def earned(self) -> list[Part]:
        """The parts as they were computed."""
        return [_part_of(*part) for part in self.breakdown]

    @property
    def can_be_carried(self) -> bool:
        """Not paid and not on its way: it may wait for a later list."""
        return self.state == LineState.FAILED or (self.state == LineState.READY and self.batch_id is None)

    @property
    def words(self) -> str:
        return "；".join(self.parts)

    def get_absolute_url(self):
        return self.allowance_list.get_absolute_url()

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "")


def _part_of(first: str, last: str, days: str, of: str, per: str, rate: str, amount: str, name: str = "") -> Part:
    span = date.fromisoformat(first), date.fromisoformat(last)
    return Part(*span, int(days), int(of), per, Decimal(rate), Decimal(amount), name)


def _part_words(first: str, last: str, days: str, of: str, per: str, rate: str, amount: str, name: str = "") -> str:
    words = {"first": first, "last": last, "days": days, "of": of, "rate": rate, "amount": amount}
    return (f"{name}：" if name else "") + _words_of(per, words)


def _words_of(per: str, words: dict) -> str:
    if per == Rate.Per.ONCE:
        return _t("一次性 %(amount)s 元") % words
    if per == Rate.Per.DAY:
        return _t("%(first)s 至 %(last)s 出勤 %(days)s 天 × %(rate)s 元 = %(amount)s 元") % words
    return _t("%(first)s 至 %(last)s 出勤 %(days)s / %(of)s 天 × %(rate)s 元 = %(amount)s 元") % words


class Batch(Record):
    """One file for the finance office: made once, with a reason, for the lines that were ready then."""

    allowance_list = models.ForeignKey(AllowanceList, models.PROTECT, related_name="batches", verbose_name=_("清单"))
    number = models.PositiveSmallIntegerField(_("第几批"))
    reason = models.CharField(_("导出理由"), max_length=200)
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    lines = models.ManyToManyField(Line, related_name="batches", verbose_name=_("明细"))  # as they were sent, for good

    class Meta:
        verbose_name = verbose_name_plural = _("发放批次")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["allowance_list", "number"], name="batch_number_once")]

    def __str__(self):
        return f"{self.allowance_list} · {self.number}"

    def get_absolute_url(self):
        return self.allowance_list.get_absolute_url()

    @property
    def thread(self) -> str:
        return self.allowance_list.key


class PaidDay(models.Model):
    """One day of a stay that a list pays: the database refuses it to a second list."""

    line = models.ForeignKey(Line, models.CASCADE, related_name="paid_days")
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="paid_days")
    day = models.DateField(_("日期"))

    class Meta:
        verbose_name = verbose_name_plural = _("计发的日子")
        constraints = [models.UniqueConstraint(fields=["stay", "day"], name="allowance_day_paid_once")]

    def __str__(self):
        return f"{self.day:%Y-%m-%d}"


class ObjectionQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        if actor.reads_all:
            return self
        return self.filter(by=actor.user_id) if actor.user_id else self.none()

    def unanswered(self):
        return self.filter(answered_at=None)


class Objection(Record):
    """What somebody has against a public notice, and the answer."""

    allowance_list = models.ForeignKey(AllowanceList, models.PROTECT, related_name="objections", verbose_name=_("公示"))
    name = models.CharField(_("姓名"), max_length=40)
    reach = models.CharField(_("电话或邮箱"), max_length=100)
    words = models.TextField(_("异议内容"), max_length=1000)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", editable=False)
    due_on = models.DateField(_("答复期限"))
    is_upheld = models.BooleanField(_("异议成立"), null=True)
    answer = models.TextField(_("答复"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, editable=False)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("异议")
        ordering = ["-id"]
        indexes = [models.Index(fields=["due_on"], condition=Q(answered_at=None), name="objection_due")]

    def __str__(self):
        return f"{self.name} · {self.allowance_list}"

    def get_absolute_url(self):
        return reverse("allowances:objection", args=[self.pk])

    @property
    def thread(self) -> str:
        return self.allowance_list.key

    @property
    def masked_words(self) -> str:
        """What was said without ID and mobile numbers, for all but those who answer."""
        return mask_text(self.words)

    @property
    def masked_reach(self) -> str:
        return mask_email(self.reach) if "@" in self.reach else mask_mobile(self.reach)

    @property
    def is_late(self) -> bool:
        return self.answered_at is None and self.due_on < timezone.localdate()


def unpaid_stays(season: Season):
    """Stays that are over and of which no line has been paid: what the board counts."""
    paid = Line.objects.filter(state=LineState.PAID).values("stay")
    return Stay.objects.ended().filter(placement__season=season).exclude(pk__in=paid)


def without_bank_account(season: Season):
    """Placements of students on post or done whose account nobody knows, so that they cannot be paid."""
    stays = Stay.objects.filter(placement__season=season).values("placement")
    return Placement.objects.filter(pk__in=stays, student__bank_account=None)
