"""The backward schedule: templates of steps with their lengths, and the milestones a project has made of them."""

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import SITE_WIDE, Actor, Role
from notifications.models import Record
from projects.models.projects import Project
from ruoyi_coop.lib.schedule import Step
from supervision.models import Duty


class Holder(models.TextChoices):
    UNIT = "unit", _("责任单位")
    UNIVERSITY = "university", _("高校")


class TemplateQuerySet(models.QuerySet):
    def offered(self):
        return self.filter(is_offered=True)

    def visible_to(self, actor: Actor):
        return self if actor.reads_all or actor.role == Role.OFFICIAL else self.none()


class Template(Record):
    """The usual steps of one type of project, with the working days each takes."""

    name = models.CharField(_("模板名称"), max_length=40, unique=True)
    about = models.CharField(_("适用于"), max_length=200, blank=True)
    is_offered = models.BooleanField(_("可以选用"), default=True)
    is_proposed = models.BooleanField(_("待确认"), default=False, editable=False)  # ours, until the office confirms it
    steps_told = models.TextField(_("步骤"), blank=True)  # the steps in words, for the history and its conflicts

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("工期模板")
        ordering = ["id"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("projects:template", args=[self.pk])

    def roles_of(self, actor: Actor) -> set[Role]:
        return {actor.role} & SITE_WIDE

    def graph(self) -> list[Step]:
        """Its steps for the scheduler."""
        return [Step(step.position, step.title, step.days, tuple(step.after)) for step in self.steps.all()]


class TemplateStep(models.Model):
    """One step: so many working days, begun when the steps at the positions in `after` have ended."""

    template = models.ForeignKey(Template, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(_("序号"))
    title = models.CharField(_("步骤"), max_length=100)
    days = models.PositiveSmallIntegerField(_("工作日"))
    holder = models.CharField(_("由谁完成"), max_length=10, choices=Holder, default=Holder.UNIT)
    after = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("在哪些步骤之后"), default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("步骤")
        ordering = ["template_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["template", "position"], name="template_step_once"),
            models.CheckConstraint(condition=Q(days__gte=1), name="template_step_takes_time"),
        ]

    def __str__(self):
        return self.title


class MilestoneQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        return self.filter(project__in=Project.objects.visible_to(actor))

    def planned(self):
        """Those that a plan placed, in the plan's order."""
        return self.filter(days__isnull=False).select_related("duty").order_by("position")


def graph_of(milestones: Iterable["Milestone"]) -> list[Step]:
    """Planned milestones as steps for the scheduler; those that are not among them keep nobody waiting."""
    milestones = list(milestones)
    left = {one.position for one in milestones}
    return [Step(one.position, one.duty.title, one.days, tuple(left.intersection(one.after))) for one in milestones]


def endings(milestones: Iterable["Milestone"]) -> list["Milestone"]:
    """Those that no other among them waits for: with them the plan ends."""
    milestones = list(milestones)
    waited_for = {place for one in milestones for place in one.after}
    return [one for one in milestones if one.position not in waited_for]


class Milestone(models.Model):
    """A step of one project. What is to be done by when and by whom is its duty's; here stands its place in the plan.

    `position` and `after` make the graph; `days` is empty for a milestone added by hand, which no plan moves.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones", verbose_name=_("项目"))
    duty = models.OneToOneField(Duty, models.PROTECT, related_name="milestone", verbose_name=_("督办事项"))
    position = models.PositiveSmallIntegerField(_("序号"), default=0)
    days = models.PositiveSmallIntegerField(_("工作日"), null=True)
    after = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("在哪些步骤之后"), default=list)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("里程碑")
        ordering = ["duty__due", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "position"], condition=Q(days__isnull=False), name="milestone_place_once"
            )
        ]
        indexes = [models.Index(fields=["project", "id"], name="milestone_project")]

    def __str__(self):
        return str(self.duty)

    def get_absolute_url(self):
        return self.duty.get_absolute_url()
