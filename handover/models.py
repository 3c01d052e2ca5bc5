"""The record of a handover: who left what, why, and who has each thing since."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Hat
from accounts.permissions import Actor, Permission, Role, can
from notifications.models import Record


class HandoverQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        """Those who hand over, and the auditor."""
        return self if may_read(actor) else self.none()


def may_read(actor: Actor) -> bool:
    return can(actor, Permission.HAND_OVER) or can(actor, Permission.READ_AUDIT)


class Handover(Record):
    """One handover of one person, for one hat or for all; its rows are written once and never changed."""

    class Reason(models.TextChoices):
        MOVED = "moved", _("调岗")
        RETIRED = "retired", _("退休")
        LEFT = "left", _("离职")
        OTHER = "other", _("其他")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="handovers", verbose_name=_("交接人")
    )
    hat = models.ForeignKey(
        Hat, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("身份")
    )  # None: all of them
    reason = models.CharField(_("原因"), max_length=10, choices=Reason, default=Reason.MOVED)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    summary = models.CharField(_("交给谁"), max_length=500, blank=True, editable=False)
    ended = models.CharField(_("停用的身份"), max_length=500, blank=True, editable=False)
    started_at = models.DateTimeField(_("办理时间"), default=timezone.now, editable=False)
    finished_at = models.DateTimeField(_("办结时间"), null=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("经办人")
    )

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("工作交接")
        ordering = ["-id"]
        indexes = [models.Index(fields=["person", "-id"], name="handover_person")]

    def __str__(self):
        return f"{self.person} · {self.get_reason_display()}"

    def get_absolute_url(self):
        return reverse("handover:handover", args=[self.pk])

    def roles_of(self, actor: Actor) -> set[Role]:
        return set()

    @property
    def scope(self) -> str:
        return str(self.hat) if self.hat_id else str(_("全部身份"))


class Item(models.Model):
    """One thing of a handover: whose it was, whose it is; without `done_at` it was no longer there to hand over."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="items", verbose_name=_("工作交接"))
    key = models.CharField(max_length=80)
    kind = models.CharField(_("类别"), max_length=40)
    title = models.CharField(_("事项"), max_length=300)
    url = models.CharField(max_length=200, blank=True)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("接手人")
    )
    to_hat = models.CharField(_("接手人身份"), max_length=120, blank=True)
    done_at = models.DateTimeField(_("移交时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("交接事项")
        ordering = ["handover", "id"]
        constraints = [models.UniqueConstraint(fields=["handover", "key"], name="handover_item_once")]

    def __str__(self):
        return self.title
