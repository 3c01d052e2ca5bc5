"""Experts: the public reads who works with the county, staff and liaisons keep the register."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import STAFF, Permission, Role
from pages.views import FormPage, ListPage, Open, RecordPage
from universities import actions, forms, tables
from universities.models import LOOKS_INSIDE, Expert
from universities.views.shared import OfUniversity, door, doors

EXPERT_DOORS = ((lazy("修改"), Permission.EDIT_EXPERT, door("universities:edit_expert")),)


class Experts(Open, OfUniversity, ListPage):
    model = Expert
    title = lazy("专家")
    actions = ((lazy("登记专家"), "universities:add_expert", Permission.EDIT_EXPERT),)
    empty = lazy("换个条件，或清除筛选。")

    def get_queryset(self):
        return super().get_queryset().select_related("university")

    def get_table_class(self):
        return tables.ExpertTable if self.looks_inside else tables.PublicExpertTable

    def get_filterset_class(self):
        return tables.ExpertFilter if self.looks_inside else tables.PublicExpertFilter

    @property
    def looks_inside(self) -> bool:
        return self.request.actor.role in STAFF | {Role.LIAISON}


class ExpertPage(Open, RecordPage):
    model = Expert
    template_name = "universities/expert.html"

    def get_queryset(self):
        return super().get_queryset().select_related("university")

    def get_crumbs(self):
        return ((_("专家"), reverse("universities:experts")),)

    def get_context_data(self, **context):
        actor = self.request.actor
        roles = self.object.roles_of(actor)
        self.inside = actor.role in LOOKS_INSIDE or Role.LIAISON in roles
        return super().get_context_data(
            inside=self.inside, doors=doors(actor, roles, EXPERT_DOORS, self.object), **context
        )

    def get_timeline(self):
        return super().get_timeline() if self.inside else None


class AddExpert(FormPage):
    permission = Permission.EDIT_EXPERT
    title = lazy("登记专家")
    form_class = forms.ExpertForm

    def get_crumbs(self):
        return ((_("专家"), reverse("universities:experts")),)

    def get_initial(self):
        return {"university": self.request.GET.get("university", "")}

    def perform(self, form, by):
        return actions.add_expert(form.values(), by=by)


class EditExpert(FormPage):
    model = Expert
    permission = Permission.EDIT_EXPERT
    title = lazy("修改专家")
    form_class = forms.ExpertForm

    def perform(self, form, by):
        return actions.edit_expert(self.thing, form.values(), by=by, version=form.cleaned_data["version"])
