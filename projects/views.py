"""The pages of projects, their milestones and reports."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy
from django.views import View
from django.views.generic import TemplateView

from accounts.permissions import Permission, can
from files.views import download
from pages.views import FormPage, ListPage, MovePage, Panel, RecordPage
from projects import actions, lights
from projects.forms import (
    EditMilestoneForm,
    ExpertsForm,
    MilestoneForm,
    MilestoneMoveForm,
    NewProjectForm,
    ProjectForm,
    ProjectMoveForm,
    ReportForm,
    experts_of,
)
from projects.models import Milestone, Project, ProjectStage, Report
from projects.tables import ProjectFilter, ProjectTable
from projects.workflow import LADDER, MILESTONE, PIPELINE, Progress
from universities.models import Partnership

REACHES = dict(zip(("intention", "visit", "framework", "contract", "land", "accept", "close"), LADDER, strict=True))
REPORTS_SHOWN = 20
SHOWN = 12


class ProjectList(ListPage):
    model = Project
    table_class, filterset_class = ProjectTable, ProjectFilter
    title = lazy("项目")
    intro = lights.HELP
    actions = ((lazy("登记项目"), "projects:add", Permission.ADD_PROJECT),)
    empty = lazy("换一个筛选条件，或者登记一个合作意向。")

    def get_queryset(self):
        return super().get_queryset().with_names().lit()


class UnderProjects:
    def get_crumbs(self):
        here = ((str(self.thing), self.thing.get_absolute_url()),) if isinstance(self, FormPage) and self.thing else ()
        return ((lazy("项目"), reverse("projects:list")), *here)


class ProjectPage(UnderProjects, RecordPage):
    model = Project
    workflow = PIPELINE
    template_name = "projects/project.html"

    def get_queryset(self):
        return super().get_queryset().with_names().select_related("partnership__lead_unit", "expert").lit()

    def get_context_data(self, **context):
        project, actor = self.object, self.request.actor
        steps = list(project.steps.select_related("evidence").order_by("day", "id"))
        may_report = can(actor, Permission.REPORT_PROGRESS, project) and not project.has_ended
        may_edit_milestones = can(actor, Permission.EDIT_MILESTONE, project) and not project.has_ended
        return super().get_context_data(
            steps=steps,
            rungs=rungs(project, steps),
            milestones=milestone_rows(project, actor, may_edit_milestones),
            reports=project.reports.select_related("upload", "milestone")[:REPORTS_SHOWN],
            report_url=reverse("projects:report", args=[project.pk]),
            report_form=ReportForm(actor=actor) if may_report else None,
            may_edit=can(actor, Permission.EDIT_PROJECT, project),
            may_edit_milestones=may_edit_milestones,
            light_help=lights.HELP,
            **context,
        )


def rungs(project: Project, steps: list[ProjectStage]) -> list[dict]:
    """The ladder with the day of each rung reached; a project on hold stands where it was."""
    reached = {REACHES[step.move]: step.day for step in steps if step.move in REACHES and not step.struck_at}
    here = project.held_from or project.state
    return [
        {
            "label": stage.label,
            "note": reached.get(stage, ""),
            "state": "current" if stage == here else "done" if stage in reached else "",
        }
        for stage in LADDER
    ]


def milestone_rows(project: Project, actor, may_edit: bool) -> list[dict]:
    """Each milestone with its light and the moves this person may take; one query."""
    return [
        {
            "milestone": milestone,
            "offers": MILESTONE.moves_for(milestone, actor, can) if project.runs else [],
            "may_edit": may_edit and milestone.state == Progress.OPEN,
        }
        for milestone in project.milestones.lit()
    ]


class AddProject(UnderProjects, FormPage):
    form_class = NewProjectForm
    permission = Permission.ADD_PROJECT
    title = lazy("登记项目")
    done = lazy("已登记为初步意向。接着排里程碑，灯才会亮。")

    def get_initial(self):
        return {"partnership": self.request.GET.get("partnership")}

    def perform(self, form, by):
        asked = form.cleaned_data
        return actions.add_project(form.values(), by=by, day=asked["day"], evidence=asked["proof"])


class Experts(TemplateView):
    """The experts to choose from once a partnership is chosen, as options of a select."""

    template_name = "projects/_experts.html"

    def get_context_data(self, **context):
        form = ExpertsForm(self.request.GET)
        chosen = form.cleaned_data["partnership"] if form.is_valid() else None
        return super().get_context_data(experts=experts_of(chosen, self.request.actor), **context)


class EditProject(UnderProjects, FormPage):
    model = Project
    form_class = ProjectForm
    permission = Permission.EDIT_PROJECT
    title = lazy("修改项目")

    def perform(self, form, by):
        return actions.edit_project(self.thing, form.values(), by=by, version=form.cleaned_data["version"])


class MoveProject(UnderProjects, MovePage):
    model = Project
    workflow = PIPELINE
    form_class = ProjectMoveForm

    def perform(self, form, by):
        asked = form.values()
        return actions.move_project(
            self.thing,
            self.move.name,
            by=by,
            day=asked.get("day"),
            evidence=asked.get("evidence") or asked.get("attachment"),
            note=form.note,
            version=form.cleaned_data["version"],
        )


class AddReport(UnderProjects, FormPage):
    model = Project
    form_class = ReportForm
    permission = Permission.REPORT_PROGRESS
    title = lazy("报进展")
    submit = lazy("报送")
    done = lazy("已报送，对方会收到消息。")
    template_name = "projects/report.html"

    def perform(self, form, by):
        actions.report_progress(self.thing, by=by, **form.values())
        return self.thing


class AddMilestone(UnderProjects, FormPage):
    model = Project
    form_class = MilestoneForm
    permission = Permission.EDIT_MILESTONE
    title = lazy("新增里程碑")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"thing": None}

    def perform(self, form, by):
        return actions.add_milestone(self.thing, form.values(), by=by)


class EditMilestone(UnderProjects, FormPage):
    model = Milestone
    form_class = EditMilestoneForm
    permission = Permission.EDIT_MILESTONE
    title = lazy("修改里程碑")

    def get_queryset(self):
        return super().get_queryset().with_project()

    def perform(self, form, by):
        reason, version = form.cleaned_data["reason"], form.cleaned_data["version"]
        return actions.edit_milestone(self.thing, form.values(), by=by, reason=reason, version=version)


class MoveMilestone(UnderProjects, MovePage):
    model = Milestone
    workflow = MILESTONE
    form_class = MilestoneMoveForm

    def get_queryset(self):
        return super().get_queryset().with_project()

    def perform(self, form, by):
        asked, version = form.values(), form.cleaned_data["version"]
        if self.move.name == "report":
            given = {"done_on": asked["done_on"], "text": asked["text"], "upload": asked["evidence"]}
            return actions.report_milestone(self.thing, by=by, version=version, **given)
        if self.move.name == "confirm":
            return actions.confirm_milestone(self.thing, by=by, version=version)
        return actions.send_milestone_back(self.thing, by=by, version=version, reason=asked["reason"])


class Evidence(View):
    """The proof of one rung, for those who may see the project."""

    def get(self, request, pk, step):
        rows = ProjectStage.objects.visible_to(request.actor).filter(project=pk, evidence__isnull=False)
        return download(get_object_or_404(rows.select_related("evidence"), pk=step).evidence)


class ReportFile(View):
    """The file sent with a report, for those who may see the project."""

    def get(self, request, pk, report):
        rows = Report.objects.visible_to(request.actor).filter(project=pk, upload__isnull=False)
        return download(get_object_or_404(rows.select_related("upload"), pk=report).upload)


class OfPartnership(Panel, TemplateView):
    """The projects of one partnership, nearest deadline first."""

    part = "projects/_of_partnership.html"
    title = lazy("合作的项目")

    def get_context_data(self, **context):
        actor = self.request.actor
        partnership = get_object_or_404(Partnership.objects.visible_to(actor), pk=self.kwargs["pk"])
        rows = Project.objects.visible_to(actor).filter(partnership=partnership).with_names().lit()
        add = f"{reverse('projects:add')}?partnership={partnership.pk}" if can(actor, Permission.ADD_PROJECT) else ""
        return super().get_context_data(
            partnership=partnership,
            rows=rows.order_by("next_due", "id")[:SHOWN],
            all_url=f"{reverse('projects:list')}?university={partnership.university_id}",
            add_url=add,
            **context,
        )
