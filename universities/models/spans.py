"""What holds from one day to another: the 1+1+N partnership and the attached leader, each one at a time."""

from datetime import date, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, FilteredRelation, Func, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Hat, Unit
from accounts.permissions import STAFF, Actor, Role
from notifications.models import Record
from universities import rhythm
from universities.models.register import University
from universities.workflow import PartnershipState

A_DAY = timedelta(days=1)


def one_at_a_time(name: str) -> ExclusionConstraint:
    """No two rows of one university share a day. The number stands as a range of one, so no extension is needed."""
    both_ends = (F("university_id"), F("university_id"), Value("[]"))
    number = Func(*both_ends, function="int8range", output_field=BigIntegerRangeField())
    expressions = [(number, RangeOperators.OVERLAPS), (F("during"), RangeOperators.OVERLAPS)]
    return ExclusionConstraint(name=name, expressions=expressions)


def not_empty(name: str) -> models.CheckConstraint:
    """An empty range overlaps nothing and would slip past the rule above; an open beginning is no date."""
    return models.CheckConstraint(condition=Q(during__isempty=False, during__startswith__isnull=False), name=name)


class DatedQuerySet(models.QuerySet):
    def current(self, day: date | None = None):
        """What holds on the day (today): the last day is the one before the range's upper bound."""
        return self.filter(during__contains=day or timezone.localdate())

    def open_ended(self):
        return self.filter(during__endswith=None)


class Span(models.Model):
    """Something that holds from a day until the day before another, or still does: the concrete class has `during`."""

    class Meta:
        abstract = True

    @property
    def since(self) -> date:
        return self.during.lower

    @property
    def until(self) -> date | None:
        """The first day on which it no longer holds."""
        return self.during.upper

    @property
    def last_day(self) -> date | None:
        return self.during.upper and self.during.upper - A_DAY

    @property
    def is_current(self) -> bool:
        return self.since <= timezone.localdate() and (self.until is None or timezone.localdate() < self.until)


class PartnershipQuerySet(DatedQuerySet):
    def whole(self):
        """One row for each partnership, without the rows that keep the time of a former lead unit."""
        return self.filter(successor=None)

    def quiet(self):
        """Those running without two-way contact for much longer than usual: `rhythm.MEANING` says it in words."""
        return self.filter(pk__in=rhythm.quiet())

    def owned_by(self, actor: Actor):
        """Those an official's unit leads today, or whose university a leader looks after."""
        if actor.role == Role.LEADER:
            return self.current().filter(university__in=University.objects.cared_for_by(actor).values("pk"))
        return self.current().filter(lead_unit=actor.unit_id)

    def with_leader(self):
        """Add who looks after the university today: one join."""
        condition = Q(university__attachments__during__contains=timezone.localdate())
        return self.annotate(
            care=FilteredRelation("university__attachments", condition=condition),
            leader=F("care__leader__user__name"),
            body=F("care__leader__unit__short_name"),
        )

    def visible_to(self, actor: Actor):
        if actor.role in STAFF:
            return self
        if actor.role == Role.LIAISON:
            return self.filter(university__members__hat=actor.hat_id)
        return self.none()


class Partnership(Record, Span):
    """1+1+N: one university and one lead unit, on any day. Bases and projects point here.

    A hand-over keeps this row for the new lead unit, so that all that points here follows; the past is written as a
    row of its own (`successor` = this one). `during` is therefore the time of this lead unit, `began_on` the beginning
    of the whole.
    """

    university = models.ForeignKey(University, models.PROTECT, related_name="partnerships", verbose_name=_("高校"))
    lead_unit = models.ForeignKey(Unit, models.PROTECT, related_name="partnerships", verbose_name=_("牵头单位"))
    during = DateRangeField(_("牵头起止"))
    began_on = models.DateField(_("建立日期"))
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="former", editable=False)
    goal = models.TextField(_("合作目标"), blank=True, max_length=1000)
    end_reason = models.CharField(_("结束原因"), max_length=500, blank=True)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("1+1+N 合作")
        ordering = ["university__pinyin", "-began_on", "id"]
        constraints = [
            one_at_a_time("partnership_one_lead_a_day"),
            not_empty("partnership_has_days"),
            models.CheckConstraint(condition=Q(during__startswith__gte=F("began_on")), name="partnership_began_first"),
            models.CheckConstraint(
                condition=Q(during__endswith=None) | ~Q(end_reason=""), name="partnership_end_explained"
            ),
        ]
        indexes = [models.Index(fields=["lead_unit", "university"], name="partnership_lead")]

    def __str__(self):
        return f"{self.university} · {self.lead_unit}"

    def get_absolute_url(self):
        return reverse("universities:partnership", kwargs={"pk": self.pk})

    @property
    def thread(self) -> str:
        return self.university.key

    @property
    def state(self) -> str:
        return PartnershipState.RUNNING if self.until is None else PartnershipState.ENDED

    def get_state_display(self) -> str:
        return str(PartnershipState(self.state).label)

    def roles_of(self, actor: Actor) -> set[Role]:
        """The lead unit's officials for as long as it leads, and the university's liaisons."""
        if actor.role == Role.OFFICIAL:
            return {actor.role} if actor.unit_id == self.lead_unit_id and self.is_current else set()
        return self.university.roles_of(actor)

    def people_with(self, *roles: Role) -> models.QuerySet:
        return self.university.people_with(*roles)


class LeaderAttachment(Record, Span):
    """挂点: the county leader who looks after a university; one at a time."""

    university = models.ForeignKey(University, models.PROTECT, related_name="attachments", verbose_name=_("高校"))
    leader = models.ForeignKey(Hat, models.PROTECT, related_name="attachments", verbose_name=_("挂点领导"))
    during = DateRangeField(_("挂点起止"))

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("领导挂点")
        constraints = [one_at_a_time("attachment_one_leader_a_day"), not_empty("attachment_has_days")]
        indexes = [models.Index(fields=["leader", "university"], name="attachment_leader")]

    def __str__(self):
        return f"{self.university} · {self.leader.user}"

    def get_absolute_url(self):
        return self.university.get_absolute_url()

    @property
    def thread(self) -> str:
        return self.university.key

    @property
    def body(self) -> str:
        """Which of the four bodies the leader belongs to."""
        return str(self.leader.unit or "")
