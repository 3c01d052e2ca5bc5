"""Pages of the allowances: rates, lists with their lines, the public notice, objections, payments."""

from tempfile import TemporaryFile

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from django.contrib import messages
from django.db.models import Count, DecimalField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import DetailView, ListView

from accounts.permissions import Permission, can, require
from allowances import actions, forms, payment, tables
from allowances.models import AllowanceList, Batch, Line, Objection, Rate
from allowances.workflow import LIST, LineState, State
from interns.models import Season
from pages.exports import XLSX, named
from pages.views import FormPage, ListPage, MovePage, OnThing, Open, RecordPage, Titled
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from ruoyi_coop.lib.masking import mask_name


def crumbs():
    return ((_("实习补贴"), reverse("allowances:lists")),)


class Readers:
    """Pages for those who read all."""

    def get_queryset(self):
        if not self.request.actor.reads_all:
            raise NotAllowed(_("只有县合作办、领导和审计员能看补贴清单。"))
        return super().get_queryset()


class Lists(Readers, ListPage):
    model = AllowanceList
    table_class, filterset_class = tables.ListTable, tables.ListFilter

    def get_title(self):
        return _("实习补贴")

    @property
    def actions(self):
        return [
            (_("编制清单"), "allowances:add", Permission.MANAGE_ALLOWANCE),
            (_("补贴标准"), "allowances:rates", Permission.MANAGE_ALLOWANCE),
        ]

    def get_queryset(self):
        lines = Line.objects.paying().filter(allowance_list=OuterRef("pk")).order_by().values("allowance_list")
        amount = DecimalField(max_digits=12, decimal_places=2)
        return (
            super()
            .get_queryset()
            .select_related("season")
            .annotate(
                number=Coalesce(Subquery(lines.annotate(n=Count("pk")).values("n")), 0),
                sum=Coalesce(Subquery(lines.annotate(s=Sum("amount")).values("s")), 0, output_field=amount),
            )
        )


class Rates(Readers, ListPage):
    model = Rate
    table_class, filterset_class = tables.RateTable, tables.NoFilter

    def get_title(self):
        return _("补贴标准")

    @property
    def actions(self):
        return [(_("设定新标准"), "allowances:add_rate", Permission.MANAGE_ALLOWANCE)]

    @property
    def intro(self):
        return _(
            "每个标准从执行日期起，到下一个标准开始为止。按月的：整月出勤发整月，不满的按出勤天数除以当月工作日数；"
            "每段四舍五入到分。按天数折算的办法待确认。"
        )

    def get_queryset(self):
        return super().get_queryset().select_related("season")


class AddRate(FormPage):
    form_class = forms.RateForm
    permission = Permission.MANAGE_ALLOWANCE

    def get_title(self):
        return _("设定补贴标准")

    def get_crumbs(self):
        return (*crumbs(), (_("补贴标准"), reverse("allowances:rates")))

    def perform(self, form, by):
        return actions.set_rate(form.values(), by=by)


class AddList(FormPage):
    form_class = forms.ListForm
    permission = Permission.MANAGE_ALLOWANCE

    def get_title(self):
        return _("编制补贴清单")

    def get_crumbs(self):
        return crumbs()

    def get_initial(self):
        asked = self.request.GET.get("season", "")
        season = Season.objects.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 10 else None
        return {"season": season} if season else {}

    def perform(self, form, by):
        said = form.values()
        return actions.draft_list(said.pop("season"), said, by=by)


class ListDetail(Readers, RecordPage):
    model = AllowanceList
    workflow = LIST
    template_name = "allowances/list.html"
    context_object_name = "allowance_list"

    def get_crumbs(self):
        return crumbs()

    def get_queryset(self):
        return super().get_queryset().select_related("season", "drafted_by", "approved_by")

    def get_context_data(self, **context):
        row, actor = self.object, self.request.actor
        lines = row.lines.with_people().order_by("stay__placement__student__pinyin", "pk")
        figures = row.lines.aggregate(
            paying=Count("pk", filter=~Q(state=LineState.HELD) & Q(amount__gt=0)),
            held=Count("pk", filter=Q(state=LineState.HELD)),
            sum=Sum("amount", filter=~Q(state=LineState.HELD)),
        )
        return super().get_context_data(
            figures=figures,
            held=lines.filter(state=LineState.HELD)[:50],
            blocking=lines.exclude(unconfirmed=[])[:50],
            batches=row.batches.annotate(number_of=Count("lines"), sum=Sum("lines__amount")),
            objections=row.objections.all(),
            may_manage=can(actor, Permission.MANAGE_ALLOWANCE),
            stuck=lines.stuck()[:50] if row.state == State.APPROVED else (),
            may_settle=row.lines.filter(batch__isnull=False, state=LineState.READY).exists(),
            **context,
        )


