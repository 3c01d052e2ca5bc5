"""Uploaded files: each is checked before it is kept, lies under a random name, and is served by permission only."""

from hashlib import sha256
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def random_name(upload, filename: str) -> str:
    token = uuid4().hex
    return f"{token[:2]}/{token}"


class Upload(models.Model):
    """One file as it was accepted. The record it belongs to points here and decides who may read it."""

    file = models.FileField(upload_to=random_name)
    name = models.CharField(_("文件名"), max_length=200)
    kind = models.CharField(_("类型"), max_length=100)
    size = models.PositiveBigIntegerField(_("大小"))
    digest = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(_("上传时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("文件")

    def __str__(self):
        return self.name


def keep(checked, *, by) -> Upload:
    """Store a file that `files.forms.UploadField` has accepted."""
    content = checked.read()
    checked.seek(0)
    return Upload.objects.create(
        file=checked,
        name=checked.name[:200],
        kind=checked.content_type,
        size=len(content),
        digest=sha256(content).hexdigest(),
        uploaded_by_id=by.user_id,
    )
