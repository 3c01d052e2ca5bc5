"""An internship from the signed agreement to the last day: who is on post, present, insured, heard."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor, Role
from files.models import Upload
from interns.models import Placement, Tutor
from notifications.models import Record, Staged
from onpost.workflow import (
    ABSENCE_TONES,
    AGREEMENT_TONES,
    ON_POST,
    PROBLEM_TONES,
    STAY_TONES,
    AbsenceState,
    AgreementState,
    ProblemState,
    StayState,
)

GRACE = timedelta(days=14)  # how long after the last day its weeks may still be confirmed


class OfPlacement(models.QuerySet):
    """Rows about a placement are seen by whoever sees the placement; `path` leads to it."""

    path = "placement"

    def visible_to(self, actor: Actor):
        if actor.reads_all:
            return self
        return self.filter(**{f"{self.path}__in": Placement.objects.visible_to(actor).values("pk")})


class AgreementQuerySet(OfPlacement):
    def signed(self):
        return self.filter(state=AgreementState.SIGNED)

    def live(self):
        """All but the void ones: at most one a placement."""
        return self.exclude(state=AgreementState.VOID)

    def lacking(self, party: str):
        """Those that wait for this party's signature."""
        given = Signature.objects.filter(agreement=OuterRef("pk"), party=party)
        return self.filter(~Exists(given), state=AgreementState.OPEN)

    def with_people(self):
        return self.select_related(
            *("placement__season", "placement__student__student"),
            *("placement__position__host", "placement__position__tutor"),
        )

    def covering(self, first: date, last: date):
        return self.signed().filter(starts_on__lte=first, ends_on__gte=last)


class Agreement(Staged):
    """The agreement of three parties about one placement: signed online or on paper, then complete.

    Its words are drawn from the records; the first signature freezes them in `terms`.
    """

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="agreements", verbose_name=_("录用"))
    starts_on = models.DateField(_("协议开始"))
    ends_on = models.DateField(_("协议结束"))
    terms = models.JSONField(_("协议条款"), default=list, editable=False)  # [[heading, words], …], once somebody signed
    scan = models.ForeignKey(
        Upload, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("盖章扫描件")
    )
    state = models.CharField(
        _("状态"), max_length=10, choices=AgreementState, default=AgreementState.OPEN, editable=False
    )
    is_demo = models.BooleanField(default=False, editable=False)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("实习协议")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "-id"], name="agreement_state_id")]
        constraints = [
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="onpost_agreement_dates_in_order"),
            models.UniqueConstraint(
                fields=["placement"], condition=~Q(state=AgreementState.VOID), name="agreement_one_live_a_placement"
            ),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} · {self.placement}"

    def get_absolute_url(self):
        return reverse("onpost:agreement", args=[self.pk])

    @property
    def thread(self) -> str:
        return self.placement.key

    @property
    def tone(self) -> str:
        return AGREEMENT_TONES[self.state]

    @cached_property
    def signed_by(self) -> dict[str, "Signature"]:
        """The signatures there are, by party."""
        return {one.party: one for one in self.signatures.all()}

    @property
    def lacks(self) -> list[str]:
        """Which parties have not signed yet, in words."""
        if self.state != AgreementState.OPEN:
            return []
        return [str(party.label) for party in Signature.Party if party not in self.signed_by]

    @property
    def holder(self) -> str:
        return "、".join(self.lacks)

    def roles_of(self, actor: Actor) -> set[Role]:
        return roles_on(self.placement, actor)


class Signature(models.Model):
    """One party's word under an agreement: given online by a person, or seen on paper by whoever uploads it."""

    class Party(models.TextChoices):
        STUDENT = "student", _("学生")
        HOST = "host", _("实习单位")
        UNIVERSITY = "university", _("高校")

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="signatures")
    party = models.CharField(_("签署方"), max_length=10, choices=Party)
    name = models.CharField(_("签署人"), max_length=40)
    on_paper = models.BooleanField(_("纸质签章"), default=False)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("签署时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("签署")
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["agreement", "party"], name="signature_once_a_party")]

    def __str__(self):
        return f"{self.get_party_display()} · {self.name}"


class InsuranceQuerySet(OfPlacement):
    def counting(self):
        """Policies that count: those struck out stay as history only."""
        return self.filter(struck_at=None)


