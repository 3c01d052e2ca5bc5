"""The twelve kinds of base, the bases built of each kind, their hosts, and the proof of every step."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Hat, Unit
from accounts.permissions import Actor, Role
from bases.workflow import BUILT, COMING, ENDED, LIFE, TONES, State
from files.models import Step, StepQuerySet
from notifications.models import Record, Staged
from ruoyi_coop.lib.search import SearchColumn, search_index
from universities.models import Partnership, UniversityMember, university_id_of


def _is_staff(actor: Actor) -> bool:
    """The county's own people see all bases and hosts; what they may change is another question."""
    return actor.reads_all or actor.role == Role.OFFICIAL


class BaseTypeQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        """The provincial list is no secret."""
        return self

    def with_counts(self):
        """Add how many bases of each kind stand, each kind once."""
        return self.annotate(built=models.Count("bases", filter=Q(bases__state__in=BUILT)))


class BaseType(Record):
    """One of the kinds of base in the provincial list: a kind, never counted as a base."""

    number = models.PositiveSmallIntegerField(_("序号"), unique=True)
    name = models.CharField(_("基地类型"), max_length=40, unique=True)
    code = models.SlugField(_("代码"), max_length=40, unique=True)
    default_unit = models.ForeignKey(
        Unit, models.SET_NULL, null=True, blank=True, verbose_name=_("牵头单位"), related_name="+"
    )
    proposed_unit = models.CharField(_("建议的牵头单位"), max_length=40, blank=True)
    default_unit_confirmed = models.BooleanField(_("牵头单位已确认"), default=False)

    objects = BaseTypeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("基地类型")
        ordering = ["number"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("bases:types")

    def roles_of(self, actor: Actor) -> set[Role]:
        return set()

    @property
    def unit_words(self) -> str:
        return self.default_unit.short_name if self.default_unit_id else self.proposed_unit


class HostQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        """The county's staff see every host, a mentor the own one; the public meets hosts by name only."""
        if _is_staff(actor):
            return self
        if actor.role == Role.MENTOR:
            return self.filter(members__hat=actor.hat_id)
        return self.none()

    def with_counts(self):
        """Add how many bases stand at each."""
        return self.annotate(built=models.Count("bases", filter=Q(bases__state__in=BUILT)))


class Host(Record):
    """An enterprise or institution at which bases and positions are."""

    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise", _("企业")
        INSTITUTION = "institution", _("事业单位")
        SCHOOL = "school", _("学校")
        OTHER = "other", _("其他")

    name = models.CharField(_("名称"), max_length=80, unique=True)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    kind = models.CharField(_("性质"), max_length=12, choices=Kind, default=Kind.ENTERPRISE)
    uscc = models.CharField(
        _("统一社会信用代码"),
        max_length=18,
        blank=True,
        validators=[RegexValidator(r"^[0-9A-HJ-NP-RTUW-Y]{18}$", _("应为18位数字或大写字母。"))],
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, verbose_name=_("联系单位"), related_name="hosts"
    )
    address = models.CharField(_("地址"), max_length=120, blank=True)
    contact = models.CharField(_("联系人"), max_length=40, blank=True)
    phone = models.CharField(_("联系电话"), max_length=30, blank=True)
    summary = models.TextField(_("简介"), max_length=1000, blank=True)
    caretaker = models.ForeignKey(  # counts only while nobody speaks for it
        Hat, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("代为联系")
    )
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)
    search = SearchColumn("name", "short_name", "pinyin")

    objects = HostQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("企业和单位")
        ordering = ["pinyin", "id"]
        indexes = [search_index("bases_host_search"), models.Index(fields=["pinyin", "id"], name="bases_host_pinyin")]
        constraints = [models.UniqueConstraint(fields=["uscc"], condition=~Q(uscc=""), name="bases_host_uscc_once")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("bases:host", args=[self.pk])

    def roles_of(self, actor: Actor) -> set[Role]:
        """An official of the unit in charge of it; the mentors it sent."""
        tied = (self.unit_id and self.unit_id == actor.unit_id) or (self.pk and self.pk == host_id_of(actor))
        return {actor.role} if tied else set()

    @property
    def standing_in(self):
        """Whose hat stands in for a contact, or None when it is worn no more."""
        hat = self.caretaker
        return hat if hat and hat.is_worn and hat.user.is_active else None

    def people(self):
        """Its mentors, for messages."""
        return Hat.objects.worn().filter(hostmember__host=self).people()


class HostMember(models.Model):
    """Ties a mentor's hat to the enterprise it was given for."""

    hat = models.OneToOneField(Hat, models.CASCADE, verbose_name=_("身份"))
    host = models.ForeignKey(Host, models.CASCADE, related_name="members", verbose_name=_("企业和单位"))

    class Meta:
        verbose_name = verbose_name_plural = _("企业联系人")

    def __str__(self):
        return str(self.hat)


def host_id_of(actor: Actor) -> int | None:
    """The host the actor's hat is tied to; read once per hat, however often it is asked."""
    member = getattr(actor.hat, "hostmember", None) if actor.role == Role.MENTOR else None
    return member.host_id if member else None


class BaseQuerySet(models.QuerySet):
    def built(self):
        """Bases that stand: the plaque was awarded and has not been taken down."""
        return self.filter(state__in=BUILT)

    def coming(self):
        return self.filter(state__in=COMING)

    def public(self):
        return self.built().filter(is_public=True)

    def visible_to(self, actor: Actor):
        """Everybody sees the public ones; the partners also those of their own on the way there."""
        if _is_staff(actor):
            return self
        public = Q(state__in=BUILT, is_public=True)
        if actor.role == Role.LIAISON:
            own = UniversityMember.objects.filter(hat=actor.hat_id).values("university")
            return self.filter(public | Q(partnership__university__in=own))
        if actor.role == Role.MENTOR:
            return self.filter(public | Q(host__in=HostMember.objects.filter(hat=actor.hat_id).values("host")))
        return self.filter(public)

    def review_due(self, start, end):
        """Running bases whose yearly review is due on a day in [start, end)."""
        return self.filter(state=State.OPERATING, review_due__gte=start, review_due__lt=end)

    def with_names(self):
        return self.select_related("base_type", "host", "unit", "partnership__university")


class Base(Staged):
    """One base: of a kind, at a host, led by a unit, part of a partnership; built from its plaque on."""

    name = models.CharField(_("基地名称"), max_length=80, unique=True)
    base_type = models.ForeignKey(BaseType, models.PROTECT, verbose_name=_("基地类型"), related_name="bases")
    host = models.ForeignKey(Host, models.PROTECT, verbose_name=_("依托单位"), related_name="bases")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("牵头单位"), related_name="bases")
    partnership = models.ForeignKey(
        Partnership, models.PROTECT, null=True, blank=True, verbose_name=_("所属合作"), related_name="bases"
    )
    address = models.CharField(_("地址"), max_length=120, blank=True)
    summary = models.TextField(_("简介"), max_length=2000, blank=True)
    is_public = models.BooleanField(_("授牌后对外公开"), default=True)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.PLAN, editable=False)
    plaque_on = models.DateField(_("授牌日期"), null=True, editable=False)
    review_due = models.DateField(_("下次复核"), null=True, editable=False)
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)
    search = SearchColumn("name", "summary", "pinyin")

    objects = BaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("基地")
        ordering = ["pinyin", "id"]
        indexes = [
            search_index("bases_base_search"),
            models.Index(fields=["pinyin", "id"], name="bases_base_pinyin"),
            models.Index(fields=["plaque_on", "id"], name="bases_base_plaque"),
            models.Index(fields=["state", "pinyin", "id"], name="bases_base_state"),
            models.Index(fields=["review_due"], condition=Q(state=State.OPERATING), name="bases_base_review"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=BUILT) | Q(plaque_on__isnull=False), name="bases_built_has_plaque_date"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(*COMING, State.DROPPED)) | Q(plaque_on=None), name="bases_coming_has_no_plaque"
            ),
            models.CheckConstraint(
                condition=Q(state__in=(State.PLAN, State.DROPPED)) | Q(partnership__isnull=False),
                name="bases_agreement_has_partnership",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.OPERATING) | Q(review_due__isnull=False), name="bases_operating_has_review"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("bases:base", args=[self.pk])

    @property
    def tone(self) -> str:
        """How the state's badge is drawn."""
        return TONES[self.state]

    @property
    def holder(self) -> str:
        """Who has to do the next thing; "" when it has ended."""
        if self.state in ENDED:
            return ""
        return str(Role.OFFICE.label) if self.state in (State.AGREEMENT, State.REVIEW) else self.unit.short_name

    @property
    def held_until(self):
        return self.review_due if self.state == State.OPERATING else None

    @property
    def is_built(self) -> bool:
        return self.state in BUILT

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    def roles_of(self, actor: Actor) -> set[Role]:
        """An official of the lead unit, a liaison of its university, a mentor of its host."""
        tied = {
            Role.OFFICIAL: lambda: actor.unit_id == self.unit_id,
            Role.LIAISON: lambda: self.partnership_id and self.partnership.university_id == university_id_of(actor),
            Role.MENTOR: lambda: self.host_id == host_id_of(actor),
        }.get(actor.role)
        return {actor.role} if tied and tied() else set()

    def opens_to(self, actor: Actor) -> bool:
        """Whether the actor sees more than the public: the steps, their proof, the timeline."""
        return _is_staff(actor) or actor.role in self.roles_of(actor)

    def people_with(self, *roles: Role):
        """Who to tell: the lead unit's officials, the university's liaisons, the host's mentors, the office."""
        tied = {
            Role.OFFICIAL: Q(unit=self.unit_id),
            Role.LIAISON: Q(university_tie__university__partnerships=self.partnership_id or 0),
            Role.MENTOR: Q(hostmember__host=self.host_id),
        }
        return Hat.objects.worn().among(roles, tied).people()


