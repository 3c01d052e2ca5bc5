"""People, the units they work in, and the hats they wear."""

from datetime import timedelta
from operator import attrgetter
from uuid import uuid4

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import SITE_WIDE, Actor, Permission, Role, can
from ruoyi_coop.lib.masking import mask_email, mask_mobile
from ruoyi_coop.lib.search import SearchColumn, search_index


class UnitQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        return self if can(actor, Permission.READ_ACCOUNTS) else self.none()


class Unit(models.Model):
    """A body of the county: bureau, office, township; some lead partnerships (牵头单位)."""

    class Kind(models.TextChoices):
        COUNTY = "county", _("县直部门")
        BODY = "body", _("四大班子")
        TOWN = "town", _("乡镇")
        OTHER = "other", _("其他单位")

    name = models.CharField(_("单位全称"), max_length=80, unique=True)
    short_name = models.CharField(_("简称"), max_length=20)
    kind = models.CharField(_("类别"), max_length=10, choices=Kind, default=Kind.COUNTY)
    is_lead = models.BooleanField(_("牵头单位"), default=False)
    pinyin = models.CharField(max_length=400, blank=True, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("单位")
        ordering = ["pinyin", "id"]

    def __str__(self):
        return self.short_name

    def get_absolute_url(self):
        return reverse("accounts:unit", args=[self.pk])

    def roles_of(self, actor: Actor) -> set[Role]:
        return {actor.role} if actor.unit_id == self.pk else set()


class UserQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        """Those who administer or oversee see everybody; only the administrator sees their numbers in full."""
        return self if can(actor, Permission.READ_ACCOUNTS) else self.none()


class PortalUserManager(UserManager.from_queryset(UserQuerySet)):
    """Superusers are made for the admin site only; in the portal they hold no role."""


class User(AbstractUser):
    """One person, whatever the number of hats. A student's user name is the mobile number."""

    first_name = last_name = None
    name = models.CharField(_("姓名"), max_length=40)
    mobile = models.CharField(_("手机号"), max_length=20, blank=True)
    affiliation = models.CharField(_("就读高校"), max_length=60, blank=True)
    email = models.EmailField(_("电子邮箱"), blank=True)
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    elder_mode = models.BooleanField(_("大字版"), default=False)
    theme = models.CharField(
        _("外观"), max_length=5, blank=True, choices=[("", _("跟随系统")), ("light", _("浅色")), ("dark", _("深色"))]
    )
    language = models.CharField(_("语言"), max_length=10, blank=True)
    sessions_valid_from = models.DateTimeField(default=timezone.now, editable=False)
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)
    search = SearchColumn("name", "pinyin")

    objects = PortalUserManager()

    class Meta:
        verbose_name = verbose_name_plural = _("人员")
        indexes = [
            search_index("accounts_user_search"),
            models.Index(fields=["pinyin", "id"], name="accounts_user_pinyin"),
            models.Index(models.functions.Upper("username"), name="accounts_user_username"),
            models.Index(fields=["email"], name="accounts_user_email"),
            models.Index(fields=["mobile"], name="accounts_user_mobile"),
        ]
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("email"), condition=~Q(email=""), name="accounts_user_email_once"
            )
        ]

    def __str__(self):
        return self.name or self.username

    def get_absolute_url(self):
        return reverse("accounts:person", args=[self.pk])

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    @property
    def masked_mobile(self) -> str:
        return mask_mobile(self.mobile) if self.mobile else ""

    @property
    def masked_email(self) -> str:
        return mask_email(self.email) if self.email else ""


class HatQuerySet(models.QuerySet):
    def worn(self):
        """Hats that count today: not ended, of an active person."""
        today = timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gte=today), since__lte=today, user__is_active=True)

    def among(self, roles, tied: dict):
        """Hats of any of the roles; `tied` says what a role's hat must be tied to besides."""
        wanted = Q(pk__in=[])
        for role in roles:
            wanted |= Q(role=role) & tied.get(role, Q())
        return self.filter(wanted)

    def people(self):
        """The people under these hats, each once: `Hat.objects.worn().filter(role=…, unit=…).people()`."""
        return User.objects.filter(pk__in=self.values("user"), is_active=True)

    def people_by(self, attribute: str) -> dict:
        """Group the people under these hats by something of the hat ("unit_id"), in one query."""
        groups = {}
        for hat in self.select_related("user"):
            groups.setdefault(attrgetter(attribute)(hat), []).append(hat.user)
        return groups

    def of(self, user):
        return self.worn().filter(user=user).select_related("unit").order_by("-is_first", "id")


