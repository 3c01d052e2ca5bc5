"""Students and what becomes of them: the profile, the application with its ranked choices, the placement."""

from datetime import datetime

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Hat, User
from accounts.permissions import Actor, Role
from bases.models import host_id_of
from interns.models.positions import Position, hosts_of
from interns.models.seasons import MOST_CHOICES, Season
from interns.models.standing import Standing, standing_of
from interns.workflow import (
    APPLICATION_TONES,
    GIVEN_UP,
    LIVE,
    TONES,
    ApplicationState,
    CheckState,
    PlacementState,
    WaitState,
)
from notifications.models import Record, Staged
from universities.models import University, UniversityMember, university_id_of


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
    student_number = models.CharField(_("学号"), max_length=30, blank=True)
    hometown = models.CharField(_("家乡（乡镇）"), max_length=40, blank=True)
    is_native = models.BooleanField(_("芮城籍"), default=False)
    skills = models.CharField(_("特长和证书"), max_length=200, blank=True)
    emergency_name = models.CharField(_("紧急联系人"), max_length=40, blank=True)
    emergency_phone = models.CharField(_("紧急联系电话"), max_length=20, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("学生资料")

    def __str__(self):
        return self.user.name

    def get_absolute_url(self):
        return reverse("interns:application_mine")

    CHECKED = (
        "university_name",
        "student_number",
        "major",
        "level",
        "grade",
        "is_native",
    )  # what a university vouches for

    @cached_property
    def is_of_partner(self) -> bool:
        """Of a university that the county cooperates with today; asked once however many posts are compared."""
        return self.university_id is not None and self.university.partnerships.current().exists()

    @cached_property
    def has_liaison(self) -> bool:
        """Whether somebody speaks for the university here; if not, the office checks its students."""
        spoken = Hat.objects.worn().filter(university_tie__university=self.university_id)
        return self.university_id is not None and spoken.exists()


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        """A student's own; a host's those that chose it; a university's own students; the county's all but drafts."""
        sent = ~Q(state=ApplicationState.DRAFT)
        if actor.reads_all:
            return self.filter(sent)
        if actor.role == Role.STUDENT:
            return self.filter(student=actor.user_id)
        if actor.role == Role.MENTOR:
            chosen = Choice.objects.filter(application=OuterRef("pk"), position__host__in=hosts_of(actor))
            return self.filter(Exists(chosen), state=ApplicationState.SUBMITTED)
        if actor.role == Role.LIAISON:
            own = UniversityMember.objects.filter(hat=actor.hat_id).values("university")
            return self.filter(sent, student__student__university__in=own)
        return self.none()

    def submitted(self):
        return self.filter(state=ApplicationState.SUBMITTED)

    def qualified(self):
        """Those that take part in the placement: submitted, and where the season asks, passed by the university."""
        unasked = Q(season__check_by=None) & ~Q(check_state=CheckState.REFUSED)
        return self.submitted().filter(unasked | Q(check_state=CheckState.PASSED))

    def in_time(self):
        """Those whose round takes changes at this moment, by the database's clock; the deadline itself is too late."""
        first = Q(round=1, season__apply_opens__lte=Now(), season__apply_closes__gt=Now())
        return self.filter(first | Q(round=2, season__second_opens__lte=Now(), season__second_closes__gt=Now()))

    def to_check(self):
        """Those that wait for a university's word, while it still counts."""
        asked = self.submitted().filter(check_state=CheckState.WAITING, season__check_by__isnull=False)
        ends = Coalesce("season__place_by", "season__confirm_by")
        second = Coalesce("season__second_confirm_by", "season__confirm_by")
        return asked.alias(ends=ends, second=second).filter(Q(round=1, ends__gt=Now()) | Q(round=2, second__gt=Now()))

    def with_liaison(self):
        """Add `has_liaison`: whether somebody here speaks for the student's university."""
        spoken = Hat.objects.worn().filter(university_tie__university=OuterRef("student__student__university"))
        return self.annotate(has_liaison=Exists(spoken))


class Application(Staged):
    """A student's ranked choices for one season; kept readable for ever."""

    student = models.ForeignKey(User, models.PROTECT, related_name="applications", verbose_name=_("学生"))
    season = models.ForeignKey(Season, models.PROTECT, related_name="applications", verbose_name=_("批次"))
    round = models.PositiveSmallIntegerField(_("轮次"), default=1, editable=False)
    statement = models.TextField(_("想说的话"), max_length=500, blank=True)
    check_state = models.CharField(
        _("高校核验"), max_length=10, choices=CheckState, default=CheckState.WAITING, editable=False
    )
    checked_at = models.DateTimeField(_("核验时间"), null=True, editable=False)
    checked_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("核验人")
    )
    check_note = models.CharField(_("核验意见"), max_length=200, blank=True, editable=False)
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
            models.Index(fields=["check_state", "-submitted_at", "-id"], name="application_check"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["student", "season", "round"], name="application_one_a_round"),
            models.CheckConstraint(condition=Q(round__range=(1, 2)), name="application_round_in_range"),
        ]

    def __str__(self):
        return _t("%(student)s的报名") % {"student": self.student.name}

    def get_absolute_url(self):
        return reverse("interns:application", args=[self.pk])

    def roles_of(self, actor: Actor) -> set[Role]:
        """A student on the own application; a mentor where the own host was chosen; a liaison on the own students'."""
        if actor.role == Role.STUDENT:
            return {actor.role} if actor.user_id == self.student_id else set()
        if actor.role == Role.MENTOR:
            return {actor.role} if self.choices.filter(position__host=host_id_of(actor)).exists() else set()
        if actor.role == Role.LIAISON:
            profile = getattr(self.student, "student", None)
            own = university_id_of(actor)
            return {actor.role} if own and profile and profile.university_id == own else set()
        return set()

    @property
    def window(self) -> tuple[datetime, datetime, datetime]:
        """When its round opens, closes, and until when its offers may be answered."""
        return self.season.window(self.round)

    @property
    def is_open(self) -> bool:
        """Whether it may be changed now; the deadline itself is too late."""
        opens, closes, _confirm_by = self.window
        return opens <= timezone.now() < closes

    @property
    def why_closed(self) -> str:
        return "" if self.is_open else self.season.why_round_closed(self.round)

    @property
    def asks_university(self) -> bool:
        return self.season.check_by is not None

    @property
    def check_ends(self) -> datetime:
        return self.season.check_ends(self.round)

    @property
    def may_be_checked(self) -> bool:
        asked = self.asks_university and self.state == ApplicationState.SUBMITTED
        return asked and timezone.now() < self.check_ends

    @property
    def tone(self) -> str:
        return APPLICATION_TONES.get(self.state, "")

    @property
    def standing(self) -> Standing:
        return standing_of(self)

    @property
    def holder(self) -> str:
        return self.standing.holder

    @property
    def since(self) -> datetime:
        return self.standing.since

    @property
    def until(self) -> datetime | None:
        """The next deadline that concerns it; None when nothing more will come."""
        return self.standing.until

    @property
    def choice_words(self) -> str:
        """The posts chosen, in order, as a list shows them."""
        return "；".join(str(choice) for choice in self.choices.all())

    @property
    def listed(self) -> str:
        """The posts in order with their hosts: what every event about the choices keeps for ever."""
        rows = self.choices.select_related("position__host").order_by("rank")
        return "；".join(f"{row.rank}. {row.position.host} · {row.position}" for row in rows) or _t("没有志愿了")

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
            return self.filter(position__host__in=hosts_of(actor))
        if actor.role == Role.LIAISON:
            own = UniversityMember.objects.filter(hat=actor.hat_id).values("university")
            return self.filter(student__student__university__in=own)
        return self.none()

    def confirmed(self):
        """What “实习学生” counts."""
        return self.filter(state=PlacementState.CONFIRMED)

    def overdue(self, now: datetime | None = None):
        """Offers nobody answered in time, by the database's clock unless a moment is given."""
        return self.filter(state=PlacementState.OFFERED, confirm_by__lte=now or Now())

    def live(self):
        """Those that hold a place."""
        return self.filter(state__in=LIVE)

    def given_up(self):
        """What the register of places given up lists (放弃登记): declined, lapsed, revoked."""
        return self.filter(state__in=GIVEN_UP)


