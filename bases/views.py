"""The pages of bases, of the twelve kinds, and of the enterprises that host them."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views import View
from django.views.generic import TemplateView

from accounts.permissions import Permission, Role, can
from bases import actions
from bases.forms import BaseForm, BaseMoveForm, HostForm, NewBaseForm, TypeForm
from bases.models import Base, BaseStep, BaseType, Host
from bases.tables import (
    BaseFilter,
    BaseTable,
    HostFilter,
    HostTable,
    PublicBaseFilter,
    PublicBaseTable,
    TypeFilter,
    TypeTable,
)
from bases.workflow import LADDER, LIFE, State
from files.views import download
from pages.views import FormPage, ListPage, MovePage, Open, Panel, RecordPage
from universities.models import Partnership

LIST = (lazy("合作基地"), "bases:list")
REACHES = {"plan": State.PLAN, "sign": State.AGREEMENT, "award": State.PLAQUE, "operate": State.OPERATING}
INSIDERS = {Role.OFFICE, Role.LEADER, Role.AUDITOR, Role.OFFICIAL, Role.LIAISON, Role.MENTOR}


def crumbs(*pairs) -> tuple:
    return tuple((label, reverse(name)) for label, name in pairs)


def tabs(actor, here: str) -> list[dict]:
    """The three lists of this app, for those who see more than the first."""
    lists = (LIST, (_("基地类型"), "bases:types"), (_("企业和单位"), "bases:hosts"))
    offered = lists if actor.role in INSIDERS else ()
    return [{"label": label, "url": reverse(name), "current": name == here} for label, name in offered]


class BaseList(Open, ListPage):
    model = Base
    title = lazy("合作基地")
    template_name = "bases/list.html"
    actions = ((lazy("登记基地"), "bases:add", Permission.ADD_BASE),)
    empty = lazy("换一个筛选条件，或者登记一个基地方案。")

    @property
    def for_insiders(self) -> bool:
        return self.request.actor.role in INSIDERS

    def get_queryset(self):
        return super().get_queryset().with_names()

    def get_table_class(self):
        return BaseTable if self.for_insiders else PublicBaseTable

    def get_filterset_class(self):
        return BaseFilter if self.for_insiders else PublicBaseFilter

    def get_context_data(self, **context):
        actor = self.request.actor
        may_import = can(actor, Permission.ADD_BASE)
        return super().get_context_data(tabs=tabs(actor, "bases:list"), may_import=may_import, **context)


class BasePage(Open, RecordPage):
    model = Base
    workflow = LIFE
    template_name = "bases/base.html"

    def get_queryset(self):
        return super().get_queryset().with_names().select_related("partnership__lead_unit")

    def get_crumbs(self):
        return crumbs(LIST)

    def get_context_data(self, **context):
        opens = self.object.opens_to(self.request.actor)
        steps = list(self.object.steps.select_related("evidence").order_by("day", "id")) if opens else []
        return super().get_context_data(
            opens=opens,
            steps=steps,
            rungs=rungs(self.object, steps),
            may_edit=can(self.request.actor, Permission.EDIT_BASE, self.object),
            **context,
        )

    def get_timeline(self):
        return super().get_timeline() if self.object.opens_to(self.request.actor) else None


def rungs(base: Base, steps: list[BaseStep]) -> list[dict]:
    """The ladder of a base's life with the day of each rung reached."""
    reached = {REACHES[step.move]: step for step in steps if step.move in REACHES and not step.struck_at}
    here = State.OPERATING if base.state == State.REVIEW else base.state
    place = LADDER.index(here) if here in LADDER else len(LADDER)
    return [
        {
            "label": state.label,
            "note": reached[state].day if state in reached else "",
            "state": "current" if number == place else "done" if state in reached else "",
        }
        for number, state in enumerate(LADDER)
    ]


class AddBase(FormPage):
    form_class = NewBaseForm
    permission = Permission.ADD_BASE
    title = lazy("登记基地方案")
    done = lazy("已登记，下一步是签订协议。")

    def get_crumbs(self):
        return crumbs(LIST)

    def get_initial(self):
        return {name: self.request.GET.get(name) for name in ("partnership", "host", "base_type")}

    def perform(self, form, by):
        asked = form.cleaned_data
        return actions.add_base(form.values(), by=by, day=asked["day"], evidence=asked["plan"])


