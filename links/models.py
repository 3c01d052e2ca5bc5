"""One link, one person, one matter (一事一链): signed, expiring, revocable; what it opens stands in its row."""

from base64 import b32encode
from hmac import compare_digest
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor
from links.purposes import label_of
from notifications.models import Message, Record

SIGNATURE = 26  # base-32 characters: 130 bits


class LinkQuerySet(models.QuerySet):
    def open(self):
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())

    def about(self, thing):
        return self.filter(subject=thing.key)

    def visible_to(self, actor: Actor):
        """The county sees all; whoever made a link sees it."""
        return self if actor.reads_all else self.filter(made_by=actor.user_id) if actor.user_id else self.none()


class PersonalLink(Record):
    """Lets one named person without an account do one thing with one record until a day."""

    purpose = models.CharField(_("用途"), max_length=40)
    subject = models.CharField(_("对象编号"), max_length=80)
    holder = models.CharField(_("持有人"), max_length=40)
    address = models.CharField(_("电子邮箱"), max_length=254, blank=True)
    nonce = models.UUIDField(default=uuid4, editable=False)
    expires_at = models.DateTimeField(_("有效期至"))
    revoked_at = models.DateTimeField(_("收回时间"), null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("发送人")
    )
    uses = models.PositiveIntegerField(_("打开次数"), default=0, editable=False)
    last_used_at = models.DateTimeField(_("最近打开"), null=True, editable=False)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("专用链接")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject", "purpose"], name="link_subject"),
            models.Index(fields=["expires_at", "id"], name="link_expires"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "subject", "holder"], condition=Q(revoked_at=None), name="link_one_open_a_matter"
            )
        ]

    def __str__(self):
        return f"{label_of(self.purpose)} · {self.holder}"

    def get_absolute_url(self):
        return reverse("links:link", args=[self.pk])

    @property
    def thread(self) -> str:
        """Its events belong to the record it opens."""
        return self.subject

    @property
    def token(self) -> str:
        """What stands in the address: the number and a signature over all that the link may do."""
        return f"{self.pk}-{self.signature}"

    @property
    def signature(self) -> str:
        said = f"{self.pk}|{self.purpose}|{self.subject}|{self.holder}|{self.nonce}|{self.expires_at.timestamp()}"
        return b32encode(salted_hmac("links", said, algorithm="sha256").digest()).decode().lower()[:SIGNATURE]

    def is_signed_by(self, signature: str) -> bool:
        return compare_digest(self.signature.encode(), signature.encode())

    @property
    def path(self) -> str:
        """The address for its holder."""
        return reverse("links:door", args=[self.token])

    @property
    def is_open(self) -> bool:
        return not self.revoked_at and timezone.now() < self.expires_at

    def was_mailed(self, occasion: str) -> bool:
        """Whether the letter for this occasion has been written already."""
        return Message.objects.filter(key=f"{self.key}:{occasion}").exists()

    @property
    def state_label(self) -> str:
        if self.revoked_at:
            return _t("已收回")
        return _t("有效") if self.is_open else _t("已过期")
