"""The universities the county works with, their experts, the partnership of the day, its leader, and every contact."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Hat, Unit, User
from accounts.permissions import Actor, Role
from files.models import Upload
from notifications.models import Record
from ruoyi_coop.lib.search import SearchColumn, search_index


class ReferenceUniversity(models.Model):
    """One institution of the Ministry of Education's 2017 list, from which a university is added without typing."""

    moe_code = models.CharField(_("学校标识码"), max_length=10, unique=True)
    name = models.CharField(_("学校名称"), max_length=60, unique=True)
    province = models.CharField(_("省份"), max_length=20)
    city = models.CharField(_("所在地"), max_length=20, blank=True)
    supervisor = models.CharField(_("主管部门"), max_length=60, blank=True)
    level = models.CharField(_("办学层次"), max_length=10)
    remarks = models.CharField(_("备注"), max_length=40, blank=True)
    alias = models.CharField(_("简称"), max_length=60, blank=True)
    pinyin = models.CharField(max_length=400)
    search = SearchColumn("name", "alias", "pinyin")

    class Meta:
        verbose_name = verbose_name_plural = _("全国高校名单")
        ordering = ["pinyin", "id"]
        indexes = [search_index("reference_search")]

    def __str__(self):
        return self.name


class OneItem(Func):
    """`int8range(id, id, '[]')`: lets a plain id stand in an exclusion constraint without the btree_gist extension."""

    function = "int8range"

    def __init__(self, column: str):
        super().__init__(F(column), F(column), Value("[]"))


def never_two(name: str, column: str) -> ExclusionConstraint:
    """No two rows of the same `column` may overlap in `during`."""
    return ExclusionConstraint(
        name=name,
        expressions=[(OneItem(column), RangeOperators.OVERLAPS), ("during", RangeOperators.OVERLAPS)],
    )


class UniversityQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        """Everybody sees the public ones; the county's staff see all, a liaison also the own one."""
        if actor.reads_all or actor.role in {Role.OFFICIAL, Role.ADMINISTRATOR}:
            return self
        if actor.role == Role.LIAISON:
            return self.filter(Q(is_public=True) | Q(members__hat=actor.hat_id)).distinct()
        return self.filter(is_public=True)

    def partners(self):
        """Those with a partnership today: what “合作高校” counts."""
        return self.filter(pk__in=Partnership.objects.current().values("university"))

    def with_lead(self):
        """Add today's partnership: lead unit's id and name, and its first day."""
        current = Partnership.objects.current().filter(university=OuterRef("pk"))
        return self.annotate(
            lead_unit_id=Subquery(current.values("lead_unit")[:1]),
            lead_unit_name=Subquery(current.values("lead_unit__short_name")[:1]),
            partnership_id=Subquery(current.values("pk")[:1]),
        )