class Lines(Readers, ListPage):
    """All lines of one list: what its figures count."""

    model = Line
    table_class, filterset_class = tables.LineTable, tables.LineFilter

    @cached_property
    def allowance_list(self):
        rows = AllowanceList.objects.visible_to(self.request.actor).select_related("season")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_title(self):
        return _("补贴明细")

    def get_crumbs(self):
        return (*crumbs(), (str(self.allowance_list), self.allowance_list.get_absolute_url()))

    def get_queryset(self):
        return super().get_queryset().filter(allowance_list=self.allowance_list).with_people()


class MoveList(MovePage):
    model = AllowanceList
    workflow = LIST

    def get_queryset(self):
        return super().get_queryset().select_related("season")

    def perform(self, form, by):
        version = form.cleaned_data["version"]
        return actions.move_list(self.thing, self.move.name, by=by, note=form.note, version=version)


class Compute(OnThing, View):
    http_method_names = ["post"]
    model = AllowanceList

    def post(self, request, pk):
        require(request.actor, Permission.MANAGE_ALLOWANCE, self.thing)
        try:
            actions.compute_again(self.thing, by=request.actor)
            messages.success(request, _("已按最新出勤重新计算。"))
        except NotNow as no:
            messages.error(request, str(no))
        return redirect(self.thing)


class Release(FormPage):
    model = Line
    form_class = forms.ReleaseForm
    permission = Permission.MANAGE_ALLOWANCE

    def check(self):
        require(self.request.actor, self.permission)

    def get_queryset(self):
        return super().get_queryset().with_people()

    def get_title(self):
        return _("放行：%s") % self.thing

    def get_crumbs(self):
        return crumbs()

    @property
    def warning(self):
        return self.thing.why_held

    def perform(self, form, by):
        return actions.release(self.thing, form.cleaned_data["note"], by=by)


class CarryOver(FormPage):
    """A line that could not be paid waits for a later list."""

    model = Line
    form_class = forms.CarryForm
    permission = Permission.MANAGE_ALLOWANCE

    def check(self):
        require(self.request.actor, self.permission)

    def get_queryset(self):
        return super().get_queryset().with_people()

    def get_title(self):
        return _("转到下次发放：%s") % self.thing

    def get_crumbs(self):
        return crumbs()

    def perform(self, form, by):
        return actions.carry_over(self.thing, form.cleaned_data["reason"], by=by)


class MakeBatch(FormPage):
    model = AllowanceList
    form_class = forms.BatchForm
    permission = Permission.MANAGE_ALLOWANCE

    def get_title(self):
        return _("导出发放表")

    def perform(self, form, by):
        return actions.make_batch(self.thing, form.cleaned_data["reason"], by=by)


@method_decorator(reauthentication_required, name="dispatch")
class BatchFile(View):
    """The file with full numbers: after the password, and each time a look at everybody in it."""

    def get(self, request, pk):
        require(request.actor, Permission.REVEAL_NUMBER)
        batch = get_object_or_404(Batch.objects.select_related("allowance_list__season"), pk=pk)
        lines = list(
            batch.lines.with_people().select_related(
                "stay__placement__student__identity", "stay__placement__student__bank_account"
            )
        )
        actions.note_export(batch, lines, by=request.actor)
        file = TemporaryFile()  # noqa: SIM115 - FileResponse closes it
        payment.write(batch, lines, file)
        file.seek(0)
        return named(FileResponse(file, content_type=XLSX), f"{batch}.xlsx")


