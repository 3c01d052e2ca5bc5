"""A display: a screen on a wall that shows the county's chart without anybody logged in, until it is revoked."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor, Permission, Role, can
from notifications.models import Record


class DisplayQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        """Whoever sees a display sees its address, which opens the chart: the office only."""
        return self if can(actor, Permission.SUPERVISE_DUTY) and actor.role == Role.OFFICE else self.none()

    def showing(self):
        return self.filter(revoked_at=None)


class Display(Record):
    """One screen and the token in its address."""

    name = models.CharField(_("放在哪里"), max_length=40)
    token = models.UUIDField(default=uuid4, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("登记人")
    )
    revoked_at = models.DateTimeField(_("停用时间"), null=True, editable=False)

    objects = DisplayQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("大屏")
        ordering = ["-id"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("wall:displays")

    @property
    def address(self) -> str:
        """Where the screen opens, to be typed into its browser."""
        return settings.SITE["address"].rstrip("/") + reverse("wall:display", args=[self.token])

    def roles_of(self, actor: Actor) -> set[Role]:
        return set()
