"""Rates, and lists with their lines: computed, corrected, moved."""

from django.contrib import messages
from django.db.models import Count, DecimalField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from accounts.permissions import Permission, can, require
from allowances import actions, forms, tables
from allowances.models import AllowanceList, Line, Rate
from allowances.workflow import LIST, NOT_PAID, LineState, State
from interns.models import Season
from pages.views import FormPage, ListPage, MovePage, OnThing, RecordPage
from ruoyi_coop.lib.errors import NotAllowed, NotNow


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
            paying=Count("pk", filter=~Q(state__in=NOT_PAID) & Q(amount__gt=0)),
            held=Count("pk", filter=Q(state=LineState.HELD)),
            carried=Count("pk", filter=Q(state=LineState.CARRIED)),
            sum=Sum("amount", filter=~Q(state__in=NOT_PAID)),
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