PLANNED = "plan"  # the first step, which no move leads to


class BaseStepQuerySet(StepQuerySet):
    def visible_to(self, actor: Actor):
        """Proof is for the county's staff and for the base's own university and host, never for the public."""
        if _is_staff(actor):
            return self
        if actor.role == Role.LIAISON:
            own = UniversityMember.objects.filter(hat=actor.hat_id).values("university")
            return self.filter(base__partnership__university__in=own)
        if actor.role == Role.MENTOR:
            return self.filter(base__host__in=HostMember.objects.filter(hat=actor.hat_id).values("host"))
        return self.none()


class BaseStep(Step):
    """That a base took a step in its life on a day, with its proof."""

    base = models.ForeignKey(Base, models.CASCADE, related_name="steps")

    objects = BaseStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("基地步骤")
        ordering = ["base_id", "day", "id"]
        indexes = [models.Index(fields=["move", "day"], condition=Q(struck_at=None), name="bases_step_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["base", "move"],
                condition=Q(struck_at=None, move__in=(PLANNED, "sign", "award", "operate", "withdraw")),
                name="bases_step_once",
            )
        ]

    def __str__(self):
        return f"{self.label} {self.day}"

    @property
    def label(self) -> str:
        return str(State.PLAN.label if self.move == PLANNED else LIFE[self.move].label)