class Insurance(Record):
    """An accident insurance of one placement; several together may cover all its days."""

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="insurances", verbose_name=_("录用"))
    insurer = models.CharField(_("保险公司"), max_length=60)
    policy = models.CharField(_("保单号"), max_length=60)
    starts_on = models.DateField(_("保险起"))
    ends_on = models.DateField(_("保险止"))
    proof = models.ForeignKey(Upload, models.PROTECT, null=True, related_name="+", verbose_name=_("保单"))
    struck_at = models.DateTimeField(_("作废时间"), null=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = InsuranceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("意外险")
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="insurance_dates_in_order"),
            models.UniqueConstraint(
                fields=["placement", "policy"], condition=Q(struck_at=None), name="insurance_once_a_policy"
            ),
        ]

    def __str__(self):
        return f"{self.insurer} {self.policy}"

    def get_absolute_url(self):
        return self.placement.get_absolute_url()

    @property
    def thread(self) -> str:
        return self.placement.key

    def roles_of(self, actor: Actor) -> set[Role]:
        return roles_on(self.placement, actor)


LAST = Coalesce("last_day", "planned_end")  # the last day of a stay that counts


class StayQuerySet(OfPlacement):
    def working_in(self, days: Iterable[date]):
        """Those that last on any of these days; of no days, none."""
        any_day = Q(pk__in=[])
        for day in days:
            any_day |= Q(first_day__lte=day, last__gte=day)
        return self.annotate(last=LAST).filter(any_day)

    def unconfirmed_in(self, monday: date):
        """Those whose week from this Monday nobody has confirmed."""
        return self.filter(~Exists(Week.objects.filter(stay=OuterRef("pk"), monday=monday)))

    def confirmable(self, today: date):
        """Weeks may be confirmed until some days after the last day."""
        return self.annotate(last=LAST).filter(last__gte=today - GRACE)

    def under(self, tutor: Tutor):
        return self.filter(placement__position__tutor=tutor)

    def on_post(self):
        return self.filter(state__in=ON_POST)

    def ended(self):
        return self.filter(state__in=(StayState.FINISHED, StayState.ENDED_EARLY))

    def with_people(self):
        return self.select_related(
            *("placement__season", "placement__student__student"),
            *("placement__position__host", "placement__position__tutor"),
        )


class Stay(Staged):
    """One student on one post, from the check-in to the last day."""

    placement = models.OneToOneField(Placement, models.PROTECT, related_name="stay", verbose_name=_("录用"))
    first_day = models.DateField(_("报到日期"))
    planned_end = models.DateField(_("计划结束"))
    last_day = models.DateField(_("最后一天"), null=True, blank=True)
    end_reason = models.CharField(_("提前结束原因"), max_length=1000, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=StayState, default=StayState.ON_POST, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = StayQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("在岗")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "-id"], name="stay_state_id"),
            models.Index(fields=["planned_end"], condition=Q(last_day=None), name="stay_planned_end"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(first_day__lte=F("planned_end")), name="stay_dates_in_order"),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")), name="stay_ends_after_it_begins"
            ),
        ]

    def __str__(self):
        return str(self.placement)

    def get_absolute_url(self):
        return self.placement.get_absolute_url()

    @property
    def thread(self) -> str:
        return self.placement.key

    @property
    def until(self) -> date:
        """The last day that counts."""
        return self.last_day or self.planned_end

    @property
    def is_on_post(self) -> bool:
        return self.state in ON_POST

    @property
    def tone(self) -> str:
        return STAY_TONES[self.state]

    @property
    def student(self):
        return self.placement.student

    def roles_of(self, actor: Actor) -> set[Role]:
        return roles_on(self.placement, actor)


class OfStay(OfPlacement):
    path = "stay__placement"


class PartOfStay(models.Model):
    """A row that belongs to a stay and shows in the timeline of its placement."""

    class Meta:
        abstract = True

    @property
    def thread(self) -> str:
        return self.stay.placement.key

    def get_absolute_url(self):
        return self.stay.placement.get_absolute_url()

    def roles_of(self, actor: Actor) -> set[Role]:
        return roles_on(self.stay.placement, actor)


class AbsenceQuerySet(OfStay):
    def counting(self):
        """Days not worked: leave that was granted, and absence that the host reported."""
        return self.filter(state=AbsenceState.GRANTED)


class Absence(PartOfStay, Staged):
    """Days on which a student was not there. Nobody reports presence; only exceptions are rows."""

    class Kind(models.TextChoices):
        LEAVE = "leave", _("事假")
        SICK = "sick", _("病假")
        MISSING = "missing", _("缺勤")

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="absences", verbose_name=_("在岗"))
    kind = models.CharField(_("类别"), max_length=10, choices=Kind)
    first_day = models.DateField(_("从"))
    last_day = models.DateField(_("到"))
    reason = models.CharField(_("事由"), max_length=200)
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=AbsenceState, default=AbsenceState.ASKED, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("请假和缺勤")
        ordering = ["-first_day", "-id"]
        constraints = [models.CheckConstraint(condition=Q(first_day__lte=F("last_day")), name="absence_dates_in_order")]

    def __str__(self):
        return f"{self.stay.placement.student.name} · {self.get_kind_display()}"

    @property
    def tone(self) -> str:
        return ABSENCE_TONES[self.state]


