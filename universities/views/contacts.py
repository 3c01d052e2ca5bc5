"""The contact log: entered on a university's page, read as a list by staff and by the liaisons of that university."""

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.generic import View

from accounts.permissions import Permission, Role
from files.views import download
from pages.views import FormPage, ListPage, OnThing
from ruoyi_coop.lib.errors import NotAllowed
from universities import actions, forms, tables
from universities.models import Contact, University
from universities.views.shared import ForPartners, OfUniversity


class LogContact(FormPage):
    model = University
    permission = Permission.LOG_CONTACT
    title = lazy("登记联系")
    form_class = forms.ContactForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"thing": None}

    def get_initial(self):
        theirs = self.request.actor.role == Role.LIAISON
        return {"direction": Contact.Direction.THEIRS if theirs else Contact.Direction.OURS}

    def perform(self, form, by):
        actions.log_contact(self.thing, form.values(), by=by, upload=form.cleaned_data["upload"])
        return self.thing


class Contacts(ForPartners, OfUniversity, ListPage):
    model = Contact
    title = lazy("联系记录")
    table_class = tables.ContactTable
    filterset_class = tables.ContactFilter
    empty = lazy("在高校的页面上点“登记联系”。")

    def get_queryset(self):
        return super().get_queryset().select_related("university", "logged_by")


class EditContact(FormPage):
    model = Contact
    permission = Permission.LOG_CONTACT
    title = lazy("修改联系记录")
    form_class = forms.ContactForm

    def check(self):
        super().check()
        if not self.thing.may_be_edited_by(self.request.actor):
            raise NotAllowed(_("联系记录只能由登记人或县合作办修改。"))

    def perform(self, form, by):
        upload, version = form.cleaned_data["upload"], form.cleaned_data["version"]
        return actions.edit_contact(self.thing, form.values(), by=by, upload=upload, version=version)


class ContactFile(OnThing, View):
    model = Contact

    def get(self, request, *args, **kwargs):
        if self.thing.upload is None:
            raise Http404
        return download(self.thing.upload)
