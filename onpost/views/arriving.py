"""The pages before and at the first day: insurance, check-in, the arrival pack."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views import View

from accounts.permissions import Permission
from files.views import download
from interns.models import Placement
from interns.workflow import PlacementState
from onpost import actions, board, papers, tables
from onpost.coverage import said, uninsured
from onpost.forms import ArrivedForm, InsuranceForm, ManyArrivedForm, ManyInsuredForm
from onpost.models import Insurance
from onpost.views.common import InternForm, InternList, OfPlacement, paper
from pages.forms import ActionForm
from pages.views import FormPage
from ruoyi_coop.lib.errors import NotNow


class Coming(InternList):
    """Confirmed placements that are not over and not checked in: what each still lacks."""

    model = Placement
    here = "onpost:coming"
    title = lazy("报到前的学生")
    table_class, filterset_class = tables.ComingTable, tables.ComingFilter
    actions = (
        (lazy("批量报到"), "onpost:check_in_many", Permission.CHECK_IN),
        (lazy("批量登记保险"), "onpost:insure_many", Permission.KEEP_INSURANCE),
    )

    def get_queryset(self):
        rows = board.under_way().filter(pk__in=super().get_queryset().values("pk"))
        return rows.select_related("student__student", "position__host", "season").order_by("position__starts_on", "id")


class Insure(OfPlacement):
    form_class = InsuranceForm
    permission = Permission.KEEP_INSURANCE
    title = lazy("登记意外险")

    def get_context_data(self, **context):
        missing = said(uninsured(self.thing))
        warning = _("还没有覆盖的日期：%s") % missing if missing else _("全部实习日期都已有保险。")
        return super().get_context_data(**{"warning": warning} | context)

    def perform(self, form, by):
        actions.insure(self.thing, form.values(), by=by, proof=form.cleaned_data["proof"])
        return self.thing


class Many(FormPage):
    """A form about several students at once."""

    def get_crumbs(self):
        return ((_("报到前"), reverse("onpost:coming")),)


class InsureMany(Many):
    form_class = ManyInsuredForm
    permission = Permission.KEEP_INSURANCE
    title = lazy("一份保单登记多名学生")

    def perform(self, form, by):
        asked = form.cleaned_data
        made = actions.insure_many(asked["placements"], form.values(), by=by, proof=asked["proof"])
        self.done = _("已为 %d 名学生登记。") % len(made)
        return reverse("onpost:coming")


class Strike(InternForm):
    """Take back a policy that was entered by mistake."""

    model = Insurance
    form_class = ActionForm
    permission = Permission.KEEP_INSURANCE
    title = lazy("作废这份保单")
    submit = lazy("作废")
    warning = lazy("作废后不再算数，记录保留。")

    def perform(self, form, by):
        return actions.strike_insurance(self.thing, by=by)


class Proof(View):
    def get(self, request, pk):
        rows = Insurance.objects.visible_to(request.actor).filter(proof__isnull=False).select_related("proof")
        return download(get_object_or_404(rows, pk=pk).proof)


class CheckIn(OfPlacement):
    form_class = ArrivedForm
    permission = Permission.CHECK_IN
    title = lazy("办理报到")
    submit = lazy("报到")

    def perform(self, form, by):
        actions.check_in(self.thing, by=by, day=form.cleaned_data["day"])
        return self.thing


class CheckInMany(Many):
    form_class = ManyArrivedForm
    permission = Permission.CHECK_IN
    title = lazy("批量报到")
    submit = lazy("报到")
    warning = lazy("只列出协议签齐、保险足额、已到开始日期的学生。")

    def perform(self, form, by):
        asked = form.cleaned_data
        done, left = actions.check_in_many(asked["placements"], by=by, day=asked["day"])
        if not done:
            raise NotNow("；".join(f"{placement.student}：{why}" for placement, why in left))
        for placement, why in left:
            messages.warning(self.request, f"{placement.student}：{why}")
        self.done = _("已报到 %d 人。") % len(done)
        return reverse("onpost:stays")


class Arrival(View):
    """The arrival pack of one placement, as a PDF or for a calendar: the student's own, the host's, the county's."""

    kinds = {
        "pdf": (papers.arrival_pdf, "application/pdf"),
        "ics": (papers.arrival_ics, "text/calendar; charset=utf-8"),
    }

    def get(self, request, pk, kind):
        rows = Placement.objects.visible_to(request.actor).filter(state=PlacementState.CONFIRMED)
        rows = rows.select_related("student__student", "position__host", "position__tutor")
        placement = get_object_or_404(rows, pk=pk)
        if kind not in self.kinds:
            raise Http404
        make, content_type = self.kinds[kind]
        try:
            return paper(make(placement), content_type, f"arrival-{pk}.{kind}")
        except NotNow as no:
            messages.error(request, str(no))
            return redirect(placement)
