"""The pages of projects, their milestones and reports."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views import View
from django.views.generic import TemplateView

from accounts.permissions import Permission, can
from files.views import download
from needs.models import Need, Supply
from notifications.models import working_calendar
from pages.forms import ActionForm
from pages.views import FormPage, ListPage, MovePage, Panel, RecordPage
from projects import actions
from projects.forms import (
    ExpertsForm,
    MilestoneForm,
    NewProjectForm,
    ProjectForm,
    ProjectMoveForm,
    ReportForm,
    SupplyChoice,
    experts_of,
)
from projects.models import Project, ProjectStage, Report, endings, graph_of
from projects.tables import IntentFilter, IntentTable, ProjectFilter, ProjectTable
from projects.workflow import LADDER, PIPELINE
from ruoyi_coop.lib.schedule import plan as plan_backward
from ruoyi_coop.lib.schedule import unpublished
from ruoyi_coop.templatetags.portal import days_since, zh_date
from supervision import lights
from supervision.models import Duty
from supervision.workflow import LOOP
from universities.models import Partnership

REACHES = dict(
    zip(("talks", "intention", "visit", "framework", "contract", "land", "accept", "close"), LADDER, strict=True)
)
REPORTS_SHOWN = 20
SHOWN = 12


class ProjectList(ListPage):
    model = Project
    table_class, filterset_class = ProjectTable, ProjectFilter
    title = lazy("项目")
    intro = lights.HELP
    empty = lazy("签了项目合同的才算项目；还在对接、意向、考察和框架阶段的在“合作意向”里。")

    def get_queryset(self):
        return super().get_queryset().contracted().with_names().lit()


class IntentList(ListPage):
    """意向清单: everything below the contract, which is no project yet."""

    model = Project
    table_class, filterset_class = IntentTable, IntentFilter
    title = lazy("合作意向")
    intro = lazy("对接、意向、考察、框架协议：一条记录一路向上，签了合同自动成为项目；在那以前不计入项目。")
    actions = ((lazy("登记意向"), "projects:add", Permission.ADD_PROJECT),)
    empty = lazy("换一个筛选条件，或者登记一个合作意向。")

    def get_queryset(self):
        return super().get_queryset().intents().with_names().lit()


class UnderProjects:
    def get_crumbs(self):
        here = ((str(self.thing), self.thing.get_absolute_url()),) if isinstance(self, FormPage) and self.thing else ()
        return (list_of(self.thing), *here)


def list_of(project: Project | None) -> tuple:
    """The list a row stands on: intentions below the contract, projects from there on."""
    if isinstance(project, Project) and project.signed_on:
        return (lazy("项目"), reverse("projects:list"))
    return (lazy("合作意向"), reverse("projects:intents"))


class ProjectPage(UnderProjects, RecordPage):
    model = Project
    workflow = PIPELINE
    template_name = "projects/project.html"

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .with_names()
            .select_related("partnership__lead_unit", "expert", "need", "supply")
            .lit()
        )

    def get_context_data(self, **context):
        project, actor = self.object, self.request.actor
        steps = list(project.steps.select_related("evidence").order_by("day", "id"))
        may_report = can(actor, Permission.REPORT_PROGRESS, project) and not project.has_ended
        may_plan = can(actor, Permission.EDIT_MILESTONE, project) and not project.has_ended
        duties = duties_of(project, actor)
        return super().get_context_data(
            steps=steps,
            rungs=rungs(project, steps),
            duties=[(duty, next_moves(duty, actor)) for duty in duties],
            plan=plan_state(project, duties) if project.runs else None,
            agreements=project.agreements.order_by("-signed_on"),
            visits=project.visits.select_related("upload").prefetch_related("sites"),
            reports=project.reports.select_related("upload")[:REPORTS_SHOWN],
            report_url=reverse("projects:report", args=[project.pk]),
            report_form=ReportForm(actor=actor, auto_id="say_%s") if may_report else None,
            may_edit=can(actor, Permission.EDIT_PROJECT, project),
            may_plan=may_plan,
            may_keep=can(actor, Permission.KEEP_AGREEMENT, project) and not project.has_ended,
            may_give=can(actor, Permission.DRAFT_DUTY) and not project.has_ended,
            light_help=lights.HELP,
            **context,
        )


def rungs(project: Project, steps: list[ProjectStage]) -> list[dict]:
    """The ladder with the day of each rung reached and how long it stands there; held, it stands where it was."""
    reached = {REACHES[step.move]: step.day for step in steps if step.move in REACHES and not step.struck_at}
    here = project.held_from or project.state
    return [
        {
            "label": stage.label,
            "note": _("%(day)s · %(age)s") % {"day": zh_date(reached.get(stage)), "age": days_since(reached[stage])}
            if stage == here and stage in reached
            else reached.get(stage, ""),
            "state": "current" if stage == here else "done" if stage in reached else "",
        }
        for stage in LADDER
    ]


def duties_of(project: Project, actor) -> list[Duty]:
    """Everything that hangs on the project, milestones first of all; one query."""
    rows = Duty.objects.visible_to(actor).filter(origin=project.key)
    return list(rows.with_names().select_related("milestone").lit().order_by("due", "id"))


def next_moves(duty: Duty, actor) -> list:
    """The moves that lead on, without those that are better looked at on the duty's own page."""
    return [offer for offer in LOOP.moves_for(duty, actor, can) if offer.move.tone == "primary" and not offer.why_not]


