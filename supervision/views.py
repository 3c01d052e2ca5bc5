"""The pages of duties: one to see and work each, one to report on all that are due, one to sign off."""

import re

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views import View
from django.views.generic import TemplateView

from accounts.permissions import Permission, Role, can, require
from files.views import download
from notifications.models import Event, working_calendar
from pages.forms import ActionForm
from pages.views import FormPage, ListPage, MovePage, Panel, RecordPage, Titled, first_result
from ruoyi_coop.lib.errors import AlreadyDone, NotAllowed, NotNow
from supervision import actions, escalation, lights, origins
from supervision.forms import (
    AskedDay,
    BlockerForm,
    DecisionForm,
    DutyMoveForm,
    EditDutyForm,
    ExtensionForm,
    LineForm,
    NewDutyForm,
    NudgeForm,
    ReportForm,
    SpanForm,
    UnblockForm,
    soon,
)
from supervision.models import Blocker, Duty, Extension, Report
from supervision.tables import DutyFilter, DutyTable
from supervision.workflow import HELD, LOOP, PLANNED, State

AHEAD = 14
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
        return super().get_queryset().with_names().lit()


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
    asked = duty.extensions.asked().first()
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
        "may_nudge": duty.is_open and may_nudge(duty, actor),
        "may_edit": can(actor, Permission.DRAFT_DUTY if duty.state in PLANNED else Permission.SUPERVISE_DUTY, duty),
        "may_close_at_once": duty.state == State.REPORTED and supervises and duty.reported_by_id != actor.user_id,
    }


def may_nudge(duty: Duty, actor) -> bool:
    return can(actor, Permission.NUDGE_DUTY, duty) and (actor.role != Role.OFFICIAL or bool(duty.university_id))


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
        require(
            self.request.actor,
            Permission.DRAFT_DUTY if self.thing.state in PLANNED else Permission.SUPERVISE_DUTY,
            self.thing,
        )

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


class OnDuty(UnderDuties, FormPage):
    """A form about one duty that leads back to its page."""

    model = Duty

    def get_queryset(self):
        return super().get_queryset().with_names()


class AddReport(OnDuty):
    form_class = ReportForm
    permission = Permission.WORK_DUTY
    title = lazy("反馈")
    submit = lazy("报送")
    done = lazy("已报送。")
    template_name = "supervision/report.html"

    def perform(self, form, by):
        said = {name: form.cleaned_data[name] for name in ("status", "text", "upload", "done_on")}
        actions.report_many([said | {"duty": self.thing}], by=by)
        return self.thing


class AskExtension(OnDuty):
    form_class = ExtensionForm
    permission = Permission.WORK_DUTY
    title = lazy("申请延期")
    submit = lazy("申请")
    done = lazy("已申请，县合作办批示后会告诉您；在那以前，原期限不变。")

    def get_initial(self):
        """`?to=` is the day a plan found possible: the reason then is the plan's."""
        form = AskedDay(self.request.GET)
        day = form.cleaned_data["to"] if form.is_valid() else None
        if day is None:
            return {}
        late = working_calendar().count(self.thing.due, day)
        words = _("按工作日倒排，最早 %(day)s 才能完成，比原期限晚%(late)d个工作日。")
        return {"to_due": day, "reason": words % {"day": date_format(day), "late": late}}

    def perform(self, form, by):
        actions.ask_extension(self.thing, by=by, **form.values())
        return self.thing


class DecideExtension(UnderDuties, FormPage):
    model = Extension
    form_class = DecisionForm
    permission = Permission.SUPERVISE_DUTY
    title = lazy("批示延期")
    submit = lazy("批示")
    done = lazy("已批示，申请人会收到消息。")

    def get_queryset(self):
        return super().get_queryset().select_related("duty__unit", "duty__university")

    def perform(self, form, by):
        asked = form.values()
        actions.decide_extension(self.thing, asked["granted"] == "yes", by=by, words=asked["words"])
        return self.thing.duty


class NudgeDuty(OnDuty):
    form_class = NudgeForm
    permission = Permission.NUDGE_DUTY
    title = lazy("催办")
    submit = lazy("催办")
    done = lazy("已催办，承办人会收到消息。")

    def perform(self, form, by):
        actions.nudge(self.thing, by=by, **form.values())
        return self.thing


class BlockDuty(OnDuty):
    form_class = BlockerForm
    permission = Permission.WORK_DUTY
    title = lazy("登记堵点")
    submit = lazy("请对方解决")
    done = lazy("已登记，对方会收到消息。")

    def perform(self, form, by):
        actions.block(self.thing, by=by, **form.values())
        return self.thing