class Week(models.Model):
    """One week of one stay, confirmed by the tutor or the host: present except for the absences reported."""

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="weeks", verbose_name=_("在岗"))
    monday = models.DateField(_("星期一"))
    confirmed_at = models.DateTimeField(_("确认时间"), default=timezone.now)
    confirmed_by = models.CharField(_("确认人"), max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = _("每周出勤")
        ordering = ["monday"]
        constraints = [models.UniqueConstraint(fields=["stay", "monday"], name="week_confirmed_once")]
        indexes = [models.Index(fields=["monday"], name="week_monday")]

    def __str__(self):
        return f"{self.stay} · {self.monday}"


class WeekNote(PartOfStay, Record):
    """What a student writes about a week: three short prompts, no minimum; the tutor may answer."""

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="notes", verbose_name=_("在岗"))
    monday = models.DateField(_("星期一"))
    did = models.CharField(_("这周做了什么"), max_length=500, blank=True)
    learned = models.CharField(_("学到什么"), max_length=500, blank=True)
    wish = models.CharField(_("需要什么帮助"), max_length=500, blank=True)
    reply = models.CharField(_("带教老师回复"), max_length=500, blank=True)
    replied_at = models.DateTimeField(_("回复时间"), null=True, editable=False)
    replied_by = models.CharField(_("回复人"), max_length=120, blank=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = OfStay.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("周记")
        ordering = ["-monday"]
        constraints = [models.UniqueConstraint(fields=["stay", "monday"], name="note_once_a_week")]

    def __str__(self):
        return f"{self.stay} · {self.monday}"


class ProblemQuerySet(OfStay):
    def unsolved(self):
        return self.exclude(state=ProblemState.CLOSED)

    def untaken(self):
        return self.filter(state=ProblemState.OPEN)

    def unheard(self, now: datetime):
        """Nobody took them up in time, and the leader does not know yet."""
        return self.untaken().filter(raised_at=None, due_at__lte=now)

    def with_people(self):
        return self.select_related("stay__placement__student__student", "stay__placement__position__host")


class Problem(PartOfStay, Staged):
    """A problem or a danger that a student reports: somebody takes it up within 24 hours, or the leader hears of it."""

    class Kind(models.TextChoices):
        PROBLEM = "problem", _("遇到困难")
        DANGER = "danger", _("有危险")

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="problems", verbose_name=_("在岗"))
    kind = models.CharField(_("类别"), max_length=10, choices=Kind, default=Kind.PROBLEM)
    words = models.TextField(_("发生了什么"), max_length=1000)
    due_at = models.DateTimeField(_("受理期限"))
    taken_by = models.CharField(_("受理人"), max_length=120, blank=True, editable=False)
    answer = models.TextField(_("处理结果"), max_length=1000, blank=True, editable=False)
    raised_at = models.DateTimeField(_("报告领导时间"), null=True, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=ProblemState, default=ProblemState.OPEN, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = ProblemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("实习问题")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state=ProblemState.OPEN, raised_at=None), name="problem_due"),
            models.Index(fields=["state", "-id"], name="problem_state_id"),
        ]

    def __str__(self):
        return f"{self.stay.placement.student.name} · {self.get_kind_display()}"

    def get_absolute_url(self):
        return reverse("onpost:problem", args=[self.pk])

    @property
    def tone(self) -> str:
        return PROBLEM_TONES[self.state]

    @property
    def holder(self) -> str:
        """Who has it: everybody who may take it, then the one who did; nobody once it is solved."""
        if self.state == ProblemState.OPEN:
            return _t("用人单位、高校、县合作办")
        return self.taken_by if self.state == ProblemState.TAKEN else ""

    @property
    def until(self) -> datetime | None:
        return self.due_at if self.state == ProblemState.OPEN else None


def roles_on(placement: Placement, actor: Actor) -> set[Role]:
    """The student's own, the host's people, and the liaison of the student's university."""
    if actor.role == Role.LIAISON:
        seen = Placement.objects.visible_to(actor).filter(pk=placement.pk)
        return {actor.role} if seen.exists() else set()
    return placement.roles_of(actor)
