"""Who must do what by when, with what proof: the duty, and what is asked, said and decided about it on the way."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, SmallIntegerField, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Hat, Unit
from accounts.permissions import Actor, Permission, Role, can
from files.models import Upload
from notifications.models import Record, Staged
from ruoyi_coop.lib.search import SearchColumn, search_index
from supervision import escalation, lights
from supervision.workflow import DONE, HELD, OPEN, PLANNED, SETTLED, TONES, State
from universities.models import Partnership, University, UniversityMember, university_id_of

RUNS = Q(state__in=OPEN)
IS_DONE = Case(When(state__in=OPEN, then=Value(0)), default=Value(1), output_field=SmallIntegerField())


def universities_of(actor: Actor):
    """The universities a liaison speaks for, as a subquery."""
    return UniversityMember.objects.filter(hat=actor.hat_id).values("university")


class DutyQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        """A unit sees what it has, what serves partnerships it leads, its own drafts; a university what concerns it."""
        if actor.reads_all:
            return self
        given = ~Q(state__in=PLANNED)
        if actor.role == Role.OFFICIAL:
            led = Partnership.objects.filter(lead_unit=actor.unit_id).values("pk")
            return self.filter(given & (Q(unit=actor.unit_id) | Q(partnership__in=led)) | Q(drafted_by=actor.user_id))
        if actor.role == Role.LIAISON:
            own = universities_of(actor)
            return self.filter(given & (Q(university__in=own) | Q(partnership__university__in=own)))
        return self.none()

    def held_by(self, actor: Actor):
        """“我的”: what the actor's unit or university itself has to do; for the office, what it has to decide."""
        if actor.role == Role.OFFICIAL:
            return self.filter(unit=actor.unit_id, university=None, state__in=HELD)
        if actor.role == Role.LIAISON:
            return self.filter(university__in=universities_of(actor), state__in=HELD)
        if actor.role == Role.OFFICE:
            return self.filter(state__in=(State.APPROVAL, State.RETURNED, State.REPORTED, State.REVIEWED))
        return self.none()

    def owed_to(self, actor: Actor):
        """What the county's units still owe the liaison's university."""
        return self.filter(partnership__university__in=universities_of(actor), university=None, state__in=OPEN)

    def open(self):
        """What still has to be done: its clock runs."""
        return self.filter(RUNS)

    def reviewable_by(self, actor: Actor):
        """What was reported and waits for a second person of this unit; the office may review all."""
        rows = self.filter(state=State.REPORTED).exclude(reported_by=actor.user_id)
        if actor.role == Role.OFFICIAL:
            return rows.filter(unit=actor.unit_id)
        return rows if actor.role == Role.OFFICE else rows.none()

    def settled(self):
        return self.filter(state__in=SETTLED)

    def due_between(self, start, end):
        """Open ones due on a day in [start, end)."""
        return self.open().filter(due__gte=start, due__lt=end)

    def showing(self, name: str):
        return self.filter(lights.showing(name, RUNS, start="start_open"))

    def lit(self, today=None):
        """Add each row's light."""
        return self.annotate(light=lights.light(RUNS, start="start_open", today=today))

    def open_first(self):
        """What still has to be done before what is done, each by day."""
        return self.order_by(IS_DONE, "due", "id")

    def escalated(self, name: str, today, calendar):
        return self.open().filter(escalation.at_level(name, today, calendar))

    def blocked(self):
        return self.filter(pk__in=Blocker.objects.standing().values("duty"))

    def with_names(self):
        return self.select_related("unit", "university", "partnership__university", "person")


