"""Offers and what became of them: placements, the waiting list of a post, the register of places given up."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from accounts.permissions import Permission, Role, require
from interns import actions, forms, tables
from interns.models import Application, Choice, Placement, Position, Waiting
from interns.views.checking import must_read_register, tabs
from interns.workflow import PLACEMENT
from pages.views import FormPage, ListPage, MovePage, RecordPage
from ruoyi_coop.lib.errors import AlreadyDone, NotNow


class OnChoice(View):
    """One click of a host on one who chose the post."""

    http_method_names = ["post"]

    def post(self, request, pk):
        choice = Choice.objects.select_related("position__season", "position__host", "application__student")
        choice = choice.select_related("application__season").filter(pk=pk).first()
        visible = choice and Position.objects.visible_to(request.actor).filter(pk=choice.position_id).exists()
        if not visible:
            raise Http404
        require(request.actor, Permission.DECIDE_APPLICATION, choice.position)
        try:
            messages.success(request, self.act(choice, request.actor))
        except NotNow as no:
            messages.error(request, str(no))
        except AlreadyDone:
            pass
        return redirect(choice.position)

    def act(self, choice: Choice, by) -> str:
        """Do it; return the sentence of success."""
        raise NotImplementedError


class Offer(OnChoice):
    def act(self, choice, by):
        actions.offer(choice, by=by)
        return _("已录用 %s，等学生确认。") % choice.application.student


class Wait(OnChoice):
    def act(self, choice, by):
        row = actions.put_on_waiting_list(choice, by=by)
        return _("%(student)s 列为候补第 %(number)d 位。") % {
            "student": choice.application.student,
            "number": row.number,
        }


class ByHand(FormPage):
    """The office gives a place itself, with its reason."""

    model = Application
    form_class = forms.ByHandForm
    permission = Permission.PLACE_STUDENTS

    def get_title(self):
        return _("人工安排")

    def get_queryset(self):
        return super().get_queryset().select_related("student__student", "season")

    def get_context_data(self, **context):
        return super().get_context_data(why_not=actions.why_not_by_hand(self.thing), **context)

    def perform(self, form, by):
        said = form.cleaned_data
        self.done = _("已安排，等学生确认。")
        return actions.place_by_hand(self.thing, said["position"], said["reason"], by=by)


class Placements(ListPage):
    model = Placement
    table_class, filterset_class = tables.PlacementTable, tables.PlacementFilter
    template_name = "interns/list.html"

    def get_title(self):
        return _("我的录用") if self.request.actor.role == Role.STUDENT else _("报名与录用")

    def get_context_data(self, **context):
        actor = self.request.actor
        listed = [] if actor.role == Role.STUDENT else tabs("interns:placements", actor)
        return super().get_context_data(tabs=listed, **context)

    def get_queryset(self):
        return super().get_queryset().select_related("student__student", "position__host", "season")


class GivenUp(ListPage):
    """The register of places given up (放弃登记), with reasons, for the county and the universities."""

    model = Placement
    table_class, filterset_class = tables.GivenUpTable, tables.GivenUpFilter
    template_name = "interns/list.html"

    def get_title(self):
        return _("放弃登记")

    def get_queryset(self):
        must_read_register(self.request.actor)
        rows = super().get_queryset().given_up()
        return rows.select_related("student__student", "position__host", "season")

    def get_context_data(self, **context):
        return super().get_context_data(tabs=tabs("interns:given_up", self.request.actor), **context)


class WaitingList(ListPage):
    """Who waits for a post, in order, for its host and the county."""

    model = Waiting
    table_class, filterset_class = tables.WaitingTable, tables.WaitingFilter

    @cached_property
    def position(self) -> Position:
        found = get_object_or_404(Position.objects.visible_to(self.request.actor), pk=self.kwargs["pk"])
        if not self.request.actor.reads_all:
            require(self.request.actor, Permission.DECIDE_APPLICATION, found)
        return found

    def get_title(self):
        return _("候补名单")

    def get_crumbs(self):
        return ((str(self.position), self.position.get_absolute_url()),)

    def get_queryset(self):
        rows = super().get_queryset().filter(position=self.position)
        return rows.select_related("application__student__student", "placement")


class PlacementPage(RecordPage):
    model = Placement
    workflow = PLACEMENT
    template_name = "interns/placement.html"
    context_object_name = "placement"

    def get_crumbs(self):
        return ((_("录用"), reverse("interns:placements")),)

    def get_queryset(self):
        return super().get_queryset().select_related("student__student", "position__host", "season")


class MovePlacement(MovePage):
    model = Placement
    workflow = PLACEMENT

    def get_queryset(self):
        return super().get_queryset().select_related("student", "position__host")

    def perform(self, form, by):
        return actions.move_placement(self.thing, self.move.name, by=by, note=form.note)
