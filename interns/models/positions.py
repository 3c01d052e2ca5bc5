"""The posts that hosts offer in a season: who sees which, how many places are left, whether one can choose it."""

from datetime import datetime

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Hat
from accounts.permissions import Actor, Role
from bases.models import Base, Host, HostMember, host_id_of
from interns.models.seasons import PositionCategory, Season
from interns.redlines import Flag, flags_of
from interns.workflow import TONES, ApplicationState, PositionState
from notifications.models import Event, Record, Staged
from ruoyi_coop.lib.search import SearchColumn, search_index


class PositionQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        """Everybody sees published posts of published seasons; a host's people their own; the county all."""
        if actor.reads_all:
            return self
        public = Q(state=PositionState.PUBLISHED, season__publish_at__lte=timezone.now())
        if actor.role == Role.MENTOR:
            return self.filter(public | Q(host__in=hosts_of(actor)))
        if actor.role == Role.OFFICIAL:
            return self.filter(public | Q(host__unit=actor.unit_id))
        return self.filter(public)

    def published(self):
        return self.filter(state=PositionState.PUBLISHED, season__publish_at__lte=timezone.now())

    def present(self):
        """Posts whose time is not over yet."""
        return self.filter(ends_on__gte=timezone.localdate())

    def open(self):
        """Posts one can choose now: published, places left, the season takes applications."""
        return self.published().filter(taken__lt=F("places"), season__in=Season.objects.open().values("pk"))

    def with_figures(self):
        """Add how many chose each post, and how many as their first choice, from submitted applications only."""
        choice = apps.get_model("interns", "Choice")  # knows this module, so this one cannot import it
        sent = choice.objects.filter(position=OuterRef("pk"), application__state=ApplicationState.SUBMITTED)
        return self.annotate(applicants=_number_of(sent), first_choices=_number_of(sent.filter(rank=1)))


def _number_of(rows: models.QuerySet) -> Coalesce:
    """Count related rows in a subquery of its own: asked for the rows of the page only, not for the whole list."""
    count = rows.order_by().values("position").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(count, output_field=models.IntegerField()), 0)


def hosts_of(actor: Actor):
    return HostMember.objects.filter(hat=actor.hat_id).values("host")


class TutorQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        if actor.reads_all:
            return self
        return self.filter(host__in=hosts_of(actor)) if actor.role == Role.MENTOR else self.none()

    def with_load(self):
        """Add `load`: the places of the posts that are published and not over."""
        live = Q(positions__state=PositionState.PUBLISHED, positions__ends_on__gte=timezone.localdate())
        return self.annotate(load=Coalesce(Sum("positions__places", filter=live), 0))