class Duty(Staged):
    """One result that a unit, or a university for it, promised or was given; its first day is kept for ever."""

    class Kind(models.TextChoices):
        MILESTONE = "milestone", _("项目里程碑")
        RESOLUTION = "resolution", _("议定事项")
        BASE_PLAN = "base_plan", _("基地计划")
        CORRECTION = "correction", _("整改事项")
        GIVEN = "given", _("交办事项")

    FACTS = ("title", "kind", "unit_id", "university_id", "partnership_id", "origin", "due", "start_open", "state")

    kind = models.CharField(_("类别"), max_length=10, choices=Kind, default=Kind.GIVEN, editable=False)
    title = models.CharField(_("事项"), max_length=100)
    detail = models.TextField(_("要求"), max_length=2000, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("责任单位"), related_name="duties")
    university = models.ForeignKey(
        University, models.PROTECT, null=True, blank=True, verbose_name=_("由高校完成"), related_name="duties"
    )
    partnership = models.ForeignKey(
        Partnership, models.PROTECT, null=True, blank=True, verbose_name=_("所属合作"), related_name="duties"
    )
    origin = models.CharField(max_length=80, blank=True, editable=False)  # the key of what it hangs on
    origin_label = models.CharField(_("来源"), max_length=200, blank=True, editable=False)
    due = models.DateField(_("期限"))
    original_due = models.DateField(_("最初期限"), editable=False)
    start_by = models.DateField(_("最迟开工"), editable=False)
    start_open = models.DateField(null=True, editable=False)  # the latest start while work has not begun
    begun_on = models.DateField(_("开工日期"), null=True, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    held_from = models.CharField(_("中止前状态"), max_length=10, blank=True, editable=False)
    done_on = models.DateField(_("完成日期"), null=True, editable=False)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("起草人")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="duties",
        verbose_name=_("承办人"),
    )
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("反馈人")
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("复核人")
    )
    touched_at = models.DateTimeField(_("最近更新"), default=timezone.now, editable=False)
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)
    search = SearchColumn("title", "detail", "origin_label")

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("督办事项")
        ordering = ["due", "id"]
        indexes = [
            search_index("duty_search"),
            models.Index(fields=["due", "id"], name="duty_due"),
            models.Index(IS_DONE, "due", "id", name="duty_open_first"),
            models.Index(fields=["due", "id"], condition=Q(state__in=OPEN), name="duty_open_due"),
            models.Index(fields=["start_open"], condition=Q(state__in=OPEN), name="duty_open_start"),
            models.Index(fields=["unit", "due", "id"], name="duty_unit"),
            models.Index(fields=["university", "due", "id"], name="duty_university"),
            models.Index(fields=["partnership", "due", "id"], name="duty_partnership"),
            models.Index(fields=["origin", "due", "id"], name="duty_origin"),
            models.Index(fields=["state", "due", "id"], name="duty_state"),
            models.Index(fields=["state_since", "id"], condition=Q(state="reported"), name="duty_reported"),
            models.Index(fields=["touched_at", "id"], name="duty_touched"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DONE, done_on__isnull=False) | (~Q(state__in=DONE) & Q(done_on=None)),
                name="duty_done_has_date",
            ),
            models.CheckConstraint(
                condition=Q(state="suspended", held_from__in=OPEN) | (~Q(state="suspended") & Q(held_from="")),
                name="duty_held_from",
            ),
            models.CheckConstraint(condition=Q(start_by__lte=F("due")), name="duty_starts_before_due"),
            models.CheckConstraint(
                condition=~Q(state__in=SETTLED) | ~Q(reviewed_by=F("reported_by")), name="duty_reviewed_by_another"
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("supervision:duty", args=[self.pk])

    @property
    def thread(self) -> str:
        """A duty's events show on the timeline of what it hangs on."""
        return self.origin or self.key

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def was_moved(self) -> bool:
        return self.due != self.original_due

    @property
    def doer(self) -> str:
        """Who does the work, by name."""
        return str(self.university if self.university_id else self.unit)

    @property
    def holder(self) -> str:
        """Who has to do the next thing."""
        if self.state in HELD:
            return f"{self.doer} · {self.person.name}" if self.person_id else self.doer
        if self.state == State.DRAFT:
            return self.drafted_by.name if self.drafted_by_id else ""
        if self.state == State.REPORTED:
            return gettext("%(unit)s或县合作办（复核）") % {"unit": self.unit}
        return "" if self.state in (State.CLOSED, State.CANCELLED) else str(Role.OFFICE.label)

    @property
    def light_reason(self) -> str:
        """Why the light of a row from `lit()` is what it is."""
        return lights.because(self.light, self.due, self.start_open, self.touched_at)

    def roles_of(self, actor: Actor) -> set[Role]:
        """Officials of the unit that answers for it, liaisons of the university that does it; before, its drafter."""
        if actor.role == Role.LIAISON:
            tied = self.university_id and self.university_id == university_id_of(actor)
        elif self.state in PLANNED:
            tied = actor.user_id == self.drafted_by_id
        else:
            tied = actor.role == Role.OFFICIAL and actor.unit_id == self.unit_id
        return {actor.role} if tied else set()

    @property
    def editing(self) -> Permission:
        """What it takes to change its words: drafting until it is given, supervising afterwards."""
        return Permission.DRAFT_DUTY if self.state in PLANNED else Permission.SUPERVISE_DUTY

    def may_be_nudged_by(self, actor: Actor) -> bool:
        """A unit hurries a university whose work it answers for, not itself."""
        own = actor.role == Role.OFFICIAL and not self.university_id
        return can(actor, Permission.NUDGE_DUTY, self) and not own

    def drafters(self) -> list:
        """Who wrote it, if anybody did."""
        return [self.drafted_by] if self.drafted_by_id else []

    def hats_with(self, *roles: Role):
        """The unit's officials, the liaisons of the university that does it, everybody with a site-wide role."""
        tied = {
            Role.OFFICIAL: Q(unit=self.unit_id),
            Role.LIAISON: Q(university_tie__university=self.university_id) if self.university_id else Q(pk__in=[]),
        }
        return Hat.objects.worn().among(roles, tied)

    def people_with(self, *roles: Role):
        return self.hats_with(*roles).people()

    def people(self):
        """Whoever has to do it."""
        return self.people_with(Role.LIAISON if self.university_id else Role.OFFICIAL)

    def heads(self):
        return self.hats_with(Role.OFFICIAL).filter(is_head=True).people()


class PartQuerySet(models.QuerySet):
    """Rows that hang on a duty are seen with it."""

    def visible_to(self, actor: Actor):
        return self.filter(duty__in=Duty.objects.visible_to(actor))


class Report(models.Model):
    """What somebody said of a duty on the way, or that it is done, with the file sent; never changed afterwards."""

    class Kind(models.TextChoices):
        PROGRESS = "progress", _("进展")
        DONE = "done", _("完成")

    class Status(models.TextChoices):
        ON_PLAN = "on_plan", _("按计划")
        TROUBLED = "troubled", _("有困难")
        STALLED = "stalled", _("已停滞")

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="reports", verbose_name=_("督办事项"))
    kind = models.CharField(_("类别"), max_length=10, choices=Kind)
    status = models.CharField(_("进展"), max_length=10, choices=Status, blank=True)
    text = models.CharField(_("说明"), max_length=500, blank=True)
    upload = models.ForeignKey(Upload, models.PROTECT, null=True, related_name="+", verbose_name=_("附件"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by_hat = models.CharField(_("报告人"), max_length=120, blank=True)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("督办反馈")
        ordering = ["-id"]
        indexes = [models.Index(fields=["duty", "-id"], name="duty_report")]
        constraints = [
            models.CheckConstraint(condition=~Q(kind="done") | Q(upload__isnull=False), name="duty_done_is_proven"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.duty}"

    @property
    def tone(self) -> str:
        return {"on_plan": "good", "troubled": "warn", "stalled": "bad"}.get(self.status, "")


class ExtensionQuerySet(PartQuerySet):
    def asked(self):
        return self.filter(state=Extension.State.ASKED)


class Extension(Record):
    """A later day that was asked for before the old one came, and what was decided."""

    class State(models.TextChoices):
        ASKED = "asked", _("待批")
        GRANTED = "granted", _("已批准")
        REFUSED = "refused", _("未批准")
        LAPSED = "lapsed", _("已失效")

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="extensions", verbose_name=_("督办事项"))
    from_due = models.DateField(_("原期限"))
    to_due = models.DateField(_("申请延至"))
    reason = models.CharField(_("理由"), max_length=500)
    progress = models.CharField(_("目前进展"), max_length=500)
    state = models.CharField(_("结果"), max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("申请人"))
    by_hat = models.CharField(_("申请人"), max_length=120)
    decided_at = models.DateTimeField(_("决定时间"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decision = models.CharField(_("批示"), max_length=500, blank=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("延期申请")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["duty"], condition=Q(state="asked"), name="extension_one_open"),
            models.CheckConstraint(condition=Q(to_due__gt=F("from_due")), name="extension_is_later"),
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="extension_decided_by_another"),
        ]
        indexes = [models.Index(fields=["created_at", "id"], condition=Q(state="asked"), name="extension_asked")]

    def __str__(self):
        return f"{self.duty} → {self.to_due}"

    def get_absolute_url(self):
        return f"{self.duty.get_absolute_url()}#extension"

    @property
    def thread(self) -> str:
        return self.duty.thread

    @property
    def tone(self) -> str:
        return {"asked": "warn", "granted": "good", "refused": "bad"}.get(self.state, "")

    def roles_of(self, actor: Actor) -> set[Role]:
        return self.duty.roles_of(actor)


class Nudge(models.Model):
    """催办: that somebody asked for a duty to be hurried on; once a day is enough."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="nudges", verbose_name=_("督办事项"))
    words = models.CharField(_("催办意见"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by_hat = models.CharField(_("催办人"), max_length=120)
    day = models.DateField(_("日期"), default=timezone.localdate)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("催办")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["duty", "day"], name="nudge_once_a_day")]

    def __str__(self):
        return f"{self.duty} {self.day}"


class BlockerQuerySet(PartQuerySet):
    def standing(self):
        return self.filter(resolved_at=None)

    def naming(self, actor: Actor):
        """What this person, under this hat, was asked to clear away."""
        return self.filter(resolver=actor.hat_id) if actor.hat_id else self.none()

    def waiting_for(self, actor: Actor):
        return self.standing().naming(actor)

    def due_between(self, start, end):
        return self.standing().filter(until__gte=start, until__lt=end, duty__state__in=OPEN)


class Blocker(Record):
    """What keeps a duty from going on, who can clear it away, and by when that person should."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="blockers", verbose_name=_("督办事项"))
    what = models.CharField(_("卡在哪里"), max_length=300)
    resolver = models.ForeignKey(Hat, models.PROTECT, related_name="blockers", verbose_name=_("谁能解决"))
    until = models.DateField(_("请在哪天前解决"))
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    by_hat = models.CharField(_("提出人"), max_length=120, editable=False)
    resolved_at = models.DateTimeField(_("解决时间"), null=True, editable=False)
    how = models.CharField(_("怎样解决的"), max_length=300, blank=True, editable=False)

    objects = BlockerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("堵点")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["resolver", "until"], condition=Q(resolved_at=None), name="blocker_standing"),
            models.Index(fields=["until"], condition=Q(resolved_at=None), name="blocker_until"),
        ]

    def __str__(self):
        return self.what

    def get_absolute_url(self):
        return f"{self.duty.get_absolute_url()}#blockers"

    @property
    def clearing_url(self) -> str:
        """Where the one it names can open it, who may not see the duty."""
        return reverse("supervision:unblock", args=[self.pk])

    @property
    def thread(self) -> str:
        return self.duty.thread

    def roles_of(self, actor: Actor) -> set[Role]:
        return self.duty.roles_of(actor)

    def may_be_cleared_by(self, actor: Actor) -> bool:
        """The one it names, whoever raised it, or the office."""
        return actor.hat_id == self.resolver_id or actor.user_id == self.raised_by_id or actor.role == Role.OFFICE
