"""The end of an internship: summary, appraisals, rating, the numbered certificate, and how it went on."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certificates.workflow import TONES, State
from notifications.models import Record, Staged
from onpost.models import OfStay, PartOfStay, Stay


class SummaryQuerySet(OfStay):
    def submitted(self):
        return self.filter(submitted_at__isnull=False)


class Summary(PartOfStay, Record):
    """What a student writes at the end; changeable until the host has appraised."""

    stay = models.OneToOneField(Stay, models.PROTECT, related_name="summary", verbose_name=_("在岗"))
    did = models.TextField(_("做了什么"), max_length=3000)
    learned = models.TextField(_("学到什么"), max_length=2000, blank=True)
    advice = models.TextField(_("建议"), max_length=1000, blank=True)
    submitted_at = models.DateTimeField(_("提交时间"), null=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = SummaryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("实习小结")

    def __str__(self):
        return f"{self._meta.verbose_name} · {self.stay}"


class Appraisal(PartOfStay, Record):
    """One of three judgements on a stay: the student's own, the tutor's, the host's."""

    class Kind(models.TextChoices):
        SELF = "self", _("自评")
        TUTOR = "tutor", _("带教鉴定")
        HOST = "host", _("单位鉴定")

    class Grade(models.TextChoices):
        EXCELLENT = "excellent", _("优秀")
        GOOD = "good", _("良好")
        PASS = "pass", _("合格")
        FAIL = "fail", _("不合格")

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="appraisals", verbose_name=_("在岗"))
    kind = models.CharField(_("鉴定"), max_length=8, choices=Kind)
    answers = models.JSONField(_("评分"), default=dict)  # {question: 1…5}
    words = models.CharField(_("评语"), max_length=500, blank=True)
    grade = models.CharField(_("等次"), max_length=10, choices=Grade, blank=True)
    given_by = models.CharField(_("鉴定人"), max_length=120)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = OfStay.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("实习鉴定")
        constraints = [
            models.UniqueConstraint(fields=["stay", "kind"], name="appraisal_once_a_kind"),
            models.CheckConstraint(condition=~Q(kind="host") | ~Q(grade=""), name="appraisal_host_gives_a_grade"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.stay}"


class Rating(PartOfStay, Record):
    """What a student says of the host: only averages of many are shown to it, the words only to the office."""

    stay = models.OneToOneField(Stay, models.PROTECT, related_name="rating", verbose_name=_("在岗"))
    answers = models.JSONField(_("评分"), default=dict)
    words = models.CharField(_("想说的话"), max_length=500, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("对单位的评价")

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"


class CertificateQuerySet(OfStay):
    def valid(self):
        return self.filter(state=State.VALID)

    def with_people(self):
        return self.select_related(
            "stay__placement__student", "stay__placement__season", "stay__placement__position__host"
        )


class Certificate(PartOfStay, Staged):
    """A numbered certificate with the facts as they were when it was issued; later changes do not touch it."""

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="certificates", verbose_name=_("在岗"))
    year = models.PositiveSmallIntegerField(_("年份"))
    number = models.PositiveIntegerField(_("编号"))
    code = models.CharField(max_length=26, unique=True, editable=False)
    fact_sheet = models.JSONField(_("证明内容"))
    digest = models.CharField(max_length=64, editable=False)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by", verbose_name=_("代替的证明")
    )
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("开具人")
    )
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.VALID, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("实习证明")
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="certificate_number_once"),
            models.UniqueConstraint(fields=["stay"], condition=Q(state=State.VALID), name="certificate_one_valid"),
        ]
        indexes = [models.Index(fields=["state", "-year", "-number"], name="certificate_state")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("certificates:certificate", args=[self.pk])

    @property
    def title(self) -> str:
        """RC2026-0001, as printed."""
        return f"RC{self.year}-{self.number:04d}"

    @property
    def code_words(self) -> str:
        """The code in groups, for whoever types it from paper."""
        return " ".join(self.code[place : place + 5] for place in range(0, len(self.code), 5)).upper()

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def holder(self) -> str:
        return str(self.stay.placement.student)

    until = None


class FollowUpQuerySet(OfStay):
    def open(self):
        return self.filter(answered_at=None)


class FollowUp(PartOfStay, Record):
    """One question after six and after twelve months."""

    class Answer(models.TextChoices):
        STAYED = "stayed", _("在芮城工作")
        RETURNED = "returned", _("回过芮城")
        WANTS = "wants", _("想回来")
        NOT_NOW = "not_now", _("暂不考虑")

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="follow_ups", verbose_name=_("在岗"))
    months = models.PositiveSmallIntegerField(_("几个月后"))
    answer = models.CharField(_("近况"), max_length=10, choices=Answer, blank=True)
    words = models.CharField(_("留言"), max_length=300, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("回访")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["stay", "months"], name="follow_up_once")]

    def __str__(self):
        return f"{self.stay.placement.student.name} · {self.months}"
