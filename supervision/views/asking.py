"""The small forms about a duty: a report, a later day, a nudge, a blocker; each leads back to its page."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views import View

from accounts.permissions import Permission, require
from files.views import download
from notifications import load
from notifications.models import working_calendar
from pages.views import FormPage
from supervision import actions
from supervision.forms import (
    AskedDay,
    BlockerForm,
    DecisionForm,
    ExtensionForm,
    NudgeForm,
    ReportForm,
    UnblockForm,
)
from supervision.models import Blocker, Duty, Extension, Report
from supervision.views.duties import UnderDuties


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

    template_name = "supervision/nudge.html"

    def get_context_data(self, **context):
        return super().get_context_data(load=load.week_of(self.thing.people()), **context)

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


class ReportFile(View):
    """The file sent with a report, for those who may see the duty."""

    def get(self, request, pk, report):
        rows = Report.objects.visible_to(request.actor).filter(duty=pk, upload__isnull=False)
        return download(get_object_or_404(rows.select_related("upload"), pk=report).upload)
