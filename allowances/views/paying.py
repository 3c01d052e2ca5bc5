"""Payments: files for the finance office, what came of them, what waits for a later list."""

from tempfile import TemporaryFile

from allauth.account.decorators import reauthentication_required
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View

from accounts.permissions import Permission, require
from allowances import actions, forms, payment
from allowances.models import AllowanceList, Batch, Line
from allowances.views.lists import crumbs
from pages.exports import XLSX, named
from pages.views import FormPage


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
