"""A person's ID number and bank account: sealed at rest, masked on every page, every look recorded."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor, Role
from notifications.models import Record
from ruoyi_coop.lib.masking import mask_number


class OwnQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        """The office sees that there is one, masked; the auditor too; everybody their own."""
        if actor.role in {Role.OFFICE, Role.AUDITOR}:
            return self
        return self.filter(user=actor.user_id) if actor.user_id else self.none()


class Identity(Record):
    """One person's ID number: sealed, with a keyed hash to find the same number twice."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="identity", verbose_name=_("本人")
    )
    sealed = models.TextField(editable=False)
    fingerprint = models.CharField(max_length=64, editable=False, db_index=True)
    last = models.CharField(_("身份证号后四位"), max_length=4, editable=False)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("身份证号")

    def __str__(self):
        return f"{self.user.name} · {self.masked}"

    def get_absolute_url(self):
        return reverse("vault:mine")

    @property
    def masked(self) -> str:
        return mask_number(self.last)


class BankAccount(Record):
    """Where a student's allowance is paid to; kept only while the separate consent stands."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="bank_account", verbose_name=_("本人")
    )
    bank = models.CharField(_("开户银行"), max_length=60)
    holder = models.CharField(_("户名"), max_length=40)
    sealed = models.TextField(editable=False)
    fingerprint = models.CharField(max_length=64, editable=False, db_index=True)
    last = models.CharField(_("账号后四位"), max_length=4, editable=False)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("银行账号")

    def __str__(self):
        return f"{self.bank} · {self.masked}"

    def get_absolute_url(self):
        return reverse("vault:mine")

    @property
    def masked(self) -> str:
        return mask_number(self.last)
