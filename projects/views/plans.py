"""The pages of backward scheduling: plan a project, compute it again, and the templates."""

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Permission, can
from notifications.models import working_calendar
from pages.forms import ActionForm
from pages.views import FormPage, ListPage, RecordPage
from projects import actions
from projects.forms import PlanForm, TemplateChoice, TemplateForm
from projects.models import Project, Template
from projects.tables import TemplateFilter, TemplateTable
from projects.views.projects import UnderProjects
from ruoyi_coop.lib.calendar import DAY
from ruoyi_coop.lib.errors import NotNow
from ruoyi_coop.lib.schedule import Plan, unpublished, ways_out

USUAL_SPAN = 120  # days offered where nothing was promised yet


class PlanProject(UnderProjects, FormPage):
    """Template, date, accept. Every other button only computes and shows; nothing is kept until it is accepted."""

    model = Project
    permission = Permission.EDIT_MILESTONE
    title = lazy("倒排工期")
    template_name = "projects/plan.html"
    done = lazy("工期已排定，里程碑已交给各承办方。")

    def get_queryset(self):
        return super().get_queryset().with_names()

    @cached_property
    def template(self) -> Template | None:
        form = TemplateChoice(self.request.POST or self.request.GET)
        return form.cleaned_data["template"] if form.is_valid() else None

    def get_form(self, form_class=None):
        if self.template is None:
            return ActionForm(**self.get_form_kwargs())
        return PlanForm(**self.get_form_kwargs(), template=self.template)

    def get_initial(self):
        return {"promise": self.thing.promised_on or timezone.localdate() + DAY * USUAL_SPAN}

    def post(self, request, *args, **kwargs):
        asked = request.POST.get("do", "accept")
        if self.template is None or asked not in ("count", "shorten", "parallel"):
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        if form.is_valid() and asked != "count":
            self.take(asked, form)
        return self.render_to_response(self.get_context_data(form=form))

    def take(self, kind: str, form: PlanForm) -> None:
        """Show the plan with a way out taken; it is kept only when accepted."""
        plan = actions.placed(form.steps(), form.cleaned_data["promise"])
        ways = ways_out(plan, timezone.localdate(), working_calendar())
        for way in ways:
            if way.kind == kind:
                form.rewrite(way.steps)
                form.full_clean()

    def perform(self, form, by):
        if self.template is None:
            raise NotNow(_("请先选一个模板。"))
        promise = form.cleaned_data["promise"]
        until = None
        if self.request.POST.get("do") == "ask":
            until = actions.placed(form.steps(), promise).finish
        return actions.accept_plan(self.thing, self.template, form.steps(), promise, by=by, ask_until=until)

    def get_context_data(self, **context):
        context = super().get_context_data(**context)
        offered = Template.objects.offered()
        address = reverse("projects:plan", args=[self.thing.pk])
        tabs = [
            {"label": one.name, "url": f"{address}?template={one.pk}", "current": one == self.template}
            for one in offered
        ]
        return context | {"tabs": tabs, "template": self.template} | self.shown(context["form"])

    def shown(self, form) -> dict:
        """The plan as the form stands: a row for each step, how late it is, and what could be done about it."""
        if not isinstance(form, PlanForm):
            return {}
        lines = [(step, form[f"days_{step.position}"], form[f"after_{step.position}"]) for step in form.places]
        unplanned = {"rows": [(*line, None) for line in lines]}
        if form.is_bound and not form.is_valid():
            return unplanned
        promise = form.cleaned_data["promise"] if form.is_bound else form.get_initial_for_name("promise")
        try:
            plan = actions.placed(form.steps(), promise)
        except NotNow as no:
            return unplanned | {"circle": str(no)}
        return facts_of(plan, lines)


def facts_of(plan: Plan, lines: list[tuple]) -> dict:
    today, calendar = timezone.localdate(), working_calendar()
    slots = {slot.step.key: slot for slot in plan.slots}
    rows = sorted(
        ((*line, slots[line[0].position]) for line in lines),
        key=lambda row: (row[3].start, row[3].end, row[0].position),
    )
    return {
        "plan": plan,
        "rows": rows,
        "bars": bars(plan, today),
        "ways": ways_out(plan, today, calendar),
        "unpublished": unpublished(plan.years(), calendar),
        "today": today,
    }


def bars(plan: Plan, today) -> dict:
    """Where each step lies between its outer days, in tenths of a percent of the whole, for the picture."""
    first = min(today, min((slot.start for slot in plan.slots), default=today))
    whole = max((plan.promise - first).days + 1, 1)

    def place(day) -> str:
        return f"{(day - first).days * 1000 / whole:.0f}"

    spans = [
        (slot, place(slot.start), f"{((slot.end - slot.start).days + 1) * 1000 / whole:.0f}") for slot in plan.slots
    ]
    lines = [
        {"slot": slot, "x": x, "width": width, "y": 12 + 26 * line, "text": 8 + 26 * line}
        for line, (slot, x, width) in enumerate(sorted(spans, key=lambda span: (span[0].start, span[0].end)))
    ]
    return {"lines": lines, "today": place(today), "height": 26 * len(lines) + 16}


class ComputeAgain(UnderProjects, FormPage):
    model = Project
    form_class = ActionForm
    permission = Permission.EDIT_MILESTONE
    title = lazy("重新计算工期")
    submit = lazy("重新计算")
    warning = lazy("只移动还没开工、日子还在后面的步骤；已经开工、办完和过了开工日的不动，最初期限一直保留。")

    def perform(self, form, by):
        moved = actions.compute_again(self.thing, by=by)
        self.done = _("已重新计算，移动了%d步。") % moved if moved else _("已重新计算，没有步骤需要移动。")
        return self.thing


class TemplateList(ListPage):
    model = Template
    table_class, filterset_class = TemplateTable, TemplateFilter
    title = lazy("工期模板")
    intro = lazy("每类项目的步骤和所需工作日；给出承诺日期就能倒排。")
    actions = ((lazy("新建模板"), "projects:template_add", Permission.MANAGE_TEMPLATE),)
    empty = lazy("还没有模板。")

    def get_queryset(self):
        return super().get_queryset().annotate(count=Count("steps"))


class UnderTemplates:
    def get_crumbs(self):
        return ((lazy("工期模板"), reverse("projects:templates")),)


class TemplatePage(UnderTemplates, RecordPage):
    model = Template
    template_name = "projects/template.html"

    def get_context_data(self, **context):
        may_edit = can(self.request.actor, Permission.MANAGE_TEMPLATE, self.object)
        return super().get_context_data(steps=self.object.steps.all(), may_edit=may_edit, **context)


class AddTemplate(UnderTemplates, FormPage):
    form_class = TemplateForm
    permission = Permission.MANAGE_TEMPLATE
    title = lazy("新建模板")

    def perform(self, form, by):
        return actions.save_template(None, form.values(), form.cleaned_data["steps"], by=by)


class EditTemplate(UnderTemplates, FormPage):
    model = Template
    form_class = TemplateForm
    permission = Permission.MANAGE_TEMPLATE
    title = lazy("修改模板")

    def perform(self, form, by):
        asked = form.cleaned_data
        return actions.save_template(self.thing, form.values(), asked["steps"], by=by, version=asked["version"])
