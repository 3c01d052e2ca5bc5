"""The pages of agreements: their list, one agreement with its text, signing, the paper and its scan."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views import View

from accounts.permissions import Permission, can, require
from files.views import download
from interns.models import Placement
from onpost import actions, board, papers, tables
from onpost.access import may
from onpost.forms import ScanForm
from onpost.models import Agreement, Signature
from onpost.terms import terms_of
from onpost.views.common import InternForm, InternList, OwnTimeline, paper
from onpost.workflow import AGREEMENT, AgreementState
from pages.views import MovePage, RecordPage
from ruoyi_coop.lib.errors import NotNow


class Agreements(InternList):
    model = Agreement
    here = "onpost:agreements"
    title = lazy("实习协议")
    table_class, filterset_class = tables.AgreementTable, tables.AgreementFilter
    template_name = "onpost/agreements.html"

    def get_queryset(self):
        return super().get_queryset().with_people().prefetch_related("signatures")

    def get_context_data(self, **context):
        waiting = _without(self.request.actor).count() if can(self.request.actor, Permission.MANAGE_SEASON) else 0
        return super().get_context_data(waiting=waiting, **context)


def _without(actor):
    """Confirmed placements that are not over and have no agreement at all."""
    live = Agreement.objects.live().values("placement")
    return board.under_way().filter(pk__in=Placement.objects.visible_to(actor).values("pk")).exclude(pk__in=live)


class Prepare(View):
    """One click of the office makes every agreement that is missing."""

    http_method_names = ["post"]

    def post(self, request):
        require(request.actor, Permission.MANAGE_SEASON)
        made = actions.prepare_all(_without(request.actor), by=request.actor)
        messages.success(request, _("已生成 %d 份协议。") % len(made))
        return redirect("onpost:agreements")


class AgreementOf(View):
    """The way from a placement to its agreement; the first party to come makes it."""

    def get(self, request, pk):
        placement = get_object_or_404(Placement.objects.visible_to(request.actor), pk=pk)
        made = placement.agreements.live().first()
        if made:
            return redirect(made)
        if not may(request.actor, Permission.SIGN_INTERNSHIP, placement):
            raise Http404
        try:
            return redirect(actions.agreement_of(placement, by=request.actor))
        except NotNow as no:
            messages.error(request, str(no))
            return redirect(placement)


class AgreementPage(OwnTimeline, RecordPage):
    model = Agreement
    template_name = "onpost/agreement.html"
    context_object_name = "agreement"

    def get_queryset(self):
        return super().get_queryset().with_people().select_related("scan").prefetch_related("signatures")

    def get_crumbs(self):
        return ((_("实习协议"), reverse("onpost:agreements")), _crumb(self.object.placement))

    def get_context_data(self, **context):
        agreement, actor = self.object, self.request.actor
        party = actions.party_of(agreement, actor)
        offers = AGREEMENT.moves_for(agreement, actor, may)
        signs = party and party not in agreement.signed_by
        return super().get_context_data(
            offers=[offer for offer in offers if offer.name != "sign" or signs],
            clauses=agreement.terms or terms_of(agreement.placement),
            parties=[_line(agreement, party) for party in Signature.Party],
            may_scan=self._may_scan(),
            **context,
        )

    def _may_scan(self) -> bool:
        actor, agreement = self.request.actor, self.object
        if agreement.state != AgreementState.OPEN or actor.role == "student":
            return False
        return may(actor, Permission.SIGN_INTERNSHIP, agreement)


def _crumb(placement: Placement) -> tuple:
    return str(placement), placement.get_absolute_url()


def _line(agreement: Agreement, party) -> dict:
    return {"party": party.label, "signature": agreement.signed_by.get(party)}


class MoveAgreement(MovePage):
    model = Agreement
    workflow = AGREEMENT

    def check(self):
        """Signing asks more than the permission: the action says who is a party."""
        if self.move.name != "sign":
            require(self.request.actor, Permission(self.permission), self.thing)
        elif not may(self.request.actor, Permission(self.permission), self.thing):
            require(self.request.actor, Permission.MANAGE_SEASON)

    def perform(self, form, by):
        version = form.cleaned_data["version"]
        if self.move.name == "sign":
            return actions.sign(self.thing, by=by, version=version)
        return actions.void(self.thing, by=by, note=form.note, version=version)


class Scan(InternForm):
    """The stamped paper: one file, and who stands on it."""

    model = Agreement
    form_class = ScanForm
    permission = Permission.SIGN_INTERNSHIP
    title = lazy("上传盖章扫描件")

    def get_queryset(self):
        return super().get_queryset().with_people().prefetch_related("signatures")

    def perform(self, form, by):
        said = form.values()
        return actions.file_scan(self.thing, said["scan"], said["parties"], by=by)


class Paper(View):
    """The agreement as a PDF to print and stamp."""

    def get(self, request, pk):
        rows = Agreement.objects.visible_to(request.actor).with_people().prefetch_related("signatures")
        agreement = get_object_or_404(rows, pk=pk)
        try:
            return paper(papers.agreement_pdf(agreement), "application/pdf", f"agreement-{pk}.pdf")
        except NotNow as no:
            messages.error(request, str(no))
            return redirect(agreement)


class ScanFile(View):
    def get(self, request, pk):
        rows = Agreement.objects.visible_to(request.actor).filter(scan__isnull=False).select_related("scan")
        return download(get_object_or_404(rows, pk=pk).scan)
