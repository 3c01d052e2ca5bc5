"""What was agreed and what was seen: agreements with parties, days and scan; site visits with their candidates."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor, Role
from files.models import Upload
from notifications.models import Record
from projects.models.projects import Project
from ruoyi_coop.lib.calendar import DAY
from ruoyi_coop.lib.search import SearchColumn, search_index
from supervision.models import universities_of
from universities.models import Partnership

EXPIRING = 90  # days before the end from which an agreement shows as running out


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        """Both partners see what they agreed; the office, leaders and auditors see all."""
        if actor.reads_all:
            return self
        if actor.role == Role.OFFICIAL:
            led = Partnership.objects.filter(lead_unit=actor.unit_id).values("pk")
            return self.filter(Q(partnership__in=led) | Q(project__unit=actor.unit_id))
        if actor.role == Role.LIAISON:
            return self.filter(partnership__university__in=universities_of(actor))
        return self.none()

    def in_force(self, day: date | None = None):
        day = day or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), signed_on__lte=day)

    def running_out(self):
        """In force, ending within the warning time, and not renewed."""
        until = timezone.localdate() + DAY * EXPIRING
        return self.in_force().filter(ends_on__lte=until, renewal=None)

    def ending_between(self, start, end):
        return self.filter(ends_on__gte=start, ends_on__lt=end, renewal=None)

    def with_names(self):
        return self.select_related("partnership__university", "partnership__lead_unit", "project")


class Agreement(Record):
    """A framework agreement or a contract: who with whom, from when until when, and the signed scan."""

    class Kind(models.TextChoices):
        FRAMEWORK = "framework", _("框架协议")
        CONTRACT = "contract", _("项目合同")

    kind = models.CharField(_("类别"), max_length=10, choices=Kind)
    title = models.CharField(_("名称"), max_length=120)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="agreements", verbose_name=_("所属合作"))
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="agreements", verbose_name=_("项目")
    )
    parties = models.CharField(_("签约各方"), max_length=300)
    signed_on = models.DateField(_("签订日期"))
    ends_on = models.DateField(_("有效期至"), null=True, blank=True)
    scan = models.ForeignKey(Upload, models.PROTECT, related_name="+", verbose_name=_("签字扫描件"))
    renews = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="renewal", verbose_name=_("续签自")
    )
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)
    search = SearchColumn("title", "parties")

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("协议")
        ordering = ["-signed_on", "-id"]
        indexes = [
            search_index("agreement_search"),
            models.Index(fields=["-signed_on", "-id"], name="agreement_signed"),
            models.Index(fields=["ends_on", "id"], name="agreement_ends"),
            models.Index(fields=["partnership", "-signed_on"], name="agreement_partnership"),
            models.Index(fields=["project", "-signed_on"], name="agreement_project"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("signed_on")),
                name="agreement_dates",
                violation_error_message=_("有效期不能早于签订日期。"),
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("projects:agreement", args=[self.pk])

    @property
    def thread(self) -> str:
        return self.project.key if self.project_id else self.partnership.thread

    @property
    def is_running_out(self) -> bool:
        return bool(self.ends_on) and timezone.localdate() <= self.ends_on <= timezone.localdate() + DAY * EXPIRING

    @property
    def is_over(self) -> bool:
        return bool(self.ends_on) and self.ends_on < timezone.localdate()

    def roles_of(self, actor: Actor) -> set[Role]:
        return (self.project.roles_of(actor) if self.project_id else set()) | self.partnership.roles_of(actor)

    def people_with(self, *roles: Role):
        return self.partnership.people_with(*roles)


class VisitQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        return self.filter(project__in=Project.objects.visible_to(actor))


class SiteVisit(Record):
    """考察: who went where on a day to look at candidate sites, and what they thought of each."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="visits", verbose_name=_("项目"))
    day = models.DateField(_("考察日期"), default=timezone.localdate)
    people = models.CharField(_("参加人员"), max_length=200)
    summary = models.TextField(_("考察情况"), max_length=2000, blank=True)
    upload = models.ForeignKey(Upload, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("附件"))
    sites_told = models.CharField(_("备选点"), max_length=1000, blank=True)  # the candidates in words, for the history
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("考察")
        ordering = ["-day", "-id"]
        indexes = [models.Index(fields=["project", "-day"], name="visit_project")]

    def __str__(self):
        return f"{self.project} · {self.day}"

    def get_absolute_url(self):
        return f"{self.project.get_absolute_url()}#visits"

    @property
    def thread(self) -> str:
        return self.project.key

    def roles_of(self, actor: Actor) -> set[Role]:
        return self.project.roles_of(actor)


class Site(models.Model):
    """One candidate: the place, what was found there, and whether it was chosen."""

    visit = models.ForeignKey(SiteVisit, models.CASCADE, related_name="sites")
    place = models.CharField(_("地点"), max_length=80)
    assessment = models.CharField(_("评价"), max_length=300, blank=True)
    is_chosen = models.BooleanField(_("选定"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("备选点")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["visit", "place"], name="site_once")]

    def __str__(self):
        return self.place