class University(Record):
    """A university the county works with or wants to."""

    name = models.CharField(_("学校名称"), max_length=60, unique=True)
    short_name = models.CharField(_("简称"), max_length=20, blank=True)
    moe_code = models.CharField(_("学校标识码"), max_length=10, unique=True, null=True, blank=True)
    province = models.CharField(_("省份"), max_length=20)
    city = models.CharField(_("所在地"), max_length=20, blank=True)
    supervisor = models.CharField(_("主管部门"), max_length=60, blank=True)
    level = models.CharField(_("办学层次"), max_length=10, blank=True)
    website = models.URLField(_("网址"), blank=True)
    summary = models.TextField(_("合作简介"), blank=True, max_length=1000)
    not_listed_reason = models.CharField(_("不在全国名单中的原因"), max_length=100, blank=True)
    is_public = models.BooleanField(_("向社会公开"), default=True)
    last_contact_on = models.DateField(_("最近联系"), null=True, blank=True, editable=False)
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)
    search = SearchColumn("name", "short_name", "pinyin")

    objects = UniversityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("高校")
        ordering = ["pinyin", "id"]
        indexes = [
            search_index("university_search"),
            models.Index(fields=["pinyin", "id"], name="university_pinyin"),
            models.Index(fields=["province", "pinyin"], name="university_province"),
            models.Index(fields=["last_contact_on", "id"], name="university_contact"),
            models.Index(fields=["created_at", "id"], name="university_created"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("universities:university", args=[self.pk])

    @property
    def partnership(self):
        """Today's partnership, or None."""
        return self.partnerships.current().select_related("lead_unit").first()

    def roles_of(self, actor: Actor) -> set[Role]:
        """A liaison tied to it, an official of the unit that leads it today."""
        if actor.role == Role.LIAISON:
            return {actor.role} if self.members.filter(hat=actor.hat_id).exists() else set()
        if actor.role == Role.OFFICIAL:
            leads = self.partnerships.current().filter(lead_unit=actor.unit_id).exists()
            return {actor.role} if leads else set()
        return set()

    def people_with(self, role: Role):
        """The people to tell: its liaisons, or the officials of its lead unit."""
        hats = Hat.objects.worn().filter(role=role)
        if role == Role.LIAISON:
            hats = hats.filter(universitymember__university=self)
        elif role == Role.OFFICIAL:
            hats = hats.filter(unit__in=self.partnerships.current().values("lead_unit"))
        return User.objects.filter(pk__in=hats.values("user"), is_active=True)


class UniversityMember(models.Model):
    """Ties a liaison's hat to the university it was given for."""

    hat = models.OneToOneField(Hat, models.CASCADE, verbose_name=_("身份"))
    university = models.ForeignKey(University, models.CASCADE, related_name="members", verbose_name=_("高校"))

    class Meta:
        verbose_name = verbose_name_plural = _("高校联络员")

    def __str__(self):
        return str(self.hat)


class ExpertQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        if actor.reads_all or actor.role in {Role.OFFICIAL, Role.ADMINISTRATOR}:
            return self
        if actor.role == Role.LIAISON:
            return self.filter(Q(is_public=True) | Q(university__members__hat=actor.hat_id)).distinct()
        return self.filter(is_public=True)

    def engaged(self):
        """What “专家” counts: each person once, of a university the county works with today."""
        return self.filter(university__in=University.objects.partners())


class Expert(Record):
    """One expert of one university; the same name there a second time must be told apart by the title."""

    university = models.ForeignKey(University, models.PROTECT, related_name="experts", verbose_name=_("高校"))
    name = models.CharField(_("姓名"), max_length=40)
    title = models.CharField(_("职称"), max_length=40, blank=True)
    department = models.CharField(_("院系"), max_length=60, blank=True)
    field = models.CharField(_("专业方向"), max_length=100)
    summary = models.TextField(_("简介"), blank=True, max_length=1000)
    phone = models.CharField(_("联系电话"), max_length=20, blank=True)
    email = models.EmailField(_("电子邮箱"), blank=True)
    is_public = models.BooleanField(_("向社会公开"), default=True)
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)
    search = SearchColumn("name", "field", "department", "pinyin")

    objects = ExpertQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("专家")
        ordering = ["pinyin", "id"]
        indexes = [
            search_index("expert_search"),
            models.Index(fields=["pinyin", "id"], name="expert_pinyin"),
            models.Index(fields=["university", "pinyin"], name="expert_university"),
        ]
        constraints = [models.UniqueConstraint(fields=["university", "name", "title"], name="expert_once")]

    def __str__(self):
        return f"{self.name} {self.title}".strip()

    def get_absolute_url(self):
        return reverse("universities:expert", args=[self.pk])

    def roles_of(self, actor: Actor) -> set[Role]:
        return self.university.roles_of(actor)


class PartnershipQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        if actor.reads_all or actor.role in {Role.OFFICIAL, Role.ADMINISTRATOR}:
            return self
        if actor.role == Role.LIAISON:
            return self.filter(university__members__hat=actor.hat_id)
        return self.none()

    def on(self, day):
        return self.filter(during__contains=day)

    def current(self):
        return self.on(timezone.localdate())


class Partnership(Record):
    """1+1+N: one university and one lead unit from a day to a day; the bases hang on it."""

    university = models.ForeignKey(University, models.PROTECT, related_name="partnerships", verbose_name=_("高校"))
    lead_unit = models.ForeignKey(Unit, models.PROTECT, related_name="partnerships", verbose_name=_("牵头单位"))
    during = DateRangeField(_("起止"))
    topic = models.CharField(_("合作方向"), max_length=100, blank=True)
    end_reason = models.CharField(_("结束原因"), max_length=200, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("1+1+N 合作")
        ordering = ["university__pinyin", "-during"]
        constraints = [never_two("partnership_one_lead_a_day", "university_id")]

    def __str__(self):
        return f"{self.university} × {self.lead_unit}"

    def get_absolute_url(self):
        return reverse("universities:partnership", args=[self.pk])

    @property
    def thread(self) -> str:
        return self.key

    @property
    def since(self):
        return self.during.lower

    @property
    def until(self):
        return self.during.upper

    @property
    def is_current(self) -> bool:
        today = timezone.localdate()
        return self.since <= today and (self.until is None or today < self.until)

    def roles_of(self, actor: Actor) -> set[Role]:
        if actor.role == Role.OFFICIAL and actor.unit_id == self.lead_unit_id:
            return {actor.role}
        return self.university.roles_of(actor) if actor.role == Role.LIAISON else set()


class LeaderAttachment(Record):
    """Which leader of which of the county's four bodies is attached to a university (挂点), one at a time."""

    class Body(models.TextChoices):
        PARTY = "party", _("县委")
        CONGRESS = "congress", _("县人大")
        GOVERNMENT = "government", _("县政府")
        CPPCC = "cppcc", _("县政协")

    university = models.ForeignKey(University, models.CASCADE, related_name="attachments", verbose_name=_("高校"))
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="attachments", verbose_name=_("挂点领导")
    )
    body = models.CharField(_("班子"), max_length=12, choices=Body)
    during = DateRangeField(_("起止"))

    class Meta:
        verbose_name = verbose_name_plural = _("领导挂点")
        ordering = ["-during"]
        constraints = [never_two("attachment_one_leader_a_day", "university_id")]

    def __str__(self):
        return f"{self.leader} · {self.get_body_display()}"

    @property
    def thread(self) -> str:
        return self.university.key


class ContactQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        if actor.reads_all or actor.role == Role.OFFICIAL:
            return self
        if actor.role == Role.LIAISON:
            return self.filter(university__members__hat=actor.hat_id)
        return self.none()


class Contact(Record):
    """One two-way contact with a university: who met whom, when, about what."""

    class Kind(models.TextChoices):
        VISIT = "visit", _("走访高校")
        GUEST = "guest", _("来访芮城")
        PHONE = "phone", _("电话")
        ONLINE = "online", _("线上会谈")
        LETTER = "letter", _("函件")

    university = models.ForeignKey(University, models.CASCADE, related_name="contacts", verbose_name=_("高校"))
    on = models.DateField(_("日期"), default=timezone.localdate)
    kind = models.CharField(_("方式"), max_length=10, choices=Kind)
    people = models.CharField(_("参加人员"), max_length=200)
    summary = models.TextField(_("谈了什么"), max_length=2000)
    upload = models.ForeignKey(Upload, models.PROTECT, null=True, blank=True, verbose_name=_("附件"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("记录人")
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("联系记录")
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["university", "-on"], name="contact_university")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.on}"

    @property
    def thread(self) -> str:
        return self.university.key
