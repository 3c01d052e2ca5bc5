"""The public notice, for everybody, and what is said against it."""

from allauth.core import ratelimit
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView

from accounts.permissions import Permission, can, require
from allowances import actions, forms, tables
from allowances.models import AllowanceList, Line, Objection
from pages.views import FormPage, ListPage, Open, RecordPage, Titled
from ruoyi_coop.lib.masking import mask_name


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
        lines = list(self.object.lines.put_up().with_people().order_by("stay__placement__student__pinyin", "pk"))
        rows = [_masked(number, line) for number, line in enumerate(lines, 1)]
        return super().get_context_data(rows=rows, sum=self.object.lines.put_up().total(), **context)


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