class EditBase(FormPage):
    model = Base
    form_class = BaseForm
    permission = Permission.EDIT_BASE
    title = lazy("修改基地资料")

    def perform(self, form, by):
        return actions.edit_base(self.thing, form.values(), by=by, version=form.cleaned_data["version"])


class MoveBase(MovePage):
    model = Base
    workflow = LIFE
    form_class = BaseMoveForm

    def perform(self, form, by):
        asked = form.values()
        return actions.move_base(
            self.thing,
            self.move.name,
            by=by,
            day=asked.get("day"),
            next_review=asked.get("next_review"),
            evidence=asked.get("evidence") or asked.get("attachment"),
            note=form.note,
            version=form.cleaned_data["version"],
        )


class Evidence(View):
    """The proof of one step, for those who may see it."""

    def get(self, request, pk, step):
        steps = BaseStep.objects.visible_to(request.actor).filter(base=pk, evidence__isnull=False)
        return download(get_object_or_404(steps.select_related("evidence"), pk=step).evidence)


class OfPartnership(Panel, TemplateView):
    """The bases of one partnership: the N of 1+1+N."""

    part = "bases/_of_partnership.html"
    title = lazy("合作的基地")

    def get_context_data(self, **context):
        actor = self.request.actor
        partnership = get_object_or_404(Partnership.objects.visible_to(actor), pk=self.kwargs["pk"])
        rows = Base.objects.visible_to(actor).with_names().filter(partnership=partnership).order_by("pinyin", "id")
        add = f"{reverse('bases:add')}?partnership={partnership.pk}" if can(actor, Permission.ADD_BASE) else ""
        return super().get_context_data(partnership=partnership, rows=rows, add_url=add, **context)


class TypeList(ListPage):
    model = BaseType
    table_class, filterset_class = TypeTable, TypeFilter
    title = lazy("基地类型")
    intro = lazy("省里《关于深化省校合作的实施方案》所列的十二类。类型不是基地，基地的数量只按建成的基地数。")
    template_name = "bases/list.html"

    def get_queryset(self):
        return super().get_queryset().select_related("default_unit").with_counts()

    def get_context_data(self, **context):
        return super().get_context_data(tabs=tabs(self.request.actor, "bases:types"), **context)


class EditType(FormPage):
    model = BaseType
    form_class = TypeForm
    permission = Permission.EDIT_BASE_TYPE
    title = lazy("修改基地类型")

    def get_crumbs(self):
        return crumbs(LIST, (_("基地类型"), "bases:types"))

    def perform(self, form, by):
        return actions.edit_type(self.thing, form.values(), by=by, version=form.cleaned_data["version"])


class HostList(ListPage):
    model = Host
    table_class, filterset_class = HostTable, HostFilter
    title = lazy("企业和单位")
    intro = lazy("基地和实习岗位所在的企业、学校和单位。")
    template_name = "bases/list.html"
    actions = ((lazy("登记企业"), "bases:host_add", Permission.EDIT_HOST),)
    empty = lazy("换一个筛选条件，或者登记一家企业。")

    def get_queryset(self):
        return super().get_queryset().select_related("unit").with_counts()

    def get_context_data(self, **context):
        return super().get_context_data(tabs=tabs(self.request.actor, "bases:hosts"), **context)


class HostPage(RecordPage):
    model = Host
    template_name = "bases/host.html"

    def get_queryset(self):
        return super().get_queryset().select_related("unit")

    def get_crumbs(self):
        return crumbs(LIST, (_("企业和单位"), "bases:hosts"))

    def get_context_data(self, **context):
        actor = self.request.actor
        return super().get_context_data(
            rows=Base.objects.visible_to(actor).with_names().filter(host=self.object).order_by("pinyin", "id"),
            mentors=self.object.members.select_related("hat__user"),
            may_edit=can(actor, Permission.EDIT_HOST, self.object),
            may_add=can(actor, Permission.ADD_BASE),
            **context,
        )


class AddHost(FormPage):
    form_class = HostForm
    permission = Permission.EDIT_HOST
    title = lazy("登记企业")

    def get_crumbs(self):
        return crumbs(LIST, (_("企业和单位"), "bases:hosts"))

    def perform(self, form, by):
        return actions.add_host(form.values(), by=by)


class EditHost(FormPage):
    model = Host
    form_class = HostForm
    permission = Permission.EDIT_HOST
    title = lazy("修改企业资料")

    def perform(self, form, by):
        return actions.edit_host(self.thing, form.values(), by=by, version=form.cleaned_data["version"])