class Settle(FormPage):
    model = AllowanceList
    form_class = forms.SettleForm
    permission = Permission.MANAGE_ALLOWANCE

    def get_title(self):
        return _("登记发放结果")

    def perform(self, form, by):
        actions.settle(self.thing, form.results(), form.cleaned_data["paid_on"], by=by)
        return self.thing


# ------------------------------------------------------------------ the public notice


class Notices(Open, Titled, ListView):
    template_name = "allowances/notices.html"
    context_object_name = "notices"

    def get_title(self):
        return _("补贴公示")

    def get_queryset(self):
        return AllowanceList.objects.public().select_related("season")


class OnNotice:
    """A list that is up: anybody may read it; others are not found."""

    model = AllowanceList

    def get_queryset(self):
        return AllowanceList.objects.public().select_related("season")


class Notice(Open, OnNotice, Titled, DetailView):
    template_name = "allowances/notice.html"
    context_object_name = "notice"

    def get_title(self):
        return _("%s 实习补贴公示") % self.object.season

    def get_crumbs(self):
        return ((_("补贴公示"), reverse("allowances:notices")),)

    def get_context_data(self, **context):
        lines = list(self.object.lines.paying().with_people().order_by("stay__placement__student__pinyin", "pk"))
        rows = [_masked(number, line) for number, line in enumerate(lines, 1)]
        return super().get_context_data(rows=rows, sum=self.object.lines.paying().total(), **context)


def _masked(number: int, line: Line) -> tuple:
    placement = line.stay.placement
    university = placement.student.student.university_name
    return number, mask_name(placement.student.name), university, placement.position.host, line.days, line.amount


class Object(Open, OnNotice, FormPage):
    form_class = forms.ObjectionForm

    def get_title(self):
        return _("提出异议")

    def get_crumbs(self):
        return ((_("补贴公示"), reverse("allowances:notice", args=[self.thing.pk])),)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": None}

    @property
    def done(self):
        return _("已收到，5个工作日内答复。")

    def post(self, request, *args, **kwargs):
        """Anybody may object, nobody floods: what was typed stays in the form."""
        if ratelimit.consume(request, action="objection"):
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        form.add_error(None, _("提交得太快了，内容还在，请过几分钟再提交。"))
        return self.render_to_response(self.get_context_data(form=form), status=429)

    def perform(self, form, by):
        made = actions.object_to(self.thing, form.values(), by=by)
        return made if made.by else actions.link_of(made, by=by).path

    def get_context_data(self, **context):
        return super().get_context_data(submit=_("提交异议"), **context) | {"thing": None}


def objection_by_link(request, link):
    """What was objected and the answer, for somebody without an account."""
    rows = Objection.objects.select_related("allowance_list__season")
    objection = get_object_or_404(rows, pk=link.subject.rpartition(":")[2])
    context = {"title": _("我提出的异议"), "objection": objection}
    return TemplateResponse(request, "allowances/objection_link.html", context)


class Objections(ListPage):
    model = Objection
    table_class, filterset_class = tables.ObjectionTable, tables.ObjectionFilter

    def get_title(self):
        return _("公示异议")

    def get_queryset(self):
        return super().get_queryset().select_related("allowance_list__season")


class ObjectionPage(RecordPage):
    model = Objection
    template_name = "allowances/objection.html"
    context_object_name = "objection"

    def get_crumbs(self):
        return ((_("公示异议"), reverse("allowances:objections")),)

    def get_timeline(self):
        return None

    def get_queryset(self):
        return super().get_queryset().select_related("allowance_list__season")

    def get_context_data(self, **context):
        actor, objection = self.request.actor, self.object
        manages = can(actor, Permission.MANAGE_ALLOWANCE)
        masked = not manages and objection.by_id != actor.user_id
        may_answer = manages and not objection.answered_at
        return super().get_context_data(may_answer=may_answer, masked=masked, **context)


class AnswerObjection(FormPage):
    model = Objection
    form_class = forms.AnswerForm
    permission = Permission.MANAGE_ALLOWANCE

    def check(self):
        self.thing  # noqa: B018 - unseen is a 404 first
        require(self.request.actor, self.permission)

    def get_title(self):
        return _("答复异议")

    def perform(self, form, by):
        return actions.answer(self.thing, form.values(), by=by)
