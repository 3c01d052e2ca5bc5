"""The pages of duties: the list, one duty with all that can be done to it, drafting, moving, signing off."""

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.generic import TemplateView

from accounts.permissions import Permission, can, require
from notifications.models import Event, working_calendar
from pages.forms import ActionForm
from pages.views import FormPage, ListPage, MovePage, Panel, RecordPage
from ruoyi_coop.lib.errors import NotNow
from supervision import actions, escalation, lights, origins
from supervision.forms import (
    DecisionForm,
    DutyMoveForm,
    EditDutyForm,
    ExtensionForm,
    NewDutyForm,
    ReportForm,
)
from supervision.models import Duty
from supervision.tables import DutyFilter, DutyTable
from supervision.workflow import HELD, LOOP, State

MOST = 60


class DutyList(ListPage):
    model = Duty
    table_class, filterset_class = DutyTable, DutyFilter
    title = lazy("督办事项")
    intro = lights.HELP
    actions = (
        (lazy("交办事项"), "supervision:add", Permission.DRAFT_DUTY),
        (lazy("一次报完到期事项"), "supervision:report_all", Permission.WORK_DUTY),
    )
    empty = lazy("换一个筛选条件。项目的里程碑、会议的议定事项、基地计划和交办的事都在这里。")

    def get_queryset(self):
        return super().get_queryset().with_names().lit().open_first()


class UnderDuties:
    def get_crumbs(self):
        thing = getattr(self, "thing", None)
        duty = getattr(thing, "duty", thing)
        here = ((str(duty), duty.get_absolute_url()),) if isinstance(self, FormPage) and duty else ()
        return ((lazy("督办事项"), reverse("supervision:list")), *here)


class DutyPage(UnderDuties, RecordPage):
    model = Duty
    workflow = LOOP
    template_name = "supervision/duty.html"

    def get_queryset(self):
        return super().get_queryset().with_names().select_related("drafted_by", "reported_by", "reviewed_by").lit()

    def get_timeline(self):
        return Event.objects.filter(subject=self.object.key).order_by("-id")[:30]

    def get_context_data(self, **context):
        duty, actor = self.object, self.request.actor
        return super().get_context_data(
            origin=origins.seen(duty.origin, actor),
            light_help=lights.HELP,
            **dates_of(duty),
            **parts_of(duty, actor),
            **forms_for(duty, actor),
            **context,
        )


def dates_of(duty: Duty) -> dict:
    """Where it stands against the clock: slack in working days, the order's level, what comes next."""
    calendar, today = working_calendar(), timezone.localdate()
    if not duty.is_open:
        return {}
    coming = escalation.next_after(duty.due, today, calendar) if duty.due < today else None
    return {
        "slack": calendar.count(today, duty.due),
        "level": escalation.level_of(duty.due, today, calendar),
        "coming": coming,
        "order_help": escalation.HELP,
    }


def parts_of(duty: Duty, actor) -> dict:
    blockers = list(duty.blockers.select_related("resolver__user", "resolver__unit"))
    return {
        "reports": duty.reports.select_related("upload")[:MOST],
        "extensions": duty.extensions.all(),
        "nudges": duty.nudges.all()[:MOST],
        "blockers": [(blocker, blocker.may_be_cleared_by(actor)) for blocker in blockers],
    }


def forms_for(duty: Duty, actor) -> dict:
    """The forms this person may send from the page, each with the address it goes to."""
    works = duty.state in HELD and can(actor, Permission.WORK_DUTY, duty)
    supervises = can(actor, Permission.SUPERVISE_DUTY, duty)
    asked, close = duty.extensions.asked().first(), LOOP["close"]
    return {
        "report_form": ReportForm(actor=actor, thing=duty, auto_id="say_%s") if works else None,
        "extension_form": ExtensionForm(actor=actor, thing=duty, auto_id="extend_%s")
        if works and not actions.why_no_extension(duty)
        else None,
        "why_no_extension": actions.why_no_extension(duty) if works else "",
        "asked": asked,
        "decision_form": DecisionForm(actor=actor, thing=duty, auto_id="decide_%s")
        if supervises and asked and duty.state in HELD
        else None,
        "may_block": works,
        "may_nudge": duty.is_open and duty.may_be_nudged_by(actor),
        "may_edit": can(actor, duty.editing, duty),
        "may_close_at_once": supervises and duty.state == State.REPORTED and not LOOP.why_not(duty, close, actor),
    }


