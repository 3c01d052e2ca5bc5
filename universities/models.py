"""The universities the county works with: register, experts, the dated 1+1+N partnership, attached leaders, contacts."""

from datetime import date

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Hat, Unit
from accounts.permissions import SITE_WIDE, STAFF, Actor, Role
from files.models import Upload
from notifications.models import Record
from ruoyi_coop.lib.search import SearchColumn, search_index
from universities.workflow import PartnershipState

LOOKS_INSIDE = STAFF - {Role.ADMINISTRATOR}  # county staff who do business: they read the contact log and internal notes


class Level(models.TextChoices):
    BACHELOR = "bachelor", _("本科")
    COLLEGE = "college", _("专科")
    OTHER = "other", _("科研院所等")


def one_at_a_time(name: str) -> ExclusionConstraint:
    """No two rows of one university share a day. The number stands as a range of one, so no extension is needed."""
    number = Func(F("university_id"), F("university_id"), Value("[]"), function="int8range", output_field=BigIntegerRangeField())
    expressions = [(number, RangeOperators.OVERLAPS), (F("during"), RangeOperators.OVERLAPS)]
    return ExclusionConstraint(name=name, expressions=expressions)


def not_empty(name: str) -> models.CheckConstraint:
    """An empty range overlaps nothing and would slip past the rule above; an open beginning is no date."""
    return models.CheckConstraint(condition=Q(during__isempty=False, during__startswith__isnull=False), name=name)


class ReferenceUniversity(models.Model):
    """One institution of the Ministry of Education's 2017 list; `aliases` are its abbreviations, the usual one first."""

    moe_code = models.CharField(_("学校标识码"), max_length=10, unique=True)
    name = models.CharField(_("校名"), max_length=60, unique=True)
    province = models.CharField(_("省份"), max_length=20)
    city = models.CharField(_("城市"), max_length=30)
    supervisor = models.CharField(_("主管部门"), max_length=40)
    level = models.CharField(_("办学层次"), max_length=10, choices=Level)
    remarks = models.CharField(_("备注"), max_length=40, blank=True)
    aliases = models.CharField(_("常用简称"), max_length=200, blank=True)
    pinyin = models.CharField(max_length=400)
    search = SearchColumn("name", "aliases", "pinyin")

    class Meta:
        verbose_name = verbose_name_plural = _("参考高校")
        ordering = ["moe_code"]
        indexes = [search_index("universities_reference_search")]

    def __str__(self):
        return self.name

    @property
    def short_name(self) -> str:
        return self.aliases.split(" ")[0] or self.name


class UniversityQuerySet(models.QuerySet):
    def partners(self, day: date | None = None):
        """Those with a partnership on the day (today): what "合作高校" counts and lists."""
        running = Partnership.objects.current(day).filter(university=models.OuterRef("pk"))
        return self.filter(models.Exists(running))

    def tied_to(self, actor: Actor):
        """The university of a liaison's hat; the universities that an official's unit leads."""
        if actor.role == Role.LIAISON:
            return self.filter(members__hat=actor.hat_id)
        if actor.role == Role.OFFICIAL:
            running = Partnership.objects.current().filter(university=models.OuterRef("pk"), lead_unit=actor.unit_id)
            return self.filter(models.Exists(running))
        return self.none()

    def public(self):
        return self.filter(is_public=True).partners()

    def visible_to(self, actor: Actor):
        if actor.role in STAFF:
            return self
        if actor.role == Role.LIAISON:
            return self.filter(Q(pk__in=University.objects.tied_to(actor)) | Q(pk__in=University.objects.public()))
        return self.public()


