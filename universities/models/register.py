"""The register: the ministry's list to start from, the universities, and whose hat speaks for which."""

from datetime import date

from django.db import models
from django.db.models import F, FilteredRelation, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Hat
from accounts.permissions import SITE_WIDE, STAFF, Actor, Role
from notifications.models import Record
from ruoyi_coop.lib.search import SearchColumn, search_index

LOOKS_INSIDE = STAFF - {Role.ADMINISTRATOR}  # county staff who do business: they read contacts and internal notes


class Level(models.TextChoices):
    BACHELOR = "bachelor", _("本科")
    COLLEGE = "college", _("专科")
    OTHER = "other", _("科研院所等")


class ReferenceUniversity(models.Model):
    """One institution of the Ministry of Education's list of 2017; `aliases` are its abbreviations, the usual first."""

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
        """Those with a partnership on the day (today): what "合作高校" counts and lists.

        A plain join: the exclusion constraint lets no university have two partnerships on one day.
        """
        return self.filter(partnerships__during__contains=day or timezone.localdate())

    def with_today(self):
        """Add what lists show of today: partnership, lead unit and leader, one join each."""
        today = timezone.localdate()
        return self.annotate(
            now=FilteredRelation("partnerships", condition=Q(partnerships__during__contains=today)),
            care=FilteredRelation("attachments", condition=Q(attachments__during__contains=today)),
            since=F("now__began_on"),
            lead_unit=F("now__lead_unit__short_name"),
            leader=F("care__leader__user__name"),
            body=F("care__leader__unit__short_name"),
        )

    def with_liaisons(self):
        """Add the members whose hats are worn today as `liaisons`, in one more query."""
        speaking = UniversityMember.objects.filter(hat__in=Hat.objects.worn()).select_related("hat__user")
        return self.prefetch_related(Prefetch("members", speaking, to_attr="liaisons"))

    def without_partnership(self):
        return self.exclude(pk__in=University.objects.partners())

    def without_leader(self):
        """Partners that no county leader looks after today."""
        return self.partners().exclude(attachments__during__contains=timezone.localdate())

    def without_liaison(self):
        """Partners for which nobody speaks in the portal today."""
        spoken_for = UniversityMember.objects.filter(hat__in=Hat.objects.worn())
        return self.partners().exclude(pk__in=spoken_for.values("university"))

    def lost(self):
        """Partners without a liaison and without anybody of the county who stands in for one."""
        return self.without_liaison().exclude(caretaker__in=Hat.objects.worn())

    def cared_for_by(self, actor: Actor):
        """Those that a county leader is attached to today."""
        return self.filter(attachments__during__contains=timezone.localdate(), attachments__leader=actor.hat_id)

    def tied_to(self, actor: Actor):
        """The university of a liaison's hat; the universities that an official's unit leads today."""
        if actor.role == Role.LIAISON:
            return self.filter(members__hat=actor.hat_id)
        if actor.role == Role.OFFICIAL:
            return self.filter(
                partnerships__during__contains=timezone.localdate(), partnerships__lead_unit=actor.unit_id
            )
        return self.none()

    def served_by(self, actor: Actor):
        """Where the actor may enter experts and contacts."""
        return self if actor.role in SITE_WIDE else self.tied_to(actor)

    def public(self):
        return self.filter(is_public=True).partners()

    def visible_to(self, actor: Actor):
        if actor.role in STAFF:
            return self
        if actor.role == Role.LIAISON:
            own, public = University.objects.tied_to(actor), University.objects.public()
            return self.filter(Q(pk__in=own.values("pk")) | Q(pk__in=public.values("pk")))
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
    caretaker = models.ForeignKey(  # counts only while nobody speaks for it
        Hat, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("代为联络")
    )
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
            models.Index(F("last_contact_on").desc(nulls_last=True), "pinyin", "id", name="university_last_contact"),
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

    @property
    def standing_in(self):
        """Whose hat stands in for a liaison, or None when it is worn no more."""
        hat = self.caretaker
        return hat if hat and hat.is_worn and hat.user.is_active else None

    def partnership(self):
        """The Partnership that runs today, or None."""
        return self.partnerships.current().select_related("lead_unit").first()

    def attachment(self):
        """The LeaderAttachment of today, or None."""
        return self.attachments.current().select_related("leader__user", "leader__unit").first()

    def roles_of(self, actor: Actor) -> set[Role]:
        if actor.role == Role.LIAISON:
            tied = self.members.filter(hat=actor.hat_id).exists()
        elif actor.role == Role.OFFICIAL:
            tied = self.partnerships.current().filter(lead_unit=actor.unit_id).exists()
        else:
            tied = actor.role in SITE_WIDE
        return {actor.role} if tied else set()

    def hats_with(self, *roles: Role) -> models.QuerySet:
        """Hats that hold one of the roles here today.

        Liaisons of the university, officials of its lead unit, the attached leader, the whole office.
        """
        tied = {
            Role.LIAISON: Q(university_tie__university=self),
            Role.OFFICIAL: Q(unit__in=self.partnerships.current().values("lead_unit")),
            Role.LEADER: Q(pk__in=self.attachments.current().values("leader")),
        }
        return Hat.objects.worn().among(roles, tied)

    def people_with(self, *roles: Role) -> models.QuerySet:
        """Active people who hold one of the roles here today, each once."""
        return self.hats_with(*roles).people()


class UniversityMember(models.Model):
    """Ties a liaison's hat to the one university it speaks for."""

    hat = models.OneToOneField(Hat, models.CASCADE, related_name="university_tie", verbose_name=_("身份"))
    university = models.ForeignKey(University, models.PROTECT, related_name="members", verbose_name=_("高校"))

    class Meta:
        verbose_name = verbose_name_plural = _("高校联络员")

    def __str__(self):
        return f"{self.hat.user} · {self.university}"


def university_id_of(actor: Actor) -> int | None:
    """The university the actor's hat is tied to; read once per hat."""
    member = getattr(actor.hat, "university_tie", None) if actor.role == Role.LIAISON else None
    return member.university_id if member else None