class OfOrigin(Panel, TemplateView):
    """The duties that hang on one record, as a part of its page."""

    part = "supervision/_of_origin.html"
    title = lazy("督办事项")

    def get_context_data(self, **context):
        actor, key = self.request.actor, self.request.GET.get("origin", "")
        origin = origins.seen(key, actor)
        if origin is None:
            raise Http404
        rows = Duty.objects.visible_to(actor).filter(origin=key).with_names().lit().order_by("due", "id")
        add = f"{reverse('supervision:add')}?origin={key}" if can(actor, Permission.DRAFT_DUTY) else ""
        return super().get_context_data(origin=origin, rows=rows[:MOST], add_url=add, **context)


class AddDuty(UnderDuties, FormPage):
    """Draft a duty, on its own or on what `?origin=` names."""

    form_class = NewDutyForm
    permission = Permission.DRAFT_DUTY
    title = lazy("交办事项")
    template_name = "supervision/add.html"
    done = lazy("已登记。")

    def origin(self):
        key = self.request.GET.get("origin", "")
        found = origins.seen(key, self.request.actor) if key else None
        if key and found is None:
            raise Http404
        return found

    def get_form_kwargs(self):
        origin = self.origin()
        return super().get_form_kwargs() | {"kinds": origins.kinds_of(origin.key) if origin else ()}

    def get_initial(self):
        unit = getattr(self.origin(), "unit_id", None)
        return {"unit": unit} if unit else {}

    def get_context_data(self, **context):
        at_once = can(self.request.actor, Permission.APPROVE_DUTY)
        submit = _("交办") if at_once else _("送审")
        return super().get_context_data(**{"origin": self.origin(), "at_once": at_once} | context | {"submit": submit})

    def perform(self, form, by):
        submit = "draft" not in self.request.POST
        return actions.add_duty(form.values(), by=by, kind=form.kind, origin=self.origin(), submit=submit)


class EditDuty(UnderDuties, FormPage):
    model = Duty
    form_class = EditDutyForm
    title = lazy("修改事项")

    def check(self):
        require(self.request.actor, self.thing.editing, self.thing)

    def perform(self, form, by):
        asked = form.cleaned_data
        return actions.edit_duty(self.thing, form.values(), by=by, reason=asked["reason"], version=asked["version"])


class MoveDuty(UnderDuties, MovePage):
    model = Duty
    workflow = LOOP
    form_class = DutyMoveForm

    def get_queryset(self):
        return super().get_queryset().with_names()

    def perform(self, form, by):
        asked = form.values()
        given = {name: asked[name] for name in ("done_on", "unit", "university") if name in asked}
        version, upload = form.cleaned_data["version"], asked.get("evidence")
        return actions.move_duty(
            self.thing, self.move.name, by=by, note=form.note, version=version, upload=upload, **given
        )


class ReviewAndClose(UnderDuties, FormPage):
    """Review and sign off with one click, for the office."""

    model = Duty
    form_class = ActionForm
    permission = Permission.SUPERVISE_DUTY
    title = lazy("复核并销号")
    done = lazy("已复核并销号。")

    def perform(self, form, by):
        return actions.review_and_close(self.thing, by=by, version=form.cleaned_data["version"])


class CloseMany(UnderDuties, FormPage):
    """Everything reviewed, signed off together; what should stay is unticked."""

    form_class = ActionForm
    permission = Permission.SUPERVISE_DUTY
    title = lazy("销号")
    template_name = "supervision/close.html"

    def rows(self):
        rows = Duty.objects.visible_to(self.request.actor).filter(state=State.REVIEWED)
        return rows.exclude(reported_by=self.request.actor.user_id).with_names().order_by("state_since", "id")

    def get_context_data(self, **context):
        return super().get_context_data(rows=self.rows()[:MOST], **context)

    def perform(self, form, by):
        chosen = [pk for pk in self.request.POST.getlist("duty") if pk.isdigit() and len(pk) < 10]
        rows = list(self.rows().filter(pk__in=chosen))
        if not rows:
            raise NotNow(_("请至少选一项。"))
        count = actions.close_many(rows, by=by)
        self.done = _("已销号%d项。") % count
        return reverse("supervision:list")