def plan_state(project: Project, duties: list[Duty]) -> dict | None:
    """How the plan stands today: how late, what could be asked for, which years' holidays are not known yet."""
    planned = [duty for duty in duties if duty.is_open and hasattr(duty, "milestone") and duty.milestone.days]
    if not planned or not project.promised_on:
        return None
    calendar, steps = working_calendar(), [duty.milestone for duty in planned]
    made = plan_backward(graph_of(steps), project.promised_on, timezone.localdate(), calendar)
    return {
        "late_by": made.late_by,
        "finish": made.finish,
        "last": endings(steps)[-1].duty,
        "unpublished": unpublished(made.years(), calendar),
    }


class AddProject(UnderProjects, FormPage):
    form_class = NewProjectForm
    permission = Permission.ADD_PROJECT
    title = lazy("登记意向")
    done = lazy("已登记为初步意向。")

    def get_initial(self):
        return {"partnership": self.request.GET.get("partnership")}

    def perform(self, form, by):
        asked = form.cleaned_data
        return actions.add_project(form.values(), by=by, day=asked["day"], evidence=asked["proof"])


class BeginTalks(UnderProjects, FormPage):
    """One click on the need's page: a supply that fits it goes on the ladder with all that is known of both."""

    model = Need
    form_class = ActionForm
    permission = Permission.MATCH_NEED
    title = lazy("开始对接")
    submit = lazy("开始对接")
    warning = lazy("需求和供给里填过的内容全部带入，不用再填；两边都会收到消息。")
    done = lazy("已开始对接。谈成后点“达成意向”。")

    @cached_property
    def supply(self) -> Supply:
        form = SupplyChoice(self.request.GET)
        rows = Supply.objects.visible_to(self.request.actor).select_related("university", "expert")
        return get_object_or_404(rows, pk=form.cleaned_data["supply"] if form.is_valid() else None)

    def check(self):
        super().check()
        return self.supply

    def get_context_data(self, **context):
        return super().get_context_data(intro=str(self.supply), **context)

    def perform(self, form, by):
        return actions.begin_talks(self.thing, self.supply, by=by)


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
            **{name: asked[name] for name in ("parties", "ends_on", "people", "sites") if name in asked},
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

    def perform(self, form, by):
        actions.add_milestone(self.thing, form.values(), by=by)
        return self.thing


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
            intents_url=f"{reverse('projects:intents')}?university={partnership.university_id}",
            add_url=add,
            **context,
        )
