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


def kept(evidence, *, by) -> Upload | None:
    """Return the upload behind a checked file, an upload that is kept already, or nothing."""
    return keep(evidence, by=by) if evidence and not isinstance(evidence, Upload) else evidence or None


class StepQuerySet(models.QuerySet):
    def standing(self):
        """Steps that count: those taken back stay as history only."""
        return self.filter(struck_at=None)


class Step(models.Model):
    """The fact that something reached a stage on a day, with its proof: what yearly figures are counted from.

    The concrete class adds the record it is about (related name `steps`) and what a step is called (`label`).
    """

    move = models.CharField(_("步骤"), max_length=20)
    day = models.DateField(_("日期"))
    evidence = models.ForeignKey(Upload, models.PROTECT, null=True, related_name="+", verbose_name=_("佐证材料"))
    note = models.TextField(_("说明"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by_hat = models.CharField(_("经办"), max_length=120, blank=True)
    at = models.DateTimeField(_("登记时间"), default=timezone.now)
    struck_at = models.DateTimeField(_("退回时间"), null=True)

    class Meta:
        abstract = True
