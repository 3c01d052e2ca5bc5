"""The pages of the time on post: the list of stays, early ends, leave, the weekly note, problems."""

from datetime import date

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Permission, require
from onpost import actions, tables
from onpost.access import may
from onpost.attendance import monday_of
from onpost.forms import LeaveForm, NoteForm, ProblemForm, ProblemMoveForm, StayMoveForm
from onpost.models import GRACE, Absence, Problem, Stay, WeekNote
from onpost.views.common import InternForm, InternList, OwnTimeline
from onpost.weeks import SUNDAY
from onpost.workflow import ABSENCE, PROBLEM, STAY
from pages.views import FormPage, MovePage, RecordPage


class Stays(InternList):
    model = Stay
    here = "onpost:stays"
    title = lazy("在岗和已结束")
    table_class, filterset_class = tables.StayTable, tables.StayFilter

    def get_queryset(self):
        return super().get_queryset().with_people()


class InternMove(InternForm, MovePage):
    """A move about something of a placement: the button of somebody else's internship is refused."""

    @property
    def permission(self):
        return self.move.permission


class OfStay(InternForm):
    model = Stay

    def get_queryset(self):
        return super().get_queryset().with_people()


class MoveStay(InternMove):
    model = Stay
    workflow = STAY
    form_class = StayMoveForm

    def get_queryset(self):
        return super().get_queryset().with_people()

    def perform(self, form, by):
        asked = form.cleaned_data
        return actions.move_stay(
            self.thing, self.move.name, by=by, day=asked.get("day"), note=form.note, version=asked["version"]
        )


class AskLeave(OfStay):
    form_class = LeaveForm
    permission = Permission.WRITE_NOTE
    title = lazy("请假")
    submit = lazy("提交，等单位批准")

    def perform(self, form, by):
        return actions.ask_leave(self.thing, form.values(), by=by)


class ReportAbsence(OfStay):
    form_class = LeaveForm
    permission = Permission.CONFIRM_WEEK
    title = lazy("登记缺勤")

    def perform(self, form, by):
        return actions.report_absence(self.thing, form.values(), by=by)


class MoveAbsence(InternMove):
    model = Absence
    workflow = ABSENCE

    def get_queryset(self):
        return super().get_queryset().select_related("stay__placement__student", "stay__placement__position__host")

    def perform(self, form, by):
        version = form.cleaned_data["version"]
        return actions.move_absence(self.thing, self.move.name, by=by, note=form.note, version=version)


class Note(FormPage):
    """The student's note of one week: this one, or the one in `?week=`; written again, it is corrected."""

    form_class = NoteForm
    title = lazy("本周周记")
    submit = lazy("提交周记")
    warning = lazy("三项里写一项就行，不限字数。带教老师能看到，可以回复。")
    done = lazy("周记已保存。")

    def check(self):
        require(self.request.actor, Permission.WRITE_NOTE)

    @cached_property
    def stay(self) -> Stay:
        """The newest stay; without one there is nothing to write about."""
        first = timezone.localdate() - GRACE
        rows = Stay.objects.filter(placement__student=self.request.user, planned_end__gte=first).with_people()
        return _found(rows.order_by("-first_day").first())

    @cached_property
    def monday(self) -> date:
        asked = self.request.GET.get("week", "")
        try:
            return monday_of(date.fromisoformat(asked))
        except ValueError:
            return monday_of(min(timezone.localdate(), self.stay.until))

    @cached_property
    def thing(self):
        return WeekNote.objects.filter(stay=self.stay, monday=self.monday).first()

    def get_title(self):
        return _("周记 %(first)s—%(last)s") % {
            "first": f"{self.monday:%-m.%-d}",
            "last": f"{self.monday + SUNDAY:%-m.%-d}",
        }

    def get_crumbs(self):
        return ((str(self.stay), self.stay.get_absolute_url()),)

    def perform(self, form, by):
        actions.write_note(self.stay, self.monday, form.values(), by=by)
        return self.stay


def _found(thing):
    if thing is None:
        raise Http404
    return thing


class Problems(InternList):
    model = Problem
    here = "onpost:problems"
    title = lazy("实习问题")
    table_class, filterset_class = tables.ProblemTable, tables.ProblemFilter

    def get_queryset(self):
        return super().get_queryset().with_people()


class Report(OfStay):
    form_class = ProblemForm
    permission = Permission.REPORT_PROBLEM
    title = lazy("反映问题")
    submit = lazy("马上反映")
    warning = lazy("有人身危险先打 110、120 或 119。提交后用人单位、学校和县合作办马上收到，24 小时内必须有人受理。")
    done = lazy("已经收到，24 小时内会有人受理。")

    def perform(self, form, by):
        said = form.values()
        return actions.report_problem(self.thing, said["kind"], said["words"], by=by)


class ProblemPage(OwnTimeline, RecordPage):
    model = Problem
    template_name = "onpost/problem.html"
    context_object_name = "problem"

    def get_queryset(self):
        return super().get_queryset().with_people()

    def get_crumbs(self):
        placement = self.object.stay.placement
        return ((_("实习问题"), reverse("onpost:problems")), (str(placement), placement.get_absolute_url()))

    def get_context_data(self, **context):
        return super().get_context_data(offers=PROBLEM.moves_for(self.object, self.request.actor, may), **context)


class MoveProblem(InternMove):
    model = Problem
    workflow = PROBLEM
    form_class = ProblemMoveForm

    def get_queryset(self):
        return super().get_queryset().with_people()

    def perform(self, form, by):
        version = form.cleaned_data["version"]
        return actions.move_problem(self.thing, self.move.name, by=by, note=form.note, version=version)