class Tutor(Record):
    """Who teaches students at a host (带教老师): needs no account, is reached by a personal link."""

    host = models.ForeignKey(Host, models.PROTECT, related_name="tutors", verbose_name=_("用人单位"))
    name = models.CharField(_("姓名"), max_length=40)
    job = models.CharField(_("职务"), max_length=40, blank=True)
    mobile = models.CharField(_("手机号"), max_length=20, blank=True)
    email = models.EmailField(_("电子邮箱"), blank=True)
    most_students = models.PositiveSmallIntegerField(_("最多带几名学生"), default=5)
    is_active = models.BooleanField(_("在岗"), default=True)
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)

    objects = TutorQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("带教老师")
        ordering = ["host_id", "name"]
        constraints = [
            models.UniqueConstraint(fields=["host", "name", "mobile"], name="tutor_once_a_host"),
            models.CheckConstraint(condition=Q(most_students__gte=1), name="tutor_has_room"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("interns:tutor", args=[self.pk])

    def load_with(self, position: "Position") -> int:
        """The students this tutor would have during a post: its places, and those of the others at the same time."""
        others = self.positions.filter(state__in=(PositionState.SUBMITTED, PositionState.PUBLISHED))
        others = others.filter(starts_on__lte=position.ends_on, ends_on__gte=position.starts_on).exclude(pk=position.pk)
        return position.places + (others.aggregate(sum=Sum("places"))["sum"] or 0)

    def roles_of(self, actor: Actor) -> set[Role]:
        return {actor.role} if actor.role == Role.MENTOR and host_id_of(actor) == self.host_id else set()


class Position(Staged):
    """A post of a season at a host: what to do, for whom, how many places, how many taken."""

    class Level(models.TextChoices):
        ANY = "any", _("不限")
        COLLEGE = "college", _("大专及以上")
        BACHELOR = "bachelor", _("本科及以上")
        MASTER = "master", _("研究生")

    class Per(models.TextChoices):
        MONTH = "month", _("每月")
        DAY = "day", _("每天")
        WEEK = "week", _("每周")
        ONCE = "once", _("一次性")

    class Lodging(models.TextChoices):
        NONE = "none", _("不提供")
        MEALS = "meals", _("工作餐")
        ROOM = "room", _("包住")
        BOTH = "both", _("提供食宿")

    class Safety(models.TextChoices):
        OFFICE = "office", _("一般（办公、课堂）")
        SHOP = "shop", _("车间（机械、用电）")
        LAB = "lab", _("实验（化学品、生物制品）")
        FIELD = "field", _("野外（田间、工地外围）")

    class Secrecy(models.TextChoices):
        NONE = "none", _("不涉及")
        INTERNAL = "internal", _("内部资料，口头告知")
        BUSINESS = "business", _("商业秘密，需签保密协议")

    season = models.ForeignKey(Season, models.PROTECT, related_name="positions", verbose_name=_("批次"))
    host = models.ForeignKey(Host, models.PROTECT, related_name="positions", verbose_name=_("用人单位"))
    base = models.ForeignKey(
        Base, models.PROTECT, null=True, blank=True, related_name="positions", verbose_name=_("所属基地")
    )
    category = models.ForeignKey(PositionCategory, models.PROTECT, related_name="positions", verbose_name=_("岗位类别"))
    title = models.CharField(_("岗位名称"), max_length=60)
    places = models.PositiveSmallIntegerField(_("名额"))
    taken = models.PositiveSmallIntegerField(_("已录用"), default=0, editable=False)
    majors = ArrayField(models.CharField(max_length=40), verbose_name=_("专业要求"), default=list, blank=True)
    level = models.CharField(_("学历要求"), max_length=10, choices=Level, default=Level.ANY)
    grade = models.CharField(_("年级要求"), max_length=40, blank=True)
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    tasks = models.TextField(_("实习任务"), max_length=1000, blank=True)
    allowance = models.DecimalField(_("补贴金额（元）"), max_digits=8, decimal_places=2, null=True, blank=True)
    allowance_per = models.CharField(_("补贴方式"), max_length=10, choices=Per, blank=True)
    lodging = models.CharField(_("食宿"), max_length=10, choices=Lodging, default=Lodging.NONE)
    safety = models.CharField(_("安全类别"), max_length=10, choices=Safety, default=Safety.OFFICE)
    secrecy = models.CharField(_("保密类别"), max_length=10, choices=Secrecy, default=Secrecy.NONE)
    tutor = models.ForeignKey(
        Tutor, models.PROTECT, null=True, blank=True, related_name="positions", verbose_name=_("带教老师")
    )
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", editable=False, verbose_name=_("沿用的岗位")
    )
    contact = models.CharField(_("联系人"), max_length=40, blank=True)
    phone = models.CharField(_("联系电话"), max_length=30, blank=True)
    remarks = models.CharField(_("备注"), max_length=200, blank=True)
    state = models.CharField(
        _("状态"), max_length=12, choices=PositionState, default=PositionState.DRAFT, editable=False
    )
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)
    search = SearchColumn("title", "tasks", "pinyin")

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("实习岗位")
        ordering = ["-season_id", "pinyin", "id"]
        indexes = [
            search_index("position_search"),
            models.Index(fields=["state", "pinyin", "id"], name="position_state"),
            models.Index(fields=["season", "state", "pinyin"], name="position_season"),
            models.Index(fields=["host", "season"], name="position_host"),
            models.Index(fields=["pinyin", "id"], name="position_pinyin"),
            models.Index(fields=["starts_on", "id"], name="position_starts"),
            models.Index(fields=["places", "id"], name="position_places"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("places")), name="position_never_oversold"),
            models.CheckConstraint(condition=Q(places__gte=1), name="position_has_places"),
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="position_dates_in_order"),
            models.CheckConstraint(
                condition=Q(allowance=None) | Q(allowance__gte=0) & ~Q(allowance_per=""),
                name="position_allowance_has_unit",
            ),
            models.UniqueConstraint(fields=["season", "host", "title"], name="position_once"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("interns:position", args=[self.pk])

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "")

    @property
    def standing(self) -> tuple[str, str]:
        """What people ask about a post, as (words, tone): a published one is recruiting, full, closed or over."""
        if self.state != PositionState.PUBLISHED:
            return self.get_state_display(), self.tone
        if self.is_past:
            return _t("已结束"), ""
        if self.left <= 0:
            return _t("已满"), "info"
        if self.season.accepts_applications:
            return _t("正在招人"), "good"
        coming = timezone.now() < self.season.apply_opens
        return (_t("即将报名"), "info") if coming else (_t("已截止"), "")

    @property
    def left(self) -> int:
        return self.places - self.taken

    @property
    def is_past(self) -> bool:
        return self.ends_on < timezone.localdate()

    @property
    def is_open(self) -> bool:
        return self.state == PositionState.PUBLISHED and self.left > 0 and self.season.accepts_applications

    @property
    def why_not_open(self) -> str:
        """Why nobody can choose it now, in a sentence; "" when one can."""
        if self.state != PositionState.PUBLISHED:
            return _t("这个岗位没有发布。")
        if self.left <= 0:
            return _t("名额已满。")
        return "" if self.season.accepts_applications else self.season.why_closed

    @property
    def allowance_words(self) -> str:
        if self.allowance is None:
            return _t("面议")
        amount = f"{self.allowance.normalize():f}"
        return _t("%(per)s%(amount)s元") % {"per": self.get_allowance_per_display(), "amount": amount}

    @property
    def majors_words(self) -> str:
        return "、".join(self.majors) or _t("不限")

    @property
    def flags(self) -> list[Flag]:
        """Words that break a rule of the regulation, with the rule."""
        return flags_of((self.title, self.tasks, self.remarks))

    @property
    def holder(self) -> str:
        if self.state == PositionState.SUBMITTED:
            return str(Role.OFFICE.label)
        return self.host.short_name or self.host.name

    @property
    def until(self) -> datetime | None:
        """Until when something is to be done about it: on the market before the deadline, or choices answered."""
        if self.state == PositionState.WITHDRAWN or self.left <= 0:
            return None
        deadlines = [self.season.apply_closes]
        if self.state == PositionState.PUBLISHED:
            deadlines.append(self.season.confirm_by)
        return next((moment for moment in deadlines if timezone.now() < moment), None)

    def roles_of(self, actor: Actor) -> set[Role]:
        return {actor.role} if actor.role == Role.MENTOR and host_id_of(actor) == self.host_id else set()

    def people(self):
        """The host's contacts, to be told."""
        return Hat.objects.worn().filter(role=Role.MENTOR, hostmember__host=self.host_id).people()


def reasons_of_return(positions) -> dict[int, str]:
    """Why each of these drafts was sent back, by id, for those that were. One query."""
    drafts = {row.key: row for row in positions if row.state == PositionState.DRAFT}
    events = Event.objects.filter(subject__in=list(drafts), verb="send_back").order_by("id")
    said = [(drafts[event.subject], event) for event in events] if drafts else []
    return {row.pk: event.note for row, event in said if event.at >= row.state_since}