class University(Record):
    """A university on the county's register. It counts once: by the ministry's code and by name."""

    moe_code = models.CharField(_("学校标识码"), max_length=10, unique=True, null=True, blank=True)
    name = models.CharField(_("校名"), max_length=60, unique=True)
    short_name = models.CharField(_("简称"), max_length=30)
    province = models.CharField(_("省份"), max_length=20)
    city = models.CharField(_("城市"), max_length=30, blank=True)
    level = models.CharField(_("办学层次"), max_length=10, choices=Level, default=Level.BACHELOR)
    supervisor = models.CharField(_("主管部门"), max_length=40, blank=True)
    remarks = models.CharField(_("备注"), max_length=200, blank=True)
    off_list_reason = models.CharField(_("不在名单中的原因"), max_length=200, blank=True)
    intro = models.TextField(_("合作简介"), blank=True, max_length=2000)
    is_public = models.BooleanField(_("对外公开"), default=True)
    last_contact_on = models.DateField(_("最近联系"), null=True, blank=True, editable=False)
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)
    search = SearchColumn("name", "short_name", "pinyin", "city")

    objects = UniversityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("高校")
        ordering = ["pinyin", "id"]
        indexes = [
            search_index("university_search"),
            models.Index(fields=["pinyin", "id"], name="university_pinyin"),
            models.Index(fields=["last_contact_on", "id"], name="university_contact"),
            models.Index(fields=["province", "pinyin"], name="university_province"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(moe_code=""), name="university_code_not_blank"),
            models.CheckConstraint(
                condition=Q(moe_code__isnull=False) | ~Q(off_list_reason=""), name="university_listed_or_explained"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("universities:record", kwargs={"pk": self.pk})

    def partnership(self) -> "Partnership | None":
        """The one that runs today."""
        return self.partnerships.current().select_related("lead_unit").first()

    def attachment(self) -> "LeaderAttachment | None":
        """The leader attached today."""
        return self.attachments.current().select_related("leader__user", "leader__unit").first()

    def roles_of(self, actor: Actor) -> set[Role]:
        if actor.role == Role.LIAISON:
            tied = self.members.filter(hat=actor.hat_id).exists()
        elif actor.role == Role.OFFICIAL:
            tied = self.partnerships.current().filter(lead_unit=actor.unit_id).exists()
        else:
            tied = actor.role in SITE_WIDE
        return {actor.role} if tied else set()

    def people_with(self, *roles: Role) -> models.QuerySet:
        """Active people who hold one of the roles here today: liaisons, officials of the lead unit, the attached leader, office."""
        worn = Hat.objects.worn()
        tied = {
            Role.LIAISON: Q(university_tie__university=self),
            Role.OFFICIAL: Q(unit__in=self.partnerships.current().values("lead_unit")),
            Role.LEADER: Q(pk__in=self.attachments.current().values("leader")),
            Role.OFFICE: Q(),
        }
        hats = [worn.filter(tied[role], role=role).values("user") for role in roles]
        return get_user_model().objects.filter(is_active=True, pk__in=hats[0].union(*hats[1:]) if hats else [])


class UniversityMember(models.Model):
    """Ties a liaison's hat to the one university it speaks for."""

    hat = models.OneToOneField(Hat, models.CASCADE, related_name="university_tie", verbose_name=_("身份"))
    university = models.ForeignKey(University, models.PROTECT, related_name="members", verbose_name=_("高校"))

    class Meta:
        verbose_name = verbose_name_plural = _("高校联络员")

    def __str__(self):
        return f"{self.hat.user} · {self.university}"


class Dated(models.QuerySet):
    def current(self, day: date | None = None):
        """What holds on the day (today): the last day is the one before the range's upper bound."""
        return self.filter(during__contains=day or timezone.localdate())

    def open_ended(self):
        return self.filter(during__endswith=None)


class Span(models.Model):
    """Something that holds from a day until the day before another, or still does."""

    during = DateRangeField(_("起止"))

    class Meta:
        abstract = True

    @property
    def since(self) -> date:
        return self.during.lower

    @property
    def until(self) -> date | None:
        """The first day on which it no longer holds."""
        return self.during.upper

    @property
    def is_current(self) -> bool:
        return self.since <= timezone.localdate() and (self.until is None or timezone.localdate() < self.until)


class PartnershipQuerySet(Dated):
    def visible_to(self, actor: Actor):
        if actor.role in STAFF:
            return self
        if actor.role == Role.LIAISON:
            return self.filter(university__members__hat=actor.hat_id)
        return self.none()


class Partnership(Record, Span):
    """1+1+N: one university and one lead unit, on any day. Bases and projects point here.

    A hand-over keeps this row for the new lead unit, so that all that points here follows; the past is written as a
    row of its own (`successor` = this one). `during` is therefore the time of this lead unit, `began_on` the beginning
    of the whole.
    """

    university = models.ForeignKey(University, models.PROTECT, related_name="partnerships", verbose_name=_("高校"))
    lead_unit = models.ForeignKey(Unit, models.PROTECT, related_name="partnerships", verbose_name=_("牵头单位"))
    began_on = models.DateField(_("建立日期"))
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="former", editable=False)
    goal = models.TextField(_("合作目标"), blank=True, max_length=1000)
    end_reason = models.CharField(_("结束原因"), max_length=500, blank=True)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("1+1+N 合作")
        ordering = ["university__pinyin", "-began_on", "id"]
        constraints = [
            one_at_a_time("partnership_one_lead_a_day"),
            not_empty("partnership_has_days"),
            models.CheckConstraint(condition=Q(during__startswith__gte=F("began_on")), name="partnership_began_first"),
            models.CheckConstraint(
                condition=Q(during__endswith=None) | ~Q(end_reason=""), name="partnership_end_explained"
            ),
        ]
        indexes = [models.Index(fields=["lead_unit", "university"], name="partnership_lead")]

    def __str__(self):
        return f"{self.university} · {self.lead_unit}"

    def get_absolute_url(self):
        return reverse("universities:partnership", kwargs={"pk": self.pk})

    @property
    def thread(self) -> str:
        return self.university.key

    @property
    def state(self) -> str:
        return PartnershipState.RUNNING if self.until is None else PartnershipState.ENDED

    def get_state_display(self) -> str:
        return str(PartnershipState(self.state).label)

    def roles_of(self, actor: Actor) -> set[Role]:
        """The lead unit's officials for as long as it leads, and the university's liaisons."""
        if actor.role == Role.OFFICIAL:
            return {actor.role} if actor.unit_id == self.lead_unit_id and self.is_current else set()
        return self.university.roles_of(actor)

    def people_with(self, *roles: Role) -> models.QuerySet:
        return self.university.people_with(*roles)


class LeaderAttachment(Record, Span):
    """挂点: the county leader who looks after a university; one at a time."""

    university = models.ForeignKey(University, models.PROTECT, related_name="attachments", verbose_name=_("高校"))
    leader = models.ForeignKey(Hat, models.PROTECT, related_name="attachments", verbose_name=_("挂点领导"))

    objects = Dated.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("领导挂点")
        constraints = [one_at_a_time("attachment_one_leader_a_day"), not_empty("attachment_has_days")]
        indexes = [models.Index(fields=["leader", "university"], name="attachment_leader")]

    def __str__(self):
        return f"{self.university} · {self.leader.user}"

    def get_absolute_url(self):
        return self.university.get_absolute_url()

    @property
    def thread(self) -> str:
        return self.university.key

    @property
    def body(self) -> str:
        """Which of the four bodies the leader belongs to."""
        return str(self.leader.unit or "")


class ExpertQuerySet(models.QuerySet):
    def engaged(self, day: date | None = None):
        """Those who work with the county on the day (today): what "专家" counts and lists."""
        return self.filter(Q(until=None) | Q(until__gte=day or timezone.localdate()))

    def public(self):
        return self.filter(is_public=True, university__in=University.objects.public()).engaged()

    def visible_to(self, actor: Actor):
        if actor.role in STAFF:
            return self
        if actor.role == Role.LIAISON:
            return self.filter(
                Q(university__in=University.objects.tied_to(actor)) | Q(pk__in=Expert.objects.public().values("pk"))
            )
        return self.public()


class Expert(Record):
    """A person of a university whom the county works with. Counts once: two of one name differ by department."""

    university = models.ForeignKey(University, models.PROTECT, related_name="experts", verbose_name=_("高校"))
    name = models.CharField(_("姓名"), max_length=40)
    department = models.CharField(_("院系"), max_length=60, blank=True)
    title = models.CharField(_("职称"), max_length=30, blank=True)
    field = models.CharField(_("研究方向"), max_length=120)
    intro = models.TextField(_("简介"), blank=True, max_length=2000)
    mobile = models.CharField(_("手机号"), max_length=20, blank=True)
    email = models.EmailField(_("电子邮箱"), blank=True)
    since = models.DateField(_("合作起"), default=timezone.localdate)
    until = models.DateField(_("合作止"), null=True, blank=True)
    is_public = models.BooleanField(_("对外公开"), default=False)
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)
    search = SearchColumn("name", "pinyin", "field", "department")

    objects = ExpertQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("专家")
        ordering = ["pinyin", "id"]
        indexes = [
            search_index("expert_search"),
            models.Index(fields=["pinyin", "id"], name="expert_pinyin"),
            models.Index(fields=["since", "id"], name="expert_since"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["university", "name", "department"], name="expert_once"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="expert_dates"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("universities:expert", kwargs={"pk": self.pk})

    def roles_of(self, actor: Actor) -> set[Role]:
        return self.university.roles_of(actor)

    def people_with(self, *roles: Role) -> models.QuerySet:
        return self.university.people_with(*roles)


class ContactQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        if actor.role in LOOKS_INSIDE:
            return self
        if actor.role == Role.LIAISON:
            return self.filter(university__members__hat=actor.hat_id)
        return self.none()


class Contact(Record):
    """One time county and university spoke, visited or wrote: both sides log it, both read it."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("来访")
        VISITED = "visited", _("走访")
        PHONE = "phone", _("电话")
        ONLINE = "online", _("线上")
        LETTER = "letter", _("函件")

    class Direction(models.TextChoices):
        OURS = "ours", _("县里联系学校")
        THEIRS = "theirs", _("学校联系县里")

    university = models.ForeignKey(University, models.PROTECT, related_name="contacts", verbose_name=_("高校"))
    day = models.DateField(_("日期"), default=timezone.localdate)
    kind = models.CharField(_("方式"), max_length=10, choices=Kind)
    direction = models.CharField(_("谁联系谁"), max_length=10, choices=Direction)
    people = models.CharField(_("参加人员"), max_length=200, blank=True)
    summary = models.TextField(_("内容"), max_length=2000)
    upload = models.ForeignKey(Upload, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("附件"))
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登记人"), editable=False
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("联系记录")
        ordering = ["-day", "-id"]
        indexes = [
            models.Index(fields=["university", "-day", "-id"], name="contact_university"),
            models.Index(fields=["-day", "-id"], name="contact_day"),
        ]

    def __str__(self):
        return f"{self.university} · {self.get_kind_display()} {self.day:%Y-%m-%d}"

    def get_absolute_url(self):
        return f"{self.university.get_absolute_url()}#contacts"

    @property
    def thread(self) -> str:
        return self.university.key

    def roles_of(self, actor: Actor) -> set[Role]:
        return self.university.roles_of(actor)
