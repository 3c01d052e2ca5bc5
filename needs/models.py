"""What the county needs (需求), what universities offer (供给), how far each need came, and which pairs do not fit."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Hat, Unit
from accounts.permissions import Actor, Role
from bases.models import Host, HostMember, host_id_of
from files.models import Step, StepQuerySet
from needs.workflow import ENDED, NEED, OPEN, PASSED, SUPPLY_TONES, TONES, State, SupplyState
from notifications.models import Staged
from ruoyi_coop.lib.masking import mask_mobile
from ruoyi_coop.lib.search import SearchColumn, search_index
from universities.models import Expert, University, UniversityMember, university_id_of

KEYWORDS, KEYWORD_LENGTH = 8, 12
PHONE = RegexValidator(r"^(1[3-9]\d{9}|(0\d{2,3}-?)?\d{7,8})$", _("请填手机号或固定电话，例如 0359-3022000。"))


def keywords_field() -> ArrayField:
    return ArrayField(
        models.CharField(max_length=KEYWORD_LENGTH), size=KEYWORDS, default=list, blank=True, verbose_name=_("关键词")
    )


def own_universities(actor: Actor) -> models.QuerySet:
    return UniversityMember.objects.filter(hat=actor.hat_id).values("university")


class NeedQuerySet(models.QuerySet):
    def in_store(self):
        """Needs that passed the review and still look for an answer: what 在库需求 counts and lists."""
        return self.filter(state__in=OPEN)

    def visible_to(self, actor: Actor):
        """County: what passed the review, and all of the own unit. Universities: what is in the store, what they
        answered. An enterprise: its own."""
        if actor.reads_all:
            return self
        if actor.role == Role.OFFICIAL:
            return self.filter(Q(state__in=PASSED) | Q(unit=actor.unit_id))
        if actor.role == Role.LIAISON:
            answered = Supply.objects.filter(answers=OuterRef("pk"), university__in=own_universities(actor))
            return self.filter(Q(state__in=OPEN) | Exists(answered))
        if actor.role == Role.MENTOR:
            return self.filter(host__in=HostMember.objects.filter(hat=actor.hat_id).values("host"))
        return self.none()

    def unanswered(self, actor: Actor):
        """In the store and without an answer that stands; for a university, without one of its own."""
        answers = Supply.objects.standing().filter(answers=OuterRef("pk"))
        if actor.role == Role.LIAISON:
            answers = answers.filter(university__in=own_universities(actor))
        return self.in_store().filter(~Exists(answers))

    def with_answers(self):
        """Add how many answers each has, withdrawn ones aside."""
        standing = Q(answered_by__state__in=(SupplyState.OFFERED, SupplyState.ACCEPTED))
        return self.annotate(answer_count=models.Count("answered_by", filter=standing))

    def wanted_between(self, start, end):
        """In the store and wanted on a day in [start, end)."""
        return self.in_store().filter(wanted_by__gte=start, wanted_by__lt=end)


class Need(Staged):
    """Something a county unit, or an enterprise it looks after, wants from a university."""

    class Kind(models.TextChoices):
        TECHNOLOGY = "technology", _("技术攻关")
        TALENT = "talent", _("人才引进")
        ADVICE = "advice", _("智库咨询")
        TRAINING = "training", _("培训")
        PLATFORM = "platform", _("平台共建")
        OTHER = "other", _("其他")

    title = models.CharField(_("需求名称"), max_length=80)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("责任单位"), related_name="needs")
    host = models.ForeignKey(
        Host, models.PROTECT, null=True, blank=True, verbose_name=_("提出企业"), related_name="needs"
    )
    kind = models.CharField(_("需求类型"), max_length=12, choices=Kind, default=Kind.TECHNOLOGY)
    field = models.CharField(_("领域"), max_length=40)
    keywords = keywords_field()
    detail = models.TextField(_("具体内容"), max_length=2000, blank=True)
    contact_name = models.CharField(_("联系人"), max_length=40)
    contact_mobile = models.CharField(_("联系电话"), max_length=20, blank=True, validators=[PHONE])
    wanted_by = models.DateField(_("希望解决日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.REGISTERED, editable=False)
    rung_on = models.DateField(_("在此阶段自"), default=timezone.localdate, editable=False)
    held_from = models.CharField(_("搁置前状态"), max_length=12, blank=True, editable=False)
    words = models.CharField(max_length=200, blank=True, editable=False)  # the keywords as the search column reads them
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)
    search = SearchColumn("title", "field", "words", "detail", "pinyin")

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("需求")
        ordering = ["pinyin", "id"]
        indexes = [
            search_index("needs_need_search"),
            GinIndex(fields=["keywords"], name="needs_need_keywords"),
            models.Index(fields=["pinyin", "id"], name="needs_need_pinyin"),
            models.Index(fields=["state", "pinyin", "id"], name="needs_need_state"),
            models.Index(fields=["rung_on", "id"], name="needs_need_rung"),
            models.Index(fields=["wanted_by", "id"], name="needs_need_wanted"),
            models.Index(fields=["field", "state"], name="needs_need_field"),
            models.Index(fields=["wanted_by"], condition=Q(state__in=OPEN), name="needs_need_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.ON_HOLD, held_from__gt="") | (~Q(state=State.ON_HOLD) & Q(held_from="")),
                name="needs_held_knows_from",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("needs:need", args=[self.pk])

    def get_contact_mobile_display(self) -> str:
        """The number as the history and those outside may read it; `pages` and `notifications` look for this name."""
        return mask_mobile(self.contact_mobile)

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def owner(self) -> str:
        """Who raised it, in a word or two."""
        return str(self.host.short_name or self.host) if self.host_id else self.unit.short_name

    @property
    def holder(self) -> str:
        """Who has to do the next thing; "" when it has ended."""
        if self.state in ENDED:
            return ""
        if self.state in (State.REGISTERED, State.ON_HOLD):
            return str(Role.OFFICE.label)
        return self.owner if self.state == State.RETURNED else self.unit.short_name

    @property
    def held_until(self):
        return self.wanted_by if self.is_open else None

    @property
    def is_open(self) -> bool:
        """Whether it looks for answers."""
        return self.state in OPEN

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    @property
    def days_here(self) -> int:
        """For how many days it has been where it is."""
        return (timezone.localdate() - self.rung_on).days

    def roles_of(self, actor: Actor) -> set[Role]:
        """An official of the unit that answers for it; a mentor of the enterprise that raised it."""
        tied = {
            Role.OFFICIAL: lambda: actor.unit_id == self.unit_id,
            Role.MENTOR: lambda: self.host_id is not None and self.host_id == host_id_of(actor),
        }.get(actor.role)
        return {actor.role} if tied and tied() else set()

    def tells_contact_to(self, actor: Actor) -> bool:
        """The number in full is for its owners, the office, and a university whose answer was accepted."""
        if actor.role == Role.LIAISON:
            mine = {"university__in": own_universities(actor), "state": SupplyState.ACCEPTED}
            return self.answered_by.filter(**mine).exists()
        return actor.role == Role.OFFICE or actor.role in self.roles_of(actor)

    def people_with(self, *roles: Role):
        """Who to tell: the unit's officials, the host's mentors, liaisons who answered, the office."""
        answering = University.objects.filter(
            supplies__in=Supply.objects.standing().filter(answers=self.pk).values("pk")
        )
        tied = {
            Role.OFFICIAL: Q(unit=self.unit_id),
            Role.MENTOR: Q(hostmember__host=self.host_id or 0),
            Role.LIAISON: Q(university_tie__university__in=answering.values("pk")),
        }
        return Hat.objects.worn().among(roles, tied).people()


REGISTERED = "register"  # the first step, which no move leads to


class NeedStep(Step):
    """That a need reached a rung on a day, and who took it there."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="steps")

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("需求步骤")
        ordering = ["need_id", "day", "id"]
        indexes = [models.Index(fields=["move", "day"], condition=Q(struck_at=None), name="needs_step_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["need", "move"], condition=Q(struck_at=None), name="needs_step_once")
        ]

    def __str__(self):
        return f"{self.label} {self.day}"

    @property
    def label(self) -> str:
        return str(_("登记")) if self.move == REGISTERED else str(NEED[self.move].label)


class SupplyQuerySet(models.QuerySet):
    def standing(self):
        return self.exclude(state=SupplyState.WITHDRAWN)

    def accepted(self):
        """What is in the store: what the county may be offered."""
        return self.filter(state=SupplyState.ACCEPTED)

    def visible_to(self, actor: Actor):
        """County: what was accepted, and every answer to the own unit's needs. Universities: their own."""
        if actor.reads_all:
            return self
        if actor.role == Role.OFFICIAL:
            return self.filter(Q(state=SupplyState.ACCEPTED) | Q(answers__unit=actor.unit_id))
        if actor.role == Role.LIAISON:
            return self.filter(university__in=own_universities(actor))
        return self.none()

    def with_names(self):
        return self.select_related("university", "expert", "answers")


class Supply(Staged):
    """Something a university can give: a result, a team, a service; perhaps as the answer to one need."""

    class Kind(models.TextChoices):
        RESULT = "result", _("成果")
        TEAM = "team", _("团队")
        SERVICE = "service", _("服务")

    class Maturity(models.TextChoices):
        BENCH = "bench", _("小试")
        PILOT = "pilot", _("中试")
        READY = "ready", _("可产业化")
        NONE = "none", _("不适用")

    university = models.ForeignKey(University, models.PROTECT, verbose_name=_("高校"), related_name="supplies")
    expert = models.ForeignKey(
        Expert, models.PROTECT, null=True, blank=True, verbose_name=_("专家"), related_name="supplies"
    )
    kind = models.CharField(_("供给类型"), max_length=10, choices=Kind, default=Kind.TEAM)
    title = models.CharField(_("供给名称"), max_length=80)
    field = models.CharField(_("领域"), max_length=40)
    keywords = keywords_field()
    maturity = models.CharField(_("成熟度"), max_length=10, choices=Maturity, default=Maturity.NONE)
    detail = models.TextField(_("具体内容"), max_length=2000, blank=True)
    answers = models.ForeignKey(
        Need, models.PROTECT, null=True, blank=True, verbose_name=_("应答的需求"), related_name="answered_by"
    )
    state = models.CharField(_("状态"), max_length=10, choices=SupplyState, default=SupplyState.OFFERED, editable=False)
    words = models.CharField(max_length=200, blank=True, editable=False)
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)
    search = SearchColumn("title", "field", "words", "detail", "pinyin")

    objects = SupplyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("供给")
        ordering = ["pinyin", "id"]
        indexes = [
            search_index("needs_supply_search"),
            GinIndex(fields=["keywords"], name="needs_supply_keywords"),
            models.Index(fields=["pinyin", "id"], name="needs_supply_pinyin"),
            models.Index(fields=["state", "pinyin", "id"], name="needs_supply_state"),
            models.Index(fields=["state_since", "id"], name="needs_supply_since"),
            models.Index(fields=["field", "state"], name="needs_supply_field"),
            models.Index(fields=["university", "-created_at", "-id"], name="needs_supply_latest"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("needs:supply", args=[self.pk])

    @property
    def tone(self) -> str:
        return SUPPLY_TONES[self.state]

    @property
    def holder(self) -> str:
        if self.state == SupplyState.WITHDRAWN:
            return ""
        return str(Role.OFFICE.label) if self.state == SupplyState.OFFERED else self.university.short_name

    def roles_of(self, actor: Actor) -> set[Role]:
        """A liaison of the university that offers it."""
        is_own = actor.role == Role.LIAISON and self.university_id == university_id_of(actor)
        return {actor.role} if is_own else set()

    def people_with(self, *roles: Role):
        """Who to tell: the university's liaisons, the officials whose need it answers, the office."""
        tied = {
            Role.LIAISON: Q(university_tie__university=self.university_id),
            Role.OFFICIAL: Q(unit__needs=self.answers_id or 0),
            Role.MENTOR: Q(hostmember__host__needs=self.answers_id or 0),
        }
        return Hat.objects.worn().among(roles, tied).people()


class Dismissal(models.Model):
    """That somebody found a supply unfit for a need, and why; deleting the row takes it back, the events stay."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="dismissals", verbose_name=_("需求"))
    supply = models.ForeignKey(Supply, models.CASCADE, related_name="dismissals", verbose_name=_("供给"))
    reason = models.CharField(_("理由"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("经办人"))
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("不合适")
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["need", "supply"], name="needs_dismissed_once")]

    def __str__(self):
        return str(self.supply)

    @property
    def thread(self) -> str:
        return self.need.key