class Unblock(UnderDuties, FormPage):
    """For the one a blocker names, who may not see the duty otherwise."""

    model = Blocker
    form_class = UnblockForm
    title = lazy("堵点已解决")
    submit = lazy("已解决")
    template_name = "supervision/unblock.html"

    def get_queryset(self):
        actor = self.request.actor
        seen = Blocker.objects.visible_to(actor) | Blocker.objects.naming(actor)
        return seen.select_related("duty__unit", "duty__university", "resolver__user").distinct()

    def check(self):
        if not self.thing.may_be_cleared_by(self.request.actor):
            require(self.request.actor, Permission.SUPERVISE_DUTY, self.thing)

    def get_crumbs(self):
        return ((lazy("督办事项"), reverse("supervision:list")),)

    def perform(self, form, by):
        actions.unblock(self.thing, by=by, **form.values())

    def get_success_url(self, result=None):
        seen = Duty.objects.visible_to(self.request.actor).filter(pk=self.thing.duty_id).exists()
        return self.thing.duty.get_absolute_url() if seen else reverse("home")


class ReportAll(UnderDuties, Titled, TemplateView):
    """All my due duties on one page with one button: what is left untouched is not reported on."""

    template_name = "supervision/report_all.html"
    title = lazy("一次报完到期事项")

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            require(request.actor, Permission.WORK_DUTY)
        return super().dispatch(request, *args, **kwargs)

    def days(self) -> int:
        form = SpanForm(self.request.GET)
        asked = form.cleaned_data["days"] if form.is_valid() else None
        return AHEAD if asked is None else asked

    def lines(self, data=None, files=None) -> list[tuple[Duty, LineForm]]:
        """What is due, and whatever something was said of, though somebody else may have been faster."""
        due = Duty.objects.held_by(self.request.actor).filter(due__lte=soon(self.days()))
        said = Duty.objects.visible_to(self.request.actor).filter(pk__in=said_of(data or ()))
        rows = Duty.objects.filter(Q(pk__in=due.values("pk")) | Q(pk__in=said.values("pk"))).with_names().lit()
        return [(row, LineForm(data, files, prefix=f"d{row.pk}")) for row in rows.order_by("due", "id")[:MOST]]

    def get_context_data(self, **context):
        context.setdefault("lines", self.lines())
        return super().get_context_data(days=self.days(), guard=ActionForm(), **context)

    def post(self, request):
        guard = ActionForm(request.POST)
        key = guard.cleaned_data.get("submission") if guard.is_valid() else None
        if key and first_result(request.actor.sending(key)):
            return self.repeated()
        lines = self.lines(request.POST, request.FILES)
        valid = [form.is_valid() and still_held(duty, form) for duty, form in lines]
        if not all(valid) or not guard.is_valid():
            return self.again(lines, _("有%d项还要补充，其余填的都保留着。") % valid.count(False))
        said = [form.cleaned_data | {"duty": duty} for duty, form in lines if form.cleaned_data.get("status")]
        if not said:
            return self.again(lines, _("还没有选任何一项。"))
        return self.send(said, guard, lines)

    def send(self, said: list[dict], guard: ActionForm, lines):
        by = self.request.actor.sending(guard.cleaned_data.get("submission"))
        try:
            count = actions.report_many(said, by=by)
        except (NotNow, NotAllowed) as no:
            return self.again(lines, str(no))
        except AlreadyDone:
            return self.repeated()
        messages.success(self.request, _("已报送%d项。") % count)
        return HttpResponseRedirect(reverse("home"))

    def repeated(self):
        messages.info(self.request, _("已经收到过，没有重复提交。"))
        return HttpResponseRedirect(reverse("home"))

    def again(self, lines, error: str):
        return self.render_to_response(self.get_context_data(lines=lines, error=error))


def said_of(data) -> list[int]:
    """The duties of which the sent page says how they go."""
    found = [re.fullmatch(r"d(\d{1,9})-status", name) for name in data]
    return [int(match[1]) for match in found if match]


def still_held(duty: Duty, form: LineForm) -> bool:
    """Say beside a line that nobody works on its duty any more, and untick it, so that the rest can be sent."""
    if duty.state in HELD:
        return True
    form.add_error("status", _("现在是“%s”，不用报进展。") % duty.get_state_display())
    form.data = form.data.copy()
    del form.data[form.add_prefix("status")]
    return False


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


class ReportFile(View):
    """The file sent with a report, for those who may see the duty."""

    def get(self, request, pk, report):
        rows = Report.objects.visible_to(request.actor).filter(duty=pk, upload__isnull=False)
        return download(get_object_or_404(rows.select_related("upload"), pk=report).upload)
