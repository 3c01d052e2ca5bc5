"""The pages of agreements and site visits."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy
from django.views import View

from accounts.permissions import Permission, can
from files.views import download
from pages.views import FormPage, ListPage, RecordPage
from projects import actions
from projects.forms import About, AgreementForm, VisitForm
from projects.models import Agreement, Project, SiteVisit
from projects.tables import AgreementFilter, AgreementTable
from projects.views.projects import UnderProjects


class AgreementList(ListPage):
    model = Agreement
    table_class, filterset_class = AgreementTable, AgreementFilter
    title = lazy("协议")
    intro = lazy("框架协议和项目合同：签约各方、起止日期、签字扫描件；到期前自动提醒续签。")
    actions = ((lazy("登记协议"), "projects:agreement_add", Permission.KEEP_AGREEMENT),)
    empty = lazy("在意向上签框架协议或合同时，协议会自动登记在这里。")

    def get_queryset(self):
        return super().get_queryset().with_names()


class UnderAgreements:
    def get_crumbs(self):
        return ((lazy("协议"), reverse("projects:agreements")),)


class AgreementPage(UnderAgreements, RecordPage):
    model = Agreement
    template_name = "projects/agreement.html"

    def get_queryset(self):
        return super().get_queryset().with_names().select_related("scan", "renews", "renewal", "kept_by")

    def get_context_data(self, **context):
        may_edit = can(self.request.actor, Permission.KEEP_AGREEMENT, self.object)
        return super().get_context_data(may_edit=may_edit, **context)


class AddAgreement(UnderAgreements, FormPage):
    """A new agreement, on its own, for a project, or as the renewal of one that runs out."""

    form_class = AgreementForm
    permission = Permission.KEEP_AGREEMENT
    title = lazy("登记协议")

    def about(self) -> dict:
        form = About(self.request.GET)
        form.is_valid()
        actor, found = self.request.actor, form.cleaned_data
        seen = {name: thing for name, thing in found.items() if thing and _sees(actor, thing)}
        return seen

    def get_initial(self):
        about = self.about()
        if former := about.get("renews"):
            same = {name: getattr(former, name) for name in ("kind", "title", "partnership", "project", "parties")}
            return same
        if project := about.get("project"):
            return {"project": project, "partnership": project.partnership, "title": str(project)}
        return about

    def perform(self, form, by):
        values = form.values() | {"renews": self.about().get("renews")}
        return actions.keep_agreement(values, scan=form.cleaned_data["scan"], by=by)


def _sees(actor, thing) -> bool:
    return type(thing).objects.visible_to(actor).filter(pk=thing.pk).exists()


class EditAgreement(UnderAgreements, FormPage):
    model = Agreement
    form_class = AgreementForm
    permission = Permission.KEEP_AGREEMENT
    title = lazy("修改协议")

    def perform(self, form, by):
        asked = form.cleaned_data
        return actions.edit_agreement(self.thing, form.values(), by=by, scan=asked["scan"], version=asked["version"])


class Scan(View):
    """The signed paper, for those who may see the agreement."""

    def get(self, request, pk):
        rows = Agreement.objects.visible_to(request.actor).select_related("scan")
        return download(get_object_or_404(rows, pk=pk).scan)


class AddVisit(UnderProjects, FormPage):
    model = Project
    form_class = VisitForm
    permission = Permission.KEEP_AGREEMENT
    title = lazy("登记考察")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"thing": None}

    def perform(self, form, by):
        actions.keep_visit(self.thing, form.values(), sites=form.cleaned_data["sites"], by=by)
        return self.thing


class EditVisit(UnderProjects, FormPage):
    model = SiteVisit
    form_class = VisitForm
    permission = Permission.KEEP_AGREEMENT
    title = lazy("修改考察")

    def get_queryset(self):
        return super().get_queryset().select_related("project__partnership__university", "project__unit")

    def perform(self, form, by):
        asked = form.cleaned_data
        return actions.edit_visit(self.thing, form.values(), sites=asked["sites"], by=by, version=asked["version"])


class VisitFile(View):
    """The file kept with a visit, for those who may see the project."""

    def get(self, request, pk):
        rows = SiteVisit.objects.visible_to(request.actor).filter(upload__isnull=False).select_related("upload")
        return download(get_object_or_404(rows, pk=pk).upload)