class Hat(models.Model):
    """A role one person holds, from a day to a day; tied roles name their place.

    What exactly a liaison's or mentor's hat is tied to is a row of the app that owns the thing
    (`UniversityMember`, `HostMember`), pointing here; `place` keeps its name for the switcher and the history.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="hats", verbose_name=_("人员"))
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name=_("单位"), related_name="hats")
    place = models.CharField(_("所在"), max_length=80, blank=True)
    is_head = models.BooleanField(_("负责人"), default=False)
    is_first = models.BooleanField(_("登录后先用"), default=False)
    since = models.DateField(_("起"), default=timezone.localdate)
    until = models.DateField(_("止"), null=True, blank=True)

    objects = HatQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("身份")
        constraints = [
            models.CheckConstraint(condition=~Q(role=Role.PUBLIC), name="accounts_hat_not_public"),
            models.CheckConstraint(
                condition=~Q(role=Role.OFFICIAL) | Q(unit__isnull=False), name="accounts_official_has_unit"
            ),
            models.CheckConstraint(  # a hat ended on its first day never counted
                condition=Q(until=None) | Q(until__gte=models.F("since") - timedelta(days=1)), name="accounts_hat_dates"
            ),
            models.UniqueConstraint(
                fields=["user", "role", "unit", "place"],
                nulls_distinct=False,
                condition=Q(until=None),
                name="accounts_hat_once",
            ),
        ]

    def __str__(self):
        place = self.unit.short_name if self.unit_id else self.place
        return f"{place} · {self.get_role_display()}" if place else str(self.get_role_display())

    @property
    def is_worn(self) -> bool:
        today = timezone.localdate()
        return self.since <= today and (self.until is None or self.until >= today)

    @property
    def is_site_wide(self) -> bool:
        return self.role in SITE_WIDE


def actor_for(user, hat: Hat | None = None, **more) -> Actor:
    """Build the `by=` of an action for a person: under the given hat, else under their first one."""
    hats = tuple(Hat.objects.of(user))
    hat = next((worn for worn in hats if hat and worn.pk == hat.pk), hats[0] if hats else None)
    return Actor(user=user, hat=hat, hats=hats, role=Role(hat.role) if hat else Role.PUBLIC, **more)


class Consent(models.Model):
    """That a person agreed to one version of a notice, and when; withdrawn ones stay as history."""

    class Kind(models.TextChoices):
        PRIVACY = "privacy", _("隐私告知")
        IDENTITY = "identity", _("身份证号的使用")
        BANK = "bank", _("银行账号的使用")

    user = models.ForeignKey(User, models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=20, choices=Kind)
    version = models.CharField(_("版本"), max_length=20)
    given_at = models.DateTimeField(_("同意时间"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("同意记录")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "version"], condition=Q(withdrawn_at=None), name="accounts_consent_once"
            )
        ]


class InvitationQuerySet(models.QuerySet):
    def open(self):
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())

    def visible_to(self, actor: Actor):
        return self if can(actor, Permission.READ_ACCOUNTS) else self.none()


class Invitation(models.Model):
    """A link by which one person takes up one hat and chooses an own password; used once, expires, revocable.

    `tie` says what a tied role will be tied to, as "universities.university:12"; the app that owns it makes the row.
    """

    token = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(_("姓名"), max_length=40)
    email = models.EmailField(_("电子邮箱"))
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name=_("单位"))
    place = models.CharField(_("所在"), max_length=80, blank=True)
    tie = models.CharField(max_length=60, blank=True, editable=False)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="invitations_sent", verbose_name=_("邀请人"))
    created_at = models.DateTimeField(_("发出时间"), auto_now_add=True)
    expires_at = models.DateTimeField(_("有效期至"))
    accepted_at = models.DateTimeField(_("接受时间"), null=True, blank=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="invitations_accepted")
    revoked_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("邀请")
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.name} · {self.get_role_display()}"

    def get_absolute_url(self):
        """The link for the invited person."""
        return reverse("accounts:accept", args=[self.token])

    def get_page_url(self):
        """The page for the inviter."""
        return reverse("accounts:invitation", args=[self.pk])

    @property
    def hat_words(self) -> str:
        """The hat it offers, as the hat will call itself."""
        place = self.unit.short_name if self.unit_id else self.place
        return f"{place} · {self.get_role_display()}" if place else str(self.get_role_display())

    @property
    def state_label(self) -> str:
        if self.accepted_at:
            return gettext("已接受")
        if self.revoked_at:
            return gettext("已收回")
        return gettext("等待接受") if self.is_open else gettext("已过期")

    @property
    def state_tone(self) -> str:
        return "good" if self.accepted_at else "info" if self.is_open else ""

    @property
    def is_open(self) -> bool:
        return not self.accepted_at and not self.revoked_at and self.expires_at > timezone.now()
