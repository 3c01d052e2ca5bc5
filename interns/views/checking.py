"""Applications as those who decide or oversee see them, and the universities' check of many at once."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from accounts.permissions import Permission, Role, can, require
from interns import actions, forms, tables
from interns.models import Application, Choice
from interns.workflow import CheckState
from pages.views import FormPage, ListPage
from ruoyi_coop.lib.errors import NotAllowed, NotNow


def tabs(here: str, actor) -> list[dict]:
    """The lists about students, one beside the other."""
    lists = [(_("报名"), "interns:applications"), (_("录用"), "interns:placements")]
    if can(actor, Permission.CHECK_STUDENT):
        lists.append((_("高校核验"), "interns:check_list"))
    if may_read_register(actor):
        lists.append((_("放弃登记"), "interns:given_up"))
    return [{"label": label, "url": reverse(name), "current": name == here} for label, name in lists]


def may_read_register(actor) -> bool:
    return actor.reads_all or actor.role == Role.LIAISON


class Applications(ListPage):
    """A student's own application stands on its own page; this is the list of those who decide or oversee."""

    model = Application
    table_class, filterset_class = tables.ApplicationTable, tables.ApplicationFilter
    template_name = "interns/list.html"

    def get_title(self):
        return _("报名与录用")

    def get_context_data(self, **context):
        asked = getattr(self.filterset.form, "cleaned_data", {})
        position = asked.get("position")
        intro = _("选了“%s”的学生") % position if position else ""
        listed = tabs("interns:applications", self.request.actor)
        return super().get_context_data(tabs=listed, **context) | {"intro": intro}

    def get(self, request, *args, **kwargs):
        if request.actor.role == Role.STUDENT:
            return redirect("interns:application_mine")
        return super().get(request, *args, **kwargs)

    def get_queryset(self):
        choices = Prefetch("choices", queryset=Choice.objects.select_related("position"))
        rows = super().get_queryset().select_related("student__student", "season")
        return rows.prefetch_related(choices)


def asked_of(actor):
    """The applications of which this actor's word is asked, or was: a liaison's own students, all for the office."""
    return Application.objects.visible_to(actor).submitted().filter(season__check_by__isnull=False)


class CheckList(ListPage):
    """Whom a university is to vouch for: ticked, passed or refused together; without a filter those that wait."""

    model = Application
    table_class, filterset_class = tables.CheckTable, tables.CheckFilter
    template_name = "interns/check.html"
    paginate_by = 100

    def get_title(self):
        return _("高校核验")

    def get_queryset(self):
        require(self.request.actor, Permission.CHECK_STUDENT)
        rows = asked_of(self.request.actor).with_liaison()
        if not self.request.GET.get("check_state"):
            rows = rows.to_check()
        return rows.select_related("student__student", "season", "checked_by")

    def get_context_data(self, **context):
        return super().get_context_data(tabs=tabs("interns:check_list", self.request.actor), **context)


class PassMany(View):
    """Pass the ticked students, each on its own; what could not be passed says why."""

    http_method_names = ["post"]

    def post(self, request):
        require(request.actor, Permission.CHECK_STUDENT)
        rows = asked_of(request.actor)
        form = forms.SelectionForm(request.POST, allowed=rows.values_list("pk", flat=True))
        if not form.is_valid() or not form.cleaned_data["ids"]:
            messages.error(request, _("没有勾选学生。"))
            return redirect("interns:check_list")
        ticked = rows.filter(pk__in=form.cleaned_data["ids"]).select_related("student")
        done, left = actions.check_all(ticked, CheckState.PASSED, by=request.actor)
        if done:
            messages.success(request, _("已核验通过 %d 名学生。") % len(done))
        say_left(request, left)
        return redirect("interns:check_list")


def say_left(request, left: list) -> None:
    for application, why in left:
        messages.warning(request, f"{application.student}：{why}")


class RefuseMany(FormPage):
    """Refuse the ticked students: the list's button opens it with them, the reason sends it."""

    form_class = forms.RefuseForm
    permission = Permission.CHECK_STUDENT
    template_name = "interns/refuse.html"
    http_method_names = ["post"]

    def get_title(self):
        return _("核验不通过")

    def get_crumbs(self):
        return ((_("高校核验"), reverse("interns:check_list")),)

    @cached_property
    def _allowed(self) -> list[int]:
        return list(asked_of(self.request.actor).values_list("pk", flat=True))

    @cached_property
    def ticked(self):
        form = forms.SelectionForm(self.request.POST, allowed=self._allowed)
        wanted = form.cleaned_data["ids"] if form.is_valid() else []
        rows = asked_of(self.request.actor).filter(pk__in=wanted)
        return list(rows.select_related("student__student").order_by("student__pinyin", "pk"))

    def get_form_kwargs(self):
        asked = super().get_form_kwargs() | {"allowed": self._allowed}
        if "ask" in self.request.POST:  # the list's button: nothing has been said yet
            asked |= {"data": None, "files": None, "initial": {"ids": [row.pk for row in self.ticked]}}
        return asked

    def post(self, request, *args, **kwargs):
        if not self.ticked:
            messages.error(request, _("没有勾选学生。"))
            return redirect("interns:check_list")
        if "ask" in request.POST:
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **context):
        return super().get_context_data(ticked=self.ticked, submit=_("核验不通过，通知学生"), **context)

    def perform(self, form, by):
        note = form.cleaned_data["reason"]
        done, left = actions.check_all(self.ticked, CheckState.REFUSED, by=by, note=note)
        if not done:
            raise NotNow("；".join(f"{application.student}：{why}" for application, why in left))
        self.done = _("%d 名学生核验未通过，已通知学生。") % len(done)
        say_left(self.request, left)
        return reverse("interns:check_list")


def must_read_register(actor) -> None:
    if not may_read_register(actor):
        raise NotAllowed(_("放弃登记只给县合作办、审计和高校看。"))