class Placement(Staged):
    """One place given to one student: offered, then confirmed, given up or expired. Each live one holds a place."""

    class Source(models.TextChoices):
        CHOSEN = "chosen", _("双向选择")
        MATCHED = "matched", _("志愿匹配")
        LOTTERY = "lottery", _("公开摇号")
        WAITING = "waiting", _("候补递补")
        BY_HAND = "by_hand", _("人工安排")

    student = models.ForeignKey(User, models.PROTECT, related_name="placements", verbose_name=_("学生"))
    season = models.ForeignKey(Season, models.PROTECT, related_name="placements", verbose_name=_("批次"))
    position = models.ForeignKey(Position, models.PROTECT, related_name="placements", verbose_name=_("岗位"))
    rank = models.PositiveSmallIntegerField(_("第几志愿"), null=True, blank=True)
    round = models.PositiveSmallIntegerField(_("轮次"), default=1, editable=False)
    source = models.CharField(_("录用途径"), max_length=10, choices=Source, default=Source.CHOSEN, editable=False)
    source_note = models.CharField(_("录用说明"), max_length=1000, blank=True, editable=False)
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
            models.Index(fields=["state", "-id"], name="placement_state"),
            models.Index(fields=["confirm_by", "id"], name="placement_confirm_by"),
            models.Index(fields=["position", "state"], name="placement_position"),
            models.Index(fields=["state_since", "id"], condition=Q(state__in=GIVEN_UP), name="placement_given_up"),
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

    @property
    def days_before_start(self) -> int:
        """How long before the first day it reached its present state."""
        return (self.position.starts_on - timezone.localdate(self.state_since)).days

    def roles_of(self, actor: Actor) -> set[Role]:
        if actor.role == Role.STUDENT:
            return {actor.role} if actor.user_id == self.student_id else set()
        return self.position.roles_of(actor)


class WaitingQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        if actor.reads_all:
            return self
        if actor.role == Role.STUDENT:
            return self.filter(application__student=actor.user_id)
        if actor.role == Role.MENTOR:
            return self.filter(position__host__in=hosts_of(actor))
        if actor.role == Role.LIAISON:
            own = UniversityMember.objects.filter(hat=actor.hat_id).values("university")
            return self.filter(application__student__student__university__in=own)
        return self.none()

    def standing(self):
        """Those that still wait, the next one first."""
        return self.filter(state=WaitState.WAITING).order_by("number")

    def with_ahead(self):
        """Add how many still wait for the same post before each."""
        before = Waiting.objects.filter(position=OuterRef("position"), number__lt=OuterRef("number"))
        count = before.filter(state=WaitState.WAITING).order_by().values("position").annotate(n=Count("pk")).values("n")
        return self.annotate(ahead=Coalesce(Subquery(count, output_field=models.IntegerField()), 0))


class Waiting(models.Model):
    """One student's turn for one post (候补): the first who waits moves up when a place comes free."""

    position = models.ForeignKey(Position, models.PROTECT, related_name="waiting", verbose_name=_("岗位"))
    application = models.ForeignKey(Application, models.PROTECT, related_name="waiting", verbose_name=_("报名"))
    number = models.PositiveIntegerField(_("候补顺序"))
    rank = models.PositiveSmallIntegerField(_("第几志愿"), null=True)
    state = models.CharField(_("状态"), max_length=10, choices=WaitState, default=WaitState.WAITING)
    since = models.DateTimeField(_("开始候补"), default=timezone.now)
    settled_at = models.DateTimeField(_("办结时间"), null=True)
    placement = models.OneToOneField(
        Placement, models.PROTECT, null=True, related_name="waited", verbose_name=_("递补的录用")
    )

    objects = WaitingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("候补")
        ordering = ["position_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["position", "number"], name="waiting_number_once"),
            models.UniqueConstraint(fields=["position", "application"], name="waiting_once_a_post"),
        ]
        indexes = [
            models.Index(fields=["position", "number"], condition=Q(state=WaitState.WAITING), name="waiting_next")
        ]

    def __str__(self):
        return f"{self.application.student.name} · {self.position}"
