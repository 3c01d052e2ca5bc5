"""Seasons of internship, the posts enterprises offer, what students choose, and who is placed where."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Hat, User
from accounts.permissions import Actor, Role
from bases.models import Base, Host, HostMember, host_id_of
from interns.workflow import APPLICATION_TONES, LIVE, TONES, ApplicationState, PlacementState, PositionState
from notifications.models import Event, Record, Staged
from ruoyi_coop.lib.search import SearchColumn, search_index
from universities.models import University, UniversityMember

MOST_CHOICES = 12


class SeasonQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        return self

    def open(self):
        """Those that take applications at this moment, by the database's clock."""
        return self.filter(apply_opens__lte=Now(), apply_closes__gt=Now())

    def deciding(self):
        """Those whose hosts may give places at this moment: applications are in, confirmations not yet over."""
        return self.filter(apply_closes__lte=Now(), confirm_by__gt=Now())

    def current(self):
        """The season one speaks of now: the last one that has been published."""
        return self.filter(publish_at__lte=timezone.now()).order_by("-apply_opens").first()


class Season(Record):
    """One summer (or winter): its dates say which phase it is in; nobody types a phase."""

    name = models.CharField(_("批次名称"), max_length=60, unique=True)
    publish_at = models.DateTimeField(_("岗位发布"))
    apply_opens = models.DateTimeField(_("报名开始"))
    apply_closes = models.DateTimeField(_("报名截止"))
    confirm_by = models.DateTimeField(_("学生确认截止"))
    starts_on = models.DateField(_("实习开始"))
    ends_on = models.DateField(_("实习结束"))
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
        steps = [
            (self.publish_at, _t("准备中")),
            (self.apply_opens, _t("已发布，等待报名")),
            (self.apply_closes, _t("报名中")),
            (self.confirm_by, _t("录用与确认")),
            (_end_of(self.starts_on), _t("等待上岗")),
            (_end_of(self.ends_on), _t("实习中")),
        ]
        return next((words for until, words in steps if now < until), _t("已结束"))

    @property
    def accepts_applications(self) -> bool:
        return self.apply_opens <= timezone.now() < self.apply_closes

    @property
    def is_deciding(self) -> bool:
        """Hosts may give places now."""
        return self.apply_closes <= timezone.now() < self.confirm_by

    @property
    def why_closed(self) -> str:
        if timezone.now() < self.apply_opens:
            return _t("报名还没有开始，%s 开始。") % _said(self.apply_opens)
        return _t("报名已于 %s 截止。") % _said(self.apply_closes)


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


class PositionQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        """Everybody sees published posts of published seasons; a host's people their own; the county all."""
        if actor.reads_all:
            return self
        public = Q(state=PositionState.PUBLISHED, season__publish_at__lte=timezone.now())
        if actor.role == Role.MENTOR:
            return self.filter(public | Q(host__in=_hosts_of(actor)))
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
        sent = Choice.objects.filter(position=OuterRef("pk"), application__state=ApplicationState.SUBMITTED)
        return self.annotate(applicants=_number_of(sent), first_choices=_number_of(sent.filter(rank=1)))


def _number_of(rows: models.QuerySet) -> Coalesce:
    """Count related rows in a subquery of its own: asked for the rows of the page only, not for the whole list."""
    count = rows.order_by().values("position").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(count, output_field=models.IntegerField()), 0)


def _hosts_of(actor: Actor):
    return HostMember.objects.filter(hat=actor.hat_id).values("host")


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
    is_secret = models.BooleanField(_("需签保密协议"), default=False)
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


