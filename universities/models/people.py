"""Experts, who count once, and the log of contacts between the county and a university."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import STAFF, Actor, Role
from files.models import Upload
from notifications.models import Record
from ruoyi_coop.lib.search import SearchColumn, search_index
from universities.models.register import LOOKS_INSIDE, University


class ExpertQuerySet(models.QuerySet):
    def engaged(self, day: date | None = None):
        """Those who work with the county on the day (today): what "专家" counts and lists."""
        return self.filter(Q(until=None) | Q(until__gte=day or timezone.localdate()))

    def without_reach(self):
        """Those of today whom nobody could call or write to."""
        return self.engaged().filter(mobile="", email="")

    def public(self):
        return self.filter(is_public=True, university__in=University.objects.public().values("pk")).engaged()

    def visible_to(self, actor: Actor):
        if actor.role in STAFF:
            return self
        if actor.role == Role.LIAISON:
            return self.filter(
                Q(university__in=University.objects.tied_to(actor).values("pk"))
                | Q(pk__in=Expert.objects.public().values("pk"))
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
            models.UniqueConstraint(
                fields=["university", "name", "department"],
                name="expert_once",
                violation_error_message=_("这所高校的同一院系已有同名专家；确是另一人的，请写明院系。"),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="expert_dates",
                violation_error_message=_("合作止不能早于合作起。"),
            ),
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

    def may_be_edited_by(self, actor: Actor) -> bool:
        """What was logged is mended by whoever logged it, or by the office."""
        return actor.role == Role.OFFICE or actor.user_id == self.logged_by_id
