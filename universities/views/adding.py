"""Adding a university: find it in the ministry's list, see it filled in, save; by hand only what the list lacks."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.generic import TemplateView

from accounts.permissions import Permission, require
from pages.views import FormPage, Titled
from ruoyi_coop.lib.search import matching
from universities import actions, forms
from universities.models import ReferenceUniversity, University
from universities.reference import find


class FindUniversity(Titled, TemplateView):
    """The first step of adding one: find it in the ministry's list. Answers as-you-type with the hits alone."""

    title = lazy("登记高校")

    def get_crumbs(self):
        return ((_("合作高校"), reverse("universities:list")),)

    def get(self, request, *args, **kwargs):
        require(request.actor, Permission.ADD_UNIVERSITY)
        response = super().get(request, *args, **kwargs)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def get_template_names(self):
        return ["universities/_hits.html" if self.request.htmx else "universities/find.html"]

    def get_context_data(self, **context):
        form = forms.ReferenceSearch(self.request.GET)
        words = form.cleaned_data["q"] if form.is_valid() else ""
        return super().get_context_data(form=form, words=words, hits=self.hits(words) if words else [], **context)

    def hits(self, words: str) -> list[dict]:
        found = list(find(ReferenceUniversity.objects.all(), words))
        known = dict(
            University.objects.filter(moe_code__in=[row.moe_code for row in found]).values_list("moe_code", "pk")
        )
        by_hand = matching(University.objects.filter(moe_code=None), words)[:3]
        return [{"row": row, "known": row.pk} for row in by_hand] + [
            {"row": row, "known": known.get(row.moe_code)} for row in found
        ]


class AddUniversity(FormPage):
    permission = Permission.ADD_UNIVERSITY
    done = lazy("已登记。接下来可以建立合作、指定联络员。")

    def get_crumbs(self):
        return (
            (_("合作高校"), reverse("universities:list")),
            (_("登记高校"), reverse("universities:add")),
        )

    def perform(self, form, by):
        return actions.register_university(form.values(), by=by)


class AddFromList(AddUniversity):
    """The second step: what the list says, filled in; one that is registered already leads to its record."""

    form_class = forms.UniversityForm
    template_name = "universities/add_from_list.html"

    def get(self, request, *args, **kwargs):
        registered = University.objects.filter(moe_code=self.row.moe_code).first()
        return redirect(registered) if registered else super().get(request, *args, **kwargs)

    @property
    def row(self) -> ReferenceUniversity:
        if not hasattr(self, "_row"):
            self._row = get_object_or_404(ReferenceUniversity, moe_code=self.kwargs["moe_code"])
        return self._row

    def get_title(self):
        return _("登记%(name)s") % {"name": self.row.name}

    def get_initial(self):
        columns = ("name", "short_name", "province", "city", "level", "supervisor", "remarks")
        return {column: getattr(self.row, column) for column in columns}

    def get_context_data(self, **context):
        return super().get_context_data(row=self.row, **context)

    def perform(self, form, by):
        return actions.register_university(form.values() | {"moe_code": self.row.moe_code}, by=by)


class AddByHand(AddUniversity):
    title = lazy("登记名单外的高校")
    form_class = forms.UniversityByHandForm

    def get_initial(self):
        return {"name": self.request.GET.get("name", "")[:60]}