class StudentProfile(Record):
    """What a student fills in once and every application uses."""

    class Level(models.TextChoices):
        COLLEGE = "college", _("大专")
        BACHELOR = "bachelor", _("本科")
        MASTER = "master", _("硕士研究生")
        DOCTOR = "doctor", _("博士研究生")

    user = models.OneToOneField(User, models.CASCADE, related_name="student", verbose_name=_("学生"))
    university = models.ForeignKey(
        University, models.PROTECT, null=True, blank=True, related_name="students", verbose_name=_("合作高校")
    )
    university_name = models.CharField(_("就读高校"), max_length=60)
    major = models.CharField(_("专业"), max_length=60)
    level = models.CharField(_("学历层次"), max_length=10, choices=Level, default=Level.BACHELOR)
    grade = models.CharField(_("年级"), max_length=20)
    hometown = models.CharField(_("家乡（乡镇）"), max_length=40, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("学生资料")

    def __str__(self):
        return self.user.name

    def get_absolute_url(self):
        return reverse("interns:application_mine")


RANKED = {"any": 0, "college": 1, "bachelor": 2, "master": 3}
REACHED = {"college": 1, "bachelor": 2, "master": 3, "doctor": 3}


def why_not_eligible(profile: StudentProfile | None, position: Position) -> str:
    """Why this student does not qualify for the post, in a sentence; "" when they do. Majors only advise."""
    if profile is None:
        return ""
    if REACHED[profile.level] < RANKED[position.level]:
        return _t("这个岗位要求%(wanted)s，您的资料是%(have)s。") % {
            "wanted": position.get_level_display(),
            "have": profile.get_level_display(),
        }
    return ""


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        """A student's own; a host's those that chose it; a university's own students; the county's all but drafts."""
        sent = ~Q(state=ApplicationState.DRAFT)
        if actor.reads_all:
            return self.filter(sent)
        if actor.role == Role.STUDENT:
            return self.filter(student=actor.user_id)
        if actor.role == Role.MENTOR:
            chosen = Choice.objects.filter(application=OuterRef("pk"), position__host__in=_hosts_of(actor))
            return self.filter(Exists(chosen), state=ApplicationState.SUBMITTED)
        if actor.role == Role.LIAISON:
            own = UniversityMember.objects.filter(hat=actor.hat_id).values("university")
            return self.filter(sent, student__student__university__in=own)
        return self.none()

    def submitted(self):
        return self.filter(state=ApplicationState.SUBMITTED)


class Application(Staged):
    """A student's ranked choices for one season; kept readable for ever."""

    student = models.ForeignKey(User, models.PROTECT, related_name="applications", verbose_name=_("学生"))
    season = models.ForeignKey(Season, models.PROTECT, related_name="applications", verbose_name=_("批次"))
    statement = models.TextField(_("想说的话"), max_length=500, blank=True)
    submitted_at = models.DateTimeField(_("提交时间"), null=True, editable=False)
    state = models.CharField(
        _("状态"), max_length=12, choices=ApplicationState, default=ApplicationState.DRAFT, editable=False
    )
    is_demo = models.BooleanField(default=False, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("报名")
        ordering = ["-submitted_at", "-id"]
        indexes = [
            models.Index(fields=["-submitted_at", "-id"], name="application_submitted"),
            models.Index(fields=["season", "state"], name="application_season"),
        ]
        constraints = [models.UniqueConstraint(fields=["student", "season"], name="application_one_a_season")]

    def __str__(self):
        return _t("%(student)s的报名") % {"student": self.student.name}

    def get_absolute_url(self):
        return reverse("interns:application", args=[self.pk])

    def roles_of(self, actor: Actor) -> set[Role]:
        """A student only on the own application; a mentor where the own host was chosen."""
        if actor.role == Role.STUDENT:
            return {actor.role} if actor.user_id == self.student_id else set()
        if actor.role == Role.MENTOR:
            return {actor.role} if self.choices.filter(position__host=host_id_of(actor)).exists() else set()
        return set()

    @property
    def tone(self) -> str:
        return APPLICATION_TONES.get(self.state, "")

    @property
    def holder(self) -> str:
        """The student until it is submitted; then the county until the deadline, and the hosts after it."""
        if self.state != ApplicationState.SUBMITTED:
            return self.student.name
        return str(Role.OFFICE.label) if self.season.accepts_applications else _t("用人单位和县合作办")

    @property
    def until(self) -> datetime | None:
        """The next deadline that concerns it; None when nothing more will come."""
        deadlines = [self.season.apply_closes]
        if self.state == ApplicationState.SUBMITTED:
            deadlines.append(self.season.confirm_by)
        return next((moment for moment in deadlines if timezone.now() < moment), None)

    @property
    def choice_words(self) -> str:
        """The posts chosen, in order, as a list shows them."""
        return "；".join(str(choice) for choice in self.choices.all())

    @property
    def placement(self):
        return (
            self.student.placements.filter(season=self.season_id, state__in=LIVE)
            .select_related("position__host")
            .first()
        )


class Choice(models.Model):
    """One wish of an application: a post and its rank."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="choices")
    position = models.ForeignKey(Position, models.PROTECT, related_name="choices", verbose_name=_("岗位"))
    rank = models.PositiveSmallIntegerField(_("志愿顺序"))

    class Meta:
        verbose_name = verbose_name_plural = _("志愿")
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["application", "position"], name="choice_once"),
            models.UniqueConstraint(
                fields=["application", "rank"], name="choice_rank_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(rank__range=(1, MOST_CHOICES)), name="choice_rank_in_range"),
        ]

    def __str__(self):
        return f"{self.rank}. {self.position}"


class PlacementQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        if actor.reads_all:
            return self
        if actor.role == Role.STUDENT:
            return self.filter(student=actor.user_id)
        if actor.role == Role.MENTOR:
            return self.filter(position__host__in=_hosts_of(actor))
        if actor.role == Role.LIAISON:
            own = UniversityMember.objects.filter(hat=actor.hat_id).values("university")
            return self.filter(student__student__university__in=own)
        return self.none()

    def confirmed(self):
        """What “实习学生” counts."""
        return self.filter(state=PlacementState.CONFIRMED)

    def overdue(self):
        """Offers nobody answered in time, by the database's clock."""
        return self.filter(state=PlacementState.OFFERED, confirm_by__lte=Now())


class Placement(Staged):
    """One place given to one student: offered, then confirmed, given up or expired. Each live one holds a place."""

    student = models.ForeignKey(User, models.PROTECT, related_name="placements", verbose_name=_("学生"))
    season = models.ForeignKey(Season, models.PROTECT, related_name="placements", verbose_name=_("批次"))
    position = models.ForeignKey(Position, models.PROTECT, related_name="placements", verbose_name=_("岗位"))
    rank = models.PositiveSmallIntegerField(_("第几志愿"), null=True, blank=True)
    confirm_by = models.DateTimeField(_("确认截止"))
    answered_at = models.DateTimeField(_("答复时间"), null=True, editable=False)
    reason = models.CharField(_("放弃原因"), max_length=1000, blank=True, editable=False)
    state = models.CharField(
        _("状态"), max_length=12, choices=PlacementState, default=PlacementState.OFFERED, editable=False
    )
    is_demo = models.BooleanField(default=False, editable=False)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("录用")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["confirm_by"], condition=Q(state=PlacementState.OFFERED), name="placement_overdue"),
            models.Index(fields=["season", "state", "-id"], name="placement_season"),
            models.Index(fields=["position", "state"], name="placement_position"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "season"], condition=Q(state__in=LIVE), name="placement_one_live_a_season"
            )
        ]

    def __str__(self):
        return _t("%(student)s → %(position)s") % {"student": self.student.name, "position": self.position.title}

    def get_absolute_url(self):
        return reverse("interns:placement", args=[self.pk])

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "")

    @property
    def holder(self) -> str:
        return self.student.name if self.state == PlacementState.OFFERED else self.position.holder

    @property
    def until(self) -> datetime | None:
        """Until when the student must answer; an answered offer waits for nobody."""
        return self.confirm_by if self.state == PlacementState.OFFERED else None

    @property
    def is_open(self) -> bool:
        """Deadlines are exclusive."""
        return self.state == PlacementState.CONFIRMED or timezone.now() < self.confirm_by

    @property
    def has_begun(self) -> bool:
        return self.position.starts_on <= timezone.localdate()

    def roles_of(self, actor: Actor) -> set[Role]:
        if actor.role == Role.STUDENT:
            return {actor.role} if actor.user_id == self.student_id else set()
        return self.position.roles_of(actor)
