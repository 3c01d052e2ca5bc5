"""An import on its way: the file, what was read from it, and what became of it, so that all can be undone."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor
from files.models import Upload
from notifications.models import Record
from ruoyi_coop.lib.sheets import Staged


class ImportQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        if actor.reads_all:
            return self
        return self.filter(by=actor.user_id) if actor.user_id else self.none()


class Import(Record):
    """One workbook between upload and records. Nothing of it is saved as a record before its person says so."""

    class State(models.TextChoices):
        COLUMNS = "columns", _("待确认列")
        PREVIEW = "preview", _("待核对")
        SAVED = "saved", _("已导入")
        UNDONE = "undone", _("已撤销")
        DISCARDED = "discarded", _("已放弃")

    kind = models.CharField(_("导入内容"), max_length=20)
    title = models.CharField(_("导入内容"), max_length=60)
    upload = models.ForeignKey(Upload, models.PROTECT, verbose_name=_("文件"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="imports", verbose_name=_("经办人"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.COLUMNS)
    sheet = models.CharField(_("工作表"), max_length=100, blank=True)
    header = models.JSONField(null=True)  # [first, last] row of the heading as the person confirmed it
    mapping = models.JSONField(default=dict)  # {column index as text: target or null}
    constants = models.JSONField(default=dict)  # {column name: text for every row}
    staged = models.JSONField(null=True)
    saved_at = models.DateTimeField(_("导入时间"), null=True)
    undone_at = models.DateTimeField(_("撤销时间"), null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("表格导入")
        ordering = ["-id"]

    def __str__(self):
        return f"{self.title}：{self.upload.name}"

    def get_absolute_url(self):
        return reverse("sheets:import", args=[self.pk])

    @property
    def rows(self) -> Staged | None:
        return Staged.from_json(self.staged) if self.staged else None


class ImportedRow(models.Model):
    """Which record one row of an import became, and at which version it was left."""

    batch = models.ForeignKey(Import, models.CASCADE, related_name="imported")
    number = models.PositiveIntegerField(_("行"))
    subject_id = models.BigIntegerField()
    label = models.CharField(_("记录"), max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = _("导入的记录")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="sheets_row_once")]
